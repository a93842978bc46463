"""Every command in the documentation runs, each page as a session, or the page says why it cannot."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.without_pool import grade_here
from tests.cli import here

from .given import EXAMPLES, REPOSITORY, lay_out
from .sessions import blocks, steps

PATTERNS = ("README*.md", "CONTRIBUTING.md", "docs/*.md", "assignments/*/README.*.md")
PAGES = {
    path.relative_to(REPOSITORY).as_posix(): path
    for pattern in PATTERNS
    for path in sorted(REPOSITORY.glob(pattern))
}
TRANSLATED = {"docs/students.ko.md": "docs/students.en.md", "docs/ta.ko.md": "docs/ta.md"}
"""Pages with the commands of another one, which is run for both."""
RUN = [
    name
    for name, path in PAGES.items()
    if name not in TRANSLATED and any(not step.why_not for step in steps(path))
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a reader has."""
    folder = tmp_path_factory.mktemp("desk")
    lay_out(folder)
    ask(["data", "prepare", "images", "course-data.safetensors"], folder, False).check_returncode()
    return folder


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the pages' commands are for a POSIX shell")
@pytest.mark.parametrize("name", RUN)
def test_docs_page_commands_do_what_the_page_says(name: str, desk: Path, tmp_path: Path) -> None:
    korean = ".ko." in name
    shutil.copytree(desk, tmp_path, dirs_exist_ok=True)
    for step in steps(PAGES[name]):
        if step.file:
            (tmp_path / step.file).write_text(step.command, encoding="utf-8")
        elif not step.why_not:
            words = asked(step.command)
            done = ask(words, tmp_path, korean) if words else run(step.command, tmp_path, korean)
            where = f"{name}:{step.line}: {step.command}\n{done.stdout}"
            assert done.returncode == step.status, where
            assert "Traceback" not in done.stdout, where
            after = (line.rstrip() for line in done.stdout.splitlines())
            for line in step.shown:
                assert line.rstrip() in after, f"{line}\nis not shown, or not there, by {where}"


def asked(command: str) -> list[str]:
    """Return the arguments of a `grade` that needs no shell, if the command is one."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = list(lexer)
    shell = set(command) & set("$`*~") or any(set(word) <= set("();<>|&") for word in words)
    return [] if shell or words[0] != "grade" else words[1:]


def ask(words: list[str], folder: Path, korean: bool) -> subprocess.CompletedProcess[str]:
    """Run the grader in this process."""
    with pytest.MonkeyPatch.context() as patch:
        grade_here(patch)
        locale = "ko_KR.UTF-8" if korean else "C.UTF-8"
        return here.grade(*words, cwd=folder, locale=locale, apart=False)


def run(command: str, folder: Path, korean: bool) -> subprocess.CompletedProcess[str]:
    """Run a command as a reader does who has installed the grader."""
    silent = ("FORCE_COLOR", "GRADER_DEBUG", "COLUMNS", "LC_ALL", "LC_MESSAGES")
    kept = {name: value for name, value in os.environ.items() if name not in silent}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LANG": "ko_KR.UTF-8" if korean else "C.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            "REPOSITORY": str(REPOSITORY),
            "EXAMPLES": str(EXAMPLES),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(("name", "other"), TRANSLATED.items())
def test_docs_page_translated_has_the_commands_of_the_original(name: str, other: str) -> None:
    def plain(page: str) -> list[tuple[str, str]]:
        said = re.compile(r'\s+#.*|"[^"]*"')
        return [(said.sub("", step.command), step.why_not) for step in steps(PAGES[page])]

    assert plain(name) == plain(other)


@pytest.mark.parametrize("name", PAGES)
def test_docs_page_has_no_command_where_it_is_not_run(name: str) -> None:
    """Not in an indented block, nor in one of another language."""
    hidden = [
        (line, content)
        for line, language, content in blocks(PAGES[name])
        if language not in ("bash", "console") and re.search(r"^\s*(grade|make|pip|python) ", content, re.M)
    ]
    assert hidden == []
