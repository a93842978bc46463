"""Models in cells of a notebook that are no code: Python never runs them, so neither does the grader."""

import re
from collections.abc import Collection, Iterator, Sequence

from grader.base.text import Text
from grader.intake.cell_repair import tidy
from grader.records.source import Problem

MODEL = re.compile(r"^[ \t]{0,3}class[ \t]+(\w+)[ \t]*\([^)\n]*Module[ \t]*\)[ \t]*:", re.MULTILINE)
FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
"""Marks code in a text: the student's own, or an example such as a teacher's."""
MARKDOWN, RAW = Text(ko="마크다운", en="Markdown"), Text(ko="Raw", en="raw")


def problems(
    markdown: Sequence[tuple[int, str]], raw: Sequence[tuple[int, str]], defined: Collection[str]
) -> Iterator[Problem]:
    """Yield a problem for every class of a model that stands in a text cell and nowhere in the code."""
    for kind, cells in ((MARKDOWN, markdown), (RAW, raw)):
        for after, text in cells:
            told = _fenced if FENCE.search(text) else _problem
            yield from (told(name, kind, after) for name in MODEL.findall(tidy(text)) if name not in defined)


def _fenced(name: str, kind: Text, after: int) -> Problem:
    """Return the problem of a class between fences, which need not be the student's."""
    return Problem(
        Text(
            ko=f"{name} 클래스가 코드 셀이 아니라 {kind.ko} 셀에 있습니다({after}번째 코드 셀 다음)."
            " 이런 셀은 실행되지 않습니다. 직접 작성한 클래스라면 ``` 줄을 빼고 코드 셀로 옮기십시오.",
            en=f"A class {name} stands in a {kind.en} cell (after code cell {after}), which Python does not"
            " run. If it is yours, move it to a code cell, without the lines of ```.",
        ),
        class_name=name,
    )


def _problem(name: str, kind: Text, after: int) -> Problem:
    return Problem(
        Text(
            ko=f"{name} 클래스가 코드 셀이 아니라 {kind.ko} 셀에 있습니다({after}번째 코드 셀 다음)."
            " 이런 셀은 실행되지 않으므로 코드 셀로 바꾸십시오.",
            en=f"The class {name} stands in a {kind.en} cell (after code cell {after}), which Python does not"
            " run. Turn that cell into a code cell.",
        ),
        class_name=name,
    )
