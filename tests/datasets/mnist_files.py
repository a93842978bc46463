"""An MNIST of 60 training and 20 test images, laid out exactly like the real one."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .home_page import md5

FOLDER = Path("MNIST", "raw")


def idx(array: NDArray[np.uint8]) -> bytes:
    """An array in the format of MNIST's files."""
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


def numbers() -> dict[str, NDArray[np.uint8]]:
    """The arrays of the files, by name."""
    rng = np.random.default_rng(11)
    arrays = {}
    for split, n in (("train", 60), ("t10k", 20)):
        arrays[f"{split}-images-idx3-ubyte"] = rng.integers(0, 256, (n, 28, 28), dtype=np.uint8)
        arrays[f"{split}-labels-idx1-ubyte"] = rng.permutation(n).astype(np.uint8) % 10
    return arrays


NUMBERS = numbers()
FILES = {name: idx(array) for name, array in NUMBERS.items()}
PACKED = {f"{name}.gz": gzip.compress(content, mtime=0) for name, content in FILES.items()}


def attributes(*urls: str) -> dict[str, Any]:
    """What torchvision's MNIST must carry to take the packed files at these addresses for the real ones."""
    return {"mirrors": list(urls), "resources": [(name, md5(content)) for name, content in PACKED.items()]}


def write_root(root: Path, files: dict[str, bytes]) -> Path:
    """Write files where torchvision has them."""
    (root / FOLDER).mkdir(parents=True)
    for name, content in files.items():
        (root / FOLDER / name).write_bytes(content)
    return root
