"""What a score rests on: whoever has the same file and all of this comes to the same score."""

import msgspec

from grader.base.text import Text


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """The software that grades."""

    version: str
    """The grader's."""
    grader: str
    """The sha256 of its code."""
    course: str
    """The sha256 of all assignments; one may build on another."""
    torch: str
    torchvision: str
    python: str
    """Without the patch: what it says of a student's error differs from one minor version to the next."""

    def differs(self, here: "Installation") -> Text | None:
        """Say what is not as in the installation that is here; None if nothing is."""
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
    """Of its images and labels, in their order."""


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """What a report rests on beside the files that were handed in, whose digests it holds itself."""

    installation: Installation
    training: bool
    """Whether the models were trained; without it the points for accuracy are missing."""
    data: tuple[DataUsed, ...] = ()
    """Empty where nothing was trained."""
