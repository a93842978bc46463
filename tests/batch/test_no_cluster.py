"""`grade batch --cluster` when no cluster is available."""

import sys
from pathlib import Path

import pytest

from grader.cli import main

pytest.importorskip("distributed")


@pytest.fixture
def batch(tmp_path: Path) -> list[str]:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "kim.py").touch()
    options = ["--no-training", "--allow-unconfined", "--lang", "en", "-o", str(tmp_path / "out")]
    return ["batch", "assignment1", str(tmp_path / "class"), *options]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://127.0.0.1:1", "Timed out trying to connect"),
        ("banana", "missing port number"),
        ("tls://127.0.0.1:1", "TLS"),
    ],
)
def test_cluster_option_refuses_an_address_without_a_scheduler(
    batch: list[str],
    address: str,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("grader.batch.cluster.client.CONNECT_SECONDS", 0.5)
    assert main([*batch, "--cluster", address]) == 3
    said = capsys.readouterr().err
    assert f"No Dask scheduler could be reached at {address}" in said
    assert why in said


def test_cluster_option_without_distributed_says_what_to_install(
    batch: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("grader.batch.cluster")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setitem(sys.modules, "dask", None)
    assert main([*batch, "--cluster", "tcp://127.0.0.1:1"]) == 3
    assert 'pip install ".[cluster]"' in capsys.readouterr().err


def test_cluster_option_goes_with_no_number_of_jobs(
    batch: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*batch, "--cluster", "tcp://127.0.0.1:1", "--jobs", "2"]) == 2
    assert "--cluster does not go with --jobs" in capsys.readouterr().err
