"""Operations that the grader does not know: what they do is no student's fault."""

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


def beside_unknown(graph: Graph, index: int) -> Node | None:
    """Return the operation that is not known and that a node is, reads or is read by; None if none is."""
    near = [index, *(ref.node for ref in references(graph.nodes[index]) if isinstance(ref, Value))]
    near += [
        place
        for place, node in enumerate(graph.nodes)
        if node.op == OPAQUE and Value(index) in references(node)
    ]
    return next((graph.nodes[place] for place in near if graph.nodes[place].op == OPAQUE), None)
