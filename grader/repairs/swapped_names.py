"""Drafts for two classes that bear each other's names."""

import ast
from collections.abc import Iterator, Sequence
from itertools import combinations

from grader.base.text import Text
from grader.records.repair_protocol import Suspect, TextEdit
from grader.records.source import Source
from grader.repairs.draft import Draft
from grader.repairs.student_model import StudentModel


def drafts(suspects: Sequence[Suspect], source: Source) -> Iterator[Draft]:
    """Yield the names of two models that both lost points, exchanged."""
    models = {each.candidate.name: StudentModel(source, each.candidate) for each in suspects}
    for one, other in combinations(models, 2):
        edits = [*_renamed(models[one], one, other), *_renamed(models[other], other, one)]
        if len({each.new for each in edits}) == 2:
            what = Text(
                ko=f"{one} 클래스와 {other} 클래스의 이름이 서로 바뀌어 있습니다.",
                en=f"The classes {one} and {other} bear each other's names.",
            )
            yield Draft(tuple(dict.fromkeys(edits)), what, rank=-1)


def _renamed(model: StudentModel, name: str, new: str) -> Iterator[TextEdit]:
    """Yield the edits that give a class another name, and exchange the two names in its own code.

    Other code keeps the names, and so gets the other class.
    """
    for tree, owner in model.classes.values():
        if owner.name != name:
            continue
        column = tree.lines[owner.lineno - 1].index(name, owner.col_offset)
        yield tree.edit((owner.lineno, column), (owner.lineno, column + len(name)), new)
        for each in tree.inside(owner, ast.Name):
            if isinstance(each, ast.Name) and each.id in (name, new):
                yield tree.replace(each, new if each.id == name else name)
