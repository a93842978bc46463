"""Find the files of installed packages, and of all that these require, from what pip recorded of them."""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement


@cache
def files_of(names: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the top-level files and folders of these packages and of all that they require.

    Args:
        names: names of distributions; those that are not installed are passed over.
    """
    found: dict[Requirement, Distribution] = {}
    _add(map(Requirement, names), found)
    return tuple(dict.fromkeys(path for each in found.values() for path in _top_level(each)))


def _add(requirements: Iterable[Requirement], found: dict[Requirement, Distribution]) -> None:
    for each in requirements:
        if each in found:
            continue
        try:
            found[each] = distribution(each.name)
        except PackageNotFoundError:
            continue
        wanted = map(Requirement, found[each].requires or ())
        _add([more for more in wanted if _applies(more, each.extras)], found)


def _applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _top_level(installed: Distribution) -> list[Path]:
    """Return a distribution's top-level files and folders, without the scripts that pip puts elsewhere.

    Distribution.files would make an object of each of torch's 14,000 lines.
    """
    record = installed.read_text("RECORD") or installed.read_text("top_level.txt") or installed.name
    names = dict.fromkeys(line.split(",")[0].strip('"').split("/")[0] for line in record.splitlines())
    paths = (
        Path(str(installed.locate_file(name))) for name in names if name not in ("", "..", "__pycache__")
    )
    return [path for path in paths if path.exists()]
