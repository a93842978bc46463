"""The real MNIST, in torchvision's layout: four idx files, compressed or not."""

import gzip
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from grader.base.errors import StaffError
from grader.base.progress import Progress
from grader.base.text import Text, same
from grader.datasets.dataset import Dataset
from grader.datasets.download import fetch
from grader.datasets.prepared import LARGEST_FILE

FOLDER = Path("MNIST", "raw")
"""The folder where torchvision puts the files, below its root."""
NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
SIDE = 28
DIGITS = tuple("0123456789")

DOWNLOADING = Text(ko="MNIST를 내려받습니다", en="Downloading MNIST")
READING = Text(ko="MNIST를 읽습니다", en="Reading MNIST")


def files(root: Path) -> list[Path]:
    """Return the files of MNIST in a folder with torchvision's layout; none if it has another layout.

    People name the folder with the files or one of its parents. If a file exists both compressed and
    uncompressed, the uncompressed one is used.
    """
    for folder in (root, root / "raw", root / FOLDER):
        both = ((folder / name, folder / f"{name}.gz") for name in NAMES)
        if found := [path for path in (next(filter(Path.is_file, pair), None) for pair in both) if path]:
            return found
    return []


def read_root(root: Path, progress: Progress) -> Dataset:
    """Read all of MNIST from torchvision's layout.

    torchvision itself does not read compressed files, and treats a truncated file as a bug of its own.

    Args:
        root: a folder in which `files` finds some.
        progress: called when reading begins.

    Raises:
        StaffError: a file is missing or damaged.
    """
    progress(READING, 0, None)
    found = files(root)
    try:
        train_images, train_labels, test_images, test_labels = map(_numbers, found)
        train, test = _check(train_images, train_labels), _check(test_images, test_labels)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise StaffError(
            Text(
                ko=f"MNIST 파일이 없거나 손상되었습니다: {found[0].parent}",
                en=f"MNIST is incomplete or damaged in {found[0].parent}",
            ),
            Text(
                ko="이 폴더를 지우고 다시 실행하면 새로 내려받습니다.",
                en="Remove this folder and run again to download it anew.",
            ),
        ) from error
    return Dataset(
        name="mnist",
        title=same("MNIST"),
        classes=DIGITS,
        train_images=train[0],
        train_labels=train[1],
        test_images=test[0],
        test_labels=test[1],
    )


def download(root: Path, progress: Progress) -> None:
    """Download MNIST from torchvision's mirrors into a folder in torchvision's layout; it stays compressed.

    Raises:
        OSError, HTTPException: a file cannot be downloaded.
    """
    from torchvision.datasets import MNIST  # slow to import, and not needed once the data is downloaded

    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, md5 in MNIST.resources:
        fetch([mirror + name for mirror in MNIST.mirrors], root / FOLDER / name, md5, DOWNLOADING, progress)


def _numbers(path: Path) -> Tensor:
    """Return the array in an idx file: two zeros, the type, the number of sizes, the sizes, the numbers."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        content = file.read(LARGEST_FILE)
    zeros, kind, sizes = content[:2], content[2:3], content[3:4]
    if zeros != b"\0\0" or kind != b"\x08":
        raise ValueError(f"{path} holds no bytes in the format idx")
    shape = np.frombuffer(content, ">u4", sizes[0], 4)
    return torch.tensor(np.frombuffer(content, np.uint8, offset=4 + 4 * sizes[0]).reshape(shape))


def _check(images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return images and labels as a `Dataset` expects them.

    Raises:
        ValueError: they are not digits with their labels.
    """
    if images.shape[1:] != (SIDE, SIDE) or labels.shape != images.shape[:1] or labels.max() >= len(DIGITS):
        raise ValueError("these are no digits with their labels")
    return images[:, None], labels.long()
