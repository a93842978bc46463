"""The images that models are trained and tested on.

load(where, train=…, test=…) -> Dataset  what `--data` names: CIFAR-10, a folder, a prepared file, stand-ins
prepare(dataset, path)                   makes the one file that staff hand out
"""

from grader.datasets.dataset import Dataset
from grader.datasets.loading import load
from grader.datasets.prepared import prepare

__all__ = ["Dataset", "load", "prepare"]
