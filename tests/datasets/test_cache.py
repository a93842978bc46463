import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.base.text import Text
from grader.datasets import Dataset, load
from grader.datasets.cache import load_or_make

LOAD = """
import sys
from grader.datasets import load
told = []
dataset = load("cifar10", (sys.argv[1],), train=6, test=4, progress=lambda *state: told.append(state))
print(dataset.digest, bool(told), len(dataset.notices))
"""


def load_and_tell(where: Path) -> tuple[Dataset, bool]:
    """The data set, and whether it had to be read anew."""
    told: list[Text] = []
    dataset = load("cifar10", (str(where),), train=6, test=4, progress=lambda what, *_: told.append(what))
    return dataset, bool(told)


def only_file(cache: Path) -> Path:
    (path,) = cache.glob("*.safetensors")
    return path


def test_cache_is_read_in_place_of_the_source(image_folder: Path) -> None:
    first, read = load_and_tell(image_folder)
    again, read_again = load_and_tell(image_folder)

    assert (read, read_again) == (True, False)
    assert again.digest == first.digest
    assert (again.name, again.title, again.classes) == (first.name, first.title, first.classes)


def test_cache_notices_a_changed_a_new_and_a_removed_image(image_folder: Path) -> None:
    digests = [load_and_tell(image_folder)[0].digest]
    path = image_folder / "train" / "cat" / "0.png"
    other = image_folder / "train" / "dog" / "0.png"

    path.write_bytes(other.read_bytes())
    digests.append(load_and_tell(image_folder)[0].digest)
    path.unlink()
    digests.append(load_and_tell(image_folder)[0].digest)
    path.with_name("new.png").write_bytes((image_folder / "test" / "cat" / "0.png").read_bytes())
    digests.append(load_and_tell(image_folder)[0].digest)

    assert len(set(digests)) == 4


@pytest.mark.parametrize("damage", ["torn", "empty", "altered", "foreign"])
def test_cache_that_is_damaged_is_made_again(image_folder: Path, cache: Path, damage: str) -> None:
    first, _ = load_and_tell(image_folder)
    path = only_file(cache)
    whole = path.read_bytes()
    path.write_bytes(
        {
            "torn": whole[:-7],
            "empty": b"",
            "altered": whole[:-1] + bytes([whole[-1] ^ 1]),
            "foreign": b"something else entirely",
        }[damage]
    )

    again, read = load_and_tell(image_folder)

    assert read
    assert again.digest == first.digest
    assert path.read_bytes() == whole


def test_cache_that_cannot_be_written_is_done_without_and_reported(
    image_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = load_and_tell(image_folder)
    (tmp_path / "a file").touch()
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "a file" / "cache"))

    dataset, read = load_and_tell(image_folder)

    assert read
    assert dataset.digest == first.digest
    assert ["GRADER_CACHE" in notice.en for notice in dataset.notices] == [True]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_cache_on_a_full_disk_is_done_without_and_reported(image_folder: Path, cache: Path) -> None:
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
    done = subprocess.run(
        [sys.executable, "-c", full + LOAD, str(image_folder)], capture_output=True, text=True, check=True
    )

    assert done.stdout.split()[1:] == ["True", "1"]
    assert [path.name for path in cache.iterdir() if path.suffix != ".lock"] == []


def test_cache_lets_two_processes_read_the_same_data_once(image_folder: Path) -> None:
    command = [sys.executable, "-c", LOAD, str(image_folder)]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [child.communicate(timeout=60)[0].split() for child in children]

    (digest, _, _), (other, _, _) = answers
    assert digest == other
    assert sorted(read for _, read, _ in answers) == ["False", "True"]
    assert [notices for _, _, notices in answers] == ["0", "0"]


def test_cached_does_not_keep_a_failure(cache: Path, dataset: Dataset) -> None:
    def fail() -> Dataset:
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        load_or_make("key", fail)

    assert list(cache.glob("*.safetensors")) == []
    assert load_or_make("key", lambda: dataset) is dataset


def test_cache_folder_is_the_users_own_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.base.cache import folder

    monkeypatch.delenv("GRADER_CACHE")

    assert folder("datasets").name == "datasets"
    assert "grader" in folder("datasets").parts[-2].lower() or os.name == "nt"
