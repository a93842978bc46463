import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from grader.base.text import Text
from grader.datasets import Dataset

from .home_page import HomePage
from .remote import REMOTES, Remote


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a working folder with no data near it."""
    work = tmp_path / "deep" / "work"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "datasets"


@pytest.fixture
def dataset() -> Dataset:
    """Three classes, 12 training and 6 test images of 5x4."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (18, 3, 5, 4), dtype=torch.uint8, generator=generator)
    labels = torch.arange(18) % 3
    return Dataset(
        name="folder",
        title=Text(ko="작은 데이터", en="small data"),
        classes=("cat", "dog", "고양이"),
        train_images=images[:12],
        train_labels=labels[:12],
        test_images=images[12:],
        test_labels=labels[12:],
    )


@pytest.fixture
def image_folder(tmp_path: Path) -> Path:
    """Two classes of 6x4 images (width x height): three to train on and two to test on each."""
    root = tmp_path / "그림 [1]"
    rng = np.random.default_rng(0)
    for split, n in (("train", 3), ("test", 2)):
        for name in ("cat", "dog"):
            (root / split / name).mkdir(parents=True)
            for index in range(n):
                pixels = rng.integers(0, 256, (4, 6, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(root / split / name / f"{index}.png")
    return root


@contextmanager
def _online(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    remote = REMOTES[kind]()
    with remote.page:
        for name, value in remote.attributes(remote.page.url).items():
            monkeypatch.setattr(f"torchvision.datasets.{remote.torchvision}.{name}", value)
        yield remote


@pytest.fixture
def cifar10_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[HomePage]:
    with _online("cifar10", monkeypatch) as remote:
        yield remote.page


@pytest.fixture
def mnist_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[HomePage]:
    with _online("mnist", monkeypatch) as remote:
        yield remote.page


@pytest.fixture(params=list(REMOTES))
def remote(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    """Each kind of data that has a home page."""
    with _online(request.param, monkeypatch) as found:
        yield found


@pytest.fixture(scope="session")
def real_data() -> Path:
    """A folder with cifar10/train/<class>/ and mnist/MNIST/raw/, where there is one."""
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    root = Path(os.environ.get("GRADER_TEST_DATA", beside))
    if not (root / "cifar10").is_dir() or not (root / "mnist").is_dir():
        pytest.skip("no real images: set GRADER_TEST_DATA to a folder that holds cifar10/ and mnist/")
    return root
