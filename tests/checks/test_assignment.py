"""How an assignment is declared, and which mistakes in it are reported at once."""

from pathlib import Path

import pytest

from grader.analysis.layers import layers
from grader.base.text import Text, same
from grader.checks import Assignment, Check
from grader.checks.assignment import Part
from grader.checks.evidence import Comparison, Graph

HERE = Path(__file__).parents[2] / "assignments" / "assignment1"


def part() -> Part:
    return Part(
        id="p",
        model="Net",
        title=same("a part"),
        input=(3, 32, 32),
        output=(10,),
    )


def test_check_takes_its_functions_name_and_knows_its_evidence() -> None:
    @part().check(points=2, title=same("a check"))
    def layers_are_right(comparison: Comparison, graph: Graph) -> None: ...

    assert layers_are_right.id == "layers_are_right"
    assert layers_are_right.evidence == (Comparison, Graph)
    assert layers_are_right.requires == ()


def test_check_may_come_after_one_or_several() -> None:
    lenet = part()

    @lenet.check(points=1, title=same("first"))
    def first(graph: Graph) -> None: ...

    @lenet.check(points=1, title=same("second"), requires="first")
    def second(graph: Graph) -> None: ...

    @lenet.check(points=1, title=same("third"), requires=("first", "second"))
    def third(graph: Graph) -> None: ...

    assert (second.requires, third.requires) == ((first,), (first, second))
    assert lenet.checks == [first, second, third]


def test_check_refuses_a_second_of_one_name() -> None:
    lenet = part()

    def register() -> Check:
        @lenet.check(points=1, title=same("once"))
        def once(graph: Graph) -> None: ...

        return once

    register()
    with pytest.raises(ValueError, match="once"):
        register()


@pytest.mark.parametrize(("ko", "en"), [("", "a title"), ("제목", ""), ("  ", "a title"), ("제목", "\n")])
def test_text_refuses_a_missing_language(ko: str, en: str) -> None:
    with pytest.raises(ValueError, match="lacks"):
        Text(ko=ko, en=en)


def test_average_pooling_is_as_right_where_one_word_says_so() -> None:
    def compared(*, allowed: bool) -> dict[str, list[str]]:
        lenet = Assignment(HERE / "assignment.py", title=same("…")).part(
            id="p",
            model="LeNet5",
            title=same("a part"),
            input=(3, 32, 32),
            output=(10,),
            references=("LeNet5",),
            average_pooling=allowed,
        )
        return {name: [each.kind for each in layers(graph)] for name, graph in lenet.references.items()}

    with_maximum = compared(allowed=False)["LeNet5"]
    assert with_maximum.count("MaxPool2d") == 2
    assert compared(allowed=True) == {
        "LeNet5": with_maximum,
        "LeNet5, average pooling": [kind.replace("Max", "Avg") for kind in with_maximum],
    }
