import json
import pickle
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from grader.datasets import cifar10, download, load
from grader.records.errors import StaffError
from grader.records.text import Text

from .cifar_server import CLASSES, FOLDER, CifarServer, Fault


def left_in(folder: Path) -> list[str]:
    """What is not there to remember or to lock something."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in paths if path.suffix not in (".lock", ".failed"))


def write_root(server: CifarServer, root: Path) -> Path:
    (root / FOLDER).mkdir(parents=True)
    for name, content in server.files.items():
        (root / FOLDER / name).write_bytes(content)
    return root


def test_it_is_downloaded_once_and_then_read_from_the_cache(server: CifarServer) -> None:
    first = load("cifar10", ("cifar10",), train=50, test=10)
    again = load("cifar10", ("cifar10",), train=50, test=10)
    fewer = load("cifar10", ("cifar10",), train=20, test=10)

    assert server.requests == 1
    assert (first.name, first.title.en, list(first.classes)) == ("cifar10", "CIFAR-10", CLASSES)
    assert first.train_images.shape == (50, 3, 32, 32)
    assert first.test_images.shape == (10, 3, 32, 32)
    assert not first.provisional
    assert again.digest == first.digest
    assert fewer.train_labels.bincount().tolist() == [2] * 10


def test_pixels_and_labels_are_those_of_the_archive(server: CifarServer) -> None:
    batch = pickle.loads(server.files["test_batch"])
    wanted = {
        label: torch.from_numpy(data).view(3, 32, 32)
        for label, data in zip(batch["labels"], batch["data"], strict=True)
    }

    dataset = load("cifar10", ("cifar10",), train=50, test=10)

    assert sorted(dataset.test_labels.tolist()) == list(range(10))
    for label, image in zip(dataset.test_labels.tolist(), dataset.test_images, strict=True):
        assert torch.equal(image, wanted[label])


def test_the_download_tells_how_far_it_is_and_prints_nothing(
    server: CifarServer, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[Text, int, int | None]] = []

    load("cifar10", ("cifar10",), train=50, test=10, progress=lambda *state: told.append(state))

    size = len(server.archive)
    downloading = [(done, total) for what, done, total in told if what == cifar10.DOWNLOADING]
    assert downloading[-1] == (size, size)
    assert {what for what, _, _ in told} >= {cifar10.EXTRACTING, cifar10.READING}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("fault", ["torn", "altered", "missing"])
def test_a_failed_download_is_an_error_and_leaves_nothing(
    server: CifarServer, cache: Path, fault: Fault
) -> None:
    server.fault = fault
    with pytest.raises(StaffError) as caught:
        load("cifar10", ("cifar10",), train=50, test=10)
    assert "could not be downloaded" in caught.value.message.en
    assert left_in(cache) == []

    server.fault = "none"
    assert len(load("cifar10", ("cifar10",), train=50, test=10).train_images) == 50


@pytest.mark.parametrize("fault", ["torn", "altered", "missing"])
def test_auto_takes_the_stand_in_after_a_failed_download_and_says_why(
    server: CifarServer, fault: Fault
) -> None:
    server.fault = fault

    dataset = load("cifar10", ("auto",), train=100, test=20)

    assert (dataset.name, dataset.provisional) == ("standin", True)
    assert ["could not be downloaded" in notice.en for notice in dataset.notices] == [True, False]
    assert "provisional" in dataset.notices[1].en


def test_a_failed_download_is_not_tried_again_for_some_minutes(
    server: CifarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.fault = "missing"
    first = load("cifar10", ("auto",), train=100, test=20)
    server.fault = "none"
    again = load("cifar10", ("auto",), train=50, test=20)

    assert (again.name, server.requests) == ("standin", 1)
    assert again.notices[0].en.startswith(first.notices[0].en)
    assert "a short while ago" in again.notices[0].en
    assert "--data cifar10" in again.notices[0].ko

    monkeypatch.setattr(download, "REST", 0.0)
    assert load("cifar10", ("auto",), train=50, test=20).name == "cifar10"
    assert server.requests == 2


def test_a_failed_download_is_tried_again_at_once_when_asked_for_and_forgotten_when_it_works(
    server: CifarServer, cache: Path
) -> None:
    server.fault = "missing"
    load("cifar10", ("auto",), train=100, test=20)
    server.fault = "none"

    assert load("cifar10", ("cifar10",), train=50, test=10).name == "cifar10"
    assert not list(cache.glob("*.failed"))


def test_a_copy_is_found_though_the_download_failed(server: CifarServer) -> None:
    server.fault = "missing"
    load("cifar10", ("auto",), train=50, test=10)
    write_root(server, Path("data"))

    assert load("cifar10", ("auto",), train=50, test=10).name == "cifar10"


@pytest.mark.parametrize("note", [b"", b"{", b'"text"'])
def test_a_damaged_note_of_a_failure_is_no_reason_not_to_download(
    server: CifarServer, cache: Path, note: bytes
) -> None:
    cache.mkdir(parents=True)
    (cache / "cifar10.failed").write_bytes(note)

    assert load("cifar10", ("auto",), train=50, test=10).name == "cifar10"


def test_auto_downloads_where_it_can(server: CifarServer) -> None:
    dataset = load("cifar10", ("auto",), train=50, test=10)

    assert (dataset.name, dataset.provisional, dataset.notices) == ("cifar10", False, ())


def test_a_home_page_that_never_answers_is_given_up_in_seconds(
    server: CifarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "ANSWER_PATIENCE", 0.3)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(
            "torchvision.datasets.CIFAR10.url", f"http://127.0.0.1:{silent.getsockname()[1]}/"
        )
        start = time.monotonic()
        dataset = load("cifar10", ("auto",), train=100, test=20)

    assert dataset.name == "standin"
    assert "no answer" in dataset.notices[0].en
    assert time.monotonic() - start < 10


def test_a_home_page_that_is_down_is_given_up_at_once(server: CifarServer) -> None:
    server.stop()

    assert load("cifar10", ("auto",), train=100, test=20).name == "standin"


def test_a_transfer_that_stalls_is_given_up(server: CifarServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "STALL_PATIENCE", 0.3)
    server.fault = "stalled"

    with pytest.raises(StaffError, match="timed out"):
        load("cifar10", ("cifar10",), train=50, test=10)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one child alone")
def test_ctrl_c_during_the_download_leaves_no_file(server: CifarServer, cache: Path) -> None:
    server.fault = "stalled"
    program = """
import json, sys, torchvision
for name, value in json.loads(sys.argv[1]).items():
    setattr(torchvision.datasets.CIFAR10, name, value)
from grader.datasets import download, load
download.CHUNK = 64
tell = lambda what, done, total: print(what.en, done, flush=True)
load("cifar10", ("cifar10",), train=50, test=10, progress=tell)
"""
    child = subprocess.Popen(
        [sys.executable, "-c", program, json.dumps(server.attributes())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline().startswith("Downloading")
    assert "cifar-10-python.tar.gz.part" in left_in(cache)

    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=20)

    assert child.returncode != 0
    assert "KeyboardInterrupt" in errors
    assert left_in(cache) == []


@pytest.mark.parametrize("place", ["data", ".", "../data"])
def test_auto_finds_a_copy_near_the_working_folder(server: CifarServer, place: str) -> None:
    write_root(server, Path(place))

    dataset = load("cifar10", ("auto",), train=50, test=10)

    assert dataset.name == "cifar10"
    assert server.requests == 0


def test_a_damaged_copy_nearby_is_passed_over(server: CifarServer) -> None:
    root = write_root(server, Path("data"))
    (root / FOLDER / "data_batch_3").write_bytes(b"torn")

    assert load("cifar10", ("auto",), train=50, test=10).name == "cifar10"
    assert server.requests == 1


@pytest.mark.parametrize("named", ["", FOLDER])
def test_a_folder_in_the_layout_of_torchvision_can_be_named(
    server: CifarServer, tmp_path: Path, named: str
) -> None:
    root = write_root(server, tmp_path / "내 데이터")

    dataset = load("cifar10", (str(root / named),), train=50, test=10)

    assert dataset.name == "cifar10"
    assert server.requests == 0


def test_a_named_folder_that_is_damaged_is_an_error(server: CifarServer, tmp_path: Path) -> None:
    root = write_root(server, tmp_path / "data")
    (root / FOLDER / "test_batch").unlink()

    with pytest.raises(StaffError, match="incomplete or damaged"):
        load("cifar10", (str(root),), train=50, test=10)
