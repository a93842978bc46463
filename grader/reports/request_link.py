"""The link by which a student asks staff to look at a result again: a mail, or a GitHub issue.

Both are filled in with what staff need to find the result: the assignment, the digest of the file, and the
checks that points were lost on. A GitHub issue may be public, so it names neither the student nor the score.
"""

import re
from typing import Final
from urllib.parse import quote

from grader.base.text import Language, Text
from grader.records.report import Report
from grader.reports.wording import share

_MAIL: Final = re.compile(r"[^@\s?&]+@[^@\s?&]+\.[^@\s?&]+")
_GITHUB: Final = re.compile(r"https://[\w.-]+/[\w.-]+/[\w.-]+")
LONGEST: Final = 1_500
"""Number of letters of the text in a link: mail programs and browsers cut long addresses."""


def is_address(to: str) -> bool:
    """Return whether requests can be sent to this: a mail address, or a repository's page on GitHub."""
    return bool(_MAIL.fullmatch(to) or _GITHUB.fullmatch(to))


def link(to: str, report: Report, student: str, lang: Language) -> str:
    """Return the address of the link on a student's page."""
    if _MAIL.fullmatch(to):
        subject = f"[{report.assignment}] {student}: {_SUBJECT.get(lang)}"
        body = _body(report, lang, private=True)
        return f"mailto:{quote(to, safe='@+.-_')}?subject={quote(subject)}&body={quote(body)}"
    title = f"{report.assignment}: {_SUBJECT.get(lang)} ({_digest(report)})"
    return f"{to}/issues/new?title={quote(title)}&body={quote(_body(report, lang, private=False))}"


_SUBJECT: Final = Text(ko="다시 보아 주십시오", en="please look again")
_CHECKS: Final = Text(
    ko="다시 보아 주셨으면 하는 항목 (나머지는 지워 주십시오):",
    en="The check to look at again (take out the others):",
)
_WHY: Final = Text(ko="이유:", en="Why:")
_SCORE: Final = Text(ko="점수", en="Score")
_FILE: Final = Text(ko="파일", en="File")


def _body(report: Report, lang: Language, *, private: bool) -> str:
    """Return the text to fill in."""
    lost = [
        f"- {part.id}.{result.id}"
        for part in report.parts
        for result in part.results
        if result.status not in ("passed", "skipped")
    ]
    facts = [f"{_FILE.get(lang)}: sha256 {_digest(report)}"]
    if private:
        facts.append(f"{_SCORE.get(lang)}: {share(report.earned, report.points)}")
    lines = [_CHECKS.get(lang), *lost, "", _WHY.get(lang), "", "", *facts]
    return "\n".join(lines)[:LONGEST]


def _digest(report: Report) -> str:
    return ", ".join(file.sha256[:12] for file in report.files[:3])
