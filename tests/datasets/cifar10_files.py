"""A CIFAR-10 of 10 images per batch, laid out exactly like the real one."""

import io
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from .home_page import md5

CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
FOLDER = "cifar-10-batches-py"
ARCHIVE = "cifar-10-python.tar.gz"
BATCHES = [f"data_batch_{index}" for index in range(1, 6)]


def pickled_files() -> dict[str, bytes]:
    """The files of the archive: names and content."""
    rng = np.random.default_rng(10)
    files = {}
    for name in (*BATCHES, "test_batch"):
        data = rng.integers(0, 256, (10, 3072), dtype=np.uint8)
        labels = [int(label) for label in rng.permutation(10)]
        files[name] = pickle.dumps({"batch_label": name, "labels": labels, "data": data}, protocol=2)
    files["batches.meta"] = pickle.dumps({"label_names": CLASSES, "num_vis": 3072}, protocol=2)
    return files


FILES = pickled_files()


def archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in FILES.items():
            member = tarfile.TarInfo(f"{FOLDER}/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def attributes(url: str, archived: bytes) -> dict[str, Any]:
    """What torchvision's CIFAR10 must carry to take this archive at this address for the real one."""
    return {
        "url": url + ARCHIVE,
        "tgz_md5": md5(archived),
        "train_list": [[name, md5(FILES[name])] for name in BATCHES],
        "test_list": [["test_batch", md5(FILES["test_batch"])]],
        "meta": {"filename": "batches.meta", "key": "label_names", "md5": md5(FILES["batches.meta"])},
    }


def write_root(root: Path) -> Path:
    """Write the files as they are once the archive is extracted."""
    (root / FOLDER).mkdir(parents=True)
    for name, content in FILES.items():
        (root / FOLDER / name).write_bytes(content)
    return root
