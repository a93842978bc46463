"""What a score depends on: the same file graded with all of this gives the same score."""

import msgspec

from grader.base.text import Text


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """The software that grades."""

    version: str
    """The grader's version."""
    grader: str
    """The sha256 of the grader's code."""
    course: str
    """The sha256 of all assignments, since one may build on another."""
    torch: str
    torchvision: str
    python: str
    """The version without the patch level; error messages differ between minor versions."""

    def differs(self, here: "Installation") -> Text | None:
        """Describe how this installation differs from the one `here`; return None if it does not."""
        pairs = [
            (Text(ko="채점기", en="grader"), _named(self), _named(here)),
            (Text(ko="과제", en="course"), self.course[:12], here.course[:12]),
            (Text(ko="torch", en="torch"), self.torch, here.torch),
            (Text(ko="torchvision", en="torchvision"), self.torchvision, here.torchvision),
            (Text(ko="Python", en="Python"), self.python, here.python),
        ]
        found = [(name, there, mine) for name, there, mine in pairs if there != mine]
        if not found:
            return None
        return Text(
            ko=", ".join(
                f"{name.ko} 버전이 다름: {there} (이 컴퓨터는 {mine})" for name, there, mine in found
            ),
            en=", ".join(f"another {name.en}: {there} (here {mine})" for name, there, mine in found),
        )


def _named(installed: Installation) -> str:
    return f"{installed.version} ({installed.grader[:12]})"


class DataUsed(msgspec.Struct, frozen=True):
    """A data set that a model was trained and tested on."""

    name: str
    sha256: str
    """The digest of its classes, images and labels, in order."""


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """What a report depends on apart from the submitted files, whose digests the report itself holds."""

    installation: Installation
    training: bool
    """Whether the models were trained; if not, the points for accuracy are missing."""
    data: tuple[DataUsed, ...] = ()
    """Empty if nothing was trained."""
