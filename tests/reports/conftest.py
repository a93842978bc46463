"""`pytest tests/reports --update-golden` rewrites the expected files; read their diff."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .browser import Browser

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with a file, or make it the file's content."""
    update = request.config.getoption("--update-golden", default=False)

    def compare(file: Path, text: str) -> None:
        if update:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all pages."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip("there is no Chromium here: no page is opened in one")
    with Browser(program, tmp_path_factory.mktemp("profile")) as running:
        yield running
