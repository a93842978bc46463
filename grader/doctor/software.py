"""What is installed: the grader, Python, PyTorch and the other libraries."""

import platform
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from grader.base.text import Text, same
from grader.base.version import DISTRIBUTION, VERSION
from grader.doctor.finding import Diagnosis

WHEEL = f"{DISTRIBUTION}-{VERSION}-py3-none-any.whl"
REINSTALL = Text(
    ko=f"채점기를 다시 설치하십시오. 채점기 폴더에서: pip install . / 설치 파일로: pip install {WHEEL}",
    en=f"Install the grader again, in its folder: pip install . / from its wheel: pip install {WHEEL}",
)

NOT_ON_PATH = Text(
    ko="터미널이 찾지 못하는 폴더에 있음", en="in no folder where the terminal looks for commands"
)
IN_ITS_PLACE = Text(
    ko="grade 대신 python -m grader라고 쓰십시오. 예: python -m grader check assignment1",
    en="Write python -m grader in its place: python -m grader check assignment1",
)


def grader() -> Diagnosis:
    """Return the version of the grader, and whether pip knows of it."""
    title = Text(ko="채점기", en="Grader")
    if _installed() is not None:
        return Diagnosis("grader", title, "good", same(VERSION))
    found = Text(
        ko=f"{VERSION}, 설치하지 않고 폴더에서 바로 실행함",
        en=f"{VERSION}, run from its folder, not installed",
    )
    return Diagnosis("grader", title, "note", found, REINSTALL)


def _installed() -> metadata.Distribution | None:
    try:
        return metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return None


def command() -> Diagnosis:
    """Return whether a terminal finds the command `grade`, which pip may put where it does not look."""
    title = Text(ko="grade 명령", en="The command grade")
    if found := shutil.which("grade"):
        return Diagnosis("command", title, "good", same(found))
    return Diagnosis("command", title, "note", NOT_ON_PATH, IN_ITS_PLACE)


def python() -> Diagnosis:
    """Return which Python runs the grader, and whether the grader supports it."""
    found = same(f"{platform.python_version()} ({sys.executable})")
    title = same("Python")
    installed = _installed()
    wanted = installed.metadata["Requires-Python"] if installed else ""
    if SpecifierSet(wanted).contains(platform.python_version(), prereleases=True):
        return Diagnosis("python", title, "good", found)
    advice = Text(
        ko=f"Python {wanted} 버전에 설치하십시오.", en=f"Install the grader with a Python {wanted}."
    )
    return Diagnosis("python", title, "bad", found, advice)


def requirements() -> Iterator[Diagnosis]:
    """Yield the libraries that are missing, or have another version than the grader needs."""
    installed = _installed()
    for line in (installed.requires or ()) if installed else ():
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            found = Text(ko="설치되어 있지 않음", en="not installed")
        else:
            if wanted.specifier.contains(version, prereleases=True):
                continue
            found = Text(
                ko=f"{version} (필요한 버전: {wanted.specifier})", en=f"{version}; needed: {wanted.specifier}"
            )
        yield Diagnosis(f"requirement-{wanted.name}", same(wanted.name), "bad", found, REINSTALL)


def torch() -> Diagnosis:
    """Return whether PyTorch and torchvision can be imported, and their versions."""
    title = same("PyTorch")
    try:
        import torch
        import torchvision
    except Exception as error:  # a broken installation can raise anything
        found = Text(ko=f"불러올 수 없음: {error}", en=f"cannot be imported: {error}")
        return Diagnosis("torch", title, "bad", found, REINSTALL)
    return Diagnosis(
        "torch", title, "good", same(f"{torch.__version__}, torchvision {torchvision.__version__}")
    )
