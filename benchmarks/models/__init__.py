"""For each assignment the right models, and wrong ones that its brief training is to tell from them.

Every module has `MODELS`: for each part, by its id, models by their names; the first is the right one.
"""

from collections.abc import Callable

from torch import nn

Models = dict[str, dict[str, Callable[[], nn.Module]]]
