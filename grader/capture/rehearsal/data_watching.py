"""Watch what data code does: where data sets, loaders, splits and transforms are made, and means computed."""

import functools
import random
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from grader.capture.rehearsal.given_arrays import STATISTICS, GivenArray, What
from grader.capture.rehearsal.loaders import ONE_PROCESS, POSITIONS
from grader.capture.rehearsal.tags import Tagging, tags
from grader.records.data_log import RowsTaken, StatisticTaken
from grader.records.source import Line

MOST = 200
"""Statistics, and rows taken, that are written down."""
DRAWS = (
    "rand",
    "randn",
    "rand_like",
    "randn_like",
    "randint_like",
    "randint",
    "randperm",
    "bernoulli",
    "normal",
    "multinomial",
)
DRAWN_BY = {
    random: ("random", "randint", "uniform", "choice", "gauss", "randrange", "sample", "shuffle"),
    np.random: ("rand", "randn", "randint", "random", "uniform", "normal", "choice", "permutation"),
}
TORCH_DRAWS = {getattr(torch, name) for name in DRAWS} | {Tensor.uniform_, Tensor.normal_, Tensor.bernoulli_}
TORCH_STATISTICS = {getattr(owner, name): name for owner in (torch, Tensor) for name in STATISTICS} | {
    torch.std_mean: "std",
    torch.var_mean: "var",
}


class NotWanted(BaseException):  # a student's `except Exception` must not catch it
    """Ends a statement that trains: it is no part of the data code."""


class DataWatcher:
    """Watches data code.

    Args:
        line: returns the student's line that is being executed.
    """

    def __init__(self, line: Callable[[], Line | None]) -> None:
        self.line = line
        self.statistics: list[StatisticTaken] = []
        self.taken: list[RowsTaken] = []
        self.made: dict[int, tuple[object, Line | None]] = {}
        """Every data set, loader and transform by its id, kept alive, with where it was made."""
        self.options: dict[int, dict[str, Any]] = {}
        """What each loader was made with."""
        self.reading = False
        """Whether items of a set are being read."""
        self.drawn: list[Line] = []
        self.keys: dict[What, object] = {}
        """The places that the last item's picture and label were taken from."""
        self.labels_at: Line | None = None
        self.mismatched = False
        self._muted = 0
        self.tagging = Tagging(lambda: self._muted > 0, self._function)
        self._replaced: list[tuple[object, str, object]] = []

    def begin(self) -> None:
        """Replace functions of torch and of numpy."""
        self._replace(DataLoader, "__init__", self._making_loader)
        self._replace(nn.Module, "__init__", self._making_module)
        self._replace(torch.autograd, "backward", _not_wanted)
        Dataset.__new__ = self._making_set  # type: ignore[assignment, method-assign]
        GivenArray.taken = staticmethod(self._take)
        GivenArray.measured = staticmethod(self._measure)
        for owner, names in DRAWN_BY.items():
            for name in names:
                setattr(owner, name, self._drawing(getattr(owner, name)))

    @property
    def replaced(self) -> bool:
        """Whether something has taken the place of what watches."""
        return any(getattr(owner, name, None) is not mine for owner, name, mine in self._replaced)

    def at(self, thing: object) -> Line | None:
        """Return where something was made."""
        return self.made[id(thing)][1] if id(thing) in self.made else None

    def _replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        real = getattr(owner, name)
        mine = functools.wraps(real)(wrap(real))
        setattr(owner, name, mine)
        self._replaced.append((owner, name, mine))

    # -- what is made ------------------------------------------------------------------------------------

    def _making_set(self, kind: type, *_args: Any, **_options: Any) -> Any:
        made: object = object.__new__(kind)
        self.made[id(made)] = made, self.line()
        return made

    def _making_loader(self, real: Callable[..., None]) -> Callable[..., None]:
        def init(loader: Any, dataset: Any, *args: Any, **options: Any) -> None:
            options |= dict(zip(POSITIONS, args, strict=False))
            self.made[id(loader)] = loader, self.line()
            self.options[id(loader)] = options
            alone = {name: ONE_PROCESS[name] for name in options if name in ONE_PROCESS}
            real(loader, dataset, **{**options, **alone})

        return init

    def _making_module(self, real: Callable[..., None]) -> Callable[..., None]:
        def init(module: Any, *args: Any, **options: Any) -> None:
            real(module, *args, **options)
            if type(module).__module__.startswith("torchvision.transforms"):
                self.made[id(module)] = module, self.line()

        return init

    # -- what is computed --------------------------------------------------------------------------------

    def _function(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if self.reading and func in TORCH_DRAWS:
            self._note_draw()
        if not args or not isinstance(args[0], Tensor):
            return
        self._muted += 1
        try:
            self._of_tensor(func, args, kwargs, tags(args[0]))
        finally:
            self._muted -= 1

    def _of_tensor(
        self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], found: frozenset[str]
    ) -> None:
        whole = args[0]
        if func in TORCH_STATISTICS and "images" in found and whole.dim():
            answer = func(*args, **kwargs)
            value = answer[0] if isinstance(answer, tuple) else answer
            self._measure(TORCH_STATISTICS[func], len(whole), value.detach().numpy())
        elif func is Tensor.__getitem__:
            if "images" in found and whole.dim() in (2, 3, 4):
                self._take("images", len(whole), args[1])
            elif "labels" in found and whole.dim() == 1:
                self._take("labels", len(whole), args[1])

    def _measure(self, kind: str, rows: int, value: Any) -> None:
        numbers = np.asarray(value, dtype=np.float64).reshape(-1)
        if len(self.statistics) < MOST and not self.reading and np.isfinite(numbers).all():
            told = tuple(float(each) for each in numbers[:3])
            self.statistics.append(StatisticTaken(kind, rows, told, self.line()))

    def _take(self, what: What, rows: int, key: Any) -> None:
        key = key[0] if isinstance(key, tuple) and key else key
        place = _one(key)
        if place is not None:
            self._take_one(what, place % rows if rows else place)
        elif not self.reading and len(self.taken) < MOST:
            indices = _several(rows, key)
            if indices is not None:
                order = zlib.crc32(indices.tobytes())
                self.taken.append(RowsTaken(what, len(indices), order, self.line()))

    def _take_one(self, what: What, place: int) -> None:
        if not self.reading:
            return
        self.keys[what] = place
        if what == "labels":
            self.labels_at = self.line() or self.labels_at
        if len(self.keys) == 2:
            self.mismatched |= self.keys["images"] != self.keys["labels"]
            self.keys.clear()

    def _note_draw(self) -> None:
        at = self.line()
        if at is not None and at not in self.drawn:
            self.drawn.append(at)

    def _drawing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def draw(*args: Any, **options: Any) -> Any:
            if self.reading:
                self._note_draw()
            return real(*args, **options)

        return draw


def _one(key: Any) -> int | None:
    """Return a key that names one row."""
    if isinstance(key, bool | slice | list) or key is None or key is Ellipsis:
        return None
    if isinstance(key, Tensor | np.ndarray):
        single = key.ndim == 0 and key.dtype not in (torch.bool, np.dtype(bool))
        return int(key) if single else None
    return int(key) if isinstance(key, int | np.integer) else None


def _several(rows: int, key: Any) -> np.ndarray[Any, Any] | None:
    """Return the rows that a key names; None if that is not known."""
    if key is None or key is Ellipsis:
        return None
    if isinstance(key, Tensor):
        key = key.detach().numpy()
    try:
        found = np.arange(rows)[np.asarray(key) if not isinstance(key, slice) else key]
    except (IndexError, TypeError, ValueError):
        return None
    return found if found.ndim == 1 else None


def _not_wanted(_real: Callable[..., Any]) -> Callable[..., Any]:
    def backward(*_args: Any, **_options: Any) -> None:
        raise NotWanted

    return backward
