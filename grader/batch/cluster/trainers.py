"""The trainer of a cluster's worker while it grades: it uses curves from elsewhere and trains nothing."""

from collections.abc import Mapping
from functools import cached_property

import torch

from grader.base.errors import NotTrained
from grader.base.progress import silent
from grader.base.text import Text
from grader.batch.cluster.wire import ClusterTraining
from grader.checks.evidence import Curve, Graph
from grader.confinement.host import Host
from grader.datasets import Dataset
from grader.grading.trainer import Need, Settings, Trainer
from grader.records.assignment import Recipe

NOT_TRAINED = Text(ko="모델을 먼저 학습시켜야 합니다.", en="The model is to be trained first.")


class Elsewhere(Trainer):
    """Trains nothing: it has the curves of finished trainings, and records the training that is missing.

    Args:
        settings: the settings, of which it uses the device.
        host: runs untrusted work.
        images: the data of every recipe.
        curves: the curves by their keys.
    """

    def __init__(
        self, settings: Settings, host: Host, images: dict[Need, Dataset], curves: Mapping[str, Curve]
    ) -> None:
        super().__init__(settings, host, silent, images)
        self._curves = curves
        self.wanted: ClusterTraining | None = None

    @cached_property
    def device(self) -> torch.device:
        """The device on which others train; it need not be on this machine."""
        return torch.device(self.settings.device)

    def train_or_reuse(self, key: str, graph: Graph, recipe: Recipe, seed: int) -> Curve:
        """Return the curve with a key.

        Raises:
            NotTrained: there is no such curve.
        """
        if key not in self._curves:
            self.wanted = ClusterTraining(key, graph, recipe, seed)
            raise NotTrained(NOT_TRAINED)
        return self._curves[key]
