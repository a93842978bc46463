"""The zip that Gradescope takes as an autograder."""

from typing import Final

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.exports.parcel import ExportOrder, filled, options, parcel
from grader.exports.wheel import archive
from grader.reports.formats import gradescope

BROKEN_OFF: Final = Text(
    ko="채점이 끝나기 전에 중단되었습니다. 점수는 매기지 않았습니다. 조교에게 알려 주십시오.",
    en="The grading was broken off before its end, and nothing was scored. Please tell the staff.",
)


def export(order: ExportOrder) -> dict[str, bytes]:
    """Return the zip's content by name.

    Raises:
        StaffError: the data cannot be used.
    """
    return {
        "setup.sh": filled("setup.sh").encode(),
        "run_autograder": filled(
            "run_autograder",
            assignment=order.assignment,
            options=options(order, "."),
        ).encode(),
        "ungraded.json": gradescope.ungraded(StaffError(BROKEN_OFF), order.lang).encode(),
        **parcel(order),
    }


def zipped(content: dict[str, bytes]) -> bytes:
    """Return a zip file with that content."""
    return archive(content, executable=("setup.sh", "run_autograder"))
