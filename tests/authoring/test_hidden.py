"""A hidden check appears nowhere a student looks before the due date, and everywhere after it."""

import signal
import subprocess
from pathlib import Path

import pytest

from grader.base.progress import silent
from grader.base.text import LANGUAGES, Language
from grader.reports.formats import FORMATS, render
from grader.selfcheck.messages import CheckRequest
from grader.selfcheck.worker import check
from tests.authoring.conftest import edit
from tests.cli.here import grade
from tests.cli.test_on_save import Lines, replace
from tests.cli.test_process import COMMAND, environment, posix
from tests.hosts import shared

DUE = 'due="2099-12-01 23:59"'
TOLD = ("logits", "CrossEntropyLoss", "The last outputs", "마지막 출력", "Softmax is applied", "적용합니다")
"""What the hidden check alone says of the submission: its id, title, message and hint."""


@pytest.fixture
def net(fresh: Path) -> Path:
    """A submission that has all points but those of `logits`, which is hidden; its text says none of that."""
    file = fresh / "assignments" / "fresh" / "assignment.py"
    edit(file, "checks.logits()", "checks.logits(hidden=True)")
    edit(file, "    __file__,", f"    __file__, {DUE},")
    right = (file.parent / "examples" / "right_functional.py").read_text(encoding="utf-8")
    wrong = right.replace("self.fc(x)", "F.softmax(self.fc(x), dim=1)")
    code = [line for line in wrong.splitlines(keepends=True) if not line.startswith("#")]
    submission = fresh / "net.py"
    submission.write_text("".join(code), encoding="utf-8")
    return submission


def said(text: str) -> list[str]:
    return [each for each in TOLD if each in text]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hidden_check_is_shown_only_to_staff_in_every_report(net: Path, lang: Language) -> None:
    names = sorted(set(FORMATS) - {"gradescope"})  # Gradescope hides it itself
    files = {name: net.with_name(f"report.{name}") for name in names}
    wanted = [f"--report={name}={file}" for name, file in files.items()]
    command = ("fresh", net, "--no-training", "--lang", lang, *wanted)
    seen = {"terminal": grade(*command).stdout} | {
        name: file.read_text("utf-8") for name, file in files.items()
    }
    assert "70 / 90" in seen["terminal"]
    assert {name: said(text) for name, text in seen.items() if said(text)} == {}
    whole = grade(*command, "--show-hidden").stdout
    assert "70 / 100" in whole
    assert len(said(whole)) >= 3


def test_hidden_check_shows_in_a_kept_report_after_the_due_date(net: Path) -> None:
    assert grade("fresh", net, "--no-training", "--points-only").stdout == "70/90\n"
    after = grade("fresh", net, "--no-training", "--due", "2020-01-01 00:00")
    assert "Nothing has changed" in after.stderr
    assert "✗  The last outputs are logits" in after.stdout
    assert "not shown" not in after.stdout


@posix
@pytest.mark.slow
def test_hidden_check_fixed_by_a_save_changes_nothing_visible(net: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "check", "fresh", str(net), "--no-training"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment(PYTHONUNBUFFERED="1"),
    )
    lines = Lines(process)
    try:
        seen = until_waiting(lines)
        text = net.read_text(encoding="utf-8")
        replace(net, text.replace("F.softmax(self.fc(x), dim=1)", "self.fc(x)").encode())
        seen += until_waiting(lines)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        lines.end()
    finally:
        process.kill()
        process.communicate()
    assert said("\n".join(seen)) == []
    assert "±0 points since the last time" in seen[-1]
    assert any("70 / 90" in line for line in seen)


def until_waiting(lines: Lines) -> list[str]:
    """What is shown until the command waits for a save."""
    seen = [lines.next()]
    while "is graded anew when it is saved" not in seen[-1]:
        seen.append(lines.next())
    return seen


@pytest.mark.parametrize(("due", "points"), [(DUE, 90), ('due="2020-01-01 00:00"', 100)])
def test_hidden_check_stays_hidden_in_a_notebook_until_due(net: Path, due: str, points: int) -> None:
    edit(net.parent / "assignments" / "fresh" / "assignment.py", DUE, due)
    report = check(
        CheckRequest(
            assignment="fresh",
            course=str(net.parent),
            cells=(net.read_text(encoding="utf-8"),),
            folder=str(net.parent),
            names=("Net",),
            cell=1,
            file=None,
            data=("standin",),
            device="cpu",
            training=False,
        ),
        shared(),
        silent,
    )
    assert (report.earned, report.points) == (70, points)
    assert bool(said(render("html", report, "en") + render("json", report, "ko"))) == (points == 100)
