"""Drafts for layers with unusual settings, without an activation, or with something after the last one."""

import math
from collections.abc import Iterator
from typing import Final

from grader.analysis.flow import shape_of
from grader.analysis.layers import ACTIVATIONS, SHAPING
from grader.base.text import Text
from grader.records.graph import Value, references
from grader.repairs import layer_calls, sentences
from grader.repairs.arguments import changed
from grader.repairs.draft import Draft
from grader.repairs.from_layers import Edits, activated, label, merged, with_settings, without_layer
from grader.repairs.layer_settings import settings_of
from grader.repairs.layer_sizes import Sizes, whole
from grader.repairs.new_layers import flattening
from grader.repairs.subject import Subject

_OUTPUTS: Final = Text(
    ko="클래스나 채널마다 출력이 하나씩 있어야 합니다.", en="There is one output for each class or channel."
)


def outputs(subject: Subject) -> Iterator[Draft]:
    """Yield the number of outputs of the last layer."""
    last = subject.last
    if last is None or not subject.output:
        return
    settings = settings_of(last)
    name = "out_features" if last.kind == "Linear" else "out_channels"
    right = len(last.shape) == len(subject.output)
    if right and name in settings and settings[name] != subject.output[0]:
        what = sentences.other_setting(label(subject.model, last), name, settings[name], subject.output[0])
        for edits in with_settings(subject.model, last, {name: subject.output[0]}):
            yield Draft(edits, what, _OUTPUTS)


def tail(subject: Subject) -> Iterator[Draft]:
    """Yield the model without what follows its last layer with weights."""
    last = subject.last
    for each in subject.layers[subject.layers.index(last) + 1 :] if last else ():
        if each.kind in SHAPING:
            continue
        why = sentences.NOT_ASKED
        if each.kind in ("Softmax", "LogSoftmax"):
            why = sentences.softmax(each.kind, each.shape[0])
        elif each.kind in ACTIVATIONS:
            why = sentences.RELU_ON_LOGITS
        for edits in without_layer(subject.model, each):
            yield Draft(edits, sentences.extra(each.kind, label(subject.model, last) if last else ""), why)


def unusual(subject: Subject) -> Iterator[Draft]:
    """Yield usual settings for the layers with other ones: of all at once, and of each."""
    for kind in ("Conv2d", "ConvTranspose2d"):
        usual = subject.usual_settings(kind)
        ways: list[tuple[list[Edits], Text]] = []
        for each in subject.layers:
            settings = settings_of(each) if each.kind == kind else {}
            wanted = {name: value for name, value in usual.items() if settings.get(name, value) != value}
            if wanted and subject.is_pointed_at(each):
                what = sentences.other_settings(label(subject.model, each), settings, wanted)
                ways.append((with_settings(subject.model, each, wanted), what))
        found = [(edits[0], what) for edits, what in ways if edits]
        why = sentences.why_setting(kind, "kernel_size")
        if len(found) > 1:
            yield Draft(merged(*(each for each, _ in found)), _so_do_others(found[0][1], len(found) - 1), why)
        for edits, what in ways:
            for way in edits:
                yield Draft(way, what, why, rank=1 if len(found) > 1 else 0)


def linear(subject: Subject) -> Iterator[Draft]:
    """Yield activations after convolutions that another one follows without any: after all, and each."""
    found = [
        (activated(subject.model, each, "ReLU"), label(subject.model, each))
        for each in subject.layers
        if each.kind in ("Conv2d", "ConvTranspose2d")
        and subject.is_pointed_at(each)
        and _meets_a_convolution(subject, each.node)
    ]
    ways = [(edits[0], name) for edits, name in found if edits]
    if len(ways) > 1:
        names = sentences.listed([name for _, name in ways])
        yield Draft(
            merged(*(edits for edits, _ in ways)), sentences.missing("ReLU", names), sentences.NONLINEAR
        )
    for edits, name in ways:
        yield Draft(edits, sentences.missing("ReLU", name), sentences.NONLINEAR, rank=int(len(ways) > 1))


def _meets_a_convolution(subject: Subject, node: int) -> bool:
    """Return whether what a node makes reaches another convolution without an activation."""
    passed, pending = {node}, [node]
    kinds = {each.node: each.kind for each in subject.layers}
    while pending:
        here = pending.pop()
        for index, each in enumerate(subject.graph.nodes):
            if index in passed or Value(here) not in references(each)[:8]:
                continue
            if kinds.get(index) in ("Conv2d", "ConvTranspose2d", "Linear"):
                return True
            if kinds.get(index) not in ACTIVATIONS:
                passed.add(index)
                pending.append(index)
    return False


def _so_do_others(first: Text, more: int) -> Text:
    return Text(
        ko=f"{first.ko} 다른 {more}개 층도 마찬가지입니다.",
        en=f"{first.en} So it is in {more} more layer{'s' if more > 1 else ''}.",
    )


def unflattened(subject: Subject) -> Iterator[Draft]:
    """Yield a flattening before a fully connected layer that works on each row of a map."""
    for each in subject.layers:
        before = _read_by(subject, each.node) if each.kind == "Linear" else ()
        if len(before) < 2:
            continue
        node = subject.graph.nodes[each.node]
        made = subject.model.made(node.module) if node.module else None
        inputs = {"in_features": math.prod(before)}
        own = changed(subject.model, made, inputs, at_origin=False) if made else None
        use = layer_calls.applied(subject.model, node, "Linear")
        inner = layer_calls.tensor_of(use.call) if use else None
        if own is None or made is None:
            continue
        if layer_calls.siblings(made.tree, made.call):
            flat = (layer_calls.inserted_before(made.tree, made.call, f"{subject.model.nn}.Flatten()"),)
            yield Draft(merged(flat, own), sentences.FLATTENED, sentences.FLAT)
        elif use is not None and inner is not None:
            yield Draft(
                merged(use.tree.wrap(inner, *flattening(subject.model)), own),
                sentences.FLATTENED,
                sentences.FLAT,
            )


def _read_by(subject: Subject, node: int) -> Sizes:
    reads = references(subject.graph.nodes[node])
    return whole(shape_of(subject.graph, reads[0])) if reads else ()
