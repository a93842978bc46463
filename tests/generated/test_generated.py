"""Right models in many styles lose nothing, single mistakes something, and how a file is written nothing.

All are made by a program from a seed; what fails is shown with its text.
"""

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from grader.base.progress import silent
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.report import Report
from tests.generated import mistakes
from tests.generated.plans import CHAINS, Plan, net, of_chain, of_net
from tests.generated.styles import (
    PLANS,
    attributes,
    helper_methods,
    module_dict,
    notebook,
    python_list,
    right_chain,
    script,
    with_training,
    write_chain,
)
from tests.hosts import shared

MODELS = {
    "assignment0": ("SLP", "MLP", "CifarMLP"),
    "assignment1": ("CNN", "LeNet5"),
    "assignment2": ("UNet", "UNetClassifier"),
    "assignment3": ("SegUNet",),
}
RIGHT = {"assignment0": 20, "assignment1": 20, "assignment2": 13, "assignment3": 26}
"""Files of right models, each with one model for every part: 152 models."""
WRONG = {"assignment0": 25, "assignment1": 25, "assignment2": 22, "assignment3": 34}
"""Files of wrong models, each with one mistake in every part: 203 mistakes."""


def right_model(name: str, random: Random) -> str:
    if name in CHAINS:
        return right_chain(name, random)
    return random.choice(PLANS)(of_net(net(name, random), random))


def wrong_model(name: str, place: int, random: Random) -> tuple[str, str]:
    """The `place`-th mistake of a model, and its text."""
    if place % 11 == 5:
        plan = of_chain(name, CHAINS[name], random) if name in CHAINS else of_net(net(name, random), random)
        return "layers in a Python list", python_list(plan)
    if name in CHAINS:
        found = list(mistakes.of_chain(name))
        what, chain = found[place * 7 % len(found)]
        return what, write_chain(name, chain, random)
    kinds = list(mistakes.of_net(net(name, random)))
    what, changed = kinds[place * 7 % len(kinds)]
    return what, random.choice(PLANS)(of_net(changed, random))


def graded(assignment: str, text: str, folder: Path, name: str = "model.py") -> Report:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    settings = Settings(data=("standin",), training=False)
    return grade(read(file), course.load(assignment), settings, shared(), silent)


def lost(report: Report) -> dict[str, dict[str, str]]:
    """What each part loses, and why."""
    return {
        part.id: {
            result.id: f"{result.status} {result.message.en if result.message else ''}"
            for result in part.results
            if result.status not in ("passed", "skipped")
        }
        for part in report.parts
    }


@pytest.mark.slow
@pytest.mark.parametrize("assignment", MODELS)
def test_right_models_lose_nothing_in_any_style(assignment: str, tmp_path: Path) -> None:
    for seed in range(RIGHT[assignment]):
        random = Random(f"{assignment} {seed}")
        classes = [right_model(name, random) for name in MODELS[assignment]]
        random.shuffle(classes)
        text = notebook(classes) if seed % 3 == 0 else script(classes)
        found = lost(graded(assignment, text, tmp_path, f"right{seed}.{'ipynb' if seed % 3 == 0 else 'py'}"))
        assert not any(found.values()), f"seed {seed}: {found}\n\n{script(classes)}"


@pytest.mark.slow
@pytest.mark.parametrize("assignment", MODELS)
def test_mistakes_all_cost_something(assignment: str, tmp_path: Path) -> None:
    for seed in range(WRONG[assignment]):
        random = Random(f"{assignment} wrong {seed}")
        made = [wrong_model(name, seed, random) for name in MODELS[assignment]]
        text = script([text for _, text in made])
        found = lost(graded(assignment, text, tmp_path, f"wrong{seed}.py"))
        free = [what for (what, _), costs in zip(made, found.values(), strict=True) if not costs]
        broken = [name for costs in found.values() for name, why in costs.items() if why.startswith("error")]
        assert free == broken == [], f"seed {seed}: {free} {broken} {found}\n\n{text}"


# -- how a file is written -------------------------------------------------------------------------------


def plans(assignment: str) -> list[Plan]:
    """A plan with a mistake for every part: what is wrong must stay as wrong as it is."""
    random = Random(f"{assignment} relations")
    found = []
    for name in MODELS[assignment]:
        if name in CHAINS:
            kinds = dict(mistakes.of_chain(name))
            what = random.choice([what for what in kinds if "no bias" in what or "on the output" in what])
            found.append(of_chain(name, kinds[what], Random(1)))
        else:
            nets = dict(mistakes.of_net(net(name, Random(2))))
            found.append(
                of_net(nets["up1: 2, stride=2" if name == "UNet" else "mid: 3, padding=1"], Random(1))
            )
    return found


def plain(made: list[Plan]) -> str:
    return script([attributes(plan) for plan in made])


def renamed(made: list[Plan]) -> str:
    """Layers and variables have other names, which mean nothing."""
    names = {name: f"thing_{name}" for plan in made for name in plan.layers}
    names |= {name: f"value_{name}" for name in ("a", "b", "m", "u", "d", "y")}
    return re.sub(r"\b\w+\b", lambda word: names.get(word[0], word[0]), plain(made))


def reordered(made: list[Plan]) -> str:
    """The classes, and the layers in them, are made in another order."""
    turned = [Plan(p.name, dict(reversed(p.layers.items())), p.lines, p.after) for p in reversed(made)]
    return script([attributes(plan) for plan in turned])


def with_prints(made: list[Plan]) -> str:
    """Shapes are printed, between comments."""
    noisy = ("print('in', x.shape)  # debugging", "# what follows is the model", "shape = tuple(x.size())")
    ends = ("print(shape, x.shape)",)
    return script([attributes(Plan(p.name, p.layers, (*noisy, *p.lines, *ends), p.after)) for p in made])


def recomputed(made: list[Plan]) -> str:
    """What a variable holds is computed again, wherever it is read."""
    return script([attributes(Plan(p.name, p.layers, _inlined(p.lines), p.after)) for p in made])


def _inlined(lines: tuple[str, ...]) -> tuple[str, ...]:
    known: dict[str, str] = {}
    found = []
    for line in lines:
        name, value = line.split(" = ", 1)
        value = re.sub(r"\b[abmudy]\b(?!\()", lambda word: known.get(word[0], word[0]), value)
        known[name] = f"({value})"
        found.append(f"{name} = {value}")
    return tuple(found)


RELATIONS: dict[str, Callable[[list[Plan]], str]] = {
    "renamed": renamed,
    "reordered": reordered,
    "with prints": with_prints,
    "recomputed": recomputed,
    "as a notebook": lambda made: notebook([attributes(plan) for plan in made]),
    "with its training": lambda made: with_training([attributes(plan) for plan in made], made[0].name),
    "in a dict": lambda made: script([module_dict(plan) for plan in made]),
    "in methods": lambda made: script([helper_methods(plan) for plan in made]),
}


@pytest.mark.slow
@pytest.mark.parametrize("assignment", MODELS)
def test_points_rest_on_the_model_and_not_on_how_its_file_is_written(assignment: str, tmp_path: Path) -> None:
    made = plans(assignment)
    asked = points(graded(assignment, plain(made), tmp_path))
    for number, (name, relation) in enumerate(RELATIONS.items()):
        text = relation(made)
        file = f"model{number}.{'ipynb' if text.startswith('{') else 'py'}"
        assert points(graded(assignment, text, tmp_path, file)) == asked, f"{name}\n\n{text}"


def points(report: Report) -> dict[str, tuple[str, float]]:
    return {result.id: (result.status, result.earned) for part in report.parts for result in part.results}
