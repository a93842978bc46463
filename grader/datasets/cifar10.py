"""CIFAR-10 itself, in torchvision's layout."""

import warnings
from pathlib import Path

import numpy as np
import torch

from grader.base.errors import StaffError
from grader.base.progress import Progress
from grader.base.text import Text, same
from grader.datasets.dataset import Dataset
from grader.datasets.download import fetch

FOLDER = "cifar-10-batches-py"
"""What torchvision names the folder with the data, in the root that it is given."""

DOWNLOADING = Text(ko="CIFAR-10을 내려받습니다", en="Downloading CIFAR-10")
EXTRACTING = Text(ko="CIFAR-10의 압축을 풉니다", en="Extracting CIFAR-10")
READING = Text(ko="CIFAR-10을 읽습니다", en="Reading CIFAR-10")


def files(root: Path) -> list[Path]:
    """The files of CIFAR-10 in a folder that is laid out as torchvision does it; none if it is not."""
    return sorted(path for path in (_outer(root) / FOLDER).glob("*") if path.is_file())


def read_root(root: Path, progress: Progress) -> Dataset:
    """All of CIFAR-10 from torchvision's layout; torchvision compares the checksum of every file.

    Raises:
        StaffError: a file is missing or damaged.
    """
    from torchvision.datasets import CIFAR10  # slow to import, and not needed once the data is cached

    progress(READING, 0, None)
    try:
        train, test = (CIFAR10(_outer(root), train=split) for split in (True, False))
    except (RuntimeError, OSError) as error:
        raise StaffError(
            Text(
                ko=f"CIFAR-10 파일이 없거나 손상되었습니다: {_outer(root) / FOLDER}",
                en=f"CIFAR-10 is incomplete or damaged in {_outer(root) / FOLDER}",
            ),
            Text(
                ko="이 폴더를 지우고 다시 실행하면 새로 내려받습니다.",
                en="Remove this folder and run again to download it anew.",
            ),
        ) from error
    return Dataset(
        name="cifar10",
        title=same("CIFAR-10"),
        classes=tuple(train.classes),
        train_images=torch.from_numpy(np.ascontiguousarray(train.data.transpose(0, 3, 1, 2))),
        train_labels=torch.tensor(train.targets),
        test_images=torch.from_numpy(np.ascontiguousarray(test.data.transpose(0, 3, 1, 2))),
        test_labels=torch.tensor(test.targets),
    )


def _outer(root: Path) -> Path:
    """torchvision wants the folder around the one with the files; people name either."""
    return root.parent if root.name == FOLDER else root


def download(root: Path, progress: Progress) -> None:
    """Bring CIFAR-10 into a folder, laid out as torchvision does.

    torchvision's own download knows no time limit and draws its own progress bar, so the archive is fetched
    here; torchvision finds it in its place and extracts it.

    Raises:
        OSError, HTTPException, RuntimeError: the archive cannot be had; nothing of it is left.
    """
    from torchvision.datasets import CIFAR10

    archive = root / CIFAR10.filename
    fetch((CIFAR10.url,), archive, CIFAR10.tgz_md5, DOWNLOADING, progress)
    progress(EXTRACTING, 0, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12's, about how torchvision extracts
        CIFAR10(root, download=True)
    archive.unlink()
