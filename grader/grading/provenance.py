"""What a score rests on, as one digest: whatever was kept under it still holds, and nothing else does.

Reports (`report_cache`), the results of a class (`batch.schedule`), trainings (`training.curve_cache`) and a
cluster's workers all ask here.
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
"""In a folder that is looked at without reading it."""
NOT_GRADED: Final = ("template.", "README.", "calibration.md")
"""How what else decides no score begins, in an assignment's folder: students' pages, and measurements."""
TRAINS: Final = ("base", "capture", "confinement", "records", "training")
"""The packages whose code decides what comes of a training; data counts by its content."""
READ_BYTES: Final = 1 << 20


def installation() -> Installation:
    """Return what is installed here."""
    return Installation(
        version=VERSION,
        grader=code_digest(),
        course=course_digest(),
        torch=_version("torch"),
        torchvision=_version("torchvision"),
        python=".".join(platform.python_version_tuple()[:2]),
    )


def course_digest() -> str:
    """Return the sha256 of the folders of all assignments, with whatever their checks may import or read."""
    return sha256("".join(map(_course_digest, current().roots)).encode()).hexdigest()


def _course_digest(root: Path) -> str:
    return files_digest(root, (path for path in _own_files(root) if _decides(path.relative_to(root))))


def _decides(path: Path) -> bool:
    """Whether a file of a course may decide a score."""
    if len(path.parts) < 2:  # an assignment is a folder
        return False
    name = path.parts[1]
    return name not in KEPT_BACK and not name.startswith(NOT_GRADED)


def _version(library: str) -> str:
    return version(library).split("+")[0]  # the kind of build, such as cu130, is the device's affair


def of_report(training: bool, data: Iterable["Dataset"]) -> Provenance:
    """Return what a report rests on that is made here and now."""
    return Provenance(installation=installation(), training=training, data=data_used(data))


def data_used(data: Iterable["Dataset"]) -> tuple[DataUsed, ...]:
    """Return the names and the digests of data sets."""
    return tuple(DataUsed(each.name, each.digest) for each in data)


# -- keys ------------------------------------------------------------------------------------------------


def key(*parts: Any) -> str:
    """Return one digest for all that a result rests on; `parts` are what msgspec writes as JSON."""
    return sha256(msgspec.json.encode(parts)).hexdigest()


def training_key(graph: Graph, recipe: Recipe, data: str, device: str, seed: int) -> str:
    """Return the key of all that a training depends on.

    Args:
        graph: in its normal form.
        recipe: what to train for, and how much.
        data: the digest of the data set.
        device: the kind of device.
        seed: of the training.
    """
    return key(code_digest(*TRAINS), _version("torch"), graph, recipe, data, device, seed)


# -- what files hold -------------------------------------------------------------------------------------


def contents(paths: Iterable[str]) -> str:
    """Return the sha256 of what files hold, and the files of folders, and of their names.

    A link, a pipe, or what cannot be read holds nothing here: its reader says so.
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
    """Return a key for a file, or for the files in a folder and in those inside it, without reading them.

    Their names, their sizes and the times of their last change count. What is hidden, and virtual
    environments, are passed over.

    Args:
        place: a file or a folder.
        suffixes: how the names end that count; all if there are none.

    Raises:
        OSError: it cannot be looked at.
        TooMuchError: there is more than can be looked at in no time.
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
    """A folder holds more than can be looked at in no time."""


def _own_files(place: Path) -> Iterator[Path]:
    """The files of a folder and of those inside it, but for hidden folders and virtual environments."""
    for root, folders, names in os.walk(place):
        if "pyvenv.cfg" in names:
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        yield from (Path(root, name) for name in names)
