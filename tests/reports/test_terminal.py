from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from grader.base.text import LANGUAGES, Language, same
from grader.records.report import PartReport, Report, Row, Status

from .conftest import Golden
from .drawing import draw, trimmed
from .samples import CONV1, HOSTILE, LENET_TITLE, RUNS, SAMPLES, at, check, layer, report

GOLDEN = Path(__file__).parent / "golden"
STATUSES: tuple[Status, ...] = ("passed", "partial", "failed", "blocked", "error")
WIDTHS = (60, 80, 140)
CONTROLS = {chr(code) for code in (*range(32), *range(127, 160), 0x202A, 0x202E, 0x2066, 0x2069, 0x200B)} - {
    "\n"
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_terminal_reads_as_agreed(name: str, lang: Language, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.{lang}.txt", trimmed(draw(SAMPLES[name](), lang)))


@pytest.mark.parametrize("width", [60, 140])
def test_terminal_reads_as_agreed_narrow_and_wide(width: int, golden: Golden) -> None:
    golden(
        GOLDEN / f"many_failures.ko.{width}.txt", trimmed(draw(SAMPLES["many_failures"](), "ko", width=width))
    )


def test_terminal_reads_as_agreed_in_ascii(golden: Golden) -> None:
    golden(GOLDEN / "many_failures.en.ascii.txt", trimmed(draw(SAMPLES["many_failures"](), encoding="ascii")))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_terminal_lines_fit_its_width(name: str, lang: Language, width: int) -> None:
    lines = draw(SAMPLES[name](), lang, width=width).splitlines()
    assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terminal_has_points_in_one_column(lang: Language) -> None:
    lines = trimmed(draw(SAMPLES["many_failures"](), lang)).splitlines()
    ends = {cell_len(line) for line in lines if line.endswith(("/ 10", "/ 20", "/ 100"))}
    assert ends == {80}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terminal_aligns_the_layer_table_in_cells(lang: Language) -> None:
    lines = draw(SAMPLES["many_failures"](), lang).splitlines()
    expected = "expected" if lang == "en" else "기대하는 층"
    header = next(line for line in lines if line.rstrip().endswith(expected))
    row = next(line for line in lines if line.startswith("  =  84x10"))
    assert cell_len(header[: header.index(expected)]) == cell_len(row[: row.rindex("84x10")])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("colour", [False, True])
def test_terminal_is_not_steered_by_what_a_student_wrote(lang: Language, colour: bool) -> None:
    """The same report with harmless words gives the control sequences that are the report's own."""
    own = draw(_with_words("harmless"), lang, colour=colour)
    sent = draw(_with_words(HOSTILE), lang, colour=colour, width=140)
    allowed = CONTROLS - {"\x1b"} if colour else CONTROLS
    assert not allowed & set(sent)
    assert sent.count("\x1b]") == own.count("\x1b]") == 0
    assert "\x1b[2J" not in sent
    assert "[bold red]hi[/] :smile: \\x1b[2J\\x1b]0;owned\\x07" in sent


def _with_words(words: str) -> Report:
    results = (check("runs", RUNS, 50, "failed", message=same(words), at=(at(1, 1, words),)),)
    return report(PartReport(id="lenet", title=LENET_TITLE, taken=None, results=results), file=words)


def test_terminal_shows_no_students_line_as_a_line_of_the_report() -> None:
    forged = "oops\nTotal ─── 100 / 100\nFull marks. Well done!"
    results = (check("runs", RUNS, 50, "failed", message=same(forged), at=(at(1, 1, forged, forged),)),)
    part = PartReport(id="lenet", title=LENET_TITLE, taken=None, results=results)
    lines = draw(report(part, file=forged, notices=(same(forged),))).splitlines()
    assert [line for line in lines if line.startswith("Total")] == [f"Total {'─' * 67} 0 / 50"]
    assert not any(line.startswith("Full marks") for line in lines)


def test_terminal_cuts_a_very_long_message() -> None:
    results = (check("runs", RUNS, 50, "failed", message=same("x" * 100_000)),)
    text = draw(report(PartReport(id="lenet", title=LENET_TITLE, taken=None, results=results)))
    assert len(text) < 6_000
    assert " ..." in text


def test_terminal_has_colour_and_a_pipe_has_none() -> None:
    assert "\x1b" not in draw(SAMPLES["full_marks"]())
    assert "\x1b[32m" in draw(SAMPLES["full_marks"](), colour=True)


def test_terminal_honours_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[32m" not in draw(SAMPLES["full_marks"](), colour=True)


def test_terminal_marks_every_status_differently_without_colour() -> None:
    for encoding in ("utf-8", "ascii"):
        marks = set()
        for status in STATUSES:
            result = check("runs", RUNS, 10, status)
            text = draw(
                report(PartReport(id="a", title=LENET_TITLE, taken=None, results=(result,))),
                encoding=encoding,
            )
            marks.add(next(line for line in text.splitlines() if RUNS.en in line).split()[0])
        assert len(marks) == 5


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp949", "latin-1"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_terminal_writes_in_the_poorest_encoding(name: str, lang: Language, encoding: str) -> None:
    text = draw(SAMPLES[name](), lang, encoding=encoding)
    assert " / 100" in text
    assert "✓" not in text


def test_terminal_keeps_korean_in_cp949() -> None:
    assert "모델을 찾았고 실행된다" in draw(SAMPLES["full_marks"](), "ko", encoding="cp949")


def test_terminal_names_the_file_where_there_are_several() -> None:
    text = draw(SAMPLES["blocked"]())
    assert "mine.py, line 15: x = self.con1(x)" in text
    assert "helpers.py, line 3: return layer(x)" in text
    assert "lenet.ipynb, cell" not in draw(SAMPLES["many_failures"]())


def test_terminal_says_once_what_blocked_checks_wait_for() -> None:
    text = draw(SAMPLES["blocked"]())
    assert text.count("checks wait for 'The model is found and runs'") == 1
    assert text.count("Skipped, as asked:") == 1


def test_terminal_says_why_a_training_stopped_without_made_up_scores() -> None:
    text = draw(SAMPLES["stopped"]())
    assert "The training took too long and was stopped." in text
    assert "The training needed too much memory and was stopped." in text
    assert sum(line.startswith("  before ") for line in text.splitlines()) == 1


def test_terminal_says_that_a_loss_is_no_longer_finite() -> None:
    assert "loss infinite (NaN)" in draw(SAMPLES["many_failures"]())
    assert "손실 발산(NaN)" in draw(SAMPLES["many_failures"](), "ko")


def test_terminal_shows_a_withheld_score_and_blames_nobody() -> None:
    text = draw(SAMPLES["withheld"]())
    assert "? / 90" in text
    assert "? / 100" in text
    assert "not your fault" in text
    assert "Full marks" not in text


def test_terminal_does_not_show_almost_full_marks_as_full() -> None:
    results = (check("runs", RUNS, 100, "partial", earned=99.999),)
    text = draw(report(PartReport(id="lenet", title=LENET_TITLE, taken=None, results=results)))
    assert "99.99 / 100" in text
    assert "Full marks" not in text


def test_terminal_shows_partial_credit_that_adds_up_as_full_marks() -> None:
    results = tuple(check(str(n), RUNS, 0.1, "partial", earned=0.1) for n in range(10))
    good = report(PartReport(id="lenet", title=LENET_TITLE, taken=None, results=results))
    assert good.earned == 1.0  # ten tenths, which floats add up to a little less
    assert "Full marks" in draw(msgspec.structs.replace(good, points=1.0))


def test_terminal_marks_and_explains_what_follows_from_a_wrong_layer() -> None:
    text = draw(SAMPLES["many_failures"]())
    assert "  ≈  MaxPool, k2, s2    16x16x6" in text
    assert "≈ follows from above" in text
    assert "≈ 앞 층 때문에 다른 층" in draw(SAMPLES["many_failures"](), "ko")
    assert "follows" not in draw(SAMPLES["full_marks"]())


def test_terminal_marks_one_missing_layer_alone() -> None:
    rows = (
        Row(kind="missing", layer=None, expected=CONV1),
        Row(kind="same", layer=CONV1, expected=CONV1),
        Row(kind="extra", layer=layer("ReLU", "ReLU", "28x28x6"), expected=None),
    )
    part = PartReport(
        id="lenet", title=LENET_TITLE, taken=None, results=(check("runs", RUNS, 1),), layers=rows
    )
    lines = draw(report(part)).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("     your layer")) + 1
    assert [line.split()[0] for line in lines[start : start + 3]] == ["-", "=", "+"]
