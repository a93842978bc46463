"""How far this machine can confine a process."""

import os
import shutil
import subprocess
import sys
from functools import cache
from typing import Literal

import msgspec

from grader.base.errors import StaffError
from grader.base.text import Text

Name = Literal["T1", "T2", "T3", "unconfined"]
CHOSEN = "GRADER_CONFINEMENT"
"""The environment variable that requests a tier by name; one that the machine cannot do is refused."""
PROBE_SECONDS = 10.0


class Tier(msgspec.Struct, frozen=True):
    """One way to confine, and how a report describes it."""

    name: Name
    title: Text

    def require(self) -> None:
        """Refuse to continue unconfined.

        Raises:
            StaffError: this tier confines nothing.
        """
        if not self.warm:
            raise StaffError(
                Text(
                    ko="이 컴퓨터에서는 제출물을 격리할 수 없어 공식 채점을 하지 않습니다.",
                    en="This machine cannot confine submissions, so nothing is graded officially.",
                ),
                Text(
                    ko="Landlock이 있는 리눅스에서 채점하십시오. 위험을 알고도 진행하려면"
                    " --allow-unconfined을 붙이십시오.",
                    en="Grade on a Linux with Landlock, or add --allow-unconfined if you take the risk.",
                ),
            )

    @property
    def warm(self) -> bool:
        """Whether children are forked from a warm process, which has everything imported."""
        return self.name != "unconfined"


TIERS: dict[Name, Tier] = {
    "T1": Tier("T1", Text(
        ko="격리 T1(bubblewrap, Landlock, seccomp, 자원 제한)",
        en="confined, T1: bubblewrap, Landlock, seccomp, limits",
    )),
    "T2": Tier("T2", Text(
        ko="격리 T2(Landlock, seccomp, 자원 제한)", en="confined, T2: Landlock, seccomp, limits"
    )),
    "T3": Tier("T3", Text(
        ko="격리 T3(빈 루트 폴더, 권한 없는 사용자, seccomp, 자원 제한)",
        en="confined, T3: an empty root folder, a user without rights, seccomp, limits",
    )),
    "unconfined": Tier("unconfined", Text(
        ko="격리 없음(별도의 프로세스, 시간과 메모리 제한)",
        en="unconfined: a process of its own, with limits on time and memory",
    )),
}  # fmt: skip
"""All tiers, strongest first."""


@cache
def possible() -> tuple[Tier, ...]:
    """Return the tiers that this machine can do, strongest first; `unconfined` is always the last."""
    if sys.platform != "linux":
        return (TIERS["unconfined"],)
    from grader.confinement import landlock, seccomp

    if not seccomp.available():
        return (TIERS["unconfined"],)
    able = {
        "T1": landlock.version() > 0 and _bubblewrap_works(),
        "T2": landlock.version() > 0,
        "T3": os.geteuid() == 0,
        "unconfined": True,
    }
    return tuple(tier for name, tier in TIERS.items() if able[name])


def strongest() -> Tier:
    """Return the tier to use: the one that `CHOSEN` requests, or the strongest that this machine can do.

    Raises:
        ValueError: this machine cannot do the requested tier.
    """
    wanted = os.environ.get(CHOSEN)
    if not wanted:
        return possible()[0]
    found = next((tier for tier in possible() if tier.name == wanted), None)
    if found is None:
        raise ValueError(wanted)
    return found


def _bubblewrap_works() -> bool:
    if shutil.which("bwrap") is None:
        return False
    command = ["bwrap", "--ro-bind", "/", "/", "--proc", "/proc", "--unshare-all", "true"]
    try:
        return subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
