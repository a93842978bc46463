"""Stand-ins for packages that show progress and pictures: they do nothing, and hand on their input."""

import builtins
import io
import os
import pathlib
import sys
import time
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from grader.capture.rehearsal.journal import Journal
from grader.records.event_log import TextPrinted

SILENT = (
    "matplotlib", "matplotlib.pyplot", "seaborn", "wandb", "tensorboardX", "torch.utils.tensorboard",
    "google.colab", "IPython", "IPython.display", "torchsummary", "torchinfo", "plotly",
)  # fmt: skip
PROGRESS = ("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.std")
LONGEST = 300
"""Characters of a text that is written down."""


class Quiet:
    """Anything in a package that only shows something."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        pass

    def __getattr__(self, name: str) -> "Quiet":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_args: Any, **_kwargs: Any) -> "Quiet":  # noqa: D102
        return self

    def __getitem__(self, _key: Any) -> "Quiet":
        return self

    def __iter__(self) -> Iterator["Quiet"]:
        return iter((self, self))  # `figure, axes = plt.subplots()`

    def __enter__(self) -> "Quiet":
        return self

    def __exit__(self, *_error: Any) -> None:
        pass


class ShowsNothing(types.ModuleType):
    """A package in which everything is `Quiet`."""

    __path__: list[str] = []  # noqa: RUF012 - Python's own mark of a package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Quiet()


class Bar:
    """A progress bar that yields what it is given."""

    tell: Callable[[str], None] = staticmethod(lambda _text: None)

    def __init__(self, iterable: Iterable[Any] | None = None, *_args: Any, **_kwargs: Any) -> None:
        self.iterable = iterable if iterable is not None else ()
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)  # type: ignore[arg-type]

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_error: Any) -> None:
        pass

    def set_postfix(self, *args: Any, **numbers: Any) -> None:
        """Write the numbers down."""
        Bar.tell(" ".join(f"{name}={value}" for name, value in {**dict(*args), **numbers}.items()))

    def set_description(self, text: Any = "", *_args: Any, **_kwargs: Any) -> None:
        """Write the text down."""
        Bar.tell(str(text))

    set_postfix_str = set_description_str = set_description

    def update(self, *_args: Any, **_kwargs: Any) -> None:
        """Do nothing."""

    close = refresh = clear = reset = update

    @staticmethod
    def write(text: Any, *_args: Any, **_kwargs: Any) -> None:
        """Write the text down."""
        Bar.tell(str(text))


def stand_in(journal: Journal) -> None:
    """Install the stand-ins, and write down what is printed."""
    for name in SILENT:
        sys.modules[name] = ShowsNothing(name)
    for name in PROGRESS:
        module = types.ModuleType(name)
        module.__path__ = []
        module.tqdm = module.tqdm_notebook = Bar  # type: ignore[attr-defined]
        module.trange = lambda *numbers, **_options: Bar(range(*numbers))  # type: ignore[attr-defined]
        sys.modules[name] = module

    def tell(text: str) -> None:
        if any(each.isdigit() for each in text):
            journal.add(TextPrinted(text[:LONGEST], journal.line()))

    real = builtins.print

    def printing(*values: Any, **options: Any) -> None:
        tell(" ".join(map(str, values)))
        real(*values, **options)

    Bar.tell = staticmethod(tell)
    builtins.print = printing
    time.sleep = lambda _seconds: None
    for owner, name in ((os, "makedirs"), (os, "mkdir"), (pathlib.Path, "mkdir")):
        setattr(owner, name, lambda *_args, **_options: None)
    builtins.open = _writing_nowhere(builtins.open)


def _writing_nowhere(real: Callable[..., Any]) -> Callable[..., Any]:
    def opening(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if set(mode) & set("wax"):
            return io.BytesIO() if "b" in mode else io.StringIO()
        return real(file, mode, *args, **options)

    return opening
