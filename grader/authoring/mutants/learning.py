"""Changes of how a model learns, and of the model as a whole."""

from typing import Final

from grader.authoring.mutants.draft import FIRST, GraphDraft
from grader.authoring.mutants.kinds import LAYERS, Made, each, label
from grader.records.graph import Argument, Batch, Graph, Input, Remark, Value, Weight, references


def of_learning(graph: Graph) -> Made:
    """Yield the layers that learn nothing, and those that nobody uses."""
    layers = list(each(graph, LAYERS))
    for index in layers:
        name = label(graph, index)
        weights = [ref for ref in references(graph.nodes[index]) if isinstance(ref, Weight)]
        alone: tuple[tuple[str, dict[str, object]], ...] = (
            ("frozen", {"frozen": True}),
            ("in a Python list", {"kind": "unregistered"}),
        )
        for kind, what in alone:
            draft = GraphDraft(graph)
            for weight in weights:
                draft.change_tensor(weight, **what)
            yield kind, name, draft
        draft = GraphDraft(graph)
        draft.insert(Value(index), "detach.default", after=index)
        yield "detached", f"after {name}", draft
    everywhere: tuple[tuple[str, dict[str, object]], ...] = (
        ("frozen", {"frozen": True}),
        ("weights of zero", {"values": 0.0}),
    )
    for kind, what in everywhere:
        draft = GraphDraft(graph)
        for place, tensor in enumerate(graph.tensors):
            if tensor.kind == "parameter":
                draft.change_tensor(Weight(place), **what)
        yield kind, "all layers", draft
    draft = GraphDraft(graph)
    draft.add_tensor("unused.weight", (10, 10))
    draft.add_tensor("unused.bias", (10,))
    yield "layer never used", "10x10", draft


def of_the_whole(graph: Graph) -> Made:
    """Yield what concerns the batch, and where the model comes from."""
    draft = GraphDraft(graph)
    draft.batch = FIXED
    for index, node in enumerate(graph.nodes):
        draft.change(index, args=tuple(_fixed(arg) for arg in node.args))
    yield "batch of a fixed size", str(FIXED), draft
    draft = GraphDraft(graph)
    mean = draft.add("mean.dim", Input(), (0,), True, None, after=FIRST)
    less = draft.add("sub.Tensor", Input(), mean, 1, after=mean.node)
    draft.reroute(Input(), less, keep=(mean.node, less.node))
    yield "batch mixed", "its mean taken away", draft
    draft = GraphDraft(graph)
    draft.remarks = (Remark("weights_file"),)
    yield "weights from a file", "torch.load", draft
    draft = GraphDraft(graph)
    draft.add_module(graph.tensors[0].name.rpartition(".")[0], "torchvision.models.Borrowed")
    yield "a ready-made network", "torchvision", draft


FIXED: Final = 7
"""The only batch size that a model works with; small, since what computes it takes whole batches."""


def _fixed(argument: Argument) -> Argument:
    if isinstance(argument, tuple):
        return tuple(FIXED if item == Batch(1) else item for item in argument)
    return argument
