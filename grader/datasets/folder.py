"""Images in folders: `train/<class>/*.png|jpg` and `test/<class>/*.png|jpg`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from grader.base.errors import StaffError
from grader.base.progress import Progress
from grader.base.text import Text, same
from grader.datasets.dataset import Dataset
from grader.datasets.prepared import LARGEST_FILE

SUFFIXES = (".png", ".jpg", ".jpeg")
SPLITS = ("train", "test")
DECODING = Text(ko="이미지를 읽습니다", en="Reading the images")
LAYOUT = Text(
    ko="이미지는 train/<클래스>/*.png(또는 .jpg)와 test/<클래스>/*.png(또는 .jpg)에 두어야 합니다.",
    en="Images belong in train/<class>/*.png (or .jpg) and test/<class>/*.png (or .jpg).",
)


def files(root: Path) -> list[Path]:
    """Return the image files of a folder, sorted by path, without hidden files."""
    found = (path for split in SPLITS for path in (root / split).glob("*/*") if _is_image(path.name))
    return sorted(found, key=str)


def read_root(root: Path, progress: Progress) -> Dataset:
    """Read all images of a folder as RGB; the classes are the folders in `train`, sorted by name.

    Raises:
        StaffError: a split or a class has no images, an image cannot be read, or sizes differ.
    """
    paths = files(root)
    classes = _classes(root, paths)
    pixels = torch.from_numpy(_decode(root, paths, progress))
    labels = torch.tensor([classes.index(path.parent.name) for path in paths])
    train = torch.tensor([path.parent.parent.name == "train" for path in paths])
    return Dataset(
        name="folder",
        title=same(root.resolve().name),
        classes=classes,
        train_images=pixels[train],
        train_labels=labels[train],
        test_images=pixels[~train],
        test_labels=labels[~train],
    )


def _is_image(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def _classes(root: Path, paths: list[Path]) -> tuple[str, ...]:
    """Return the names of the classes after checking that each has images in both splits."""
    train, test = (
        {path.parent.name for path in paths if path.parent.parent.name == split} for split in SPLITS
    )
    for split, missing in (("train", test - train), ("test", train - test)):
        if missing:
            names = ", ".join(sorted(missing))
            raise StaffError(
                Text(
                    ko=f"{root / split}에 다음 클래스의 이미지가 없습니다: {names}",
                    en=f"{root / split} has no images of these classes: {names}",
                ),
                LAYOUT,
            )
    if len(train) < 2:
        raise StaffError(
            Text(
                ko=f"클래스가 하나뿐인 폴더입니다: {root / 'train'}",
                en=f"There is only one class in this folder: {root / 'train'}",
            ),
            LAYOUT,
        )
    return tuple(sorted(train))


def _decode(root: Path, paths: list[Path], progress: Progress) -> NDArray[np.uint8]:
    """Return the pixels (n, 3, h, w) of all images, which must have the size of the first."""
    with _open(paths[0]) as first:
        width, height = size = first.size
    if len(paths) * 3 * width * height > LARGEST_FILE:
        raise StaffError(
            Text(
                ko=f"이미지가 너무 많거나 큽니다: {width}x{height} 이미지 {len(paths):,}장 ({root})",
                en=f"The images are too many or too large: {len(paths):,} of {width}x{height} in {root}",
            ),
            Text(ko="이미지를 줄여서 다시 준비하십시오.", en="Please prepare fewer or smaller images."),
        )
    pixels = np.empty((len(paths), 3, height, width), np.uint8)
    for index, path in enumerate(paths):
        if index % 100 == 0:
            progress(DECODING, index, len(paths))
        with _open(path) as image:
            if image.size != size:
                raise _odd_size(path, image.size, paths[0], size)
            pixels[index] = np.asarray(image.convert("RGB")).transpose(2, 0, 1)
    progress(DECODING, len(paths), len(paths))
    return pixels


@contextmanager
def _open(path: Path) -> Iterator[Image.Image]:
    """Open an image for decoding; whatever Pillow raises for a damaged one becomes an error that names it."""
    try:
        with Image.open(path) as image:
            yield image
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> StaffError:
    return StaffError(
        Text(ko=f"읽을 수 없는 이미지입니다: {path}", en=f"This image cannot be read: {path}"),
        Text(
            ko="파일이 손상되었을 수 있습니다. 다시 받거나 폴더에서 빼십시오.",
            en="It may be damaged; please fetch it again or take it out of the folder.",
        ),
    )


def _odd_size(path: Path, found: tuple[int, int], first: Path, expected: tuple[int, int]) -> StaffError:
    (w, h), (width, height) = found, expected
    return StaffError(
        Text(
            ko=f"이미지 크기가 서로 다릅니다: {path}는 {w}x{h}, {first}는 {width}x{height}입니다.",
            en=f"The images differ in size: {path} is {w}x{h}, {first} is {width}x{height}.",
        ),
        Text(ko="모든 이미지를 같은 크기로 맞추십시오.", en="Please bring all images to one size."),
    )
