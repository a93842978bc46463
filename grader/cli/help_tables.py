"""The tables below the options in the help of a command that grades: examples and exit statuses."""

from typing import Final

from grader.base.text import Language, Text
from grader.cli.help import Rows

_EXAMPLES_TITLE: Final = Text(ko="예", en="Examples")
_EXAMPLES: Final = (
    (
        "grade assignment1",
        Text(ko="현재 폴더의 제출 파일을 채점합니다", en="grade the submission in this folder"),
    ),
    ("grade assignment1 lenet.ipynb", Text(ko="노트북 하나를 채점합니다", en="grade one notebook")),
    (
        "grade assignment1 --no-training",
        Text(ko="학습 없이 구조만 확인합니다", en="check the structure only"),
    ),
    (
        "grade assignment1 --json out.json",
        Text(ko="결과를 JSON으로도 저장합니다", en="keep the result as JSON too"),
    ),
    ("grade list", Text(ko="과제 목록을 봅니다", en="show the assignments")),
)
_STATUSES_TITLE: Final = Text(ko="종료 상태", en="Exit status")
_STATUSES: Final = (
    ("0", Text(ko="만점", en="full marks")),
    ("1", Text(ko="채점했고 감점이 있음", en="graded, with points missing")),
    ("2", Text(ko="채점할 것이 없거나 명령이 잘못됨", en="nothing to grade, or the command line is wrong")),
    ("3", Text(ko="채점기 또는 조교 쪽의 문제", en="the grader's or the staff's fault; nothing is scored")),
    ("130", Text(ko="Ctrl-C로 중단", en="stopped by Ctrl-C")),
)


def grading_tables(lang: Language) -> tuple[tuple[Text, Rows], ...]:
    """Return both tables, each with its title."""
    return table(_EXAMPLES_TITLE, _EXAMPLES, lang), table(_STATUSES_TITLE, _STATUSES, lang)


def table(title: Text, rows: tuple[tuple[str, Text], ...], lang: Language) -> tuple[Text, Rows]:
    """Return a table in one language."""
    return title, [(left, right.get(lang)) for left, right in rows]
