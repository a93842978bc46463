"""The parts of the benchmark at tiny sizes; no test here depends on how long anything takes."""

import json
from pathlib import Path

import pytest
import torch

from benchmarks import classroom, clock, homework, least, limit, others, peers, submission, versus
from benchmarks.__main__ import SECTIONS, measurable
from benchmarks.measure import Words, environment, run
from benchmarks.peers import PEERS, NotInstalledError, epochs_to, nbconvert
from benchmarks.setting import SUBMISSION, Setting
from grader.authoring.examples import examples
from grader.base.progress import silent
from grader.base.text import Text
from grader.datasets import Dataset, prepare
from grader.datasets.prepared import read
from grader.grading import course
from grader.grading.trainer import Settings, Trainer
from grader.records.assignment import Recipe
from tests.hosts import shared

TINY = Recipe(train_images=64, test_images=20, epochs=2, batch=32, learning_rate=1e-3)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "data.safetensors"
    chance = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (84, 3, 32, 32), dtype=torch.uint8, generator=chance)
    labels = torch.arange(84) % 10
    dataset = Dataset(
        name="cifar10",
        title=Text(ko="시험", en="test"),
        classes=tuple("0123456789"),
        train_images=images[:64],
        train_labels=labels[:64],
        test_images=images[64:],
        test_labels=labels[64:],
    )
    prepare(dataset, path)
    return path


@pytest.fixture(scope="module")
def setting(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return Setting(data, str(data), "tiny", tmp_path_factory.mktemp("bench"), quick=True)


def test_least_is_the_brief_training(data: Path) -> None:
    dataset = read(data)
    found = least.trained(dataset, TINY, seed=3)
    assert found == least.trained(dataset, TINY, seed=3)
    assert found * 20 == pytest.approx(round(found * 20))


def test_operations_are_those_of_the_layers() -> None:
    convolutions = 28 * 28 * 6 * 75 + 10 * 10 * 16 * 150
    linear = 400 * 120 + 120 * 84 + 84 * 10
    forward = 2 * (convolutions + linear)
    backward = 2 * forward - 2 * 28 * 28 * 6 * 75  # no gradient of the images
    steps, asked = 2 * 2, 3 * 20
    _, lenet5 = course.load("assignment1").parts
    assert (
        limit.operations(lenet5.solutions["LeNet5"], TINY)
        == steps * 32 * (forward + backward) + asked * forward
    )


def test_versus_trained_equals_the_grader_save_at_half_the_bits() -> None:
    _, lenet5 = course.load("assignment1").parts
    graph = lenet5.solutions["LeNet5"]
    trainer = Trainer(Settings(data=("standin",), device="cpu"), shared(), silent)
    single, brief = (versus.trained(graph, TINY, trainer, 1, way) for way in ("float32", "bfloat16"))
    graded = trainer.train(graph, TINY, 1)
    assert (single.before, single.epochs) == (graded.before, graded.epochs)
    assert single.epochs != brief.epochs


def test_versus_row_shows_times_and_the_widest_gap_in_scores() -> None:
    pairs = [((4.0, 0.7), (2.0, 0.72)), ((5.0, 0.75), (2.0, 0.74)), ((6.0, 0.7), (4.0, 0.7))]
    found = versus.Compared("net", tuple(versus.Pair(*pair) for pair in pairs))
    assert versus.row("net", found, "command").figure == "5.00 s to 2.00 s: 2.00×; 0.020 apart"


def test_peaks_are_measured() -> None:
    assert limit.product_peak(64, 2) > 0
    assert limit.convolution_peak(8, 2) > 0


def test_epochs_to_gives_the_tutorial_as_many_as_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    curves = {"0": [0.1, 0.3, 0.5], "1": [0.1, 0.6], "2": [0.1, 0.2, 0.4, 0.5]}
    monkeypatch.setattr(peers, "_curve", lambda env: curves[env["BENCH_SEED"]])
    epochs, reached = epochs_to(0.45, {}, 3)
    assert epochs == 3
    assert reached == pytest.approx((0.5 + 0.6 + 0.4) / 3)


def test_homework_notebook_is_the_tutorial() -> None:
    code = "\n".join(cell.source for cell in homework.plain().cells)
    assert code.split() == homework.TUTORIAL.read_text(encoding="utf-8").replace("# %%\n", "").split()
    assert homework.for_nbgrader().cells[-1].metadata["nbgrader"]["grade"]


@pytest.mark.slow
def test_nbconvert_executes_the_notebooks_training(setting: Setting) -> None:
    done = nbconvert(setting.folder, setting.environment(BENCH_EPOCHS="1")).once()
    assert "epoch 1, accuracy" in done.output


def test_installed_names_the_peers_that_are_not(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_folder: Path, _environment: object) -> peers.Peer:
        raise NotInstalledError("absent")

    monkeypatch.setattr(others, "PEERS", {"tutorial": PEERS["tutorial"], "absent": absent})
    found, rows = others.installed(setting, environment())
    assert list(found) == ["tutorial"]
    assert [row.figure for row in rows] == ["not measured: absent is not installed"]


def test_clock_counts_no_inner_stage_for_the_outer_one() -> None:
    moments = iter((0.0, 1.0, 3.0, 7.0, 15.0))
    found = clock.Clock(lambda: next(moments))
    with found.stage("capture"), found.stage("import"):
        pass
    assert (found.seconds["rest"], found.seconds["capture"], found.seconds["import"]) == (1, 2 + 8, 4)


@pytest.mark.slow
def test_clock_finds_every_stage(setting: Setting) -> None:
    out = setting.folder / "stages.json"
    grade: Words = ["assignment1", SUBMISSION, "--no-training", "--lang", "en"]
    run(["python", "-m", "benchmarks.clock", out, *grade], setting.environment(), right=(0, 1))
    seconds = json.loads(out.read_text(encoding="utf-8"))
    assert set(seconds) == set(clock.STAGES)
    assert {name for name, each in seconds.items() if not each} == {"data", "training"}
    assert seconds["import"] > seconds["report"]


def test_submission_waits_for_the_last_check_before_training() -> None:
    *_, last, training = (check.title.en for check in course.load("assignment1").parts[-1].checks)
    assert last == submission.LAST_BEFORE_TRAINING
    assert "training" in training


def test_make_class_distinct_has_no_two_equal_models(tmp_path: Path) -> None:
    classroom.make_class(tmp_path / "mixed", 30, distinct=False)
    classroom.make_class(tmp_path / "distinct", 30, distinct=True)
    mixed, distinct = (
        [path.read_bytes() for path in sorted((tmp_path / kind).iterdir())] for kind in ("mixed", "distinct")
    )
    assert len(mixed) == len(distinct) == 30
    assert len(set(mixed)) < 30
    assert set(mixed) <= {example.content() for example in examples(course.load("assignment1"))}
    named = [text for text in distinct if b"84" not in text or text not in mixed]
    assert len(set(named)) == len(named)


@pytest.mark.slow
def test_classroom_grades_a_class(setting: Setting) -> None:
    classroom.make_class(setting.folder / "class", 1, distinct=False)
    batch = classroom.grade(
        setting.folder / "class",
        setting.folder / "out",
        setting.given,
        setting.environment(),
        "--no-training",
    )
    assert len(batch.found.entries) == 1
    assert batch.command.startswith("grade batch assignment1 class -o out")


def test_sections_each_have_their_measurement() -> None:
    here = [
        "submission", "stages", "limit", "faster", "precision", "others", "known", "mixed", "distinct",
        "repairs",
    ]  # fmt: skip
    gpu = ["gpu"] if torch.cuda.is_available() else []
    assert sorted(measurable()) == sorted([*here, *gpu])
    assert sorted(SECTIONS) == sorted([*here, "gpu"])
