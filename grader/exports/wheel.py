"""The wheel of the running grader, made from what is installed."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import grader
from grader.base.errors import StaffError
from grader.base.text import Text
from grader.base.version import DISTRIBUTION, PACKED
from grader.grading.course import KEPT_BACK, current


def wheel() -> tuple[str, bytes]:
    """Return the name and the content of a wheel with the grader and its assignments.

    Raises:
        StaffError: the grader is not installed, so its requirements are not known.
    """
    installed = _find_distribution()
    info = f"{DISTRIBUTION}-{installed.version}.dist-info"
    content = dict(_packages()) | {f"{info}/{name}": data for name, data in _about(installed).items()}
    record = "".join(f"{name},sha256={_hash(data)},{len(data)}\n" for name, data in content.items())
    content[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return f"{DISTRIBUTION}-{installed.version}-py3-none-any.whl", archive(content)


def archive(content: dict[str, bytes], executable: tuple[str, ...] = ()) -> bytes:
    """Return a zip file that is always identical for the same content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            file.writestr(entry, data)
    return buffer.getvalue()


def _packages() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the grader, and of the assignments that are graded here, which become its own."""
    (package,) = map(Path, grader.__path__)
    yield from _files(package, "grader", frozenset({PACKED}))
    for name, folder in current().folders().items():
        yield from _files(folder, f"grader/{PACKED}/assignments/{name}", KEPT_BACK)


def _files(folder: Path, to: str, left_out: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """Yield a folder's files by their paths in the wheel, except compiled ones and those in `left_out`."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] not in left_out and "__pycache__" not in inside.parts:
            yield f"{to}/{inside.as_posix()}", path.read_bytes()


def _about(installed: Distribution) -> dict[str, bytes]:
    """Return the wheel's description of itself, and what pip needs to know to install it."""
    kept = {
        name: installed.read_text(name) or "" for name in ("METADATA", "entry_points.txt", "licenses/LICENSE")
    }
    own = {"WHEEL": "Wheel-Version: 1.0\nGenerator: grade\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    return {name: text.encode() for name, text in (kept | own).items()}


def _find_distribution() -> Distribution:
    try:
        return distribution(DISTRIBUTION)
    except PackageNotFoundError as error:
        raise StaffError(
            Text(
                ko="채점기가 설치되어 있지 않아 내보낼 수 없습니다.",
                en="The grader is not installed, so it cannot be exported.",
            ),
            Text(
                ko="채점기 폴더에서 설치하십시오: pip install .",
                en="Install it, in its folder: pip install .",
            ),
        ) from error


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
