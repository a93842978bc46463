"""The times that Gradescope gives for a submission and its due date, as options of `grade run`.

Its `submission_metadata.json` has both with their time zones. A missing time is left out.
"""

import json
import sys
from pathlib import Path
from typing import Any

from grader.base.times import zoned


def options(metadata: Any) -> list[str]:
    """Return the options; `metadata` is the file's content, in which anything may be missing."""
    submission = metadata if isinstance(metadata, dict) else {}
    assignment = submission.get("assignment")
    said = {
        "--submitted": submission.get("created_at"),
        "--due": assignment.get("due_date") if isinstance(assignment, dict) else None,
    }
    times = {name: zoned(time) for name, time in said.items() if isinstance(time, str)}
    return [each for name, time in times.items() if time for each in (name, time.isoformat())]


if __name__ == "__main__":
    print(*options(json.loads(Path(sys.argv[1]).read_bytes())))
