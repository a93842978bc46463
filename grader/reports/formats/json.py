"""The report as JSON: everything that the terminal shows, in both languages, for programs to read."""

import inspect
import json
import math
from typing import Any

import msgspec

from grader.base.text import Language
from grader.records.report import Report


def render(report: Report, lang: Language) -> str:  # noqa: ARG001 - both languages are inside
    """Return the report as JSON text.

    A number that is not finite (the loss of a training that diverged) becomes null. A file name that is not
    valid Unicode keeps its invalid bytes as escapes.
    """
    return written(_finite(msgspec.to_builtins(report))).encode("utf-8", "backslashreplace").decode("utf-8")


def written(value: Any) -> str:
    """Return plain data as JSON text with a line break at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of what `render` writes."""
    found = msgspec.json.schema(Report)
    for record in found["$defs"].values():
        if "description" in record:  # docstrings keep their indent before Python 3.13
            record["description"] = inspect.cleandoc(record["description"])
    found["$defs"]["Epoch"]["properties"]["loss"] = {"type": ["number", "null"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
