"""Drafts for a U-Net with too few levels: one more at the bottom, or a step up that is made in two."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from grader.analysis.encoder_decoder import EncoderDecoder, encoder_decoder
from grader.analysis.flow import shape_of
from grader.analysis.layers import Layer
from grader.base.text import Text
from grader.records.graph import references
from grader.records.repair_protocol import TextEdit
from grader.repairs import layer_calls
from grader.repairs.arguments import changed
from grader.repairs.draft import Draft
from grader.repairs.from_layers import Edits, maker, merged
from grader.repairs.layer_calls import Applied
from grader.repairs.layer_sizes import whole
from grader.repairs.map_names import names_before
from grader.repairs.new_layers import concatenated, free_name, function_of, made_of
from grader.repairs.number_lists import NumberList, number_lists
from grader.repairs.subject import Subject
from grader.repairs.syntax_tree import SyntaxTree, self_attribute, whole_number

_ONE_MORE: Final = Text(
    ko="모델이 내려가는 단계가 하나 모자랍니다.", en="The model goes down by one level too few."
)
_WHY_DEEPER: Final = Text(
    ko="한 단계 더 내려가면 합성곱이 더 넓은 영역을 봅니다.",
    en="One level further down, a convolution sees more of the image.",
)
_IN_ONE: Final = Text(
    ko="디코더가 두 단계를 한 번에 키웁니다.", en="The decoder goes up by two levels in one step."
)
_WHY_STEPWISE: Final = Text(
    ko="단계마다 키워야 그 크기의 인코더 맵을 이어 붙일 수 있습니다.",
    en="Only step by step can the encoder's map of each size be joined.",
)


def levels(subject: Subject) -> Iterator[Draft]:
    """Yield one more level at the bottleneck, or one more step up in the decoder."""
    net = encoder_decoder(subject.graph)
    if not net.up:
        return
    down, up = len(net.levels_down), len(net.levels_up)
    if down > up:
        yield from _in_two_steps(subject, net)
    elif down < subject.fewest_levels:
        yield from _longer_lists(subject)
        yield from _deeper(subject, net)


# -- one more level --------------------------------------------------------------------------------------


def _longer_lists(subject: Subject) -> Iterator[Draft]:
    """Yield lists of widths with one more of them."""
    edits = [_with_one_more(tree, node) for tree, node in _widths(subject)]
    if edits:
        yield Draft(tuple(edits), _ONE_MORE, _WHY_DEEPER)
    if len(edits) > 1:
        yield from (Draft((edit,), _ONE_MORE, _WHY_DEEPER, rank=1) for edit in edits)


def _widths(subject: Subject) -> list[NumberList]:
    """Return the lists of numbers that rise or fall, such as the widths of levels."""
    return [(tree, node) for tree, node in number_lists(subject.model) if _rises(node) is not None]


def _rises(node: ast.List | ast.Tuple) -> bool | None:
    """Return whether the numbers of a list rise; None if they neither rise nor fall, or are no numbers."""
    numbers = [whole_number(each) or 0 for each in node.elts]
    if not all(numbers) or len(set(numbers)) == 1:
        return None
    if all(one <= other for one, other in pairwise(numbers)):
        return True
    return False if all(one >= other for one, other in pairwise(numbers)) else None


def _with_one_more(tree: SyntaxTree, node: ast.List | ast.Tuple) -> TextEdit:
    largest = max(whole_number(each) or 0 for each in node.elts)
    if _rises(node):
        return tree.insert(tree.end(node.elts[-1]), f", {2 * largest}")
    return tree.insert(tree.start(node.elts[0]), f"{2 * largest}, ")


def _deeper(subject: Subject, net: EncoderDecoder) -> Iterator[Draft]:
    """Yield a level of its own, from the map that the first step up reads and back to one of its size."""
    layer = next((each for each in subject.layers if each.node == net.up[0].node), None)
    if layer is None or len(layer.shape) != 3:
        return
    channels = _before(subject, layer)[0]
    for use in _uses(subject, layer):
        made = _stage(subject, use, channels, None)
        if made is not None:
            yield Draft(made, _ONE_MORE, _WHY_DEEPER)


def _before(subject: Subject, layer: Layer) -> tuple[int, ...]:
    return whole(shape_of(subject.graph, references(subject.graph.nodes[layer.node])[0]))


def _uses(subject: Subject, layer: Layer) -> Iterator[Applied]:
    """Yield the calls that apply a layer, or the block that it is in, from the innermost."""
    node = subject.graph.nodes[layer.node]
    alike = [each for each in subject.graph.nodes if each.at == node.at and each.op == node.op]
    use = layer_calls.applied(subject.model, node, layer.kind)
    if use is not None and len(alike) == 1:
        yield use
    for step in reversed(node.module.split(".")[:-1]):
        for tree, method in subject.model.functions("forward"):
            calls = [each for each in tree.inside(method, ast.Call) if isinstance(each, ast.Call)]
            named = [each for each in calls if self_attribute(each.func) == step and each.args]
            if len(named) == 1:
                yield Applied(tree, named[0])


# -- a step up in two ------------------------------------------------------------------------------------


def _in_two_steps(subject: Subject, net: EncoderDecoder) -> Iterator[Draft]:
    """Yield a first step up by two before one by four, with the encoder's map between them."""
    usual = subject.usual_settings("ConvTranspose2d")
    for step in net.up:
        layer = next((each for each in subject.layers if each.node == step.node), None)
        if layer is None or layer.kind != "ConvTranspose2d" or len(layer.shape) != 3:
            continue
        channels, height, width = _before(subject, layer)
        made = maker(subject.model, layer)
        if layer.shape[1:] != (4 * height, 4 * width) or made is None or not usual:
            continue
        own = changed(subject.model, made, usual, at_origin=False)
        for use in _uses(subject, layer):
            for skip in names_before(subject, use.tree, use.call, (2 * height, 2 * width)):
                stage = _stage(subject, use, channels, skip)
                if own is not None and stage is not None:
                    yield Draft(merged(own, stage), _IN_ONE, _WHY_STEPWISE)


# -- the text --------------------------------------------------------------------------------------------


def _stage(subject: Subject, use: Applied, channels: int, skip: tuple[str, int] | None) -> Edits | None:
    """Return the edits that put a step up with its skip before a call, and give the call what it makes.

    Without a `skip`, a step down to a new bottleneck comes first, and the call's own tensor is the skip.
    """
    tree, model = use.tree, subject.model
    inner = layer_calls.tensor_of(use.call)
    statement, method, owner = tree.statement(use.call), tree.function(use.call), tree.class_of(use.call)
    init = next(
        (each for each in (owner.body if owner else ()) if getattr(each, "name", "") == "__init__"), None
    )
    convolution, upwards = subject.usual_settings("Conv2d"), subject.usual_settings("ConvTranspose2d")
    if inner is None or statement is None or method is None or not isinstance(init, ast.FunctionDef):
        return None
    if not convolution or not upwards or statement not in getattr(method, "body", ()):
        return None
    source, name = tree.code(inner), free_name(method, "deep")
    up, after = free_name(owner, "up"), free_name(owner, "conv")
    relu = function_of(model, "ReLU", "", use.call, tree)
    joined, joins = skip or (source, channels)
    lines, layers = [], []
    if skip is None:
        bottom = free_name(owner, "conv", [after])
        pooled = function_of(model, "MaxPool2d", "2", use.call, tree).format(source)
        layers.append(f"self.{bottom} = {made_of(model, 'Conv2d', channels, channels, convolution)}")
        lines.append(f"{name} = {relu.format(f'self.{bottom}({pooled})')}")
        source = name
    layers.append(f"self.{up} = {made_of(model, 'ConvTranspose2d', channels, channels, upwards)}")
    layers.append(f"self.{after} = {made_of(model, 'Conv2d', channels + joins, channels, convolution)}")
    lines.append(f"{name} = {concatenated(model, f'self.{up}({source})', joined)}")
    lines.append(f"{name} = {relu.format(f'self.{after}({name})')}")
    last = init.body[-1]
    return (
        tree.line_after(last, f"\n{tree.indent(last)}".join(layers)),
        tree.line_before(statement, f"\n{tree.indent(statement)}".join(lines)),
        tree.replace(inner, name),
    )
