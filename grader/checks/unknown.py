"""Operations that the grader does not know: what they do is no student's fault."""

from grader.analysis.layers import Layer
from grader.base.text import Text
from grader.checks.verdict import Withheld
from grader.records.graph import OPAQUE, Graph, Node, Value, references


def withheld(node: Node) -> Withheld:
    """Return the verdict where an operation that is not known would have to be computed."""
    name = str(node.args[0])
    return Withheld(
        Text(
            ko=f"모델이 쓰는 {name} 연산을 채점기가 계산하지 못합니다. 감점되지 않으며,"
            " 조교가 직접 확인합니다.",
            en=f"The grader cannot compute {name}, which the model uses. This costs you nothing; a person"
            " will look at it.",
        ),
        at=(node.at,),
    )


def of_another_art(layer: Layer) -> Withheld:
    """Return the verdict on a layer of a kind that no model of the part is made of: a rubric of its own."""
    return Withheld(
        Text(
            ko=f"이 과제의 모델에는 순환층이 없는데 {layer.notation} 층을 씁니다."
            " 과제와 다른 방식의 모델이므로 조교가 직접 확인합니다.",
            en=f"The model uses {layer.notation}, and no model of this assignment has a recurrent layer. It"
            " goes about the task in another way, so a person will look at it.",
        ),
        at=(layer.at,),
    )


def beside_unknown(graph: Graph, index: int) -> Node | None:
    """Return the operation that is not known and that a node is, reads or is read by; None if none is."""
    near = [index, *(ref.node for ref in references(graph.nodes[index]) if isinstance(ref, Value))]
    near += [
        place
        for place, node in enumerate(graph.nodes)
        if node.op == OPAQUE and Value(index) in references(node)
    ]
    return next((graph.nodes[place] for place in near if graph.nodes[place].op == OPAQUE), None)
