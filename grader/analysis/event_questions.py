"""Questions to the event log of a training loop: what was trained, what was evaluated, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grader.records.event_log import (
    BackwardRun,
    BatchRead,
    Event,
    EventLog,
    ForwardRun,
    LoaderMade,
    ModelMet,
    OptimizerMade,
    PassBegun,
    StepTaken,
    TextPrinted,
    ValueReturned,
)

_Event = TypeVar("_Event", bound=Event)
HELD_OUT = frozenset({"test", "val"})


def those(log: EventLog, kind: type[_Event]) -> list[_Event]:
    """Return the events of a kind, in order."""
    return [event for event in log.events if isinstance(event, kind)]


def trained(log: EventLog) -> set[int]:
    """Return the numbers of the forward passes that gradients were computed of."""
    return {number for event in those(log, BackwardRun) for number in event.forwards}


def training_forwards(log: EventLog) -> list[ForwardRun]:
    """Return the forward passes that gradients were computed of.

    What has no gradient, such as a teacher's answer that a loss is computed from, is none.
    """
    numbers = trained(log)
    return [event for event in those(log, ForwardRun) if event.number in numbers and event.has_gradient]


def evaluations(log: EventLog) -> list[ForwardRun]:
    """Return the forward passes that measure a model: of data that are held out, or of another loader.

    A look at one batch before the training, and a pass that is thrown away, are none.
    """
    numbers = trained(log)
    own = {loader for event in training_forwards(log) for loader in event.loaders}
    begun = False
    found = []
    for event in log.events:
        begun = begun or isinstance(event, BackwardRun)
        if begun and isinstance(event, ForwardRun) and event.number not in numbers:
            elsewhere = bool(event.loaders) and own.isdisjoint(event.loaders)
            if elsewhere or not HELD_OUT.isdisjoint(event.splits):
                found.append(event)
    return found


def idle_passes(log: EventLog) -> list[ForwardRun]:
    """Return a forward pass of every pass over a loader in which a model computes, and is not trained."""
    found: list[ForwardRun] = []
    first: ForwardRun | None = None
    for event in log.events:
        if isinstance(event, PassBegun):
            found += [first] if first else []
            first = None
        elif isinstance(event, BackwardRun):
            first = None
        elif isinstance(event, ForwardRun) and event.loaders:
            first = first or event
    return [*found, first] if first else found


def passes(log: EventLog) -> dict[int, int]:
    """Return how often a loader was gone through to train a model, by the model's number.

    Data that are held out count for a model that is trained on nothing else.
    """
    forwards = {event.number: event for event in those(log, ForwardRun)}
    begun: dict[int, int] = {}
    own: dict[int, set[tuple[int, int]]] = {}
    held_out: dict[int, set[tuple[int, int]]] = {}
    for event in log.events:
        if isinstance(event, PassBegun):
            begun[event.loader] = begun.get(event.loader, 0) + 1
        elif isinstance(event, BackwardRun):
            for forward in (forwards[number] for number in event.forwards if number in forwards):
                found = own if HELD_OUT.isdisjoint(forward.splits) else held_out
                rounds = {(loader, begun.get(loader, 0)) for loader in forward.loaders}
                found.setdefault(forward.model, set()).update(rounds)
    return {model: len(rounds) for model, rounds in (held_out | own).items() if rounds}


def optimizer_passes(log: EventLog) -> dict[int, set[tuple[int, int]]]:
    """Return the passes of which loader an optimizer has done steps in, by its number."""
    begun: dict[int, int] = {}
    last: tuple[int, int] | None = None
    found: dict[int, set[tuple[int, int]]] = {}
    for event in log.events:
        if isinstance(event, PassBegun):
            begun[event.loader] = begun.get(event.loader, 0) + 1
        elif isinstance(event, BatchRead):
            last = event.loader, begun.get(event.loader, 0)
        elif isinstance(event, StepTaken) and event.optimizer is not None and last is not None:
            found.setdefault(event.optimizer, set()).add(last)
    return found


def optimizers_used(log: EventLog) -> list[OptimizerMade]:
    """Return the optimizers that have done a step."""
    used = {event.optimizer for event in those(log, StepTaken)}
    return [event for event in those(log, OptimizerMade) if event.number in used]


def optimizers_of_others(log: EventLog) -> list[OptimizerMade]:
    """Return the optimizers that have none of the weights that are trained."""
    own = {number for model in models_trained(log) for number in model.parameters}
    return [each for each in optimizers_used(log) if own and own.isdisjoint(each.parameters)]


def models_trained(log: EventLog) -> list[ModelMet]:
    """Return the models whose forward passes gradients were computed of."""
    wanted = {event.model for event in training_forwards(log)}
    return [event for event in those(log, ModelMet) if event.number in wanted]


@dataclass(frozen=True)
class Measured:
    """One pass of an evaluation over a loader's data."""

    loader: LoaderMade | None
    whole: int
    """How many images the loader had."""
    forwards: tuple[ForwardRun, ...]
    said: tuple[TextPrinted | ValueReturned, ...]
    """What was printed or returned after it, before anything else was measured."""

    @property
    def images(self) -> int:
        """How many images were measured."""
        return sum(event.images for event in self.forwards)

    @property
    def hits(self) -> list[int]:
        """How many images of each batch were classified correctly."""
        return [event.hits or 0 for event in self.forwards]


def measured(log: EventLog) -> list[Measured]:
    """Return the passes of evaluation, in order; only those whose hits are known."""
    wanted = {event.number for event in evaluations(log)}
    loaders = {event.number: event for event in those(log, LoaderMade)}
    return [
        Measured(loaders.get(begun.loader), begun.images, tuple(forwards), tuple(said))
        for begun, forwards, said in _stretches(log.events, wanted)
        if forwards and all(event.hits is not None for event in forwards)
    ]


def _stretches(
    events: Sequence[Event], wanted: set[int]
) -> Iterator[tuple[PassBegun, list[ForwardRun], list[TextPrinted | ValueReturned]]]:
    """Yield the beginning of a pass, the wanted forward passes in it, and what was said after the last."""
    begun: PassBegun | None = None
    forwards, said = list[ForwardRun](), list[TextPrinted | ValueReturned]()
    for event in events:
        if isinstance(event, PassBegun):
            if begun and forwards:
                yield begun, forwards, said
            begun, forwards, said = event, [], []
        elif begun and isinstance(event, BatchRead) and event.loader == begun.loader:
            said = []
        elif isinstance(event, ForwardRun) and event.number in wanted:
            forwards.append(event)
        elif isinstance(event, TextPrinted | ValueReturned):
            said.append(event)
    if begun and forwards:
        yield begun, forwards, said
