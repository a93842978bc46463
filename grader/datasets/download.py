"""Download files with time limits."""

import hashlib
import queue
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError

import msgspec

from grader.base.cache import folder
from grader.base.errors import StaffError
from grader.base.progress import Progress
from grader.base.text import Text

ANSWER_PATIENCE = 6.0
"""Seconds for a server to begin its answer, including the name lookup."""
STALL_PATIENCE = 20.0
"""Seconds without a single byte after which a download has failed."""
REST = 600.0
"""Seconds after a failed download during which it is not retried for those who can do without the data."""
CHUNK = 2**18

HINT = Text(
    ko="인터넷 연결을 확인하거나, 조교가 나눠 준 데이터 파일을 --data로 지정하십시오.",
    en="Please check the network, or name the data file that staff handed out with --data.",
)


@contextmanager
def attempt(kind: str, title: Text, *, retry: bool) -> Iterator[None]:
    """Wrap a download into the cache folder; a failure is remembered there for some minutes.

    Raises:
        StaffError: the download failed, or failed a short while ago and `retry` is false.
    """
    note = folder("datasets") / f"{kind}.failed"
    if not retry and (known := _recent(note, kind)):
        raise StaffError(known, HINT)
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        yield
    except (OSError, HTTPException, RuntimeError) as error:
        message = Text(
            ko=f"{title.ko} 데이터를 내려받지 못했습니다: {error}",
            en=f"{title.en} could not be downloaded: {error}",
        )
        with suppress(OSError):
            note.write_bytes(msgspec.json.encode(message))
        raise StaffError(message, HINT) from error
    with suppress(OSError):
        note.unlink(missing_ok=True)


def _recent(note: Path, kind: str) -> Text | None:
    """Return why the download failed, if it failed within the last `REST` seconds."""
    try:
        if not 0 <= time.time() - note.stat().st_mtime < REST:
            return None
        why = msgspec.json.decode(note.read_bytes(), type=Text)
    except (OSError, msgspec.DecodeError):
        return None
    minutes = round(REST / 60)
    return Text(
        ko=f"{why.ko} (조금 전의 시도입니다. {minutes}분이 지나면 다시 시도하며, "
        f"--data {kind} 옵션을 주면 바로 시도합니다.)",
        en=f"{why.en} (That was a short while ago; it is tried again after {minutes} minutes, "
        f"or at once with --data {kind}.)",
    )


def fetch(urls: Sequence[str], path: Path, md5: str, what: Text, progress: Progress) -> None:
    """Download a file from the first address that serves it.

    The file appears under its name only once it is complete and has the right checksum.

    Raises:
        OSError, HTTPException: the first address's error, if none serves the file; nothing of it is left.
    """
    errors: list[OSError | HTTPException] = []
    for url in urls:
        try:
            return _fetch(url, path, md5, what, progress)
        except (OSError, HTTPException) as error:
            errors.append(error)
    raise errors[0]


def _fetch(url: str, path: Path, md5: str, what: Text, progress: Progress) -> None:
    part = path.with_name(f"{path.name}.part")
    checksum = hashlib.md5(usedforsecurity=False)
    try:
        with _open(url) as response, part.open("wb") as file:
            total = response.length
            while chunk := response.read(CHUNK):
                file.write(chunk)
                checksum.update(chunk)
                progress(what, file.tell(), total)
        if checksum.hexdigest() != md5:
            raise OSError(f"{url} is not the file it should be, or broke off")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _open(url: str) -> Iterator[HTTPResponse]:
    """Open an address; the request fails within seconds if there is no network.

    It is made in a separate thread, since looking up a host name has no time limit.
    """
    answers: queue.SimpleQueue[HTTPResponse | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(urllib.request.urlopen(url, timeout=STALL_PATIENCE))
        except Exception as error:  # raised again in the waiting thread
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
