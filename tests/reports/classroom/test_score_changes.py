"""Who moves between two results, on a terminal and as a table."""

import csv
import io

import msgspec
import pytest
from rich.console import Console

from grader.base.csv_table import BYTE_ORDER_MARK
from grader.base.text import LANGUAGES, Language, same
from grader.records.report import Report
from grader.records.submissions import Entry, Handed, State
from grader.records.totals import settled
from grader.reports.classroom.score_changes import CheckMove, moves, render, render_table

from ..samples import HOSTILE, full_marks, many_failures, withheld


def entry(found: Report | State, student: str = "kim") -> Entry:
    handed = Handed(student=student, files=())
    if isinstance(found, Report):
        return Entry(handed=handed, state="graded", report=found)
    return Entry(handed=handed, state=found, message=same("no model"))


def without(report: Report, check: str) -> Report:
    """The report of an assignment that no longer has a check."""
    parts = tuple(
        msgspec.structs.replace(part, results=tuple(each for each in part.results if each.id != check))
        for part in report.parts
    )
    return settled(msgspec.structs.replace(report, parts=parts))


def drawn(pairs: list[tuple[Entry, Entry]], lang: Language = "en") -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    console.print(render(moves(pairs), pairs, lang))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_moves_say_which_checks_and_who_loses_most_first() -> None:
    pairs = [
        (entry(many_failures(), "up"), entry(full_marks(), "up")),
        (entry(full_marks(), "same"), entry(full_marks(), "same")),
        (entry(full_marks(), "down"), entry(many_failures(), "down")),
        (entry(full_marks(), "lost"), entry("fault", "lost")),
    ]
    found = moves(pairs)
    assert [move.after.handed.student for move in found] == ["lost", "down", "up"]
    assert found[1].gained == pytest.approx(45.0667 - 100, abs=1e-3)
    assert CheckMove("lenet.activations", 20, 0.0) in found[1].checks


def test_moves_tell_of_a_check_that_is_gone_or_new() -> None:
    [gone] = moves([(entry(full_marks()), entry(without(full_marks(), "kernel")))])
    assert [(each.name, each.after) for each in gone.checks] == [("lenet.kernel", None)]
    [new] = moves([(entry(without(full_marks(), "kernel")), entry(full_marks()))])
    assert [(each.name, each.before) for each in new.checks] == [("lenet.kernel", None)]


def test_moves_include_who_only_changes_state() -> None:
    assert len(moves([(entry("nothing"), entry("fault"))])) == 1
    assert len(moves([(entry(full_marks()), entry(withheld()))])) == 1
    assert moves([(entry("nothing"), entry("nothing"))]) == []


def test_changes_on_a_terminal_show_old_and_new_and_both_distributions() -> None:
    text = drawn([(entry(full_marks()), entry(many_failures())), (entry("nothing"), entry("nothing"))])
    assert "Grades changed (1)" in text
    assert "kim  100 → 45.06  -54.93  lenet." in text.replace("   ", "  ")
    lines = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}
    assert (lines["90–100%"], lines["40–50%"]) == (["1", "0"], ["0", "1"])
    assert lines["mean"] == ["100.0", "%", "45.1", "%"]


def test_changes_on_a_terminal_say_whose_whole_score_stays() -> None:
    def moved(earned: float) -> Report:
        """A report whose first two checks share ten points in another way."""
        (part,) = full_marks().parts
        first, second, *rest = part.results
        results = (
            msgspec.structs.replace(first, earned=first.earned - earned),
            msgspec.structs.replace(second, earned=second.earned + earned),
            *rest,
        )
        return msgspec.structs.replace(full_marks(), parts=(msgspec.structs.replace(part, results=results),))

    text = drawn([(entry(full_marks()), entry(moved(1)))])
    assert "1 of them only in single checks: their whole score stays." in text


def test_changes_on_a_terminal_say_that_nobody_moves() -> None:
    assert "Nobody's points have changed." in drawn([(entry(full_marks()), entry(full_marks()))])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_changes_obey_nothing_that_a_student_writes(lang: Language) -> None:
    pairs = [(entry(full_marks(), HOSTILE), entry("fault", HOSTILE))]
    assert all(each.isprintable() or each == "\n" for each in drawn(pairs, lang))
    assert "[bold red]hi[/] :smile:" in " ".join(drawn(pairs, lang).split())


def test_changes_as_a_table_have_a_row_for_everyone_who_moves() -> None:
    text = render_table(moves([(entry(full_marks()), entry("fault"))]), "en")
    [row] = csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""))
    assert (row["student"], row["score_before"], row["score"], row["state"]) == (
        "kim",
        "100",
        "",
        "to be looked at",
    )
