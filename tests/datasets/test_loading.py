import shutil
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from grader.base.errors import StaffError
from grader.datasets import Dataset, find_kinds, load, prepare
from grader.datasets.kinds import KINDS, kind_of
from grader.records.assignment import Data

from .home_page import HomePage
from .mnist_files import PACKED, write_root


def test_load_of_a_missing_path_lists_the_known_names(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="no data at") as caught:
        load("cifar10", (str(tmp_path / "cifar100"),), train=10, test=10)

    assert caught.value.hint is not None
    assert "auto, cifar10, mnist, scenes, standin" in caught.value.hint.en
    assert "auto, cifar10, mnist, scenes, standin" in caught.value.hint.ko


def test_load_expands_the_home_folder(
    image_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))

    assert load("cifar10", (f"~/{image_folder.name}",), train=6, test=4).name == "folder"


def test_load_takes_the_first_place_that_holds_the_kind(image_folder: Path, tmp_path: Path) -> None:
    prepare(load("cifar10", ("standin",), train=20, test=10), tmp_path / "standin.safetensors")
    where = (str(image_folder), str(tmp_path / "standin.safetensors"))

    assert load("cifar10", where, train=6, test=4).name == "folder"
    assert load("cifar10", where[::-1], train=6, test=4).name == "standin"


def test_load_refuses_a_misspelt_place_though_another_would_do(image_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="no data at"):
        load("cifar10", (str(image_folder), str(tmp_path / "misspelt")), train=6, test=4)


def test_load_prefers_the_subfolder_named_after_the_kind(image_folder: Path, tmp_path: Path) -> None:
    for name in ("animals", "cifar10"):
        shutil.copytree(image_folder, tmp_path / "all" / name)

    assert load("cifar10", (str(tmp_path / "all"),), train=6, test=4).title.en == "cifar10"
    shutil.rmtree(tmp_path / "all" / "cifar10")
    assert load("cifar10", (str(tmp_path / "all"),), train=6, test=4).title.en == "animals"


def test_load_finds_every_kind_in_a_folder_of_folders(image_folder: Path, tmp_path: Path) -> None:
    shutil.move(image_folder, tmp_path / "all" / "cifar10")
    write_root(tmp_path / "all" / "mnist", PACKED)
    where = (str(tmp_path / "all"),)

    assert load("cifar10", where, train=6, test=4).name == "folder"
    assert load("mnist", where, train=60, test=20).name == "mnist"
    assert find_kinds(where)[:2] == ("cifar10", "mnist")


def test_load_takes_each_kind_from_the_place_that_holds_it(
    image_folder: Path, dataset: Dataset, tmp_path: Path
) -> None:
    prepare(replace(dataset, name="mnist"), tmp_path / "a.safetensors")
    where = (str(tmp_path / "a.safetensors"), str(image_folder))

    assert load("mnist", where, train=6, test=4).name == "mnist"
    assert load("cifar10", where, train=6, test=4).name == "folder"


def test_load_looks_elsewhere_for_what_is_not_there_and_says_so(
    image_folder: Path, mnist_page: HomePage
) -> None:
    dataset = load("mnist", (str(image_folder),), train=60, test=20)

    assert (dataset.name, mnist_page.requests) == ("mnist", 4)
    (notice,) = dataset.notices
    assert f"There is no MNIST in what --data names ({image_folder})" in notice.en
    assert str(image_folder) in notice.ko


def test_load_never_gives_the_stand_in_for_a_named_kind(mnist_page: HomePage) -> None:
    mnist_page.fault = "missing"

    with pytest.raises(StaffError, match="could not be downloaded"):
        load("mnist", ("cifar10", "mnist"), train=60, test=20)


@pytest.mark.parametrize("kind", KINDS)
def test_load_has_a_stand_in_for_every_kind(kind: Data) -> None:
    dataset = load(kind, ("standin",), train=50, test=20)

    assert dataset.provisional
    assert kind_of(dataset.name) == kind


def test_kinds_has_a_line_for_every_kind_of_a_recipe() -> None:
    assert set(KINDS) == set(get_args(Data))


def test_load_refuses_a_prepared_file_of_an_unknown_kind(dataset: Dataset, tmp_path: Path) -> None:
    prepare(replace(dataset, name="cifar100"), tmp_path / "data")

    with pytest.raises(StaffError, match="unknown kind"):
        load("cifar10", (str(tmp_path / "data"),), train=6, test=4)


def test_datasets_is_imported_without_torchvision() -> None:
    import subprocess
    import sys

    program = "import sys, grader.datasets; print('torchvision' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
