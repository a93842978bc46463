"""Trains the models of a submission: once each, on the device that is asked for."""

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
"""Data that a recipe asks for: of what kind, and how many images to train and to test."""


@dataclass(frozen=True)
class Settings:
    """How a submission is to be graded.

    `data` is what `grader.datasets.load` takes, `device` what `grader.training.device.choose` takes.
    """

    data: tuple[str, ...] = ("auto",)
    device: str = "auto"
    training: bool = True
    official: bool = False
    """Whether the score counts; a student's own check does not."""
    trainings: Path | None = None
    """A folder of trainings that were done before and are not done again (`training.curve_cache`)."""


class Trainer:
    """Trains the models of one submission on data that is loaded when the first of them needs it.

    Args:
        settings: the data, the device, and where trainings are kept.
        host: runs what is not trusted.
        progress: told what is being done.
        images: what was loaded for earlier submissions, which those of a class share; it grows.
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
        """What a reader must know about how it was graded."""

    @cached_property
    def device(self) -> torch.device:
        """Where to train."""
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
        """The data that was needed."""
        return tuple(self._data.values())

    @property
    def confined(self) -> bool:
        """Whether what is not trusted was confined at all."""
        return self._host.tier.warm

    @property
    def confinement(self) -> Text:
        """How what is not trusted was run."""
        title = self._host.tier.title
        if not self._host.tier.warm or self.device.type == "cpu" or not self._data:
            return title
        return Text(
            ko=f"{title.ko}, 학습은 격리 없이 {self.device.type}에서",
            en=f"{title.en}; trained unconfined, on {self.device.type}",
        )

    def train(self, graph: Graph, recipe: Recipe, seed: int) -> Curve:
        """Train a model by a recipe, unless that was done before for an equal one.

        If the device has too little memory for it, this and all later trainings are done on the CPU.
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
        """Return the training kept under a key, or do it."""
        return curve_cache.train_or_reuse(
            key, self.settings.trainings, lambda: self._train(graph, recipe, seed)
        )

    def _train(self, graph: Graph, recipe: Recipe, seed: int) -> Curve:
        """Train it in a child, which on the CPU is as confined as the host can."""
        data = self.data(recipe)
        progress = self._progress if seed == SEED else self._again
        material = self._host.folder / f"{data.digest}.safetensors"
        if not material.exists():
            write_material(data, material)
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
