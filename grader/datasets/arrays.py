"""An author's own data in one file: arrays (`.npz`), a table (`.csv`) or plain text (`.txt`).

Arrays are called `train_x`, `train_y`, `test_x` and `test_y`, in a `.npz` file or in a safetensors file whose
name ends with `.arrays`. Rows of floats are a table, or sequences of vectors; whole numbers are tokens, of
which 0 is padding; pictures (n, 2, h, w) of bytes are pairs. Rows of floats without `train_y` and `test_y`
are points, which a generator imitates.

A table has a line of names first; its last column is what is asked for: numbers, or the names of classes. Of
a table and of text, every fifth row or window is for testing, by its sha256.
"""

import csv
import hashlib
import zipfile
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from torch import Tensor

from grader.base.errors import StaffError
from grader.base.text import Text, same
from grader.datasets.dataset import Dataset
from grader.datasets.prepared import LARGEST_FILE, MOST_CLASSES, sound_rows
from grader.records.assignment import Data

SUFFIXES = (".npz", ".arrays", ".csv", ".txt")
NAMES = ("train_x", "train_y", "test_x", "test_y")
WINDOW = 32
"""Steps of a window of plain text, whose tokens are its characters."""
HINT = Text(
    ko="docs/data.md의 '자신의 데이터'를 보십시오: 배열은 train_x, train_y, test_x, test_y입니다.",
    en="See docs/data.md, data of your own: arrays are called train_x, train_y, test_x and test_y.",
)


def read(path: Path) -> Dataset:
    """Read an author's own data; what it is called is the file's name without its ending.

    Raises:
        StaffError: it cannot be read, or does not have one of the documented forms.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _unusable(path, "너무 큽니다", f"it has more than {LARGEST_FILE:,} bytes")
        return _checked(path, *_read(path))
    except OSError as error:
        raise _unusable(path, "읽을 수 없습니다", f"unreadable: {error.strerror}") from error


Arrays = dict[str, Tensor]


def _read(path: Path) -> tuple[Arrays, tuple[str, ...]]:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _table(path)
    if suffix == ".txt":
        return _text(path)
    return _arrays(path), ()


def _arrays(path: Path) -> Arrays:
    try:
        if path.suffix.lower() == ".arrays":
            found = safetensors.torch.load_file(path)
        else:
            with np.load(path, allow_pickle=False) as file:
                found = {name: torch.from_numpy(np.ascontiguousarray(file[name])) for name in file.files}
    except (SafetensorError, ValueError, TypeError, zipfile.BadZipFile, EOFError) as error:
        raise _unusable(path, "배열을 읽을 수 없습니다", f"its arrays cannot be read: {error}") from error
    if "train_y" not in found and "test_y" not in found:
        found |= _nothing_asked(found)
    if missing := [name for name in NAMES if name not in found]:
        raise _unusable(path, f"배열이 없습니다: {', '.join(missing)}", f"it lacks {', '.join(missing)}")
    return {name: found[name] for name in NAMES}


def _nothing_asked(found: Arrays) -> Arrays:
    """Return labels for rows that have none, by name; they are of one class."""
    rows = (("train_y", "train_x"), ("test_y", "test_x"))
    return {name: torch.zeros(len(found[x]), dtype=torch.int64) for name, x in rows if x in found}


def _table(path: Path) -> tuple[Arrays, tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file) if line]
    if len(lines) < 3 or len(lines[0]) < 2:
        raise _unusable(
            path, "이름 줄과 두 열, 두 행이 필요합니다", "it needs names, two columns and two rows"
        )
    names, *rows = lines
    x = np.array([[_number(path, names, row, column) for column in range(len(names) - 1)] for row in rows])
    answers = [row[-1].strip() for row in rows]
    y, classes = _answers(answers)
    return _split(torch.from_numpy(x.astype(np.float32)), y), classes


def _number(path: Path, names: list[str], row: list[str], column: int) -> float:
    try:
        return float(row[column])
    except (IndexError, ValueError):
        line = ",".join(row)[:60]
        raise _unusable(
            path,
            f"'{names[column]}' 열에 수가 아닌 것이 있습니다: {line}",
            f"there is no number in the column {names[column]!r}: {line}",
        ) from None


def _answers(answers: list[str]) -> tuple[Tensor, tuple[str, ...]]:
    """Return the last column as numbers, or as classes if it holds words."""
    try:
        return torch.tensor([[float(answer)] for answer in answers]), ()
    except ValueError:
        classes = tuple(sorted(set(answers)))
        places = {name: place for place, name in enumerate(classes)}
        return torch.tensor([places[answer] for answer in answers]), classes


def _text(path: Path) -> tuple[Arrays, tuple[str, ...]]:
    try:
        whole = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _unusable(path, "UTF-8이 아닙니다", "it is not UTF-8") from error
    letters = sorted(set(whole))
    places = {letter: place for place, letter in enumerate(letters, start=1)}
    ids = torch.tensor([places[letter] for letter in whole])
    windows = (len(ids) - 1) // WINDOW
    if windows < 10:
        raise _unusable(path, "너무 짧습니다", f"it has fewer than {10 * WINDOW} characters")
    x, y = (ids[start : start + windows * WINDOW].reshape(windows, WINDOW) for start in (0, 1))
    return _split(x, y), ("<pad>", *letters)


def _split(x: Tensor, y: Tensor) -> Arrays:
    """Return rows in the order of their sha256, every fifth of them for testing."""
    digests = [hashlib.sha256(row.tobytes()).hexdigest() for row in _bytes(x)]
    order = torch.tensor(sorted(range(len(digests)), key=digests.__getitem__))
    test = torch.arange(len(order)) % 5 == 4
    x, y = x[order], y[order]
    return {"train_x": x[~test], "train_y": y[~test], "test_x": x[test], "test_y": y[test]}


def _bytes(rows: Tensor) -> NDArray[np.generic]:
    array: NDArray[np.generic] = rows.contiguous().numpy()
    return array


def _checked(path: Path, arrays: Arrays, classes: tuple[str, ...]) -> Dataset:
    train_x, test_x = (_usual(arrays[name]) for name in ("train_x", "test_x"))
    train_y, test_y = (_usual(arrays[name]) for name in ("train_y", "test_y"))
    if train_x.dtype == torch.uint8:
        train_y, test_y = train_y.long(), test_y.long()
        classes = ("different", "same")
    elif not classes and train_y.dtype == torch.int64:
        classes = tuple(map(str, range(int(max(train_y.max(), test_y.max())) + 1)))
    if len(classes) > MOST_CLASSES:
        raise _unusable(path, "클래스가 너무 많습니다", f"it has more than {MOST_CLASSES:,} classes")
    kind = _kind(train_x, train_y)
    alike = (train_x.shape[1:], train_x.dtype, train_y.dtype) == (
        test_x.shape[1:],
        test_x.dtype,
        test_y.dtype,
    )
    pairs = ((train_x, train_y), (test_x, test_y))
    if kind is None or not alike or not all(_sound(x, y, len(classes)) for x, y in pairs):
        raise _unusable(path, "배열의 모양이나 값이 맞지 않습니다", "its arrays have no form that is known")
    return Dataset(
        name=path.stem,
        title=same(path.stem),
        classes=classes,
        train_images=train_x,
        train_labels=train_y,
        test_images=test_x,
        test_labels=test_y,
        kind=kind,
    )


def _usual(array: Tensor) -> Tensor:
    """Return an array as floats, whole numbers or bytes of pictures."""
    if array.is_floating_point():
        return array.float()
    return array if array.dtype == torch.uint8 and array.dim() == 4 else array.long()


def _kind(rows: Tensor, labels: Tensor) -> Data | None:
    if rows.dtype == torch.uint8:
        return "pairs" if rows.dim() == 4 and rows.shape[1] == 2 else None
    if rows.dtype == torch.int64:
        return "text" if labels.shape == rows.shape else "sequences"
    if rows.dim() == 2 and labels.dtype == torch.int64 and not labels.any():
        return "points"
    return "table" if rows.dim() == 2 else "sequences" if rows.dim() == 3 else None


def _sound(rows: Tensor, labels: Tensor, classes: int) -> bool:
    if rows.dtype == torch.uint8:
        return len(rows) == len(labels) > 0 and labels.dim() == 1 and set(labels.tolist()) <= {0, 1}
    return sound_rows(rows, labels, classes)


def _unusable(path: Path, ko: str, en: str) -> StaffError:
    return StaffError(
        Text(ko=f"쓸 수 없는 데이터입니다({ko}): {path}", en=f"This data is not usable ({en}): {path}"), HINT
    )
