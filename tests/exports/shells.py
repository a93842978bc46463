"""Runs exported scripts as the systems run them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cli import here

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "assignments" / "assignment1" / "examples"


def grade(*args: str | Path) -> None:
    """Run a command of the grader's that must succeed."""
    done = here.grade(*args)
    assert done.returncode == 0, done.stderr


def executable(file: Path, does: str) -> None:
    """Make a command of a line of shell."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    file.chmod(0o755)


def bash(
    script: Path | str,
    folder: Path,
    variables: Mapping[str, str] | None = None,
    *,
    first: Path = Path(sys.executable).parent,
) -> subprocess.CompletedProcess[str]:
    """Run a script, or its text, in a folder; commands are looked for in the folder `first` before others."""
    command = [str(script)] if isinstance(script, Path) else ["-eo", "pipefail", "-c", script]
    path = os.pathsep.join([str(first), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", *command],
        cwd=folder,
        env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", **(variables or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
