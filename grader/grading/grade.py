"""Grade one submission: file, source, child, Graph, checks, training, report."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import torch

from grader.analysis.layers import joins, layers, parameters, shown
from grader.analysis.rules.simplify import as_written
from grader.base.errors import NothingToGrade
from grader.base.korean import with_particle
from grader.base.progress import Progress
from grader.base.text import Text
from grader.base.version import VERSION
from grader.capture.capture import JOB_SECONDS, capture
from grader.capture.measuring import Measuring
from grader.capture.verify import trusted
from grader.checks.assignment import Assignment, Part
from grader.checks.evidence import Attempt, Comparison, Curve, Graph
from grader.confinement.host import Host
from grader.grading import forged_lines, other_assignments
from grader.grading.code_grading import CodeGrading
from grader.grading.code_listings import listings
from grader.grading.data_requirements import must_suit
from grader.grading.evaluate import Evaluation
from grader.grading.evidence import Evidence
from grader.grading.jobs import jobs_for
from grader.grading.model_matching import (
    Match,
    Outcomes,
    match,
    outcome_for,
    serves_as,
    unmatched,
    ways,
    worth_capturing,
)
from grader.grading.provenance import of_report
from grader.grading.remarks import told
from grader.grading.trainer import Settings, Trainer
from grader.records.assignment import Recipe
from grader.records.capture_protocol import Captured, Outcome
from grader.records.report import GradedModel, PartReport, Report, Row
from grader.records.source import Candidate, Problem, Source
from grader.records.totals import settled


@dataclass(frozen=True)
class Listener:
    """Callbacks: when the models are found, and for each part when its checks and its training are done."""

    on_part: Callable[[PartReport], None] = lambda _part: None
    on_training: Callable[[PartReport], None] = lambda _part: None
    on_models: Callable[[Mapping[str, Match], Outcomes], None] = lambda _matches, _outcomes: None


def grade(
    source: Source,
    assignment: Assignment,
    settings: Settings,
    host: Host,
    progress: Progress,
    listener: Listener | None = None,
    trainer: Trainer | None = None,
) -> Report:
    """Grade one submission: first everything that needs no training, then the trainings.

    Args:
        source: the submission as text.
        assignment: the assignment that it was handed in for.
        settings: the data, the device, and whether to train.
        host: runs untrusted work, with the entries `grader.grading.ENTRIES`.
        progress: shows what is being done.
        listener: called with the report of every part.
        trainer: trains its models, or has them trained; None to train them here and now.

    Raises:
        NotTrained: the trainer has no curve for a training.
        NothingToGrade: the submission contains no model.
        StaffError: the grader, its installation or the data is at fault.
    """
    start = time.perf_counter()
    torch.set_num_threads(1)  # the work here is small, and threads that wait for a core cost seconds
    listener = listener or Listener()
    candidates = ways(assignment.parts, source.candidates)
    trainer = trainer or Trainer(settings, host, progress)
    with Measuring(host) as measuring:
        captured = _capture(source, candidates, assignment, host, measuring, progress)
        outcomes = {key: forged_lines.without_forged_lines(each, source) for key, each in captured.items()}
        elsewhere = other_assignments.find(assignment, candidates, outcomes)
        matches = match(assignment.parts, elsewhere.without(candidates), outcomes)
        listener.on_models(matches, outcomes)
        others = unmatched(elsewhere.without(candidates), matches)
        graded = [
            PartGrading(
                part,
                assignment.worth(part),
                source,
                matches.get(part.id),
                outcomes,
                trainer,
                measuring,
                others,
                serves_as(part, assignment.parts, matches),
            )
            if isinstance(part, Part)
            else CodeGrading(part, assignment.worth(part), source, host)
            for part in assignment.every_part
        ]
        for each in graded:
            each.evaluation.before_training()
            listener.on_part(each.report())
        for each in graded:
            if not each.evaluation.complete:
                each.evaluation.after_training()
                listener.on_training(each.report())
    doubts = list(_doubts(source, matches, elsewhere))
    if any(outcomes[key] is not each for key, each in captured.items()):
        doubts.append(forged_lines.NOTICE)
    trainer.notices.extend(doubts)
    for each in graded:
        trainer.notices.extend(each.remarks())
    taken = [found.candidate for found in matches.values()]
    report = _report(
        assignment, source, taken, [each.report() for each in graded], trainer, time.perf_counter() - start
    )
    return msgspec.structs.replace(report, doubts=tuple(doubts) or msgspec.UNSET)


def _doubts(
    source: Source, matches: Mapping[str, Match], elsewhere: other_assignments.ForeignModels
) -> Iterator[Text]:
    """Yield what a person should know of the choice of what was graded."""
    notice = elsewhere.notice(source)
    if notice is not None and not any(each.candidate.written for each in matches.values()):
        yield notice
    yield from source.choice


def graphs(source: Source, assignment: Assignment, host: Host, progress: Progress) -> dict[str, Graph]:
    """Return the Graph of the model found for each part, by the part's id, for models that run."""
    matches, outcomes = _match_models(source, assignment, host, progress)
    found = {
        part.id: outcome_for(part, matches[part.id].candidate, outcomes)
        for part in assignment.parts
        if part.id in matches
    }
    return {part: outcome.graph for part, outcome in found.items() if isinstance(outcome, Captured)}


# -- capture ---------------------------------------------------------------------------------------------

TRACING = Text(
    ko=f"모델을 읽는 중 (모델마다 최대 {JOB_SECONDS:g}초)",
    en=f"Reading the models (at most {JOB_SECONDS:g} s each)",
)


def _match_models(
    source: Source, assignment: Assignment, host: Host, progress: Progress
) -> tuple[dict[str, Match], Outcomes]:
    """Run the candidates for the parts' models; return the match of each part, and all outcomes."""
    candidates = ways(assignment.parts, source.candidates)
    with Measuring(host) as measuring:
        outcomes = _capture(source, candidates, assignment, host, measuring, progress)
    elsewhere = other_assignments.find(assignment, candidates, outcomes)
    return match(assignment.parts, elsewhere.without(candidates), outcomes), outcomes


def _capture(
    source: Source,
    candidates: Sequence[Candidate],
    assignment: Assignment,
    host: Host,
    measuring: Measuring,
    progress: Progress,
) -> Outcomes:
    if not assignment.parts:
        _must_have_code(source)
        return {}
    if not source.candidates and not source.problems:
        raise NothingToGrade(
            Text(ko=f"{source.name}에 모델이 없습니다.", en=f"There is no model in {source.name}."),
            Text(
                ko=f"nn.Module을 상속한 클래스 {with_particle(assignment.parts[0].model, '이')} 있는지"
                " 확인하십시오.",
                en=f"Check that it has a class {assignment.parts[0].model} that inherits from nn.Module.",
            ),
        )
    chosen = worth_capturing(assignment.parts, candidates)
    shapes = dict.fromkeys(shape for part in assignment.parts for shape in part.inputs)
    keys = [(candidate, shape) for candidate in chosen for shape in shapes]
    progress(TRACING, 0, None)
    outcomes = trusted(capture(source, jobs_for(assignment, keys), host), measuring)
    return dict(zip(keys, map(simplified, outcomes), strict=True))


def _must_have_code(source: Source) -> None:
    if not source.order and not source.problems:
        raise NothingToGrade(
            Text(ko=f"{source.name}에 코드가 없습니다.", en=f"There is no code in {source.name}.")
        )


def simplified(outcome: Outcome) -> Outcome:
    """Return an outcome with its Graph simplified: what a model computes counts, not how it is written."""
    if isinstance(outcome, Captured):
        return msgspec.structs.replace(outcome, graph=as_written(outcome.graph))
    return outcome


# -- parts -----------------------------------------------------------------------------------------------


class PartGrading:
    """The grading of one part of the assignment: the model that was found for it, and its checks."""

    def __init__(
        self,
        part: Part,
        worth: float | None,
        source: Source,
        found: Match | None,
        outcomes: Outcomes,
        trainer: Trainer,
        measuring: Measuring,
        others: tuple[str, ...] = (),
        serves_as: str = "",
    ) -> None:
        self._part = part
        self._worth = worth
        self._source = source
        self._trainer = trainer
        self._found = found
        self._outcome = outcome_for(part, found.candidate, outcomes) if found else None
        attempt = Attempt(
            part.model, found.candidate if found else None, self._outcome, source.problems, others, serves_as
        )
        self._evidence = Evidence(part, attempt, self._train, measuring)
        self.evaluation = Evaluation(
            part.checks,
            self._evidence,
            source.position,
            training=trainer.settings.training,
            provisional=lambda: part.recipe is not None and trainer.data(part.recipe).provisional,
        )

    def _train(self, graph: Graph, recipe: Recipe, seed: int) -> Curve:
        must_suit(self._trainer.data(recipe), self._part)
        return self._trainer.train(graph, recipe, seed)

    def report(self) -> PartReport:
        """Return the part's report, with the results so far."""
        outcome, part = self._outcome, self._part
        graph = self._evidence.graph if isinstance(outcome, Captured) else None
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
            weighted=msgspec.UNSET if self._worth is None else self._worth,
        )

    def remarks(self) -> tuple[Text, ...]:
        """Return what the reader must know about the part's model."""
        outcome = self._outcome
        return tuple(told(outcome.graph, self._source)) if isinstance(outcome, Captured) else ()

    def _taken(self) -> GradedModel | None:
        if self._found is None:
            return None
        return GradedModel(
            name=self._found.candidate.name,
            made_by=self._outcome.made_by if isinstance(self._outcome, Captured) else None,
            why=self._found.why,
            at=self._source.position(self._found.candidate.at),
        )

    def _rows(self, graph: Graph, comparison: Comparison | None) -> tuple[Row, ...]:
        """Return the student's layers, beside the expected ones if the part has references."""
        if comparison is None:
            listed = layers(graph)
            return tuple(
                Row(kind="free", layer=shown(each, self._source, joined), expected=None)
                for each, joined in zip(listed, joins(graph, listed), strict=True)
            )
        return tuple(
            Row(
                kind="follows" if pair.follows else pair.kind,
                layer=shown(pair.student, self._source) if pair.student else None,
                expected=shown(pair.expected, None) if pair.expected else None,
            )
            for pair in comparison.pairs
        )


# -- the whole -------------------------------------------------------------------------------------------


def _report(
    assignment: Assignment,
    source: Source,
    graded: list[Candidate],
    parts: list[PartReport],
    trainer: Trainer,
    seconds: float,
) -> Report:
    data = trainer.loaded
    notices = _unread(source, parts)
    notices += [*(notice for each in data for notice in each.notices), *trainer.notices]
    if trainer.settings.official and not trainer.confined:
        notices.append(
            Text(
                ko="공식 채점이지만 격리 없이 실행했습니다(--allow-unconfined).",
                en="This is an official grading that ran unconfined (--allow-unconfined).",
            )
        )
    if not trainer.settings.training:
        notices.append(
            Text(
                ko="학습을 건너뛰었습니다. 정확도 점수가 빠져 있습니다.",
                en="Training was skipped, so the points for accuracy are missing.",
            )
        )
    report = Report(
        grader=VERSION,
        assignment=assignment.id,
        title=assignment.title,
        files=source.files,
        data=tuple(each.name for each in data),
        provenance=of_report(trainer.settings.training, data),
        device=trainer.device.type if data else "cpu",
        confinement=trainer.confinement,
        official=trainer.settings.official,
        parts=tuple(parts),
        listings=listings(source, graded),
        prose=source.prose,
        notices=tuple(dict.fromkeys(notices)),
        points=0.0,
        earned=None,
        provisional=False,
        seconds=seconds,
        deadline=assignment.deadline or msgspec.UNSET,
        hints=msgspec.UNSET if assignment.hints == "code" else assignment.hints,
    )
    return settled(report)


def _unread(source: Source, parts: list[PartReport]) -> list[Text]:
    """Return what could not be read and where, without problems that a failed check has already reported."""
    said = {text for part in parts for result in part.results for text in (result.message, result.found)}
    return [placed(problem, source) for problem in source.problems if problem.message not in said]


def placed(problem: Problem, source: Source) -> Text:
    """Return what could not be read, with its place."""
    if problem.at is None:
        return problem.message
    position = source.position(problem.at)
    file = f"{position.file}, " if len(source.files) > 1 else ""
    return Text(
        ko=f"{file}{position.spot.ko}: {problem.message.ko}",
        en=f"{file}{position.spot.en}: {problem.message.en}",
    )
