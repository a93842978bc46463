"""The sentences of repairs of code that is no Python: what is missing, too much, or in the wrong place."""

from typing import Final

from grader.base.korean import with_particle
from grader.base.text import Text

_COLON: Final = Text(ko="콜론(:)이", en="A colon (:) is")
_NAMED: Final[dict[str, Text]] = {
    ":": _COLON,
    ",": Text(ko="쉼표(,)가", en="A comma is"),
    ".": Text(ko="점(.)이", en="A dot is"),
    "=": Text(ko="등호(=)가", en="An equals sign (=) is"),
    " *": Text(ko="곱셈 기호(*)가", en="A multiplication sign (*) is"),
    " as": Text(ko="as가", en="The word as is"),
    '"': Text(ko='따옴표(")가', en='A quotation mark (") is'),
    "'": Text(ko="따옴표(')가", en="A quotation mark (') is"),
}
INDENTED: Final = Text(ko="들여쓰기가 맞지 않습니다.", en="The indentation is wrong.")
WHY_INDENTED: Final = Text(
    ko="파이썬은 들여쓰기를 보고 그 줄이 어느 클래스와 함수에 속하는지 정합니다.",
    en="The indentation tells Python which class and which function a line belongs to.",
)
CLASS_NAME: Final = Text(ko="클래스 이름에는 -를 쓸 수 없습니다.", en="A class's name cannot hold a -.")
NOTE: Final = Text(ko="설명 앞에 #이 없습니다.", en="There is no # before a note.")
CONFLICT: Final = Text(
    ko="git의 충돌 표시(<<<<<<<, =======, >>>>>>>)가 남아 있습니다.",
    en="Markers of a merge conflict were left in the code (<<<<<<<, =======, >>>>>>>).",
)
DOCSTRING: Final = Text(
    ko='따옴표 세 개(""")로 연 문자열을 닫지 않았습니다.',
    en='A text that begins with three quotation marks (""") does not end.',
)


def missing(token: str) -> Text:
    """Say that something is missing."""
    if token in "([{":
        return Text(ko=f"여는 괄호 {token} 하나가 빠져 있습니다.", en=f"An opening {token} is missing.")
    if token in ")]}":
        return Text(ko=f"닫는 괄호 {token} 하나가 빠져 있습니다.", en=f"A closing {token} is missing.")
    named = _NAMED[token]
    return Text(ko=f"{named.ko} 빠져 있습니다.", en=f"{named.en} missing.")


def too_many(token: str) -> Text:
    """Say that something stands where it does not belong."""
    if token in "()[]{}":
        return Text(ko=f"괄호 {token} 하나가 더 있습니다.", en=f"There is one {token} too many.")
    return Text(ko=f"여기에 {token} 표시는 없어야 합니다.", en=f"There should be no {token} here.")


def other(token: str, wanted: str) -> Text:
    """Say that one thing stands in the place of another."""
    if token == "=" and wanted == "==":
        return Text(
            ko="두 값을 비교할 때는 =가 아니라 ==를 씁니다.", en="Two values are compared with ==; = assigns."
        )
    if token.isidentifier():
        return Text(
            ko=f"{with_particle(wanted, '을')} {with_particle(token, '으로')} 잘못 적었습니다.",
            en=f"There is no {token}; it is spelled {wanted}.",
        )
    return Text(
        ko=f"{wanted} 자리에 {token} 문자가 있습니다.", en=f"There is {token} where {wanted} belongs."
    )
