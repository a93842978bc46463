"""Bundles what students get of an assignment: templates, pages and its checks, without the solution."""

import tempfile
from collections.abc import Collection
from pathlib import Path

from grader.authoring import build
from grader.authoring.calibration.adopt import FILE
from grader.authoring.markers import without_solution
from grader.authoring.validate import Grade, Rows, validate
from grader.base.cache import write_whole
from grader.base.errors import StaffError
from grader.base.korean import quoted_with
from grader.base.text import LANGUAGES, Text
from grader.checks.assignment import EXPECTED, REFERENCES, Assignment
from grader.confinement.host import Host
from grader.exports.wheel import archive
from grader.grading.course import KEPT_BACK, Course

PAGES = (*(f"README.{language}.md" for language in LANGUAGES), "calibration.md")


def bundle(assignment: Assignment, host: Host) -> dict[str, bytes]:
    """Return the files by their path in the bundle, which is itself a course that `grade --course` accepts.

    Raises:
        StaffError: there is no reference, the files generated from it are out of date, or a page lists a
            hidden check.
    """
    _must_not_tell(assignment)
    made = build.make_files(assignment, host)
    _must_be_up_to_date(assignment, made)
    here = assignment.here
    pages = {name: (here / name).read_bytes() for name in PAGES if (here / name).is_file()}
    templates = {name: content for name, content in made.items() if name not in (REFERENCES, EXPECTED)}
    checks = {
        f"assignments/{assignment.id}/{path.relative_to(here).as_posix()}": _code(path)
        for path in sorted(here.rglob("*.py"))
        if _is_handed_out(path.relative_to(here), templates)
    }
    compared = {
        f"assignments/{assignment.id}/{name}": made[name] for name in (REFERENCES, EXPECTED) if name in made
    }
    return {f"{assignment.id}/{name}": data for name, data in (pages | templates | checks | compared).items()}


def must_be_valid(assignment: Assignment, grade: Grade, host: Host) -> None:
    """Refuse an assignment that breaks one of its own rules; the training is left to `grade validate`.

    Raises:
        StaffError: a rule is broken; it says which, and what was found.
    """
    found = validate(assignment, grade, host, training=False)
    broken = next((each for each in found if each.status == "broken"), None)
    if broken is None:
        return
    details = {lang: "; ".join(each.get(lang) for each in broken.details) for lang in LANGUAGES}
    raise StaffError(
        Text(
            ko=f"과제가 규칙을 지키지 않아 묶음을 만들지 않았습니다. {broken.rule.ko}: {details['ko']}",
            en=f"Nothing was made, since the assignment breaks a rule. {broken.rule.en}: {details['en']}",
        ),
        Text(
            ko=f"`grade validate {assignment.id} --no-training`으로 모두 보고 고친 뒤 다시 실행하십시오.",
            en=f"See all with `grade validate {assignment.id} --no-training`, mend it, and run this again.",
        ),
    )


def _is_handed_out(path: Path, templates: Collection[str]) -> bool:
    """Return whether code belongs to the checks; hidden folders, where editors keep copies, do not."""
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.parts[0] not in {*templates, *KEPT_BACK}


def legible(assignment: Assignment, files: dict[str, bytes]) -> list[str]:
    """Return the hidden checks that a bundle still contains; reports omit them, but they are not secret.

    Raises:
        StaffError: the assignment's file cannot be read without what students do not get.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        given = Course(Path(folder, assignment.id)).module(assignment.id, Path(FILE).stem).assignment
    assert isinstance(given, Assignment)
    return [check.id for part in given.every_part for check in part.checks if check.hidden]


def write(files: dict[str, bytes], output: Path) -> None:
    """Write a bundle to a folder, or to a zip if the name ends so, without overwriting anything.

    Raises:
        StaffError: something of this name already exists.
        OSError: the bundle cannot be written.
    """
    if output.suffix != ".zip":
        files = {name.partition("/")[2]: content for name, content in files.items()}
    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        raise StaffError(
            Text(ko=f"{quoted_with(output, '이')} 이미 있습니다.", en=f"'{output}' is there already."),
            Text(ko="지우거나, -o에 다른 이름을 주십시오.", en="Remove it, or give -o another name."),
        )
    if output.suffix == ".zip":
        write_whole(output, archive(files))
        return
    for name, content in files.items():
        file = output / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _code(path: Path) -> bytes:
    """Return the code in a file of checks, without the solution and the hidden tests."""
    return without_solution(path.read_text(encoding="utf-8")).encode()


def _must_not_tell(assignment: Assignment) -> None:
    """Raise if a students' page lists a check that is hidden from them."""
    checks = [check for part in assignment.every_part for check in part.checks]
    shown = {check.id for check in checks if not check.hidden}
    hidden = {check.id for check in checks} - shown
    pages = [file for name in PAGES if (file := assignment.here / name).is_file()]
    told = [
        f"{file.name}: {name}"
        for file in pages
        for name, _, _ in Rows.findall(file.read_text("utf-8"))
        if name in hidden
    ]
    if told:
        where = ", ".join(told)
        raise StaffError(
            Text(
                ko=f"학생용 안내에 비공개 항목이 나옵니다: {where}",
                en=f"The students' pages list hidden checks: {where}",
            ),
            Text(ko="그 줄을 지우십시오.", en="Take these lines out of them."),
        )


def _must_be_up_to_date(assignment: Assignment, made: dict[str, bytes]) -> None:
    here = assignment.here
    stale = [
        name for name, new in made.items() if not (here / name).is_file() or (here / name).read_bytes() != new
    ]
    if stale:
        names = ", ".join(stale)
        raise StaffError(
            Text(
                ko=f"정답이 바뀐 뒤 다시 만들지 않은 파일이 있습니다: {names}",
                en=f"The reference has changed since these were made: {names}",
            ),
            Text(
                ko=f"`grade build {assignment.id}`로 다시 만든 뒤 `grade validate`로 확인하십시오.",
                en=f"Make them anew with `grade build {assignment.id}`, then `grade validate` it.",
            ),
        )
