"""The students' pages are handed back under the names by which each platform knows them."""

import csv
import io
import os
import re
import zipfile
from pathlib import Path

import msgspec
import pytest

from grader.base.errors import StaffError
from grader.base.text import same
from grader.batch.hand_back import HandedBack, PagesToHandBack, hand_back
from grader.batch.publish import write_feedback
from grader.records.source import File
from grader.records.submissions import Entry, Handed
from tests.reports.samples import full_marks


def entry(student: str, origin: str, name: str = "", files: tuple[str, ...] = ("lenet.py",)) -> Entry:
    report = msgspec.structs.replace(full_marks(), files=tuple(File(each, "0") for each in files))
    handed = Handed(student=student, files=("x",), name=name, origin=origin, email=f"{student}@example.com")
    return Entry(handed=handed, state="graded", report=report)


def back(form: str, folder: Path, *entries: Entry, place: str = "back") -> HandedBack:
    for each in entries:
        write_feedback(each, folder, "en")
    return hand_back(form, PagesToHandBack(entries, folder, folder / place, "assignment1", "en"))


def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as file:
        return file.namelist()


def moodles(name: str) -> tuple[str, str] | None:
    """The participant and the file name that Moodle takes from a name, as `mod_assign` does it."""
    pieces = name.split("_", 4)
    if len(pieces) < 5 or not pieces[1].isdecimal() or pieces[2:4] != ["assignsubmission", "file"]:
        return None
    return pieces[1], pieces[4]


def test_hand_back_names_pages_as_moodle_takes_them(tmp_path: Path) -> None:
    kim = entry("2023001", "김 민수_70001_assignsubmission_file")
    lee = entry("2023002", "Lee_Young_70002_assignsubmission_file_lenet.py")
    stray = entry("2023003", "2023003.py")
    found = back("moodle", tmp_path, kim, lee, stray)
    assert list(map(moodles, names(tmp_path / "back"))) == [
        ("70001", "assignment1.html"),
        ("70002", "assignment1.html"),
    ]
    assert (found.done, found.lost) == ((kim, lee), (stray,))


def canvases(name: str) -> tuple[str, str] | None:
    """The user and the attachment that Canvas takes from a name, as its `Assignment` infers them."""
    pieces = name.split("_")
    numbers = [each for each in pieces if each.isdecimal()][:2]
    if len(numbers) < 2 or pieces[-1].startswith("link") or name.startswith("._"):
        return None
    return numbers[0], numbers[1]


def test_hand_back_names_pages_as_canvas_takes_them(tmp_path: Path) -> None:
    origins = (
        "kim_1_10_lenet.ipynb",
        "lee_LATE_2_20_link_net.py",
        "park_3_30_linknet-1.py",
        "choi_4_40_7.py",
    )
    found = back("canvas", tmp_path, *(entry(f"s{n}", each) for n, each in enumerate(origins)))
    taken = list(map(canvases, names(tmp_path / "back")))
    assert taken == [("1", "10"), ("2", "20"), ("3", "30"), ("4", "40")]
    assert len(found.done) == 4


def test_hand_back_keeps_the_numbers_that_canvas_knows_a_file_by(tmp_path: Path) -> None:
    kim = entry("2023001", "kimminsu_LATE_1234_56789_lenet.v2.ipynb")
    found = back("canvas", tmp_path, kim, entry("2023002", "2023002.py"))
    [name] = names(tmp_path / "back")
    assert name == "kimminsu_LATE_1234_56789_lenet.v2.html"
    assert re.findall(r"(?<=_)\d+(?=_)", name) == ["1234", "56789"]
    assert len(found.lost) == 1


def test_hand_back_makes_a_folder_for_each_student(tmp_path: Path) -> None:
    back("folders", tmp_path, entry("kim", ""), entry("../evil", ""))
    pages = sorted(path.relative_to(tmp_path / "back") for path in (tmp_path / "back").rglob("*.html"))
    assert pages[-1] == Path("kim/assignment1.html")
    assert len(pages) == 2
    assert all(len(page.parts) == 2 for page in pages)


def test_hand_back_lists_everyone_for_a_mail_merge(tmp_path: Path) -> None:
    lost = Entry(
        handed=Handed(student="lee", files=()), state="nothing", message=same("report.pdf:\na document")
    )
    back("mail", tmp_path, entry("kim", "", "=Kim"), lost, place="mail.csv")
    text = (tmp_path / "mail.csv").read_text(encoding="utf-8-sig")
    kim, lee = csv.DictReader(io.StringIO(text, newline=""))
    assert (kim["email"], kim["name"], kim["score"]) == ("kim@example.com", "'=Kim", "100")
    assert Path(kim["page"]).is_file()
    assert (lee["score"], lee["page"], lee["note"]) == ("", "", "report.pdf: a document")


def test_hand_back_lays_pages_out_as_nbgrader_releases_them(tmp_path: Path) -> None:
    back("nbgrader", tmp_path, entry("kim", "kim", files=("lenet.ipynb", "helper.py")), entry("lee", "lee"))
    feedback = tmp_path / "back" / "feedback"
    assert (feedback / "kim" / "assignment1" / "lenet.html").is_file()
    assert (feedback / "lee" / "assignment1" / "assignment1.html").is_file()


@pytest.mark.skipif(os.name != "posix", reason="nbgrader's exchange needs POSIX")
@pytest.mark.filterwarnings("ignore")  # nbgrader's own
def test_nbgrader_releases_what_is_handed_back(tmp_path: Path) -> None:
    apps = pytest.importorskip("nbgrader.apps")
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    config = pytest.importorskip("traitlets.config").Config()
    config.CourseDirectory.root = str(tmp_path / "back")
    config.CourseDirectory.course_id = "course"
    config.Exchange.root = str(exchange)
    submitted = tmp_path / "back" / "submitted" / "kim" / "assignment1"
    submitted.mkdir(parents=True)
    (submitted / "lenet.ipynb").write_text("{}", encoding="utf-8")
    (submitted / "timestamp.txt").write_text("2026-11-30 12:00:00.000000 UTC", encoding="utf-8")
    (submitted / "submission_secret.txt").write_text("secret", encoding="utf-8")
    kim = entry("kim", "kim", files=("lenet.ipynb",))
    back("nbgrader", tmp_path, kim)
    released = apps.NbGraderAPI(config=config).release_feedback("assignment1")
    assert released["success"], released
    [page] = (exchange / "course" / "feedback").glob("*.html")
    assert page.read_bytes() == (tmp_path / "feedback" / "kim.html").read_bytes()


def test_hand_back_says_that_a_place_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="cannot be written"):
        back("moodle", tmp_path, entry("kim", ""), place="none/back.zip")
