"""The example submissions of an assignment, each with the grade it expects.

Whole files are in `examples/` and state it in their first code cell, in the lines `# expect: …` and, if they
are wrong, `# mistake: …`. A mistake in an otherwise right file is an edit in `mistakes.py`.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from grader.authoring.expectations import Expectation, checks, expectation
from grader.authoring.mistakes import Mistake, edited, mistakes
from grader.base.errors import StaffError
from grader.base.text import Text
from grader.checks.assignment import Assignment

FOLDER: Final = "examples"
LINE = re.compile(r"^\ufeff?# (expect|mistake): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One submission.

    Args:
        name: its name in messages: that of the file, or of the mistake.
        handed_in: the name of the graded file.
        file: the file that is handed in, or edited first.
        expect: the grade it expects; empty if it states none.
        mistake: what is wrong with it, in one sentence; empty if nothing is.
        edits: pairs of the text in the file and its replacement.
    """

    name: str
    handed_in: str
    file: Path
    expect: str
    mistake: str
    edits: Sequence[tuple[str, str]] = ()

    @property
    def wrong(self) -> bool:
        """Whether the file's name says that it is wrong."""
        return self.handed_in.startswith("wrong")

    def expectation(self) -> Expectation:
        """Parse the grade that it expects.

        Raises:
            ValueError: it does not follow the grammar.
        """
        return expectation(self.expect)

    def content(self) -> bytes:
        """Return the content of the file that is handed in.

        Raises:
            StaffError: the base is missing, or an edit does not apply to it.
        """
        if not self.edits:
            return self.file.read_bytes()
        try:
            return edited(self.file.read_bytes(), self.file.suffix, self.edits)
        except FileNotFoundError as error:
            raise self._at_fault(Text(ko="파일이 없습니다.", en="there is no such file.")) from error
        except StaffError as error:
            raise self._at_fault(error.message) from error

    def _at_fault(self, said: Text) -> StaffError:
        """Return an error about an edit that names the edited file."""
        return StaffError(Text(ko=f"{self.file.name}: {said.ko}", en=f"{self.file.name}: {said.en}"))


def examples(assignment: Assignment) -> list[Example]:
    """Return the example submissions of an assignment; none if they are not installed.

    Raises:
        StaffError: the file of mistakes is invalid.
    """
    folder = assignment.here / FOLDER
    files = sorted(path for path in folder.glob("*") if path.suffix in (".py", ".ipynb"))
    return [*map(_whole, files), *(_made(each, folder) for each in mistakes(assignment))]


def _whole(path: Path) -> Example:
    said = {kind: text.strip() for kind, text in LINE.findall(_first_code(path))}
    return Example(path.name, path.name, path, said.get("expect", ""), said.get("mistake", ""))


def _made(mistake: Mistake, folder: Path) -> Example:
    base = folder / mistake.base
    handed_in = f"wrong_{mistake.name}{base.suffix}"
    return Example(mistake.name, handed_in, base, mistake.expect, mistake.about, mistake.edits)


def _first_code(path: Path) -> str:
    if path.suffix == ".py":
        return path.read_bytes().decode("utf-8", errors="replace")  # the lines looked for are ASCII
    cells = json.loads(path.read_bytes())["cells"]
    return "".join(next((cell["source"] for cell in cells if cell["cell_type"] == "code"), ""))


@contextmanager
def submitted(example: Example) -> Iterator[Path]:
    """Write an example as a student's file for as long as it is graded."""
    with TemporaryDirectory() as folder:
        file = Path(folder, example.handed_in)
        file.write_bytes(example.content())
        yield file


def flaws(example: Example, assignment: Assignment) -> list[Text]:
    """Return the faults of an example: in what it states about itself, or an edit that does not apply."""
    try:
        named = example.expectation().named
    except ValueError:
        return [_unreadable(example)]
    found = [
        Text(ko=f"`{name}`이라는 항목은 없습니다.", en=f"There is no check `{name}`.")
        for name in named.keys() - {check.id for check in checks(assignment)}
    ]
    try:
        example.content()
    except StaffError as error:
        found.append(error.message)
    return found + _misnamed(example)


def _unreadable(example: Example) -> Text:
    if not example.expect:
        return Text(
            ko="첫 코드 셀에 `# expect: …` 줄이 없습니다.",
            en="Its first code cell lacks a line `# expect: …`.",
        )
    return Text(
        ko=f"예상 결과를 읽을 수 없습니다: {example.expect}",
        en=f"What it expects cannot be read: {example.expect}",
    )


def _misnamed(example: Example) -> list[Text]:
    """Return the contradictions between an example's name and what it states about itself."""
    found = []
    if example.wrong != bool(example.mistake):
        found.append(
            Text(
                ko="이름이 wrong으로 시작하는 예시만, 그리고 모두 `# mistake: …` 줄을 둡니다.",
                en="Examples whose name begins with wrong, and they alone, have a line `# mistake: …`.",
            )
        )
    if not example.wrong and example.expect != "full":
        found.append(
            Text(
                ko="맞는 예시는 `# expect: full`이어야 합니다. 틀린 예시의 이름은 wrong으로 시작합니다.",
                en="A right example expects `full`; the name of a wrong one begins with wrong.",
            )
        )
    return found
