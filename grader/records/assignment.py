"""The numbers of an assignment that decide a mark."""

import msgspec


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """A brief training: how much, and how fast. The optimizer is Adam, the loss cross entropy."""

    train_images: int
    test_images: int
    epochs: int
    batch: int
    learning_rate: float
    """At its peak; it rises over the first quarter of the steps and falls to 1 % of the peak at the end."""


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """The accuracies between which points are given in proportion: none at `none`, all from `full` on."""

    none: float
    full: float

    def fraction(self, accuracy: float) -> float:
        """Return the share of the points that an accuracy earns, 0 to 1."""
        return min(1.0, max(0.0, (accuracy - self.none) / (self.full - self.none)))
