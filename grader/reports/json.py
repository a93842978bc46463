"""The report as JSON: everything that the terminal shows, in both languages, for programs to read."""

import inspect
import json
import math
import os
from pathlib import Path
from typing import Any

import msgspec

from grader.records.errors import StaffError
from grader.records.report import Report
from grader.records.text import Language, Text


def render(report: Report, lang: Language) -> str:  # noqa: ARG001 - both languages are inside
    """Return the report as JSON text.

    A number that is not finite (the loss of a training that diverged) becomes null. A file's name that is no
    valid Unicode keeps its odd bytes as escapes.
    """
    text = json.dumps(_finite(msgspec.to_builtins(report)), ensure_ascii=False, indent=2, allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def write(report: Report, path: Path, lang: Language) -> None:
    """Write the report to `path`, whole or not at all.

    Raises:
        StaffError: the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            unfinished.write_text(render(report, lang), encoding="utf-8", newline="\n")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StaffError(
            Text(
                ko=f"JSON 보고서를 '{path}'에 쓰지 못했습니다: {reason}",
                en=f"The JSON report could not be written to '{path}': {reason}",
            ),
            hint=Text(
                ko="폴더가 있는지, 쓸 수 있는 곳인지 확인하고 --json에 다른 경로를 주십시오.",
                en="Check that the folder exists and can be written to, or give --json another path.",
            ),
        ) from error


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
