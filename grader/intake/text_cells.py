"""Models in cells of a notebook that are no code: Python never runs them, so neither does the grader."""

import re
from collections.abc import Collection, Iterator, Sequence

from grader.base.text import Text
from grader.intake.cell_repair import tidy
from grader.records.source import Problem

MODEL = re.compile(r"^[ \t]{0,3}class[ \t]+(\w+)[ \t]*\([^)\n]*Module[ \t]*\)[ \t]*:", re.MULTILINE)
FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
"""Marks an example in a text, such as a teacher's."""
MARKDOWN, RAW = Text(ko="마크다운", en="Markdown"), Text(ko="Raw", en="raw")


def problems(
    markdown: Sequence[tuple[int, str]], raw: Sequence[tuple[int, str]], defined: Collection[str]
) -> Iterator[Problem]:
    """Yield a problem for every class of a model that stands in a text cell and nowhere in the code."""
    for kind, cells in ((MARKDOWN, markdown), (RAW, raw)):
        for after, text in cells:
            if not FENCE.search(text):
                yield from (
                    _problem(name, kind, after) for name in MODEL.findall(tidy(text)) if name not in defined
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
