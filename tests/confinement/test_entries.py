"""What a process imports before it can take a model out of a submission."""

import subprocess
import sys

from grader.grading import ENTRIES

SLOW = ("torchvision", "torch._dynamo", "torch._inductor")


def test_no_entry_imports_what_takes_another_second() -> None:
    code = f"import sys, {', '.join(ENTRIES)}; print(*sorted(set({SLOW}) & set(sys.modules)))"

    imported = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert imported.split() == []
