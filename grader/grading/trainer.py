"""Train the models of a submission, once each, on the requested device."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch

from grader.base.progress import Progress
from grader.base.text import Text
from grader.capture.normal_form import normal_form
from grader.checks.evidence import Curve, Graph
from grader.confinement.host import Host
from grader.datasets import Dataset, load
from grader.grading.provenance import training_key
from grader.grading.solutions import SEED
from grader.records.assignment import Recipe
from grader.training import DeviceTooSmall, curve_cache, train_confined, write_material
from grader.training.device import choose

AGAIN = Text(ko="결과가 확실하지 않아 다시 학습하는 중", en="Training again to be sure")

Need = tuple[str, int, int]
"""The data that a recipe asks for: its kind, and the numbers of training and test images."""


@dataclass(frozen=True)
class Settings:
    """How to grade a submission.

    `data` is an argument of `grader.datasets.load`, `device` one of `grader.training.device.choose`.
    """

    data: tuple[str, ...] = ("auto",)
    device: str = "auto"
    training: bool = True
    official: bool = False
    """Whether the score counts, unlike that of a student's own check."""
    trainings: Path | None = None
    """The folder of the cache of trainings (`training.curve_cache`); None for no cache."""


class Trainer:
    """Trains the models of one submission on data that is loaded when first needed.

    Args:
        settings: the data, the device, and the cache of trainings.
        host: runs untrusted work.
        progress: shows what is being done.
        images: the data loaded so far, shared by the submissions of a class; more is added to it.
    """

    def __init__(
        self,
        settings: Settings,
        host: Host,
        progress: Progress,
        images: dict[Need, Dataset] | None = None,
    ) -> None:
        self.settings = settings
        self._host = host
        self._progress = progress
        self._images = {} if images is None else images
        self._data: dict[Need, Dataset] = {}
        self.notices: list[Text] = []
        """What a reader must know about how the submission was graded."""

    @cached_property
    def device(self) -> torch.device:
        """The device to train on."""
        return choose(self.settings.device)

    def data(self, recipe: Recipe) -> Dataset:
        """Return the images that a recipe asks for."""
        need = kind, train, test = recipe.data, recipe.train_images, recipe.test_images
        if need not in self._images:
            self._images[need] = load(
                kind, self.settings.data, train=train, test=test, progress=self._progress
            )
        return self._data.setdefault(need, self._images[need])

    @property
    def loaded(self) -> tuple[Dataset, ...]:
        """The data sets that were needed."""
        return tuple(self._data.values())

    @property
    def confined(self) -> bool:
        """Whether untrusted work was confined at all."""
        return self._host.tier.warm

    @property
    def confinement(self) -> Text:
        """How untrusted work was run."""
        title = self._host.tier.title
        if not self._host.tier.warm or self.device.type == "cpu" or not self._data:
            return title
        return Text(
            ko=f"{title.ko}, 학습은 격리 없이 {self.device.type}에서",
            en=f"{title.en}; trained unconfined, on {self.device.type}",
        )

    def train(self, graph: Graph, recipe: Recipe, seed: int) -> Curve:
        """Train a model by a recipe, unless an equal one has been trained before.

        If the device has too little memory, this and all later trainings are done on the CPU.
        """
        try:
            return self._once(graph, recipe, seed)
        except DeviceTooSmall:
            self.notices.append(_short_of_memory(self.device.type))
            self.device = torch.device("cpu")
            return self._once(graph, recipe, seed)

    def _once(self, graph: Graph, recipe: Recipe, seed: int) -> Curve:
        data, graph = self.data(recipe), normal_form(graph)
        key = training_key(graph, recipe, data.digest, self.device.type, seed)
        return self.train_or_reuse(key, graph, recipe, seed)

    def train_or_reuse(self, key: str, graph: Graph, recipe: Recipe, seed: int) -> Curve:
        """Return the cached training with a key, or do it."""
        return curve_cache.train_or_reuse(
            key, self.settings.trainings, lambda: self._train(graph, recipe, seed)
        )

    def _train(self, graph: Graph, recipe: Recipe, seed: int) -> Curve:
        """Train a model in a child, which on a CPU is confined as far as the host can."""
        data = self.data(recipe)
        progress = self._progress if seed == SEED else self._again
        material = self._host.folder / f"{data.digest}-{recipe.task}.safetensors"
        if not material.exists():
            write_material(data, recipe, material)
        return train_confined(
            graph, recipe, data, material, self._host, progress, seed=seed, device=self.device.type
        )

    def _again(self, _what: Text, done: int, total: int | None) -> None:
        self._progress(AGAIN, done, total)


def _short_of_memory(device: str) -> Text:
    return Text(
        ko=f"{device}의 메모리가 부족하여 CPU에서 학습했습니다.",
        en=f"The {device} device has too little memory, so the training was done on the CPU.",
    )
