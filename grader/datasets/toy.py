"""Stand-ins for an author's own data: a table, sequences, text, pairs and points, all drawn by the grader.

Each can be learnt in seconds, and only by a model that does what its kind of homework asks for: the order of
a sequence decides its class, and what was said before decides the next word. All is integer arithmetic on a
raw stream (see `drawing`), so every machine draws the same to the last bit.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from grader.base.progress import Progress
from grader.base.text import Text
from grader.datasets import digits
from grader.datasets.dataset import Dataset
from grader.datasets.drawing import TEST, TRAIN, Ints, Stream, integers
from grader.records.assignment import Data

SEED = 20261130

# -- a table ---------------------------------------------------------------------------------------------

FEATURES = 8
"""Numbers from -100 to 100; two of them decide nothing."""


def table(_progress: Progress) -> Dataset:
    """Draw rows of eight numbers and one that follows from six of them: by sums, a product and a size."""
    return _dataset("table", Text(ko="대체 표", en="stand-in table"), (), _table)


def _table(n: int, stream: Stream) -> tuple[Tensor, Tensor]:
    x = integers(stream, -100, 100, (n, FEATURES))
    noise = integers(stream, -20, 20, (n,))
    y = 2 * x[:, 0] - x[:, 1] + x[:, 2] * x[:, 3] // 40 + 2 * abs(x[:, 4]) - abs(x[:, 5]) + noise
    return _floats(x) / 100, _floats(y)[:, None] / 100


# -- sequences -------------------------------------------------------------------------------------------

STEPS = 24
WORDS = 16
"""The vocabulary; 0 is padding, and 1 to 4 are the words whose order counts."""
ORDERS = ("1-2 3-4", "2-1 3-4", "1-2 4-3", "2-1 4-3")


def sequences(_progress: Progress) -> Dataset:
    """Draw sequences of 12 to 24 words; the class is which of two comes first, for two pairs of words."""
    return _dataset("sequences", Text(ko="대체 토큰열", en="stand-in sequences"), ORDERS, _sequences)


def _sequences(n: int, stream: Stream) -> tuple[Tensor, Tensor]:
    words = integers(stream, 5, WORDS - 1, (n, STEPS))
    length = integers(stream, STEPS // 2, STEPS, (n,))
    labels = integers(stream, 0, 3, (n,))
    quarter = STEPS // 8
    for index in range(n):
        label, where = int(labels[index]), integers(stream, 0, quarter - 1, (4,))
        order = ((1, 3, 2, 4), (2, 3, 1, 4), (1, 4, 2, 3), (2, 4, 1, 3))[label]
        for place, word in enumerate(order):
            words[index, place * quarter + where[place]] = word
        words[index, length[index] :] = 0
    return torch.from_numpy(words.astype(np.int64)), torch.from_numpy(labels.astype(np.int64))


# -- text ------------------------------------------------------------------------------------------------

VOCABULARY = (
    "<pad>", ".", "a", "many", "dog", "cat", "bird", "child", "dogs", "cats", "birds", "children",
    "sees", "hears", "finds", "see", "hear", "find", "small", "quiet",
)  # fmt: skip
CONTEXT = 16
LONGEST = 7
"""Words of a sentence: article, adjective, noun, verb, article, noun and the full stop."""


def text(_progress: Progress) -> Dataset:
    """Draw sentences of a toy grammar, in which the verb agrees with a noun that may stand further back."""
    return _dataset("text", Text(ko="대체 글", en="stand-in text"), VOCABULARY, _text)


def _text(n: int, stream: Stream) -> tuple[Tensor, Tensor]:
    rows = np.zeros((n, CONTEXT + 1), np.int64)
    sentences = -(-CONTEXT // 5) + 1
    choices = integers(stream, 0, 11, (n, sentences, LONGEST))
    for index in range(n):
        words = [word for sentence in choices[index] for word in _sentence(sentence)]
        rows[index] = words[: CONTEXT + 1]
    return torch.from_numpy(rows[:, :-1].copy()), torch.from_numpy(rows[:, 1:].copy())


def _sentence(choice: Ints) -> list[int]:
    """Return the words of one sentence, which is at least six long with its full stop."""
    several, adjective, noun, verb, other, thing, _ = (int(each) for each in choice)
    subject = [3, 8 + noun % 4] if several % 2 else [2, 4 + noun % 4]
    if adjective % 3:
        subject.insert(1, 18 + adjective % 2)
    verbs = 15 if several % 2 else 12
    what = [3, 8 + thing % 4] if other % 2 else [2, 4 + thing % 4]
    return [*subject, verbs + verb % 3, *what, 1]


# -- pairs -----------------------------------------------------------------------------------------------


def pairs(progress: Progress) -> Dataset:
    """Pair the stand-in digits: half of the pairs are of one digit, half are of two."""
    drawn = digits.draw(progress)
    train = _paired(drawn.train_images[:, 0], drawn.train_labels, Stream(SEED + 6))
    test = _paired(drawn.test_images[:, 0], drawn.test_labels, Stream(SEED + 7))
    return Dataset(
        name="drawn-pairs",
        title=Text(ko="대체 숫자 쌍", en="stand-in pairs of digits"),
        classes=("different", "same"),
        train_images=train[0],
        train_labels=train[1],
        test_images=test[0],
        test_labels=test[1],
        provisional=True,
    )


def _paired(images: Tensor, labels: Tensor, stream: Stream) -> tuple[Tensor, Tensor]:
    n, each = len(images), len(images) // 10
    first = torch.arange(n)
    alike = torch.from_numpy(integers(stream, 0, 1, (n,)).astype(np.int64))
    step = torch.from_numpy(integers(stream, 1, 9, (n,)).astype(np.int64))
    place = torch.from_numpy(integers(stream, 0, each - 1, (n,)).astype(np.int64))
    other = torch.where(alike == 1, labels, (labels + step) % 10) * each + place  # digits lie class by class
    return torch.stack([images[first], images[other]], 1), alike


# -- points ----------------------------------------------------------------------------------------------

NEAREST, FURTHEST = 9_000, 10_000
"""How far from the middle the points of a ring lie."""


def points(_progress: Progress) -> Dataset:
    """Draw points of a thin ring, which no linear map makes of noise."""
    return _dataset("points", Text(ko="대체 점", en="stand-in points"), ("real",), _points)


def _points(n: int, stream: Stream) -> tuple[Tensor, Tensor]:
    drawn = integers(stream, -FURTHEST, FURTHEST, (10 * n, 2))
    square = drawn[:, 0] ** 2 + drawn[:, 1] ** 2
    ring = drawn[(square >= NEAREST**2) & (square <= FURTHEST**2)][:n]
    assert len(ring) == n, "one in seven points of the square is in the ring"
    return _floats(ring) / FURTHEST, torch.zeros(n, dtype=torch.int64)


def _floats(numbers: Ints) -> Tensor:
    return torch.from_numpy(numbers.astype(np.float32))


def _dataset(
    kind: Data, title: Text, classes: tuple[str, ...], draw: Callable[[int, Stream], tuple[Tensor, Tensor]]
) -> Dataset:
    place = ("table", "sequences", "text", "pairs", "points").index(kind) * 2
    train, test = (draw(n, Stream(SEED + place + k)) for k, n in enumerate((TRAIN, TEST)))
    return Dataset(
        name=f"drawn-{kind}",
        title=title,
        classes=classes,
        train_images=train[0],
        train_labels=train[1],
        test_images=test[0],
        test_labels=test[1],
        provisional=True,
    )
