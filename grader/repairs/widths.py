"""Drafts for a model with more or fewer parameters than any solution has: narrower or wider layers."""

from collections.abc import Iterator
from typing import Final

from grader.analysis.layers import WEIGHTED, Layer, parameters
from grader.base.text import Text
from grader.repairs.arguments import SETTING, changed
from grader.repairs.draft import Draft
from grader.repairs.from_layers import Edits, followers, label, maker, merged, with_settings
from grader.repairs.layer_settings import rule_of, settings_of
from grader.repairs.layer_sizes import Rule
from grader.repairs.number_lists import number_lists
from grader.repairs.subject import Subject
from grader.repairs.syntax_tree import whole_number

NARROWER: Final = (2, 4, 8, 16)
WIDER: Final = (2, 4, 8)
MOST_LAYERS: Final = 2
"""The layers that are made narrower, each by itself: those with the most weights."""

_TOO_NARROW: Final = Text(ko="층들이 너무 좁습니다.", en="The layers are too narrow.")
_WHY_WIDER: Final = Text(
    ko="채널이 많을수록 한 층이 구별하는 특징도 많아집니다.",
    en="With more channels, a layer can tell more features apart.",
)
_WHY_NARROWER: Final = Text(
    ko="이 층 하나에 파라미터의 대부분이 있습니다.", en="Most of the parameters are in this one layer."
)


def widths(subject: Subject) -> Iterator[Draft]:
    """Yield narrower layers for a model with too many parameters, wider ones for one with too few."""
    least, most = subject.usual_parameters
    number = parameters(subject.graph)
    if most and number > most:
        yield from _narrower(subject)
    if number < least:
        yield from _wider(subject)


def _narrower(subject: Subject) -> Iterator[Draft]:
    hidden = [each for each in subject.layers if each.weights and each != subject.last and _width(each)]
    largest = sorted(hidden, key=lambda each: -each.weights)[:MOST_LAYERS]
    for rank, layer in enumerate(largest):
        name, width = _width(layer) or ("", 0)
        said = label(subject.model, layer)
        what = Text(
            ko=f"{said} 층이 너무 넓습니다(출력 {width}개).",
            en=f"{said} is too wide, with {width} outputs.",
        )
        for factor in NARROWER if width else ():
            if width % factor == 0:
                for edits in with_settings(subject.model, layer, {name: width // factor})[:1]:
                    yield Draft(edits, what, _WHY_NARROWER, rank)


def _width(layer: Layer) -> tuple[str, int] | None:
    """Return the argument for the number of a layer's outputs, and that number."""
    if layer.kind not in WEIGHTED:
        return None
    name = "out_features" if layer.kind == "Linear" else "out_channels"
    value = settings_of(layer).get(name)
    return (name, value) if isinstance(value, int) else None


def _wider(subject: Subject) -> Iterator[Draft]:
    for factor in WIDER:
        lists = [
            tree.replace(each, str(factor * (whole_number(each) or 0)))
            for tree, node in number_lists(subject.model)
            for each in node.elts
        ]
        if lists:
            yield Draft(tuple(lists), _TOO_NARROW, _WHY_WIDER)
        elif (edits := _all_wider(subject, factor)) is not None:
            yield Draft(edits, _TOO_NARROW, _WHY_WIDER)


def _all_wider(subject: Subject, factor: int) -> Edits | None:
    """Return the edits that give all layers but the last more outputs; None if they cannot be made."""
    rules: dict[int, Rule] = {}
    own: list[Edits] = []
    for layer in subject.layers:
        width = _width(layer) if layer != subject.last else None
        if width is None:
            continue
        wanted: dict[str, SETTING] = {width[0]: factor * width[1]}
        made = maker(subject.model, layer)
        rule = rule_of(layer.kind, {**settings_of(layer), **wanted})
        edits = changed(subject.model, made, wanted, at_origin=False) if made else None
        if rule is None or edits is None:
            return None
        rules[layer.node] = rule
        own.append(edits)
    return merged(*own, followers(subject.model, rules, fitted=rules)) if own else None
