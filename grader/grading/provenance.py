"""Which grader, which course and which torch this process has: results of others may differ."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version_tuple

import msgspec

import grader
from grader.base.text import Text
from grader.grading.course import KEPT_BACK, current


class Edition(msgspec.Struct, frozen=True):
    """What a result rests on that is installed."""

    grader: str
    course: str
    torch: str
    python: str
    """Without the patch: what it says of a student's error differs from one to the next."""

    def differs(self, here: "Edition") -> Text | None:
        """Say what is not as in the edition that is here; None if nothing is."""
        parts = [
            (Text(ko="채점기", en="grader"), self.grader, here.grader),
            (Text(ko="과제", en="course"), self.course, here.course),
            (Text(ko="torch", en="torch"), self.torch, here.torch),
            (Text(ko="Python", en="Python"), self.python, here.python),
        ]
        found = [(name, there, mine) for name, there, mine in parts if there != mine]
        if not found:
            return None
        return Text(
            ko=", ".join(
                f"{name.ko} 버전이 다름: {_short(there)} (이 컴퓨터는 {_short(mine)})"
                for name, there, mine in found
            ),
            en=", ".join(
                f"another {name.en}: {_short(there)} (here {_short(mine)})" for name, there, mine in found
            ),
        )


def edition() -> Edition:
    """Return what is installed here."""
    code = sha256()
    for root in map(Path, grader.__path__):
        for path in sorted(root.rglob("*.py")):
            code.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return Edition(
        f"{grader.__version__} ({code.hexdigest()[:12]})",
        course(),
        version("torch").split("+")[0],
        ".".join(python_version_tuple()[:2]),
    )


def course() -> str:
    """A digest of all that assignments are made of; one may build on another."""
    digest = sha256()
    for root in current().roots:
        for path in sorted([*root.glob("*/**/*.py"), *root.glob("*/references.json")]):
            if {"template.py", *KEPT_BACK}.isdisjoint(path.relative_to(root).parts[1:]):
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _short(value: str) -> str:
    return value if len(value) < 40 else value[:12]
