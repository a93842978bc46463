"""Files renamed by a platform import each other by the names their student gave them."""

from pathlib import Path

import msgspec
import pytest

from grader.base.errors import StaffError
from grader.batch.collect import collect
from grader.batch.restore_names import regroup


def make(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(f"# {name}\n", encoding="utf-8")
    return folder


def files(folder: str) -> dict[str, str]:
    """What each file in a folder was called before."""
    return {path.name: path.read_text(encoding="utf-8")[2:-1] for path in Path(folder).iterdir()}


def test_regroup_gives_a_students_files_their_own_names_back(tmp_path: Path) -> None:
    subs = make(
        tmp_path / "subs", "kim_1_10_net.py", "kim_1_11_main.ipynb", "kim_1_12_net-1.py", "lee_2_13_net.py"
    )
    kim, lee = regroup(collect(subs, "assignment1"), tmp_path / "out").handed
    [folder] = kim.files
    assert files(folder) == {"net.py": "kim_1_12_net-1.py", "main.ipynb": "kim_1_11_main.ipynb"}
    assert lee.files == (str(subs / "lee_2_13_net.py"),)  # one file imports no other


def test_regroup_makes_the_folder_anew_each_time(tmp_path: Path) -> None:
    subs, out = make(tmp_path / "subs", "kim_1_10_net.py", "kim_1_11_main.py"), tmp_path / "out"
    [before] = regroup(collect(subs, "assignment1"), out).handed
    (subs / "kim_1_10_net.py").rename(subs / "kim_1_10_nets.py")
    [after] = regroup(collect(subs, "assignment1"), out).handed
    assert before.files == after.files
    assert set(files(after.files[0])) == {"nets.py", "main.py"}


def test_regroup_leaves_zips_beside_the_folder(tmp_path: Path) -> None:
    subs = make(tmp_path / "subs", "kim_1_10_a.py", "kim_1_11_b.py", "kim_1_12_c.zip")
    [kim] = regroup(collect(subs, "assignment1"), tmp_path / "out").handed
    assert [Path(file).name for file in kim.files[1:]] == ["kim_1_12_c.zip"]


def test_regroup_keeps_both_of_two_files_of_one_name(tmp_path: Path) -> None:
    """As `Net.py` and `net.py` are, where a file system takes them for one."""
    subs = make(tmp_path / "subs", "kim_1_10_a.py", "kim_1_11_b.py")
    roll = collect(subs, "assignment1")
    [kim] = roll.handed
    same = msgspec.structs.replace(kim, names=("net.py", "net.py"))
    [found] = regroup(msgspec.structs.replace(roll, handed=(same,)), tmp_path / "out").handed
    assert files(found.files[0]) == {"net.py": "kim_1_10_a.py", "kim_1_11_b.py": "kim_1_11_b.py"}


def test_regroup_does_not_copy_what_keeps_its_name(tmp_path: Path) -> None:
    subs = make(tmp_path / "subs", "kim.py", "kim.ipynb")
    assert regroup(collect(subs, "assignment1"), tmp_path / "out") == collect(subs, "assignment1")
    assert not (tmp_path / "out").exists()


def test_regroup_says_that_a_folder_cannot_be_written_to(tmp_path: Path) -> None:
    subs = make(tmp_path / "subs", "kim_1_10_a.py", "kim_1_11_b.py")
    (tmp_path / "out").touch()
    with pytest.raises(StaffError, match="cannot be copied"):
        regroup(collect(subs, "assignment1"), tmp_path / "out")
