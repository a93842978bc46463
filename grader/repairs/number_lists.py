"""Lists of whole numbers in the text, from which loops make layers, and edits of their elements."""

import ast
from collections.abc import Iterator

from grader.records.repair_protocol import TextEdit
from grader.repairs.student_model import StudentModel
from grader.repairs.syntax_tree import SyntaxTree, whole_number

NumberList = tuple[SyntaxTree, ast.List | ast.Tuple]


def number_lists(model: StudentModel) -> list[NumberList]:
    """Return the lists of at least two whole numbers that are not all the same, such as widths."""
    return [(tree, node) for tree, node in _of_numbers(model) if len(set(_numbers(node))) > 1]


def _of_numbers(model: StudentModel) -> list[NumberList]:
    return [
        (tree, node)
        for tree, top in model.statements
        for node in ast.walk(top)
        if isinstance(node, ast.List | ast.Tuple) and len(_numbers(node)) == len(node.elts) > 0
    ]


def _numbers(node: ast.List | ast.Tuple) -> list[int]:
    return [number for each in node.elts if (number := whole_number(each)) is not None and number > 0]


def other_number(model: StudentModel, old: int, new: int) -> Iterator[TextEdit]:
    """Yield the edits that write another number for an element, one for each element with that number."""
    for tree, node in number_lists(model):
        for each in node.elts:
            if whole_number(each) == old:
                yield tree.replace(each, str(new))


def one_more(model: StudentModel, number: int) -> Iterator[TextEdit]:
    """Yield the edits that put a number into a list, at every place in turn."""
    for tree, node in _of_numbers(model):
        yield tree.insert(tree.start(node.elts[0]), f"{number}, ")
        for each in node.elts:
            yield tree.insert(tree.end(each), f", {number}")


def one_fewer(model: StudentModel, number: int) -> Iterator[TextEdit]:
    """Yield the edits that leave out the last element with a number, if there are several."""
    for tree, node in number_lists(model):
        places = [place for place, each in enumerate(node.elts) if whole_number(each) == number]
        if len(places) > 1:
            before, own = node.elts[places[-1] - 1], node.elts[places[-1]]
            yield tree.edit(tree.end(before), tree.end(own), "")
