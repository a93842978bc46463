import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.datasets import Dataset, download, load

from .home_page import Fault
from .remote import Remote


def read(remote: Remote, where: str, train: int = 50) -> Dataset:
    return load(remote.kind, (where,), train=train, test=10)


def left_in(folder: Path) -> list[str]:
    """What is not there to remember or to lock something."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in paths if path.suffix not in (".lock", ".failed"))


def test_download_happens_once_and_then_the_cache_is_read(remote: Remote) -> None:
    first = read(remote, remote.kind)
    requests = remote.page.requests
    again = read(remote, remote.kind)
    fewer = read(remote, remote.kind, train=20)

    assert requests == remote.page.requests == len(remote.page.files)
    assert (first.name, first.provisional, first.notices) == (remote.kind, False, ())
    assert again.digest == first.digest
    assert fewer.train_labels.bincount().tolist() == [2] * 10


def test_load_auto_downloads_where_it_can(remote: Remote) -> None:
    dataset = read(remote, "auto")

    assert (dataset.name, dataset.provisional, dataset.notices) == (remote.kind, False, ())


def test_download_reports_its_progress_and_prints_nothing(
    remote: Remote, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[Text, int, int | None]] = []

    load(remote.kind, ("auto",), train=50, test=10, progress=lambda *state: told.append(state))

    downloading = [state for state in told if state[0].en.startswith("Downloading")]
    sizes = [len(content) for content in remote.page.files.values()]
    assert [done for _, done, total in downloading if done == total] == sizes
    assert any(what.en.startswith("Reading") for what, _, _ in told)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("fault", ["torn", "altered", "missing"])
def test_download_that_fails_is_an_error_and_leaves_nothing(
    remote: Remote, cache: Path, fault: Fault
) -> None:
    remote.page.fault = fault
    with pytest.raises(StaffError) as caught:
        read(remote, remote.kind)
    assert "could not be downloaded" in caught.value.message.en
    assert left_in(cache) == []

    remote.page.fault = "none"
    assert len(read(remote, remote.kind).train_images) == 50


@pytest.mark.parametrize("fault", ["torn", "altered", "missing"])
def test_load_auto_falls_back_to_the_stand_in_and_says_why(remote: Remote, fault: Fault) -> None:
    remote.page.fault = fault

    dataset = read(remote, "auto")

    assert (dataset.name, dataset.provisional) == (remote.standin, True)
    assert ["could not be downloaded" in notice.en for notice in dataset.notices] == [True, False]
    assert "provisional" in dataset.notices[1].en


def test_download_gives_up_on_a_silent_home_page_in_seconds(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "ANSWER_PATIENCE", 0.3)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        for name, value in remote.attributes(url).items():
            monkeypatch.setattr(f"torchvision.datasets.{remote.torchvision}.{name}", value)
        start = time.monotonic()
        dataset = read(remote, "auto")

    assert dataset.name == remote.standin
    assert "no answer" in dataset.notices[0].en
    assert time.monotonic() - start < 10


def test_download_gives_up_at_once_on_a_home_page_that_is_down(remote: Remote) -> None:
    remote.page.stop()

    assert read(remote, "auto").name == remote.standin


def test_download_gives_up_on_a_stalled_transfer(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "STALL_PATIENCE", 0.3)
    remote.page.fault = "stalled"

    with pytest.raises(StaffError, match="timed out"):
        read(remote, remote.kind)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one child alone")
def test_download_leaves_no_file_after_ctrl_c(remote: Remote, cache: Path) -> None:
    remote.page.fault = "stalled"
    program = """
import json, sys, torchvision
kind, name, attributes = sys.argv[1:]
for attribute, value in json.loads(attributes).items():
    setattr(getattr(torchvision.datasets, name), attribute, value)
from grader.datasets import download, load
download.CHUNK = 64
load(kind, (kind,), train=50, test=10, progress=lambda what, done, _: print(what.en, done, flush=True))
"""
    attributes = json.dumps(remote.attributes(remote.page.url))
    child = subprocess.Popen(
        [sys.executable, "-c", program, remote.kind, remote.torchvision, attributes],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline().startswith("Downloading")
    assert [Path(name).suffix for name in left_in(cache)] == [".part"]

    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=20)

    assert child.returncode != 0
    assert "KeyboardInterrupt" in errors
    assert left_in(cache) == []


@pytest.mark.parametrize("place", ["data", ".", "../data"])
def test_load_auto_finds_a_copy_near_the_working_folder(remote: Remote, place: str) -> None:
    remote.write_root(Path(place))

    assert read(remote, "auto").name == remote.kind
    assert remote.page.requests == 0


def test_load_auto_passes_over_a_damaged_copy_nearby(remote: Remote) -> None:
    remote.write_root(Path("data")).write_bytes(b"torn")

    assert read(remote, "auto").name == remote.kind
    assert remote.page.requests > 0


def test_load_refuses_a_named_folder_that_is_damaged(remote: Remote, tmp_path: Path) -> None:
    remote.write_root(tmp_path / "data").unlink()

    with pytest.raises(StaffError, match="incomplete or damaged"):
        read(remote, str(tmp_path / "data"))
    assert remote.page.requests == 0


# -- a failure is remembered -----------------------------------------------------------------------------


def test_download_that_failed_is_not_retried_for_some_minutes(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.page.fault = "missing"
    first = read(remote, "auto", train=50)
    remote.page.fault = "none"
    again = read(remote, "auto", train=40)

    assert (again.name, remote.page.requests) == (remote.standin, 1)
    assert again.notices[0].en.startswith(first.notices[0].en)
    assert "a short while ago" in again.notices[0].en
    assert f"--data {remote.kind}" in again.notices[0].ko

    monkeypatch.setattr(download, "REST", 0.0)
    assert read(remote, "auto", train=40).name == remote.kind


def test_download_asked_for_by_name_is_retried_and_forgets_the_failure(remote: Remote, cache: Path) -> None:
    remote.page.fault = "missing"
    read(remote, "auto")
    remote.page.fault = "none"

    assert read(remote, remote.kind).name == remote.kind
    assert not list(cache.glob("*.failed"))


def test_load_auto_finds_a_copy_after_a_failed_download(remote: Remote) -> None:
    remote.page.fault = "missing"
    read(remote, "auto")
    remote.write_root(Path("data"))

    assert read(remote, "auto").name == remote.kind


@pytest.mark.parametrize("note", [b"", b"{", b'"text"'])
def test_download_ignores_a_damaged_note_of_a_failure(remote: Remote, cache: Path, note: bytes) -> None:
    cache.mkdir(parents=True)
    (cache / f"{remote.kind}.failed").write_bytes(note)

    assert read(remote, "auto").name == remote.kind
