"""Restore the names that a platform changed, so that a student's files can import each other."""

import shutil
from hashlib import sha256
from pathlib import Path

import msgspec

from grader.base.errors import StaffError
from grader.base.korean import quoted_with
from grader.base.text import Text
from grader.intake.file_bytes import MAX_BYTES
from grader.intake.file_bytes import SUFFIXES as CODE
from grader.records.submissions import Handed, Roll


def regroup(roll: Roll, out: Path) -> Roll:
    """Return the class with a folder below `out` for each student with several renamed files.

    Raises:
        StaffError: a file cannot be read, or the folder cannot be written to.
    """
    return msgspec.structs.replace(
        roll, handed=tuple(_copy_under_own_names(each, out) for each in roll.handed)
    )


def _copy_under_own_names(handed: Handed, out: Path) -> Handed:
    own = {Path(file): name for file, name in zip(handed.files, handed.names, strict=True) if name}
    code = {path: name for path, name in own.items() if _is_code(path)}
    if len(code) < 2 or all(path.name == name for path, name in code.items()):
        return handed
    folder = out / f"of-{sha256(handed.student.encode(errors='replace')).hexdigest()[:12]}"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path, name in code.items():
            taken = (folder / name).exists()  # as for names that differ only in case, on some file systems
            shutil.copyfile(path, folder / (path.name if taken else name), follow_symlinks=False)
    except OSError as error:
        raise StaffError(
            Text(
                ko=f"{quoted_with(error.filename, '을')} '{folder}'에 복사하지 못했습니다: {error.strerror}",
                en=f"'{error.filename}' cannot be copied to '{folder}': {error.strerror}",
            )
        ) from error
    others = [file for file in handed.files if Path(file) not in code]
    return msgspec.structs.replace(handed, files=(str(folder), *others), names=())


def _is_code(path: Path) -> bool:
    """Return whether a file can be graded as it is; the reader reports one that is too large."""
    return path.suffix.lower() in CODE and path.is_file() and path.stat().st_size <= MAX_BYTES
