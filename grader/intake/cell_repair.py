"""Turn what students put into cells into Python: magics, shell commands, indented cells, broken blocks."""

import ast
import re
from dataclasses import dataclass, field

from grader.intake import local_classes, newer_python, python2
from grader.intake.syntax import blank, dedent, first_line, last_line, parse, parses, substitute
from grader.intake.torn_classes import torn

MAX_BROKEN = 200
"""Unreadable blocks per submission; a student's file has a handful."""
MAX_BLOCKS = 5_000
"""Blocks of one cell or script to look at individually."""
MAX_JOINED = 60
"""Blocks to try as one, for strings and brackets that continue at the left margin."""

OTHER_LANGUAGES = {
    "bash", "sh", "script", "cmd", "system", "sx", "html", "HTML", "javascript", "js", "latex",
    "markdown", "svg", "SVG", "R", "perl", "ruby", "cython", "sql", "bigquery", "python2", "pypy",
    "julia", "css",
}  # fmt: skip
"""Cell magics whose cells are not Python."""
LINE_MAGIC = re.compile(r"\s*(?:!|%{1,2}[A-Za-z_]|\?{1,2}\s*[\w.*]+\s*$)|[^'\"#=]*[\w\])]\?{1,2}\s*$")
ASSIGNED_MAGIC = re.compile(r"\s*[\w., ]+=\s*(?:!|%[A-Za-z_])")
SHELL = re.compile(
    r"\s*(?:(?:pip3?|conda|apt|apt-get|git|sudo|npm|kaggle)\s+[\w-]+"
    r"|cd\s*[~/.\w]|(?:ls|rm|cp|mv|mkdir|cat|wget|curl|unzip|tar|chmod|echo)\s+[\w~/.-]+|nvidia-smi\s*)"
)
"""Commands that IPython runs without a `!`, or that students think it does."""


@dataclass
class BrokenBlock:
    """A block that no repair could turn into Python."""

    line: int
    error: str
    column: int = 0
    """The character of the line, from 0, that Python points at."""
    start: int = 0
    """The index of the block's first line."""
    end: int = 0
    """The index of the line after the block."""
    blocks: int = 0
    """The number of consecutive broken blocks; the first one's error stands for all."""
    class_name: str = ""
    """The class that the block was meant to define."""
    is_newer: bool = False
    """Whether only a newer Python can read it."""


@dataclass
class Cleaned:
    """A cell as Python, with every line at its original number."""

    text: str
    broken: list[BrokenBlock] = field(default_factory=list)
    module: str = ""
    """The module that `%%writefile name.py` turns the cell into."""
    python2: list[int] = field(default_factory=list)
    """The lines, from 1, that Python 3 does not accept as written."""


def tidy(text: str) -> str:
    """Make Python, editors and `str.splitlines` agree on line breaks, and replace unreadable characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
    text = re.sub("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", text)
    return text.encode("utf-8", "replace").decode("utf-8")


def clean(text: str, patience: int = MAX_BROKEN) -> Cleaned:
    """Turn a tidied cell or script into parseable text, giving up after `patience` broken blocks."""
    text, module = _cell_magic(text)
    old = python2.calls_of_xrange(text)
    text = python2.rename(text)
    broken: list[BrokenBlock] = []
    if not parses(text):
        text = _without_magics(text)
    if not parses(text):
        text = newer_python.older(text)
        before = text
        text, broken = _block_by_block(text, patience)
        old += python2.changed(before, text)
    return Cleaned(_apart(_flattened(text)), broken, module, old)


def _cell_magic(text: str) -> tuple[str, str]:
    """Blank out the `%%` line, or the whole cell if it is not Python; return the text and its module."""
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    match = re.match(r"%%(\w+)(.*)", lines[first].strip())
    if not match:
        return text, ""
    name, rest = match.groups()
    lines[first] = ""
    if name not in ("writefile", "file"):
        return ("\n" * text.count("\n") if name in OTHER_LANGUAGES else "\n".join(lines)), ""
    target = rest.replace('"', "").replace("'", "").split()[-1:] or [""]
    if not target[0].endswith(".py"):
        return "\n" * text.count("\n"), ""
    return "\n".join(lines), re.split(r"[/\\]", target[0])[-1].removesuffix(".py")


def _without_magics(text: str) -> str:
    lines = text.split("\n")
    going_on = False
    for index, line in enumerate(lines):
        if going_on or LINE_MAGIC.match(line) or ASSIGNED_MAGIC.match(line) or SHELL.match(line):
            if not going_on and SHELL.match(line) and parses(line.strip()):
                continue  # `cat = 3`, `tar (x)`
            indentation = line[: len(line) - len(line.lstrip())]
            lines[index] = "" if going_on else f"{indentation}pass"
            going_on = line.rstrip().endswith("\\")
    return "\n".join(lines)


def _block_by_block(text: str, patience: int) -> tuple[str, list[BrokenBlock]]:
    """Keep the blocks that are Python, repaired if necessary, and blank out the others.

    After `patience` broken blocks, the rest is blanked out as well: it is prose, or meant to be slow.
    """
    lines = text.split("\n")
    broken: list[BrokenBlock] = []
    failed = 0
    starts = [*_starts(lines), len(lines)]
    if len(starts) > MAX_BLOCKS:
        return "\n" * (len(lines) - 1), [BrokenBlock(1, "too long")]
    kept = [""] * starts[0]
    at = 0
    while at < len(starts) - 1:
        end, block = _readable(lines, starts, at)
        if block is None and failed >= patience:
            end = len(starts) - 1
        if block is None:
            chunk = "\n".join(lines[starts[at] : starts[end]])
            why = _why(chunk, starts[at])
            if why.class_name or not (broken and broken[-1].end == starts[at]):
                broken.append(why)
                why.start = starts[at]
            broken[-1].end = starts[end]
            broken[-1].blocks += 1
            failed += 1
            block = [""] * (starts[end] - starts[at])
        kept += block
        at = end
    return _without_torn_classes(kept, lines, broken), broken


def _without_torn_classes(kept: list[str], lines: list[str], broken: list[BrokenBlock]) -> str:
    """Blank out the classes that unreadable lines tear apart, and name each in what is told of those."""
    for block in broken:
        node = torn("\n".join(kept), lines, block.start, block.end)
        if node is None or block.class_name:
            continue
        first = first_line(node) - 1
        why = _why("\n".join(lines[first : block.end]), first)
        block.class_name, block.error = node.name, why.error
        if why.line == block.start + 1:
            block.column = why.column
        else:
            block.line, block.column = block.start + 1, 0
        blank(kept, first + 1, block.start)
    return "\n".join(kept)


def _starts(lines: list[str]) -> list[int]:
    """Return the indices of the lines that begin a block, that is, do not continue the previous one."""
    starts: list[int] = []
    decorated = False
    least = 0
    for index, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indentation = len(line) - len(line.lstrip())
        goes_on = re.match(r"\s*(?:[)\]}]|(?:else|elif|except|finally)\b)", line)
        if not starts or (indentation <= least and not goes_on and not decorated):
            starts.append(index)
            least = indentation
        decorated = indentation <= least and line.lstrip().startswith("@")
    return starts or [0]


def _readable(lines: list[str], starts: list[int], at: int) -> tuple[int, list[str] | None]:
    """Return the end and the repaired lines of the shortest run of blocks from `at` that is Python."""
    last = min(at + MAX_JOINED, len(starts) - 1)
    for end in range(at + 1, last + 1):
        chunk = lines[starts[at] : starts[end]]
        if parses("\n".join(chunk)):
            return end, chunk
        if end == last or not _unfinished("\n".join(chunk)):
            break
    for tried in dict.fromkeys((at + 1, end)):
        for repair in (_shifted, python2.repair):
            fixed = repair(lines[starts[at] : starts[tried]])
            if parses("\n".join(fixed)):
                return tried, fixed
    return at + 1, None


def _shifted(chunk: list[str]) -> list[str]:
    lines = [line.expandtabs(8) for line in chunk]
    dedent(lines, 1, len(lines))
    return lines


def _unfinished(chunk: str) -> bool:
    """Return whether more lines could complete the chunk: an open bracket, string, `try` or backslash."""
    try:
        parse(chunk)
    except SyntaxError as error:
        words = (
            "never closed",
            "unterminated triple",
            "unexpected EOF",
            "expected 'except'",
            "an indented block",
        )
        return any(word in str(error) for word in words)
    return False


def _why(chunk: str, offset: int) -> BrokenBlock:
    match = re.search(r"^\s*class\s+(\w+)", chunk, re.MULTILINE)
    name = match[1] if match else ""
    newer = newer_python.is_newer(chunk)
    try:
        parse(chunk)
    except SyntaxError as error:
        return BrokenBlock(
            offset + (error.lineno or 1),
            error.msg or "invalid syntax",
            column=max((error.offset or 1) - 1, 0),
            class_name=name,
            is_newer=newer,
        )
    return BrokenBlock(offset + 1, "invalid syntax", class_name=name, is_newer=newer)


def _flattened(text: str) -> str:
    """Move the body of `if __name__ == "__main__":` to the top level, and that of any block with classes.

    A statement can only be taken whole, and such a block is mostly training; so is a `main()` with a class.
    """
    for _ in range(4):
        lines = text.split("\n")
        tree = parse(text)
        blocks = [node for node in tree.body if _opens(node)]
        for node in blocks:
            if isinstance(node, ast.FunctionDef):
                local_classes.open_up(lines, node, tree)
                continue
            body = node.body  # type: ignore[attr-defined]
            first, last = first_line(body[0]), last_line(body[-1])
            blank(lines, first_line(node), first - 1)
            dedent(lines, first, last)
            blank(lines, last + 1, last_line(node))
        flat = "\n".join(lines)
        if not blocks or not parses(flat):
            return text
        text = flat
    return text


def _apart(text: str) -> str:
    """Split `import torch, torchvision` into two statements, since a model may need only the first name.

    A statement is taken whole, and torchvision takes a second to import.
    """
    for node in reversed(parse(text).body):
        if isinstance(node, ast.Import) and len(node.names) > 1:
            apart = (ast.unparse(ast.Import([alias])) for alias in node.names)
            text = substitute(text, node, "; ".join(apart))
    return text


def _opens(node: ast.stmt) -> bool:
    if not isinstance(node, ast.If | ast.With | ast.Try):
        return local_classes.surrounds(node)
    own_lines = first_line(node.body[0]) > node.lineno
    guard = isinstance(node, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
    )
    return own_lines and (guard or any(isinstance(part, ast.ClassDef) for part in node.body))
