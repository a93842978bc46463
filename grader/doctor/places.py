"""Where the grader keeps files, and how much room there is."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.base.cache import folder
from grader.base.text import Text
from grader.doctor.finding import Diagnosis

ROOM = 2**30
"""Bytes that should be free; CIFAR-10 takes 170 MB as an archive, and as much again unpacked."""
_CACHE = Text(ko="캐시 폴더", en="Cache")


def cache() -> Diagnosis:
    """Return where data and trainings are kept, how large they are, and whether there is room for more."""
    root = folder("datasets").parent
    size = sum(file.stat().st_size for file in root.rglob("*") if file.is_file()) if root.is_dir() else 0
    advice = Text(
        ko="환경 변수 GRADER_CACHE로 쓸 수 있는 다른 폴더를 지정하십시오.",
        en="Name a folder that can be written to in the environment variable GRADER_CACHE.",
    )
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            free = shutil.disk_usage(root).free
    except OSError as error:
        reason = error.strerror or type(error).__name__
        found = Text(ko=f"{root}: 쓸 수 없음 ({reason})", en=f"{root}: cannot be written to ({reason})")
        return Diagnosis("cache", _CACHE, "note", found, advice)  # grading works without a cache, but slowly
    found = Text(
        ko=f"{root}: {_size(size)} 사용, 남은 공간 {_size(free)}",
        en=f"{root}: {_size(size)}, {_size(free)} free",
    )
    if free >= ROOM:
        return Diagnosis("cache", _CACHE, "good", found)
    little = Text(
        ko=f"공간이 부족합니다. 캐시 폴더는 비워도 됩니다. {advice.ko}",
        en=f"There is little room. The cache may be emptied. {advice.en}",
    )
    return Diagnosis("cache", _CACHE, "note", found, little)


def temporary() -> Diagnosis:
    """Return where temporary files go, and whether they can be made."""
    title = Text(ko="임시 폴더", en="Temporary files")
    try:
        with tempfile.TemporaryFile():
            where = tempfile.gettempdir()
            free = shutil.disk_usage(where).free
    except OSError as error:
        found = Text(ko=f"만들 수 없음: {error}", en=f"cannot be made: {error}")
        advice = Text(ko="디스크에 공간을 만드십시오.", en="Make room on the disk.")
        return Diagnosis("temporary", title, "bad", found, advice)
    found = Text(ko=f"{where}: 남은 공간 {_size(free)}", en=f"{where}: {_size(free)} free")
    return Diagnosis("temporary", title, "good", found)


def data() -> Iterator[Diagnosis]:
    """Yield for each kind of data whether the real data is here."""
    from grader.datasets.kinds import SOURCES
    from grader.datasets.real import NEARBY

    for kind, source in SOURCES.items():
        if not source.layouts:  # drawn, or an author's own
            continue
        roots = (*NEARBY, folder("datasets"))
        there = next((root for root in roots if source.layouts[0].files(root)), None)
        prepared = next(folder("datasets").glob(f"{kind}-[0-9]*.safetensors"), None)
        place = prepared or there
        if place is not None:
            where = Path(place).resolve()
            yield Diagnosis(kind, source.title, "good", Text(ko=f"있음: {where}", en=f"here: {where}"))
            continue
        yield Diagnosis(
            kind,
            source.title,
            "note",
            Text(ko="이 컴퓨터에 없음", en="not here yet"),
            Text(
                ko="필요할 때 한 번 내려받습니다. 조교가 나눠 준 파일이 있으면 --data로 지정하십시오.",
                en="It is downloaded once, when it is needed. A file that staff handed out: --data FILE.",
            ),
        )


def _size(size: int) -> str:
    return f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{size / 2**20:.0f} MB"
