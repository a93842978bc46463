"""Privileges that a process, root's or not, gives up for good before it runs untrusted code."""

import ctypes
import os
import signal
from pathlib import Path

from grader.confinement.environment import COMPILER

NOBODY = 65534
"""The user who owns nothing, on every distribution."""
SET_DEATH_SIGNAL, SET_NO_NEW_PRIVILEGES = 1, 38
CAPABILITIES_3 = 0x20080522
"""The version of the kernel's structure for capabilities; `linux/prctl.h` and `linux/capability.h`."""

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Have this process killed when the process that started it ends."""
    _check(_libc.prctl(SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0), "the death signal")


def no_new_privileges() -> None:
    """Bar this process from gaining privileges, as by running a set-uid program."""
    _check(_libc.prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no new privileges")


def drop_capabilities() -> None:
    """Make this process root in name only: the owner of root's files, and nothing more."""
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, none), "giving up capabilities")


def become_nobody(root: Path) -> None:
    """Become a user who owns nothing and sees an empty folder as the whole file system.

    Raises:
        OSError: this process does not run as root.
    """
    os.chroot(root)
    os.chdir("/")
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = f"/{COMPILER}"
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
