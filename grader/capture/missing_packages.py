"""Stand-ins for packages that are not installed: they may be imported and named, and complain when used.

Much of what a file imports never computes anything: `Float[Tensor, "batch 10"]` is an annotation, and
`plt.imshow` stands behind a flag that is not set. Runs in the child.
"""

import ast
import builtins
import sys
from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from typing import Any

from grader.capture.lightning import LightningDataModule, LightningModule

ALWAYS_HERE = {"torch", "torchvision", "numpy", *sys.stdlib_module_names}
"""Packages whose import fails for one reason alone: the student's line is wrong."""
CHECKERS = {"beartype", "jaxtyping", "torchtyping", "typeguard"}
"""Packages whose decorators check the types of arguments and leave a function what it is."""
SILENT = {"IPython", "icecream", "ipdb", "loguru", "matplotlib", "pudb", "rich", "seaborn", "tensorboardX",
          "wandb"}  # fmt: skip
"""Packages whose functions show, log or stop, and compute nothing."""
USES = (
    "iter", "next", "len", "int", "index", "float", "complex", "contains", "enter", "setitem", "delitem",
    "neg", "pos", "abs", "invert", "lt", "le", "gt", "ge", "add", "radd", "sub", "rsub", "mul", "rmul",
    "truediv", "rtruediv", "floordiv", "rfloordiv", "mod", "rmod", "pow", "rpow", "matmul", "rmatmul",
    "and", "rand", "xor", "rxor", "lshift", "rlshift", "rshift", "rrshift", "torch_function",
)  # fmt: skip
"""The special methods by which Python itself uses a value."""


def stand_in_for_missing(units: Mapping[str, int], texts: Callable[[int], str]) -> None:
    """Let the student's imports of packages that are not installed succeed.

    An import inside `try` still fails: the student has written what is to happen then.

    Args:
        units: the numbers of the student's units by the names that their code is compiled with.
        texts: returns the text of a unit.
    """
    real = builtins.__import__
    guarded = lru_cache(lambda unit: _guarded_lines(texts(unit)))

    def importing(
        name: str,
        globals: Any = None,  # noqa: A002 - Python's own name
        locals: Any = None,  # noqa: A002
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        try:
            return real(name, globals, locals, fromlist, level)
        except Exception:  # a package that is there may fail in its own ways where it may not write
            caller = sys._getframe(1)
            unit = units.get(caller.f_code.co_filename)
            if unit is None or not _may_be_missing(name, fromlist, level):
                raise
            if caller.f_lineno in guarded(unit):
                raise
            package = name.partition(".")[0]
            return Missing(name if fromlist else package, package)

    builtins.__import__ = importing


def _may_be_missing(name: str, fromlist: Any, level: int) -> bool:
    """Return whether a stand-in could take a package's place; nobody knows what `*` would have brought."""
    return not level and "*" not in (fromlist or ()) and name.partition(".")[0] not in ALWAYS_HERE


def _guarded_lines(text: str) -> Container[int]:
    tries = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Try) and node.handlers)
    return {
        line
        for each in tries
        for part in each.body
        for line in range(part.lineno, (part.end_lineno or 0) + 1)
    }


class Missing:
    """A package that is not installed, or anything in it.

    Args:
        name: its dotted name.
        package: the package that would have to be installed.
    """

    def __init__(self, name: str, package: str) -> None:
        self._name = name
        self._package = package

    def __getattr__(self, name: str) -> "Missing":
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{self._name}.{name}", self._package)

    def __getitem__(self, _key: Any) -> "Missing":
        return self

    def __or__(self, _other: Any) -> "Missing":
        return self

    __ror__ = __or__

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[type, ...]:
        if self._name.endswith(".LightningModule"):
            return (LightningModule,)
        if self._name.endswith(".LightningDataModule"):
            return (LightningDataModule,)
        raise self._complaint()

    def __instancecheck__(self, _value: Any) -> bool:
        return False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do nothing if that is what the package's functions do for a model; else complain."""
        if self._package in SILENT:
            return self
        if self._package in CHECKERS:
            return args[0] if len(args) == 1 and callable(args[0]) and not kwargs else self
        raise self._complaint()

    def __repr__(self) -> str:
        return self._name

    def _complaint(self) -> ModuleNotFoundError:
        return ModuleNotFoundError(f"No module named '{self._package}'", name=self._package)


def _complain(self: Missing, *_args: Any, **_kwargs: Any) -> Any:
    raise self._complaint()


for each in USES:
    setattr(Missing, f"__{each}__", _complain)
