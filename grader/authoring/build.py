"""Builds an assignment's generated files from its reference: the captured Graphs and the templates."""

from pathlib import Path

import msgspec

from grader import intake
from grader.analysis.rules.simplify import simplify
from grader.authoring import expected, lab_sheet
from grader.base.cache import write_whole
from grader.base.errors import StaffError
from grader.base.text import LANGUAGES, Language, Text, same
from grader.capture import measuring
from grader.capture.capture import ENTRY, capture
from grader.capture.measuring import Measuring
from grader.capture.verify import trusted
from grader.checks.assignment import EXPECTED, REFERENCES, Assignment
from grader.checks.code_parts import FunctionPart
from grader.confinement.host import Host
from grader.grading.course import template_name
from grader.grading.jobs import jobs_for
from grader.records.capture_protocol import Captured
from grader.records.graph import Graph

ENTRIES = (ENTRY, measuring.ENTRY)
"""What a `Host` must be able to start to capture a reference."""
Shape = tuple[int, ...]


def source(assignment: Assignment) -> Path:
    """Return the path of the reference: `reference/<assignment>.py` or `.ipynb`, next to `assignments/`.

    Raises:
        StaffError: there is none, for example because the grader was installed from a wheel.
    """
    folder = assignment.here.parents[1] / "reference"
    for suffix in (".py", ".ipynb"):
        if (file := folder / f"{assignment.id}{suffix}").is_file():
            return file
    raise StaffError(
        Text(
            ko=f"'{assignment.id}' 과제의 정답이 없습니다: {folder / assignment.id}.py 또는 .ipynb",
            en=f"There is no reference for '{assignment.id}': {folder / assignment.id}.py or .ipynb",
        ),
        Text(
            ko="정답은 설치본에 들어 있지 않습니다. 과제를 만든 폴더를 --course로 주십시오.",
            en="References are not installed. Give the folder where the assignment is written as --course.",
        ),
    )


def make_files(assignment: Assignment, host: Host) -> dict[str, bytes]:
    """Return every file generated from the reference, by name; the host must have `ENTRIES`.

    Raises:
        StaffError: the reference cannot be read or run, or its solution is not marked as one.
    """
    made = {REFERENCES: encode(references(assignment, host)), **templates(assignment)}
    if any(isinstance(part, FunctionPart) for part in assignment.code_parts):
        made[EXPECTED] = expected.encoded(assignment, source(assignment), host)
    return made


def write(assignment: Assignment, host: Host) -> list[str]:
    """Regenerate the files and return the names of those that changed."""
    changed = []
    for name, content in make_files(assignment, host).items():
        file = assignment.here / name
        if not file.exists() or file.read_bytes() != content:
            write_whole(file, content)
            changed.append(name)
    return changed


def templates(assignment: Assignment) -> dict[str, bytes]:
    """Return the templates by file name: the reference in each language, without the parts marked
    as the solution."""
    file = source(assignment)
    cells = lab_sheet.read(file)
    return {name: text for lang in LANGUAGES for name, text in _templates(file, cells, lang).items()}


def _templates(file: Path, cells: list[lab_sheet.Cell], lang: Language) -> dict[str, bytes]:
    whole = lab_sheet.in_language(cells, lang)
    given = lab_sheet.for_students(whole, lang)
    if given == whole:
        raise StaffError(
            Text(ko=f"{file.name}에 정답 표시가 없습니다.", en=f"{file.name} marks no solution."),
            Text(
                ko="학생이 채울 부분을 ### BEGIN SOLUTION과 ### END SOLUTION 사이에 두십시오.",
                en="Put what students are to write between ### BEGIN SOLUTION and ### END SOLUTION.",
            ),
        )
    made = {".ipynb": lab_sheet.notebook(given), ".py": lab_sheet.script(given)}
    return {template_name(lang, suffix): text.encode() for suffix, text in made.items()}


# -- the captured references -----------------------------------------------------------------------------


def references(assignment: Assignment, host: Host) -> dict[str, Graph]:
    """Return the Graph of every model that the assignment's parts ask for or compare with, by model name.

    The reference is treated like a submission: read as text, run once in a child, validated. A model captured
    with an alternative input shape has that shape after its name: `MLP(784)`.
    """
    file = source(assignment)
    wanted = _wanted(assignment)
    read = intake.read(file)
    asked = {
        name: (each, shape) for each in read.candidates for name, shape in wanted.get(each.name, {}).items()
    }
    jobs = {
        name: msgspec.structs.replace(job, makers=(), known={}, outputs=(), usual=())
        for name, job in zip(asked, jobs_for(assignment, asked.values()), strict=True)
    }
    missing = [name for shapes in wanted.values() for name in shapes if name not in jobs]
    if missing:
        raise _not_captured(file, missing[0], Text(ko="파일에 없습니다.", en="it is not in the file."))
    found: dict[str, Graph] = {}
    captured = capture(read, tuple(jobs.values()), host)
    with Measuring(host) as computed:
        outcomes = trusted(captured, computed)
    for name, outcome in zip(jobs, outcomes, strict=True):
        if not isinstance(outcome, Captured):
            said = " ".join(filter(None, (outcome.reason, outcome.error, outcome.message)))
            raise _not_captured(file, name, same(said))
        found[name] = _without_lines(simplify(outcome.graph))
    return found


def _wanted(assignment: Assignment) -> dict[str, dict[str, Shape]]:
    """Map each class of the reference to the names it is captured under, each with its input shape."""
    wanted: dict[str, dict[str, Shape]] = {}
    for part in assignment.parts:
        for model in dict.fromkeys([*(name.partition("(")[0] for name in part.reference_names), part.model]):
            further = {f"{model}({'x'.join(map(str, shape))})": shape for shape in part.alternative_inputs}
            wanted.setdefault(model, {}).update({model: part.input, **further})
    return wanted


def _without_lines(graph: Graph) -> Graph:
    """Remove the line numbers, which would show where the solution stands."""
    return msgspec.structs.replace(
        graph,
        nodes=tuple(msgspec.structs.replace(node, at=None) for node in graph.nodes),
        modules=tuple(msgspec.structs.replace(module, at=None) for module in graph.modules),
    )


def _not_captured(file: Path, name: str, why: Text) -> StaffError:
    return StaffError(
        Text(
            ko=f"{file.name}의 {name} 모델을 기록하지 못했습니다: {why.ko}",
            en=f"{name} of {file.name} could not be captured: {why.en}",
        ),
        Text(
            ko="클래스 이름과 입력의 모양이 assignment.py와 같은지 확인하십시오.",
            en="Check that the class has the name, and takes the input, that assignment.py says.",
        ),
    )


def encode(graphs: dict[str, Graph]) -> bytes:
    """Return the content of `references.json`."""
    return msgspec.json.format(msgspec.json.encode(graphs), indent=1) + b"\n"
