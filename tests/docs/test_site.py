"""The documentation's site is built from the repository's pages, without broken links."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .given import REPOSITORY

SOURCES = ("*.md", "LICENSE", "CITATION.cff", "mkdocs.yml", "docs", "assignments")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that the site is made of, to be broken."""
    for each in (path for pattern in SOURCES for path in REPOSITORY.glob(pattern)):
        if each.is_dir():
            shutil.copytree(each, tmp_path / each.name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(each, tmp_path)
    return tmp_path


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_site_is_built_from_the_repositorys_pages(copy: Path) -> None:
    done = build(copy)
    assert done.returncode == 0, done.stderr
    site = copy / "build" / "site"
    assert "두 번째 명령은" in (site / "docs" / "students.ko" / "index.html").read_text(encoding="utf-8")
    for page in ("index.html", "docs/cli/index.html", "assignments/assignment1/README.ko/index.html"):
        assert "https://fonts" not in (site / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("link", ["docs/nowhere.md", "docs/cli.md#nowhere"])
def test_site_is_not_built_with_a_link_that_leads_nowhere(link: str, copy: Path) -> None:
    with (copy / "README.md").open("a", encoding="utf-8") as page:
        page.write(f"[broken]({link})\n")
    done = build(copy)
    assert done.returncode != 0
    assert "nowhere" in done.stderr
