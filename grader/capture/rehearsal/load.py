"""Have a student's data code make its data sets and loaders, and read them."""

import re
from collections.abc import Iterator
from typing import Any

from torch.utils.data import DataLoader, Dataset

from grader.capture.rehearsal import coded_sets, data, packages, pictures, splitting
from grader.capture.rehearsal.arguments import bound
from grader.capture.rehearsal.data_arguments import DataProvider
from grader.capture.rehearsal.data_watching import DataWatcher, NotWanted
from grader.capture.rehearsal.journal import Enough, Journal
from grader.capture.rehearsal.reading import SetReader
from grader.capture.rehearsal.rehearse import MODULE, seed
from grader.capture.student_code import StudentCode
from grader.records.capture_protocol import Broken
from grader.records.data_log import DataLog, Split
from grader.records.rehearsal_protocol import Loading

NAMES: dict[Split, str] = {
    "test": "test|eval",
    "val": "val|valid|dev",
    "train": "train|trn|tr_|_tr$",
}
"""How the names of loaders and data sets say what they are for; what stands first counts."""
USUAL: dict[int, tuple[Split, ...]] = {
    1: ("train",),
    2: ("train", "test"),
    3: ("train", "val", "test"),
}
METHODS: dict[Split, str] = {
    "train": "train_dataloader",
    "val": "val_dataloader",
    "test": "test_dataloader",
}


def load(student: StudentCode, wanted: Loading) -> DataLog:
    """Run data code, read what it has made, and return what came."""
    import torchvision  # takes 1 s: no process that captures models has to wait for it

    for name in data.NAMED:
        kind = type(name, (coded_sets.CodedImages,), {"name": name, "__module__": "torchvision.datasets"})
        setattr(torchvision.datasets, name, kind)
    packages.stand_in(Journal(student.line, wanted.seconds))
    splitting.stand_in()
    watcher = DataWatcher(student.line)
    watcher.begin()
    seed()
    failure = None
    made: dict[Split, Any] = {}
    with watcher.tagging:
        try:
            made = _made(student, wanted)
        except Enough:
            failure = Broken("forward", "timeout")
        except NotWanted:  # what it had made by then is not known
            failure = Broken("forward", "exception", "NotWanted")
        except BaseException as error:
            failure = student.broken("forward", error)
        image = next(iter(coded_sets.shapes), wanted.image)
        reader = SetReader(student, watcher, image)
        sets = tuple(reader.seen(split, thing) for split, thing in made.items())
    return DataLog(
        sets,
        tuple(watcher.statistics),
        tuple(watcher.taken),
        _available(),
        image,
        next(iter(coded_sets.classes), wanted.classes),
        failure,
        watcher.replaced,
    )


def _available() -> tuple[int, int]:
    """Return how many pictures there were: as many as torchvision's sets say, or as were given."""
    sizes = coded_sets.sizes
    return sizes.get("train", pictures.TRAIN), sizes.get("test", pictures.TEST)


def _made(student: StudentCode, wanted: Loading) -> dict[Split, Any]:
    namespace: dict[str, Any] = {"__name__": MODULE if wanted.function else "__main__"}
    if not wanted.function:
        first = _run(student, wanted, namespace)
        found = by_name(namespace)
        if not found and first is not None:
            raise first
        return found
    student.execute(wanted.statements, namespace)
    made = namespace[wanted.function]
    args, options = bound(made, wanted.arguments, DataProvider(wanted))
    return _of(made(*args, **options), wanted.returns)


def _run(student: StudentCode, wanted: Loading, namespace: dict[str, Any]) -> BaseException | None:
    """Run statements one by one, pass over those that fail or train, and return the first failure."""
    first: BaseException | None = None
    for statement in wanted.statements:
        try:
            student.execute((statement,), namespace)
        except (NotWanted, Enough):
            continue
        except BaseException as error:  # `exit()` among them
            first = first or error
    return first


def _of(made: Any, returns: tuple[Split, ...]) -> dict[Split, Any]:
    """Return the sets in what a function has returned, or a class has made."""
    if _is_set(made):
        return {_split(returns, 0, 1): made}
    if isinstance(made, dict):
        return by_name(made)
    if isinstance(made, list | tuple):
        own = [each for each in made if _is_set(each)]
        return {_split(returns, index, len(own)): each for index, each in enumerate(own)}
    return _of_module(made)


def _split(returns: tuple[Split, ...], index: int, number: int) -> Split:
    words = returns if len(returns) == number else USUAL.get(number, USUAL[3])
    return words[min(index, len(words) - 1)]


def _of_module(made: Any) -> dict[Split, Any]:
    """Return the loaders of an object: by methods, as Lightning's data modules have, or by attributes."""
    if callable(prepare := getattr(made, "prepare_data", None)):
        prepare()
    if callable(setup := getattr(made, "setup", None)):
        for stage in _stages(setup):
            setup(*stage)
    found: dict[Split, Any] = {}
    for split, name in METHODS.items():
        method = getattr(made, name, None)
        if callable(method) and _is_set(one := method()):
            found[split] = one
    return found or by_name(vars(made))


def _stages(setup: Any) -> list[tuple[str, ...]]:
    wanted = setup.__code__.co_argcount - 1 if hasattr(setup, "__code__") else 0
    return [("fit",), ("test",)] if wanted >= 1 else [()]


def by_name(names: dict[str, Any]) -> dict[Split, Any]:
    """Return loaders by what their names say they are for; data sets if there are no loaders."""
    every = list(_named(names))
    loaders = [(name, each) for name, each in every if isinstance(each, DataLoader)]
    found: dict[Split, Any] = {}
    for name, each in loaders or every:
        said = {
            split: at.start() for split, words in NAMES.items() if (at := re.search(words, name.casefold()))
        }
        if said:
            found[min(said, key=lambda split: said[split])] = each
    if not found and loaders:
        found["train"] = loaders[-1][1]
    return {split: found[split] for split in METHODS if split in found}


def _named(names: dict[str, Any], depth: int = 2) -> Iterator[tuple[str, Any]]:
    for name, value in names.items():
        if _is_set(value):
            yield name, value
        elif isinstance(value, dict) and depth and not name.startswith("__"):
            yield from _named({str(each): one for each, one in value.items()}, depth - 1)


def _is_set(value: Any) -> bool:
    return isinstance(value, DataLoader | Dataset)
