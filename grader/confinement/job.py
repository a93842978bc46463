"""A job of Windows: a process and all that it starts, which end together.

They end when the job is closed. Windows closes it when the process that made it ends, even if that was
killed. https://learn.microsoft.com/en-us/windows/win32/procthread/job-objects describes jobs; the names are
winnt.h's.
"""

import ctypes
import subprocess
import sys
from ctypes import wintypes

assert sys.platform == "win32"

EXTENDED_LIMITS = 9
"""JobObjectExtendedLimitInformation."""
KILL_ON_CLOSE = 0x2000
"""JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE."""

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.CreateJobObjectW.restype = wintypes.HANDLE


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class WindowsJob:
    """The job of one process, and of what that starts from then on.

    Args:
        process: a process that has just been started.

    Raises:
        OSError: Windows refuses.
    """

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._handle = wintypes.HANDLE(_checked(_kernel.CreateJobObjectW(None, None)))
        limits = _ExtendedLimits(_BasicLimits(LimitFlags=KILL_ON_CLOSE))
        size = wintypes.DWORD(ctypes.sizeof(limits))
        kind = ctypes.c_int(EXTENDED_LIMITS)
        _checked(_kernel.SetInformationJobObject(self._handle, kind, ctypes.byref(limits), size))
        member = wintypes.HANDLE(int(process._handle))  # type: ignore[attr-defined]  # Popen's only on Windows
        _checked(_kernel.AssignProcessToJobObject(self._handle, member))

    def close(self) -> None:
        """End all that is in the job; it must not be closed twice."""
        _kernel.CloseHandle(self._handle)


def _checked(result: int | None) -> int:
    if not result:
        raise ctypes.WinError(ctypes.get_last_error())
    return result
