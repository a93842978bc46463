import zipfile
from io import BytesIO
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from grader.exports.wheel import wheel

from .shells import ROOT


def packages(file: Path | BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        return {name: archive.read(name) for name in names}


def test_wheel_holds_what_the_real_build_holds(tmp_path: Path) -> None:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path))
    assert packages(BytesIO(wheel()[1])) == packages(Path(built))


def test_wheel_is_the_same_every_time() -> None:
    assert wheel() == wheel()
