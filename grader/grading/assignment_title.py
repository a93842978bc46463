"""The title of an assignment, read without running its file, which would import torch and take seconds."""

import ast
from pathlib import Path
from typing import Final

from grader.base.errors import StaffError
from grader.base.text import LANGUAGES, Text

_HINT: Final = Text(
    ko="과제 목록은 파일을 실행하지 않고 제목을 읽으므로, 제목은 글자 그대로 적어야 합니다.",
    en="The list of assignments reads the title without running the file, so it must be written out there.",
)


def title(file: Path) -> Text:
    """Return the title in the statement `assignment = Assignment(…, title=Text(ko="…", en="…"))`.

    Raises:
        StaffError: there is no such statement, or its title is not written out.
        SyntaxError: the file is not Python.
        ValueError: the title lacks a language, or the file is not text.
        OSError: the file cannot be read.
    """
    tree = ast.parse(file.read_bytes(), file.name)
    made = next((found for statement in tree.body if (found := _made(statement)) is not None), None)
    if made is None:
        raise _nothing_made(file)
    given = next((keyword.value for keyword in made.keywords if keyword.arg == "title"), None)
    texts = _texts(given)
    if texts is None:
        raise _not_written_out(file, (given or made).lineno)
    return Text(**texts)


def _made(statement: ast.stmt) -> ast.Call | None:
    """Return the call whose result a statement assigns to `assignment`."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="assignment")], value=ast.Call() as call):
            return call
        case ast.AnnAssign(target=ast.Name(id="assignment"), value=ast.Call() as call):
            return call
    return None


def _texts(node: ast.expr | None) -> dict[str, str] | None:
    """Return the texts of `Text(ko="…", en="…")` by language; None if the expression is anything else."""
    match node:
        case ast.Call(func=ast.Name(id="Text"), args=[], keywords=keywords):
            found = {str(each.arg): each.value for each in keywords}
            texts = {
                language: value.value
                for language, value in found.items()
                if isinstance(value, ast.Constant) and isinstance(value.value, str)
            }
            return texts if found.keys() == texts.keys() == set(LANGUAGES) else None
    return None


def _nothing_made(file: Path) -> StaffError:
    where = f"{file.parent.name}/{file.name}"
    return StaffError(
        Text(
            ko=f"{where}에 'assignment = Assignment(__file__, title=…)' 문이 없습니다.",
            en=f"{where} has no statement 'assignment = Assignment(__file__, title=…)'.",
        )
    )


def _not_written_out(file: Path, line: int) -> StaffError:
    where = f"{file.parent.name}/{file.name}:{line}"
    return StaffError(
        Text(
            ko=f'{where}: 제목을 title=Text(ko="…", en="…")처럼 글자 그대로 적으십시오.',
            en=f'{where}: write the title out, as title=Text(ko="…", en="…").',
        ),
        _HINT,
    )
