"""What data code is called with: made-up pictures and their labels, or data sets of them, and numbers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from grader.capture.rehearsal import coded_sets, given_arrays
from grader.capture.rehearsal.arguments import Provider
from grader.records.rehearsal_protocol import Loading

WORDS = {
    "train_images": "(x_?train|train(ing)?_?(x|images?|imgs?|data|pictures|inputs))",
    "train_labels": "(y_?train|train(ing)?_?(y|labels?|targets?))",
    "test_images": "(x_?test|test(ing)?_?(x|images?|imgs?|data|pictures|inputs))",
    "test_labels": "(y_?test|test(ing)?_?(y|labels?|targets?))",
    "images": "x|xs|images?|imgs?|data|pictures|inputs|features",
    "labels": "y|ys|labels?|targets?|classes",
    "train_set": "train(ing)?_?(set|ds|dataset)|dataset",
    "test_set": "test_?(set|ds|dataset)",
    "batch_size": "batch_?size|bs|batch",
    "share": "(val|valid|validation)?_?(share|fraction|frac|ratio|split|size)",
    "seed": "(random_?)?(seed|state)",
    "root": "root|folder|data_?dir|path|directory",
}
"""The words for arguments, each with the names that students give it."""


class DataProvider(Provider):
    """Makes the arguments of data code."""

    names = WORDS

    def __init__(self, wanted: Loading) -> None:
        super().__init__()
        self._wanted = wanted

    def _makers(self) -> dict[str, Callable[[], Any]]:
        wanted = self._wanted
        of = partial(given_arrays.images, image=wanted.image, classes=wanted.classes, form=wanted.form)
        labels = partial(given_arrays.labels, image=wanted.image, classes=wanted.classes, form=wanted.form)
        return {
            "train_images": partial(of, "train"),
            "train_labels": partial(labels, "train"),
            "images": partial(of, "train"),
            "labels": partial(labels, "train"),
            "test_images": partial(of, "test"),
            "test_labels": partial(labels, "test"),
            "train_set": partial(coded_sets.small, "train", wanted.image, wanted.classes),
            "test_set": partial(coded_sets.small, "test", wanted.image, wanted.classes),
            "batch_size": lambda: wanted.batch,
            "share": lambda: wanted.share,
            "seed": lambda: 0,
            "root": lambda: "data",
        }
