"""A GitHub workflow that grades what is pushed."""

from grader.exports.parcel import ExportOrder, in_repository


def export(order: ExportOrder) -> dict[str, bytes]:
    """Return the files to put into a repository, by their paths.

    Raises:
        StaffError: the data cannot be used.
    """
    return in_repository(order, ".github/workflows/grade.yml", "github.yml")
