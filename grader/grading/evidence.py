"""Compute the evidence that checks ask for, each piece only on demand and only once."""

import dataclasses
from collections.abc import Callable
from functools import cached_property

import msgspec

from grader.analysis.alignment import align
from grader.analysis.layers import layers, output_shape
from grader.analysis.modes import passes, without_dice
from grader.analysis.rules.simplify import simplify
from grader.base.errors import StaffError
from grader.base.text import Text
from grader.capture.measuring import Measuring
from grader.checks import description_length
from grader.checks.assignment import Part
from grader.checks.evidence import (
    UNTOLD,
    Alone,
    Attempt,
    Carrying,
    Comparison,
    Curve,
    Foresight,
    Forward,
    Gradients,
    Graph,
    Independence,
    Tail,
    Threshold,
)
from grader.grading import measured
from grader.grading.limits import must_be_known, must_be_small_enough
from grader.grading.solutions import SEED
from grader.records.assignment import Recipe
from grader.records.capture_protocol import Captured
from grader.training.repetition import repeated

NAMES: dict[type, str] = {
    Attempt: "attempt",
    Graph: "graph",
    Carrying: "carrying",
    Comparison: "comparison",
    Forward: "forward",
    Independence: "independence",
    Foresight: "foresight",
    Tail: "tail",
    Alone: "alone",
    Gradients: "gradients",
    Curve: "curve",
    Threshold: "threshold",
}
"""The attribute of `Evidence` for each type of evidence."""


class Evidence:
    """All evidence about one part's model.

    Args:
        part: the part of the assignment.
        attempt: the student's model and the outcome of running it.
        train: trains a model by a recipe, from a seed.
        measuring: computes the model.
    """

    def __init__(
        self,
        part: Part,
        attempt: Attempt,
        train: Callable[[Graph, Recipe, int], Curve],
        measuring: Measuring,
    ) -> None:
        self.part = part
        self.attempt = attempt
        self._train = train
        self._measuring = measuring

    def of(self, kind: type) -> object:
        """Return the evidence of one type.

        Raises:
            KeyError: a check asks for a type that is not evidence.
        """
        return getattr(self, NAMES[kind])

    @cached_property
    def graph(self) -> Graph:
        """What the student's model does; a check may ask for it only if it requires that the model runs."""
        if not isinstance(self.attempt.outcome, Captured):
            raise TypeError("a check asks for the Graph of a model that does not run")
        return simplify(self.attempt.outcome.graph)

    @cached_property
    def carrying(self) -> Carrying:
        """What is written, and what of it carries something to the output."""
        assert isinstance(self.attempt.outcome, Captured)
        return Carrying(self.attempt.outcome.graph, measured.carrying(self._measuring, self.graph))

    @cached_property
    def in_training(self) -> "Evidence | None":
        """What can be known of what forward computes in training; None if it is the same as in evaluation.

        It is the same but for noise, too, and where it is another one each time.
        """
        if not isinstance(self.attempt.outcome, Captured):
            return None
        if any(remark.kind == "random_training" for remark in self.graph.remarks):
            return None
        _, *others = passes(self.attempt.outcome.graph)
        if not others:
            return None
        outcome = msgspec.structs.replace(self.attempt.outcome, graph=others[0])
        attempt = dataclasses.replace(self.attempt, outcome=outcome)
        return Evidence(self.part, attempt, self._train, self._measuring)

    @cached_property
    def comparison(self) -> Comparison:
        """The layers aligned with those of the nearest reference."""
        student = layers(self.graph)
        aligned = [
            (*align(student, layers(reference)), reference) for reference in self.part.references.values()
        ]
        _, pairs, reference = min(aligned, key=lambda entry: entry[0])
        return Comparison(student, layers(reference), pairs, self.graph, reference)

    @cached_property
    def forward(self) -> Forward:
        """The outputs of both models with the reference's weights."""
        return measured.forward(self._measuring, self.comparison, self.part.input)

    @cached_property
    def independence(self) -> Independence:
        """The change of an image's output when the rest of its batch changes."""
        return measured.independence(self._measuring, self.graph)

    @cached_property
    def foresight(self) -> Foresight:
        """The change of the first steps' outputs when the last steps change."""
        return measured.foresight(self._measuring, self.graph)

    @cached_property
    def alone(self) -> Alone:
        """What comes out for a single image."""
        return measured.alone(self._measuring, self.graph)

    @cached_property
    def tail(self) -> Tail:
        """What becomes of the last layer's output; nothing that can be told if it gets another shape."""
        if tuple(output_shape(self.graph)[1:]) != self.part.output:
            return UNTOLD
        return measured.tail(self._measuring, self.graph)

    @cached_property
    def gradients(self) -> Gradients:
        """The sizes of the gradients of the model's weights."""
        return measured.gradients(self._measuring, without_dice(self.graph))

    @cached_property
    def curve(self) -> Curve:
        """The history of the brief training, which is repeated if its score is doubtful.

        Raises:
            Failed: the model's description is too long (`description_length`).
        """
        recipe = self.part.recipe
        assert recipe is not None, "a check asks for the training of a part without a recipe"
        must_be_known(self.graph, training=True)
        must_be_small_enough(self.graph)
        description_length.within(self.graph, description_length.bound(self.part.solutions.values()))
        first = self._train(self.graph, recipe, SEED)
        threshold = self.part.thresholds.get(first.data)
        if threshold is None:
            return first
        return repeated(first, threshold, lambda seed: self._train(self.graph, recipe, seed))

    @property
    def threshold(self) -> Threshold:
        """The threshold that the score of the brief training is compared with.

        Raises:
            StaffError: there is no threshold for the data.
        """
        data = self.curve.data
        if data not in self.part.thresholds:
            raise StaffError(
                Text(
                    ko=f"이 과제에는 '{data}' 데이터에 대한 기준이 없습니다.",
                    en=f"The assignment has no threshold for the data '{data}'.",
                ),
                Text(
                    ko="--data로 다른 데이터를 지정하십시오. 과제를 만드는 중이라면 `grade calibrate`로"
                    " 기준을 재어 assignment.py에 적으십시오.",
                    en="Name other data with --data. If you are writing the assignment, measure it with"
                    " `grade calibrate` and write what follows into its assignment.py.",
                ),
            )
        return self.part.thresholds[data]

    @property
    def curve_if_trained(self) -> Curve | None:
        """The history of the brief training, if a check has asked for it."""
        return self.__dict__.get("curve")
