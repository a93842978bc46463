"""A data set in one file, as staff hand it out and as the cache keeps it.

It is a safetensors file with the four tensors of a `Dataset`; the rest is JSON in its metadata. Images are
not compressed; docs/data.md says what compression would cost and save.
"""

import os
from pathlib import Path
from typing import Literal

import msgspec
import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.datasets.dataset import Dataset
from grader.records.assignment import Data

LARGEST_FILE = 2**30
"""Bytes. All of CIFAR-10 takes 184 MB."""
LARGEST_HEADER = 2**20
MOST_CLASSES = 1000

TENSORS = ("train_images", "train_labels", "test_images", "test_labels")


class _Header(msgspec.Struct, frozen=True):
    """The header of a safetensors file; its entries for tensors are left to safetensors."""

    metadata: dict[str, str] = msgspec.field(name="__metadata__", default_factory=dict)


class _Label(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Everything but the tensors, as the file's only metadata entry, so that equal data gives equal files."""

    format: Literal["grader-dataset-1"]
    name: str
    title: Text
    classes: tuple[str, ...]
    provisional: bool
    digest: str
    kind: Data | None = None


def prepare(dataset: Dataset, path: Path) -> None:
    """Write a data set to one file that `load` can read.

    Raises:
        StaffError: the file cannot be written; an existing file is left untouched.
    """
    try:
        write(dataset, path)
    except OSError as error:
        raise StaffError(
            Text(
                ko=f"데이터 파일을 쓸 수 없습니다: {path} ({error.strerror})",
                en=f"The data file cannot be written: {path} ({error.strerror})",
            ),
            Text(
                ko="폴더가 있는지, 쓰기 권한과 디스크 공간이 있는지 확인하십시오.",
                en="Please check that the folder exists, may be written to, and has space left.",
            ),
        ) from error


def write(dataset: Dataset, path: Path) -> None:
    """Write a data set to one file, whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    label = _Label(
        format="grader-dataset-1",
        name=dataset.name,
        title=dataset.title,
        classes=dataset.classes,
        provisional=dataset.provisional,
        digest=dataset.digest,
        kind=dataset.kind,
    )
    metadata = {"dataset": msgspec.json.encode(label).decode()}
    tensors = {name: getattr(dataset, name).contiguous() for name in TENSORS}
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(safetensors.torch.save(tensors, metadata))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read(path: Path) -> Dataset:
    """Read a data set from a file made by `write`; nothing in it is trusted before it is checked.

    Raises:
        StaffError: the file cannot be read, was not made by `write`, or is torn or altered.
    """
    label, tensors = _parts(path, _content(path))
    if set(tensors) != set(TENSORS) or not _sound(tensors, label.classes):
        raise unusable(path, "내용이 형식과 맞지 않습니다", "what it holds does not fit the format")
    dataset = Dataset(
        name=label.name,
        title=label.title,
        classes=label.classes,
        train_images=tensors["train_images"],
        train_labels=tensors["train_labels"],
        test_images=tensors["test_images"],
        test_labels=tensors["test_labels"],
        provisional=label.provisional,
        kind=label.kind,
    )
    if dataset.digest != label.digest:
        raise unusable(path, "내용이 손상되었습니다", "its content is damaged")
    return dataset


def name(path: Path) -> tuple[str, Data | None]:
    """Return the name of the data set in a file, and the kind if it is an author's own.

    Only the beginning of the file is read.

    Raises:
        StaffError: the file cannot be read, or was not made by `write`.
    """
    try:
        label = _label(_content(path, LARGEST_HEADER))
    except (ValueError, RecursionError) as error:
        raise _foreign(path) from error
    return label.name, label.kind


def _content(path: Path, most: int = -1) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise unusable(
                path, f"{LARGEST_FILE:,}바이트보다 큽니다", f"it has more than {LARGEST_FILE:,} bytes"
            )
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise unusable(
            path, f"읽을 수 없습니다: {error.strerror}", f"unreadable: {error.strerror}"
        ) from error


def _parts(path: Path, content: bytes) -> tuple[_Label, dict[str, Tensor]]:
    try:
        tensors = safetensors.torch.load(content)
        return _label(content), tensors
    except (SafetensorError, ValueError) as error:
        raise _foreign(path) from error


def _label(content: bytes) -> _Label:
    """Read everything but the tensors; the content may end after the header."""
    size = int.from_bytes(content[:8], "little")
    header = msgspec.json.decode(content[8 : 8 + size], type=_Header)
    return msgspec.json.decode(header.metadata.get("dataset", ""), type=_Label)


def _sound(tensors: dict[str, Tensor], classes: tuple[str, ...]) -> bool:
    """Return whether the tensors have the types and shapes that `Dataset` documents."""
    train, test = tensors["train_images"], tensors["test_images"]
    is_sound = _labelled if train.dtype == torch.uint8 else sound_rows
    if is_sound is _labelled and not 2 <= len(set(classes)) == len(classes) <= MOST_CLASSES:
        return False
    return (
        train.dtype == test.dtype
        and is_sound(train, tensors["train_labels"], len(classes))
        and is_sound(test, tensors["test_labels"], len(classes))
        and train.shape[1:] == test.shape[1:]
        and tensors["train_labels"].dtype == tensors["test_labels"].dtype
    )


def _labelled(images: Tensor, labels: Tensor, classes: int) -> bool:
    shapes = {torch.int64: images.shape[:1], torch.uint8: (*images.shape[:1], *images.shape[2:])}
    return (
        images.dtype == torch.uint8
        and images.ndim == 4
        and images.numel() > 0
        and labels.shape == shapes.get(labels.dtype)
        and 0 <= int(labels.min()) <= int(labels.max()) < classes
    )


def sound_rows(rows: Tensor, labels: Tensor, classes: int) -> bool:
    """Return whether rows of numbers or tokens are finite, and have a label or numbers each.

    Labels of one class a row are below the number of classes; those of steps may be below 0.
    """
    if rows.dtype not in (torch.float32, torch.int64) or rows.dim() < 2 or not rows.numel():
        return False
    if labels.dtype not in (torch.float32, torch.int64) or len(labels) != len(rows) or not labels.numel():
        return False
    if not all(bool(torch.isfinite(each).all()) for each in (rows, labels) if each.is_floating_point()):
        return False
    if rows.dtype == torch.int64 and int(rows.min()) < 0:
        return False
    if labels.dtype == torch.float32:
        return True
    least = 0 if labels.dim() == 1 else -1
    return least <= int(labels.min()) and int(labels.max()) < classes


def _foreign(path: Path) -> StaffError:
    return unusable(path, "이 채점기가 만든 데이터 파일이 아닙니다", "it was not made by this grader")


def unusable(path: Path, ko: str, en: str) -> StaffError:
    """Return the error that says in a few words why a file cannot be used."""
    return StaffError(
        Text(
            ko=f"쓸 수 없는 데이터 파일입니다({ko}): {path}",
            en=f"This data file is not usable ({en}): {path}",
        ),
        Text(
            ko="파일을 다시 받으십시오. 조교는 원본 데이터로 다시 만들 수 있습니다.",
            en="Please fetch the file again; staff can make it anew from the original data.",
        ),
    )
