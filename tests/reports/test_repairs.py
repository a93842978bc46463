"""Repairs in reports: what to change, what it brings, and no more of it than the assignment allows."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import msgspec
import nbformat
import pytest

from grader.base.text import Text, same
from grader.batch.publish import write_feedback
from grader.records.repair import ChangedLines, ClearedCheck, Edit, Hints, MendedLayer, Repair
from grader.records.report import PartReport, Report, Row, ShownLayer
from grader.reports import changes, formats, html, terminal_brief, terminal_receipt
from grader.reports.formats import json as as_json
from grader.reports.formats import notebook
from grader.reports.mistakes import next_step
from grader.reports.plain_text import remarks
from grader.reports.told_repairs import for_student

from .classes import entry as entry_of
from .drawing import draw, drawn
from .samples import KERNEL, LENET_TITLE, MODEL, TAKEN, at, check, report

OLD, NEW = "        self.conv1 = nn.Conv2d(3, 6, 3, padding=1)", "        self.conv1 = nn.Conv2d(3, 6, 5)"
KERNEL_REPAIR = Repair(
    what=Text(ko="conv1의 커널 크기: 3 (과제의 값: 5)", en="The kernel size of conv1 is 3; 5 is asked for."),
    why=Text(ko="출력 크기는 (H + 2p - K) / s + 1 입니다.", en="The size after it is (H + 2p - K) / s + 1."),
    gain=6.93,
    clears=(ClearedCheck("lenet5", "kernel", 10.0),),
    at=(at(5, 7, OLD.strip()),),
    lines=(ChangedLines("lenet.ipynb", 5, 7, (OLD,), (NEW,)),),
    edits=(Edit("lenet.ipynb", 5, 7, 38, "3, padding=1", "5"),),
)
HINT = Text(ko="nn.Conv2d(3, 6, 5)를 쓰십시오.", en="Write nn.Conv2d(3, 6, 5).")


def with_repairs(*repairs: Repair, hints: Hints | None = None) -> Report:
    kernel = check("kernel", KERNEL, 10, "partial", message=KERNEL, hint=HINT, at=(at(5, 7, OLD.strip()),))
    part = PartReport(id="lenet5", title=LENET_TITLE, taken=TAKEN, results=(kernel,))
    found = report(part, listings=(MODEL,))
    return msgspec.structs.replace(found, repairs=repairs, hints=hints or msgspec.UNSET)


def test_terminal_shows_a_repair_as_a_diff_with_its_place_and_points() -> None:
    shown = draw(with_repairs(KERNEL_REPAIR))
    assert "+6.93" in shown
    assert f"cell 5, line 7 - {OLD.strip()}" in shown
    assert f"+ {NEW.strip()}" in shown
    assert shown.index("The kernel size of conv1") < shown.index("Next step") < shown.index("Total")


def test_terminal_tells_a_mistake_once() -> None:
    shown = draw(with_repairs(KERNEL_REPAIR))
    assert re.search(r"~ +1 +The first convolution", shown)
    assert HINT.en not in shown
    assert HINT.en in draw(with_repairs())


def test_layer_table_numbers_a_missing_layer_by_the_repair_that_brings_it_back() -> None:
    whole = with_repairs(msgspec.structs.replace(KERNEL_REPAIR, mends=(MendedLayer("lenet5", 1),)))
    relu = ShownLayer(kind="ReLU", notation="ReLU", shape="28x28x6", weights=0, parameters=0)
    rows = (Row(kind="same", layer=relu, expected=relu), Row(kind="missing", layer=None, expected=relu))
    parts = (msgspec.structs.replace(whole.parts[0], layers=rows),)
    numbered = msgspec.structs.replace(whole, parts=parts)
    assert re.search(r"- 1 +\(none\) +ReLU", draw(numbered))
    page = html.render(numbered, "en")
    assert re.search(
        r'<tr class="row-missing">\s*<td class="diff">.*<a class="quiet" href="#[^"]+">1</a>', page
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [("4,237,043", True), ("120x80", False)],
)
def test_terminal_tells_bounds_beside_a_repair_but_no_layer_again(found: str, told: bool) -> None:
    whole = with_repairs(KERNEL_REPAIR)
    (part,) = whole.parts
    asked = {"expected": same("at most 3,000,000"), "found": same(found)}
    results = (msgspec.structs.replace(part.results[0], **asked),)
    shown = draw(msgspec.structs.replace(whole, parts=(msgspec.structs.replace(part, results=results),)))
    assert ("3,000,000" in shown) == told


def test_next_step_is_the_first_repair() -> None:
    first = msgspec.structs.replace(KERNEL_REPAIR, gain=2.0)
    step = next_step(with_repairs(first, KERNEL_REPAIR))
    assert step is not None
    assert step.where is not None
    assert (step.what, step.where.en) == (KERNEL_REPAIR.what, "number 1, cell 5, line 7: +2 points")


def test_next_step_is_the_first_check_that_lost_points_where_no_repair_was_found() -> None:
    step = next_step(with_repairs())
    assert step is not None
    assert step.where is not None
    assert (step.what, step.where.en) == (KERNEL, "cell 5, line 7: 10 points are at stake.")


def test_terminal_brief_fits_beside_what_changed_on_twelve_lines() -> None:
    long = msgspec.structs.replace(KERNEL_REPAIR, what=Text(ko="ㄱ " * 90, en="long " * 60))
    found = with_repairs(long)
    before = {("lenet5", str(number)): check(str(number), KERNEL, 10, "failed") for number in range(9)}
    part = PartReport(
        id="lenet5",
        title=LENET_TITLE,
        taken=TAKEN,
        results=tuple(check(str(number), KERNEL, 10, "passed") for number in range(9)),
    )
    changed = changes.render(before, [part], trained=False, lang="ko")
    for width in (60, 80):
        shown = [
            *drawn(changed, width).splitlines(),
            *drawn(terminal_brief.render(found, "/a/check.html", "ko"), width).splitlines(),
        ]
        assert len(shown) <= 12
        assert "/a/check.html" in shown[-1]


def test_receipt_names_file_time_digest_score_and_grader() -> None:
    now = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    right = report(
        PartReport(id="lenet5", title=LENET_TITLE, taken=TAKEN, results=(check("kernel", KERNEL, 10),))
    )
    shown = drawn(terminal_receipt.render(right, now, "en"), 80)
    assert all(each in shown for each in ("Hand in", right.files[0].name, "sha256", "2026-11-30", "10 / 10"))
    assert drawn(terminal_receipt.render(with_repairs(), now, "en"), 80).strip() == ""


WRITTEN = "self.conv2 = nn.Conv2d(6, 21, 9)"
"""A line that an earlier repair has written, at which a later one is."""
LATER = msgspec.structs.replace(KERNEL_REPAIR, at=(at(5, 8, WRITTEN),), gain=1.25)


@pytest.mark.parametrize("hints", ["words", "place"])
@pytest.mark.parametrize("name", formats.FORMATS)
def test_no_format_tells_students_code_that_the_assignment_keeps_back(name: str, hints: Hints) -> None:
    found = with_repairs(KERNEL_REPAIR, LATER, hints=hints)
    told = formats.render(name, for_student(found), "en")
    assert not any(code in told for code in (NEW.strip(), HINT.en, WRITTEN))


@pytest.mark.parametrize("hints", ["words", "place"])
def test_no_terminal_tells_students_code_that_the_assignment_keeps_back(hints: Hints) -> None:
    told = for_student(with_repairs(KERNEL_REPAIR, LATER, hints=hints))
    page = html.render(told, "en")
    shown = [draw(told), drawn(terminal_brief.render(told, "", "en"), 80), page]
    assert not any(code in each for each in shown for code in (NEW.strip(), HINT.en, WRITTEN))
    assert all("+6.93" in each for each in shown)
    assert ("The kernel size of conv1" in shown[0]) == (hints == "words")


@pytest.mark.parametrize("hints", ["words", "place"])
def test_student_pages_of_a_class_keep_the_code_back(hints: Hints, tmp_path: Path) -> None:
    entry = entry_of("ann", with_repairs(KERNEL_REPAIR, LATER, hints=hints))
    write_feedback(entry, tmp_path, "en")
    (page,) = tmp_path.rglob("*.html")
    text = page.read_text(encoding="utf-8")
    assert NEW.strip() not in text
    assert "+6.93" in text


def test_github_annotations_tell_repairs_at_their_lines() -> None:
    commands = formats.render("github-annotations", with_repairs(KERNEL_REPAIR), "en").splitlines()
    (first,) = commands
    assert first.startswith(
        "::error file=lenet.ipynb,title=What to change 1 (+6.93)::The kernel size of conv1"
    )
    assert f"%0A+ {NEW.strip()}" in first


def test_students_are_told_the_code_by_default() -> None:
    whole = with_repairs(KERNEL_REPAIR)
    assert for_student(whole) is whole


def test_page_shows_a_repair_and_marks_its_line() -> None:
    page = html.render(with_repairs(KERNEL_REPAIR), "en")
    assert 'href="#repair-1"' in page
    assert 'id="repair-1"' in page
    assert "1 · The kernel size of conv1" in page
    assert page.count('class="before"') == page.count('class="after"') == 1


def test_notebook_has_the_repaired_cell_to_copy() -> None:
    book = nbformat.reads(notebook.render(with_repairs(KERNEL_REPAIR), "en"), 4)
    (cell,) = [each for each in book.cells if each.metadata.get("tags") == ["repair"]]
    assert cell.source == "\n".join(MODEL.lines).replace(OLD, NEW)


def test_hostile_text_in_a_repair_is_escaped() -> None:
    code = "<script>alert(1)</script>\x1b[31m[red]"
    hostile = msgspec.structs.replace(
        KERNEL_REPAIR, lines=(ChangedLines("lenet.ipynb", 5, 7, (OLD,), (code,)),)
    )
    found = with_repairs(hostile)
    assert "<script>" not in html.render(found, "en")
    assert "\x1b[31m" not in draw(found)
    assert "[red]" in draw(found)
    assert "\x1b" not in remarks(found, "en")


def test_json_holds_the_edits_and_fits_the_schema() -> None:
    record = json.loads(as_json.render(with_repairs(KERNEL_REPAIR, hints="code"), "en"))
    jsonschema.validate(record, as_json.schema())
    (repair,) = record["repairs"]
    assert repair["edits"] == [
        {"file": "lenet.ipynb", "cell": 5, "line": 7, "column": 38, "old": "3, padding=1", "new": "5"}
    ]
