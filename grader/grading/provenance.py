"""What a score depends on, as one digest: a stored result is valid exactly as long as its digest is the same.

This is used for reports (`report_cache`), the results of a class (`batch.schedule`), trainings
(`training.curve_cache`) and a cluster's workers.
"""

import os
import platform
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from grader.base.cache import fingerprint
from grader.base.version import VERSION, code_digest, files_digest
from grader.grading.course import KEPT_BACK, current
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.provenance import DataUsed, Installation, Provenance

if TYPE_CHECKING:  # torch
    from grader.datasets import Dataset

MOST_FILES: Final = 20_000
"""Maximum number of files in a folder that is examined without reading the files."""
NOT_GRADED: Final = ("template.", "README.", "calibration.md")
"""Prefixes of other files in an assignment's folder that affect no score: students' pages, measurements."""
TRAINS: Final = ("base", "capture", "confinement", "records", "training")
"""The packages whose code affects the result of a training; data counts by its content."""
READ_BYTES: Final = 1 << 20


def installation() -> Installation:
    """Return what is installed on this machine."""
    return Installation(
        version=VERSION,
        grader=code_digest(),
        course=course_digest(),
        torch=_version("torch"),
        torchvision=_version("torchvision"),
        python=".".join(platform.python_version_tuple()[:2]),
    )


def course_digest() -> str:
    """Return the sha256 of the folders of all assignments, including files that checks may import or read."""
    return sha256("".join(map(_course_digest, current().roots)).encode()).hexdigest()


def _course_digest(root: Path) -> str:
    return files_digest(root, (path for path in _own_files(root) if _decides(path.relative_to(root))))


def _decides(path: Path) -> bool:
    """Return whether a file of a course may affect a score."""
    if len(path.parts) < 2:  # an assignment is a folder
        return False
    name = path.parts[1]
    return name not in KEPT_BACK and not name.startswith(NOT_GRADED)


def _version(library: str) -> str:
    return version(library).split("+")[0]  # without the build, such as cu130, which depends on the device


def of_report(training: bool, data: Iterable["Dataset"]) -> Provenance:
    """Return what a report that is made here and now depends on."""
    return Provenance(installation=installation(), training=training, data=data_used(data))


def data_used(data: Iterable["Dataset"]) -> tuple[DataUsed, ...]:
    """Return the names and the digests of data sets."""
    return tuple(DataUsed(each.name, each.digest) for each in data)


# -- keys ------------------------------------------------------------------------------------------------


def key(*parts: Any) -> str:
    """Return one digest for everything that a result depends on; `parts` must be encodable by msgspec."""
    return sha256(msgspec.json.encode(parts)).hexdigest()


def training_key(graph: Graph, recipe: Recipe, data: str, device: str, seed: int) -> str:
    """Return the key of everything that a training depends on.

    Args:
        graph: the model in normal form.
        recipe: the task and the amount of training.
        data: the digest of the data set.
        device: the kind of device.
        seed: the seed of the training.
    """
    return key(code_digest(*TRAINS), _version("torch"), graph, recipe, data, device, seed)


# -- contents of files -----------------------------------------------------------------------------------


def contents(paths: Iterable[str]) -> str:
    """Return the sha256 of the names and contents of files, and of all files in folders.

    Links, pipes and unreadable files count as empty here; whoever reads the submission reports them.
    """
    digest = sha256()
    for place in map(Path, paths):
        for path in sorted(_all_files(place)):
            digest.update(os.fsencode(path.relative_to(place.parent)) + b"\0")
            for block in _blocks(path):
                digest.update(sha256(block).digest())
    return digest.hexdigest()


def _all_files(place: Path) -> Iterator[Path]:
    if place.is_dir():
        yield from (Path(folder, name) for folder, _, names in os.walk(place) for name in names)
    else:
        yield place


def _blocks(path: Path) -> Iterator[bytes]:
    with suppress(OSError):
        if path.is_symlink() or not path.is_file():
            return
        with path.open("rb") as file:
            while block := file.read(READ_BYTES):
                yield block


def appearance(place: Path, suffixes: tuple[str, ...] = ()) -> str:
    """Return a key for a file, or for all files below a folder, without reading them.

    It depends on their names, sizes and modification times. Hidden folders and virtual environments are
    skipped.

    Args:
        place: a file or a folder.
        suffixes: the suffixes of the names to include; all if empty.

    Raises:
        OSError: the place cannot be examined.
        TooMuchError: the folder has too many files to examine quickly.
    """
    if not place.is_dir():
        return fingerprint(place.parent, [place])
    found: list[Path] = []
    for number, path in enumerate(_own_files(place)):
        if number == MOST_FILES:
            raise TooMuchError
        if not suffixes or path.name.lower().endswith(suffixes):
            found.append(path)
    return fingerprint(place, sorted(found))


class TooMuchError(Exception):
    """Raised if a folder has too many files to examine quickly."""


def _own_files(place: Path) -> Iterator[Path]:
    """Yield all files below a folder, except in hidden folders and virtual environments."""
    for root, folders, names in os.walk(place):
        if "pyvenv.cfg" in names:
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        yield from (Path(root, name) for name in names)
