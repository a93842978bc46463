"""Decide which of the student's models belongs to which part of the assignment, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from msgspec.structs import replace

from grader.analysis.alignment import align
from grader.analysis.layers import CONVOLUTIONS, WEIGHTED, layers, output_shape
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.capture.normal_form import normal_form
from grader.checks.assignment import Part
from grader.checks.diagnose import of_ones_own
from grader.checks.verdict import Failed
from grader.intake.likeness import EXACT, OTHER, SIMILAR, SPELLING, likeness
from grader.records.capture_protocol import Broken, Captured, Outcome
from grader.records.graph import Graph
from grader.records.source import Candidate

MOST_WAYS = 8
"""Maximum number of ways to make one class; a student's file has two or three, with the last first."""
FAIR_SHARE = 1 / 3
"""Share of a reference's layers with weights; a model that has no more is none of that part, and a reference
that has no more of a model's is of another model."""
MOST_TIMES = 2
"""A model with more than this many times the convolutions of a reference is another one: AlexNet has five."""
CLEARLY = 0.5
"""Share of the distance to a part's references that counts as clearly nearer to another's."""


@dataclass(frozen=True)
class Match:
    """A part's model, and the reason for choosing it."""

    candidate: Candidate
    why: Text


Outcomes = Mapping[tuple[Candidate, tuple[int, ...]], Outcome]
"""The outcome of each candidate that was run, for each shape of input."""


def resemblance(candidate: Candidate, part: Part) -> int:
    """Return how similar a candidate's name is, or another that the file gives it, to a part's."""
    return max(likeness(name, part.model) for name in (candidate.name, *candidate.aliases))


def outcome_for(part: Part, candidate: Candidate, outcomes: Outcomes) -> Outcome | None:
    """Return a candidate's outcome for the first of a part's inputs that it takes.

    If it takes none of them, it is the outcome of the try that got furthest.
    """
    tried = [outcomes[candidate, shape] for shape in part.inputs if (candidate, shape) in outcomes]
    taken = next((each for each in tried if isinstance(each, Captured)), None)
    failed = [each for each in tried if isinstance(each, Broken)]
    return taken or max(failed, key=lambda each: each.progress, default=None)


def ways(parts: Sequence[Part], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return every candidate once for each way in which the file makes it, as these may be different models.

    `MLP([784, 100, 10])` and `MLP([3072, 100, 10])` can be the models of two parts, from one class.
    """
    if len(parts) == 1:
        return list(candidates)
    return [
        replace(candidate, makers=(maker,) if maker else ())
        for candidate in candidates
        for maker in candidate.makers[:MOST_WAYS] or (None,)
    ]


def worth_capturing(parts: Sequence[Part], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates to run: those with the right names if every part has one, else all suitable.

    A class with the right name that the file does not make is not enough where it makes other models.
    """
    written = [candidate for candidate in candidates if candidate.written]
    named = [[c for c in written if resemblance(c, part) >= SPELLING] for part in parts]
    if any(each.made and not any(each in group for group in named) for each in written):
        named = [[each for each in group if each.made] for group in named]
    if all(named):
        wanted = {c.name for group in named for c in group}
        return [candidate for candidate in written if candidate.name in wanted]
    return [
        candidate
        for candidate in written
        if not candidate.inner or any(resemblance(candidate, part) for part in parts)
    ]


def match(parts: Sequence[Part], candidates: Sequence[Candidate], outcomes: Outcomes) -> dict[str, Match]:
    """Return the candidate that fits each part best, by the part's id; each model serves only one part.

    What a model is goes before what it is called: one that is exactly what another part asks for is that
    part's, and so is one that takes the images of another part alone, if that has no other. Then a name
    counts more than a structure, and a written model more than an empty one. A model with another name is
    chosen if nothing else is left for the part, the most similar one first. Of two classes with the same
    name, the last counts, unless they take different inputs and so are two models.
    """
    candidates = _standing(_different(_of_ones_own(parts, candidates, outcomes), outcomes), outcomes)
    unused = _unused(candidates, outcomes)
    ranked = sorted(
        (
            (_rank(part, candidate, outcomes, parts), -number, part, candidate)
            for part in parts
            for number, candidate in enumerate(candidates)
        ),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    found = {
        each.part.id: Match(each.candidate, _called_otherwise(each))
        for each in _crossed(parts, candidates, outcomes)
    }
    models = [_Model(each.candidate, _graphs(each.candidate, outcomes)) for each in found.values()]
    for may_serve in (_suits, _may_serve, _is_called):
        for _, _, part, candidate in ranked:
            if part.id in found or not may_serve(part, candidate, outcomes, parts):
                continue
            model = _Model(candidate, _graphs(candidate, outcomes))
            named = resemblance(candidate, part) >= SPELLING
            idle = candidate in unused or (candidate.wraps and not model.graphs)
            if (idle and not named) or any(model.is_another(each, named=named) for each in models):
                continue
            found[part.id] = Match(candidate, _why(part, candidate, runs=bool(model.graphs)))
            models.append(model)
    return found


def serves_as(part: Part, parts: Sequence[Part], matches: Mapping[str, Match]) -> str:
    """Return the name that is asked for where a model serves that has a part's name; nothing if none does."""
    return next(
        (
            other.model
            for other in parts
            if other is not part and other.id in matches
            if resemblance(matches[other.id].candidate, part) >= SPELLING
        ),
        "",
    )


def unmatched(candidates: Sequence[Candidate], matches: Mapping[str, Match]) -> tuple[str, ...]:
    """Return the names of the whole models that serve no part."""
    taken = {found.candidate.name for found in matches.values()}
    left = (each.name for each in candidates if each.written and not each.inner and not each.base)
    return tuple(dict.fromkeys(name for name in left if name not in taken))


@dataclass(frozen=True)
class _Model:
    """A candidate that serves a part, and what it computes."""

    candidate: Candidate
    graphs: dict[tuple[int, ...], Graph]

    def is_another(self, other: "_Model", *, named: bool) -> bool:
        """Return whether this is the other model, found again: a function that returns it, say.

        Two classes that compute the same are two models if this one has the name that a part asks for.
        """
        same = bool(self.graphs) and self.graphs == other.graphs and not named
        return same or self.candidate == other.candidate


# -- what is a candidate at all --------------------------------------------------------------------------


def _of_ones_own(
    parts: Sequence[Part], candidates: Sequence[Candidate], outcomes: Outcomes
) -> list[Candidate]:
    """Leave out the networks of other packages beside models of the student's own."""
    borrowed = {
        each
        for each in candidates
        if any(
            candidate == each and isinstance(outcome, Captured) and _is_borrowed(outcome.graph)
            for (candidate, _), outcome in outcomes.items()
        )
        and not any(resemblance(each, part) for part in parts)
    }
    own = [each for each in candidates if each not in borrowed]
    return own if any(each.written and not each.inner for each in own) else list(candidates)


def _is_borrowed(graph: Graph) -> bool:
    try:
        of_ones_own(graph)
    except Failed:
        return True
    return False


def _standing(candidates: Sequence[Candidate], outcomes: Outcomes) -> list[Candidate]:
    """Leave out the classes that a later one of their name replaces."""
    return [
        each
        for number, each in enumerate(candidates)
        if not each.replaced or _stands(each, candidates[number + 1 :], outcomes)
    ]


def _unused(candidates: Sequence[Candidate], outcomes: Outcomes) -> set[Candidate]:
    """Return the candidates that the file never makes and that do not work, if it makes one that does."""
    if not any(each.made and _graphs(each, outcomes) for each in candidates):
        return set()
    return {each for each in candidates if _is_idle(each, outcomes)}


def _is_idle(candidate: Candidate, outcomes: Outcomes) -> bool:
    """Return whether the file never makes a class that does not work, or that one it makes is based on."""
    tried = any(each == candidate for each, _ in outcomes)
    fails = tried and not _graphs(candidate, outcomes)
    return candidate.written and not candidate.made and (fails or candidate.base)


def _different(candidates: Sequence[Candidate], outcomes: Outcomes) -> list[Candidate]:
    """Leave out ways to make a class that fail while another one works, or that make an equal model."""
    kept: list[Candidate] = []
    for _, group in groupby(candidates, lambda each: (each.name, each.kind, each.at)):
        made = [(each, _graphs(each, outcomes)) for each in group]
        working = [(each, graphs) for each, graphs in made if graphs] or made[:1]
        kept += [
            each
            for number, (each, graphs) in enumerate(working)
            if graphs not in [earlier for _, earlier in working[:number]]
        ]
    return kept


def _graphs(candidate: Candidate, outcomes: Outcomes) -> dict[tuple[int, ...], Graph]:
    """Return what a candidate computes, by the shape of its input."""
    return {
        shape: normal_form(outcome.graph)
        for (each, shape), outcome in outcomes.items()
        if each == candidate and isinstance(outcome, Captured)
    }


# -- which part it may serve -----------------------------------------------------------------------------


def _suits(part: Part, candidate: Candidate, outcomes: Outcomes, parts: Sequence[Part]) -> bool:
    """Return whether a candidate has a part's name, or computes what could be meant as the part's model.

    The latter is a whole model that was at least tried, no mere layer, and nothing that another part asks
    for. It runs on the part's inputs, or on none.
    """
    if resemblance(candidate, part) >= SPELLING:
        return _may_serve(part, candidate, outcomes, parts)
    whole = candidate.written and not candidate.inner and (candidate, part.input) in outcomes
    return (
        whole
        and not _is_for_others(part, candidate, outcomes)
        and _is_whole(part, candidate, outcomes)
        and not _is_of(parts, part, candidate, outcomes)
    )


def _may_serve(part: Part, candidate: Candidate, outcomes: Outcomes, _: Sequence[Part]) -> bool:
    """Return whether a candidate has a name like a part's, and does not run on other inputs alone."""
    return resemblance(candidate, part) > OTHER and not _is_for_others(part, candidate, outcomes)


def _is_for_others(part: Part, candidate: Candidate, outcomes: Outcomes) -> bool:
    takes = _takes(candidate, outcomes)
    return bool(takes) and takes.isdisjoint(part.inputs)


def _is_called(part: Part, candidate: Candidate, _: Outcomes, __: Sequence[Part]) -> bool:
    """Return whether a candidate has a part's name, whatever it takes: for a part that has no other model."""
    return resemblance(candidate, part) >= SPELLING


def _is_whole(part: Part, candidate: Candidate, outcomes: Outcomes) -> bool:
    """Return whether what runs has a fair share of the layers that a part asks for: a lone layer has not.

    A network of convolutions is no perceptron with mistakes, and a perceptron no CNN.
    """
    outcome = outcome_for(part, candidate, outcomes)
    references = part.references or part.solutions
    if not isinstance(outcome, Captured) or not references:
        return True
    asked = [_weighted(graph) for graph in references.values()]
    has = _weighted(outcome.graph)
    if _lacks_convolutions(has, asked) or (part.references and _is_far_larger(has, asked)):
        return False
    return len(has) > min(map(len, asked)) * FAIR_SHARE


def _is_far_larger(has: Sequence[str], asked: Sequence[Sequence[str]]) -> bool:
    """Return whether a model has far more layers, or convolutions, than any that a part compares with."""
    if _convolutions(has) > max(map(_convolutions, asked)) * MOST_TIMES:
        return True
    return max(map(len, asked)) <= len(has) * FAIR_SHARE


def _lacks_convolutions(has: Sequence[str], asked: Sequence[Sequence[str]]) -> bool:
    """Return whether a model has none, and all that a part compares with have some."""
    return not _convolutions(has) and all(map(_convolutions, asked))


def _convolutions(kinds: Sequence[str]) -> int:
    return sum(kind in CONVOLUTIONS for kind in kinds)


def _is_of(parts: Sequence[Part], part: Part, candidate: Candidate, outcomes: Outcomes) -> bool:
    """Return whether what a candidate computes is rather what another part asks for, of the same images.

    If its name is more like that part's, nearer is enough: `MLP_Tanh` is no SLP.
    """
    own = _distance(part, candidate, outcomes)
    alike = resemblance(candidate, part)
    return bool(part.references) and any(
        _distance(other, candidate, outcomes)
        < own * (1 if resemblance(candidate, other) > alike else CLEARLY)
        for other in parts
        if other is not part and other.output == part.output and set(other.inputs) & set(part.inputs)
    )


def _distance(part: Part, candidate: Candidate, outcomes: Outcomes) -> float:
    """Return the cost of the difference to the nearest reference of a part; infinite if there is none."""
    outcome = outcome_for(part, candidate, outcomes)
    if not isinstance(outcome, Captured):
        return float("inf")
    listed = layers(outcome.graph)
    return min((align(listed, layers(ref))[0] for ref in part.references.values()), default=float("inf"))


def _weighted(graph: Graph) -> list[str]:
    """Return the kinds of a model's layers with weights."""
    return [layer.kind for layer in layers(graph) if layer.kind in WEIGHTED]


def _stands(candidate: Candidate, later: Sequence[Candidate], outcomes: Outcomes) -> bool:
    """Return whether a redefined class takes inputs, and every later class of its name takes other inputs."""
    takes = _takes(candidate, outcomes)
    others = [
        _takes(each, outcomes) for each in later if each.name == candidate.name and each.at != candidate.at
    ]
    return bool(takes) and all(other and takes.isdisjoint(other) for other in others)


def _takes(candidate: Candidate, outcomes: Outcomes) -> set[tuple[int, ...]]:
    """Return the shapes of input for which a candidate runs and gives one output for each image.

    `x.view(-1, 784)` also runs on larger images: it cuts them into rows of 784 numbers, and mixes them up.
    """
    return {
        shape
        for (each, shape), outcome in outcomes.items()
        if each == candidate and isinstance(outcome, Captured) and _keeps_apart(outcome.graph)
    }


def _keeps_apart(graph: Graph) -> bool:
    return output_shape(graph)[:1] == graph.input[:1]


# -- which one has another's name ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Crossed:
    """A model that is exactly what a part asks for, under the name of another one."""

    part: Part
    named: Part
    candidate: Candidate


def _crossed(parts: Sequence[Part], candidates: Sequence[Candidate], outcomes: Outcomes) -> list[_Crossed]:
    """Return the models under the name of another part that have no namesake to serve theirs.

    A namesake counts for none if it is itself under the name of another part.
    """
    found = [
        _Crossed(part, named, candidate)
        for candidate in candidates
        for named in parts
        if resemblance(candidate, named) >= SPELLING and not _is_exactly(named, candidate, outcomes)
        for part in parts
        if part is not named and _is_exactly(part, candidate, outcomes)
    ]
    while found != (kept := [each for each in found if not _has_namesake(each, candidates, found)]):
        found = kept
    return found


def _has_namesake(crossed: _Crossed, candidates: Sequence[Candidate], others: Sequence[_Crossed]) -> bool:
    elsewhere = [each.candidate for each in others]
    return any(
        each.written and each not in elsewhere and resemblance(each, crossed.part) >= SPELLING
        for each in candidates
    )


def _is_exactly(part: Part, candidate: Candidate, outcomes: Outcomes) -> bool:
    """Return whether a model has the layers of one of a part's references, and no other."""
    return bool(part.references) and _distance(part, candidate, outcomes) == 0


def _called_otherwise(crossed: _Crossed) -> Text:
    asked, name = crossed.part.model, crossed.candidate.name
    return Text(
        ko=f"{with_particle(name, '이라는')} 이름이지만 층은 모두 {asked} 그대로입니다.",
        en=f"It is called {name}, but its layers are exactly those of {asked}.",
    )


# -- which one serves it best ----------------------------------------------------------------------------

Rank = tuple[bool, bool, int, bool, bool, float]


def _rank(part: Part, candidate: Candidate, outcomes: Outcomes, parts: Sequence[Part]) -> Rank:
    """Return a candidate's rank for a part, best last; its output shape and then its layers break ties."""
    outcome = outcome_for(part, candidate, outcomes)
    graph = outcome.graph if isinstance(outcome, Captured) else None
    fits, nearest = False, float("inf")
    if graph is not None:
        fits = output_shape(graph)[1:] == part.output
        nearest = _distance(part, candidate, outcomes) if part.references else 0.0
    alike = resemblance(candidate, part)
    used = not _is_idle(candidate, outcomes)
    if alike < SPELLING:
        elsewhere = max(resemblance(candidate, each) for each in parts)
        used = candidate.made and fits and elsewhere <= alike
    return candidate.written, used, alike, not candidate.inner, fits, -nearest


def _why(part: Part, candidate: Candidate, *, runs: bool) -> Text:
    like = resemblance(candidate, part)
    if like == EXACT:
        return Text(ko="과제에서 정한 이름입니다.", en="It has the name that the assignment asks for.")
    if like == SPELLING:
        return Text(
            ko=f"{with_particle(part.model, '과')} 철자만 다릅니다.",
            en=f"Its name is {part.model} but for the spelling.",
        )
    if like == SIMILAR:
        return Text(
            ko=f"이름이 {with_particle(part.model, '과')} 비슷합니다.", en=f"Its name is like {part.model}."
        )
    if not runs:
        return Text(
            ko=f"{with_particle(part.model, '이라는')} 모델이 없어서, 남은 모델을 채점했습니다.",
            en=f"There is no model called {part.model}; this one is left.",
        )
    return Text(
        ko=f"{with_particle(part.model, '이라는')} 모델이 없어서, 남은 모델 중 구조가 가장 비슷한 것을"
        " 채점했습니다.",
        en=f"There is no model called {part.model}; of those left, this one's layers are most alike.",
    )
