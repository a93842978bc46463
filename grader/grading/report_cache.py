"""A cache of reports: an unchanged submission is not graded again, and torch is not imported.

A question is what the user asks for; its state is what the answer depends on: the installation
(`grader.grading.provenance`), and the sizes and modification times, not the contents, of the data and of the
files around the submission. The cache keeps the last report for every question.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from grader.base.cache import folder, write_whole
from grader.grading import provenance
from grader.records.report import Report


class Question(msgspec.Struct, frozen=True):
    """What the user asks to grade, and how."""

    assignment: str
    folder: str
    """The current folder."""
    files: tuple[str, ...]
    """The submission's files; if empty, the submission is searched for in the folder."""
    data: tuple[str, ...]
    device: str
    training: bool
    tier: str


class _Kept(msgspec.Struct, frozen=True):
    state: str
    report: Report


def state(question: Question) -> str | None:
    """Return a key for everything that the answer depends on; None if that cannot be examined quickly."""
    places = [Path(question.folder, file) for file in question.files] or [Path(question.folder)]
    data = [path for each in question.data if (path := Path(question.folder, each).expanduser()).exists()]
    try:
        seen = [
            provenance.appearance(place, (".py", ".ipynb")) for place in {_folder(each) for each in places}
        ]
        seen += [provenance.appearance(place) for place in data]
        return provenance.key(provenance.installation(), seen, os.environ.get("CUDA_VISIBLE_DEVICES"))
    except (OSError, provenance.TooMuchError):
        return None


def find(question: Question, state: str | None) -> Report | None:
    """Return the report that was made in this state, if there is one."""
    with suppress(OSError, msgspec.DecodeError):
        kept = msgspec.json.decode(_path(question).read_bytes(), type=_Kept)
        if kept.state == state:
            return kept.report
    return None


def keep(question: Question, state: str | None, report: Report) -> None:
    """Cache a report if grading again would give the same; a full disk and the like are ignored.

    A model that could not be captured, or a training that was stopped, may have been unlucky. And if "auto"
    fell back on the stand-in, the real data may be available next time.
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


def _folder(place: Path) -> Path:
    return place if place.is_dir() else place.parent
