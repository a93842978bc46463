import shutil
from pathlib import Path

import pytest

from grader.datasets import load, prepare
from grader.records.errors import StaffError


def test_a_path_that_does_not_exist_is_an_error_with_the_known_names(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="no data at") as caught:
        load("cifar10", (str(tmp_path / "cifar100"),), train=10, test=10)

    assert caught.value.hint is not None
    assert "auto, cifar10, standin" in caught.value.hint.en
    assert "auto, cifar10, standin" in caught.value.hint.ko


def test_a_home_folder_is_understood(
    image_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))

    assert load("cifar10", (f"~/{image_folder.name}",), train=6, test=4).name == "folder"


def test_the_first_place_that_holds_the_kind_is_taken(image_folder: Path, tmp_path: Path) -> None:
    prepare(load("cifar10", ("standin",), train=20, test=10), tmp_path / "standin.safetensors")
    where = (str(image_folder), str(tmp_path / "standin.safetensors"))

    assert load("cifar10", where, train=6, test=4).name == "folder"
    assert load("cifar10", where[::-1], train=6, test=4).name == "standin"


def test_a_misspelt_place_is_an_error_even_where_another_would_do(image_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="no data at"):
        load("cifar10", (str(image_folder), str(tmp_path / "misspelt")), train=6, test=4)


def test_a_folder_of_folders_serves_for_each_with_the_one_that_is_named_after_the_kind(
    image_folder: Path, tmp_path: Path
) -> None:
    for name in ("animals", "cifar10"):
        shutil.copytree(image_folder, tmp_path / "all" / name)

    assert load("cifar10", (str(tmp_path / "all"),), train=6, test=4).title.en == "cifar10"
    shutil.rmtree(tmp_path / "all" / "cifar10")
    assert load("cifar10", (str(tmp_path / "all"),), train=6, test=4).title.en == "animals"


def test_importing_the_package_does_not_import_torchvision() -> None:
    import subprocess
    import sys

    program = "import sys, grader.datasets; print('torchvision' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
