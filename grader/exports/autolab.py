"""An Autolab assessment: the folder to import, and what the image that grades it is built from."""

import io
import json
import tarfile
from typing import TYPE_CHECKING, Any, Final

import yaml

from grader.base.text import Language
from grader.exports.parcel import ExportOrder, filled, in_image, options
from grader.grading import course

if TYPE_CHECKING:  # the library of checks imports torch, which takes seconds
    from grader.checks import Assignment

MOST_SECONDS: Final = 900
"""The longest time that Autolab gives to one grading."""
MOST_MEGABYTES: Final = 20
"""The largest file that may be handed in; Autolab's own 2 MB are too few for a notebook with pictures."""


def export(order: ExportOrder) -> dict[str, bytes]:
    """Return the files by their paths.

    Raises:
        StaffError: the data cannot be used.
    """
    assignment = course.load(order.assignment)
    script = filled("autolab.sh", assignment=order.assignment, options=options(order, '"$home"'))
    about = yaml.safe_dump(_properties(order, assignment), sort_keys=False, allow_unicode=True)
    assessment = {
        f"{order.assignment}.yml": about.encode(),
        "autograde-Makefile": filled("autolab.mk").encode(),
        "autograde.tar": _tarred({"grade.sh": script, "ungraded.json": _ungraded(assignment)}),
    }
    folder = {f"{order.assignment}/{name}": content for name, content in assessment.items()}
    return folder | in_image(order, "autolab.Dockerfile")


def _properties(order: ExportOrder, assignment: "Assignment") -> dict[str, Any]:
    """Return what Autolab keeps of an assessment in its YAML file."""
    return {
        "general": {
            "name": order.assignment,
            "description": "",
            "display_name": assignment.title.get(order.lang),
            "handin_filename": f"{order.assignment}.ipynb",
            "handin_directory": "handin",
            "max_grace_days": 0,
            "max_submissions": -1,
            "disable_handins": False,
            "max_size": MOST_MEGABYTES,
            "has_svn": False,
            "category_name": "Lab",
        },
        "problems": _problems(assignment, order.lang),
        "autograder": {
            "autograde_timeout": MOST_SECONDS,
            "autograde_image": order.image_name,
            "release_score": True,
        },
    }


def _problems(assignment: "Assignment", lang: Language) -> list[dict[str, Any]]:
    """Return a problem for each part, by the part's id: the scores name them so."""
    return [
        {
            "name": part.id,
            "description": part.title.get(lang),
            "max_score": assignment.worth(part) or sum(check.points for check in part.checks),
            "optional": False,
        }
        for part in assignment.every_part
    ]


def _ungraded(assignment: "Assignment") -> str:
    """Return the last line of a grading that came to nothing: without it, Autolab would give 0."""
    return json.dumps({"scores": {part.id: None for part in assignment.every_part}}) + "\n"


def _tarred(content: dict[str, str]) -> bytes:
    """Return a tar file that is always identical for the same content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, text in content.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()
