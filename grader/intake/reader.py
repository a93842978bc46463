"""The grader's side of reading submissions in a confined process."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import msgspec

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import UNDECODABLE, Ended
from grader.confinement.tiers import Tier
from grader.intake import child
from grader.intake.zip_archive import MEMBER_BYTES
from grader.records.reader_protocol import (
    Answer,
    Content,
    Contents,
    Extract,
    Extracted,
    Find,
    Found,
    Listed,
    Member,
    Nothing,
    Read,
    ReadCells,
    Wanted,
    Whole,
    Wish,
)
from grader.records.source import Source

ENTRY = "grader.intake.child"
"""The module that the child runs."""
READ_SECONDS = 30.0
"""Time limit per submission; the largest that is accepted takes two seconds."""
ANSWER_BYTES = 16_000_000
MEMBERS_AT_ONCE = 500
"""Maximum number of a zip's files that one process unpacks."""

_decoder: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer, strict=True)


class Reader:
    """Reads submissions in a confined process, or in this one if none can be forked.

    Use it as a context manager; its process ends with it.

    Args:
        folders: the folders that contain the submissions.
        tier: how strictly to confine the process.
    """

    def __init__(self, folders: Sequence[Path], tier: Tier) -> None:
        self._host = Host(ENTRY, shown=[path.resolve() for path in folders], tier=tier) if tier.warm else None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._host is not None:
            self._host.end()

    def read(self, paths: Sequence[Path], wanted: Wanted | None = None) -> Source:
        """Read files, and the modules beside them that they import, as one submission.

        Args:
            paths: the files.
            wanted: what tells an assignment's files from the others, if several files hold models; None to
                read all of them.

        Raises:
            NothingToGrade: a file does not exist, or nothing in it can be read as code.
            StaffError: no process can be started.
        """
        absolute = [path.parent.resolve() / path.name for path in paths]
        answer = self._ask(Read(tuple(map(str, absolute)), wanted), [path.parent for path in absolute])
        assert isinstance(answer, Whole), answer
        return answer.source

    def read_cells(self, cells: Sequence[str], folder: Path, name: str) -> Source:
        """Read the cells of a session, and the modules in a folder that they import, as one submission.

        Raises:
            NothingToGrade: the cells are too long.
            StaffError: no process can be started.
        """
        answer = self._ask(ReadCells(tuple(cells), str(folder.resolve()), name), [folder.resolve()])
        assert isinstance(answer, Whole), answer
        return answer.source

    def find(self, folder: Path, *, code: bool = False) -> list[Path]:
        """Find the files in a folder that contain models, except those that another imports.

        Args:
            folder: the folder.
            code: whether files with code will do where none contains a model.

        Raises:
            NothingToGrade: no file contains a model.
            StaffError: no process can be started.
        """
        answer = self._ask(Find(str(folder.resolve()), code), [folder.resolve()])
        assert isinstance(answer, Found), answer
        # a compromised reader may name another student's file
        if any(name in ("", "..") or Path(name).name != name for name in answer.names):
            raise _unreadable()
        return [folder / name for name in answer.names]

    def contents(self, archive: Path) -> tuple[Member, ...]:
        """List the files in a zip.

        Raises:
            NothingToGrade: it is not a zip, or contains too many files.
            StaffError: no process can be started.
        """
        path = archive.parent.resolve() / archive.name
        answer = self._ask(Contents(str(path)), [path.parent])
        assert isinstance(answer, Listed), answer
        return answer.members

    def extract(
        self, archive: Path, members: Sequence[Member]
    ) -> Iterator[tuple[Member, bytes | NothingToGrade]]:
        """Yield the content of files of a zip, in their order, or why one cannot be unpacked.

        Raises:
            NothingToGrade: it is not a zip.
            StaffError: no process can be started.
        """
        path = archive.parent.resolve() / archive.name
        most = MEMBERS_AT_ONCE
        while members:
            group = members[:most]
            wish = Extract(str(path), tuple(member.index for member in group))
            try:
                answer = self._ask(wish, [path.parent], 2 * MEMBER_BYTES)
            except NothingToGrade as error:
                if len(group) > 1:  # one file of them may be at fault
                    most = 1
                    continue
                answer = Extracted((Nothing(error.message, error.hint),))
            assert isinstance(answer, Extracted), answer
            if not 0 < len(answer.files) <= len(group):
                raise _unreadable()
            for member, found in zip(group, answer.files, strict=False):
                yield member, found.data if isinstance(found, Content) else NothingToGrade(found.message)
            members = members[len(answer.files) :]

    def _ask(self, wish: Wish, folders: list[Path], most: int = ANSWER_BYTES) -> Answer:
        answer = (
            child.answer(wish) if self._host is None else self._read_confined(self._host, wish, folders, most)
        )
        if isinstance(answer, Nothing):
            raise NothingToGrade(answer.message, answer.hint)
        return answer

    def _read_confined(self, host: Host, wish: Wish, folders: list[Path], most: int) -> Answer:
        readable = tuple(dict.fromkeys(str(folder) for folder in folders if folder.is_dir()))
        with host.start(ENTRY, Policy(readable, result_bytes=most)) as process:
            process.wait_until_ready()
            process.send(msgspec.json.encode(wish))
            try:
                return _decoder.decode(process.result(READ_SECONDS))
            except (Ended, *UNDECODABLE):
                raise _unreadable() from None


def _unreadable() -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko="제출한 파일을 읽다가 중단했습니다. 너무 크거나 깊이 중첩된 파일일 수 있습니다.",
            en="Reading the submission came to no end. It may be too large, or nested too deeply.",
        ),
        Text(ko="출력을 지우고 다시 저장해 보십시오.", en="Clear its outputs and save it again."),
    )
