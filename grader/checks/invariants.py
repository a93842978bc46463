"""Checks on properties of any correct model, whatever its layers."""

from grader.analysis import layers, reparametrised
from grader.analysis.flow import operation, shape_of
from grader.analysis.layers import output_shape, written
from grader.analysis.noise import draws_in_evaluation
from grader.analysis.rules.idle import DROPOUTS
from grader.base.text import Text, same
from grader.checks import torn_images
from grader.checks.difference_messages import EACH_IMAGE
from grader.checks.evidence import Alone, Carrying, Foresight, Gradients, Independence
from grader.checks.verdict import Failed
from grader.records.graph import Graph, Node, Remark, Tensor, Value, Weight, references
from grader.records.source import Line

TOLERANCE = 1e-4
"""Relative to the largest output; summing in another order changes results by about 1e-6."""


def any_batch_size(alone: Alone) -> None:
    """Pass if the model takes batches of any size.

    Raises:
        Failed: it does not; the verdict names the only size that works.
    """
    graph = alone.graph
    if graph.batch is None:
        _must_take_one_image(alone)
        return
    if (flattening := _flattening(graph)) is not None:
        raise _flattened(flattening)
    if output_shape(graph)[:1] != (graph.batch,) and (cut := torn_images.cut(graph)) is not None:
        raise torn_images.told(cut, graph)
    raise Failed(
        Text(
            ko=f"모델이 배치 크기 {graph.batch}에서만 동작합니다.",
            en=f"The model only works for batches of {graph.batch}.",
        ),
        expected=Text(ko="어떤 배치 크기든", en="any batch size"),
        found=same(str(graph.batch)),
        hint=Text(
            ko="배치 크기를 숫자로 쓰지 말고 x.size(0)이나 -1을 쓰십시오: x.view(x.size(0), -1)",
            en="Write x.size(0) or -1 instead of the number: x.view(x.size(0), -1)",
        ),
        at=_lines_with(graph, graph.batch),
    )


def _must_take_one_image(alone: Alone) -> None:
    asked = tuple(size if isinstance(size, int) else size.at(1) for size in output_shape(alone.graph))
    if alone.shape is None or alone.shape == asked:
        return
    squeezing = tuple(node.at for node in alone.graph.nodes if node.op == "squeeze.default")
    raise Failed(
        Text(
            ko="이미지가 한 장이면 출력의 크기가 달라집니다.",
            en="For a batch of one image the output has another shape.",
        ),
        expected=same(str(asked)),
        found=same(str(alone.shape)),
        hint=SQUEEZE if squeezing else None,
        at=squeezing[:3],
    )


SQUEEZE = Text(
    ko="squeeze()는 크기가 1인 차원을 배치 차원까지 모두 없앱니다. squeeze(1)처럼 차원을 적으십시오.",
    en="squeeze() takes every dimension of size 1 away, the batch as well. Say which: squeeze(1).",
)


def _flattening(graph: Graph) -> Node | None:
    """Return the node that flattens the batch away, so that no batch but of one image fits what follows."""
    return next((node for node in graph.nodes if graph.batch == 1 and _loses_the_batch(graph, node)), None)


def _loses_the_batch(graph: Graph, node: Node) -> bool:
    before = references(node)[:1]
    return (
        node.op == "reshape.default" and node.shapes[0][:1] != (1,) and shape_of(graph, before[0])[:1] == (1,)
    )


def _flattened(node: Node) -> Failed:
    return Failed(
        Text(
            ko="이미지 여러 장을 하나의 벡터로 펼칩니다. 배치 차원(0번)은 남겨 두어야 합니다.",
            en="All images of a batch are flattened into one vector: dimension 0, the batch, must stay.",
        ),
        expected=Text(ko="이미지마다 벡터 하나", en="one vector for each image"),
        found=same(written(node.shapes[0])),
        hint=Text(
            ko="x.flatten(1), torch.flatten(x, 1) 또는 x.view(x.size(0), -1)처럼 쓰십시오.",
            en="Write x.flatten(1), torch.flatten(x, 1) or x.view(x.size(0), -1).",
        ),
        at=(node.at,),
    )


def _lines_with(graph: Graph, size: int) -> tuple[Line | None, ...]:
    return tuple(
        node.at
        for node in graph.nodes
        if node.op == "reshape.default" and isinstance(node.args[1], tuple) and node.args[1][:1] == (size,)
    )[:1]


def independent_of_neighbours(independence: Independence) -> None:
    """Pass if an image's output stays the same, in evaluation mode, when the rest of its batch changes.

    Raises:
        Failed: it does not, not even for the same batch, or there is not one output for each image.
    """
    if (drawing := at_random(independence.graph)) is not None:
        raise drawing
    if independence.difference is None:
        if (cut := torn_images.cut(independence.graph)) is not None:
            raise torn_images.told(cut, independence.graph)
        raise Failed(
            Text(
                ko="이미지마다 출력이 하나씩 나오지 않습니다.",
                en="forward does not return one output for each image.",
            ),
            found=same(written(output_shape(independence.graph))),
            hint=EACH_IMAGE,
        )
    if independence.difference <= TOLERANCE * max(independence.scale, 1e-6):
        return
    raise Failed(
        Text(
            ko="한 장의 출력이 같은 배치에 있는 다른 이미지에 따라 달라집니다.",
            en="The output for one image depends on the other images of its batch.",
        ),
        hint=EACH_IMAGE,
    )


def looks_back_alone(foresight: Foresight) -> None:
    """Pass if the output of a step follows from that step and those before it.

    Raises:
        Failed: later steps change it, or there is not one output for each step.
    """
    if (drawing := at_random(foresight.graph)) is not None:
        raise drawing
    if foresight.difference is None:
        raise Failed(
            Text(
                ko="단계마다 출력이 하나씩 나오지 않습니다.",
                en="forward does not return one output for each step.",
            ),
            found=same(written(output_shape(foresight.graph))),
        )
    if foresight.difference > TOLERANCE * max(foresight.scale, 1e-6):
        raise Failed(
            Text(
                ko="앞 단계의 출력이 뒤 단계의 토큰에 따라 달라집니다. 맞혀야 할 다음 토큰을 이미 보고"
                " 있습니다.",
                en="The outputs of earlier steps change with later tokens: the model sees the token that it"
                " is to predict.",
            )
        )


def at_random(graph: Graph) -> Failed | None:
    """Return the verdict on a model whose evaluation gives another output each time; None if it does not."""
    drawing = draws_in_evaluation(graph)
    if drawing:
        return _drawing(drawing)
    if any(remark.kind == "random" for remark in graph.remarks):
        return Failed(ANOTHER_EACH_TIME, hint=WHILE_TRAINING)
    return None


def _drawing(nodes: tuple[Node, ...]) -> Failed:
    at = tuple(dict.fromkeys(node.at for node in nodes))[:3]
    if all(operation(node) in DROPOUTS for node in nodes):
        return Failed(
            Text(
                ko="평가 모드에서도 드롭아웃이 값을 버립니다. 같은 이미지에도 실행할 때마다 다른 출력이"
                " 나옵니다.",
                en="This dropout drops in evaluation mode as well: the same image gets another output each"
                " time.",
            ),
            hint=Text(
                ko="F.dropout에 training=self.training을 주거나 nn.Dropout을 쓰십시오.",
                en="Pass training=self.training to F.dropout, or use nn.Dropout.",
            ),
            at=at,
        )
    return Failed(ANOTHER_EACH_TIME, hint=WHILE_TRAINING, at=at)


ANOTHER_EACH_TIME = Text(
    ko="평가 모드에서도 forward가 무작위 수를 씁니다. 같은 이미지에도 실행할 때마다 다른 출력이 나옵니다.",
    en="forward draws random numbers in evaluation mode as well: the same image gets another output each"
    " time.",
)
WHILE_TRAINING = Text(
    ko="무작위 수는 if self.training: 안에서만 쓰십시오.",
    en="Draw random numbers under if self.training: alone.",
)


def uses_all_parameters(found: Carrying) -> None:
    """Pass if forward uses every parameter of the model, and only parameters that are registered in it.

    Raises:
        Failed: it does not; the verdict names the layers.
    """
    graph = found.carrying
    read = _parameters_read(graph) | reparametrised.sizes(found.written)
    unused = [t for i, t in enumerate(graph.tensors) if t.kind == "parameter" and i not in read]
    if unused:
        names = _layers_of(unused)
        if any(graph.tensors[index] in unused for index in _parameters_read(found.written)):
            raise _without_effect(graph, names)
        raise Failed(
            Text(
                ko=f"forward에서 쓰지 않는 층이 있습니다: {', '.join(names)}",
                en=f"forward never uses: {', '.join(names)}",
            ),
            hint=Text(
                ko="필요 없는 층이면 지우고, 필요하면 forward에서 쓰십시오.",
                en="Remove what is not needed, or use it in forward.",
            ),
            at=tuple(module.at for module in graph.modules if module.path in names)[:3],
        )
    if any(tensor.kind == "unregistered" for tensor in graph.tensors):
        raise _unregistered(graph)


REGISTER = Text(
    ko="층은 파이썬 리스트나 forward 안이 아니라 __init__에서 self의 속성이나 nn.ModuleList로 만드십시오.",
    en="Make layers in __init__, as attributes of self or in an nn.ModuleList, not in a Python list and not"
    " in forward.",
)
"""What to do about layers that the model does not know."""


def _unregistered(graph: Graph) -> Failed:
    return Failed(
        Text(
            ko="모델에 등록되지 않은 층을 씁니다. 이 층은 학습되지 않습니다.",
            en="forward uses layers that the model does not know; no optimizer would train them.",
        ),
        hint=REGISTER,
        at=_lines_of_unregistered(graph),
    )


def _parameters_read(graph: Graph) -> set[int]:
    return {ref.index for node in graph.nodes for ref in references(node) if isinstance(ref, Weight)}


def _without_effect(graph: Graph, names: list[str]) -> Failed:
    return Failed(
        Text(
            ko=f"다음 층이 계산한 것은 출력에 아무 영향을 주지 않습니다: {', '.join(names)}",
            en=f"What these layers compute has no effect on the output: {', '.join(names)}",
        ),
        at=tuple(module.at for module in graph.modules if module.path in names)[:3],
    )


def _layers_of(tensors: list[Tensor]) -> list[str]:
    return list(dict.fromkeys(tensor.name.rpartition(".")[0] or tensor.name for tensor in tensors))


def _lines_of_unregistered(graph: Graph) -> tuple[Line | None, ...]:
    hidden = {index for index, tensor in enumerate(graph.tensors) if tensor.kind == "unregistered"}
    return tuple(
        node.at
        for node in graph.nodes
        if any(isinstance(ref, Weight) and ref.index in hidden for ref in references(node))
    )[:1]


def learns_everywhere(gradients: Gradients) -> None:
    """Pass if an optimizer would see every parameter that forward uses, with a gradient other than zero.

    Raises:
        Failed: some layers get none, or a false one; the verdict names them.
    """
    graph = gradients.graph
    if (wrong := next((each for each in graph.remarks if each.kind == "backward"), None)) is not None:
        raise _not_derived(wrong)
    if any(tensor.kind == "unregistered" for tensor in graph.tensors):
        raise _unregistered(graph)
    used = {ref.index for node in graph.nodes for ref in references(node) if isinstance(ref, Weight)}
    still = [
        tensor
        for index, tensor in enumerate(graph.tensors)
        if index in used and _is_trained(tensor) and not gradients.largest.get(index)
    ]
    if not still:
        return
    names = _layers_of(still)
    if all(tensor.frozen for tensor in still):
        raise _frozen(graph, names)
    if len(still) == sum(_is_trained(graph.tensors[index]) for index in used):
        raise _nothing_learns(graph)
    raise Failed(
        Text(
            ko=f"학습되지 않는 층이 있습니다: {', '.join(names)}",
            en=f"These layers get no gradient and cannot learn: {', '.join(names)}",
        ),
        hint=Text(
            ko="가중치를 모두 같은 값으로 초기화하거나 detach, no_grad를 쓰지 않았는지 확인하십시오.",
            en="Check for weights that all start at one value, and for detach or no_grad.",
        ),
        at=_detaching(graph) or tuple(module.at for module in graph.modules if module.path in names)[:3],
    )


def _not_derived(remark: Remark) -> Failed:
    return Failed(
        Text(
            ko=f"{remark.detail}의 backward가 forward를 미분한 것과 다릅니다."
            " 그 앞의 층은 틀린 기울기로 학습됩니다.",
            en=f"The backward of {remark.detail} is not the derivative of its forward: the layers before it"
            " learn from a false gradient.",
        ),
        at=(remark.at,),
    )


def _frozen(graph: Graph, names: list[str]) -> Failed:
    return Failed(
        Text(
            ko=f"고정되어(requires_grad=False) 학습되지 않는 층이 있습니다: {', '.join(names)}",
            en=f"These layers are frozen (requires_grad=False) and cannot learn: {', '.join(names)}",
        ),
        hint=Text(
            ko="requires_grad를 False로 바꾸는 코드를 지우십시오.",
            en="Take away what sets requires_grad to False.",
        ),
        at=tuple(module.at for module in graph.modules if module.path in names)[:3],
    )


def _nothing_learns(graph: Graph) -> Failed:
    last = graph.nodes[graph.output.node] if isinstance(graph.output, Value) else None
    chooses = last is not None and last.op.split(".")[0] in CHOOSING
    return Failed(
        Text(
            ko="기울기가 전달되는 층이 하나도 없어 모델이 학습되지 않습니다.",
            en="No layer gets a gradient, so the model cannot learn.",
        ),
        hint=NO_CHOICE if chooses else None,
        at=_detaching(graph) or ((last.at,) if last else ()),
    )


CHOOSING = {"argmax", "argmin", "argsort"}
"""Operations that return places, through which no gradient flows."""
NO_CHOICE = Text(
    ko="argmax로는 기울기가 전달되지 않습니다. 마지막 층의 출력을 그대로 반환하십시오.",
    en="No gradient flows through argmax. Return what the last layer makes.",
)


def _is_trained(tensor: Tensor) -> bool:
    return tensor.kind == "parameter" and "float" in tensor.dtype


def _detaching(graph: Graph) -> tuple[Line | None, ...]:
    """Return the lines that stop gradients."""
    return tuple(dict.fromkeys(node.at for node in graph.nodes if node.op == "detach.default"))[:3]


def self_made(graph: Graph) -> None:
    """Pass if the model reads no weights from a file.

    Raises:
        Failed: it does; the verdict shows the line.
    """
    reads = next((remark for remark in graph.remarks if remark.kind == "weights_file"), None)
    if reads is None:
        return
    raise Failed(
        Text(ko="모델이 가중치 파일을 읽습니다.", en="The model reads its weights from a file."),
        hint=Text(
            ko="채점기는 모델을 처음부터 학습합니다. torch.load를 클래스 밖으로 옮기십시오.",
            en="The grader trains the model from scratch. Move torch.load out of the class.",
        ),
        at=(reads.at,),
    )


# -- parameters ------------------------------------------------------------------------------------------


def has_parameters_between(graph: Graph, least: int, most: int) -> None:
    """Pass if the model has at least `least` and at most `most` parameters, including biases.

    Raises:
        Failed: it has fewer or more.
    """
    total = layers.parameters(graph)
    if least <= total <= most:
        return
    raise Failed(
        Text(ko="파라미터 수가 허용 범위를 벗어납니다.", en="The number of parameters is out of bounds."),
        expected=Text(ko=f"{least:,}개 이상 {most:,}개 이하", en=f"between {least:,} and {most:,}"),
        found=Text(ko=f"{total:,}개", en=f"{total:,}"),
        hint=Text(ko="채널 수나 단계 수를 줄이십시오.", en="Take fewer channels or fewer levels.")
        if total > most
        else Text(ko="채널 수나 단계 수를 늘리십시오.", en="Take more channels or more levels."),
    )
