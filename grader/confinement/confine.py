"""Confine the calling process irrevocably: a child does this before it runs untrusted code."""

import fcntl
import os
import resource
from functools import cache
from pathlib import Path

from grader.confinement import imports, landlock, privileges, seccomp
from grader.confinement.libraries import closed, libraries, readable
from grader.confinement.policy import Policy
from grader.confinement.tiers import Name

FILE_BYTES = 0
"""No file may grow: results go through a pipe."""
OPEN_FILES = 256
"""Files that a child may have open, by number; the warm process closes all of these in each child."""


def prepare(tier: Name) -> None:
    """Do once, in the process that forks the children, what is the same for all of them."""
    if tier in ("T1", "T2"):
        _libraries()
        closed()


@cache
def _libraries() -> int:
    """Return Landlock's ruleset for the libraries: hundreds of rules, which take 10 ms to make."""
    rules = landlock.ruleset(readable(), listed=libraries())
    try:
        return fcntl.fcntl(rules, fcntl.F_DUPFD_CLOEXEC, OPEN_FILES)
    finally:
        os.close(rules)


def confine(policy: Policy, tier: Name, empty: Path) -> None:
    """Give up everything that the policy does not allow, as far as the tier can.

    Args:
        policy: what the process may use.
        tier: how far to confine.
        empty: an empty folder.

    Raises:
        OSError: the machine cannot do this; the caller must not go on.
    """
    privileges.die_with_parent()
    limit(policy)
    if tier == "unconfined":
        return
    if tier == "T3" and not policy.readable:
        privileges.become_nobody(empty)  # a child that must read files runs no student code
    elif os.geteuid() == 0:
        privileges.drop_capabilities()
    privileges.no_new_privileges()
    if tier in ("T1", "T2"):
        imports.close(closed())
        landlock.restrict(_rules(policy))
    seccomp.restrict(os.getpid())


def _rules(policy: Policy) -> int:
    if not policy.readable:
        return _libraries()
    return landlock.ruleset([*readable(), *map(Path, policy.readable)], listed=libraries())


def limit(policy: Policy) -> None:
    """Set the limits that the kernel enforces; the parent also watches time and resident memory."""
    limits = {resource.RLIMIT_CPU: policy.cpu_seconds, resource.RLIMIT_CORE: 0}
    if not policy.accelerator:  # a GPU's driver maps all of the memory and opens files of its own
        limits |= {
            resource.RLIMIT_AS: policy.address_space,
            resource.RLIMIT_FSIZE: FILE_BYTES,
            resource.RLIMIT_NOFILE: OPEN_FILES,
            resource.RLIMIT_MEMLOCK: 0,
        }
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))
