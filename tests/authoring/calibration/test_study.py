"""The conclusions of a study, and how it is shown, written and read back."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from grader.authoring.calibration import markdown, terminal
from grader.authoring.calibration.cells import strip
from grader.authoring.calibration.findings import findings
from grader.authoring.calibration.measured import tables
from grader.authoring.calibration.study import Study
from grader.base.text import LANGUAGES, Language
from tests.authoring.calibration.samples import studied

COMMAND = "grade calibrate assignment9"
MARK = "<!-- grade calibrate: net, folder, seeds from 0 -->"


def said(study: Study, lang: Language = "en") -> str:
    return "\n".join(each.text.get(lang) for each in findings(study))


def printed(study: Study, lang: Language) -> str:
    file = io.StringIO()
    Console(file=file, width=100).print(terminal.render([study], lang))
    return file.getvalue()


def test_findings_separate_a_wrong_model_below_the_line() -> None:
    study = studied()
    assert not any(each.bad for each in list(findings(study))[:-1])  # the last says that the seeds are few
    assert (
        'Proposed: `"folder": Threshold(zero_below=0.22, full_from=0.575, chance=0.15, noise=0.013)`'
        in said(study)
    )
    assert "softmax, reached 0.22, which is 0.35 below the line" in said(study)
    assert "The line in force (0.5): of 8 trainings of right models 0 fell below" in said(study)


def test_findings_say_a_model_at_the_line_is_not_separated() -> None:
    study = studied(wrong=(0.2, 0.7, 0.2, 0.2))
    assert "NOT separated from these wrong models, whose trainings reach that line: softmax (1/4)" in said(
        study
    )
    assert "구별되지 않습니다" in said(study, "ko")
    assert "Separated from" not in said(study)


def test_findings_say_when_there_are_no_wrong_models() -> None:
    assert "There are no wrong models" in said(studied(wrong=None))


def test_findings_count_and_name_right_models_the_line_fails() -> None:
    study = studied(right=(0.3, 0.49, 0.61, 0.6))
    assert "of 8 trainings of right models 2 fell below" in said(study)
    assert "as graded, where doubtful ones are repeated, 1: other (1)" in said(study)


def test_findings_name_right_models_that_learnt_nothing() -> None:
    assert "learnt nothing: other (1)" in said(studied(right=(0.6, 0.1, 0.61, 0.62)))


def test_study_without_a_threshold_is_held_against_the_proposal() -> None:
    study = studied(data="mnist")
    assert study.in_force is None
    assert "in force" not in said(study)
    assert "| Net | 0.615 | 0.013 | 0.600 | 0.630 | 0.575 | 4/4 | 4/4 |" in markdown.section(study, COMMAND)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terminal_shows_table_dots_and_findings(lang: Language) -> None:
    text = printed(studied(), lang)
    assert max(map(len, text.splitlines())) <= 100
    assert "softmax" in text
    assert '`"folder": Threshold(zero_below=0.22' in text
    assert text.isascii() == (lang == "en")


def test_markdown_replaces_only_the_study_of_the_same_seeds(tmp_path: Path) -> None:
    file = tmp_path / "calibration.md"
    file.write_text("# What it rests on\n\nBy hand.\n", encoding="utf-8")
    markdown.write([[studied()]], "unused", COMMAND, file)
    first = file.read_text(encoding="utf-8")
    assert first.startswith(f"# What it rests on\n\nBy hand.\n\n{MARK}\n")
    file.write_text(first + "\nMore by hand.\n", encoding="utf-8")
    markdown.write(
        [[studied(right=(0.7, 0.71, 0.72, 0.7))], [studied(data="mnist")]], "unused", COMMAND, file
    )
    second = file.read_text(encoding="utf-8")
    assert second.count(MARK) == 1
    assert second.index("More by hand.") < second.index("<!-- grade calibrate: net, mnist, seeds from 0 -->")
    assert "| other | 0.708 |" in second
    markdown.write([[studied()]], "A title", COMMAND, tmp_path / "new.md")
    assert (tmp_path / "new.md").read_text(encoding="utf-8").startswith("# A title\n\n<!-- grade calibrate")


def test_tables_read_back_what_markdown_writes() -> None:
    (table,) = tables(markdown.section(studied(), COMMAND))
    assert (table.part, table.data) == ("The net", "folder")
    read = [(row.model, row.least, row.most) for row in table.rows]
    right = [("Net", 0.6, 0.63), ("other", 0.6, 0.63)]
    assert read == [*right, ("softmax", 0.2, 0.22), ("untrained", 0.08, 0.11)]


def test_strip_draws_a_dot_per_score_and_the_line() -> None:
    drawn = strip([0.0, 0.5, 0.5, 1.0, 1.0, 1.0], 0.0, 1.0, 0.75)
    assert (drawn[0], drawn[24], drawn[35], drawn[47]) == (".", ":", "|", "*")
    assert len(drawn.replace(" ", "")) == 4
    assert strip([0.5, 0.5], 0.5, 0.5, None) == ":"
    assert strip([0.0, 1.0], 0.0, 1.0, 7.0).split() == [".", "."]
