"""An attacking submission earns what its honest part earns, and its report leaks nothing."""

from pathlib import Path

import pytest

from grader import intake
from grader.base.progress import silent
from grader.checks import Assignment
from grader.confinement.host import Host
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.records.report import Report
from grader.reports.formats import json
from tests.security.world import World

EXAMPLE = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples" / "right_functional.py"
SETTINGS = Settings(data=("standin",), device="cpu", training=False)
MADE = "        super().__init__()\n"
ATTACK = """
class Attack:
    def __init__(self):
        import pathlib, sys

        def everything_passes(*_args, **_kwargs):
            return 1.0

        for name in ("grader.grading.grade", "grader.checks.learning", "grader.grading.evaluate"):
            sys.modules[name] = everything_passes
        self.found = []
        for name in ("reference.py", "labels.txt", "other/lenet.py", "results/20260001.json"):
            for action in ("read_text", "unlink", "touch"):
                try:
                    self.found.append(str(getattr(pathlib.Path("@planted@") / name, action)()))
                except OSError as error:
                    self.found.append(type(error).__name__)


"""


@pytest.fixture(scope="module")
def assignment1() -> Assignment:
    return course.load("assignment1")


def graded(text: str, world: World, host: Host, assignment: Assignment) -> Report:
    path = world.folder.with_name(f"{world.mark}-lenet.py")
    path.write_text(text.replace("@planted@", str(world.folder)))
    try:
        return grade(intake.read(path), assignment, SETTINGS, host, silent)
    finally:
        path.unlink()


def test_grade_gives_an_attack_what_its_honest_part_earns(
    confined: Host, world: World, assignment1: Assignment
) -> None:
    honest = EXAMPLE.read_text(encoding="utf-8")
    first, second = honest.split("class LeNet5")
    tells = second.replace(
        MADE, MADE + "        self.add_module(repr(Attack().found).replace('.', ''), nn.Identity())\n"
    )
    ends = first.replace(MADE, MADE + "        import os; os._exit(0)\n")

    expected = graded(honest, world, confined, assignment1)
    attacking = graded(
        first.replace("class CNN", ATTACK + "class CNN") + "class LeNet5" + tells,
        world,
        confined,
        assignment1,
    )
    half = graded(ends + "class LeNet5" + second, world, confined, assignment1)

    assert (attacking.earned, attacking.points) == (expected.earned, expected.points)
    cnn, lenet = half.parts
    assert (cnn.earned, lenet.earned) == (0, expected.parts[1].earned)
    for report in (attacking, half):
        assert world.secret not in json.render(report, "en")
    assert world.state() == world.before
