"""What the commands print and do, run in this process."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.base.text import LANGUAGES, Language
from grader.cli.app import build
from grader.cli.status import run_guarded
from tests.cli.test_process import environment

HANGUL = range(0xAC00, 0xD7A4)


def korean(text: str) -> bool:
    return any(ord(character) in HANGUL for character in text)


def grade(*args: str, lang: Language = "en") -> Result:
    return CliRunner().invoke(build(lang), list(args), prog_name="grade")


def complaint(*args: str, lang: Language, capsys: pytest.CaptureFixture[str]) -> str:
    command = build(lang)
    status = run_guarded(lambda: command.main(list(args), prog_name="grade", standalone_mode=False), lang)
    assert status == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("run",),
        ("check",),
        ("start",),
        ("doctor",),
        ("list",),
        ("data",),
        ("data", "prepare"),
        ("export", "github"),
    ],
)
def test_help_speaks_the_users_language(command: tuple[str, ...]) -> None:
    assert grade(*command, "--help", lang="en").output.isascii()
    assert korean(grade(*command, "--help", lang="ko").output)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_shows_every_option_examples_and_statuses(lang: Language) -> None:
    text = grade("--help", lang=lang).output
    for option in (
        "--data",
        "--device",
        "--lang",
        "--json",
        "--report",
        "--no-training",
        "--points-only",
        "--watch",
        "--version",
        "--help",
    ):
        assert option in text
    assert "  grade assignment1 lenet.ipynb" in text
    assert "  130  " in text


def test_version_option_prints_the_version() -> None:
    from grader import __version__

    assert grade("--version").output == f"grade {__version__}\n"


@pytest.mark.parametrize(
    ("args", "says_in_korean"),
    [
        (("--jsn", "x", "assignment1"), "--jsn 옵션은 없습니다. 비슷한 옵션: --json"),
        (("run",), "ASSIGNMENT 값을 주어야 합니다."),
        (("assignment1", "--device", "tpu"), "쓸 수 있는 값: auto, cpu, cuda, mps"),
        (("assignment1", "--data"), "--data 옵션에는 값을 함께 주어야 합니다."),
        (("assignment1", "my", "file.py"), "따옴표"),
        (("data", "prepare", "cifar10"), "FILE 값을 주어야 합니다."),
        (("data", "unknown"), "명령을 이해하지 못했습니다."),
        (("assignment1", "--report", "junt=x.xml"), "'junt' 형식은 없습니다. 'junit'입니까? 있는 형식:"),
        (("assignment1", "--report", "junit"), "--report junit에 파일이 없습니다."),
        (("export", "gradescope", "asignment1"), "'assignment1'입니까?"),
        (("export", "gradescope", "assignment1", "--data", "missing"), "--data에 쓸 수 없는 값입니다."),
    ],
)
def test_app_explains_misuse_in_both_languages(
    args: tuple[str, ...], says_in_korean: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says_in_korean in complaint(*args, lang="ko", capsys=capsys)
    said = complaint(*args, lang="en", capsys=capsys).replace(str(Path.cwd()), "")
    assert not korean(said)


def test_app_shows_the_help_without_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert "grade assignment1 lenet.ipynb" in complaint(lang="en", capsys=capsys)


def test_help_list_and_version_do_not_import_the_heavy_libraries() -> None:
    script = (
        "import sys; from grader.cli import main\n"
        "main(sys.argv[1:])\n"
        "print(sorted({'torch', 'numpy', 'nbformat', 'torchvision'} & set(sys.modules)), file=sys.stderr)"
    )
    for command in ("--help", "--version", "list"):
        done = subprocess.run(
            [sys.executable, "-c", script, command],
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
            env=environment(),
        )
        assert done.stderr == "[]\n"


def test_app_refuses_a_wrong_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert "'xx' is not one of 'ko', 'en'" in complaint("--lang", "xx", "list", lang="en", capsys=capsys)


def test_guarded_logs_a_bug_and_does_not_show_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path / "logs")
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    assert run_guarded(lambda: 1 // 0, "en") == 3
    out, err = capsys.readouterr()
    [log] = (tmp_path / "logs").iterdir()
    assert str(log) in err
    assert "Traceback" not in out + err
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_guarded_shows_a_bug_to_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("grader.cli.status._write_log", lambda error: None)
    monkeypatch.setenv("GRADER_DEBUG", "1")
    assert run_guarded(lambda: 1 // 0, "ko") == 3
    assert "ZeroDivisionError" in capsys.readouterr().err
