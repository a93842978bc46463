"""One sheet for both languages: its text in each, its code in both."""

from pathlib import Path

import nbformat
import pytest

from grader.authoring import lab_sheet
from grader.base.errors import StaffError
from grader.base.text import LANGUAGES, Language

SHEET = """# %% [markdown] lang="ko"
# # 과제
#
# 빈칸을 채우십시오.

# %% [markdown] lang="en"
# # Assignment
#
# Fill in the gaps.

# %% [markdown]
# `784x10`

# %%
x = 5  # SOLUTION
### BEGIN SOLUTION
y = 6
### END SOLUTION
"""
TEXTS = {"ko": "# 과제\n\n빈칸을 채우십시오.", "en": "# Assignment\n\nFill in the gaps."}
PROMPTS = {"ko": "# 여기에 코드를 작성하십시오.", "en": "# Write your code here."}


def sheet(folder: Path, text: str = SHEET) -> list[lab_sheet.Cell]:
    file = folder / "sheet.py"
    file.write_text(text, encoding="utf-8")
    return lab_sheet.read(file)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheet_is_given_in_one_language_with_the_code_of_all(lang: Language, tmp_path: Path) -> None:
    cells = lab_sheet.for_students(lab_sheet.in_language(sheet(tmp_path), lang), lang)
    assert [cell.text for cell in cells] == [TEXTS[lang], "`784x10`", f"x = ...\n{PROMPTS[lang]}\npass"]


def test_notebook_says_its_languages_in_metadata(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_markdown_cell(text, metadata={"lang": lang}) for lang, text in TEXTS.items()]
    file = tmp_path / "sheet.ipynb"
    file.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    assert [cell.lang for cell in lab_sheet.read(file)] == list(TEXTS)


def test_language_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match='lang="kr"'):
        sheet(tmp_path, SHEET.replace('"ko"', '"kr"'))
