"""Whether a report made earlier is still valid."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.grading import provenance, report_cache
from grader.grading.report_cache import Question
from grader.records.report import Report
from tests.reports import samples


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "과제 1"
    (folder / "models").mkdir(parents=True)
    (folder / "lenet.py").write_text("class LeNet5: pass")
    (folder / "models" / "helper.py").write_text("WIDTH = 3")
    (folder / "notes.txt").write_text("to do")
    return folder


def question(folder: Path, *files: str, **more: object) -> Question:
    asked = Question("assignment1", str(folder), files, ("cifar10",), "cpu", training=True, tier="T1")
    return msgspec.structs.replace(asked, **more)


def keep(asked: Question, report: Report) -> None:
    report_cache.keep(asked, report_cache.state(asked), report)


def found(asked: Question) -> Report | None:
    return report_cache.find(asked, report_cache.state(asked))


def trained(report: Report, **more: object) -> Report:
    curve = msgspec.structs.replace(samples.CURVE, **more)
    parts = (msgspec.structs.replace(report.parts[0], parameters=61706, training=curve),)
    return msgspec.structs.replace(report, parts=parts)


FULL = trained(samples.full_marks())


def test_report_cache_finds_the_report_of_what_has_not_changed(folder: Path) -> None:
    asked = question(folder, "lenet.py")
    assert found(asked) is None
    keep(asked, FULL)
    assert found(asked) == FULL


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "lenet.py").write_text("class LeNet6: pass, too"),
        lambda folder: (folder / "models" / "helper.py").write_text("WIDTH = 16"),
        lambda folder: (folder / "new.ipynb").write_text("{}"),
        lambda folder: (folder / "lenet.py").unlink(),
    ],
)
@pytest.mark.parametrize("files", [("lenet.py",), ()])
def test_report_cache_finds_nothing_after_a_change_around_a_submission(
    files: tuple[str, ...], change: Callable[[Path], object], folder: Path
) -> None:
    asked = question(folder, *files)
    keep(asked, FULL)
    change(folder)
    assert found(asked) is None


def test_report_cache_ignores_changes_of_what_is_not_code(folder: Path) -> None:
    asked = question(folder)
    keep(asked, FULL)
    (folder / "notes.txt").write_text("done")
    (folder / "out.json").write_text("{}")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "lenet.ipynb").write_text("{}")
    environment = folder / "myenv"
    environment.mkdir()
    (environment / "pyvenv.cfg").touch()
    (environment / "site.py").touch()
    assert found(asked) == FULL


@pytest.mark.parametrize(
    "more", [{"data": ("standin",)}, {"device": "cuda"}, {"training": False}, {"tier": "T2"}]
)
def test_report_cache_finds_nothing_for_another_question(more: dict[str, object], folder: Path) -> None:
    keep(question(folder), FULL)
    assert found(question(folder, **more)) is None


def test_report_cache_finds_nothing_for_other_data_in_the_same_place(folder: Path, tmp_path: Path) -> None:
    image = tmp_path / "images" / "train" / "cat" / "1.png"
    image.parent.mkdir(parents=True)
    image.write_bytes(b"one")
    asked = question(folder, data=(str(tmp_path / "images"),))
    keep(asked, FULL)
    assert found(asked) == FULL
    image.write_bytes(b"other")
    assert found(asked) is None


@pytest.mark.parametrize(
    "report",
    [
        trained(samples.full_marks(), stopped="timeout"),
        samples.blocked(),
        samples.withheld(),
        trained(samples.provisional()),
    ],
    ids=["training stopped", "no model", "withheld", "stand-in although real data was asked for"],
)
def test_report_cache_does_not_keep_what_may_come_out_otherwise(report: Report, folder: Path) -> None:
    asked = question(folder)
    keep(asked, report)
    assert found(asked) is None


def test_report_cache_keeps_the_stand_in_if_it_was_asked_for(folder: Path) -> None:
    asked = question(folder, data=("standin",))
    keep(asked, trained(samples.provisional()))
    assert found(asked) is not None


def test_report_cache_takes_a_torn_report_for_none(folder: Path, own_cache: Path) -> None:
    asked = question(folder)
    keep(asked, FULL)
    (file,) = (own_cache / "reports").iterdir()
    file.write_bytes(file.read_bytes()[:-10])
    assert found(asked) is None


def test_report_cache_does_not_look_at_a_folder_with_too_much_in_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provenance, "MOST_FILES", 1)
    assert report_cache.state(question(folder)) is None
    keep(question(folder), FULL)
    assert found(question(folder)) is None


def test_report_cache_keeps_nothing_where_it_cannot_write(folder: Path, own_cache: Path) -> None:
    own_cache.write_text("a file, no folder")
    keep(question(folder), FULL)
    assert found(question(folder)) is None
