"""CSV tables as written by spreadsheets."""

from pathlib import Path

import pytest

from grader.base.csv_table import neutral, read
from grader.base.errors import StaffError

ROWS = 'ID,이름,note\r\n1,"Kim, Min-su",\r\n\r\n2,"a\r\nb","say ""x"""\r\n'


@pytest.mark.parametrize(("mark", "encoding"), [("", "utf-8"), ("\ufeff", "utf-8"), ("", "cp949")])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_table_is_written_as_it_was_read(mark: str, encoding: str, end: str, tmp_path: Path) -> None:
    content = (mark + ROWS.replace("\r\n", end)).encode(encoding)
    file = tmp_path / "표.csv"
    file.write_bytes(content)
    sheet = read(file)
    assert sheet.rows[1] == ("1", "Kim, Min-su", "")
    assert sheet.text.encode(sheet.encoding) == content


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_table_keeps_its_delimiter(delimiter: str, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(f"a{delimiter}b\n1{delimiter}2\n")
    sheet = read(file)
    assert [len(row) for row in sheet.rows] == [2, 2]
    assert sheet.delimiter == delimiter


def test_csv_table_refuses_in_words_what_is_no_table(tmp_path: Path) -> None:
    for content, said in ((b"", "empty"), (b"\n\n", "empty"), (b"\xff\xfes\x00", "neither UTF-8 nor CP949")):
        (tmp_path / "x.csv").write_bytes(content)
        with pytest.raises(StaffError, match=said):
            read(tmp_path / "x.csv")
    with pytest.raises(StaffError, match="cannot be read"):
        read(tmp_path)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+82", "-cmd|'x'!A0", "@SUM(A1)", " =1", "\t=1", "\tx", "\r=1", "＝1", "＠x"]
)
def test_neutral_lets_no_cell_be_computed(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-", "kim-1=2", "김민수", "1.5", "'=1", "a@b.ac.kr"])
def test_neutral_leaves_other_cells_alone(cell: str) -> None:
    assert neutral(cell) == cell
