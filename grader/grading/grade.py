"""Grades one submission: file, source, child, Graph, checks, training, report."""

import time
from collections.abc import Callable
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
from grader.checks.evidence import Attempt, Curve
from grader.checks.layers import parameters, shown
from grader.datasets import Dataset, load
from grader.grading import course
from grader.grading.evaluate import evaluate
from grader.grading.evidence import Evidence
from grader.grading.matching import Match, Outcomes, match, worth_capturing
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

    data: str = "auto"
    device: str = "auto"
    training: bool = True


def grade(
    path: Path,
    assignment: Assignment,
    settings: Settings,
    progress: Progress,
    on_part: Callable[[PartReport], None] | None = None,
    child: Child | None = None,
) -> Report:
    """Grade one file.

    Args:
        path: the notebook or script.
        assignment: what it was to solve.
        settings: data, device, training or not.
        progress: told what is being done.
        on_part: told of every part as soon as it is graded.
        child: a child that was started earlier, so that it has torch imported by now.

    Raises:
        NothingToGrade: there is no such file, or no model in it.
        StaffError: the grader, its installation or the data is at fault.
    """
    start = time.perf_counter()
    torch.set_num_threads(1)  # what is computed here is small, and threads that wait for a core cost seconds
    source = intake.read(path)
    outcomes = _capture(source, assignment, child or Child(), progress)
    matches = match(assignment.parts, source.candidates, outcomes)
    trainer = Trainer(settings, progress)
    parts: list[PartReport] = []
    for part in assignment.parts:
        parts.append(_grade_part(part, source, matches.get(part.id), outcomes, trainer))
        if on_part is not None:
            on_part(parts[-1])
    return _report(assignment, source, parts, trainer, time.perf_counter() - start)


# -- capture ---------------------------------------------------------------------------------------------

TRACING = Text(ko="모델을 읽는 중", en="Reading the model")


def _capture(source: Source, assignment: Assignment, child: Child, progress: Progress) -> Outcomes:
    with child:
        if not source.candidates and not source.problems:
            raise NothingToGrade(
                Text(ko=f"{source.file}에 모델이 없습니다.", en=f"There is no model in {source.file}."),
                Text(
                    ko=f"nn.Module을 상속한 클래스 {assignment.parts[0].model}이(가) 있는지 확인하십시오.",
                    en=f"Check that it has a class {assignment.parts[0].model} that inherits from nn.Module.",
                ),
            )
        chosen = worth_capturing(assignment.parts, source.candidates)
        shapes = dict.fromkeys(part.input for part in assignment.parts)
        keys = [(candidate, shape) for candidate in chosen for shape in shapes]
        known = {name: value for part in assignment.parts for name, value in part.known.items()}
        progress(TRACING, 0, None)
        outcomes = capture(source, tuple(_job(candidate, shape, known) for candidate, shape in keys), child)
    return {
        (candidate.name, shape): trusted(outcome)
        for (candidate, shape), outcome in zip(keys, outcomes, strict=True)
    }


def _job(candidate: Candidate, shape: tuple[int, ...], known: dict[str, int | float | bool | str]) -> Job:
    return Job(candidate.statements, candidate.name, candidate.kind, candidate.makers, shape, known)


# -- parts -----------------------------------------------------------------------------------------------


class Trainer:
    """Trains the models of one submission on data that is loaded when the first of them needs it."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        self.settings = settings
        self._progress = progress
        self._data: dict[tuple[int, int], Dataset] = {}

    @cached_property
    def device(self) -> torch.device:
        """Where to train."""
        return choose(self.settings.device)

    def data(self, recipe: Recipe) -> Dataset:
        """Return the images that a recipe asks for."""
        size = recipe.train_images, recipe.test_images
        if size not in self._data:
            self._data[size] = load(self.settings.data, train=size[0], test=size[1], progress=self._progress)
        return self._data[size]

    @property
    def loaded(self) -> tuple[Dataset, ...]:
        """The data that was needed."""
        return tuple(self._data.values())

    def train(self, module: Replay, recipe: Recipe) -> Curve:
        """Train a module by a recipe."""
        return train(module, recipe, self.data(recipe), self.device, self._progress, batch=module.graph.batch)


def _grade_part(
    part: Part, source: Source, found: Match | None, outcomes: Outcomes, trainer: Trainer
) -> PartReport:
    candidate = found.candidate if found else None
    outcome = outcomes.get((candidate.name, part.input)) if candidate else None
    attempt = Attempt(part.model, candidate, outcome, source.problems)
    evidence = Evidence(part, attempt, trainer.train)
    results = evaluate(
        part.checks,
        evidence,
        source.position,
        training=trainer.settings.training,
        provisional=lambda: any(data.provisional for data in trainer.loaded),
    )
    graph = outcome.graph if isinstance(outcome, Captured) else None
    pairs = evidence.comparison.pairs if graph else ()
    return PartReport(
        id=part.id,
        title=part.title,
        taken=Taken(
            name=found.candidate.name,
            made_by=outcome.made_by if isinstance(outcome, Captured) else None,
            why=found.why,
            at=source.position(found.candidate.at),
        )
        if found
        else None,
        results=results,
        layers=tuple(
            Row(
                kind=pair.kind,
                layer=shown(pair.student, source) if pair.student else None,
                expected=shown(pair.expected, None) if pair.expected else None,
            )
            for pair in pairs
        ),
        weights=sum(layer.weights for layer in evidence.comparison.student) if graph else None,
        parameters=parameters(graph) if graph else None,
        expected_parameters=parameters(evidence.comparison.reference) if graph else None,
        training=evidence.curve_if_trained,
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
        file=source.file,
        sha256=source.sha256,
        data=data[0].name if data else None,
        device=trainer.device.type if data else "cpu",
        confinement=CONFINEMENT,
        parts=tuple(parts),
        notices=tuple(dict.fromkeys(notices)),
        points=added(part.points for part in parts),
        earned=None if any(value is None for value in earned) else added(value or 0 for value in earned),
        provisional=any(result.provisional for part in parts for result in part.results),
        seconds=seconds,
    )
