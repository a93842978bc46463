import json
import math
import os
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from grader.records.report import Curve, Epoch, Report
from grader.records.source import File
from grader.reports.formats.json import render, schema

from ..conftest import Golden
from ..samples import CURVE, SAMPLES, full_marks

PUBLISHED = Path(__file__).parents[3] / "docs" / "report.schema.json"


def with_curve(curve: Curve) -> Report:
    report = full_marks()
    return msgspec.structs.replace(report, parts=(msgspec.structs.replace(report.parts[0], training=curve),))


def no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@pytest.mark.parametrize("name", SAMPLES)
def test_json_keeps_all_that_the_report_holds(name: str) -> None:
    report = SAMPLES[name]()
    assert msgspec.json.decode(render(report, "ko"), type=Report) == report


@pytest.mark.parametrize("name", SAMPLES)
def test_json_fits_the_published_schema(name: str) -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(json.loads(render(SAMPLES[name](), "ko")), published)


@pytest.mark.parametrize("broken", [{"points": "many"}, {"earned": "all"}, {"parts": [{}]}, {"format": 2}])
def test_schema_refuses_what_is_not_a_report(broken: dict[str, Any]) -> None:
    record = {**json.loads(render(full_marks(), "ko")), **broken}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, json.loads(PUBLISHED.read_text(encoding="utf-8")))


def test_schema_as_published_is_in_step(golden: Golden) -> None:
    golden(PUBLISHED, json.dumps(schema(), indent=2) + "\n")


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_json_writes_a_diverged_loss_as_null(loss: float) -> None:
    report = with_curve(msgspec.structs.replace(CURVE, epochs=(Epoch(loss, 0.1),)))
    record = json.loads(render(report, "en"), parse_constant=no_constant)
    assert record["parts"][0]["training"]["epochs"] == [{"loss": None, "score": 0.1}]


@pytest.mark.skipif(os.name == "nt", reason="every file's name on Windows is Unicode")
def test_json_keeps_a_file_name_that_is_not_unicode() -> None:
    report = msgspec.structs.replace(full_marks(), files=(File(os.fsdecode(b"caf\xe9.py"), ""),))
    text = render(report, "en")
    text.encode("utf-8")
    assert os.fsencode(json.loads(text)["files"][0]["name"]) == b"caf\xe9.py"
