"""What a report says about a repeated training."""

import io

import msgspec
import pytest
from rich.console import Console

from grader.records.report import Repeats, Report, TrainingRun
from grader.reports import html, terminal
from grader.reports.wording import repeats

from .samples import CURVE, full_marks


def repeated(why: str, *scores: float | None) -> Repeats:
    runs = tuple(
        TrainingRun(seed=n, score=each, counts=bool(each and each > 0.15)) for n, each in enumerate(scores)
    )
    return Repeats(why=why, runs=runs)  # type: ignore[arg-type]


def said(found: Repeats, lang: str) -> str:
    text = repeats(msgspec.structs.replace(CURVE, repeats=found))
    assert text is not None
    return text.ko if lang == "ko" else text.en


@pytest.mark.parametrize(
    ("found", "en", "ko"),
    [
        (
            repeated("line", 0.447, 0.462, 0.455),
            "Trained 3 times, since the first came out near the line: 44.7 %, 46.2 %, 45.5 %."
            " The mean counts: 45.4 %.",
            "첫 학습의 점수가 기준에 가까워서 모두 3번 학습했습니다: 44.7 %, 46.2 %, 45.5 %."
            " 평균으로 채점합니다: 45.4 %.",
        ),
        (
            repeated("chance", 0.1, 0.46, None),
            "Trained 3 times, since the first learnt nothing: 10.0 %, 46.0 %, –."
            " The mean of those that learnt counts: 46.0 %.",
            "첫 학습에서 아무것도 배우지 못해서 모두 3번 학습했습니다: 10.0 %, 46.0 %, –."
            " 학습이 된 1번의 평균으로 채점합니다: 46.0 %.",
        ),
    ],
)
def test_repeats_says_why_how_often_and_what_counts(found: Repeats, en: str, ko: str) -> None:
    assert said(found, "en") == en
    assert said(found, "ko") == ko


def test_repeats_speaks_of_no_mean_where_none_learnt() -> None:
    assert said(repeated("chance", 0.1, 0.11, 0.1), "en").endswith(
        "None learnt, so the first counts: 48.4 %."
    )


def test_repeats_says_nothing_of_a_training_done_once() -> None:
    assert repeats(CURVE) is None


@pytest.fixture
def report() -> Report:
    part = full_marks().parts[0]
    curve = msgspec.structs.replace(CURVE, repeats=repeated("line", 0.447, 0.462, 0.455))
    return msgspec.structs.replace(full_marks(), parts=(msgspec.structs.replace(part, training=curve),))


def test_repeats_stand_on_the_terminal_and_the_page(report: Report) -> None:
    console = Console(file=io.StringIO(), width=200)
    console.print(terminal.render(report, "en"))
    assert isinstance(console.file, io.StringIO)
    for page in (html.render(report, "en"), console.file.getvalue()):
        assert "since the first came out near the line: 44.7 %, 46.2 %, 45.5 %" in page
