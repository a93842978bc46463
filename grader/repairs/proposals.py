"""From models that lost points to proposals: edits of the text, and the models found in the edited text."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from grader.base.text import same
from grader.intake.candidates import candidates
from grader.intake.likeness import SPELLING, likeness
from grader.intake.program import Program
from grader.records.capture_protocol import Broken, Captured
from grader.records.repair_protocol import RepairProposal, RepairsWanted, Suspect, TextEdit
from grader.records.source import Candidate, Line, Source, Unit
from grader.repairs import (
    from_failure,
    from_reference,
    from_rules,
    from_syntax,
    misplaced_code,
    swapped_names,
)
from grader.repairs.draft import Draft
from grader.repairs.student_model import StudentModel
from grader.repairs.subject import Subject
from grader.repairs.text_edits import applied
from grader.repairs.unread_code import reread, touches

_TOGETHER = same("-")


def proposals(wanted: RepairsWanted) -> tuple[RepairProposal, ...]:
    """Return proposals for all suspects, the most promising first, each kind of edit once."""
    if wanted.together:
        drafts_together = [Draft(edits, _TOGETHER) for edits in wanted.together]
        return tuple(each for draft in drafts_together if (each := _proposal(draft, wanted)) is not None)
    drafts: dict[frozenset[TextEdit], Draft] = {}
    for draft in _all_drafts(wanted):
        drafts.setdefault(frozenset(draft.edits), draft)
    found: list[RepairProposal] = []
    for draft in sorted(drafts.values(), key=lambda each: each.rank):
        if len(found) >= wanted.most:
            break
        if draft.edits and (proposal := _proposal(draft, wanted)) is not None:
            found.append(proposal)
    return tuple(found)


def _all_drafts(wanted: RepairsWanted) -> Iterator[Draft]:
    if wanted.missing or any(isinstance(each.outcome, Broken) for each in wanted.suspects):
        yield from from_syntax.drafts(wanted.source)
        yield from misplaced_code.drafts(wanted.source)
    try:
        yield from swapped_names.drafts(wanted.suspects, wanted.source)
    except SyntaxError:  # the text after an edit, perhaps
        return
    for suspect in wanted.suspects:
        yield from _drafts(suspect, wanted.source)


def _drafts(suspect: Suspect, source: Source) -> Iterator[Draft]:
    graph = suspect.outcome.graph if isinstance(suspect.outcome, Captured) else None
    model = StudentModel(source, suspect.candidate, graph)
    if isinstance(suspect.outcome, Broken):
        yield from from_failure.drafts(model, suspect.outcome, (*suspect.references, *suspect.usual))
        return
    subject = Subject(model, suspect.usual, suspect.output, suspect.at)
    yield from from_rules.drafts(subject, suspect.lost, free=not suspect.references)
    if suspect.references:
        yield from from_reference.drafts(model, suspect.references)


def _proposal(draft: Draft, wanted: RepairsWanted) -> RepairProposal | None:
    """Return a draft with its models; None if the text cannot be edited so, or a model is gone from it."""
    texts = _reread(wanted.source, draft.edits) if touches(wanted.source, draft.edits) else ()
    source = None if texts is None else edited(wanted.source, draft.edits, texts)
    if source is None:
        return None
    try:
        found = _candidates(source)
    except SyntaxError:
        return None
    own = tuple(
        (part, each) for part, candidate in wanted.models if (each := _same(candidate, found)) is not None
    )
    if len(own) < len(wanted.models):
        return None
    found_now = dict(
        _now_found(wanted.missing, [each for part, each in own if part not in dict(wanted.missing)], found)
    )
    own = tuple({**dict(own), **found_now}.items())
    return RepairProposal(draft.edits, own, draft.what, draft.why, texts or ())


def _reread(source: Source, edits: tuple[TextEdit, ...]) -> tuple[tuple[int, str], ...] | None:
    """Return the parseable texts of units after edits of lines that were not read; None if one is none."""
    units = {index: [each for each in edits if each.unit == index] for index in {each.unit for each in edits}}
    found = [(index, reread(source.units[index], own)) for index, own in units.items()]
    texts = tuple((index, unit.text) for index, unit in found if unit is not None)
    return texts if len(texts) == len(units) else None


def _now_found(
    missing: Sequence[tuple[str, str]], taken: Sequence[Candidate], found: Sequence[Candidate]
) -> Iterator[tuple[str, Candidate]]:
    """Yield the models of parts that had none, by their names."""
    for part, name in missing:
        named = [each for each in found if each.written and likeness(each.name, name) >= SPELLING]
        free = [each for each in named if each.name not in {other.name for other in taken}]
        if free:
            yield part, max(free, key=lambda each: likeness(each.name, name))


def edited(
    source: Source, edits: tuple[TextEdit, ...], texts: Sequence[tuple[int, str]] = ()
) -> Source | None:
    """Return a submission with edits made in its text; None if one does not fit what the student wrote.

    Args:
        source: the submission.
        edits: what to replace.
        texts: the parseable texts of edited units, by their numbers, where they do not follow from the edits.
    """
    units = list(source.units)
    known = dict(texts)
    for index in {each.unit for each in edits}:
        unit = _edited(units[index], [each for each in edits if each.unit == index], known.get(index))
        if unit is None:
            return None
        units[index] = unit
    problems = [each for each in source.problems if not (each.at and _is_read(units, each.at, known))]
    return msgspec.structs.replace(source, units=tuple(units), problems=tuple(problems))


def _edited(unit: Unit, edits: list[TextEdit], text: str | None) -> Unit | None:
    text, original = applied(unit.text, edits) if text is None else text, applied(unit.original, edits)
    if text is None or original is None:
        return None
    return msgspec.structs.replace(unit, text=text, original=original)


def _is_read(units: Sequence[Unit], at: Line, known: Mapping[int, str]) -> bool:
    """Return whether a line that was left out stands in a unit's text now."""
    lines = units[at.unit].text.split("\n") if at.unit in known else []
    return at.line <= len(lines) and bool(lines[at.line - 1].strip())


def _candidates(source: Source) -> tuple[Candidate, ...]:
    """Return the models in a text, file by file, as the reader finds them."""
    found: list[Candidate] = []
    for units in _files(source):
        program = Program((index, source.units[index].text) for index in units)
        found += candidates(program)
    return tuple(found)


def _files(source: Source) -> list[list[int]]:
    """Return the units of each submitted file in the order in which they run: helper modules first."""
    names = {file.name for file in source.files}
    files: list[tuple[list[int], list[int]]] = []
    before = ""
    for index, unit in enumerate(source.units):
        own = unit.file in names
        if (own and unit.file != before) or not files:
            files.append(([], []))
        before = unit.file if own else before
        files[-1][0 if own else 1].append(index)
    return [[*reversed(helpers), *own] for own, helpers in files]


def _same(candidate: Candidate, found: tuple[Candidate, ...]) -> Candidate | None:
    """Return the model of an edited text that a candidate has become, made in the same way."""
    alike = [
        each
        for each in found
        if (each.name, each.kind, each.at.unit, each.replaced)
        == (candidate.name, candidate.kind, candidate.at.unit, candidate.replaced)
    ]
    nearest = min(alike, key=lambda each: abs(each.at.line - candidate.at.line), default=None)
    if nearest is None or len(candidate.makers) != 1:
        return nearest
    wanted = candidate.makers[0]
    by_text = [each for each in nearest.makers if each.expression == wanted.expression]
    by_line = [each for each in nearest.makers if each.at == wanted.at]
    makers = (by_text or by_line or list(nearest.makers))[:1]
    return msgspec.structs.replace(nearest, makers=tuple(makers))
