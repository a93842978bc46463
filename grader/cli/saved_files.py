"""The files of a submission, and whether they have been saved since they were last read.

Their modification times are polled, which works in every folder: on network drives, in containers and in
Colab, the system does not report changes. A file that an editor replaces, or removes for a moment, counts as
changed.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from grader.intake.file_bytes import SUFFIXES
from grader.intake.reader import Reader
from grader.records.reader_protocol import Wanted
from grader.records.source import Source

POLL_SECONDS: Final = 0.1
QUIET_SECONDS: Final = 0.05
"""How long the files must stay unchanged until they count as completely written."""

State = frozenset[tuple[Path, int, int, int]]


class Saves:
    """A submission that may be saved at any moment.

    Args:
        paths: the files, or folders of files.
        reader: reads them.
        wanted: tells the assignment's files from others.
    """

    def __init__(self, paths: Sequence[Path], reader: Reader, wanted: Wanted) -> None:
        self._paths = paths
        self._reader = reader
        self._wanted = wanted
        self._folders = {path if path.is_dir() else path.parent for path in paths}
        self._helpers: set[Path] = set()
        self._seen: State = frozenset()

    def read(self) -> Source:
        """Read the submission as it is now.

        Raises:
            NothingToGrade: it is not there, or cannot be read.
        """
        self._seen = self._state()
        source = self._reader.read(find_files(self._paths, self._reader), self._wanted)
        self._helpers = {folder / unit.file for folder in self._folders for unit in source.units}
        return source

    def changed(self) -> bool:
        """Return whether a file has been saved since the last reading."""
        return self._state() != self._seen

    def forget(self) -> None:
        """Make the files count as changed since the last reading."""
        self._seen = frozenset()

    def wait(self, seconds: float = float("inf")) -> bool:
        """Wait until a file has been saved and is whole; return False if none is saved within `seconds`."""
        end = time.monotonic() + seconds
        while not self.changed():
            if time.monotonic() > end:
                return False
            time.sleep(POLL_SECONDS)
        before = None
        while (now := self._state()) != before:
            before = now
            time.sleep(QUIET_SECONDS)
        return True

    def _state(self) -> State:
        """Return the state of all code in the submission's folders: a helper module may be saved as well."""
        state = set()
        for path in {*self._files(), *self._helpers}:
            with suppress(OSError):
                at = path.stat()
                state.add((path, at.st_mtime_ns, at.st_size, at.st_ino))
        return frozenset(state)

    def _files(self) -> Iterator[Path]:
        for folder in self._folders:
            with suppress(OSError), os.scandir(folder) as entries:
                yield from (folder / each.name for each in entries if each.name.lower().endswith(SUFFIXES))


def find_files(paths: Sequence[Path], reader: Reader) -> list[Path]:
    """Return the files themselves, and for a folder all the notebooks and scripts in it."""
    return [file for path in paths for file in (reader.find(path) if path.is_dir() else [path])]
