"""The length of a model's description without its weights.

Weights are newly drawn, so anything that a model knows before it is trained must be in its operations: in
numbers that are not parameters, or in the choice of operations. A few hundred bytes can hold a table of
answers. Honest models repeat themselves, and compress well.
"""

import zlib
from collections.abc import Iterable

import msgspec

from grader.base.text import Text
from grader.checks.verdict import Failed
from grader.records.graph import Graph, Value, Weight

LEAST_BOUND = 512
"""Bytes that every part allows. The zoo's models need up to 830 (a transformer), U-Nets 270 to 610."""


def bound(references: Iterable[Graph]) -> int:
    """Return the maximum bytes for a model with these references: twice the longest of their descriptions."""
    return max([LEAST_BOUND, *(2 * description_length(graph) for graph in references)])


def description_length(graph: Graph) -> int:
    """Return the compressed size, in bytes, of a graph without names, lines and shapes of results.

    A reference to an earlier result is written as the distance to it, so that a repeated block adds nothing
    new. LeNet-5 takes about 250 bytes.
    """
    told = [
        (node.op, node.when, [_told(graph, index, arg) for arg in node.args])
        for index, node in enumerate(graph.nodes)
    ]
    return len(zlib.compress(msgspec.json.encode(told), 9))


def _told(graph: Graph, index: int, argument: object) -> object:
    """Return an argument of a node, with results as distances and tensors as descriptions."""
    if isinstance(argument, Value):
        return index - argument.node, argument.out
    if isinstance(argument, Weight):
        tensor = graph.tensors[argument.index]
        return tensor.kind, tensor.shape, tensor.values, tensor.dtype
    if isinstance(argument, tuple):
        return [_told(graph, index, item) for item in argument]
    return argument


def within(graph: Graph, most: int) -> None:
    """Pass if a model may be trained: its description takes at most `most` bytes.

    Raises:
        Failed: the model may contain answers; a person who finds it honest can give the points.
    """
    length = description_length(graph)
    if length <= most:
        return
    raise Failed(
        Text(
            ko="모델에 가중치가 아닌 정보가 너무 많아 학습하지 않았습니다.",
            en="The model holds too much besides its weights, so it was not trained.",
        ),
        expected=Text(ko=f"{most}바이트 이하로 적을 수 있는 계산", en=f"at most {most} bytes to describe it"),
        found=Text(ko=f"{length}바이트", en=f"{length} bytes"),
        hint=Text(
            ko="숫자를 직접 적은 표나 조건을 빼고, 배울 값은 층의 가중치로 두십시오."
            " 필요한 구조라면 조교에게 알려 주십시오.",
            en="Leave out tables of numbers and conditions; what is to be learned belongs in weights."
            " If the structure is needed, tell the teaching assistants.",
        ),
    )
