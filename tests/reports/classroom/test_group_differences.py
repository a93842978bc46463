"""Differences between groups: told where there are any, and hardly ever where there are none."""

import random

import msgspec
import numpy as np
import pytest

from grader.base.text import same
from grader.records.report import Listing, PartReport, Report
from grader.records.source import File
from grader.reports.classroom.group_differences import FEWEST, Matrix, between, differences
from grader.reports.classroom.student_groups import TRAITS, group_of

from ..samples import check, report

CHECKS = 12
TITLES = [same(f"c{n}") for n in range(CHECKS + 1)]


def made_class(seed: int, n: int, *, friends: bool = False) -> tuple[list[dict[str, str]], Matrix]:
    """A class whose ways of working have nothing to do with what it earns.

    Args:
        seed: which class.
        n: how many students.
        friends: whether a tenth of them take over another's ways and points.
    """
    chance = np.random.default_rng(seed)
    able = chance.normal(size=n)
    hard = chance.normal(-1, 1, size=CHECKS)
    passed = (able[:, None] + chance.normal(size=(n, CHECKS)) > hard).astype(float)
    groups = [
        {trait.id: str(chance.choice(list(trait.groups))) for trait in TRAITS if chance.random() < 0.97}
        for _ in range(n)
    ]
    if friends:
        for copy in range(0, n, 10):
            model = int(chance.integers(n))
            passed[copy], groups[copy] = passed[model], groups[model]
    return groups, np.hstack([passed.mean(axis=1, keepdims=True), passed])


def told(seed: int, n: int, *, friends: bool) -> bool:
    return bool(between(*_split(*made_class(seed, n, friends=friends))).found)


def _split(groups: list[dict[str, str]], outcomes: Matrix):  # type: ignore[no-untyped-def]
    return groups, TRAITS, outcomes, TITLES


@pytest.mark.parametrize("friends", [False, True])
def test_differences_are_hardly_ever_told_where_there_are_none(friends: bool) -> None:
    sizes = (20, 35, 60)
    classes = 120
    alarms = sum(told(seed, sizes[seed % len(sizes)], friends=friends) for seed in range(classes))
    assert alarms / classes < 0.05


def test_differences_are_told_where_scripts_earn_less() -> None:
    found = 0
    for seed in range(10):
        groups, outcomes = made_class(seed, 60)
        scripts = [each.get("form") == "script" for each in groups]
        outcomes[np.array(scripts), :] *= 0.5
        done = between(groups, TRAITS, outcomes, TITLES)
        found += any({each.group.en, each.others.en} == {"notebooks", "scripts"} for each in done.found)
        for each in done.found[:1]:
            assert each.low <= each.shares[0] - each.shares[1] <= each.high
    assert found == 10


def test_differences_compare_no_group_of_too_few() -> None:
    groups = [{"form": "script"}] * (FEWEST - 1) + [{"form": "notebook"}] * 20
    outcomes = np.array([[0.0]] * (FEWEST - 1) + [[1.0]] * 20)
    assert between(groups, TRAITS, outcomes, TITLES[:1]).compared == ()


def student(suffix: str, code: str, *, passed: bool) -> Report:
    lines = tuple(code.splitlines())
    shown = Listing(file=f"a{suffix}", cell=None, lines=lines, model=((1, len(lines)),))
    result = check("runs", same("It runs"), 10, "passed" if passed else "failed")
    part = PartReport(id="p", title=same("P"), taken=None, results=(result,))
    return msgspec.structs.replace(report(part, listings=(shown,)), files=(File(f"a{suffix}", "0" * 64),))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "x = F.relu(x)",
            {"form": "script", "style": "functions", "sequential": "plain", "language": "none"},
        ),
        ("self.net = nn.Sequential(nn.ReLU())  # 첫 층", {"style": "modules", "language": "korean"}),
        (
            "x = torch.relu(self.pool(x))  # a layer\nself.a = nn.ReLU()",
            {"style": "both", "language": "other"},
        ),
    ],
)
def test_group_of_a_student_is_read_from_their_code(code: str, expected: dict[str, str]) -> None:
    found = group_of(student(".py", code, passed=True))
    assert {trait: found[trait] for trait in expected} == expected


def test_differences_of_reports_name_the_groups() -> None:
    chance = random.Random(0)
    reports = [student(".py", "x = 1", passed=chance.random() < 0.2) for _ in range(20)]
    reports += [student(".ipynb", "x = 1", passed=chance.random() < 0.9) for _ in range(20)]
    first, *_ = differences(reports).found
    assert (first.group.en, first.others.en, first.sizes) == ("notebooks", "scripts", (20, 20))
    assert first.shares[0] > first.shares[1]


def test_differences_of_nobody_are_none() -> None:
    assert differences([]).found == ()
