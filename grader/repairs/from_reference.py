"""Drafts for a model that must be the same as a reference: each difference in the layers is undone."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

from grader.analysis.alignment import LayerPair, align
from grader.analysis.layers import ACTIVATIONS, POOLINGS, SHAPING, WEIGHTED, Layer, layers
from grader.base.text import Text
from grader.records.graph import Graph
from grader.records.repair_protocol import TextEdit
from grader.repairs import sentences
from grader.repairs.added_layers import block_after, call_of
from grader.repairs.draft import Draft
from grader.repairs.from_layers import (
    Edits,
    activated,
    label,
    merged,
    of_kind,
    with_settings,
    without_layer,
)
from grader.repairs.layer_settings import chosen, settings_of
from grader.repairs.number_lists import one_fewer, one_more
from grader.repairs.student_model import StudentModel


def drafts(model: StudentModel, references: Sequence[Graph]) -> Iterator[Draft]:
    """Yield edits that make a model more like the nearest reference."""
    assert model.graph is not None
    mine = layers(model.graph)
    _, pairs = min((align(mine, layers(each)) for each in references), key=lambda entry: entry[0])
    differences = _Differences(model, pairs)
    yield from differences.changed()
    yield from differences.of_other_kinds()
    yield from differences.extra()
    yield from differences.missing()


class _Differences:
    """The differences between a model's layers and those of its reference."""

    def __init__(self, model: StudentModel, pairs: tuple[LayerPair, ...]) -> None:
        self._model = model
        self._pairs = pairs

    def _before(self, pair: LayerPair) -> Layer | None:
        earlier = self._pairs[: self._pairs.index(pair)]
        return next((each.student for each in reversed(earlier) if each.student), None)

    def _owner(self, pair: LayerPair) -> str:
        """Return the name of the last layer with weights before a pair; empty if there is none."""
        earlier = self._pairs[: self._pairs.index(pair)]
        found = next(
            (each.student for each in reversed(earlier) if each.student and each.student.kind in WEIGHTED),
            None,
        )
        return label(self._model, found) if found else ""

    def changed(self) -> Iterator[Draft]:
        """Yield the layers with other settings, each by itself."""
        for pair in self._pairs:
            student, expected = pair.student, pair.expected
            if pair.kind != "changed" or student is None or expected is None or student.kind != expected.kind:
                continue
            mine, theirs = chosen(settings_of(student)), chosen(settings_of(expected))
            wanted = {name: value for name, value in theirs.items() if mine.get(name) != value}
            if not wanted:
                continue
            name = label(self._model, student)
            what = sentences.other_settings(name, mine, wanted)
            why = sentences.why_setting(student.kind, next(iter(wanted)))
            for edits in with_settings(self._model, student, wanted):
                yield Draft(edits, what, why)

    def of_other_kinds(self) -> Iterator[Draft]:
        """Yield the layers of another kind, all of one kind together and each by itself."""
        found = [
            (pair.student, pair.expected, self._owner(pair))
            for pair in self._pairs
            if pair.student and pair.expected and pair.student.kind != pair.expected.kind
        ]
        for (mine, theirs), group in groupby(
            sorted(found, key=lambda each: (each[0].kind, each[1].kind)),
            key=lambda each: (each[0].kind, each[1].kind),
        ):
            members = list(group)
            ways = [
                (of_kind(self._model, student, theirs, call_of(self._model, expected) or ""), owner)
                for student, expected, owner in members
                if call_of(self._model, expected)
            ]
            yield from _together(
                [(each, owner) for each, owner in ways if each],
                partial(sentences.other_kind, mine, theirs),
                None,
            )

    def extra(self) -> Iterator[Draft]:
        """Yield the layers that were not asked for."""
        last = next((each.student for each in reversed(self._pairs) if each.student), None)
        for pair in self._pairs:
            student = pair.student
            if pair.expected is not None or student is None or student.kind in SHAPING:
                continue
            ways = without_layer(self._model, student) or _in_lists(self._model, student, one_fewer)
            for edits in ways:
                yield Draft(
                    edits, sentences.extra(student.kind, self._owner(pair)), _why_extra(student, last)
                )

    def missing(self) -> Iterator[Draft]:
        """Yield the layers that are missing: activations together and each by itself, others as blocks."""
        lone: dict[str, list[tuple[list[Edits], str]]] = {}
        for absent, group in groupby(self._pairs, key=lambda pair: pair.student is None):
            if not absent:
                continue
            run = [each for each in group if each.expected]
            first, last = self._before(run[0]), self._owner(run[0])
            expected = [each.expected for each in run if each.expected]
            if first is None:
                continue
            if len(expected) == 1 and expected[0].kind in ACTIVATIONS:
                kind = expected[0].kind
                lone.setdefault(kind, []).append((activated(self._model, first, kind), last))
                continue
            kinds = [each.kind for each in expected if each.kind not in SHAPING]
            what = sentences.missing(" → ".join(kinds or ["Flatten"]), last)
            blocks = block_after(self._model, first, expected)
            for edits in (*blocks, *_in_lists(self._model, expected[0], one_more)):
                yield Draft(edits, what, _why_missing(expected))
        for kind, ways in lone.items():
            yield from _together(
                [each for each in ways if each[0]],
                partial(sentences.missing, kind),
                sentences.NONLINEAR,
            )


def _in_lists(
    model: StudentModel, layer: Layer, change: Callable[[StudentModel, int], Iterator[TextEdit]]
) -> list[Edits]:
    """Return ways to make one layer more or fewer in a loop, by the list of numbers that it goes through."""
    settings = settings_of(layer)
    number = settings.get("out_features", settings.get("out_channels"))
    return [(edit,) for edit in change(model, number)] if type(number) is int else []


def _together(
    ways: list[tuple[list[Edits], str]], what: Callable[[str], Text], why: Text | None
) -> Iterator[Draft]:
    """Yield the same change of several layers at once, and of each; `what` is told their names."""
    if len(ways) > 1:
        owners = sentences.listed([owner for _, owner in ways])
        yield Draft(merged(*(each[0] for each, _ in ways)), what(owners), why)
    for each, owner in ways:
        for edits in each:
            yield Draft(edits, what(owner), why, rank=1 if len(ways) > 1 else 0)


def _why_extra(layer: Layer, last: Layer | None) -> Text:
    at_the_end = layer is last and len(layer.shape) == 1
    if layer.kind in ("Softmax", "LogSoftmax") and at_the_end:
        return sentences.softmax(layer.kind, layer.shape[0])
    if layer.kind in ACTIVATIONS and at_the_end:
        return sentences.RELU_ON_LOGITS
    return sentences.NOT_ASKED


def _why_missing(expected: Sequence[Layer]) -> Text | None:
    kinds = {each.kind for each in expected}
    if kinds <= SHAPING:
        return sentences.FLAT
    if kinds & POOLINGS and not kinds & WEIGHTED:
        return sentences.POOLED
    return None
