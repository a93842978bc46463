"""The notebook's side of the process that grades for it: started once, kept until the notebook ends."""

import atexit
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import IO, Final

import msgspec

from grader.base.errors import NothingToGrade, StaffError
from grader.base.text import Text
from grader.records.report import Report
from grader.selfcheck.messages import Checked, CheckRefused, CheckRequest, Said, Working

END_SECONDS: Final = 15.0
_decoder: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)


class Process:
    """One process, which is started at the first request, and again after it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        atexit.register(self.end)

    def check(self, wanted: CheckRequest, progress: Callable[[Text, int, int | None], None]) -> Report:
        """Have a model graded. Any other error than `NothingToGrade`, or an interrupt, ends the process.

        Raises:
            NothingToGrade: the process refused to grade the model.
            StaffError: the process has ended.
        """
        if self._process is None or self._process.poll() is not None:
            self._start()
        try:
            return self._ask(wanted, progress)
        except NothingToGrade:
            raise
        except BaseException:
            self.end()
            raise

    def _start(self) -> None:
        self.end()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.selfcheck.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            # a notebook's interrupt goes to its whole group, or to all who share its console
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows has it
        )

    def _ask(self, wanted: CheckRequest, progress: Callable[[Text, int, int | None], None]) -> Report:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):  # if it has ended, it does not answer either
            self._process.stdin.write(msgspec.json.encode(wanted) + b"\n")
            self._process.stdin.flush()
        for line in self._process.stdout:
            said = _decoder.decode(line)
            if isinstance(said, Checked):
                return said.report
            if isinstance(said, CheckRefused):
                raise NothingToGrade(said.message, said.hint)
            assert isinstance(said, Working)
            progress(said.what, said.done, said.total)
        raise self._gone()

    def _gone(self) -> StaffError:
        assert self._complaints is not None
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip()[-600:] or "-"
        return StaffError(
            Text(ko="채점하던 프로세스가 끝나 버렸습니다.", en="The process that was grading has ended."),
            Text(
                ko=f"다시 점검해 보십시오. 또 그러면 터미널에서 grade doctor를 실행하십시오.\n{said}",
                en=f"Try again. If it happens again, run `grade doctor` in a terminal.\n{said}",
            ),
        )

    def end(self) -> None:
        """End the process, and everything that it has started."""
        process, self._process = self._process, None
        complaints, self._complaints = self._complaints, None
        if process is not None:
            process.terminate()
            try:
                process.communicate(timeout=END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        if complaints is not None:
            complaints.close()
