"""The real CIFAR-10, in torchvision's layout."""

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
"""The name of the data folder that torchvision creates in its root."""

DOWNLOADING = Text(ko="CIFAR-10을 내려받습니다", en="Downloading CIFAR-10")
EXTRACTING = Text(ko="CIFAR-10의 압축을 풉니다", en="Extracting CIFAR-10")
READING = Text(ko="CIFAR-10을 읽습니다", en="Reading CIFAR-10")


def files(root: Path) -> list[Path]:
    """Return the files of CIFAR-10 in a folder with torchvision's layout; none if it has another layout."""
    return sorted(path for path in (_outer(root) / FOLDER).glob("*") if path.is_file())


def read_root(root: Path, progress: Progress) -> Dataset:
    """Read all of CIFAR-10 from torchvision's layout; torchvision verifies the checksum of every file.

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
    """Return the parent of the data folder, as torchvision expects; people name either."""
    return root.parent if root.name == FOLDER else root


def download(root: Path, progress: Progress) -> None:
    """Download CIFAR-10 into a folder in torchvision's layout.

    torchvision's own download has no time limit and draws its own progress bar, so the archive is fetched
    here; torchvision finds it in place and extracts it.

    Raises:
        OSError, HTTPException, RuntimeError: the archive cannot be downloaded; no part of it is left behind.
    """
    from torchvision.datasets import CIFAR10

    archive = root / CIFAR10.filename
    fetch((CIFAR10.url,), archive, CIFAR10.tgz_md5, DOWNLOADING, progress)
    progress(EXTRACTING, 0, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12's, about torchvision's extraction
        CIFAR10(root, download=True)
    archive.unlink()
