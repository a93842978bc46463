"""The zip that Gradescope takes as an autograder."""

from grader.base.errors import StaffError
from grader.exports.parcel import BROKEN_OFF, ExportOrder, filled, options, parcel
from grader.exports.wheel import archive
from grader.reports.formats import gradescope


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
