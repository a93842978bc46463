"""The command as a process: statuses, pipes, terminals, encodings and signals, with real children."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import psutil
import pytest

from tests.cli import here

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "assignments" / "assignment1" / "examples"
RIGHT = EXAMPLES / "right_functional.py"
WRONG = EXAMPLES / "wrong_kernel_3.ipynb"
WRONG_SCRIPT = EXAMPLES / "wrong_padding_2.py"
ENDLESS = EXAMPLES / "wrong_endless_loop.ipynb"
COMMAND = [sys.executable, "-c", "import sys; from grader.cli import main; sys.exit(main())"]

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX terminals and signals")


def grade(
    *args: str | Path, cwd: Path | None = None, encoding: str = "utf-8", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command with its output in pipes."""
    return subprocess.run(
        [*COMMAND, *map(str, args)],
        capture_output=True,
        cwd=cwd,
        env=environment(encoding, **more),
        encoding=encoding,
        timeout=120,
        check=False,
    )


def environment(encoding: str = "utf-8", **more: str) -> dict[str, str]:
    silent = ("FORCE_COLOR", "GRADER_DEBUG", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in silent}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": encoding, **more}


@pytest.mark.slow
def test_grade_command_gives_right_work_full_marks_and_status_0() -> None:
    done = grade("assignment1", RIGHT, "--data", "standin", "--points-only")
    assert (done.stdout, done.stderr, done.returncode) == ("100/100\n", "", 0)


def test_grade_command_pipes_a_plain_report_with_status_1(tmp_path: Path) -> None:
    file = tmp_path / "결과.json"
    done = grade("run", "assignment1", WRONG, "--no-training", "--regrade", "--json", file, "--lang", "ko")
    assert done.returncode == 1
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert "7번째 코드 셀, 4번째 줄 - self.conv1 = nn.Conv2d(3, 6, 3)" in done.stdout
    record = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(
        record, json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    )
    assert [file["name"] for file in record["files"]] == [WRONG.name]
    assert record["earned"] < record["points"] == 100


@posix
def test_grade_command_runs_with_an_interpreter_named_from_the_folder(tmp_path: Path) -> None:
    python = Path(os.path.relpath(Path(sys.executable).parent, tmp_path)) / Path(sys.executable).name
    command = [str(python), *COMMAND[1:], "assignment1", str(RIGHT), "--no-training", "--points-only"]
    done = subprocess.run(
        [*command, "--regrade"],
        capture_output=True,
        cwd=tmp_path,
        env=environment(),
        encoding="utf-8",
        check=False,
    )
    of_python = "Unexpected value in sys."  # Python 3.14 warns of the way it was named
    said = [line for line in done.stderr.splitlines() if of_python not in line]
    assert (done.stdout, said, done.returncode) == ("92/100\n", [], 1)


def test_grade_command_shows_unchanged_work_again_without_torch(tmp_path: Path) -> None:
    file = tmp_path / "lenet.py"
    file.write_bytes(WRONG_SCRIPT.read_bytes())
    command = ("assignment1", file, "--no-training", "--json", tmp_path / "out.json")
    first, again = here.grade(*command), grade(*command, PYTHONPROFILEIMPORTTIME="1")
    assert (again.stdout, again.returncode) == (first.stdout, first.returncode)
    assert first.stderr == ""
    assert "Nothing has changed" in again.stderr
    assert "grader.grading.report_cache" in again.stderr
    assert "torch" not in again.stderr
    for more in ("--regrade", "--official"):
        assert "Nothing has changed" not in here.grade(*command, more).stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp949"])
def test_grade_command_is_broken_by_no_encoding_of_a_pipe(encoding: str) -> None:
    done = grade("assignment1", WRONG, "--no-training", "--lang", "ko", encoding=encoding)
    assert done.returncode == 1
    assert ("합성곱층" in done.stdout) == (encoding == "cp949")


def test_grade_command_writes_json_in_utf_8_whatever_the_encoding_of_the_pipe() -> None:
    listed = grade("list", "--json", PYTHONIOENCODING="ascii").stdout
    assert "과제" in json.loads(listed)[0]["title"]["ko"]


def test_grade_command_shows_no_traceback_if_its_reader_leaves() -> None:
    process = subprocess.Popen(
        [*COMMAND, "--help"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)


@posix
@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_grade_command_leaves_no_child_behind(number: signal.Signals, status: int) -> None:
    process = subprocess.Popen(
        [*COMMAND, "assignment1", str(ENDLESS), "--no-training"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    family = busy_children(process.pid)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert (out, err.strip()) == (b"", b"Stopped. Nothing was graded." if number == signal.SIGINT else b"")
    assert [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


def busy_children(pid: int) -> Sequence[psutil.Process]:
    """Wait until a child of the process computes: the student's loop runs."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        family = psutil.Process(pid).children(recursive=True)
        if any(sum(child.cpu_times()[:2]) > 3 for child in family):
            return family
        time.sleep(0.1)
    raise AssertionError("no child ever computed")


@posix
def test_grade_command_gives_a_terminal_colour_and_a_passing_bar() -> None:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "assignment1", str(WRONG), "--no-training", "--regrade"],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="xterm-256color"),
    )
    os.close(theirs)
    seen = everything(ours)
    assert process.wait(timeout=60) == 1
    assert "Reading the models (at most 20 s each)" in seen
    assert "Reading the model" not in seen[seen.index("Total") :]
    assert "\x1b[32m" in seen
    assert seen.count("\x1b[?25l") == seen.count("\x1b[?25h"), "the cursor is left hidden"


def everything(terminal: int) -> str:
    """Read until the other side is closed."""
    pieces = []
    try:
        while piece := os.read(terminal, 65536):
            pieces.append(piece)
    except OSError:  # Linux says so when nobody has the other side open any more
        pass
    finally:
        os.close(terminal)
    return b"".join(pieces).decode()


def test_grade_command_refuses_a_tier_the_machine_cannot_do() -> None:
    done = grade("assignment1", WRONG, "--no-training", GRADER_CONFINEMENT="T9")
    assert (done.returncode, done.stdout) == (3, "")
    assert "T9" in done.stderr
