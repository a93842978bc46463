"""Have the reference's functions called in every case: submissions are compared with what they return.

The reference is treated like a submission: it is read as text, and run in a confined child.
"""

from pathlib import Path

import msgspec

from grader import intake
from grader.base.errors import StaffError
from grader.base.text import Text, same
from grader.capture.rehearsing import done
from grader.checks.assignment import Assignment
from grader.checks.cases import digest, given_values
from grader.checks.code_parts import FunctionPart
from grader.confinement.host import Host
from grader.records.capture_protocol import Broken
from grader.records.rehearsal_protocol import Called, Calls, Expected
from grader.records.source import Source


def encoded(assignment: Assignment, file: Path, host: Host) -> bytes:
    """Return the content of `expected.json`: the answers of all functions, by the part's id.

    Raises:
        StaffError: a function is not in the reference, or fails in a case.
    """
    source = intake.read(file)
    parts = [part for part in assignment.code_parts if isinstance(part, FunctionPart)]
    answers = {part.id: msgspec.json.encode(_answers(part, source, file, host)) for part in parts}
    return msgspec.json.format(msgspec.json.encode(answers), indent=1) + b"\n"


def _answers(part: FunctionPart, source: Source, file: Path, host: Host) -> Expected:
    name = part.name.partition(".")[0]
    found = next((each for each in source.definitions if each.name == name), None)
    if found is None:
        raise _fails(file, part, Text(ko="파일에 없습니다.", en="it is not in the file."))
    outcome = done(source, Calls(found.statements, part.name, part.calls, given_values(part.make)), host)
    if not isinstance(outcome, Called):
        assert isinstance(outcome, Broken)
        raise _fails(
            file, part, same(" ".join(filter(None, (outcome.reason, outcome.error, outcome.message))))
        )
    for case, answer in zip(part.cases, outcome.answers, strict=True):
        if answer.failure is not None:
            said = f"{answer.failure.error} {answer.failure.message}"
            raise _fails(file, part, Text(ko=f"[{case.name.ko}] {said}", en=f"[{case.name.en}] {said}"))
    return Expected(digest(part.calls), outcome.answers)


def _fails(file: Path, part: FunctionPart, why: Text) -> StaffError:
    return StaffError(
        Text(
            ko=f"{file.name}의 {part.name} 함수를 불러 보지 못했습니다: {why.ko}",
            en=f"{part.name} of {file.name} could not be called: {why.en}",
        )
    )
