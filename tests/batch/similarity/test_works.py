"""A class is compared with earlier semesters and public solutions, and goes to Dolos with them."""

import csv
import io
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from grader.base.errors import StaffError
from grader.base.text import same
from grader.batch import dolos
from grader.batch.similarity.compare import similar
from grader.batch.similarity.works import of_class, of_corpus
from grader.batch.store import Store
from grader.confinement.host import choose_tier
from grader.records.report import GradedModel, PartReport
from grader.records.source import Position
from grader.records.submissions import Entry, Roll

from .test_compare import ASSIGNMENTS, a_class, copied, students

EXAMPLES = ASSIGNMENTS / "assignment1" / "examples"
NAME = "right_comments_and_prints"


def earlier_class(folder: Path) -> Path:
    """The results of a class in which one student wrote what is copied now."""
    entry = copied("hong", "assignment1", NAME)
    with Store(folder, "assignment1") as store:
        store.enrol(Roll((entry.handed,)))
        store.put("hong", "k", "graded", report=entry.report)
    return folder


def with_models(entry: Entry) -> Entry:
    """The student as grading leaves them: with the models that were found for each part."""
    at = Position("a.py", None, 1, "")
    parts = tuple(
        PartReport(
            id=part,
            title=same(part),
            taken=GradedModel(name=model, made_by=None, why=same("by its name"), at=at),
            results=(),
        )
        for part, model in (("cnn", "CNN"), ("lenet5", "LeNet5"))
    )
    assert entry.report is not None
    return msgspec.structs.replace(entry, report=msgspec.structs.replace(entry.report, parts=parts))


def test_similar_finds_copies_of_an_earlier_semester(tmp_path: Path) -> None:
    also = of_corpus(earlier_class(tmp_path / "2025-grades"), "assignment1", choose_tier())
    others = [each for each in a_class("assignment1") if each.handed.student != NAME]
    found = similar([*others, copied("kim", "assignment1", NAME)], "assignment1", also)
    (pair,) = found.pairs
    assert students(pair) == {"hong", "kim"}
    assert {side.author.corpus for side in pair.sides} == {"2025-grades", ""}
    assert (found.compared, found.also) == (len(others) + 1, 1)


def test_similar_finds_copies_of_a_public_solution(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / f"{NAME}.py", tmp_path / "solution.py")
    (tmp_path / "README.py").write_text("", encoding="utf-8")
    also = of_corpus(tmp_path, "assignment1", choose_tier())
    others = [each for each in a_class("assignment1") if each.handed.student != NAME]
    graded = [with_models(each) for each in [*others, copied("kim", "assignment1", NAME)]]
    assert [students(pair) for pair in similar(graded, "assignment1", also).pairs] == [{"solution.py", "kim"}]


def test_similar_lists_no_pair_within_a_corpus() -> None:
    pairs = [copied(student, "assignment1", NAME) for student in ("kim", "lee")]
    also = list(of_class(pairs, "2025"))
    others = [each for each in a_class("assignment1") if each.handed.student != NAME]
    assert similar(others, "assignment1", also).pairs == ()


def test_corpus_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="no folder"):
        of_corpus(tmp_path / "gone", "assignment1", choose_tier())


def test_export_holds_everybodys_code_and_what_dolos_reads(tmp_path: Path) -> None:
    when = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    kim, lee = copied("kim", "assignment1", NAME), copied("lee/../x", "assignment1", "right_functional")
    handed = msgspec.structs.replace(kim.handed, name="=김민수", submitted=when)
    works = [*of_class([msgspec.structs.replace(kim, handed=handed), lee]), *of_class([kim], "2025")]
    assert dolos.export(works, "assignment1", tmp_path / "dolos.zip") == 3
    with zipfile.ZipFile(tmp_path / "dolos.zip") as archive:
        info = archive.read(dolos.INFO).decode()
        rows = list(csv.DictReader(io.StringIO(info)))
        names = [row["filename"] for row in rows]
        assert sorted([*names, dolos.INFO]) == sorted(archive.namelist())
        assert all("class LeNet5" in archive.read(name).decode() for name in names)
    assert names[0] == "kim.py"
    assert names[2] == "2025/kim.py"
    assert "/" not in names[1]
    assert rows[0] == {
        "filename": "kim.py",
        "full_name": "'=김민수",
        "label": "assignment1",
        "created_at": "2026-11-24 12:00:00 +0000",
    }
    assert rows[2]["label"] == "2025"


def test_export_equal_classes_make_equal_zips(tmp_path: Path) -> None:
    works = list(of_class([copied("kim", "assignment1", NAME)]))
    for name in ("a.zip", "b.zip"):
        dolos.export(works, "assignment1", tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
