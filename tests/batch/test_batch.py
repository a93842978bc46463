"""A small class goes through the command, the pool and real children, without training."""

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import msgspec
import psutil
import pytest

from grader.base.text import same
from grader.batch.store import NAME, Store
from grader.cli import main
from grader.records.totals import settled
from grader.reports.classroom.class_json import ClassOutcome
from tests.batch.without_pool import grade_here

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
ROSTER = "학번,이름\nkim,김민수\nlee,이영희\nthief,박도적\nchoi,최미제출\n"


@dataclass(frozen=True)
class Class:
    """A class's submissions, and what was made of them."""

    folder: Path

    @property
    def submissions(self) -> Path:
        return self.folder / "subs"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def grade(self, *more: str) -> int:
        where = [str(self.submissions), "--out", str(self.out), "--roster", str(self.folder / "roster.csv")]
        return main(["batch", "assignment1", *where, "--no-training", "--jobs", "1", "--lang", "en", *more])

    def rows(self) -> dict[str, dict[str, str]]:
        with (self.out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["student"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module", autouse=True)
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the command have the process for a while: its cache, and how it takes to being terminated."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_CACHE", str(tmp_path_factory.mktemp("cache")))
        before = signal.getsignal(signal.SIGTERM)
        yield
        signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """A class that was graded once."""
    found = Class(tmp_path_factory.mktemp("class"))
    found.submissions.mkdir()
    shutil.copy(EXAMPLES / "right_functional.py", found.submissions / "kim.py")
    shutil.copy(EXAMPLES / "wrong_syntax_error.ipynb", found.submissions / "lee.ipynb")
    (found.submissions / "thief.py").write_text("from kim import LeNet5\n", encoding="utf-8")
    (found.folder / "roster.csv").write_text(ROSTER, encoding="cp949")
    (found.submissions / "notes.txt").touch()
    assert found.grade() == 3  # a file belongs to nobody
    (found.submissions / "notes.txt").unlink()
    assert found.grade() == 0
    return found


@pytest.fixture
def again(graded: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Class:
    """A copy of the class that a test may change; what is graded of it is graded in this process."""
    grade_here(monkeypatch)
    shutil.copytree(graded.folder, tmp_path / "class")
    return Class(tmp_path / "class")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """Who was graded since it was last asked."""
    return lambda: re.findall(r"^\[\d+/\d+\] (\w+):", capsys.readouterr().err, re.MULTILINE)


@pytest.mark.slow
def test_batch_command_puts_everyone_in_the_grades(graded: Class) -> None:
    rows = graded.rows()
    assert {student: (row["name"], row["state"], row["score"]) for student, row in rows.items()} == {
        "kim": ("김민수", "graded", "92"),
        "lee": ("이영희", "graded", "20"),
        "thief": ("박도적", "nothing to grade", ""),  # nobody imports another student's file
        "choi": ("최미제출", "not handed in", ""),
    }
    assert rows["kim"]["lenet5.convolutions"] == "10"
    assert sorted(each.name for each in graded.out.glob("*/*")) == ["kim.html", "lee.html"]
    assert "notes.txt" not in (graded.out / "unmatched.csv").read_text(encoding="utf-8-sig")


@pytest.mark.slow
def test_batch_command_does_not_grade_again_what_is_graded(
    again: Class, told: Callable[[], list[str]]
) -> None:
    before = (again.out / "grades.csv").read_bytes()
    assert again.grade() == 0
    assert told() == []
    assert (again.out / "grades.csv").read_bytes() == before


@pytest.mark.slow
def test_batch_command_regrades_a_changed_file_not_a_changed_name(
    again: Class, told: Callable[[], list[str]]
) -> None:
    shutil.copy(EXAMPLES / "wrong_kernel_3.ipynb", again.submissions / "lee.ipynb")
    (again.folder / "roster.csv").write_text(ROSTER.replace("김민수", "김민서"), encoding="utf-8")
    (again.submissions / "thief.py").unlink()
    assert again.grade() == 0
    assert told() == ["lee"]
    rows = again.rows()
    assert rows["lee"]["score"] == "85.07"
    assert (rows["kim"]["name"], rows["kim"]["score"]) == ("김민서", "92")
    assert rows["thief"]["state"] == "not handed in"


@pytest.mark.slow
def test_batch_command_regrades_only_whom_it_is_asked_to(again: Class, told: Callable[[], list[str]]) -> None:
    assert again.grade("--only", "kim") == 0
    assert told() == []
    assert again.grade("--only", "kim", "--regrade") == 0
    assert told() == ["kim"]
    assert again.grade("--only", "nobody") == 2


@pytest.mark.slow
def test_batch_command_failed_grades_what_the_grader_failed_at(
    again: Class, told: Callable[[], list[str]]
) -> None:
    with Store(again.out) as store:
        store.put("lee", store.known("lee")[1], "fault", message=same("it broke"))
    assert again.grade() == 3
    assert told() == []
    assert again.rows()["lee"]["note"] == "A person must look at: it broke"
    assert again.grade("--failed") == 0
    assert told() == ["lee"]
    assert again.rows()["lee"]["score"] == "20"


@pytest.mark.slow
def test_override_command_shows_in_grades_and_outlives_regrading(again: Class) -> None:
    override = ["override", str(again.out), "lee", "lenet5.convolutions", "--why", "seen", "--points"]
    assert main([*override, "7.5"]) == 0
    assert again.rows()["lee"]["score"] == "27.5"
    assert again.grade("--regrade", "--only", "lee") == 0
    assert again.rows()["lee"]["score"] == "27.5"
    assert main([*override, "11"]) == 2
    assert main([*override, "nan"]) == 2
    assert main(["override", str(again.out), "lee", "lenet5.runs", "--why", " ", "--points", "1"]) == 2
    assert again.rows()["lee"]["score"] == "27.5"


@pytest.mark.slow
def test_override_command_keeps_a_trail_and_takes_a_change_back(again: Class) -> None:
    override = ["override", str(again.out), "lee", "lenet5.convolutions", "--by", "ta", "--why"]
    assert main([*override, "seen", "--points", "7.5"]) == 0
    assert again.rows()["lee"]["by_hand"] == "lenet5.convolutions"
    assert main([*override, "a slip", "--undo"]) == 0
    assert (again.rows()["lee"]["score"], again.rows()["lee"]["by_hand"]) == ("20", "")
    assert main([*override, "again", "--undo"]) == 2
    with (again.out / "overrides.csv").open(encoding="utf-8-sig", newline="") as file:
        said = [(row["by"], row["check"], row["from"], row["to"], row["why"]) for row in csv.DictReader(file)]
    assert said == [
        ("ta", "lenet5.convolutions", "0", "7.5", "seen"),
        ("ta", "lenet5.convolutions", "7.5", "undone", "a slip"),
    ]


@pytest.mark.slow
def test_override_command_gives_points_to_who_handed_in_nothing(again: Class) -> None:
    assert main(["override", str(again.out), "choi", "all", "--why", "by mail", "--points", "60"]) == 0
    row = again.rows()["choi"]
    assert (row["state"], row["score"]) == ("graded", "60")
    assert (again.out / "feedback" / "choi.html").is_file()
    assert again.grade() == 0
    assert again.rows()["choi"]["score"] == "60"


@pytest.mark.slow
def test_override_command_reads_many_changes_or_none(
    again: Class, capsys: pytest.CaptureFixture[str]
) -> None:
    table = again.folder / "points.csv"
    lines = ["학생,항목,점수,이유", "lee,lenet5.convolutions,7.5,이메일", "choi,all,50,병가"]
    table.write_text("\n".join([*lines, "park,all,1,x", "kim,runs,9999,x"]), encoding="cp949")
    command = ["override", str(again.out), "--from", str(table), "--lang", "en"]
    assert main(command) == 2
    said = capsys.readouterr().err
    assert "no student 'park'" in said
    assert "runs takes 0 to 5 points" in said
    assert again.rows()["lee"]["score"] == "20"
    table.write_text("\n".join(lines), encoding="utf-8")
    assert main(command) == 0
    assert (again.rows()["lee"]["score"], again.rows()["choi"]["score"]) == ("27.5", "50")
    assert main([*command, "--points", "3"]) == 2


@pytest.mark.slow
def test_batch_command_shows_who_moves_and_keeps_both_results(
    again: Class, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(again.out) as store:  # as if another edition of the assignment had graded kim
        report = store.entry("kim").report
        assert report is not None
        parts = tuple(
            msgspec.structs.replace(
                part, results=tuple(msgspec.structs.replace(each, earned=0.0) for each in part.results)
            )
            for part in report.parts
        )
        store.put("kim", "other", "graded", report=settled(msgspec.structs.replace(report, parts=parts)))
    assert again.grade("--dry-run") == 0
    said = capsys.readouterr()
    assert "Grades changed (1)" in said.out
    assert "0 → 92" in said.out
    assert "dry run" in said.err
    with Store(again.out) as store:
        report = store.entry("kim").report
        assert report is not None
        assert report.earned == 0
    assert again.grade() == 0
    said = capsys.readouterr()
    assert "0 to grade" in said.err  # the results of the dry run are taken
    assert "0 → 92" in said.out
    assert again.rows()["kim"]["score"] == "92"
    with (again.out / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["score_before"], row["score"]) for row in csv.DictReader(file)] == [("0", "92")]
    assert main(["report", str(again.out), "--changes", "--lang", "en"]) == 0
    assert "0 → 92" in capsys.readouterr().out


@pytest.mark.slow
def test_batch_command_writes_the_class_as_json(again: Class, capsys: pytest.CaptureFixture[str]) -> None:
    assert again.grade("--json", "-") == 0
    found = msgspec.json.decode(capsys.readouterr().out, type=ClassOutcome)
    states = {each.student: (each.state, each.score) for each in found.students}
    assert states["kim"] == ("graded", 92.0)
    assert states["choi"] == ("missing", None)
    assert found.assignment == "assignment1"


@pytest.mark.slow
def test_batch_command_where_grades_whom_it_happened_to(again: Class, told: Callable[[], list[str]]) -> None:
    assert again.grade("--where", "lenet5.runs=failed") == 0
    assert told() == ["lee"]
    assert again.grade("--where", "state=nothing") == 0
    assert told() == ["thief"]
    assert again.grade("--where", "runs=wrong") == 2


@pytest.mark.slow
def test_batch_command_keeps_a_result_whose_file_is_gone(again: Class) -> None:
    (again.submissions / "kim.py").unlink()
    assert again.grade() == 0
    assert again.rows()["kim"]["score"] == "92"


@pytest.mark.slow
def test_report_command_makes_reports_again_in_another_language(again: Class) -> None:
    shutil.rmtree(again.out / "feedback")
    assert main(["report", str(again.out), "--lang", "ko"]) == 0
    assert sorted(each.name for each in again.out.glob("*/*")) == ["kim.html", "lee.html"]
    text = (again.out / "grades.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("학생,이름,상태")


@pytest.mark.slow
def test_batch_command_without_its_data_touches_no_result(
    again: Class, capsys: pytest.CaptureFixture[str]
) -> None:
    where = [str(again.submissions), "--out", str(again.out), "--data", str(again.folder / "none")]
    assert main(["batch", "assignment1", *where, "--regrade", "--lang", "en"]) == 3
    assert "none" in capsys.readouterr().err
    with Store(again.out) as store:
        assert store.entry("kim").report is not None


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX")
def test_batch_command_on_ctrl_c_keeps_results_and_no_process(tmp_path: Path) -> None:
    subs, out = tmp_path / "subs", tmp_path / "out"
    subs.mkdir()
    shutil.copy(EXAMPLES / "right_functional.py", subs / "kim.py")
    shutil.copy(EXAMPLES / "wrong_endless_loop.ipynb", subs / "loop.ipynb")
    script = "import sys; from grader.cli import main; sys.exit(main())"
    options = ["--out", str(out), "--no-training", "--jobs", "1", "--lang", "en"]
    command = [sys.executable, "-c", script, "batch", "assignment1", str(subs), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as batch:
        assert batch.stderr is not None
        said = list(takewhile(lambda line: not line.startswith("[1/2] kim"), batch.stderr))
        children = psutil.Process(batch.pid).children(recursive=True)
        batch.send_signal(signal.SIGINT)
        said += batch.stderr.readlines()
        assert batch.wait(30) == 130, said
    assert said[-1].startswith("Stopped. The results so far are kept")
    assert children
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    with Store(out) as store:
        assert [each.state for each in store.entries()] == ["graded", "waiting"]


@pytest.mark.slow
def test_batch_command_tells_what_belongs_to_nobody(again: Class, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("team-1-final.py", "team-2-final.py"):
        (again.submissions / name).touch()
    assert again.grade() == 3
    assert "--pattern 'team-(?P<student>\\d{1})-final\\.py'" in capsys.readouterr().err
    assert "team-2-final.py" in (again.out / "unmatched.csv").read_text(encoding="utf-8-sig")


# -- nothing is graded -----------------------------------------------------------------------------------


def test_batch_command_says_a_folder_is_empty_and_writes_no_grades(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "subs").mkdir()
    for lang, said in (("en", "nothing that a student handed in"), ("ko", "학생의 제출물이 없습니다")):
        out = str(tmp_path / "out")
        assert main(["batch", "assignment1", str(tmp_path / "subs"), "--out", out, "--lang", lang]) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "out" / "grades.csv").exists()


def test_batch_command_puts_no_results_among_the_submissions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kim.py").touch()
    assert main(["batch", "assignment1", str(tmp_path), "--out", f"{tmp_path}{os.sep}.", "--lang", "en"]) == 2
    assert "need a folder of their own" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["kim.py"]


def test_report_command_refuses_a_folder_without_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(tmp_path), "--lang", "en"]) == 2
    assert NAME in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
