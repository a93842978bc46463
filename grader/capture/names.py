"""Find the name that was probably meant by one that does not exist. Runs in the child.

Python itself only guesses from 3.12 on, and by letters alone: it takes `nn.linear` for `nn.Bilinear`.
"""

import builtins
import difflib
import re
import sys
import traceback
from collections.abc import Collection, Iterable
from types import CodeType, FunctionType

from torch import nn

ALIKE = 0.75
"""Minimum similarity of a suggested name: that of `covn1` and `conv1` is 0.8, of `fc4` and `fc1` 0.67."""
BUILTIN = 0.8
"""The same for Python's own names, which are met by chance more easily: `args` is no `vars`."""
LETTERS = 4
"""Minimum length of a name that is guessed: `Conv` begins `Conv2d`, but `foo` is like `floor` by chance.

Among a model's own few layers, a shorter one is guessed as well."""


def suggestion(error: BaseException, usual: Collection[str] = (), defined: Collection[str] = ()) -> str:
    """Return the name that was probably meant, or nothing.

    Args:
        error: what the student's code raised.
        usual: names of torch that the assignment's own models use.
        defined: names of the file's classes and functions.
    """
    if isinstance(error, AttributeError):
        name, obj = error.name or "", error.obj
        return (
            _closest(name, _layers(obj), ALIKE, least=1)
            or meant(name, _dir(obj), usual)
            or _unmade(name, obj)
        )
    if isinstance(error, NameError) and error.__traceback__ is not None:
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        name = error.name or ""
        if name in _dir(frame.f_locals.get("self")):
            return f"self.{name}"
        own = meant(name, [*frame.f_locals, *frame.f_globals, *defined], usual)
        return own or meant(name, dir(builtins), alike=BUILTIN)
    if isinstance(error, ImportError) and (found := re.match(r"cannot import name '(\w+)'", str(error))):
        return meant(found[1], dir(sys.modules.get(error.name or "")), usual)
    return ""


def _layers(obj: object) -> list[str]:
    """Return the names of a module's layers and parameters; none if nn.Module is not set up yet."""
    own = vars(obj) if isinstance(obj, nn.Module) else {}
    return [*own.get("_modules", ()), *own.get("_parameters", ())]


def _dir(obj: object) -> list[str]:
    """Return the names of an object's attributes, as far as they can be told."""
    try:
        return dir(obj)
    except Exception:  # a module whose super().__init__() has not run, or a __dir__ of the student's
        return dir(type(obj))


def _unmade(name: str, model: object) -> str:
    """Return the assignment that a student's module lacks: `fc =` if `__init__` forgets `self.` before it."""
    if not isinstance(model, nn.Module) or type(model).__module__ != "submission" or name.startswith("__"):
        return ""
    init = getattr(type(model).__init__, "__code__", None)
    return f"{name} =" if init is not None and name in init.co_varnames else f"self.{name} ="


def meant(name: str, known: Iterable[str], usual: Collection[str] = (), alike: float = ALIKE) -> str:
    """Return the known name that comes closest, or nothing.

    The same name in other case or without its underscores goes before those that the assignment uses, and
    those before all others.
    """
    known = [each for each in known if each != name and not each.startswith("__")]
    same = [each for each in known if _plain(each) == _plain(name)]
    if same:
        return min(same, key=lambda each: (each not in usual, len(each), each))
    used = [each for each in known if each in usual]
    begun = [each for each in used if len(name) >= LETTERS and _plain(each).startswith(_plain(name))]
    return min(begun, key=len, default="") or _closest(name, used, alike) or _closest(name, known, alike)


def _closest(name: str, known: Iterable[str], alike: float, least: int = LETTERS) -> str:
    if len(name) < least:
        return ""
    plain = {_plain(each): each for each in known}
    return next((plain[each] for each in difflib.get_close_matches(_plain(name), plain, 1, alike)), "")


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


# -- methods that torch never calls ----------------------------------------------------------------------


def enclosed(made: type[nn.Module], name: str) -> CodeType | None:
    """Return the function with a name that stands inside a student's method, by its indentation."""
    methods = [each for each in vars(made).values() if isinstance(each, FunctionType)]
    return next(
        (
            inner
            for method in methods
            for inner in method.__code__.co_consts
            if isinstance(inner, CodeType) and inner.co_name == name
        ),
        None,
    )


def misnamed(made: type[nn.Module], name: str) -> FunctionType | None:
    """Return the student's method that was probably meant as `forward` or `__init__`, if there is one."""
    written = {
        key.removeprefix(f"_{made.__name__.lstrip('_')}"): value
        for key, value in vars(made).items()
        if isinstance(value, FunctionType) and key != name
    }
    same = next((each for each in written if _plain(each) == _plain(name)), "")
    found = same or meant(name, written) or ("__int__" if name == "__init__" and "__int__" in written else "")
    return written.get(found)
