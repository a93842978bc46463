"""`--watch` with real files, saved as editors save them, and real gradings."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import psutil
import pytest

from grader.base.errors import NothingToGrade
from grader.base.text import same
from grader.cli.audience import Occasion
from grader.cli.on_save import OnSave, Overtaken
from grader.cli.progress_bar import Watch
from grader.cli.saved_files import Saves
from grader.confinement.host import choose_tier
from grader.grading import course
from grader.grading.trainer import Settings
from grader.intake.reader import Reader
from grader.records.reader_protocol import Wanted
from tests.cli.test_process import COMMAND, EXAMPLES, RIGHT, WRONG, environment, posix
from tests.hosts import shared

RIGHT_NOTEBOOK = EXAMPLES / "right_lab_notebook.ipynb"
PATIENCE = 30.0


class Lines:
    """The lines that a process writes, as they come."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        assert process.stdout is not None
        self._thread = threading.Thread(target=self._read, args=(process.stdout,))
        self._thread.start()

    def _read(self, stream: Iterator[str]) -> None:
        for line in stream:
            self._lines.put(line.strip())

    def end(self) -> None:
        """Wait for the end of the process's output."""
        self._thread.join(PATIENCE)

    def next(self) -> str:
        """Wait for the next one."""
        return self._lines.get(timeout=PATIENCE)

    def none_within(self, seconds: float) -> bool:
        """Whether no line comes for a while."""
        time.sleep(seconds)
        return self._lines.empty()


def replace(file: Path, content: bytes) -> None:
    """Save as editors do: another file takes the place of the one that was there."""
    other = file.with_suffix(".tmp")
    other.write_bytes(content)
    other.replace(file)


@posix
@pytest.mark.slow
def test_watch_grades_every_save_until_ctrl_c(tmp_path: Path) -> None:
    file = tmp_path / "내 노트북.ipynb"
    file.write_bytes(WRONG.read_bytes())
    process = subprocess.Popen(
        [*COMMAND, "check", "assignment1", str(file), "--no-training", "--points-only"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(PYTHONUNBUFFERED="1"),
    )
    lines = Lines(process)
    try:
        assert lines.next() == "85.07/100"

        replace(file, RIGHT_NOTEBOOK.read_bytes())
        assert lines.next() == "92/100"

        whole = WRONG.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])  # half of it, then the rest
        time.sleep(0.3)
        file.write_bytes(whole)
        assert lines.next() == "85.07/100"

        file.unlink()  # taken away, as some editors do before they write
        time.sleep(0.3)
        file.write_bytes(RIGHT_NOTEBOOK.read_bytes())
        assert lines.next() == "92/100"

        file.write_bytes(RIGHT_NOTEBOOK.read_bytes().replace(b'"outputs": []', b'"outputs":  []'))
        assert lines.none_within(1.0), "the code is the same"

        family = psutil.Process(process.pid).children(recursive=True)
        assert family
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 1
        lines.end()
        assert process.stderr is not None
        said = process.stderr.read()
    finally:
        process.kill()
        process.communicate()
    assert said.splitlines()[-1] == "Ended. The last score: 92 / 100"
    assert "cannot be read" not in said
    assert "There is no file" not in said
    assert "+6.93 points since the last time" in said
    assert [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


@posix
def test_watch_says_at_once_what_is_not_there_to_begin_with(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "assignment1", str(tmp_path / "lent.py"), "--watch"],
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no file lent.py" in done.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lenet.py"
    path.write_bytes(RIGHT.read_bytes())
    return path


@pytest.fixture
def saves(file: Path) -> Iterator[Saves]:
    with Reader([file.parent], choose_tier()) as reader:
        yield Saves([file], reader, Wanted("assignment1", ("CNN", "LeNet5")))


def test_on_save_breaks_off_a_training_only_for_other_code(file: Path, saves: Saves) -> None:
    rounds = OnSave(
        saves,
        course.load("assignment1"),
        Settings(),
        shared(),
        lambda _: None,
        Occasion(),
        shown=False,
        lang="en",
    )
    source = saves.read()
    tell = rounds._progress(source, Watch("en"))
    training = same("Training")
    tell(training, 1, 10)

    os.utime(file, ns=(1, 1))  # saved as it was
    tell(training, 2, 10)
    assert not saves.changed()

    file.write_bytes(b"")  # half written
    tell(training, 3, 10)
    assert saves.changed()

    file.write_bytes(RIGHT.read_bytes().replace(b"6, 5", b"6, 3"))
    with pytest.raises(Overtaken) as overtaken:
        tell(training, 4, 10)
    assert overtaken.value.source.units != source.units


def test_saves_count_a_helper_module_written_later(file: Path, saves: Saves) -> None:
    saves.read()
    assert not saves.changed()
    (file.parent / "blocks.py").write_text("x = 1\n", encoding="utf-8")
    assert saves.wait(1.0)


def test_saves_wait_for_a_change_in_what_cannot_be_read(file: Path, saves: Saves) -> None:
    file.unlink()
    with pytest.raises(NothingToGrade):
        saves.read()
    assert not saves.wait(0.2)
