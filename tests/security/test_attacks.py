"""Submissions that attack: nothing outside changes, nothing is read or left, and the batch goes on."""

import os

import psutil
import pytest

from grader.confinement.host import Host
from tests.security.attacks import ATTACKS, HONEST, Attack, computed, ending, run, steps, told
from tests.security.world import World

REFUSALS = {"EPERM", "EACCES", "ENOENT", "ENOSYS", "EROFS", "ESRCH"}
"""How the kernel says no. Any other error would be the attack's own fault, and would prove nothing."""


@pytest.fixture(params=ATTACKS, ids=lambda attack: attack.name)
def attack(request: pytest.FixtureRequest) -> Attack:
    return request.param  # type: ignore[no-any-return]


def test_an_attack_gains_nothing(attack: Attack, host: Host, honest: bytes, world: World) -> None:
    if not host.tier.warm and not attack.unconfined:
        pytest.skip("not run: nothing is claimed without confinement, and it might do harm")
    family = processes()

    outcome = run(attack, world, host)

    assert ending(outcome) in attack.expected, outcome
    assert world.secret not in told(outcome)
    assert world.state() == world.before
    assert world.visitors() == 0
    assert world.victim.poll() is None
    assert world.left() == []
    assert processes() == family
    if attack.expected == {"captured"}:
        assert {step: said for step, said in steps(outcome).items() if said not in REFUSALS} == {}
        assert computed(outcome) == honest
    assert computed(run(HONEST, world, host)) == honest, "the next submission"


def processes() -> set[int]:
    """The processes of this one that are there between two submissions, but for what ends by itself.

    A browser that another test of this process has open starts and ends its own as it likes; what a
    submission starts descends from the grader's processes.
    """
    own = [each for each in psutil.Process(os.getpid()).children() if not each.name().startswith("chrom")]
    found = [each for root in own for each in (root, *root.children(recursive=True))]
    return {each.pid for each in found if each.is_running() and each.status() != psutil.STATUS_ZOMBIE}
