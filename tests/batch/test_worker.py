"""How a worker treats faulty submissions."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.batch.worker import BatchTask, Worker
from grader.confinement.host import choose_tier
from grader.grading.trainer import Settings

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
RIGHT = EXAMPLES / "right_functional.py"

posix = pytest.mark.skipif(os.name != "posix", reason="needs names, links and pipes of POSIX")


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("submissions")


@pytest.fixture(scope="module")
def worker(submissions: Path) -> Iterator[Worker]:
    settings = Settings(data=("standin",), device="cpu", training=False, official=True, trainings=None)
    worker = Worker(BatchTask("assignment1", settings, choose_tier().name, (submissions,)))
    yield worker
    worker.end()
    assert not Path(worker._alone).exists()


def nothing(worker: Worker, *paths: Path) -> str:
    found = worker.grade(paths)
    assert found.nothing is not None, found
    return found.nothing.en


@pytest.mark.slow
@pytest.mark.parametrize("looking", [True, False])
def test_worker_looks_for_repairs_only_if_asked_to(looking: bool, submissions: Path) -> None:
    settings = Settings(data=("standin",), device="cpu", training=False, official=True, trainings=None)
    task = BatchTask("assignment1", settings, choose_tier().name, (submissions,), repairs=looking)
    text = RIGHT.read_text(encoding="utf-8")
    wrong = submissions / "lee.py"
    wrong.write_text(text.replace("84, 10)", "84, 12)"), encoding="utf-8")
    assert wrong.read_text(encoding="utf-8") != text
    worker = Worker(task)
    try:
        report = worker.grade([wrong]).report
    finally:
        worker.end()
    assert report is not None
    found = report.repairs
    assert bool(found) == looking


@pytest.mark.slow
def test_worker_lets_no_file_import_another_students(worker: Worker, submissions: Path) -> None:
    shutil.copy(RIGHT, submissions / "kim.py")
    (submissions / "thief.py").write_text("from kim import LeNet5\n", encoding="utf-8")
    assert "no model" in nothing(worker, submissions / "thief.py")


def test_worker_lets_one_students_files_import_each_other(worker: Worker, submissions: Path) -> None:
    folder = submissions / "both"
    folder.mkdir()
    shutil.copy(RIGHT, folder / "net.py")
    (folder / "lenet.py").write_text("from net import LeNet5\nmodel = LeNet5()\n", encoding="utf-8")
    report = worker.grade([folder / "lenet.py", folder / "net.py"]).report
    assert report is not None
    assert [file.name for file in report.files] == ["lenet.py", "net.py"]


@posix
def test_worker_follows_no_link_in_a_students_folder(worker: Worker, submissions: Path) -> None:
    folder = submissions / "linked"
    folder.mkdir()
    shutil.copy(RIGHT, submissions / "victim.py")
    (folder / "lenet.py").symlink_to("../victim.py")
    assert "holds a model" in nothing(worker, folder)


@posix
def test_worker_follows_no_file_that_became_a_link(worker: Worker, submissions: Path) -> None:
    shutil.copy(RIGHT, submissions / "another.py")
    (submissions / "swapped.py").symlink_to("another.py")
    assert "link to another place" in nothing(worker, submissions / "swapped.py")


@posix
def test_worker_is_not_held_up_by_a_pipe_in_a_students_folder(worker: Worker, submissions: Path) -> None:
    folder = submissions / "piped"
    folder.mkdir()
    os.mkfifo(folder / "lenet.py")
    assert "holds a model" in nothing(worker, folder)


@posix
def test_worker_leaves_a_name_that_is_not_utf_8_to_a_person(worker: Worker, submissions: Path) -> None:
    folder = submissions / "cp949"
    folder.mkdir()
    try:
        shutil.copy(RIGHT, os.fsdecode(os.fsencode(folder) + b"/" + "과제.py".encode("cp949")))
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    fault = worker.grade([folder]).fault
    assert fault is not None
    assert "not UTF-8" in fault.en


def test_worker_leaves_a_file_that_is_gone_to_the_staff(worker: Worker, submissions: Path) -> None:
    fault = worker.grade([submissions / "gone.py"]).fault
    assert fault is not None
    assert "gone.py: No such file" in fault.en


def test_worker_copies_no_file_that_is_too_large(worker: Worker, submissions: Path) -> None:
    with (submissions / "huge.py").open("wb") as file:
        file.truncate(2**31)
    assert "too large (2048 MB" in nothing(worker, submissions / "huge.py")


def test_worker_is_not_held_up_by_ten_thousand_files(worker: Worker, submissions: Path) -> None:
    folder = submissions / "many"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"{number}.txt").touch()
    assert "holds a model" in nothing(worker, folder)
