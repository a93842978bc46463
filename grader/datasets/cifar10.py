"""CIFAR-10 itself, through torchvision: from a copy nearby, else from its home page."""

import hashlib
import queue
import threading
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError

import numpy as np
import torch

from grader.datasets import cache
from grader.datasets.dataset import Dataset
from grader.records.errors import StaffError
from grader.records.progress import Progress
from grader.records.text import Text, same

FOLDER = "cifar-10-batches-py"
"""What torchvision names the folder with the data, in the root that it is given."""
NEARBY = (Path("data"), Path(), Path("../data"))
"""Roots to look in, from the working folder: `./data` is what course notebooks download to."""
ANSWER_PATIENCE = 6.0
"""Seconds for the home page to begin its answer, the look-up of its name included."""
STALL_PATIENCE = 20.0
"""Seconds without one byte after which a download has failed."""
CHUNK = 2**18

DOWNLOADING = Text(ko="CIFAR-10을 내려받습니다", en="Downloading CIFAR-10")
EXTRACTING = Text(ko="CIFAR-10의 압축을 풉니다", en="Extracting CIFAR-10")
READING = Text(ko="CIFAR-10을 읽습니다", en="Reading CIFAR-10")


def read(progress: Progress) -> Dataset:
    """All of CIFAR-10: from a copy near the working folder or in the cache, else downloaded into the cache.

    Raises:
        StaffError: there is no copy, and it cannot be downloaded.
    """
    kept = cache.folder()
    for root in (*NEARBY, kept):
        with suppress(StaffError):  # a damaged copy is as good as none
            if files(root):
                return read_root(root, progress)
    _download(kept, progress)
    return read_root(kept, progress)


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


def _download(root: Path, progress: Progress) -> None:
    """Bring CIFAR-10 into a folder, laid out as torchvision does.

    torchvision's own download knows no time limit and draws its own progress bar, so the archive is fetched
    here; torchvision finds it in its place and extracts it.

    Raises:
        StaffError: the archive cannot be had; nothing of it is left.
    """
    from torchvision.datasets import CIFAR10

    try:
        root.mkdir(parents=True, exist_ok=True)
        archive = root / CIFAR10.filename
        _fetch(CIFAR10.url, archive, CIFAR10.tgz_md5, progress)
        progress(EXTRACTING, 0, None)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # Python 3.12's, about how torchvision extracts
            CIFAR10(root, download=True)
        archive.unlink()
    except (OSError, HTTPException, RuntimeError) as error:
        raise StaffError(
            Text(
                ko=f"CIFAR-10을 내려받지 못했습니다: {error}",
                en=f"CIFAR-10 could not be downloaded: {error}",
            ),
            Text(
                ko="인터넷 연결을 확인하거나, 담당자가 나눠 준 데이터 파일을 --data로 지정해 주세요.",
                en="Please check the network, or name the data file that staff handed out with --data.",
            ),
        ) from error


def _fetch(url: str, path: Path, md5: str, progress: Progress) -> None:
    """Download a file, which stands under its name only once it is whole and has the right checksum."""
    part = path.with_name(f"{path.name}.part")
    checksum = hashlib.md5(usedforsecurity=False)
    try:
        with _opened(url) as response, part.open("wb") as file:
            total = response.length
            while chunk := response.read(CHUNK):
                file.write(chunk)
                checksum.update(chunk)
                progress(DOWNLOADING, file.tell(), total)
        if checksum.hexdigest() != md5:
            raise OSError(f"{url} is not the file it should be, or broke off")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _opened(url: str) -> Iterator[HTTPResponse]:
    """The answer to a request, which fails in seconds where there is no network.

    It is asked in a thread of its own, since the look-up of a host's name knows no time limit.
    """
    answers: queue.SimpleQueue[HTTPResponse | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(urllib.request.urlopen(url, timeout=STALL_PATIENCE))
        except Exception as error:  # raised in the thread that waits
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=ANSWER_PATIENCE)
    except queue.Empty:
        raise TimeoutError(f"no answer from {url} in {ANSWER_PATIENCE:.0f} s") from None
    if isinstance(answer, HTTPError):
        answer.close()
    if isinstance(answer, Exception):
        raise answer
    with answer:
        yield answer
