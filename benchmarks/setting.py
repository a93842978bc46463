"""What all measurements share: the images, the number of repetitions, and a folder to write to."""

import math
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import environment, run
from grader.base.progress import silent
from grader.datasets import load, prepare
from grader.grading import course
from grader.records.assignment import Recipe

ASSIGNMENT = "assignment1"
EXAMPLES = Path(__file__).parents[1] / "assignments" / ASSIGNMENT / "examples"
SUBMISSION = EXAMPLES / "right_lab_notebook.ipynb"
PART = "lenet5"


@dataclass(frozen=True)
class Setting:
    """One run of the benchmark; a `quick` one only shows that everything works."""

    data: Path
    """A file as made by `grade data prepare`, with the images that the assignment asks for."""
    given: str
    """The argument of `grade --data`: that file, or "standin" if it holds the stand-ins."""
    words: str
    """A description of the images."""
    folder: Path
    quick: bool = False

    @property
    def rounds(self) -> int:
        """The number of times that most commands run."""
        return 1 if self.quick else 3

    @property
    def few(self) -> int:
        """The number of times that slow commands run."""
        return 1 if self.quick else 2

    @property
    def epochs(self) -> int:
        """The number of epochs that every peer trains for."""
        return self.tutorial[0]

    @property
    def students(self) -> int:
        """The number of students in a class."""
        return 8 if self.quick else 200

    @cached_property
    def ours(self) -> float:
        """The accuracy of LeNet-5 after the brief training, as the mean over the seeds."""
        trainings = [
            run(["python", "-m", "benchmarks.least", self.data, str(seed)], environment())
            for seed in range(self.few)
        ]
        return math.fsum(float(each.output.split()[-1]) for each in trainings) / self.few

    @cached_property
    def tutorial(self) -> tuple[int, float]:
        """The number of epochs the tutorial needs to be as accurate, and its accuracy then."""
        return peers.epochs_to(self.ours, self.environment(), self.few)

    def environment(self, **more: str) -> Mapping[str, str]:
        """Return the environment for the measured processes."""
        return environment(BENCH_DATA=str(self.data), **more)

    def forget(self) -> None:
        """Clear every cache but that of the images."""
        for kept in ("trainings", "reports"):
            shutil.rmtree(self.folder / "cache" / kept, ignore_errors=True)

    def forget_reports(self) -> None:
        """Clear the cache of reports, so that trainings are still known."""
        shutil.rmtree(self.folder / "cache" / "reports")


def recipe() -> Recipe:
    """Return the recipe of the assignment's brief training."""
    (found,) = (part.recipe for part in course.load(ASSIGNMENT).parts if part.recipe is not None)
    return found


def prepared(where: str, folder: Path, *, quick: bool) -> Setting:
    """Read the images that the assignment asks for and store them where the commands find them."""
    os.environ["GRADER_CACHE"] = str(folder / "cache")
    wanted = recipe()
    images = load(wanted.data, [where], train=wanted.train_images, test=wanted.test_images, progress=silent)
    path = folder / "data.safetensors"
    prepare(images, path)
    count = f"{len(images.train_images):,} images to train on, {len(images.test_images):,} to test on"
    given = "standin" if images.provisional else str(path)
    return Setting(path, given, f"{images.name}: {count}", folder, quick)
