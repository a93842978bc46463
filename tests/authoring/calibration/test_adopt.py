"""Writing thresholds into an assignment's file."""

from pathlib import Path

import pytest

from grader.authoring.calibration.adopt import FILE, adopt, adopted
from grader.authoring.calibration.thresholds import call
from grader.authoring.validate import thresholds
from grader.base.errors import StaffError
from grader.grading import course
from tests.authoring.calibration.samples import studied
from tests.authoring.conftest import edit
from tests.cli.here import grade

NEW = "Threshold(zero_below=1, full_from=2)"
IMPORT = "from grader.records.assignment import Recipe, Threshold\n"
PART = '\nnet = assignment.part(id="net", title=Text(ko="망", en="net"), thresholds=LINES)\n'


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ('LINES = {"folder": Threshold(zero_below=0, full_from=1)}', f'LINES = {{"folder": {NEW}}}'),
        ('LINES: L = {"folder": REAL, "a": REAL}', f'LINES: L = {{"folder": {NEW}, "a": REAL}}'),
        ('LINES = {"mnist": REAL}', f'LINES = {{"folder": {NEW}, "mnist": REAL}}'),
        ("LINES = {}", f'LINES = {{"folder": {NEW}}}'),
        (
            'LINES = {\n    # 실제 이미지\n    "mnist": REAL,  # 적음\n}',
            f'LINES = {{\n    "folder": {NEW},\n    # 실제 이미지\n    "mnist": REAL,  # 적음\n}}',
        ),
        (
            '가 = "각"; LINES = {"가": 1, "folder": Threshold(\n    noise=0,\n    chance=1,\n)}  # 끝\r\n',
            f'가 = "각"; LINES = {{"가": 1, "folder": {NEW}}}  # 끝\r\n',
        ),
    ],
)  # fmt: skip
def test_adopted_changes_one_threshold_and_nothing_else(written: str, becomes: str) -> None:
    assert adopted(IMPORT + written + PART, "net", "folder", NEW) == IMPORT + becomes + PART


def test_adopted_changes_thresholds_in_the_call_itself() -> None:
    first, second = (f'assignment.part(id="{part}", thresholds={{"folder": A}})\n' for part in ("net", "b"))
    found = adopted(IMPORT + first + second, "b", "folder", NEW)
    assert found == IMPORT + first + second.replace("A}", f"{NEW}}}")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("LINES = dict.fromkeys(NAMES, LINE)" + PART, "dict.fromkeys(NAMES, LINE)"),
        ("from elsewhere import LINES" + PART, "not written out as {…}: LINES"),
        ("LINES = {**OTHERS}" + PART, "not written out as {…}: {**OTHERS}"),
        ("LINES = {KIND: LINE}" + PART, "not written out as {…}: {KIND: LINE}"),
        ("LINES = {}" + PART + PART.replace('"net"', '"b"'), "LINES is used in 2 places"),
        ('assignment.part(id="other", thresholds={})', 'no part(id="net", thresholds=…)'),
        ('assignment.part(id="net")', 'no part(id="net", thresholds=…)'),
    ],
)
def test_adopted_leaves_and_names_what_only_a_person_can_change(source: str, said: str) -> None:
    with pytest.raises(StaffError) as failed:
        adopted(IMPORT + source, "net", "folder", NEW)
    assert said in failed.value.message.en
    assert "assignment.py was not changed" in failed.value.message.en


def test_adopted_writes_no_name_that_the_file_lacks() -> None:
    with pytest.raises(StaffError, match="does not import the name Threshold"):
        adopted("LINES = {}" + PART, "net", "folder", NEW)


def test_adopt_keeps_a_byte_order_mark_and_line_endings(tmp_path: Path) -> None:
    whole = f'\ufeff{IMPORT}LINES = {{"folder": OLD}}{PART}'.replace("\n", "\r\n").encode()
    (tmp_path / FILE).write_bytes(whole)
    (said,) = adopt(tmp_path, [studied()])
    new = "Threshold(zero_below=0.22, full_from=0.575, chance=0.15, noise=0.013)"
    assert (
        said.en == f"net, folder: Threshold(zero_below=0.3, full_from=0.5, chance=0.15, noise=0.02) -> {new}"
    )
    assert (tmp_path / FILE).read_bytes() == whole.replace(b"OLD", new.encode())


def test_adopt_leaves_the_file_where_nothing_is_proposed(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("LINES = {}" + PART, encoding="utf-8")
    assert adopt(tmp_path, [studied(right=(0.1, 0.6, 0.1, 0.1))]) == []
    assert (tmp_path / FILE).read_text(encoding="utf-8") == "LINES = {}" + PART


@pytest.mark.slow
def test_calibrate_command_adopts_what_validate_then_holds(fresh: Path) -> None:
    here = fresh / "assignments" / "fresh"
    edit(
        here / FILE,
        "train_images=10_000, test_images=2_000, epochs=2",
        "train_images=2_000, test_images=500, epochs=2",
    )
    edit(here / FILE, "zero_below=0.53, full_from=0.58", "zero_below=0.01, full_from=0.02")
    (here / "calibration.md").unlink()
    done = grade("calibrate", "fresh", "--data", "standin", "--seeds", "3", "--adopt", "--lang", "en")
    assert done.returncode == 0, done.stderr
    old = "Threshold(zero_below=0.01, full_from=0.02, chance=0.15, noise=0.016)"
    (part,) = course.load("fresh").parts
    new = part.thresholds["standin"]
    assert new.full_from > 0.15
    assert f"net, standin: {old} -> {call(new)}\n" in done.stderr
    assert thresholds(course.load("fresh")).status == "held"
