"""The verdict on many things of one kind, of which each is right or has a finding."""

from collections.abc import Sequence
from dataclasses import replace

from grader.checks.authoring import Failed, Finding, Share
from grader.records.text import Text

LINES = 3
"""How many of the student's lines are shown."""


def share(wrong: Sequence[Finding], total: int) -> Share | None:
    """Return the share of `total` things that are right; the first that is wrong is told in full.

    Raises:
        Failed: none is right.
    """
    if not wrong:
        return None
    finding = replace(
        _counted(wrong), at=tuple(dict.fromkeys(at for each in wrong for at in each.at))[:LINES]
    )
    if len(wrong) < total:
        return Share(1 - len(wrong) / total, finding)
    raise Failed(
        finding.message, expected=finding.expected, found=finding.found, hint=finding.hint, at=finding.at
    )


def _counted(wrong: Sequence[Finding]) -> Finding:
    first, rest = wrong[0], len(wrong) - 1
    if not rest:
        return first
    message = Text(
        ko=f"{first.message.ko} 이 밖에 {rest}곳이 더 다릅니다.",
        en=f"{first.message.en} {rest} more {'is' if rest == 1 else 'are'} not as asked for.",
    )
    return replace(first, message=message)
