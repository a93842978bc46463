"""The authors' commands as processes, on a course of their own."""

import signal
import subprocess
from itertools import takewhile
from pathlib import Path

from tests.authoring.conftest import edit
from tests.cli.test_process import COMMAND, environment, posix


@posix
def test_what_was_found_before_ctrl_c_has_been_shown(fresh: Path) -> None:
    example = fresh / "assignments" / "fresh" / "examples" / "right_functional.py"
    edit(example, "    def forward(self, x):\n", "    def forward(self, x):\n        while True: pass\n")
    process = subprocess.Popen(
        [*COMMAND, "validate", "fresh", "--no-training"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    shown = list(takewhile(lambda line: "template.py" not in line, process.stdout))
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=60)
    assert (process.returncode, rest) == (130, "")
    assert said == "Stopped. The rules that do not stand above were not tried.\n"
    assert any(line.startswith("✓ The reference gets full marks") for line in shown)
