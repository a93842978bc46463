"""`grade calibrate` with wrong arguments."""

from pathlib import Path

import pytest

from grader.base.text import LANGUAGES, Language
from grader.cli.app import build
from grader.cli.status import run_guarded


def call(*args: str, lang: Language) -> int:
    command = build(lang)
    line = ["calibrate", *args]
    return run_guarded(lambda: command.main(line, prog_name="grade", standalone_mode=False), lang)


@pytest.mark.parametrize(
    ("args", "status", "ko", "en"),
    [
        (("assignment99",), 2, "과제는 없습니다", "There is no assignment 'assignment99'"),
        (("assignment1", "--part", "cnn"), 2, "학습하는 부분 'cnn'", "no part 'cnn' that is trained"),
        (("assignment1", "--seeds", "1"), 2, "--seeds에 쓸 수 없는 값", "1 is not in the range x>=2"),
        (("assignment1", "--first", "-1"), 2, "--first에 쓸 수 없는 값", "-1 is not in the range x>=0"),
        (("assignment1", "--jobs", "0"), 2, "--jobs에 쓸 수 없는 값", "0 is not in the range x>=1"),
        (("assignment1", "--false-fail", "0"), 2, "--false-fail에 쓸 수 없는 값", "not in the range"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_calibrate_command_explains_a_bad_call_kindly(
    args: tuple[str, ...], status: int, ko: str, en: str, lang: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*args, lang=lang) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert {"ko": ko, "en": en}[lang] in err
    assert "Traceback" not in err


def test_calibrate_command_reports_data_that_is_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call("assignment1", "--data", "no_such_folder", lang="ko") == 3
    assert "no_such_folder" in capsys.readouterr().err


def test_calibrate_command_refuses_a_bad_file_before_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("assignment1", "--data", "standin", "-o", str(tmp_path / "no" / "c.md"), lang="en") == 3
    assert "c.md' cannot be written" in capsys.readouterr().err
