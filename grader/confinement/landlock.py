"""Landlock: a process irrevocably gives up the file system, except for the paths that it names.

Called through ctypes, because no maintained package provides it. The numbers are from the kernel's
`linux/landlock.h` and the same on every architecture;
https://docs.kernel.org/userspace-api/landlock.html describes them.
"""

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1
PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
FILES_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""The number of file rights that each Landlock version knows; later versions know as many as the last."""
TCP = 0b11
"""The rights to bind and to connect; from version 4 on."""
SCOPES = 0b11
"""Abstract sockets of, and signals to, processes outside; from version 6 on."""

_libc = ctypes.CDLL(None, use_errno=True)


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Return the kernel's version of Landlock, 0 if it has none."""
    found: int = _libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION))
    return max(found, 0)


def ruleset(readable: Iterable[Path], listed: Iterable[Path] = ()) -> int:
    """Return a file that holds the right to read at or below some paths, and nothing else.

    Args:
        readable: files and folders.
        listed: folders that may be listed, but whose files may not be read.

    Raises:
        OSError: the kernel refuses.
    """
    known = version()
    files = (1 << FILES_BY_VERSION[min(known, max(FILES_BY_VERSION))]) - 1
    rules = _Ruleset(files, TCP if known >= 4 else 0, SCOPES if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    made = _call(CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    for path in readable:
        _allow(made, path, READ_FILE | READ_DIR)
    for path in listed:
        _allow(made, path, READ_DIR)
    return made


def restrict(rules: int) -> None:
    """Give up the file system for good, except for what a ruleset allows, and close the ruleset.

    Other files that are open stay open. The process must already be barred from gaining privileges.

    Raises:
        OSError: the kernel refuses.
    """
    _call(RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0))
    os.close(rules)


def _allow(made: int, path: Path, rights: int) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        folder = stat.S_ISDIR(os.fstat(parent).st_mode)
        rule = _PathBeneath(rights if folder else rights & ~READ_DIR, parent)
        _call(ADD_RULE, ctypes.c_int(made), PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(parent)


def _call(number: int, *arguments: object) -> int:
    result: int = _libc.syscall(number, *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result
