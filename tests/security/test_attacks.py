"""Attacking submissions change nothing outside, read and leave nothing, and do not stop the batch."""

import pytest

from grader.confinement.host import Host
from tests.processes import started
from tests.security.attacks import ATTACKS, HONEST, Attack, computed, ending, run, steps, told
from tests.security.world import World

REFUSALS = {"EPERM", "EACCES", "ENOENT", "ENOSYS", "EROFS", "ESRCH"}
"""How the kernel says no. Any other error would be the attack's own fault, and would prove nothing."""


@pytest.fixture(params=ATTACKS, ids=lambda attack: attack.name)
def attack(request: pytest.FixtureRequest) -> Attack:
    return request.param  # type: ignore[no-any-return]


def test_confinement_lets_an_attack_gain_nothing(
    attack: Attack, host: Host, honest: bytes, world: World
) -> None:
    if not host.tier.warm and not attack.unconfined:
        pytest.skip("not run: nothing is claimed without confinement, and it might do harm")
    family = started()

    outcome = run(attack, world, host)

    assert ending(outcome) in attack.expected, outcome
    assert world.secret not in told(outcome)
    assert world.state() == world.before
    assert world.visitors() == 0
    assert world.victim.poll() is None
    assert world.left() == []
    assert started() == family
    if attack.expected == {"captured"}:
        assert {step: said for step, said in steps(outcome).items() if said not in REFUSALS} == {}
        assert computed(outcome) == honest
    assert computed(run(HONEST, world, host)) == honest, "the next submission"
