"""Start children on this machine: forked from a warm process where possible, else spawned one by one."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.confinement.policy import Policy
from grader.confinement.process import Child
from grader.confinement.tiers import CHOSEN, Tier, possible, strongest

if TYPE_CHECKING:
    from grader.confinement.warm import Warm


class Host:
    """Runs untrusted work in children. Use it as a context manager; what it started ends with it.

    Args:
        entries: the modules whose `main` its children run. Where nothing can be forked, a child for the first
            one is started at once (`foresee`).
        shown: folders from which a child's policy may name files to read.
        tier: how far to confine; None for the tier that `choose_tier` returns.

    Raises:
        StaffError: this machine cannot do the tier that the environment requests.
    """

    def __init__(self, *entries: str, shown: Sequence[Path] = (), tier: Tier | None = None) -> None:
        self.tier = tier or choose_tier()
        self._scratch = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        self._child: Child | None = None
        self._warm: Warm | None = None
        self._foreseen: dict[tuple[str, Policy], Child] = {}
        if self.tier.warm:
            from grader.confinement import warm  # needs POSIX

            self._warm = warm.Warm(self.tier, entries, [*shown, self.folder])
        else:
            self.foresee(entries[0], Policy())

    def __enter__(self) -> "Host":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def folder(self) -> Path:
        """The folder for files that children are to read."""
        return Path(self._scratch.name)

    def foresee(self, entry: str, policy: Policy) -> None:
        """Start a child early if none can be forked, so that it has imported torch when it is needed."""
        if self._warm is None and (entry, policy) not in self._foreseen:
            self._foreseen[entry, policy] = _spawn(entry, policy)

    def start(self, entry: str, policy: Policy) -> Child:
        """Start a child, and end the previous one if it is still running.

        Raises:
            StaffError: the child does not start.
        """
        if self._child is not None:
            self._child.end()
        self._child = self._start_child(entry, policy)
        return self._child

    def _start_child(self, entry: str, policy: Policy) -> Child:
        if self._warm is not None and not policy.accelerator:
            return self._warm.start(entry, policy)
        return self._foreseen.pop((entry, policy), None) or _spawn(entry, policy)

    def end(self) -> None:
        """End everything that is still running."""
        if self._child is not None:
            self._child.end()
        if self._warm is not None:
            self._warm.end()
        for child in self._foreseen.values():
            child.end()
        self._scratch.cleanup()


def _spawn(entry: str, policy: Policy) -> Child:
    from grader.confinement.spawned import spawn

    return spawn(entry, policy)


def choose_tier() -> Tier:
    """Return the tier to use on this machine.

    Raises:
        StaffError: this machine cannot do the tier that the environment requests.
    """
    try:
        return strongest()
    except ValueError as error:
        able = ", ".join(tier.name for tier in possible())
        raise StaffError(
            Text(
                ko=f"이 컴퓨터에서는 {CHOSEN}={error} 격리를 할 수 없습니다.",
                en=f"This machine cannot confine as {CHOSEN}={error} asks.",
            ),
            Text(ko=f"할 수 있는 격리: {able}", en=f"It can do: {able}"),
        ) from error
