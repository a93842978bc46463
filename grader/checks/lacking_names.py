"""Names that a model uses and that the grader cannot give it: from data, what is typed, or other files."""

import re

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.checks.evidence import Attempt
from grader.checks.verdict import Failed
from grader.records.capture_protocol import Broken

UNDEFINED = re.compile(r"name '(\w+)' is not defined")


def lacking_name(broken: Broken, where: Text, found: Text | None, attempt: Attempt) -> Failed | None:
    """Return the verdict on a name that the file defines by work that is not done here, or nowhere.

    Args:
        broken: why there is no model.
        where: the sentence on when it failed.
        found: the error itself.
        attempt: the model and the problems of its file.
    """
    match = UNDEFINED.search(broken.message) if broken.error == "NameError" else None
    if match is None:
        return _lacking_arguments(broken, where, found, attempt)
    name = match[1]
    used = broken.lines[-1:]
    defined = next((each.at for each in attempt.left_out if each.name == name), None)
    if defined is not None:
        return Failed(where, found=found, hint=_defined_by_work(name), at=(*used, defined))
    lost = next((each for each in attempt.problems if each.names_missing_file), None)
    if lost is not None:
        return Failed(where, found=found, hint=lost.message, at=(*used, lost.at))
    return None


def _lacking_arguments(broken: Broken, where: Text, found: Text | None, attempt: Attempt) -> Failed | None:
    """Return the verdict on a model that the file makes with values that are not there."""
    candidate = attempt.candidate
    asked = broken.stage == "make" and "required positional argument" in broken.message
    if candidate is None or not asked or not candidate.made or not attempt.left_out:
        return None
    first = attempt.left_out[0]
    return Failed(where, found=found, hint=_defined_by_work(first.name), at=(candidate.at, first.at))


def _defined_by_work(name: str) -> Text:
    return Text(
        ko=f"{with_particle(name, '은')} 표시된 마지막 줄에서 데이터나 파일, 입력으로 정해지는 값이라서"
        " 채점할 때는 없습니다. 필요한 값을 코드에 숫자로 적으십시오.",
        en=f"The last of these lines gives {name} its value, from data, a file or what is typed. None of them"
        " is there while it is graded: write the number itself into the code.",
    )
