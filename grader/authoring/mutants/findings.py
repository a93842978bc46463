"""What the matrix of a part says about its rubric, as rules that hold or are broken."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from grader.authoring.mutants.matrix import CHEAP, Judged, Matrix
from grader.authoring.validate import RuleFinding, named
from grader.base.text import Text

HOLES: Final = Text(ko="감점 없이 지나가는 실수 없음", en="No mistake costs nothing")
CHEAP_LAYERS: Final = Text(
    ko=f"틀린 층의 감점: 총점의 {CHEAP:.0%} 이상",
    en=f"A wrong layer costs {CHEAP:.0%} of all points or more",
)
EQUAL: Final = Text(
    ko="계산이 같은 모델의 감점 없음", en="What computes the same as a reference costs nothing"
)
APART: Final = Text(ko="언제나 함께 틀리는 항목 없음", en="No two checks always fall together")
ALIVE: Final = Text(ko="항목마다 그것을 틀리게 하는 실수", en="Every check is felled by some mistake")


def findings(matrix: Matrix) -> Iterator[RuleFinding]:
    """Yield a finding for every rule about a part's mutants.

    Checks that fall together, or that nothing fells, are for a person to look at: they break no rule.
    """
    yield _finding(matrix, HOLES, _told(matrix.holes))
    yield _finding(matrix, CHEAP_LAYERS, _told(matrix.cheap))
    yield _finding(matrix, EQUAL, _told(matrix.wronged))
    together = [" + ".join(check.id for check in group) for group in matrix.twins]
    yield _finding(matrix, APART, [Text(ko=each, en=each) for each in together], doubtful=True)
    dead = [Text(ko=check.id, en=check.id) for check in matrix.dead]
    yield _finding(matrix, ALIVE, dead, doubtful=True)


def _told(judged: Sequence[Judged]) -> list[Text]:
    return [
        Text(
            ko=f"{each.kind} ({each.where}): {each.cost:g}점", en=f"{each.kind} ({each.where}): {each.cost:g}"
        )
        for each in judged
    ]


def _finding(matrix: Matrix, rule: Text, against: list[Text], *, doubtful: bool = False) -> RuleFinding:
    status: Literal["provisional", "broken"] = "provisional" if doubtful else "broken"
    return RuleFinding(status if against else "held", named(rule, matrix.part.id), tuple(against))
