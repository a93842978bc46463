import pickle
from pathlib import Path

import pytest
import torch

from grader.datasets import load

from .cifar10_files import CLASSES, FILES, FOLDER, write_root
from .home_page import HomePage


def test_cifar10_has_the_pixels_and_labels_of_the_archive(cifar10_page: HomePage) -> None:
    batch = pickle.loads(FILES["test_batch"])
    wanted = {
        label: torch.from_numpy(data).view(3, 32, 32)
        for label, data in zip(batch["labels"], batch["data"], strict=True)
    }

    dataset = load("cifar10", ("cifar10",), train=50, test=10)

    assert (dataset.title.en, list(dataset.classes)) == ("CIFAR-10", CLASSES)
    assert dataset.train_images.shape == (50, 3, 32, 32)
    assert sorted(dataset.test_labels.tolist()) == list(range(10))
    for label, image in zip(dataset.test_labels.tolist(), dataset.test_images, strict=True):
        assert torch.equal(image, wanted[label])


@pytest.mark.parametrize("named", ["", FOLDER])
def test_cifar10_is_read_from_a_folder_as_torchvision_lays_it_out(
    cifar10_page: HomePage, tmp_path: Path, named: str
) -> None:
    root = write_root(tmp_path / "내 데이터")

    dataset = load("cifar10", (str(root / named),), train=50, test=10)

    assert dataset.name == "cifar10"
    assert cifar10_page.requests == 0
