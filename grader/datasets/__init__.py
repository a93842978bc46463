"""The images that models are trained and tested on.

load(data, where, train=…, test=…) -> Dataset  load the kind that a recipe asks for, from what `--data` names
find_kinds(where) -> kinds                     find the kinds of data in what `--data` names
prepare(dataset, path)                         write the one file that staff hand out
"""

from grader.datasets.dataset import Dataset
from grader.datasets.loading import find_kinds, load
from grader.datasets.prepared import prepare

__all__ = ["Dataset", "find_kinds", "load", "prepare"]
