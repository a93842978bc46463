"""Checks that two checkouts grade alike: `python -m benchmarks.same_reports BEFORE AFTER FOLDER...`.

Each FOLDER holds submissions of the assignment it is named after (`FOLDER/assignment1/`, one file per
student). Both checkouts, each with the environment in its `.venv`, grade them with
`grade batch --no-training`, and the reports are compared as JSON. Fields that a change of the code may alter
are left out: the grader's provenance, and the time taken. The exit status is 1 if anything differs.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from grader.base.json_difference import differences

COMMAND: Final = "from grader.cli import main; main()"
LEFT_OUT: Final = frozenset({"seconds", "grader", "provenance"})
"""Fields of a report that say how long grading took and which grader made it."""


def graded(checkout: Path, assignment: str, submissions: Path, scratch: Path) -> dict[str, Any]:
    """Grade a folder of files with a checkout; return each file's report, or the message in its place."""
    folder, out = scratch / "submissions", scratch / "grades"
    for file in sorted(submissions.iterdir()):
        if file.suffix in (".py", ".ipynb"):
            place = folder / file.name.replace(".", "_")
            place.mkdir(parents=True)
            shutil.copyfile(file, place / file.name)
    words = ["batch", assignment, str(folder), "--out", str(out), "--no-training", "--data", "standin"]
    subprocess.run(
        [checkout / ".venv" / "bin" / "python", "-c", COMMAND, *words, "--lang", "en"],
        env={**os.environ, "GRADER_CACHE": str(scratch / "cache")},
        cwd=scratch,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,  # the status depends on the submissions
    )
    with closing(sqlite3.connect(out / "grades.sqlite")) as store:
        rows = store.execute("SELECT student, report, message FROM submissions").fetchall()
    return {student: json.loads(report or message or "null") for student, report, message in rows}


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) < 160 else f"{text[:160]}…"


def main(before: Path, after: Path, *folders: Path) -> int:
    """Print every difference, and how many submissions were compared."""
    compared = differing = 0
    for folder in folders:
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            first = graded(before, folder.name, folder, Path(one))
            second = graded(after, folder.name, folder, Path(other))
        for name in sorted(first.keys() | second.keys()):
            found = list(differences(first.get(name), second.get(name), LEFT_OUT))
            compared += 1
            differing += bool(found)
            for line in found:
                print(f"{folder.name}/{name} {line.path}: {_short(line.before)} -> {_short(line.after)}")
    print(f"{compared} submissions compared, {differing} differ")
    return 1 if differing or not compared else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
