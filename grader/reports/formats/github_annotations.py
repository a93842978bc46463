"""Annotations of a GitHub workflow: what to change and what a check found, at the student's line."""

from collections.abc import Iterator

from grader.base.errors import GraderError, NothingToGrade
from grader.base.text import Language, Text
from grader.records.repair import Repair
from grader.records.report import Report, Status
from grader.records.source import Position
from grader.reports import mistakes
from grader.reports.grading_policy import LATENESS, lateness
from grader.reports.plain_text import NamedCheck, checks, complaint, earned, explanation, lines, one_line
from grader.reports.wording import share, withheld

MOST = 10
"""Maximum number of annotations that GitHub shows for one step."""
TITLE = 200
"""Maximum characters in a title; GitHub shows no more than 255."""
_LEVELS: dict[Status, str] = {"failed": "error", "partial": "warning", "error": "warning"}
_GRADING = Text(ko="채점", en="Grading")


def render(report: Report, lang: Language) -> str:
    """Return one workflow command per line, the most important first."""
    found = [_withheld(report, lang)] if report.earned is None else []
    found += [_command("notice", said.get(lang), title=LATENESS.get(lang)) for said in lateness(report)]
    repairs = mistakes.repairs(report)
    found += [_repair(number, repair, lang) for number, repair in enumerate(repairs, start=1)]
    wrong = [check for check in checks(report, lang) if check.result.status in _LEVELS]
    wrong = [check for check in wrong if not mistakes.is_cleared(repairs, check.part, check.result)]
    wrong.sort(key=lambda check: list(_LEVELS).index(check.result.status))
    found += [_annotation(check, lang) for check in wrong]
    return "".join(f"{command}\n" for command in _bounded(found, lang))


def ungraded(error: GraderError, lang: Language) -> str:
    """Return the command that says why nothing was graded."""
    level = "error" if isinstance(error, NothingToGrade) else "warning"
    return _command(level, complaint(error, lang), title=_GRADING.get(lang)) + "\n"


def _bounded(commands: list[str], lang: Language) -> Iterator[str]:
    if len(commands) <= MOST:
        yield from commands
        return
    yield from commands[: MOST - 1]
    rest = len(commands) - MOST + 1
    more = Text(
        ko=f"그 밖에 {rest}개 항목이 더 있습니다. 요약을 보십시오.",
        en=f"{rest} more findings are in the summary.",
    )
    yield _command("notice", more.get(lang), title=_GRADING.get(lang))


def _withheld(report: Report, lang: Language) -> str:
    return _command("warning", withheld(report).get(lang), title=_GRADING.get(lang))


def _repair(number: int, repair: Repair, lang: Language) -> str:
    """Return a mistake with what puts it right, as much of it as the report holds."""
    title = f"{mistakes.MISTAKES.get(lang)} {number} ({mistakes.gain(repair)})"
    said = mistakes.told(repair, lang)
    at = _place(repair.at[0]) if repair.at else {}
    return _command("error", "\n".join(said), **at, title=title[:TITLE])


def _annotation(check: NamedCheck, lang: Language) -> str:
    result = check.result
    title = f"{check.name} ({share(earned(result), result.points)})"
    said = explanation(result, check.part, lang) or title
    at = _place(result.at[0]) if result.at else {}
    return _command(_LEVELS[result.status], said, **at, title=title[:TITLE])


def _place(at: Position) -> dict[str, str]:
    """Return the file and line; no line in a notebook, as lines of a cell are not lines of its file."""
    return {"file": one_line(at.file)} | ({} if at.cell is not None else {"line": str(at.line)})


def _command(level: str, message: str, **properties: str) -> str:
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {named}::{_data(message)}"


def _data(text: str) -> str:
    """Escape text for use after the second `::`; the runner decodes these three escapes and no others."""
    return lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
