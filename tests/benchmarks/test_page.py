from pathlib import Path

from benchmarks.measure import ROOT
from benchmarks.page import BEGIN, END, Conditions, Row, Section, put, quote, quoted

QUIET = Conditions("2026-01-02", "a machine, 2 cores", 1.2, "cifar10: 10 images")


def section(title: str, *rows: Row) -> Section:
    return Section(title, rows)


def test_put_says_when_where_and_with_what_it_was_measured(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "page.md"
    put(page, section("One", Row("a thing", "2.0 s", "make it")), QUIET, "python -m benchmarks --only one")
    text = page.read_text(encoding="utf-8")
    assert "2026-01-02" in text
    assert "a machine, 2 cores" in text
    assert "cifar10: 10 images; other work took 1 % of the processors just before." in text
    assert "`python -m benchmarks --only one`" in text
    assert "| a thing | 2.0 s | `make it` |" in text


def test_put_mentions_a_busy_machine(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    put(page, section("One"), Conditions("2026-01-02", "a machine", 52.0, "data"), "command")
    assert "on a machine; other work slowed it down." in page.read_text(encoding="utf-8")


def test_put_replaces_a_section_measured_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for title, figure in (("One", "old"), ("Two", "kept"), ("One", "new")):
        put(page, section(title, Row("it", figure)), QUIET, "command")
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert text.index("## One") < text.index("new") < text.index("## Two") < text.index("kept")
    assert text.count("# Benchmarks") == 1


def test_put_escapes_what_would_end_a_cell(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    put(page, section("One", Row("a | b", "1")), QUIET, "command")
    assert "| a \\| b | 1 |" in page.read_text(encoding="utf-8")


def test_quote_gives_the_readme_only_the_main_lines(tmp_path: Path) -> None:
    page, readme = tmp_path / "page.md", tmp_path / "README.md"
    rows = Row("beside the point", "1 s"), Row("the point", "2 s", "command", main=True)
    put(page, section("One", *rows), QUIET, "command")
    put(page, section("Two", Row("another", "3×", main=True)), QUIET, "command")
    readme.write_text(f"before\n{BEGIN}old\n{END}after\n", encoding="utf-8")
    quote(page, readme)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "beside the point" not in text
    assert "| the point | 2 s |\n| another | 3× |" in text
    assert text.count("Measured 2026-01-02") == 1


def test_quoted_figures_in_the_readme_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    told = (ROOT / "README.md").read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert "×" in told
    assert told == quoted(page)
