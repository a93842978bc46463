"""The process that grades for one notebook, so that grader and session do not interfere with each other.

It is run as `python -P -m grader.selfcheck.worker`. It reads a `CheckRequest` from each line of standard
input, and writes lines of `Said`. It ends when its input does.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from grader.base.cache import folder
from grader.base.errors import GraderError, NothingToGrade
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.cli.status import BUG
from grader.confinement.host import Host, choose_tier
from grader.grading import ENTRIES
from grader.grading.course import Course
from grader.grading.grade import Listener, grade
from grader.grading.trainer import Settings
from grader.intake.reader import Reader
from grader.records.report import Report
from grader.records.source import Candidate, Source
from grader.records.totals import settled
from grader.repairs import ENTRIES as REPAIRING
from grader.repairs.repairing import Repairing
from grader.reports import hidden_checks, told_repairs
from grader.selfcheck.messages import Checked, CheckRefused, CheckRequest, Said, Working

NAME: Final = "notebook"
"""The name of the session in a report; that of the student's file cannot be known for certain."""
CELLS: Final = Text(
    ko="셀 번호는 노트북의 [n] 표시와 같습니다: 7번째 코드 셀은 In [7]입니다.",
    en="Cells are counted as the notebook does: cell 7 is In [7].",
)

DATA: Final = Text(
    ko='노트북에서는 --data 대신 data=로 지정합니다: check(..., data="course-data.safetensors")',
    en='In a notebook, data= is what --data is elsewhere: check(..., data="course-data.safetensors").',
)


def main() -> None:
    """Answer requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the notebook decides when this process ends
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints may pass for an answer

    def say(said: Said) -> None:
        out.write(msgspec.json.encode(said) + b"\n")
        out.flush()

    with Host(*ENTRIES, *REPAIRING, tier=choose_tier()) as host:
        for line in sys.stdin.buffer:
            say(_answer(msgspec.json.decode(line, type=CheckRequest), host, say))


def _answer(wanted: CheckRequest, host: Host, say: Callable[[Said], None]) -> Said:
    try:
        return Checked(check(wanted, host, lambda *told: say(Working(*told))))
    except GraderError as error:
        return CheckRefused(error.message, error.hint)
    except Exception as error:  # a bug must not end the student's session
        return CheckRefused(BUG, Text(ko=f"오류: {error!r}", en=f"The error: {error!r}"))


def check(wanted: CheckRequest, host: Host, progress: Callable[[Text, int, int | None], None]) -> Report:
    """Grade one model of a session, or all models that the assignment asks for.

    Raises:
        NothingToGrade: the session does not hold it, or the assignment does not ask for it.
        StaffError: the grader, its installation or the data is at fault.
    """
    task = Course(Path(wanted.course) if wanted.course else None).load(wanted.assignment)
    place = Path(wanted.folder)
    with Reader([place], host.tier) as reader:
        if wanted.file is None:
            whole = reader.read_cells(wanted.cells, place, NAME)
        else:
            whole = reader.read([place / wanted.file])
    source = only(whole, wanted) if wanted.names else whole
    settings = Settings(
        data=wanted.data, device=wanted.device, training=wanted.training, trainings=folder("trainings")
    )
    repairing = Repairing(source, task, host, progress)
    listener = Listener(repairing.part, on_models=repairing.models)
    report = repairing.added_to(grade(source, task, settings, host, progress, listener))
    parts = tuple(part for part in report.parts if part.taken or not wanted.names)
    if not parts:
        raise _no_part(wanted.names[0], [part.model for part in task.parts])
    own = settled(msgspec.structs.replace(report, parts=parts, notices=notices(report, wanted.file)))
    return told_repairs.for_student(hidden_checks.for_student(own, datetime.now(UTC)))


def notices(report: Report, module: str | None) -> tuple[Text, ...]:
    """Return a report's notices, and those that only the reader of a notebook needs.

    Args:
        report: the report.
        module: the file that the model was imported from; None if it is from a cell.
    """
    where = _from_module(module) if module else CELLS
    return (*report.notices, *((DATA,) if report.provisional else ()), where)


def _from_module(file: str) -> Text:
    return Text(
        ko=f"노트북에 가져온(import) 모델이므로 지금 저장되어 있는 {file} 파일을 점검했습니다.",
        en=f"The model is imported, so the file {file} was checked as it is saved now.",
    )


def only(source: Source, wanted: CheckRequest) -> Source:
    """Return a session reduced to one model and the code that it needs.

    Raises:
        NothingToGrade: the cells do not hold the model, or hold another one of that name.
    """
    called = [each for each in source.candidates if each.name in wanted.names]
    if not called:
        raise _not_in_cells(wanted.names[0])
    there = [each for each in called if wanted.cell in (None, source.units[each.at.unit].cell)]
    if not there:
        raise _another(wanted.names[0], source.units[called[-1].at.unit].cell)
    model = msgspec.structs.replace(there[-1], inner=False, replaced=False)
    needed = _units(model)
    units = tuple(
        unit if index in needed else msgspec.structs.replace(unit, original="")
        for index, unit in enumerate(source.units)
    )
    return msgspec.structs.replace(source, candidates=(model,), units=units, problems=())


def _units(model: Candidate) -> set[int]:
    statements = [*model.statements, *(each for maker in model.makers for each in maker.statements)]
    makers = {maker.at.unit for maker in model.makers if maker.at}
    return {model.at.unit, *makers, *(statement.unit for statement in statements)}


def _not_in_cells(name: str) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"실행한 셀에서 {name} 모델을 정의한 곳을 찾지 못했습니다.",
            en=f"None of the cells that were run defines a model {name}.",
        ),
        Text(
            ko=f"{name} 클래스를 코드 셀에 작성하고, 그 셀을 실행한 다음 다시 점검하십시오.",
            en=f"Write the class {name} in a code cell, run that cell, and check again.",
        ),
    )


def _another(name: str, cell: int | None) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"지금의 {with_particle(name, '은')} 가장 나중에 작성한 것({cell}번째 코드 셀)이 아닙니다.",
            en=f"The {name} that there is now is not the one that was written last, in cell {cell}.",
        ),
        Text(
            ko=f"점검하려는 {name} 클래스의 셀을 다시 실행한 다음 점검하십시오.",
            en=f"Run the cell with the {name} that is to be checked again, then check it.",
        ),
    )


def _no_part(name: str, models: list[str]) -> NothingToGrade:
    asked = ", ".join(models)
    return NothingToGrade(
        Text(
            ko=f"{name} 모델은 이 과제에서 요구하는 모델로 볼 수 없습니다.",
            en=f"{name} could not be taken for any model that this assignment asks for.",
        ),
        Text(
            ko=f"이 과제의 모델: {asked}. 클래스의 이름을 확인하십시오.",
            en=f"It asks for: {asked}. Check the name of the class.",
        ),
    )


if __name__ == "__main__":
    main()
