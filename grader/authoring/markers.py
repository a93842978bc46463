"""Removes the solution from a text, as marked by nbgrader's or Otter-Grader's markers.

### BEGIN SOLUTION … ### END SOLUTION    (nbgrader)  the block becomes the prompt
# BEGIN SOLUTION … # END SOLUTION        (Otter)     the block becomes the prompt
# BEGIN SOLUTION NO PROMPT … # END …     (Otter)     the block is removed
### BEGIN HIDDEN TESTS … ### END …       (nbgrader)  the block is removed
x = 5  # SOLUTION                        (Otter)     the line becomes x = ...
f(x)  # SOLUTION                         (Otter)     the line becomes ...
f(x)  # SOLUTION NO PROMPT, # SEED       (Otter)     the line is removed
"""

import re
from collections.abc import Iterator
from typing import Final

from grader.base.errors import StaffError
from grader.base.text import Language, Text

CODE_PROMPTS: Final[dict[Language, tuple[str, ...]]] = {
    "ko": ("# 여기에 코드를 작성하십시오.", "pass"),
    "en": ("# Write your code here.", "pass"),
}
TEXT_PROMPTS: Final[dict[Language, tuple[str, ...]]] = {
    "ko": ("여기에 답을 작성하십시오.",),
    "en": ("Write your answer here.",),
}

_BEGIN = re.compile(r"(\s*)#+\s*BEGIN (SOLUTION|HIDDEN TESTS)( NO PROMPT)?\s*")
_END = re.compile(r"\s*#+\s*END (SOLUTION|HIDDEN TESTS)\s*")
_LINE = re.compile(r"(?P<code>.*\S)\s*#+\s*(SOLUTION(?P<no_prompt> NO PROMPT)?|(?P<seed>SEED))\s*")
_ASSIGNMENT = re.compile(r"(\s*[\w.\[\], ]+?(?:\s*:[^=]+)?\s=)\s.*")
_LEFT = re.compile(r"(?i:#.*\b(BEGIN|END)[\s_-]+(SOLUTION|HIDDEN))|#+\s*SOLUTION\b")


def without_solution(text: str, prompt: tuple[str, ...] = CODE_PROMPTS["en"]) -> str:
    """Return the text without the solution, with a prompt in its place.

    Raises:
        StaffError: a marker has no partner, or is misspelt so that it would be overlooked.
    """
    return "\n".join(_given(text.split("\n"), prompt))


def _given(lines: list[str], prompt: tuple[str, ...]) -> Iterator[str]:
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines, 1):
        if begin := _BEGIN.fullmatch(line):
            if opened:
                raise _misplaced(number, line)
            indent, kind, silent = begin.groups()
            opened = number, kind
            if kind == "SOLUTION" and not silent:
                yield from (indent + each for each in prompt)
        elif end := _END.fullmatch(line):
            if not opened or opened[1] != end[1]:
                raise _misplaced(number, line)
            opened = None
        elif not opened:
            yield from _outside(number, line)
    if opened:
        raise _misplaced(opened[0], lines[opened[0] - 1])


def _outside(number: int, line: str) -> Iterator[str]:
    """Yield a line outside any pair of markers, without a solution marked on the line itself."""
    found = _LINE.fullmatch(line)
    if found is None:
        if _LEFT.search(line):
            raise _misplaced(number, line)
        yield line
    elif not found["no_prompt"] and not found["seed"]:
        assigned = _ASSIGNMENT.fullmatch(found["code"])
        yield (assigned[1] + " " if assigned else re.match(r"\s*", line)[0]) + "..."  # type: ignore[index]


def _misplaced(number: int, line: str) -> StaffError:
    said = line.strip()
    return StaffError(
        Text(
            ko=f"정답 표시의 짝이 맞지 않습니다. {number}번째 줄: {said}",
            en=f"A solution marker has no partner, or is misspelt. Line {number}: {said}",
        ),
        Text(
            ko="BEGIN SOLUTION과 END SOLUTION을 각각 한 줄에 두고 짝을 맞추십시오. 겹칠 수 없습니다.",
            en="BEGIN SOLUTION and END SOLUTION stand on lines of their own, in pairs, and cannot be nested.",
        ),
    )
