from pathlib import Path

import pytest
import torch

from grader.base.errors import StaffError
from grader.datasets import Dataset, load

from .home_page import HomePage
from .mnist_files import FILES, FOLDER, NUMBERS, PACKED, attributes, idx, write_root


def pairs(dataset: Dataset, split: str) -> set[tuple[bytes, int]]:
    images, labels = getattr(dataset, f"{split}_images"), getattr(dataset, f"{split}_labels")
    return {(image.numpy().tobytes(), label) for image, label in zip(images, labels.tolist(), strict=True)}


@pytest.mark.parametrize("files", [FILES, PACKED, FILES | PACKED])
@pytest.mark.parametrize("named", ["", "MNIST", FOLDER])
def test_mnist_is_read_from_a_folder_as_torchvision_lays_it_out(
    tmp_path: Path, files: dict[str, bytes], named: str
) -> None:
    root = write_root(tmp_path / "내 데이터", files)

    dataset = load("mnist", (str(root / named),), train=60, test=20)

    assert (dataset.name, dataset.title.ko, dataset.provisional) == ("mnist", "MNIST", False)
    assert dataset.classes == tuple("0123456789")
    assert dataset.train_images.shape == (60, 1, 28, 28)
    assert (dataset.test_images.dtype, dataset.test_labels.dtype) == (torch.uint8, torch.int64)
    for split, name in (("train", "train"), ("test", "t10k")):
        images, labels = NUMBERS[f"{name}-images-idx3-ubyte"], NUMBERS[f"{name}-labels-idx1-ubyte"]
        assert pairs(dataset, split) == {
            (image.tobytes(), int(label)) for image, label in zip(images, labels, strict=True)
        }


def test_mnist_is_read_from_the_files_alone(tmp_path: Path) -> None:
    for name, content in PACKED.items():
        (tmp_path / name).write_bytes(content)

    assert load("mnist", (str(tmp_path),), train=60, test=20).name == "mnist"


def test_mnist_ignores_a_packed_file_beside_an_unpacked_one(tmp_path: Path) -> None:
    root = write_root(tmp_path, FILES | dict.fromkeys(PACKED, b"torn"))

    assert load("mnist", (str(root),), train=60, test=20).name == "mnist"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["empty", "cut", "longer", "text", "floats", "missing"])
def test_mnist_refuses_a_damaged_file(tmp_path: Path, name: str, damage: str) -> None:
    path = write_root(tmp_path, FILES) / FOLDER / name
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(
            {
                "empty": b"",
                "cut": whole[:-1],
                "longer": whole + b"\0",
                "text": b"<html>404</html>",
                "floats": whole[:2] + b"\x0d" + whole[3:],
            }[damage]
        )

    with pytest.raises(StaffError, match="MNIST is incomplete or damaged"):
        load("mnist", (str(tmp_path),), train=60, test=20)


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("damage", ["empty", "cut", "altered"])
def test_mnist_refuses_a_damaged_packed_file(tmp_path: Path, name: str, damage: str) -> None:
    path = write_root(tmp_path, PACKED) / FOLDER / name
    whole, middle = path.read_bytes(), len(PACKED[name]) // 2
    altered = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    path.write_bytes({"empty": b"", "cut": whole[:-9], "altered": altered}[damage])

    with pytest.raises(StaffError, match="MNIST is incomplete or damaged"):
        load("mnist", (str(tmp_path),), train=60, test=20)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("train-images-idx3-ubyte", (60, 28, 27)),
        ("train-images-idx3-ubyte", (59, 28, 28)),
        ("t10k-labels-idx1-ubyte", (20, 1)),
        ("t10k-images-idx3-ubyte", (0, 28, 28)),
    ],
)
def test_mnist_refuses_arrays_of_other_shapes(tmp_path: Path, name: str, shape: tuple[int, ...]) -> None:
    path = write_root(tmp_path, FILES) / FOLDER / name
    path.write_bytes(idx(torch.zeros(shape, dtype=torch.uint8).numpy()))

    with pytest.raises(StaffError, match="MNIST is incomplete or damaged"):
        load("mnist", (str(tmp_path),), train=60, test=20)


def test_mnist_refuses_a_label_that_is_not_a_digit(tmp_path: Path) -> None:
    path = write_root(tmp_path, FILES) / FOLDER / "t10k-labels-idx1-ubyte"
    path.write_bytes(path.read_bytes()[:-1] + b"\x0a")

    with pytest.raises(StaffError, match="MNIST is incomplete or damaged"):
        load("mnist", (str(tmp_path),), train=60, test=20)


def test_mnist_is_taken_from_the_second_mirror_if_the_first_lacks_it(
    mnist_page: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = (mnist_page.url + "gone/", mnist_page.url)
    for name, value in attributes(*urls).items():
        monkeypatch.setattr(f"torchvision.datasets.MNIST.{name}", value)

    assert load("mnist", ("mnist",), train=60, test=20).name == "mnist"


def test_mnist_reports_the_first_mirrors_error_if_all_fail(
    mnist_page: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "torchvision.datasets.MNIST.mirrors", [mnist_page.url + "gone/", "http://127.0.0.1:1/"]
    )

    with pytest.raises(StaffError, match="HTTP Error 404"):
        load("mnist", ("mnist",), train=60, test=20)


def test_mnist_reads_the_real_files(real_data: Path) -> None:
    dataset = load("mnist", (str(real_data),), train=1_000, test=200)

    assert dataset.name == "mnist"
    assert dataset.train_labels.bincount().tolist() == [100] * 10
    assert 25 < dataset.test_images.float().mean() < 45
