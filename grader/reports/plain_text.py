"""A report as plain text, for formats that carry text; nothing in it can control a terminal or a log."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from grader.base.errors import GraderError
from grader.base.text import Language, Text
from grader.records.report import PartReport, Report, Result
from grader.records.source import Position
from grader.reports import mistakes
from grader.reports.grading_policy import notices
from grader.reports.sanitize import LONGEST, visible
from grader.reports.wording import (
    EXPECTED,
    FOUND,
    HINT,
    MOST_PLACES,
    PROVISIONAL,
    TOTAL,
    WHERE,
    and_more,
    caret,
    must_look,
    place,
    share,
    waits,
    withheld,
)

NEXT_LINE = "\n  "
"""What begins the next line of a fact that has several."""
SHORTEST = 60
"""Explanations limited to this many characters or fewer are not shortened further."""


class NamedCheck(NamedTuple):
    """A check with a name that is unique in its report, such as `LeNet-5: The convolutions`."""

    name: str
    part: PartReport
    result: Result


def checks(report: Report, lang: Language) -> list[NamedCheck]:
    """Return all checks of a report."""
    return [
        NamedCheck(f"{title}: {name}", part, result)
        for title, part in zip(part_names(report, lang), report.parts, strict=True)
        for name, result in zip(check_names(part, lang), part.results, strict=True)
    ]


def earned(result: Result) -> float | None:
    """Return a check's points; None if they are withheld because the grader itself failed."""
    return None if result.status == "error" else result.earned


def part_names(report: Report, lang: Language) -> list[str]:
    """Return the titles of the parts, made unique."""
    return _apart([(part.id, part.title) for part in report.parts], lang)


def check_names(part: PartReport, lang: Language) -> list[str]:
    """Return the titles of a part's checks, made unique."""
    return _apart([(result.id, result.title) for result in part.results], lang)


def _apart(named: Sequence[tuple[str, Text]], lang: Language) -> list[str]:
    """Add ids to equal titles: programs that read them take equal names for the same thing."""
    titles = [one_line(title.get(lang)) for _, title in named]
    return [
        title if titles.count(title) == 1 else f"{title} [{one_line(name)}]"
        for title, (name, _) in zip(titles, named, strict=True)
    ]


def explanation(result: Result, part: PartReport, lang: Language, most: int = LONGEST) -> str:
    """Return the explanation of a check in at most `most` characters; empty if it simply passed."""
    return cut("\n".join(_said(result, part, lang)), most)


def _said(result: Result, part: PartReport, lang: Language) -> Iterator[str]:
    if (looks := must_look(result)) is not None:
        yield looks.get(lang)
    if (awaited := waits(result, part)) is not None:
        yield one_line(awaited.get(lang)).rstrip(":")
    if result.message is not None:
        yield lines(result.message.get(lang))
    for label, text in _facts(result, lang):
        yield f"{label.get(lang)}:{'' if text.startswith(NEXT_LINE) else ' '}{text}"
    if result.provisional:
        yield PROVISIONAL.get(lang)


def _facts(result: Result, lang: Language) -> Iterator[tuple[Text, str]]:
    if result.expected is not None:
        yield EXPECTED, lines(result.expected.get(lang))
    if result.found is not None:
        yield FOUND, lines(result.found.get(lang))
    if result.at:
        yield WHERE, _places(result, lang)
    if result.hint is not None:
        yield HINT, lines(result.hint.get(lang))


def _places(result: Result, lang: Language) -> str:
    """Return the student's lines, all of them indented alike if a caret stands under one."""
    shown = [_place(at, lang) for at in result.at[:MOST_PLACES]]
    rest = and_more(len(result.at) - MOST_PLACES)
    told = NEXT_LINE.join([*shown, *([rest.get(lang)] if rest else [])])
    return f"{NEXT_LINE}{told}" if any("\n" in each for each in shown) else told


def _place(at: Position, lang: Language) -> str:
    said = place(at, lang, name_file=True)
    return one_line(said) + caret(at, said).replace("\n", NEXT_LINE)


def remarks(report: Report, lang: Language) -> str:
    """Return remarks on the whole report: the total, what is withheld or provisional, and the notices."""
    said = [f"{TOTAL.get(lang)}: {share(report.earned, report.points)}"]
    said += [withheld(report).get(lang)] if report.earned is None else []
    said += [PROVISIONAL.get(lang)] if report.provisional else []
    said += [one_line(line) for line in mistakes.plain(report, lang)]
    return "\n".join([*said, *(lines(notice.get(lang)) for notice in notices(report))])


def complaint(error: GraderError, lang: Language) -> str:
    """Return why nothing was graded, and what to do about it."""
    said = [error.message, *([error.hint] if error.hint else [])]
    return "\n".join(lines(text.get(lang)) for text in said)


def within(limit: int, render: Callable[[int], str]) -> str:
    """Render with ever shorter explanations until the text has at most `limit` bytes."""
    most = LONGEST
    while len((text := render(most)).encode()) > limit and most > SHORTEST:
        most //= 2
    return text


def one_line(text: str) -> str:
    """Return a text on one line."""
    return visible(text)


def lines(text: str) -> str:
    """Return a text that may have several lines."""
    return visible(text, lines=True)


def cut(text: str, most: int) -> str:
    """Return at most `most` characters of a text, with ` ...` where it is cut."""
    return text if len(text) <= most else text[: most - 4] + " ..."
