"""Training loops, data code and functions that attack: they change nothing outside, and read nothing."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import pytest
import torch

from grader import intake
from grader.capture import rehearsing
from grader.capture.rehearsing import done
from grader.checks.cases import Case
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.records.capture_protocol import Broken
from grader.records.data_log import DataLog
from grader.records.event_log import BackwardRun, EventLog
from grader.records.rehearsal_protocol import Called, Calls, Done, Loading, Rehearsal
from tests.processes import started
from tests.security.world import World

FOLDERS = [Path(__file__).parent / "fixtures" / name for name in ("rehearsed", "loaded")]
WORDS = ("model", "train_loader", "epochs")
GIVEN = ("images", "labels", "test_images", "test_labels", "batch_size")


@dataclass(frozen=True)
class Attack:
    """A file whose first line says what it tries, and whose second says how it ends."""

    path: Path

    @cached_property
    def expected(self) -> set[str]:
        return set(self._expectation.partition(",")[0].split())

    @property
    def unconfined(self) -> bool:
        return self._expectation.endswith(", unconfined")

    @property
    def _expectation(self) -> str:
        return self.path.read_text(encoding="utf-8").splitlines()[1].removeprefix("# Expect: ")


ATTACKS = [
    Attack(path) for folder in FOLDERS for path in sorted(folder.glob("*.py")) if path.stem != "honest"
]


@pytest.fixture(autouse=True)
def less_time_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsing, "ALLOWANCE", 2.0)
    monkeypatch.setattr(rehearsing, "POLICY", Policy(resident=1_000_000_000, result_bytes=4_000_000))


def run(attack: Attack, world: World, host: Host) -> Done:
    folder = world.submission(attack.path)
    source = intake.read(folder / attack.path.name)
    (found,) = [each for each in source.definitions if each.name in ("train", "make")]
    if found.name == "make":
        return done(source, Loading(found.statements, "make", GIVEN, seconds=1.0), host)
    return done(source, Rehearsal(found.statements, "train", WORDS, seconds=1.0), host)


def ending(outcome: Done) -> str:
    if isinstance(outcome, EventLog):
        return "replaced" if outcome.replaced else "log"
    if isinstance(outcome, DataLog):
        return "replaced" if outcome.replaced else "data"
    return outcome.reason if isinstance(outcome, Broken) else "called"


@pytest.mark.parametrize(
    "attack", ATTACKS, ids=lambda attack: f"{attack.path.parent.name}-{attack.path.stem}"
)
@pytest.mark.usefixtures("honest")
def test_a_loop_that_attacks_gains_nothing(attack: Attack, host: Host, world: World) -> None:
    if not host.tier.warm and not attack.unconfined:
        pytest.skip("not run: nothing is claimed without confinement, and it might do harm")
    family = started()

    outcome = run(attack, world, host)

    assert ending(outcome) in attack.expected, outcome
    assert world.secret not in str(outcome)
    assert world.state() == world.before
    assert world.visitors() == 0
    assert world.victim.poll() is None
    assert world.left() == []
    assert started() == family
    following = run(Attack(attack.path.with_name("honest.py")), world, host)
    if isinstance(following, EventLog):
        assert any(isinstance(event, BackwardRun) for event in following.events)
    else:
        assert isinstance(following, DataLog)
        assert {each.split for each in following.sets} == {"train", "test"}


THIEF = """\
import gc, os, sys
import torch

def mean(values):
    found = []
    for each in gc.get_objects():
        if isinstance(each, torch.Tensor) and each is not values and each.numel() == 1:
            found.append(float(each))
    frame = sys._getframe()
    while frame is not None:
        found += [float(each) for each in frame.f_locals.values() if isinstance(each, (int, float))]
        frame = frame.f_back
    return torch.tensor(found or [0.0])
"""


def test_a_function_finds_no_expected_value_in_its_process(confined: Host, tmp_path: Path) -> None:
    values = torch.tensor([0.125, 7.31, -2.5])
    file = tmp_path / "thief.py"
    file.write_text(THIEF)
    source = intake.read(file)
    (found,) = source.definitions

    outcome = done(source, Calls(found.statements, "mean", (Case("three", values).call,)), confined)

    assert isinstance(outcome, Called)
    expected = float(values.mean())
    assert f"{expected:.4f}" not in str(outcome)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return torch.ones(4_000_000)", "too_large"),
        ("return [values] * 100_000", ""),
        ("return float('nan')", ""),
        ("return values.to_sparse()", ""),
        ("return type('T', (torch.Tensor,), {'numel': lambda self: 0})(values)", ""),
        ("import os; os._exit(3)", "died"),
        ("return object()", ""),
    ],
)
def test_what_a_function_returns_is_bounded(body: str, reason: str, host: Host, tmp_path: Path) -> None:
    file = tmp_path / "odd.py"
    file.write_text(f"import torch\ndef odd(values):\n    {body}\n")
    source = intake.read(file)
    (found,) = source.definitions

    outcome = done(source, Calls(found.statements, "odd", (Case("three", torch.ones(3)).call,)), host)

    if isinstance(outcome, Called):
        (answer,) = outcome.answers
        assert (answer.failure.reason if answer.failure else "") == reason
        assert len(msgspec.json.encode(answer)) < 100_000
    else:
        assert isinstance(outcome, Broken)
        assert outcome.reason == reason
