"""Drafts for maps that are made smaller or larger by something else than was asked for."""

import ast
from collections.abc import Iterator

from grader.analysis.flow import shape_of
from grader.analysis.layers import Layer
from grader.base.text import Text
from grader.records.graph import references
from grader.repairs import layer_calls, sentences
from grader.repairs.added_layers import made_anew
from grader.repairs.draft import Draft
from grader.repairs.from_layers import Edits, after_layer, label, merged, with_settings
from grader.repairs.layer_settings import settings_of
from grader.repairs.layer_sizes import whole
from grader.repairs.subject import Subject
from grader.repairs.syntax_tree import whole_number


def sliced(subject: Subject) -> Iterator[Draft]:
    """Yield a pooling in the place of taking every other pixel: of all at once, and of each."""
    found: list[Edits] = []
    for tree, method in subject.model.functions("forward"):
        for node in tree.inside(method, ast.Subscript):
            step = _step(node) if isinstance(node, ast.Subscript) else None
            if isinstance(node, ast.Subscript) and step:
                pool = layer_calls.function(subject.model, "MaxPool2d", node, tree)
                more = "" if pool.startswith("self.") else f", {step}"
                found.append((tree.replace(node, f"{pool}({tree.code(node.value)}{more})"),))
    what = sentences.other_kind("[::2]", "MaxPool2d", "")
    if len(found) > 1:
        yield Draft(merged(*found), what, sentences.POOLED)
    for edits in found:
        yield Draft(edits, what, sentences.POOLED, rank=int(len(found) > 1))


def strided(subject: Subject) -> Iterator[Draft]:
    """Yield a pooling after a convolution that halves the map, which then keeps its size."""
    usual = subject.usual_settings("Conv2d")
    for each in subject.layers:
        settings = settings_of(each) if each.kind == "Conv2d" else {}
        stride = settings.get("stride", 1)
        if not isinstance(stride, int) or stride < 2 or usual.get("stride") != 1:
            continue
        name = label(subject.model, each)
        what = Text(
            ko=f"{name}의 스트라이드가 {stride}입니다. 줄이는 일은 풀링이 해야 합니다.",
            en=f"The stride of {name} is {stride}; the map is to be halved by a pooling.",
        )
        wanted = {key: value for key, value in usual.items() if settings.get(key, value) != value}
        for own in with_settings(subject.model, each, wanted)[:1]:
            for pooled in _pooled(subject, each, stride):
                yield Draft(merged(own, pooled), what, sentences.POOLED)


def _pooled(subject: Subject, layer: Layer, factor: int) -> list[Edits]:
    """Return ways to pool before a convolution, or after it."""
    use = layer_calls.applied(subject.model, subject.graph.nodes[layer.node], layer.kind)
    inner = layer_calls.tensor_of(use.call) if use else None
    call, more = f"{subject.model.nn}.MaxPool2d({factor})", f", {factor}"
    ways = after_layer(subject.model, layer, call, "MaxPool2d", more)
    if use is not None and inner is not None:
        pool = layer_calls.function(subject.model, "MaxPool2d", use.call, use.tree)
        more = "" if pool.startswith("self.") else more
        ways = [use.tree.wrap(inner, f"{pool}(", f"{more})"), *ways]
    return ways


def enlarged(subject: Subject) -> Iterator[Draft]:
    """Yield a transposed convolution in the place of an interpolation."""
    for each in subject.layers:
        if each.kind != "Upsample" or len(each.shape) != 3:
            continue
        node = subject.graph.nodes[each.node]
        before = whole(shape_of(subject.graph, references(node)[0]))
        factor = each.shape[1] // before[1]
        call = (
            f"{subject.model.nn}.ConvTranspose2d({before[0]}, {before[0]}, {2 * factor}, "
            f"stride={factor}, padding={factor // 2})"
        )
        what = sentences.other_kind("Upsample", "ConvTranspose2d", "")
        made = subject.model.made(node.module) if node.module else None
        if made is not None:
            yield Draft((made.tree.replace(made.call, call),), what, rank=1)
        use = layer_calls.applied(subject.model, node, "Upsample")
        for edits in made_anew(use, call, "up") if use else []:
            yield Draft(edits, what)


def _step(node: ast.Subscript) -> int | None:
    """Return the step of `x[:, :, ::2, ::2]`; None for any other."""
    slices = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    steps = [each.step for each in slices if isinstance(each, ast.Slice) and each.step is not None]
    numbers = {whole_number(each) for each in steps}
    return next(iter(numbers)) if len(steps) == 2 and len(numbers) == 1 else None
