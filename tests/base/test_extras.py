import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from grader.base.errors import StaffError
from grader.base.extras import LIBRARIES, extra
from grader.base.text import LANGUAGES

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def named(lines: list[str]) -> set[str]:
    return {Requirement(line).name for line in lines}


@pytest.mark.parametrize("name", LIBRARIES)
def test_extra_brings_its_libraries_and_nobody_else_does(name: str) -> None:
    brought = named(PROJECT["optional-dependencies"][name])
    assert brought <= LIBRARIES[name]
    assert not LIBRARIES[name] & named(PROJECT["dependencies"])


@pytest.mark.parametrize("library", sorted(LIBRARIES["staff"]))
def test_extra_that_is_missing_says_what_to_install(library: str) -> None:
    with pytest.raises(StaffError) as caught, extra("staff"):
        raise ModuleNotFoundError(f"No module named '{library}'", name=library)
    assert caught.value.hint is not None
    assert library in caught.value.message.en
    assert all('pip install ".[staff]"' in caught.value.hint.get(lang) for lang in LANGUAGES)


def test_extra_hides_no_other_missing_module() -> None:
    with pytest.raises(ModuleNotFoundError), extra("staff"):
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")
