from pathlib import Path

import pytest

from grader.datasets import load
from grader.records.errors import StaffError


def test_a_path_that_does_not_exist_is_an_error_with_the_known_names(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="no data at") as caught:
        load(str(tmp_path / "cifar100"), train=10, test=10)

    assert caught.value.hint is not None
    assert "auto, cifar10, standin" in caught.value.hint.en
    assert "auto, cifar10, standin" in caught.value.hint.ko


def test_a_home_folder_is_understood(
    image_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))

    assert load(f"~/{image_folder.name}", train=6, test=4).name == "folder"


def test_importing_the_package_does_not_import_torchvision() -> None:
    import subprocess
    import sys

    program = "import sys, grader.datasets; print('torchvision' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
