"""How students of a class can be told apart by the way they work, from what they handed in alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from grader.base.text import Text
from grader.records.report import Report

_FUNCTION: Final = re.compile(
    r"\b(F|functional|torch)\.(relu|max_pool2d|avg_pool2d|sigmoid|tanh|leaky_relu)\("
)
_MODULE: Final = re.compile(r"\b(nn\.)?(ReLU|MaxPool2d|AvgPool2d|Sigmoid|Tanh|LeakyReLU)\(")
_HANGUL: Final = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_LETTERS: Final = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True)
class Trait:
    """A way in which students differ that should make no difference to their points."""

    id: str
    groups: Mapping[str, Text]
    """The groups that a student may be in, with what they are called."""


FORM: Final = Trait(
    "form", {"notebook": Text(ko="노트북", en="notebooks"), "script": Text(ko="스크립트", en="scripts")}
)
STYLE: Final = Trait(
    "style",
    {
        "functions": Text(ko="함수로 쓴 활성화와 풀링", en="activations and pooling as functions"),
        "modules": Text(ko="모듈로 쓴 활성화와 풀링", en="activations and pooling as modules"),
        "both": Text(ko="함수와 모듈을 섞어 쓴 코드", en="functions and modules mixed"),
    },
)
SEQUENTIAL: Final = Trait(
    "sequential",
    {"sequential": Text(ko="nn.Sequential", en="nn.Sequential"), "plain": Text(ko="그 밖", en="without it")},
)
LANGUAGE: Final = Trait(
    "language",
    {
        "korean": Text(ko="한국어 설명", en="comments in Korean"),
        "other": Text(ko="다른 언어의 설명", en="comments in another language"),
        "none": Text(ko="설명 없음", en="no comments"),
    },
)
TRAITS: Final = (FORM, STYLE, SEQUENTIAL, LANGUAGE)


def group_of(report: Report) -> Mapping[str, str]:
    """Return the group that a student is in for each trait; a trait that does not apply is left out."""
    found = {FORM.id: "notebook" if any(each.name.endswith(".ipynb") for each in report.files) else "script"}
    model = "\n".join(_model_lines(report))
    functions, modules = bool(_FUNCTION.search(model)), bool(_MODULE.search(model))
    if functions or modules:
        found[STYLE.id] = "both" if functions and modules else "functions" if functions else "modules"
    if model:
        found[SEQUENTIAL.id] = "sequential" if "Sequential(" in model else "plain"
    found[LANGUAGE.id] = _language("\n".join(_said(report)))
    return found


def _language(said: str) -> str:
    if _HANGUL.search(said):
        return "korean"
    return "other" if _LETTERS.search(said) else "none"


def _model_lines(report: Report) -> Iterator[str]:
    for listing in report.listings:
        for first, last in listing.model:
            yield from listing.lines[first - 1 : last]


def _said(report: Report) -> Iterator[str]:
    """Yield the comments of the model."""
    for line in _model_lines(report):
        _, hash_, comment = line.partition("#")
        if hash_:
            yield comment
