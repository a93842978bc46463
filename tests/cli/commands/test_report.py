"""`grade report`: the class's page and its scores for other systems, from a store filled by hand."""

import csv
import io
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.base.text import same
from grader.batch.store import Store
from grader.cli import main
from grader.records.submissions import Entry, Roll

from ...reports.classes import UNMATCHED, small_class
from ...reports.samples import many_failures

SHEET = (
    "Student,ID,SIS User ID,Section,Lab 1 (77)\n"
    "Kim,501,2023-10001,A,\n"
    "Lee,502,2023-10002,A,\n"
    "Park,503,2023-10003,A,\n"
    "Choi,504,2023-10004,A,\n"
)


@pytest.fixture(autouse=True)
def process() -> Iterator[None]:
    """Let the command decide for a while how the process takes to being terminated."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A batch's folder, as `grade batch` leaves its store."""
    out = tmp_path / "out"
    entries = small_class()
    with Store(out, "assignment1") as store:
        store.enrol(Roll(tuple(each.handed for each in entries), UNMATCHED))
        for each in entries:
            if each.state != "waiting":
                store.put(each.handed.student, "key", each.state, report=each.report, message=each.message)
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    return out


def report(folder: Path, *more: str) -> int:
    return main(["report", str(folder), "--lang", "en", *more])


def test_report_command_makes_a_class_page_that_links_to_students(folder: Path) -> None:
    assert report(folder) == 3  # somebody is not graded, and two need a person
    assert {each.name for each in folder.iterdir() if each.suffix in (".html", ".csv")} == {
        "class.html",
        "grades.csv",
        "overrides.csv",
        "similar.csv",
        "similar.html",
        "unmatched.csv",
    }
    page = (folder / "class.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    for student in folder.glob("feedback/*.html"):
        assert f'href="feedback/{student.name}"' in page
    assert report(folder, "--lang", "ko") == 3
    assert '<html lang="ko">' in (folder / "class.html").read_text(encoding="utf-8")


def test_override_command_shows_on_the_page_at_once(folder: Path) -> None:
    given = ["override", str(folder), "2023-10002", "lenet.logits", "--points", "4", "--why", "seen <b>"]
    assert main([*given, "--lang", "en"]) == 0
    page = (folder / "class.html").read_text(encoding="utf-8")
    assert "4 points (seen &lt;b&gt;, " in page


def test_override_command_settles_a_doubt_without_points(folder: Path) -> None:
    doubtful = msgspec.structs.replace(many_failures(), doubts=(same("This is assignment1."),))
    with Store(folder) as store:
        store.put("2023-10002", "key", "graded", report=doubtful)
        before = store.entry("2023-10002")

    def override(*words: str) -> Entry:
        assert main(["override", str(folder), *words, "--lang", "en"]) == 0
        with Store(folder) as store:
            return store.entry("2023-10002")

    after = override("2023-10002", "doubts", "--why", "the right file")
    assert (before.doubtful, after.doubtful) == (True, False)
    assert (after.report, after.overrides) == (before.report, before.overrides)
    assert "doubts,,0,the right file" in (folder / "overrides.csv").read_text(encoding="utf-8-sig")
    assert override("2023-10002", "doubts", "--undo", "--why", "a slip").doubtful
    many = folder.parent / "many.csv"
    many.write_text("student,check,points,why\n2023-10002,doubts,,the right file\n", encoding="utf-8")
    assert not override("--from", str(many)).doubtful


def test_override_command_settles_no_doubt_where_there_is_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["override", str(folder), "2023-10002", "doubts", "--why", "x", "--lang", "en"]
    assert main(words) != 0
    assert "2023-10002: the grader doubts nothing here." in capsys.readouterr().err


def test_report_command_links_every_page_to_where_another_look_is_asked_for(folder: Path) -> None:
    assert report(folder, "--requests", "nobody") == 2
    assert report(folder, "--requests", "ta@example.com") == 3
    assert report(folder) == 3  # it is remembered
    pages = [page.read_text(encoding="utf-8") for page in folder.glob("feedback/*.html")]
    assert len(pages) == 6
    assert all(page.count('href="mailto:ta@example.com?') == 1 for page in pages)


def test_report_command_hands_pages_back_and_names_whose_it_could_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back, mail = folder.parent / "back.zip", folder.parent / "mail.csv"
    assert report(folder, "--feedback", f"mail={mail}", "--feedback", f"moodle={back}") == 3
    assert "Not handed back" in capsys.readouterr().err  # no file of theirs came from Moodle
    assert mail.read_text(encoding="utf-8-sig").count("\n") == 11
    assert report(folder, "--feedback", "telegram=x") == 2


def test_report_command_exports_scores_and_says_whose_are_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, canvas, nbgrader = (str(folder.parent / name) for name in ("sheet.csv", "c.csv", "n.csv"))
    wanted = ["--report", f"canvas={canvas}", "--report", f"nbgrader={nbgrader}", "--sheet", sheet]
    assert report(folder, *wanted) == 3
    with Path(canvas).open(encoding="utf-8", newline="") as file:
        assert {row["ID"]: row["Lab 1 (77)"] for row in csv.DictReader(file)} == {
            "501": "100",
            "502": "45.0666",
            "503": "52.5666",
            "504": "100",
        }
    assert Path(nbgrader).read_text(encoding="utf-8").count("\n") == 11
    said = capsys.readouterr().err
    assert "canvas: 4 scores written." in said
    assert "no line of that table is theirs: 2023-10005\n" in said
    assert "Their scores are provisional: 2023-10004\n" in said
    assert "They handed in late: 2023-10002\n" in said
    assert "Their training was skipped, so points are missing: 2023-10005\n" in said
    assert "2023-10006 (to be looked at), 2023-10007 (to be looked at), 2023-10008 (nothing to grade)" in said
    assert (folder.parent / "sheet.csv").read_text(encoding="utf-8") == SHEET


def test_report_command_lets_a_table_be_piped_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(folder, "--report", "nbgrader=-") == 3
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert {len(row) for row in rows} == {11}
    assert len(rows) == 1 + len(small_class())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--report", "canvas=x.csv"], "give it as --sheet"),
        (["--sheet", "SHEET"], "--sheet goes with --report"),
        (["--report", "nbgrader=x.csv", "--sheet", "SHEET"], "--sheet goes with --report"),
        (["--report", "canvas=SHEET", "--sheet", "SHEET"], "not written over"),
        (["--report", "canvs=x.csv"], "Did you mean 'canvas'?"),
        (["--report", "junit=x.xml"], "There are: canvas, moodle, nbgrader"),
        (["--report", "moodle"], "names no file"),
    ],
)
def test_report_command_refuses_misfit_options_before_it_writes(
    options: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = str(folder.parent / "sheet.csv")
    assert report(folder, *(option.replace("SHEET", sheet) for option in options)) == 2
    assert said in capsys.readouterr().err.replace("\n", " ")
    assert not (folder / "class.html").exists()


def test_report_command_refuses_in_words_a_table_of_another_kind(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = str(folder.parent / "sheet.csv")
    out = folder.parent / "m.csv"
    assert report(folder, "--report", f"moodle={out}", "--sheet", sheet) == 3
    assert "no grading worksheet of Moodle's" in capsys.readouterr().err
    assert not out.exists()
    assert (folder / "class.html").exists()


def test_report_command_writes_a_page_that_names_nobody(folder: Path) -> None:
    report(folder, "--anonymous")
    text = (folder / "class-anonymous.html").read_text(encoding="utf-8")
    for each in small_class():
        assert each.handed.student not in text
        assert not each.handed.name or each.handed.name not in text
    assert "<script>" not in text
    assert "feedback/" not in text
    assert 'id="scores"' in text


def test_report_command_compares_with_other_folders_from_then_on(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "solution.py").write_text(
        "from torch import nn\n\nclass LeNet5(nn.Module):\n    pass\n"
    )
    report(folder, "--also", str(tmp_path / "public"))
    with Store(folder) as store:
        assert store.also == ((tmp_path / "public").resolve(),)
    report(folder, "--dolos", str(tmp_path / "dolos.zip"))
    with zipfile.ZipFile(tmp_path / "dolos.zip") as archive:
        assert "public/solution.py.py" in archive.namelist()


def test_report_command_refuses_a_folder_that_is_not_there(folder: Path, tmp_path: Path) -> None:
    assert report(folder, "--also", str(tmp_path / "gone")) == 2


def test_report_command_tells_that_the_zip_cannot_be_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(folder, "--dolos", str(tmp_path / "gone" / "dolos.zip")) == 3
    assert "cannot be written" in capsys.readouterr().err
