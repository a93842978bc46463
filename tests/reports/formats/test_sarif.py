"""SARIF as the standard wants it: what it requires is there, and nothing that it does not know."""

import json
from typing import Any, Final

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from grader.base.errors import StaffError
from grader.base.text import LANGUAGES, Language, same
from grader.records.repair import ClearedCheck, Edit, Repair
from grader.reports.formats import render, ungraded

from ..samples import HOSTILE, SAMPLES


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    """An object of the standard, which allows no property of another name."""
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def many(item: dict[str, Any], *, unique: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": item, "uniqueItems": unique}


TEXT: Final = {"type": "string"}
MESSAGE: Final = closed(["text"], text=TEXT)
BAG: Final = {"type": "object"}
LEVEL: Final = {"enum": ["none", "note", "warning", "error"]}
ARTIFACT: Final = closed(["uri"], uri={"type": "string", "pattern": r"^[\w%./~()!*'-]+$"})
LOCATION: Final = closed(
    [],
    physicalLocation=closed(
        ["artifactLocation"],
        artifactLocation=ARTIFACT,
        region=closed(["startLine"], startLine={"type": "integer", "minimum": 1}),
    ),
    logicalLocations=many(closed([], name=TEXT, fullyQualifiedName=TEXT, kind=TEXT), unique=True),
)
REGION: Final = closed(
    ["startLine"],
    **{
        name: {"type": "integer", "minimum": 1}
        for name in ("startLine", "startColumn", "endLine", "endColumn")
    },
)
REPLACEMENT: Final = closed(["deletedRegion"], deletedRegion=REGION, insertedContent=closed([], text=TEXT))
CHANGE: Final = closed(
    ["artifactLocation", "replacements"],
    artifactLocation=ARTIFACT,
    replacements={"type": "array", "items": REPLACEMENT, "minItems": 1},
)
FIX: Final = closed(
    ["artifactChanges"],
    description=MESSAGE,
    artifactChanges={"type": "array", "items": CHANGE, "minItems": 1, "uniqueItems": True},
)
RULE: Final = closed(["id"], id=TEXT, shortDescription=MESSAGE, properties=BAG)
RESULT: Final = closed(
    ["message"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations=many(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    fixes=many(FIX, unique=True),
    properties=BAG,
)
DRIVER: Final = closed(["name"], name=TEXT, version=TEXT, semanticVersion=TEXT, rules=many(RULE, unique=True))
INVOCATION: Final = closed(
    ["executionSuccessful"],
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications=many(closed(["message"], level=LEVEL, message=MESSAGE)),
)
RUN: Final = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=many(INVOCATION),
    artifacts=many(
        closed([], location=ARTIFACT, hashes={"type": "object", "additionalProperties": TEXT}), unique=True
    ),
    results=many(RESULT),
    properties=BAG,
)
LOG: Final = closed(
    ["version", "runs"], version={"const": "2.1.0"}, runs=many(RUN), **{"$schema": {"type": "string"}}
)
"""What the standard's schema says of the objects that are used."""


def log(text: str) -> Any:
    found = json.loads(text)
    jsonschema.validate(found, LOG)
    (run,) = found["runs"]
    return run


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_sarif_holds_what_the_standard_requires(sample: str, lang: Language) -> None:
    run = log(render("sarif", SAMPLES[sample](), lang))
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_has_a_result_for_each_check_that_is_not_passed() -> None:
    report = SAMPLES["many_failures"]()
    run = log(render("sarif", report, "en"))
    levels = {"failed": "error", "partial": "warning", "error": "note"}
    wanted = [
        (f"{part.id}/{result.id}", levels[result.status])
        for part in report.parts
        for result in part.results
        if result.status in levels
    ]
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == wanted
    assert run["properties"]["earned"] == report.earned


def test_sarif_points_at_the_line_of_a_script_and_the_cell_of_a_notebook() -> None:
    for sample in SAMPLES.values():
        report = sample()
        run = log(render("sarif", report, "en"))
        at = {
            f"{part.id}/{result.id}": result.at
            for part in report.parts
            for result in part.results
            if result.at
        }
        for result in run["results"]:
            for place, found in zip(at.get(result["ruleId"], ()), result["locations"], strict=False):
                physical = found["physicalLocation"]
                assert ("region" in physical) == (place.cell is None)
                assert ("logicalLocations" in found) == (place.cell is not None)


def test_sarif_makes_no_link_of_a_students_words() -> None:
    run = log(render("sarif", SAMPLES["hostile"](), "en"))
    texts = [result["message"]["text"] for result in run["results"]]
    assert texts
    assert not [text for text in texts if "](" in text.replace(r"\](", "")]
    assert not [text for text in texts if any(mark in text for mark in ("\x1b", "\u202e"))]
    assert HOSTILE not in json.dumps(run, ensure_ascii=False)
    for artifact in run["artifacts"]:
        assert not artifact["location"]["uri"].startswith("/")
        assert ":" not in artifact["location"]["uri"]


def test_sarif_withholds_a_score_and_says_why_nothing_was_graded() -> None:
    run = log(render("sarif", SAMPLES["withheld"](), "en"))
    assert run["properties"]["earned"] is None
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "withheld" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    run = log(str(ungraded("sarif", StaffError(same("The data cannot be read.")), "en")))
    assert run["results"] == []
    assert "The data cannot be read." in json.dumps(run["invocations"])


def repair(clears: tuple[str, str], *edits: tuple[int, int, str, str]) -> Repair:
    return Repair(
        what=same("Here."),
        gain=1.0,
        clears=(ClearedCheck(*clears, 1.0),),
        at=(),
        edits=tuple(Edit("lenet.py", None, *each) for each in edits),
    )


def test_sarif_has_each_repair_as_a_fix_of_the_submitted_file() -> None:
    report = SAMPLES["many_failures"]()
    part, check = next(
        (part.id, each.id) for part in report.parts for each in part.results if each.status == "failed"
    )
    found = (
        repair((part, check), (3, 5, "", "\n    more")),
        repair((part, check), (7, 1, "one\ntwo", "")),  # in the sixth line of what was handed in
        repair((part, check), (4, 1, "more", "less")),  # of what the first has put in: none of the file's
    )
    run = log(render("sarif", msgspec.structs.replace(report, repairs=found), "en"))
    (result,) = (each for each in run["results"] if each.get("fixes"))
    assert result["ruleId"] == f"{part}/{check}"
    (one,), (two,) = (each["artifactChanges"] for each in result["fixes"])
    assert one["artifactLocation"] == {"uri": "lenet.py"}
    region = {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 5}
    assert one["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "\n    more"}}]
    region = {"startLine": 6, "startColumn": 1, "endLine": 7, "endColumn": 4}
    assert two["replacements"] == [{"deletedRegion": region}]


def test_sarif_has_no_fix_for_a_notebook_whose_cells_have_lines_of_their_own() -> None:
    report = SAMPLES["many_failures"]()
    part, check = next(
        (part.id, each.id) for part in report.parts for each in part.results if each.status == "failed"
    )
    of_a_script = repair((part, check), (3, 5, "", "more"))
    edits = tuple(msgspec.structs.replace(each, cell=2) for each in of_a_script.edits)
    found = (msgspec.structs.replace(of_a_script, edits=edits),)
    run = log(render("sarif", msgspec.structs.replace(report, repairs=found), "en"))
    assert not [each for each in run["results"] if "fixes" in each]
