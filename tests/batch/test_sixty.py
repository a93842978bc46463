"""A class of 60 in seven layouts: nobody is lost, and everybody has the same score in each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.base.text import Text
from grader.batch import roster as rosters
from grader.batch.gather import gather
from grader.batch.schedule import without_files
from grader.batch.worker import BatchTask, Worker
from grader.confinement.host import choose_tier
from grader.grading.trainer import Settings
from grader.records.submissions import Handed, Roll

from . import sixty

CLASS = sixty.pupils()
KINDS = 10


def gathered(folder: Path, layout: str, *, zipped: bool = False) -> Roll:
    subs = sixty.lay_out(layout, folder / "subs", CLASS)
    if zipped:
        subs = sixty.zipped_by_windows(subs, folder / "subs.zip")
    students = rosters.read(sixty.roster(folder / "class.csv", CLASS))
    _, roll = gather(subs, folder / "out", "assignment1", None, students, choose_tier())
    return roll


def content(handed: Handed) -> bytes | str:
    """What would be graded of a student, or why nothing would."""
    files = [
        path
        for each in map(Path, handed.files)
        for path in (sorted(each.iterdir()) if each.is_dir() else [each])
    ]
    if files:
        return b"".join(path.read_bytes() for path in files)
    state, why = without_files(handed)
    return f"{state}: {why.en if why else ''}"


@pytest.mark.parametrize("layout", sixty.LAYOUTS)
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_everyone_of_a_class_of_sixty_is_found(tmp_path: Path, layout: str, zipped: bool) -> None:
    roll = gathered(tmp_path, layout, zipped=zipped)
    assert [each.student for each in roll.handed] == [each.id for each in CLASS]
    assert roll.unmatched == ()
    for pupil, handed in zip(CLASS, roll.handed, strict=True):
        found = content(handed)
        assert (found == "missing: ") == (not pupil.file)
        if pupil.file.endswith((".py", ".ipynb")):
            assert found == pupil.content
        elif pupil.file == "내 과제.zip":
            assert found == CLASS[0].content
        elif pupil.file == "pictures.zip":
            assert "model.png" in str(found)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    settings = Settings(data=(), device="cpu", training=False, official=True, trainings=None)
    base = tmp_path_factory.getbasetemp()
    found = Worker(BatchTask("assignment1", settings, choose_tier().name, (base,)))
    yield found
    found.end()


def outcome(worker: Worker, handed: Handed) -> tuple[float | None, Text | None]:
    if not handed.files:
        return None, without_files(handed)[1]
    graded = worker.grade([Path(file) for file in handed.files])
    return (graded.report.earned if graded.report else None), graded.nothing


@pytest.mark.slow
def test_scores_of_a_class_of_sixty_are_the_same_in_every_layout(tmp_path: Path, worker: Worker) -> None:
    scores = {}
    for layout in sixty.LAYOUTS:
        roll = gathered(tmp_path / layout, layout)
        found = [outcome(worker, each) for each in roll.handed[:KINDS]]  # one of each kind of file
        scores[layout] = [score for score, _ in found]
        said = {pupil.file: why for pupil, (_, why) in zip(CLASS, found, strict=False)}
        for file in ("hw1.rar", "report.pdf", "empty.ipynb", "torn.ipynb", "pictures.zip"):
            assert file in (said[file] or Text(ko="-", en="-")).en
    assert set(map(tuple, scores.values())) == {tuple(scores["canvas"])}
    assert scores["canvas"][:4] == [92, pytest.approx(85.07), 92, pytest.approx(scores["canvas"][3])]
