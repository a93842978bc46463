"""The verdict of a check: full marks, a share of them, or none, and its message to the student."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.base.text import Text
from grader.records.source import Line


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The message of a check to the student."""

    message: Text
    expected: Text | None = None
    found: Text | None = None
    hint: Text | None = None
    at: tuple[Line | None, ...] = ()


class Failed(Exception):  # noqa: N818 - a verdict
    """Raised if the check is not fulfilled and earns no points.

    Args:
        message: what is wrong, in a sentence.
        expected: what the assignment asks for.
        found: what the model has instead.
        hint: what to do next.
        at: the student's lines at fault; None is left out.
    """

    def __init__(
        self,
        message: Text,
        *,
        expected: Text | None = None,
        found: Text | None = None,
        hint: Text | None = None,
        at: tuple[Line | None, ...] = (),
    ) -> None:
        super().__init__(message.en)
        self.finding = Finding(message=message, expected=expected, found=found, hint=hint, at=at)

    @classmethod
    def of(cls, finding: Finding) -> "Failed":
        """Return the verdict with a finding."""
        return cls(
            finding.message,
            expected=finding.expected,
            found=finding.found,
            hint=finding.hint,
            at=finding.at,
        )


class Withheld(Exception):  # noqa: N818 - a verdict
    """Raised if the grader cannot judge a model here: it costs no points, and calls a person.

    Args:
        message: what the grader cannot follow, in a sentence.
        hint: what the student may do about it.
        at: the student's lines that it concerns; None is left out.
        awaited: whether a person is meant to judge it.
    """

    def __init__(
        self,
        message: Text,
        *,
        hint: Text | None = None,
        at: tuple[Line | None, ...] = (),
        awaited: bool = False,
    ) -> None:
        super().__init__(message.en)
        self.awaited = awaited
        self.finding = Finding(message=message, hint=hint, at=at)

    @classmethod
    def of(cls, finding: Finding) -> "Withheld":
        """Return the verdict that tells a finding."""
        verdict = cls(finding.message)
        verdict.finding = finding
        return verdict


@dataclass(frozen=True)
class Share:
    """A share of the points, 0 to 1, and why it is not all of them."""

    fraction: float
    finding: Finding


# -- tally -----------------------------------------------------------------------------------------------


LINES = 3
"""Maximum number of the student's lines that are shown."""
BROKEN = 1 / 2
"""The share that is left at most where a rule is broken. A U-Net has so many convolutions that in proportion,
one wrong filter would cost a hundredth of all points."""


def share(wrong: Sequence[Finding], total: int) -> Share | None:
    """Return the share of `total` things that are right, at most half, with the first finding.

    Raises:
        Failed: none of them is right.
    """
    if not wrong:
        return None
    finding = replace(
        _counted(wrong), at=tuple(dict.fromkeys(at for each in wrong for at in each.at))[:LINES]
    )
    if len(wrong) < total:
        return Share(min(BROKEN, 1 - len(wrong) / total), finding)
    raise Failed.of(finding)


def _counted(wrong: Sequence[Finding]) -> Finding:
    first, rest = wrong[0], len(wrong) - 1
    if not rest:
        return first
    message = Text(
        ko=f"{first.message.ko} 이 밖에 {rest}곳이 더 다릅니다.",
        en=f"{first.message.en} {rest} more {'is' if rest == 1 else 'are'} not as asked for.",
    )
    return replace(first, message=message)
