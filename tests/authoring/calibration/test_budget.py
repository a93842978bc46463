"""How long a training must be: which recipes are tried, and which one is enough."""

import io
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from grader.authoring.calibration import markdown, terminal
from grader.authoring.calibration.budget import least, recipes
from grader.authoring.calibration.calibrate import CalibrationRequest, calibrate, parts_to_train
from grader.authoring.calibration.findings import budget
from grader.authoring.calibration.study import Study, own
from grader.base.progress import silent
from grader.base.text import LANGUAGES, Language, same
from grader.grading import course
from grader.grading.trainer import Settings
from grader.records.assignment import Recipe
from tests.authoring.calibration.samples import BAD, GOOD, RECIPE, studied
from tests.hosts import shared

PASSES = (0.7, 0.6, 0.65)
NOTHING_LEARNT = (0.1, 0.6, 0.1, 0.1)


def sizes(recipe: Recipe, available: int) -> list[tuple[int, int]]:
    tried = recipes(recipe, lambda each: min(each.train_images, available))
    return [(each.train_images, each.epochs) for each in tried]


def test_recipes_try_a_quarter_a_half_all_and_twice_the_images() -> None:
    assert sizes(RECIPE, 1_000) == [(25, 2), (50, 2), (100, 2), (200, 2)]


def test_recipes_double_the_epochs_where_images_run_out() -> None:
    assert sizes(RECIPE, 150) == [(25, 2), (50, 2), (100, 2), (100, 4)]


def test_recipes_divide_the_images_there_are_if_too_few() -> None:
    assert sizes(RECIPE, 60) == [(15, 2), (30, 2), (100, 2), (100, 4)]


def test_recipes_train_on_a_batch_at_least() -> None:
    assert sizes(RECIPE, 30) == [(15, 2), (100, 2), (100, 4)]


def tried(images: int, wrong: tuple[float, ...], right: tuple[float, ...] = GOOD) -> Study:
    """A study by a recipe of so many images."""
    found = studied(right, wrong, recipe=msgspec.structs.replace(RECIPE, train_images=images))
    return replace(found, images=(images, 50))


def test_least_is_the_shortest_that_catches_as_many_as_any() -> None:
    ladder = [tried(25, BAD, NOTHING_LEARNT), tried(50, PASSES), tried(100, BAD), tried(200, BAD)]
    assert least(ladder) is ladder[2]
    assert least(ladder[:2]) is ladder[1]  # none tells any, and it can propose a line
    assert least(ladder[:1]) is None
    assert "`train_images=100, epochs=2`" in budget(ladder).text.en
    assert "tells 1 of 1 wrong models. No other one that was tried tells more." in budget(ladder).text.en
    assert "a longer one may tell more" in budget(ladder[:2]).text.en  # it tells 0 of 1
    assert "may tell more" not in budget(ladder[:3]).text.en  # it is the longest, and tells 1 of 1
    assert budget(ladder[:1]).bad


def test_study_of_another_recipe_has_no_threshold_in_force() -> None:
    assert tried(100, BAD).in_force is not None
    assert tried(50, BAD).in_force is None


@pytest.mark.usefixtures("brief")
def test_calibrate_trains_and_studies_each_by_its_own_recipe(tmp_path: Path) -> None:
    assignment = course.load("fresh")
    wanted = CalibrationRequest(parts_to_train(assignment, None), range(2), 0.001, 1, budgets=True)
    settings = Settings(data=("standin",), device="cpu", trainings=tmp_path / "kept")
    (found,) = calibrate(assignment, wanted, settings, shared(), silent)
    assert [each.images[0] for each in found] == [125, 250, 500, 1000]
    assert own(found) is found[2]
    assert [each.in_force is None for each in found] == [True, True, False, True]
    scores = [each.found[0].all for each in found]
    assert len(set(scores)) == len(scores)  # none is another's training


@pytest.mark.parametrize("lang", LANGUAGES)
def test_budget_shows_and_writes_all_that_were_tried(lang: Language, tmp_path: Path) -> None:
    ladder = [tried(50, PASSES), tried(100, BAD, NOTHING_LEARNT)]
    file = io.StringIO()
    Console(file=file, width=100).print(terminal.render(ladder, lang))
    assert "50 x 2" in file.getvalue()
    assert same("`train_images=50, epochs=2`").get(lang) in file.getvalue()
    markdown.write([ladder], "Title", "grade calibrate net --budgets", tmp_path / "c.md")
    written = (tmp_path / "c.md").read_text(encoding="utf-8")
    assert "<!-- grade calibrate: net, folder, seeds from 0, budgets -->" in written
    assert "| 50 x 2 | 1.0 s | 0.615 | 0.013 | 0.575 | 0/1 |" in written
    assert "| 100 x 2 | 1.0 s | 0.615 | 0.013 | - | 0/1 |" in written
    markdown.write([ladder[1:]], "Title", "grade calibrate net", tmp_path / "c.md")
    assert "budgets -->" in (tmp_path / "c.md").read_text(encoding="utf-8")
