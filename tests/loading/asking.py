"""Ask what came of data code all questions, and say which of them are answered with a finding."""

from collections.abc import Callable

from grader.analysis.seen_data import SeenData
from grader.capture.rehearsing import done
from grader.checks.loading import augmenting, labels, order, running, scaling, splits
from grader.checks.verdict import Failed, Finding, Withheld
from grader.records.data_log import DataLog
from grader.records.rehearsal_protocol import Loading
from grader.records.source import Source
from tests.hosts import shared

QUESTIONS: dict[str, Callable[[SeenData], None]] = {
    "runs": lambda seen: running.makes_sets(seen.log, ("train",)),
    "whole": splits.whole,
    "no_leak": splits.no_leak,
    "alike": scaling.alike,
    "augmentation": lambda seen: augmenting.augments(seen, asked=False),
    "shuffles": order.shuffles,
    "keeps_order": order.keeps_order,
    "labels_intact": labels.intact,
}
ASKED: dict[str, Callable[[SeenData], None]] = {
    "sizes": lambda seen: splits.sizes(seen, {"val": 0.2}),
    "normalised": scaling.normalised,
    "augmented": lambda seen: augmenting.augments(seen, asked=True),
    "batches": lambda seen: order.batches(seen, 16),
}
WORDS = ("images", "labels", "test_images", "test_labels", "batch_size")


def loaded(source: Source, wanted: Loading | None = None) -> SeenData:
    """Run data code, the whole file's unless another is wanted."""
    log = done(source, wanted or Loading(source.order), shared())
    assert isinstance(log, DataLog), log
    return SeenData(log)


def findings(seen: SeenData, questions: dict[str, Callable[[SeenData], None]]) -> dict[str, Finding]:
    """The findings by the name of the question; that nobody can tell is one as well."""
    found = {}
    for name, ask in questions.items():
        try:
            ask(seen)
        except (Failed, Withheld) as verdict:
            found[name] = verdict.finding
    return found
