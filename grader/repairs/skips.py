"""Drafts for skip connections that are sums, missing, lost, or bring in the image."""

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from grader.analysis.flow import operation, shape_of
from grader.analysis.layers import Layer
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.records.graph import Input, Value, Weight, references
from grader.records.repair_protocol import TextEdit
from grader.repairs import layer_calls
from grader.repairs.draft import Draft
from grader.repairs.from_layers import Edits, followers, merged
from grader.repairs.layer_sizes import Rule, Sizes, always, whole
from grader.repairs.map_names import names_before
from grader.repairs.subject import Subject
from grader.repairs.syntax_tree import whole_number

_JOINED: Final = Text(
    ko="스킵 연결이 두 맵을 더합니다. 이어 붙여야 합니다.",
    en="A skip adds two maps; it is to concatenate them.",
)
_WHY_JOINED: Final = Text(
    ko="더하면 두 맵이 섞이지만, 이어 붙이면 다음 합성곱층이 둘을 모두 읽습니다.",
    en="A sum mixes the two, whereas after a concatenation the next convolution reads both.",
)
_WHY_SKIPS: Final = Text(
    ko="인코더의 맵을 이어 붙이면 줄이면서 잃은 위치 정보를 디코더가 다시 읽습니다.",
    en="From the encoder's map, the decoder reads again where things were before the pooling.",
)
_IMAGE_JOINS: Final = Text(
    ko="이미지 자체를 디코더의 맵에 이어 붙입니다.",
    en="The image itself is concatenated to a map of the decoder.",
)
_BYPASSES: Final = Text(
    ko="병목을 지나지 않은 값이 이어 붙여집니다.", en="What has not passed the bottleneck is concatenated."
)
_WHY_BOTTLENECK: Final = Text(
    ko="그러면 모델이 병목을 지나지 않고 이미지를 베낄 수 있습니다.",
    en="The model can then copy it, past the bottleneck.",
)


def added(subject: Subject) -> Iterator[Draft]:
    """Yield concatenations in the place of sums of two maps: of all at once, and of each."""
    nodes: dict[int, Edits] = {}
    for index, node in enumerate(subject.graph.nodes):
        maps = [each for each in references(node) if not isinstance(each, Weight)]
        if operation(node) == "add" and len(maps) == 2 and len(whole(node.shapes[0])) == 3:
            edits = _concatenated(subject, index)
            if edits:
                nodes[index] = edits
    double = dict.fromkeys(nodes, _doubled)
    if len(nodes) > 1:
        yield Draft(merged(*nodes.values(), followers(subject.model, double)), _JOINED, _WHY_JOINED)
    for index, edits in nodes.items():
        yield Draft(
            merged(edits, followers(subject.model, {index: _doubled})),
            _JOINED,
            _WHY_JOINED,
            rank=int(len(nodes) > 1),
        )


def _concatenated(subject: Subject, index: int) -> Edits:
    line = subject.graph.nodes[index].at
    if line is None or line.unit not in subject.model.trees:
        return ()
    tree = subject.model.trees[line.unit]
    cat = f"{subject.model.imports('torch') or 'torch'}.cat"
    for node in ast.walk(tree.root):
        adds = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and whole_number(node) is None
        if adds and isinstance(node, ast.BinOp) and node.lineno == line.line:
            left, right = node.left, node.right
            return (
                tree.insert(tree.start(left), f"{cat}(["),
                tree.edit(tree.end(left), tree.start(right), ", "),
                tree.insert(tree.end(right), "], dim=1)"),
            )
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and node.lineno == line.line:
            target, value = tree.code(node.target), tree.code(node.value)
            return (tree.replace(node, f"{target} = {cat}([{target}, {value}], dim=1)"),)
    return ()


def unjoined(subject: Subject) -> Iterator[Draft]:
    """Yield skips to the decoder's maps that none reaches, from the names with a map of the same size."""
    found: list[list[tuple[layer_calls.Applied, Layer, str, int]]] = []
    for each in subject.layers:
        if each.kind not in ("ConvTranspose2d", "Upsample") or len(each.shape) != 3:
            continue
        use = layer_calls.applied(subject.model, subject.graph.nodes[each.node], each.kind)
        if use is not None and not _is_joined(subject, each.node):
            names = names_before(subject, use.tree, use.call, each.shape[1:])
            found.append([(use, each, name, channels) for name, channels in names])
    first = [ways[0] for ways in found if ways]
    if len(first) > 1:
        yield _joined(subject, first)
    for ways in found:
        for way in ways:
            yield _joined(subject, [way], rank=int(len(first) > 1))


def unread(subject: Subject) -> Iterator[Draft]:
    """Yield skips from a parameter of a block's forward that it never reads, in all blocks of the kind."""
    for tree, method in subject.model.functions("forward"):
        names = [each.arg for each in method.args.args if each.arg != "self"][1:]
        read = {
            each.id
            for each in tree.inside(method, ast.Name)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
        }
        own = [
            (each, use.call)
            for each in subject.layers
            if each.kind in ("ConvTranspose2d", "Upsample")
            if (use := layer_calls.applied(subject.model, subject.graph.nodes[each.node], each.kind))
            if use.tree is tree and tree.function(use.call) is method
        ]
        calls = list({call: None for _, call in own})
        double = {each.node: always(_doubled(each.shape)) for each, _ in own}
        cat = f"{subject.model.imports('torch') or 'torch'}.cat"
        for name in names if len(calls) == 1 else ():
            if name not in read:
                edits = tree.wrap(calls[0], f"{cat}([", f", {name}], dim=1)")
                what = Text(
                    ko=f"디코더의 블록이 {with_particle(name, '을')} 받기만 하고 이어 붙이지 않습니다.",
                    en=f"A block of the decoder is given {name}, but does not concatenate it.",
                )
                yield Draft(merged(edits, followers(subject.model, double)), what, _WHY_SKIPS)


def _is_joined(subject: Subject, node: int) -> bool:
    return any(operation(each) == "cat" and Value(node) in references(each) for each in subject.graph.nodes)


def _joined(
    subject: Subject, ways: Sequence[tuple[layer_calls.Applied, Layer, str, int]], rank: int = 0
) -> Draft:
    """Return the edits that concatenate a map to each of several of the decoder's maps."""
    cat = f"{subject.model.imports('torch') or 'torch'}.cat"
    edits: list[TextEdit] = []
    others: dict[int, Rule] = {}
    for use, layer, name, channels in ways:
        edits += use.tree.wrap(use.call, f"{cat}([", f", {name}], dim=1)")
        more = (layer.shape[0] + channels, *layer.shape[1:])
        others[layer.node] = always(more)
    sizes = ", ".join(f"{layer.shape[1]}x{layer.shape[2]}" for _, layer, _, _ in ways)
    what = Text(ko=f"{sizes}에서 스킵 연결이 없습니다.", en=f"There is no skip at {sizes}.")
    return Draft(merged(tuple(edits), followers(subject.model, others)), what, _WHY_SKIPS, rank)


def overwritten(subject: Subject) -> Iterator[Draft]:
    """Yield another name for a map that takes the name of one that is still needed."""
    for tree, method in subject.model.functions("forward"):
        names: set[str] = set()
        for one, following in pairwise(method.body):
            target = one.targets[0] if isinstance(one, ast.Assign) else None
            if not isinstance(target, ast.Name):
                continue
            loads = [
                each
                for each in tree.inside(following, ast.Name)
                if isinstance(each, ast.Name) and each.id == target.id and isinstance(each.ctx, ast.Load)
            ]
            if target.id in names and len(loads) > 1:
                new = f"{target.id}_up"
                what = Text(
                    ko=f"{with_particle(target.id, '을')} 덮어써서 앞의 맵이 없어집니다.",
                    en=f"{target.id} is overwritten, so the earlier map is lost.",
                )
                yield Draft((tree.replace(target, new), tree.replace(loads[0], new)), what, _WHY_SKIPS)
            names.add(target.id)


def joined_too_much(subject: Subject) -> Iterator[Draft]:
    """Yield concatenations without the image, and concatenations of vectors without one of them."""
    for index, node in enumerate(subject.graph.nodes):
        parts = [each for each in references(node) if not isinstance(each, Weight)]
        use = layer_calls.applied(subject.model, node, "Cat") if operation(node) == "cat" else None
        listed = use.call.args[0] if use and use.call.args else None
        if use is None or not isinstance(listed, ast.List | ast.Tuple) or len(listed.elts) != len(parts):
            continue
        for place, part in enumerate(parts):
            what = _IMAGE_JOINS if isinstance(part, Input) else _BYPASSES
            if isinstance(part, Input) or len(whole(node.shapes[0])) == 1:
                edits = _joined_without(subject, use, listed, index, place)
                yield Draft(edits, what, _WHY_BOTTLENECK, rank=int(what is _BYPASSES))


def _joined_without(
    subject: Subject, use: layer_calls.Applied, listed: ast.List | ast.Tuple, index: int, place: int
) -> Edits:
    """Return the edits that leave one part out of a concatenation."""
    node = subject.graph.nodes[index]
    part = [each for each in references(node) if not isinstance(each, Weight)][place]
    left = [use.tree.code(each) for each in listed.elts if each is not listed.elts[place]]
    channels, *rest = whole(node.shapes[0])
    fewer = (channels - whole(shape_of(subject.graph, part))[0], *rest)
    edit = (
        use.tree.replace(use.call, left[0])
        if len(left) == 1
        else use.tree.replace(listed, f"[{', '.join(left)}]")
    )
    return merged((edit,), followers(subject.model, {index: always(fewer)}))


def _doubled(before: Sizes) -> Sizes:
    return (2 * before[0], *before[1:])
