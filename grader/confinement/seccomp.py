"""seccomp: a process gives up all system calls except those that torch needs to compute.

This uses libseccomp, which every distribution with systemd or apt has, and which knows the call numbers of
each architecture. A call that is not allowed fails with EPERM, as if the user lacked permission.
"""

import ctypes
import ctypes.util
import errno
from functools import cache

ALLOW = 0x7FFF0000
ERRNO = 0x00050000
KILL = 0x80000000
EQUAL, MASKED_EQUAL = 4, 7
OTHER_ARCHITECTURE = 2
"""The filter attribute for the action on system calls of another architecture, such as 32-bit ones."""

CALLS = (
    # files that are open, or that Landlock allows to be opened
    "read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "close", "close_range", "lseek",
    "_llseek", "open", "openat", "stat", "fstat", "lstat", "newfstatat", "fstatat64", "statx", "statfs",
    "fstatfs", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents64", "getcwd",
    "dup", "dup2", "dup3", "fadvise64", "poll", "ppoll", "select", "pselect6", "pipe2",
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2",
    # the process's own memory
    "munmap", "mremap", "mprotect", "madvise", "brk", "membarrier", "mincore",
    # its own threads, and time
    "futex", "set_robust_list", "set_tid_address", "rseq", "arch_prctl", "sched_yield", "sched_getaffinity",
    "sched_getparam", "sched_getscheduler", "exit", "exit_group", "nanosleep", "clock_nanosleep",
    "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "restart_syscall",
    # signals to itself
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "sigaltstack",
    # its own identity
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getgroups", "getpgrp",
    "getrusage", "getrlimit", "uname", "sysinfo", "getrandom", "getcpu",
)  # fmt: skip
CLONE_THREAD = 0x00010000
NAMES = (15, 16, 0x53564D41)
"""The prctl options that name a thread or a mapping; the C library and torch use them."""
FILE_COMMANDS = (0, 1, 2, 3, 4, 1030)
"""The fcntl commands that duplicate a file descriptor, or read and set its flags. Others can make the kernel
send signals to any process, lock files, or enlarge pipes."""
MAP_KIND, MAP_PRIVATE, MAP_ANONYMOUS = 0x0F, 0x02, 0x20
"""Shared anonymous memory survives being unmapped and then counts as no process's resident memory."""


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operation", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@cache
def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return None
    library.seccomp_init.restype = ctypes.c_void_p
    return library


def available() -> bool:
    """Return whether the library is installed; whether the kernel supports it shows only in use."""
    return _library() is not None


def restrict(process: int) -> None:
    """Allow this process only the calls above and new threads of its own.

    Raises:
        OSError: the library or the kernel refuses.
    """
    library = _library()
    if library is None:
        raise OSError(errno.ENOSYS, "libseccomp.so.2 is not here")
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(ERRNO | errno.EPERM)))

    def rule(action: int, call: str, *comparisons: _Comparison) -> None:
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number == -1:  # the library is older than the call
            return
        array = (_Comparison * len(comparisons))(*comparisons)
        done = library.seccomp_rule_add_array(
            context, ctypes.c_uint32(action), number, len(comparisons), array if comparisons else None
        )
        if done not in (0, -errno.EDOM):  # EDOM: this architecture has no such call
            raise OSError(-done, f"seccomp refuses a rule for {call}")

    try:
        library.seccomp_attr_set(context, OTHER_ARCHITECTURE, ctypes.c_uint32(KILL))
        for call in CALLS:
            rule(ALLOW, call)
        rule(ALLOW, "clone", _Comparison(0, MASKED_EQUAL, CLONE_THREAD, CLONE_THREAD))
        rule(ERRNO | errno.ENOSYS, "clone3")  # a filter cannot read its flags; libc falls back to clone
        rule(ALLOW, "tgkill", _Comparison(0, EQUAL, process, 0))
        rule(ALLOW, "prlimit64", _Comparison(0, EQUAL, 0, 0), _Comparison(2, EQUAL, 0, 0))  # to read limits
        rule(ALLOW, "mmap", _Comparison(3, MASKED_EQUAL, MAP_KIND, MAP_PRIVATE))
        rule(ALLOW, "mmap", _Comparison(3, MASKED_EQUAL, MAP_ANONYMOUS, 0))
        for command in FILE_COMMANDS:
            rule(ALLOW, "fcntl", _Comparison(1, EQUAL, command, 0))
        for option in NAMES:
            rule(ALLOW, "prctl", _Comparison(0, EQUAL, option, 0))
        if code := library.seccomp_load(context):
            raise OSError(-code, "the kernel refuses the seccomp filter")
    finally:
        library.seccomp_release(context)
