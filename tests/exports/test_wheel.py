import zipfile
from email import message_from_bytes
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


def test_wheel_says_of_itself_what_the_real_build_says(tmp_path: Path) -> None:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path))
    name, content = wheel()
    assert name == Path(built).name
    info = f"{name.split('-py3')[0]}.dist-info"
    with zipfile.ZipFile(BytesIO(content)) as ours, zipfile.ZipFile(built) as real:
        assert set(ours.namelist()) == set(real.namelist())
        for file in ("entry_points.txt", "licenses/LICENSE"):
            assert ours.read(f"{info}/{file}") == real.read(f"{info}/{file}")
        # not the description, which is the README at the time of the installation
        said = (message_from_bytes(each.read(f"{info}/METADATA")) for each in (ours, real))
        assert next(said).items() == next(said).items()


def test_wheel_is_the_same_every_time() -> None:
    assert wheel() == wheel()
