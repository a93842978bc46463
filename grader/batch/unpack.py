"""Unpacks zips into the batch's folder: bounded, and never to any other place.

What a zip holds is found out in a confined process; here only plain bytes are written, under names that are
made harmless first.
"""

import shutil
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path, PurePosixPath

import msgspec

from grader.intake.parent import Reader
from grader.records.errors import NothingToGrade, StaffError
from grader.records.reading import Member
from grader.records.roll import Handed, Roll, Unmatched
from grader.records.text import Text

SUFFIX = ".zip"
TOTAL_BYTES = 8_000_000_000
"""Of one zip, unpacked: 300 students with notebooks of 20 MB."""
DEPTH = 20

_OUTSIDE = Text(ko="다른 곳을 가리키는 이름입니다.", en="its name points to another place.")
_TOO_MUCH = Text(ko="압축을 풀면 너무 큽니다.", en="unpacked, the zip is too large.")


def unpacked(archive: Path, out: Path, reader: Reader) -> tuple[Path, list[Unmatched]]:
    """Unpack a zip into a folder of its own below `out`, once; return the folder and what was refused.

    Raises:
        NothingToGrade: it is no zip.
        StaffError: it cannot be read, or the folder cannot be written to.
    """
    try:
        with archive.open("rb") as file:
            folder = out / f"{archive.stem}-{file_digest(file, 'sha256').hexdigest()[:12]}"
        notes = folder.with_name(f"{folder.name}.json")
        if notes.exists():
            return folder, msgspec.json.decode(notes.read_bytes(), type=list[Unmatched])
        shutil.rmtree(folder, ignore_errors=True)  # what an interrupted run left behind
        folder.mkdir(parents=True)
        refused = list(_unpack(archive, folder, reader))
        notes.write_bytes(msgspec.json.encode(refused))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StaffError(
            Text(
                ko=f"'{archive}'을(를) '{out}'에 풀지 못했습니다: {reason}",
                en=f"'{archive}' cannot be unpacked into '{out}': {reason}",
            )
        ) from error
    return folder, refused


def unpack_submissions(roll: Roll, out: Path, reader: Reader) -> Roll:
    """Return the class with every zip that a student handed in as the folder that it holds."""
    unmatched = list(roll.unmatched)
    handed = tuple(_unpacked(each, out, reader, unmatched) for each in roll.handed)
    return Roll(handed, tuple(unmatched))


def _unpacked(handed: Handed, out: Path, reader: Reader, unmatched: list[Unmatched]) -> Handed:
    files: list[str] = []
    for path in map(Path, handed.files):
        if path.suffix.lower() != SUFFIX or not path.is_file():
            files.append(str(path))
            continue
        try:
            folder, refused = unpacked(path, out, reader)
            files.append(str(_only_folder(folder)))
            unmatched += refused
        except NothingToGrade as error:
            unmatched.append(Unmatched(str(path), error.message))
            files.append(str(path))  # graded as what it is: nothing that can be read
    return msgspec.structs.replace(handed, files=tuple(files))


def _only_folder(folder: Path) -> Path:
    """The folder that everything is in: zipping a folder puts it into the zip."""
    inside = [path for path in folder.iterdir() if not path.name.startswith((".", "__MACOSX"))]
    return _only_folder(inside[0]) if len(inside) == 1 and inside[0].is_dir() else folder


def _unpack(archive: Path, folder: Path, reader: Reader) -> Iterator[Unmatched]:
    """Write every file that may be, and yield the others."""
    left = TOTAL_BYTES
    for member in reader.contents(archive):
        place = _place(member)
        why = member.refusal or (_OUTSIDE if place is None else _TOO_MUCH if left <= 0 else None)
        if place is None or why is not None:
            yield Unmatched(f"{archive.name}/{member.name}", why or _OUTSIDE)
            continue
        try:
            data = reader.extract(archive, member)
            left -= len(data)
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:  # a name that stands twice is not written over
                file.write(data)
        except NothingToGrade as error:
            yield Unmatched(f"{archive.name}/{member.name}", error.message)
        except (FileExistsError, NotADirectoryError) as error:
            reason = error.strerror or type(error).__name__
            yield Unmatched(f"{archive.name}/{member.name}", Text(ko=reason, en=reason))


def _place(member: Member) -> PurePosixPath | None:
    """Where a file belongs below the folder; None if its name leads elsewhere."""
    path = PurePosixPath(member.name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or not path.parts or len(path.parts) > DEPTH:
        return None
    return PurePosixPath(*map(_harmless, path.parts))


def _harmless(name: str) -> str:
    """A name that every file system takes, and that a terminal shows as it is."""
    plain = "".join("_" if letter in ':*?"<>|' or not letter.isprintable() else letter for letter in name)
    while len(plain.encode()) > 200:
        plain = plain[len(plain) // 10 + 1 :]  # the end has the suffix
    return plain
