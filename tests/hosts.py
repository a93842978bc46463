"""Hosts for tests: a shared one, as confined as the machine allows, and one for each tier."""

import atexit
from functools import cache

from grader.capture.measuring import Measuring
from grader.confinement.host import Host
from grader.confinement.tiers import TIERS, Name
from grader.grading import ENTRIES, REHEARSING
from grader.repairs import ENTRIES as REPAIRING


@cache
def shared(tier: Name | None = None) -> Host:
    """Return the host of a tier, the strongest if None; it ends with the tests."""
    host = Host(*ENTRIES, REHEARSING, *REPAIRING, tier=TIERS[tier] if tier else None)
    atexit.register(host.end)
    return host


@cache
def measuring() -> Measuring:
    """Return what computes Graphs for tests, in a child of the shared host."""
    return Measuring(shared())
