"""The numbers of an assignment that decide a mark."""

import ast
from collections.abc import Mapping
from typing import Final, Literal, get_args

import msgspec

from grader.base.nearest import nearest
from grader.records.graph import Graph

Data = Literal["cifar10", "mnist", "scenes", "table", "sequences", "text", "pairs", "points"]
Task = Literal[
    "classification",
    "reconstruction",
    "segmentation",
    "regression",
    "tagging",
    "next_token",
    "vae",
    "denoising",
    "pairs",
    "generator",
    "discriminator",
    "own",
]

ADVERSARIAL: Final = ("generator", "discriminator")
"""The tasks in which two models are trained against each other."""
IMAGES: Final = ("classification", "reconstruction", "vae", "denoising", *ADVERSARIAL)
SUITING: Final[Mapping[Data, tuple[Task, ...]]] = {
    "cifar10": IMAGES,
    "mnist": IMAGES,
    "scenes": ("segmentation",),
    "table": ("regression", "classification"),
    "sequences": ("classification", "tagging", "regression"),
    "text": ("next_token",),
    "pairs": ("pairs",),
    "points": ADVERSARIAL,
}
"""The tasks for which each kind of data has the answers."""


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a brief training: data, amount and speed. The optimizer is Adam.

    Raises:
        ValueError: there is no such data or task, one does not suit the other, or a number is not above 0.
    """

    data: Data = "cifar10"
    task: Task = "classification"
    """Determines the loss and the score; see `grader.training.tasks`."""
    train_images: int
    """Number of training images, or rows; all of them if the data has fewer."""
    test_images: int
    """Number of test images that the score is computed on; all of them if the data has fewer."""
    epochs: int
    batch: int
    """Number of images per step."""
    own: str = ""
    """Of the task `own`: the text of a Python file with `loss(outputs, targets)`, `answers(outputs)`, how
    many numbers that returns for each row (`ANSWERS`), and `score(answers, labels)`."""
    against: str = ""
    """Of the tasks `generator` and `discriminator`: the name of the reference for the other one, which the
    model is trained against."""
    opponent: Graph | None = None
    """That reference as it was captured; `Assignment.part` puts it here."""
    learning_rate: float
    """Peak learning rate; it rises over the first quarter of the steps, then falls to 1 % of the peak."""

    def __post_init__(self) -> None:
        for name, words in (("data", get_args(Data)), ("task", get_args(Task))):
            if (word := getattr(self, name)) not in words:
                raise ValueError(
                    f"Recipe({name}={word!r}): there is none; the nearest is {nearest(word, words)!r}"
                )
        if self.task == "own" or self.own:
            self._must_be_own()
        elif self.task not in (suiting := SUITING[self.data]):
            raise ValueError(
                f"Recipe(data={self.data!r}, task={self.task!r}): that data is for {', '.join(suiting)}"
            )
        if (self.task in ADVERSARIAL) != bool(self.against):
            raise ValueError(
                f"Recipe(task={self.task!r}, against={self.against!r}): against= names the reference that a"
                " generator or a discriminator is trained against, and is for these two tasks alone"
            )
        for name in ("train_images", "test_images", "epochs", "batch", "learning_rate"):
            if not getattr(self, name) > 0:
                raise ValueError(f"Recipe({name}={getattr(self, name)}): it is more than 0")

    def _must_be_own(self) -> None:
        if self.task != "own" or not self.own:
            raise ValueError("Recipe(task='own', own=…): one is not there without the other")
        names = {name for node in ast.parse(self.own).body for name in _bound(node)}
        if missing := [name for name in OWN if name not in names]:
            raise ValueError(f"Recipe(own=…): the file lacks {', '.join(missing)}")


OWN: Final = ("loss", "answers", "ANSWERS", "score")


def _bound(node: ast.stmt) -> list[str]:
    """Return the names that a statement at the top level defines."""
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [each.id for each in targets if isinstance(each, ast.Name)]


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """The scores between which points are awarded proportionally."""

    zero_below: float
    """A score at or below this earns nothing."""
    full_from: float
    """A score at or above this earns all points."""
    chance: float
    """A model that scores at or below this has learnt nothing."""
    noise: float
    """The standard deviation of a correct model's score over seeds."""
    retry_seeds: tuple[int, ...] = (1, 2)
    """Seeds for the trainings that follow a doubtful one (`grader.training.repetition`)."""

    def __post_init__(self) -> None:
        if not self.zero_below < self.full_from:
            raise ValueError(
                f"Threshold(zero_below={self.zero_below}, full_from={self.full_from}):"
                " zero_below is the lower one"
            )

    def fraction(self, score: float) -> float:
        """Return the share of the points that a score earns, 0 to 1."""
        return min(1.0, max(0.0, (score - self.zero_below) / (self.full_from - self.zero_below)))
