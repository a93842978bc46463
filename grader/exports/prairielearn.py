"""A PrairieLearn question that is graded externally: its folder, and what its Docker image is built from."""

import html
import json
import uuid
from hashlib import sha256
from typing import Final

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.base.version import DISTRIBUTION
from grader.exports.parcel import BROKEN_OFF, ExportOrder, filled, in_image, options
from grader.grading import course
from grader.reports.formats import prairielearn

MOST_SECONDS: Final = 600
"""The longest time that PrairieLearn gives to one grading."""
HOME: Final = "/opt/grader"
"""Where the image has the grader's files."""
TOPIC: Final = "Deep learning"
UPLOAD: Final = Text(
    ko="노트북(.ipynb)이나 파이썬 파일(.py)을 올리십시오. 노트북이 5 MB를 넘으면 출력을 지우고 저장하십시오.",
    en="Upload your notebook (.ipynb) or Python file (.py). If a notebook is larger than 5 MB, clear its"
    " output and save it.",
)


def export(order: ExportOrder) -> dict[str, bytes]:
    """Return the files of the question's folder, by their paths.

    Raises:
        StaffError: the data cannot be used.
    """
    script = filled("prairielearn.sh", assignment=order.assignment, options=options(order, "."))
    return {
        "info.json": (json.dumps(_info(order), ensure_ascii=False, indent=2) + "\n").encode(),
        "question.html": _page(order).encode(),
        "image/grade.sh": script.encode(),
        "image/ungraded.json": prairielearn.ungraded(StaffError(BROKEN_OFF), order.lang).encode(),
        **in_image(order, "prairielearn.Dockerfile"),
    }


def _info(order: ExportOrder) -> dict[str, object]:
    return {
        "uuid": _identity(order.assignment),
        "title": course.title(order.assignment).get(order.lang),
        "topic": TOPIC,
        "type": "v3",
        "gradingMethod": "External",
        "singleVariant": True,
        "showCorrectAnswer": False,
        "externalGradingOptions": {
            "image": order.image_name,
            "entrypoint": f"{HOME}/grade.sh",
            "timeout": MOST_SECONDS,
            "enableNetworking": not order.data,  # to download what was not put in
        },
    }


def _identity(assignment: str) -> str:
    """Return an id that is the same at every export, so that the question keeps its scores."""
    digest = sha256(f"{DISTRIBUTION}/{assignment}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _page(order: ExportOrder) -> str:
    titles = [part.title.get(order.lang) for part in course.load(order.assignment).every_part]
    parts = "\n".join(f"    <li>{html.escape(title)}</li>" for title in titles)
    return filled("prairielearn.html", upload=UPLOAD.get(order.lang), parts=parts)
