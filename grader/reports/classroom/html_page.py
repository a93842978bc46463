"""The page of a class: one HTML file for staff that links to the students' pages beside it.

Its only script sorts and searches the table of students; the policy allows it by its digest, and no other.
The table is complete without it. The page shows everyone's scores, so it is not for students.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final
from urllib.parse import quote

from jinja2 import Environment

from grader.base.text import Language, Text
from grader.base.version import VERSION
from grader.records.measure import NAMES
from grader.records.report import PartReport, Report
from grader.records.similarity import Similar
from grader.records.submissions import Entry, Unmatched
from grader.reports.classroom import similarity
from grader.reports.classroom.attention import AttentionGroup, groups, is_late, is_provisional, is_untrained
from grader.reports.classroom.charts import bars, class_chart
from grader.reports.classroom.grades_csv import STATES
from grader.reports.classroom.group_differences import GroupDifference, differences
from grader.reports.classroom.item_analysis import FEWEST, always_together, items
from grader.reports.classroom.summary import Classroom, CommonMistake
from grader.reports.classroom.terminal import SCORES, file_name
from grader.reports.html_page import asset, digest, environment

NAME: Final = "class.html"
"""The page's file, beside the folder of the students' pages."""
PAGES: Final = "feedback"
"""The folder of the students' pages."""
MOST_OPEN: Final = 8
"""Maximum number of students in a list that is shown unfolded; a longer one starts folded."""
MOST_MISTAKES: Final = 15
MOST_DIFFERENCES: Final = 10
ANONYMOUS: Final = "class-anonymous.html"
"""The page that may be shown to students."""
FEWEST_NAMELESS: Final = 3
"""Minimum number of students with a mistake for it to be shown without names."""

_BADGES: Final = {
    "doubtful": Text(ko="확인 필요", en="to be looked at"),
    "late": Text(ko="지각", en="late"),
    "provisional": Text(ko="잠정", en="provisional"),
    "untrained": Text(ko="학습 없음", en="no training"),
    "overridden": Text(ko="점수 변경", en="overridden"),
}


def render(
    found: Classroom, unmatched: Sequence[Unmatched], alike: Similar, assignment: str, lang: Language
) -> str:
    """Return the page; it links to the students' pages in `PAGES` and the page of similar code beside it."""
    return _page_of_class(
        found, list(groups(found, unmatched)), alike, found.mistakes, assignment, lang, anonymous=False
    )


def render_anonymous(found: Classroom, alike: Similar, assignment: str, lang: Language) -> str:
    """Return the page without anybody's name, work or score, for showing it to the class.

    A mistake of few is left out: its finding may say whose it is.
    """
    shared = tuple(each for each in found.mistakes if len(each.who) >= FEWEST_NAMELESS)
    return _page_of_class(found, [], alike, shared, assignment, lang, anonymous=True)


def _page_of_class(
    found: Classroom,
    listed: Sequence[AttentionGroup],
    alike: Similar,
    mistakes: Sequence[CommonMistake],
    assignment: str,
    lang: Language,
    *,
    anonymous: bool,
) -> str:
    reports = [entry.report for entry in found.entries if entry.report is not None]
    style, script = asset("page.css", "class/class.css"), asset("class/class.js")
    charts = [
        (trained, NAMES[trained.curves[0][1].measure], chart)
        for trained in found.trained
        if (chart := class_chart(trained)) is not None
    ]
    return (
        _environment(lang)
        .get_template("class/page.html")
        .render(
            found=found,
            similar=Similar(0, ()) if anonymous else alike,
            title=reports[0].title if reports else assignment,
            assignment=assignment,
            version=VERSION,
            groups=listed,
            mistakes=mistakes,
            items=items(reports) if len(reports) >= FEWEST else (),
            together=always_together(reports),
            differences=differences(_counted_once(found.entries, alike)),
            anonymous=anonymous,
            charts=charts,
            parts={part.id: part.title for report in reports for part in report.parts},
            named=any(entry.handed.name for entry in found.entries),
            style=style,
            style_digest=digest(style),
            script=script,
            script_digest=digest(script),
        )
    )


@cache
def _environment(lang: Language) -> Environment:
    return environment(
        lang,
        bars=bars,
        difference_said=_difference_said,
        most_differences=MOST_DIFFERENCES,
        most_open=MOST_OPEN,
        most_mistakes=MOST_MISTAKES,
        notes_of=lambda entry: list(_notes(entry)),
        page_of=_page,
        parts_of=_parts,
        percent=lambda share: f"{100 * share:.1f} %",
        called=similarity.called_pair,
        most_similar=similarity.MOST,
        group_said=similarity.group_said,
        scores_title=SCORES,
        similar_page=similarity.PAGE,
        similar_says_nothing=similarity.SAYS_NOTHING,
        similar_title=similarity.TITLE,
        states=STATES,
    )


def _page(entry: Entry) -> str | None:
    """Return the address of a student's page; None if there is none."""
    return f"{PAGES}/{quote(file_name(entry.handed.student))}.html" if entry.report else None


def _counted_once(entries: Sequence[Entry], alike: Similar) -> list[Report]:
    """Return the reports of a class, one for each group whose code is similar: they are not independent."""
    repeated = {
        author.student
        for group in alike.groups
        for author in [each for each in group.authors if not each.corpus][1:]
    }
    return [each.report for each in entries if each.report and each.handed.student not in repeated]


def _difference_said(found: GroupDifference) -> Text:
    (n, others), (share, other) = found.sizes, found.shares
    low, high = sorted((abs(found.low), abs(found.high)))
    more = share > other
    return Text(
        ko=f"{found.what.ko}: {found.group.ko}({n}명) 평균 {100 * share:.0f}%,"
        f" {found.others.ko}({others}명) 평균 {100 * other:.0f}%"
        f" (차이의 95% 구간 {100 * low:.0f}~{100 * high:.0f}%p).",
        en=f"{found.what.en}: {found.group.en} ({n} students) {100 * share:.0f} % on average,"
        f" {found.others.en} ({others}) {100 * other:.0f} %: {100 * low:.0f} to {100 * high:.0f} percentage"
        f" points {'more' if more else 'less'} (95 % interval).",
    )


def _parts(report: Report | None) -> dict[str, PartReport]:
    return {part.id: part for part in report.parts} if report else {}


def _notes(entry: Entry) -> Iterator[tuple[str, Text]]:
    """Yield badges for what must not be overlooked about a score, each with its kind."""
    if entry.doubtful:
        yield "error", _BADGES["doubtful"]
    if is_late(entry):
        yield "failed", _BADGES["late"]
    if is_provisional(entry):
        yield "partial", _BADGES["provisional"]
    if is_untrained(entry):
        yield "partial", _BADGES["untrained"]
    if entry.overrides:
        yield "graded", _BADGES["overridden"]
