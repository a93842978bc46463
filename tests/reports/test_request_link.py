from urllib.parse import parse_qs, urlsplit

import pytest

from grader.base.text import LANGUAGES, Language
from grader.reports.html import render
from grader.reports.request_link import is_address, link

from .samples import HOSTILE, full_marks, hostile, many_failures
from .test_html import Page


@pytest.mark.parametrize(
    ("to", "valid"),
    [
        ("ta@snu.ac.kr", True),
        ("https://github.com/course/2026-fall", True),
        ("ta", False),
        ("javascript:alert(1)", False),
        ("https://github.com", False),
        ("ta@snu.ac.kr?cc=me@x.kr", False),
    ],
)
def test_is_address_takes_mail_and_repositories_alone(to: str, valid: bool) -> None:
    assert is_address(to) == valid


@pytest.mark.parametrize("lang", LANGUAGES)
def test_link_is_a_mail_with_the_checks_and_the_digest(lang: Language) -> None:
    report = many_failures()
    address = urlsplit(link("ta@snu.ac.kr", report, "2023001 & co", lang))
    said = parse_qs(address.query)
    assert (address.scheme, address.path) == ("mailto", "ta@snu.ac.kr")
    assert said["subject"][0].startswith(f"[{report.assignment}] 2023001 & co: ")
    assert "- lenet.kernel\n" in said["body"][0]
    assert "lenet.runs" not in said["body"][0]
    assert report.files[0].sha256[:12] in said["body"][0]
    assert "45.06 / 100" in said["body"][0]


def test_link_to_github_names_neither_the_student_nor_the_score() -> None:
    address = link("https://github.com/course/lab", many_failures(), "2023001", "en")
    assert address.startswith("https://github.com/course/lab/issues/new?title=")
    said = parse_qs(urlsplit(address).query)
    assert "2023001" not in str(said)
    assert "45.06" not in str(said)
    assert many_failures().files[0].sha256[:12] in said["title"][0]


def test_page_links_to_it_only_if_there_is_an_address() -> None:
    ask = link("ta@snu.ac.kr", hostile(HOSTILE), HOSTILE, "en")
    links = [attributes.get("href") for tag, attributes in Page(render(hostile(HOSTILE), "en", ask)).elements]
    assert links.count(ask) == 1
    assert not any(str(each).startswith("mailto") for _, each in _hrefs(render(full_marks(), "en")))


def _hrefs(text: str) -> list[tuple[str, str | None]]:
    return [(tag, attributes.get("href")) for tag, attributes in Page(text).elements]
