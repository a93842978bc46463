"""Does the data code run, and does something come of it?"""

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.checks.code_evidence import CodeAttempt
from grader.checks.endings import told
from grader.checks.functions.running import BEYOND, must_be_written
from grader.checks.loading.lines import NAMES, of_set
from grader.checks.verdict import Failed, Withheld
from grader.records.capture_protocol import Broken
from grader.records.data_log import DataLog, Split


def runs(attempt: CodeAttempt, splits: tuple[Split, ...]) -> None:
    """Pass if the code runs, and pictures come of every loader that is asked for."""
    if attempt.name:
        must_be_written(attempt)
    if isinstance(attempt.outcome, Broken):
        raise _broken(attempt.outcome)
    assert isinstance(attempt.outcome, DataLog)
    makes_sets(attempt.outcome, splits)


def makes_sets(log: DataLog, splits: tuple[Split, ...]) -> None:
    """Pass if pictures come of every loader that is asked for."""
    if log.replaced:
        raise Withheld(_REPLACED)
    failures = [log.failure, *(each.failure for each in log.sets)]
    if failure := next((each for each in failures if each is not None), None):
        raise _broken(failure)
    made = {each.split: each for each in log.sets}
    for split in splits:
        name = NAMES[split]
        if split not in made:
            raise Failed(
                Text(
                    ko=f"{name.ko}용 데이터로더를 찾지 못했습니다.",
                    en=f"There is no loader of the {name.en} data.",
                )
            )
        if not any(made[split].epochs[0].batches if made[split].epochs else ()):
            raise Failed(
                Text(
                    ko=f"{name.ko}용 데이터가 비어 있습니다.", en=f"No picture comes of the {name.en} data."
                ),
                at=of_set(made[split]),
            )


_REPLACED = Text(
    ko="코드가 torch의 함수를 바꾸어 놓아 데이터를 어떻게 만드는지 지켜볼 수 없었습니다.",
    en="The code replaces functions of torch, so that nobody could watch what is made of the data.",
)


def _broken(failure: Broken) -> Failed | Withheld:
    if failure.error in BEYOND:
        error = failure.error
        return Withheld(
            Text(
                ko=f"채점기에서는 이 줄을 실행할 수 없습니다: {with_particle(error, '이')} 났습니다.",
                en=f"The grader cannot run this line: {error}",
            ),
            at=failure.lines[-1:],
        )
    if failure.reason == "timeout":
        return Failed(
            Text(ko="데이터 코드가 끝나지 않습니다.", en="The data code does not end."), at=failure.lines[-1:]
        )
    return Failed(
        Text(
            ko="데이터를 만들거나 읽을 때 오류가 납니다.", en="Making or reading the data ends in an error."
        ),
        found=told(failure),
        at=failure.lines[-1:],
    )
