"""What the grader cannot follow in a model: it is the grader's limit, and calls a person.

The layers and their order are judged all the same; what would have to be computed is withheld.
"""

import math

from grader.base.text import Text
from grader.capture.validate import PARAMETERS, TooLarge, must_be_computable
from grader.checks import unknown
from grader.checks.verdict import Withheld
from grader.records.graph import OPAQUE, Graph, Node, Tensor, Weight, references
from grader.records.source import Line


def must_be_known(graph: Graph, *, training: bool = False) -> None:
    """Return if the grader knows everything that a model computes in evaluation.

    Args:
        graph: the model.
        training: whether it is to be trained as well.

    Raises:
        Withheld: it contains an operation that the grader does not know, or numbers that a Graph cannot hold.
    """
    nodes = [node for node in graph.nodes if training or node.when != "train"]
    if (node := next((node for node in nodes if node.op == OPAQUE), None)) is not None:
        raise unknown.withheld(node)
    for index, tensor in enumerate(graph.tensors):
        readers = [node for node in nodes if Weight(index) in references(node)]
        if _is_untold(tensor) and readers:
            raise Withheld(_untold(tensor), at=_lines(readers))
    if training and any(remark.kind == "random_training" for remark in graph.remarks):
        raise Withheld(_dice())


def must_be_small_enough(graph: Graph) -> None:
    """Return if a model is small enough for the grader to compute.

    Raises:
        Withheld: it has too many parameters; the message says how many.
    """
    try:
        must_be_computable(graph)
    except TooLarge as size:
        raise Withheld(_too_large(str(size))) from None


def _is_untold(tensor: Tensor) -> bool:
    return tensor.values is None and tensor.kind in ("buffer", "constant") and math.prod(tensor.shape) > 0


def _lines(nodes: list[Node]) -> tuple[Line | None, ...]:
    return tuple(dict.fromkeys(node.at for node in nodes))[:3]


def _untold(tensor: Tensor) -> Text:
    shape = "x".join(map(str, tensor.shape))
    return Text(
        ko=f"모델이 파라미터가 아닌 수 {shape}개를 쓰는데, 채점기는 그 값을 알지 못합니다. 감점되지 않으며,"
        " 조교가 직접 확인합니다.",
        en=f"The model uses a table of {shape} numbers that are no parameters, and the grader does not take"
        " them over. This costs you nothing; a person will look at it.",
    )


def _dice() -> Text:
    return Text(
        ko="학습 모드에서 파이썬의 무작위 수에 따라 다른 층을 지납니다. 채점기는 그렇게 학습하지 못합니다."
        " 감점되지 않으며, 조교가 직접 확인합니다.",
        en="In training, random numbers of Python's own decide which layers forward takes, and the grader"
        " cannot train so. This costs you nothing; a person will look at it.",
    )


def _too_large(size: str) -> Text:
    return Text(
        ko=f"모델이 너무 커서 채점기가 계산하지 않습니다({size}; 한도는 파라미터 {PARAMETERS:,}개입니다)."
        " 감점되지 않으며, 조교가 직접 확인합니다.",
        en=f"The grader does not compute a model as large as this one: {size}, and its limit is"
        f" {PARAMETERS:,}. This costs you nothing; a person will look at it.",
    )
