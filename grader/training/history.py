"""Score the answers of a training: the only part of the training that knows the test labels."""

import time
from collections.abc import Iterable

from grader.datasets import Dataset
from grader.records.assignment import Recipe
from grader.records.capture_protocol import Reason
from grader.records.report import Curve, Epoch
from grader.training import samples
from grader.training.loop import Pass
from grader.training.tasks import Score, task_of


class History:
    """Turns the passes of one training into its curve.

    Args:
        recipe: the recipe of the training.
        data: the images and labels.
        device: the device of the training.
        seed: the seed of the training.
    """

    def __init__(self, recipe: Recipe, data: Dataset, device: str, seed: int) -> None:
        self._recipe = recipe
        self._task = task_of(recipe)
        self._data = data
        self._device = device
        self._seed = seed
        self._start = time.perf_counter()
        self._scores: list[Score] = []
        self._losses: list[float | None] = []
        self._last: Pass | None = None

    def add(self, each: Pass) -> None:
        """Score the answers of one pass."""
        self._scores.append(self._task.score(each.answers, self._data))
        self._losses.append(each.loss)
        self._last = each

    def add_all(self, passes: Iterable[Pass]) -> "History":
        """Score the answers of all passes."""
        for each in passes:
            self.add(each)
        return self

    def curve(self, stopped: Reason | None = None) -> Curve:
        """Return the curve; `stopped` says why the training did not finish."""
        scores = self._scores
        epochs = zip(self._losses[1:], scores[1:], strict=True)
        return Curve(
            data=self._data.name,
            data_title=self._data.title,
            device=self._device,
            seed=self._seed,
            train_images=len(self._data.train_images),
            test_images=len(self._data.test_images),
            measure=self._task.measure,
            before=scores[0].value if scores else None,
            epochs=tuple(Epoch(loss, score.value) for loss, score in epochs),
            by_class=dict(scores[-1].by_class) if scores else {},
            samples=samples.samples(self._recipe.task, self._data, self._last.answers) if self._last else (),
            stopped=stopped,
            seconds=time.perf_counter() - self._start,
        )
