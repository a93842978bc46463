"""Unpack zips into the batch's folder, within bounds and never into another place.

Zips are parsed in a confined process; this module only writes plain bytes, under names that it makes harmless
first.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath

import msgspec

from grader.base.cache import write_whole
from grader.base.errors import NothingToGrade, StaffError
from grader.base.korean import quoted_with
from grader.base.text import Text, same
from grader.batch.collect import inmost
from grader.batch.refusals import spelt
from grader.intake.file_bytes import SUFFIXES as CODE
from grader.intake.reader import Reader
from grader.records.reader_protocol import Member
from grader.records.submissions import Handed, Roll, UngradedFile

SUFFIX = ".zip"
DEPTH = 20
LONGEST_PATH = 1_000
"""Maximum length of a file's relative path, in bytes; systems allow 4,096 for the whole path."""
MOST_LISTED = 5
"""Number of a zip's files that a message names."""
LONGEST_STEM = 40
"""Number of letters of a zip's name that its folder's name keeps."""


@dataclass(frozen=True)
class Bounds:
    """Limits on what is unpacked from one zip."""

    files: int
    """Maximum number of files."""
    bytes: int
    suffixes: tuple[str, ...] = ()
    """Suffixes of the files to unpack; all files if empty."""

    def let_in(self, member: Member) -> bool:
        """Return whether a file is one to unpack."""
        return not self.suffixes or member.name.lower().endswith(self.suffixes)


OF_A_CLASS = Bounds(files=20_000, bytes=8_000_000_000)
"""Enough for 300 students with notebooks of 20 MB."""
OF_A_STUDENT = Bounds(files=200, bytes=500_000_000, suffixes=CODE)
"""A student's zip is not trusted: these limits bound its cost to a minute and this much disk."""

_OUTSIDE = Text(ko="다른 곳을 가리키는 이름입니다.", en="its name points to another place.")
_TOO_MUCH = Text(ko="압축을 풀면 너무 큽니다.", en="unpacked, the zip is too large.")


def unpack_zip(
    archive: Path, out: Path, reader: Reader, bounds: Bounds = OF_A_CLASS
) -> tuple[Path, list[UngradedFile]]:
    """Unpack a zip into its own folder below `out`, only once.

    Returns:
        The folder, and the files that were not unpacked, by their paths in it.

    Raises:
        NothingToGrade: the file is not a zip, contains too many files, or none that is to be unpacked.
        StaffError: it cannot be read, or the folder cannot be written to.
    """
    try:
        with archive.open("rb") as file:
            folder = out / f"{archive.stem[:LONGEST_STEM]}-{file_digest(file, 'sha256').hexdigest()[:12]}"
        notes = folder.with_name(f"{folder.name}.json")
        if notes.exists():
            return folder, msgspec.json.decode(notes.read_bytes(), type=list[UngradedFile])
        shutil.rmtree(folder, ignore_errors=True)  # left behind by an interrupted run
        folder.mkdir(parents=True)
        refused = list(_unpack(archive, folder, reader, bounds))
        write_whole(notes, msgspec.json.encode(refused))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StaffError(
            Text(
                ko=f"{quoted_with(archive, '을')} '{out}'에 풀지 못했습니다: {reason}",
                en=f"'{archive}' cannot be unpacked into '{out}': {reason}",
            )
        ) from error
    return folder, refused


def unpack_submissions(roll: Roll, out: Path, reader: Reader) -> Roll:
    """Return the class with every zip that a student handed in replaced by its unpacked folder."""
    handed = tuple(_unpack_zips(each, out, reader) for each in roll.handed)
    return msgspec.structs.replace(roll, handed=handed)


def _unpack_zips(handed: Handed, out: Path, reader: Reader) -> Handed:
    files: list[str] = []
    refused = list(handed.refused)
    for path in map(Path, handed.files):
        zips = _zips(path)
        if not zips:
            files.append(str(path))
        for archive in zips:
            try:
                folder, left_out = unpack_zip(archive, out, reader, OF_A_STUDENT)
                files += [str(inmost(folder))] if any(folder.iterdir()) else []
                refused += [UngradedFile(f"{archive}/{each.path}", each.why) for each in left_out]
            except NothingToGrade as error:
                refused.append(UngradedFile(str(archive), error.message))
    return msgspec.structs.replace(handed, files=tuple(files), names=(), refused=tuple(refused))


def _zips(path: Path) -> list[Path]:
    """Return the zips of a submission: the file itself, or those in a folder without code, as from Moodle."""
    if not path.is_dir():
        return [path] if path.suffix.lower() == SUFFIX else []
    try:
        inside = [each for each in sorted(path.iterdir()) if each.is_file() and not each.is_symlink()]
    except OSError:  # reported by whoever reads the files
        return []
    if any(each.suffix.lower() in CODE for each in inside):
        return []
    return [each for each in inside if each.suffix.lower() == SUFFIX and spelt(each) == str(each)]


def _unpack(archive: Path, folder: Path, reader: Reader, bounds: Bounds) -> Iterator[UngradedFile]:
    """Write every file that is allowed, and yield the others."""
    left = bounds.bytes
    inside = reader.contents(archive)
    members = list(filter(bounds.let_in, inside))
    if not members:
        raise _no_code(inside)
    if len(members) > bounds.files:
        raise NothingToGrade(
            Text(
                ko=f"압축 파일에 파일이 너무 많습니다 ({len(members):,}개).",
                en=f"The zip holds too many files ({len(members):,}).",
            )
        )
    places: dict[int, PurePosixPath] = {}
    taken: dict[tuple[PurePosixPath, str], str] = {}
    for member in members:
        place = _place(member)
        why = member.refusal or (_OUTSIDE if place is None else None)
        if place is not None and why is None:
            first = taken.setdefault((place.parent, place.name.casefold()), member.name)
            why = _clash(first) if first != member.name else None
        if place is None or why is not None:
            yield UngradedFile(str(place or _flattened(member)), why or _OUTSIDE)
        else:
            places[member.index] = place
    wanted = [member for member in members if member.index in places]
    seen = 0
    for member, found in reader.extract(archive, wanted):
        seen += 1
        if isinstance(found, NothingToGrade):
            why = found.message
        else:
            left -= len(found)
            why = _write(folder / places[member.index], found)
        if why is not None:
            yield UngradedFile(str(places[member.index]), why)
        if left <= 0:
            break
    for member in wanted[seen:]:
        yield UngradedFile(str(places[member.index]), _TOO_MUCH)


def _write(path: Path, data: bytes) -> Text | None:
    """Write a new file; return why it cannot be written, as by a zip in which a file is also a folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:  # a duplicate name does not overwrite
            file.write(data)
    except (FileExistsError, NotADirectoryError) as error:
        return same(error.strerror or type(error).__name__)
    return None


def _no_code(inside: Sequence[Member]) -> NothingToGrade:
    listed = ", ".join(each.name for each in inside[:MOST_LISTED])
    if not listed:
        return NothingToGrade(Text(ko="압축 파일이 비어 있습니다.", en="The zip is empty."))
    return NothingToGrade(
        Text(
            ko=f"압축 파일에 노트북도 파이썬 파일도 없습니다. 들어 있는 것: {listed}",
            en=f"The zip holds neither a notebook nor a Python file, but {listed}",
        )
    )


def _clash(first: str) -> Text:
    """Refuse a name that some systems treat as equal to `first`: results must not depend on the system."""
    return Text(
        ko=f"{quoted_with(first, '과')} 대소문자만 다른 이름이라 먼저 나온 것만 풀었습니다.",
        en=f"its name differs from '{first}' in capital letters alone; only that one was unpacked.",
    )


def _place(member: Member) -> PurePosixPath | None:
    """Return a file's path relative to the folder; None if its name leads elsewhere."""
    path = PurePosixPath(member.name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or not path.parts or len(path.parts) > DEPTH:
        return None
    place = PurePosixPath(*map(_harmless, path.parts))
    return place if len(str(place).encode()) <= LONGEST_PATH else None


def _flattened(member: Member) -> PurePosixPath:
    """Return a name that leads nowhere for a file whose own leads elsewhere."""
    return PurePosixPath(_harmless(member.name.replace("\\", "/").replace("/", "_")) or "_")


def _harmless(name: str) -> str:
    """Return a name that every file system accepts and that a terminal shows as it is."""
    plain = "".join("_" if letter in ':*?"<>|' or not letter.isprintable() else letter for letter in name)
    while len(plain.encode()) > 200:
        plain = plain[len(plain) // 10 + 1 :]  # shortened from the front, to keep the suffix
    return plain
