"""Reports that were made before: what has not changed since is not graded again, and torch is not imported.

A question is what the user asks for; its state is what the answer depends on: the files around the
submission, the data, the grader with its assignments, and torch. Their sizes and times of change are looked
at, not what they hold. Of every question the last report is kept, in the cache.
"""

import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import msgspec

import grader
from grader.base.cache import fingerprint, folder, write_whole
from grader.grading.course import current
from grader.records.report import Report

MOST_ENTRIES = 20_000
"""In a folder that is looked at; what lies among more is graded anew each time."""
HIDDEN = (".", "__pycache__")
"""How the names begin of folders that hold nothing of a submission."""


class Question(msgspec.Struct, frozen=True):
    """What a user asks to be graded, and how."""

    assignment: str
    folder: str
    """The current one."""
    files: tuple[str, ...]
    """None: the submission is looked for in the folder."""
    data: tuple[str, ...]
    device: str
    training: bool
    tier: str


class _Kept(msgspec.Struct, frozen=True):
    state: str
    report: Report


def state(question: Question) -> str | None:
    """Return a key for all that the answer depends on; None where there is too much to look at."""
    places = [Path(question.folder, file) for file in question.files] or [Path(question.folder)]
    data = [path for each in question.data if (path := Path(question.folder, each).expanduser()).exists()]
    own = [*map(Path, grader.__path__), *current().roots]
    try:
        seen = [_looked_at(place, (".py", ".ipynb")) for place in {_folder(place) for place in places}]
        seen += [_looked_at(place, (".py", ".json")) for place in own]
        seen += [_looked_at(place) for place in data]
    except (OSError, _TooMuchError):
        return None
    libraries = [version("torch"), version("torchvision"), platform.python_version()]
    return sha256(msgspec.json.encode((seen, libraries, os.environ.get("CUDA_VISIBLE_DEVICES")))).hexdigest()


def find(question: Question, state: str | None) -> Report | None:
    """Return the report that was made in this state, if there is one."""
    with suppress(OSError, msgspec.DecodeError):
        kept = msgspec.json.decode(_path(question).read_bytes(), type=_Kept)
        if kept.state == state:
            return kept.report
    return None


def keep(question: Question, state: str | None, report: Report) -> None:
    """Keep a report, if the same would come out again; a full disk is no reason not to grade.

    A model that could not be captured, or a training that was stopped, may have been unlucky. And where
    "auto" fell back on the stand-in, the real data may be there next time.
    """
    trainings = [part.training for part in report.parts if part.training is not None]
    again = (
        all(part.parameters is not None for part in report.parts)
        and all(training.stopped is None for training in trainings)
        and report.earned is not None
        and not (report.provisional and "standin" not in question.data)
    )
    if state is not None and again:
        with suppress(OSError):
            path = _path(question)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, msgspec.json.encode(_Kept(state, report)))


def _path(question: Question) -> Path:
    return folder("reports") / f"{sha256(msgspec.json.encode(question)).hexdigest()[:32]}.json"


class _TooMuchError(Exception):
    """A folder holds more than can be looked at in no time."""


def _folder(place: Path) -> Path:
    return place if place.is_dir() else place.parent


def _looked_at(place: Path, suffixes: Sequence[str] = ()) -> str:
    """A key for the files in a folder, and in those inside it; or for one file."""
    if not place.is_dir():
        return fingerprint(place.parent, [place])
    return fingerprint(place, sorted(_files(place, suffixes)))


def _files(place: Path, suffixes: Sequence[str]) -> Iterator[Path]:
    entries = 0
    for root, folders, names in os.walk(place):
        if "pyvenv.cfg" in names:  # a virtual environment
            names = []
            folders.clear()
        folders[:] = [name for name in folders if not name.startswith(HIDDEN)]
        entries += len(folders) + len(names)
        if entries > MOST_ENTRIES:
            raise _TooMuchError
        for name in names:
            if not suffixes or name.lower().endswith(tuple(suffixes)):
                yield Path(root, name)
