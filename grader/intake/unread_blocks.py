"""What to say of a block that could not be read, and what to do about it where its kind is known."""

import re
import sys
import unicodedata
from typing import Final

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.intake.cell_repair import BrokenBlock
from grader.intake.torn_classes import MARKER
from grader.records.source import Line, Problem, Unit


def problem(broken: BrokenBlock, number: int, unit: Unit) -> Problem:
    """Return what is wrong with a block of a unit.

    Args:
        broken: the block.
        number: the unit's number.
        unit: the unit that it stands in.
    """
    if broken.is_newer:
        message = _newer(broken.class_name)
        return Problem(message, Line(number, broken.line), broken.class_name, is_newer_syntax=True)
    line = unit.original.split("\n")[broken.line - 1]
    what, hint = _of_line(line, broken.error)
    if broken.class_name:
        message = Text(
            ko=f"{broken.class_name} 클래스를 읽지 못했습니다. {what.ko}",
            en=f"The class {broken.class_name} could not be read. {what.en}",
        )
    else:
        message = Text(ko=f"이 부분은 읽지 않았습니다. {what.ko}", en=f"This part was left out. {what.en}")
    return Problem(message, Line(number, broken.line, broken.column), broken.class_name, hint)


def _of_line(line: str, error: str) -> tuple[Text, Text | None]:
    """Return what is wrong with an unreadable line, and what to do where its kind is known."""
    if MARKER.match(line):
        return (
            Text(
                ko="git의 충돌 표시(<<<<<<<, =======, >>>>>>>)가 남아 있습니다.",
                en="Markers of a merge conflict were left in it (<<<<<<<, =======, >>>>>>>).",
            ),
            Text(
                ko="두 코드 가운데 하나만 남기고 충돌 표시 세 줄을 지우십시오.",
                en="Keep one of the two versions, and delete the three lines with markers.",
            ),
        )
    what = Text(ko=f"문법 오류: {error}", en=f"Syntax error: {error}")
    if (wide := WIDE.search(error)) is not None:
        return what, _typed_wide(wide[1])
    if SPLIT_NAME.match(line):
        return what, Text(
            ko="클래스 이름에는 공백이나 -를 쓸 수 없습니다. 글자와 숫자, 밑줄(_)로만 적으십시오.",
            en="A class's name holds no space and no -. Write it with letters, digits and _ alone.",
        )
    if _is_prose(line):
        return what, Text(
            ko="코드가 아니라 설명이면 줄 앞에 #을 붙이십시오.",
            en="If the line is a note and no code, begin it with #.",
        )
    return what, None


SPLIT_NAME: Final = re.compile(r"\s*class\s+\w+(?:\s*-\s*|\s+)\w+\s*[(:]")
"""`class Lenet-5(nn.Module):`"""
WIDE: Final = re.compile(r"invalid character '(.)'")
"""What Python says of a character that code cannot hold: `，`, `（`, `“`, a space of another width."""
MEANT: Final = {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "−": "-", "–": "-", "×": "*"}
"""Characters of texts, and those of code that they look like."""


def _typed_wide(character: str) -> Text:
    """Say which character code needs in the place of one of another keyboard, or of a text."""
    meant = MEANT.get(character, unicodedata.normalize("NFKC", character))
    if not meant.isascii() or not meant.strip():
        return Text(
            ko=f"코드에 쓸 수 없는 문자입니다: {character} 지우고 영문 자판으로 다시 입력하십시오.",
            en=f"Code cannot hold this character: {character} Delete it, and type it anew on an English"
            " keyboard.",
        )
    return Text(
        ko=f"{character} 대신 영문 자판의 {meant} 문자를 입력하십시오.",
        en=f"Type {meant} on an English keyboard instead of {character}",
    )


def _is_prose(line: str) -> bool:
    """Return whether a line is more likely a note: several words, or Korean, and nothing that code needs."""
    words = line.split()
    return not set(line) & set("=()[]{}#\"'") and (len(words) > 1 or bool(re.search("[가-힣]", line)))


def _newer(class_name: str) -> Text:
    """Return the message on a block that only a newer Python can read."""
    own = ".".join(map(str, sys.version_info[:2]))
    what = Text(ko=f"{class_name} 클래스", en=f"The class {class_name}")
    if not class_name:
        what = Text(ko="이 부분", en="This part")
    return Text(
        ko=f"{with_particle(what.ko, '은')} 채점기의 파이썬 {own}보다 새로운 파이썬의 문법으로 작성되어"
        " 채점기가 읽지 못했습니다. 조교가 확인할 것이며, 감점되지 않습니다.",
        en=f"{what.en} is written in the syntax of a newer Python than the grader's {own}, which cannot"
        " read it. A person will look at it; it costs you nothing.",
    )
