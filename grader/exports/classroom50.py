"""The autograder of a Classroom 50 assignment: the files for its folder below `autograders/`."""

import json
import zlib
from typing import Final

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.exports.parcel import ExportOrder, filled, options, parcel

MOST_BYTES: Final = 10 * 2**20
"""Size of a bundle that Classroom 50 still fetches."""
RUNTIME: Final = {"runs-on": "ubuntu-latest", "python": "3.14", "apt": ["bubblewrap"]}
"""What the assignment must be run with; Classroom 50's own choice of Python is newer than the grader's."""


def export(order: ExportOrder) -> dict[str, bytes]:
    """Return the files by their names.

    Raises:
        StaffError: the data cannot be used, or is too large for Classroom 50.
    """
    words = json.dumps([order.assignment, *options(order, ".").split()]).replace("'", r"\u0027")
    content = {"autograder.py": filled("classroom50.py", words=words).encode(), **parcel(order)}
    _must_fit(content)
    return {**content, "runtime.json": (json.dumps(RUNTIME, indent=2) + "\n").encode()}


def _must_fit(content: dict[str, bytes]) -> None:
    size = sum(len(zlib.compress(data)) for data in content.values())
    if size > MOST_BYTES:
        raise StaffError(
            Text(
                ko=f"Classroom 50이 받는 크기(10 MB)를 넘습니다: {size / 2**20:.0f} MB",
                en=f"This is more than the 10 MB that Classroom 50 takes: {size / 2**20:.0f} MB.",
            ),
            Text(
                ko="`grade data prepare`에 --train과 --test를 주어 데이터를 줄이거나 --data를 생략하십시오.",
                en="Make the data smaller (`grade data prepare --train N --test N`), or leave --data out.",
            ),
        )
