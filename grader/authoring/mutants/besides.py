"""Operations that a model does besides its layers: at its input, within, and at its output."""

from typing import Final

from grader.authoring.mutants.draft import FIRST, GraphDraft
from grader.authoring.mutants.kinds import LAYERS, Made, each, label
from grader.records.graph import Argument, Graph, Input, Mode, Reference, Value

FLOAT: Final[tuple[tuple[str, str, str, tuple[Argument, ...]], ...]] = (
    ("scaled", "times 2", "mul.Scalar", (2.0,)),
    ("negated", "negated", "neg.default", ()),
    ("flipped", "flipped", "flip.default", ((-1,),)),
    ("dropout added", "dropout of a half", "dropout.default", (0.5, Mode())),
)


def within(graph: Graph) -> Made:
    """One operation too many at the input, and behind the first layer and the last but one."""
    layers = list(each(graph, LAYERS))
    places: dict[str, tuple[Reference, int]] = {"the input": (Input(), FIRST)}
    places |= {
        f"the output of {label(graph, index)}": (Value(index), index)
        for index in dict.fromkeys((*layers[:1], *layers[-2:-1]))
        if index != layers[-1]
    }
    for where, (reference, after) in places.items():
        for kind, said, op, more in FLOAT:
            draft = GraphDraft(graph)
            draft.insert(reference, op, *more, after=after)
            yield (
                f"input {kind}" if after == FIRST and "added" not in kind else kind,
                f"{where} {said}",
                draft,
            )
    for index in layers[:-1]:
        yield from _normalised(graph, index)
    if len(graph.input) == 4:
        draft = GraphDraft(graph)
        sizes = ((2, 2), (2, 2), (0, 0), False, True, None)
        draft.insert(Input(), "avg_pool2d.default", *sizes, after=FIRST)
        yield "input made smaller", "by average pooling", draft


def _normalised(graph: Graph, index: int) -> Made:
    draft = GraphDraft(graph)
    size = graph.nodes[index].shapes[0][1]
    assert isinstance(size, int)
    made = [
        draft.add_tensor("norm.weight", (size,), values=1.0),
        draft.add_tensor("norm.bias", (size,), values=0.0),
        draft.add_tensor("norm.running_mean", (size,), "buffer", 0.0),
        draft.add_tensor("norm.running_var", (size,), "buffer", 1.0),
    ]
    draft.insert(Value(index), "batch_norm.default", *made, Mode(), 0.1, 1e-5, True, after=index)
    yield "normalisation added", f"batch norm after {label(graph, index)}", draft


OUTPUT: Final[tuple[tuple[str, str, str, tuple[Argument, ...]], ...]] = (
    ("activation on the output", "ReLU", "relu.default", ()),
    ("activation on the output", "Sigmoid", "sigmoid.default", ()),
    ("activation on the output", "Tanh", "tanh.default", ()),
    ("activation on the output", "Softmax", "softmax.int", (1, None)),
    ("activation on the output", "LogSoftmax", "log_softmax.int", (1, None)),
    ("output scaled", "times 10", "mul.Scalar", (10.0,)),
    ("output negated", "negated", "neg.default", ()),
    ("output limited", "between 0 and 1", "clamp.default", (0, 1)),
    ("output flipped", "flipped", "flip.default", ((1,),)),
    ("dropout on the output", "a half", "dropout.default", (0.5, Mode())),
)


def at_the_output(graph: Graph) -> Made:
    """Yield what may be done to the last layer's output, in training alone as well."""
    for kind, where, op, more in OUTPUT:
        draft = GraphDraft(graph)
        draft.insert(graph.output, op, *more, after=len(graph.nodes) - 1)
        yield kind, where, draft
    draft = GraphDraft(graph)
    draft.output_training = draft.add(
        "softmax.int", graph.output, 1, None, after=len(graph.nodes) - 1, when="train"
    )
    yield "activation on the output", "Softmax in training alone", draft
    last = max(each(graph, LAYERS))
    read = graph.nodes[last].args[0]
    if not isinstance(read, Value):
        return
    if len(graph.nodes[read.node].shapes[0]) == len(graph.input) == 4:
        draft = GraphDraft(graph)
        joined = draft.add("cat.default", (read, Input()), 1, after=read.node)
        draft.change_argument(last, 0, joined)
        yield "image joined to the last map", "concatenated", draft
    if graph.nodes[-1].shapes[0] == graph.input:
        draft = GraphDraft(graph)
        draft.insert(graph.output, "add.Tensor", Input(), 1, after=len(graph.nodes) - 1)
        yield "image joined to the output", "added", draft
