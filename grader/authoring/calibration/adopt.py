"""Writes thresholds into an assignment's file, replacing those its parts have for the same data.

The file is Python that a person wrote: only the threshold expressions change. The comments beside them
belong to the author and stay.
"""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.authoring.calibration.study import Study
from grader.authoring.calibration.thresholds import call
from grader.base.cache import write_whole
from grader.base.errors import StaffError
from grader.base.korean import with_particle
from grader.base.text import Text, same

FILE: Final = "assignment.py"


def adopt(here: Path, studies: Sequence[Study]) -> list[Text]:
    """Write the proposed thresholds into an assignment's file and return a line of old and new for each.

    Args:
        here: the assignment's folder.
        studies: the studies that used the assignment's own recipes.

    Raises:
        StaffError: the file cannot be written, or has no place for a threshold; it is left unchanged.
    """
    file = here / FILE
    said = []
    try:
        source = file.read_bytes().decode()
        for study in studies:
            if isinstance(study.proposal, Text):
                continue
            new = study.proposal.threshold
            if study.in_force:
                new = msgspec.structs.replace(new, retry_seeds=study.in_force.retry_seeds)
            source = adopted(source, study.part.id, study.data, call(new))
            name, old = f"{study.part.id}, {study.data}", call(study.in_force) if study.in_force else "-"
            said.append(same(f"{name}: {old} -> {call(new)}"))
        write_whole(file, source.encode())
    except (OSError, UnicodeError) as error:
        raise _by_hand(same(str(error))) from error
    return said


def adopted(source: str, part: str, data: str, threshold: str) -> str:
    """Return the source with a part's threshold for one data set.

    An existing entry for the data is replaced, whether it is a threshold or a name; otherwise one is added.

    Args:
        source: the text of the assignment's file.
        part: the part's id.
        data: the name of the data.
        threshold: the expression to write, such as `Threshold(zero_below=0.1, …)`.

    Raises:
        StaffError: the part's thresholds are not written out as a dict.
    """
    tree = ast.parse(source.encode())  # unlike str, bytes may begin with a byte order mark
    found = _written_out(tree, _thresholds(tree, part))
    if not any(isinstance(node, ast.alias) and node.name == "Threshold" for node in ast.walk(tree)):
        raise _by_hand(
            Text(ko="Threshold를 import하지 않습니다.", en="It does not import the name Threshold.")
        )
    for key, value in zip(found.keys, found.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == data:
            return _replaced(source, _start(value), _end(value), threshold)
    keys = [key for key in found.keys if isinstance(key, ast.Constant)]
    if len(keys) < len(found.keys):  # one of the others may be the data
        raise _not_written_out(found)
    line, column = _start(found)
    inside = line, column + 1
    return _replaced(source, inside, inside, _first(found, keys, f'"{data}": {threshold}'))


def _first(found: ast.Dict, keys: Sequence[ast.Constant], entry: str) -> str:
    """Return the text that inserts an entry before the others, on its own line if theirs are."""
    if not keys:
        return entry
    return f"\n{' ' * keys[0].col_offset}{entry}," if keys[0].lineno > found.lineno else f"{entry}, "


def _thresholds(tree: ast.Module, part: str) -> ast.expr:
    """Return the `thresholds` argument of the `assignment.part` call with that id."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "part":
            said = {keyword.arg: keyword.value for keyword in node.keywords}
            match said:
                case {"id": ast.Constant(value=value), "thresholds": thresholds} if value == part:
                    return thresholds
    raise _by_hand(
        Text(
            ko=f'part(id="{part}", thresholds=…)를 찾지 못했습니다.',
            en=f'There is no part(id="{part}", thresholds=…).',
        )
    )


def _written_out(tree: ast.Module, found: ast.expr) -> ast.Dict:
    """Return the dict, following a name if nothing else uses it."""
    if isinstance(found, ast.Name):
        if (times := sum(ast.dump(node) == ast.dump(found) for node in ast.walk(tree))) > 1:
            raise _by_hand(
                Text(
                    ko=f"{with_particle(found.id, '이')} {times}곳에서 쓰입니다.",
                    en=f"{found.id} is used in {times} places.",
                )
            )
        found = dict(_names(tree)).get(found.id, found)
    if isinstance(found, ast.Dict):
        return found
    raise _not_written_out(found)


def _not_written_out(found: ast.expr) -> StaffError:
    said = ast.unparse(found)
    return _by_hand(
        Text(
            ko=f"{found.lineno}번째 줄: thresholds가 {{…}}로 적혀 있지 않습니다: {said}",
            en=f"Line {found.lineno}: the thresholds are not written out as {{…}}: {said}",
        )
    )


def _by_hand(why: Text) -> StaffError:
    return StaffError(
        Text(ko=f"{FILE}는 바꾸지 않았습니다. {why.ko}", en=f"{FILE} was not changed. {why.en}"),
        Text(ko="제안된 기준을 직접 옮기십시오.", en="Copy the proposed thresholds yourself."),
    )


def _names(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


Place = tuple[int, int]
"""A line, counted from 1, and an offset into it in UTF-8 bytes, as in `ast`."""


def _start(node: ast.expr) -> Place:
    return node.lineno, node.col_offset


def _end(node: ast.expr) -> Place:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def _replaced(source: str, start: Place, end: Place, new: str) -> str:
    lines = source.encode().split(b"\n")
    before = [*lines[: start[0] - 1], lines[start[0] - 1][: start[1]]]
    after = [lines[end[0] - 1][end[1] :], *lines[end[0] :]]
    return (b"\n".join(before) + new.encode() + b"\n".join(after)).decode()
