"""Properties of all formats: expected files, the same score everywhere, no withheld score as a zero."""

import base64
import importlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from grader.base.errors import GraderError, NothingToGrade, StaffError
from grader.base.text import LANGUAGES, Language, Text
from grader.records.report import Report
from grader.reports.formats import FORMATS, render, ungraded, write

from ..conftest import Golden
from ..samples import SAMPLES, full_marks

GOLDEN = Path(__file__).parents[1] / "golden"
SUFFIXES = {"junit": "xml", "github-summary": "md", "github-annotations": "txt", "autolab": "txt"}
PAGES = {"html", "notebook", "notebook-html"}
"""They have tests, and expected files, of their own."""
NEW = sorted(set(FORMATS) - {"json"} - PAGES)
SHOWN = ("many_failures", "withheld", "provisional", "blocked", "ruled")

NOTHING = NothingToGrade(
    Text(ko="lenet.py에 모델이 없습니다.", en="There is no model in lenet.py."),
    Text(ko="클래스 LeNet5가 있는지 확인하십시오.", en="Check that it has a class LeNet5."),
)
FAULT = StaffError(Text(ko="데이터를 읽지 못했습니다.", en="The data cannot be read."))


def classroom(text: str) -> Any:
    return json.loads(base64.b64decode(text))


def readable(name: str, text: str) -> str:
    """An expected file that a person can read."""
    if name == "github-classroom":
        return json.dumps(classroom(text), ensure_ascii=False, indent=2) + "\n"
    return text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sample", SHOWN)
@pytest.mark.parametrize("name", NEW)
def test_formats_read_as_agreed(name: str, sample: str, lang: Language, golden: Golden) -> None:
    file = GOLDEN / name / f"{sample}.{lang}.{SUFFIXES.get(name, 'json')}"
    golden(file, readable(name, render(name, SAMPLES[sample](), lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("error", [NOTHING, FAULT], ids=["nothing", "fault"])
@pytest.mark.parametrize("name", NEW)
def test_ungraded_reads_as_agreed(name: str, error: GraderError, lang: Language, golden: Golden) -> None:
    text = ungraded(name, error, lang)
    if text is not None:
        case = "nothing" if isinstance(error, NothingToGrade) else "fault"
        golden(GOLDEN / name / f"ungraded_{case}.{lang}.{SUFFIXES.get(name, 'json')}", text)


def test_ungraded_is_known_to_these_formats_only() -> None:
    able = {name for name in FORMATS if ungraded(name, FAULT, "en") is not None}
    assert able == {"github-annotations", "github-summary", "gradescope", "junit", "prairielearn", "sarif"}


def of_junit(text: str) -> list[str]:
    return [found.attrib["value"] for found in ET.fromstring(text).findall("./testsuite/properties/property")]


SCORES: dict[str, Callable[[str], Any]] = {
    "autolab": lambda text: sum(json.loads(text.splitlines()[-1])["scores"].values()),
    "github-classroom": lambda text: sum(test["score"] for test in classroom(text)["tests"]),
    "gradescope": lambda text: json.loads(text)["score"],
    "json": lambda text: json.loads(text)["earned"],
    "prairielearn": lambda text: json.loads(text)["score"] * 100,
}
"""How each system that counts comes to its score."""


@pytest.mark.parametrize("sample", sorted(set(SAMPLES) - {"withheld"}))
@pytest.mark.parametrize("name", SCORES)
def test_formats_all_give_the_same_score(name: str, sample: str) -> None:
    report = SAMPLES[sample]()
    assert SCORES[name](render(name, report, "ko")) == pytest.approx(report.earned, abs=1e-6)


def test_formats_have_tests_that_add_up_to_the_score() -> None:
    report = SAMPLES["many_failures"]()
    gradescope = json.loads(render("gradescope", report, "ko"))
    prairielearn = json.loads(render("prairielearn", report, "ko"))
    assert sum(test["score"] for test in gradescope["tests"]) == pytest.approx(report.earned)
    assert sum(test["max_score"] for test in gradescope["tests"]) == report.points
    assert sum(test["points"] for test in prairielearn["tests"]) == pytest.approx(report.earned)
    assert sum(test["max_points"] for test in prairielearn["tests"]) == report.points
    assert of_junit(render("junit", report, "ko")) == ["45.06 / 100"]
    assert "45.06 / 100" in render("github-summary", report, "ko")


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(keys(each) for each in value.values()))
    return set().union(*(keys(each) for each in value)) if isinstance(value, list) else set()


def test_formats_never_write_a_withheld_score_as_zero() -> None:
    report = SAMPLES["withheld"]()
    assert "score" not in keys(json.loads(render("gradescope", report, "en")))
    learn = json.loads(render("prairielearn", report, "en"))
    assert learn["gradable"] is False
    assert not {"score", "points", "max_points"} & keys(learn)
    assert json.loads(render("autolab", report, "en").splitlines()[-1]) == {"scores": {"lenet": None}}
    result = classroom(render("github-classroom", report, "en"))
    assert (result["status"], result["max_score"], result["tests"]) == ("error", 0, [])
    assert of_junit(render("junit", report, "en")) == ["? / 100"]
    assert "? / 100" in render("github-summary", report, "en")
    assert "withheld" in render("github-annotations", report, "en")


@pytest.mark.parametrize("name", sorted(set(NEW) - {"github-annotations"}))
def test_formats_say_that_a_score_is_provisional(name: str) -> None:
    text = readable(name, render(name, SAMPLES["provisional"](), "en"))
    assert "provisional: measured on stand-in data" in text


def test_ungraded_is_zero_without_a_model_and_withheld_at_staffs_fault() -> None:
    nothing, fault = (json.loads(str(ungraded("gradescope", error, "en"))) for error in (NOTHING, FAULT))
    assert nothing["score"] == 0
    assert "There is no model in lenet.py." in nothing["output"]
    assert "score" not in fault
    for error in (NOTHING, FAULT):
        learn = json.loads(str(ungraded("prairielearn", error, "en")))
        assert learn["gradable"] is False
        assert ("format_errors" in learn) == (error is NOTHING)


@pytest.mark.parametrize("name", FORMATS)
def test_formats_name_modules_that_write_text(name: str) -> None:
    assert importlib.import_module(FORMATS[name]).render(SAMPLES["blocked"](), "en").endswith("\n")


# -- writing --------------------------------------------------------------------------------------------


def test_write_puts_a_whole_file_in_place_of_an_old_one(tmp_path: Path) -> None:
    file = tmp_path / "결과 [1].json"
    file.write_text("old", encoding="utf-8")
    write("새 것\n", file)
    assert file.read_text(encoding="utf-8") == "새 것\n"
    assert list(tmp_path.iterdir()) == [file]


def test_write_reports_that_it_cannot(tmp_path: Path) -> None:
    with pytest.raises(StaffError, match="could not be written"):
        write("x", tmp_path / "missing" / "out.json")


def test_write_leaves_nothing_behind_if_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StaffError):
        write("x", tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX pipes")
def test_write_fills_a_pipe_and_does_not_replace_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write("through\n", pipe)
    assert os.read(reader, 100) == b"through\n"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def two_alike() -> Report:
    """Two parts and two checks of the same titles."""
    import msgspec

    report = full_marks()
    part = report.parts[0]
    again = msgspec.structs.replace(part.results[0], id="runs_again")
    twice = msgspec.structs.replace(part, results=(part.results[0], again))
    parts = (twice, msgspec.structs.replace(twice, id="other"))
    return msgspec.structs.replace(report, parts=parts, points=40.0, earned=40.0)


def test_formats_tell_equal_titles_apart_so_that_none_is_dropped() -> None:
    report = two_alike()
    cases = ET.fromstring(render("junit", report, "en")).iter("testcase")
    assert len({(case.attrib["classname"], case.attrib["name"]) for case in cases}) == 4
    for name in ("gradescope", "prairielearn"):
        assert len({test["name"] for test in json.loads(render(name, report, "en"))["tests"]}) == 4
    assert len({test["name"] for test in classroom(render("github-classroom", report, "en"))["tests"]}) == 4
    shown, scores = (json.loads(line) for line in render("autolab", report, "en").splitlines())
    assert [len(shown[stage]) for stage in shown["stages"]] == [2, 2]
    assert set(scores["scores"]) == {"lenet", "other"}
