"""Grades one submission: file, source, child, Graph, checks, training, report."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch

import grader
from grader import intake
from grader.capture.parent import capture
from grader.capture.process import Child
from grader.capture.replay import Replay
from grader.capture.trust import trusted
from grader.checks.authoring import Assignment, Part
from grader.checks.evidence import Attempt, Comparison, Curve, Graph
from grader.checks.layers import layers, parameters, shown
from grader.datasets import Dataset, load
from grader.grading import course
from grader.grading.evaluate import Evaluation
from grader.grading.evidence import Evidence
from grader.grading.matching import Match, Outcomes, match, outcome_for, worth_capturing
from grader.records.assignment import Recipe
from grader.records.capture import Captured, Job
from grader.records.errors import NothingToGrade
from grader.records.progress import Progress
from grader.records.report import PartReport, Report, Row, Taken, added
from grader.records.source import Candidate, Source
from grader.records.text import Text
from grader.training import train
from grader.training.device import choose

CONFINEMENT = Text(
    ko="별도의 프로세스, 시간과 메모리 제한", en="a process of its own, with limits on time and memory"
)


@dataclass(frozen=True)
class Settings:
    """How a submission is to be graded.

    `data` is what `grader.datasets.load` takes, `device` what `grader.training.device.choose` takes.
    """

    data: tuple[str, ...] = ("auto",)
    device: str = "auto"
    training: bool = True


@dataclass(frozen=True)
class Listener:
    """Told of each part as soon as its checks are done, and again when its training is over."""

    on_part: Callable[[PartReport], None] = lambda _part: None
    on_training: Callable[[PartReport], None] = lambda _part: None


def grade(
    paths: Sequence[Path],
    assignment: Assignment,
    settings: Settings,
    progress: Progress,
    listener: Listener | None = None,
    child: Child | None = None,
) -> Report:
    """Grade one submission: first all that needs no training, then the trainings.

    Args:
        paths: the notebooks and scripts that it consists of.
        assignment: what it was to solve.
        settings: data, device, training or not.
        progress: told what is being done.
        listener: told of every part.
        child: a child that was started earlier, so that it has torch imported by now.

    Raises:
        NothingToGrade: a file is not there, or there is no model in any of them.
        StaffError: the grader, its installation or the data is at fault.
    """
    start = time.perf_counter()
    torch.set_num_threads(1)  # what is computed here is small, and threads that wait for a core cost seconds
    listener = listener or Listener()
    source = intake.read_all(paths)
    outcomes = _capture(source, assignment, child or Child(), progress)
    matches = match(assignment.parts, source.candidates, outcomes)
    trainer = Trainer(settings, progress)
    graded = [Graded(part, source, matches.get(part.id), outcomes, trainer) for part in assignment.parts]
    for each in graded:
        each.evaluation.before_training()
        listener.on_part(each.report())
    for each in graded:
        if not each.evaluation.complete:
            each.evaluation.after_training()
            listener.on_training(each.report())
    return _report(
        assignment, source, [each.report() for each in graded], trainer, time.perf_counter() - start
    )


# -- capture ---------------------------------------------------------------------------------------------

TRACING = Text(ko="모델을 읽는 중", en="Reading the model")


def _capture(source: Source, assignment: Assignment, child: Child, progress: Progress) -> Outcomes:
    with child:
        if not source.candidates and not source.problems:
            raise NothingToGrade(
                Text(ko=f"{source.name}에 모델이 없습니다.", en=f"There is no model in {source.name}."),
                Text(
                    ko=f"nn.Module을 상속한 클래스 {assignment.parts[0].model}이(가) 있는지 확인하십시오.",
                    en=f"Check that it has a class {assignment.parts[0].model} that inherits from nn.Module.",
                ),
            )
        chosen = worth_capturing(assignment.parts, source.candidates)
        shapes = dict.fromkeys(shape for part in assignment.parts for shape in part.inputs)
        keys = [(candidate, shape) for candidate in chosen for shape in shapes]
        known = {shape: _known(assignment.parts, shape) for shape in shapes}
        progress(TRACING, 0, None)
        jobs = tuple(_job(candidate, shape, known[shape]) for candidate, shape in keys)
        outcomes = capture(source, jobs, child)
    return {key: trusted(outcome) for key, outcome in zip(keys, outcomes, strict=True)}


def _known(parts: Sequence[Part], shape: tuple[int, ...]) -> dict[str, int | float | bool | str]:
    """What the parts that take such an input know of constructor arguments."""
    return {name: value for part in parts if shape in part.inputs for name, value in part.known.items()}


def _job(candidate: Candidate, shape: tuple[int, ...], known: dict[str, int | float | bool | str]) -> Job:
    return Job(candidate.statements, candidate.name, candidate.kind, candidate.makers, shape, known)


# -- parts -----------------------------------------------------------------------------------------------


class Trainer:
    """Trains the models of one submission on data that is loaded when the first of them needs it."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        self.settings = settings
        self._progress = progress
        self._data: dict[tuple[str, int, int], Dataset] = {}

    @cached_property
    def device(self) -> torch.device:
        """Where to train."""
        return choose(self.settings.device)

    def data(self, recipe: Recipe) -> Dataset:
        """Return the images that a recipe asks for."""
        key = recipe.data, recipe.train_images, recipe.test_images
        if key not in self._data:
            kind, train, test = key
            self._data[key] = load(kind, self.settings.data, train=train, test=test, progress=self._progress)
        return self._data[key]

    @property
    def loaded(self) -> tuple[Dataset, ...]:
        """The data that was needed."""
        return tuple(self._data.values())

    def train(self, module: Replay, recipe: Recipe) -> Curve:
        """Train a module by a recipe."""
        return train(
            module,
            recipe,
            self.data(recipe),
            self.device,
            self._progress,
            input=module.sample,
            batch=module.graph.batch,
        )


class Graded:
    """One part of the assignment: the model that was found for it, and its checks."""

    def __init__(
        self, part: Part, source: Source, found: Match | None, outcomes: Outcomes, trainer: Trainer
    ) -> None:
        self._part = part
        self._source = source
        self._found = found
        self._outcome = outcome_for(part, found.candidate, outcomes) if found else None
        attempt = Attempt(part.model, found.candidate if found else None, self._outcome, source.problems)
        self._evidence = Evidence(part, attempt, trainer.train)
        self.evaluation = Evaluation(
            part.checks,
            self._evidence,
            source.position,
            training=trainer.settings.training,
            provisional=lambda: part.recipe is not None and trainer.data(part.recipe).provisional,
        )

    def report(self) -> PartReport:
        """Return what is known so far."""
        outcome, part = self._outcome, self._part
        graph = outcome.graph if isinstance(outcome, Captured) else None
        comparison = self._evidence.comparison if graph and part.references else None
        return PartReport(
            id=part.id,
            title=part.title,
            taken=self._taken(),
            results=self.evaluation.results,
            layers=self._rows(graph, comparison) if graph else (),
            weights=sum(layer.weights for layer in layers(graph)) if graph else None,
            parameters=parameters(graph) if graph else None,
            expected_parameters=parameters(comparison.reference) if comparison else None,
            training=self._evidence.curve_if_trained,
        )

    def _taken(self) -> Taken | None:
        if self._found is None:
            return None
        return Taken(
            name=self._found.candidate.name,
            made_by=self._outcome.made_by if isinstance(self._outcome, Captured) else None,
            why=self._found.why,
            at=self._source.position(self._found.candidate.at),
        )

    def _rows(self, graph: Graph, comparison: Comparison | None) -> tuple[Row, ...]:
        """The student's layers beside the expected ones, or alone where any that obey the rules will do."""
        if comparison is None:
            return tuple(
                Row(kind="free", layer=shown(each, self._source), expected=None) for each in layers(graph)
            )
        return tuple(
            Row(
                kind=pair.kind,
                layer=shown(pair.student, self._source) if pair.student else None,
                expected=shown(pair.expected, None) if pair.expected else None,
            )
            for pair in comparison.pairs
        )


# -- the whole -------------------------------------------------------------------------------------------


def _report(
    assignment: Assignment, source: Source, parts: list[PartReport], trainer: Trainer, seconds: float
) -> Report:
    data = trainer.loaded
    earned = [part.earned for part in parts]
    notices = [problem.message for problem in source.problems]
    notices += [notice for each in data for notice in each.notices]
    if not trainer.settings.training:
        notices.append(
            Text(
                ko="학습을 건너뛰었습니다(--no-training). 정확도 점수가 빠져 있습니다.",
                en="Training was skipped (--no-training): the points for accuracy are missing.",
            )
        )
    return Report(
        grader=grader.__version__,
        assignment=assignment.id,
        title=course.titles()[assignment.id],
        files=source.files,
        data=tuple(each.name for each in data),
        device=trainer.device.type if data else "cpu",
        confinement=CONFINEMENT,
        parts=tuple(parts),
        notices=tuple(dict.fromkeys(notices)),
        points=added(part.points for part in parts),
        earned=None if any(value is None for value in earned) else added(value or 0 for value in earned),
        provisional=any(result.provisional for part in parts for result in part.results),
        seconds=seconds,
    )
