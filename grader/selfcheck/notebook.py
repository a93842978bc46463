"""`check("assignment1")`, or `check(LeNet5, "assignment1")`: what a student calls in a notebook."""

import difflib
import inspect
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.base.errors import GraderError, NothingToGrade
from grader.base.korean import with_particle
from grader.base.text import Language, Text
from grader.cli import language
from grader.confinement.libraries import INSTALLED
from grader.grading import course
from grader.selfcheck import history
from grader.selfcheck.messages import CheckRequest
from grader.selfcheck.process import Process

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

NO_SESSION: Final = NothingToGrade(
    Text(
        ko="check는 노트북(Jupyter, Colab, VS Code)이나 IPython 안에서 씁니다.",
        en="check is for notebooks (Jupyter, Colab, VS Code) and IPython.",
    ),
    Text(
        ko="파일은 터미널에서 채점하십시오: grade assignment1 파일이름",
        en="Have a file graded in a terminal: grade assignment1 FILE",
    ),
)


def check(
    model: object,
    assignment: str | None = None,
    *,
    lang: Language | None = None,
    training: bool = True,
    data: str | Sequence[str] = "auto",
    device: str = "auto",
) -> None:
    """Check this notebook, or one model of it, and show the report. It is a self-check: it does not count.

    It checks the code of the cells that were run. It needs no file, and changes nothing in the session.

    Args:
        model: the class to hand in, such as `LeNet5`; or the assignment alone, to check all its models.
        assignment: the assignment that the model is for, such as "assignment1"; if None, the only one that
            asks for a model of this name.
        lang: "ko" or "en"; the system's language if None.
        training: whether to train the model briefly as well.
        data: what to train on, as `grade --data` takes it.
        device: where to train, as `grade --device` takes it.

    Raises:
        KeyboardInterrupt: the check was stopped; nothing is left running.
    """
    speaks = lang or language.of(())
    shell = _shell()
    if shell is None:
        from grader.cli.status import tell

        tell(NO_SESSION.message, speaks, hint=NO_SESSION.hint)
        return
    from grader.selfcheck.display import choose

    with choose(shell, speaks) as shown:
        try:
            asked, found = _asked(model, assignment, shell)
            wanted = CheckRequest(
                assignment=asked,
                course=str(own) if (own := course.current().own) else None,
                cells=history.cells(shell),
                folder=str(Path.cwd()),
                names=found.names,
                cell=found.cell,
                file=found.file,
                data=(data,) if isinstance(data, str) else tuple(data),
                device=device,
                training=training,
            )
            shown.report(_process().check(wanted, shown.progress))
        except GraderError as error:
            shown.refusal(error)


@cache
def _process() -> Process:
    return Process()


def _shell() -> "InteractiveShell | None":
    """Return the session if there is one, in which case IPython is imported already."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    return get_ipython()


def _asked(model: object, assignment: str | None, shell: "InteractiveShell") -> "tuple[str, _Definition]":
    """Return the assignment, and which of its models to check; without one named, all of them.

    Raises:
        NothingToGrade: there is no such assignment, none was named, or the model cannot be checked.
    """
    if assignment is None and isinstance(model, str):
        _must_exist(model)
        return model, _Definition(())
    if assignment is None:
        assignment = _only_one_for(model)
    _must_exist(assignment)
    return assignment, _find(model, assignment, shell)


def _must_exist(assignment: object) -> None:
    names = course.names()
    if assignment in names:
        return
    close = difflib.get_close_matches(str(assignment), names, n=1)
    known = ", ".join(names)
    raise NothingToGrade(
        Text(ko=f"'{assignment}' 과제는 없습니다.", en=f"There is no assignment '{assignment}'."),
        Text(
            ko="".join(f"'{each}'입니까? " for each in close) + f"있는 과제: {known}",
            en="".join(f"Did you mean '{each}'? " for each in close) + f"There are: {known}",
        ),
    )


class _Definition(NamedTuple):
    """Where a model is defined: a cell, a module beside the notebook, or somewhere in the cells."""

    names: tuple[str, ...]
    cell: int | None = None
    file: str | None = None


def _find(model: object, assignment: str, shell: "InteractiveShell") -> _Definition:
    """Find the names of a model in the session, and where it is defined.

    Raises:
        NothingToGrade: it is not a model, or comes from a file that is not a module below the current folder.
    """
    code = model if inspect.isclass(model) or inspect.isfunction(model) else type(model)
    if code is not model and _is_own(code):
        model = code  # an object is made from the student's class, which is what counts
    called = history.names(model, shell)
    if not called or isinstance(model, str | int | float | None):
        raise _no_model(model)
    file = history.file_of(code)
    cell = history.cell_of(file, called[0], shell) if file else None
    if model is not code or cell is not None or not file or not history.is_file(file):
        return _Definition(called, cell)
    if _is_own(code) or not Path(file).resolve().is_relative_to(Path.cwd()):  # run by %run, or a library's
        raise _from_file(called[0], file, assignment)
    return _Definition(called, file=str(Path(file).resolve().relative_to(Path.cwd())))


def _is_own(code: object) -> bool:
    return getattr(code, "__module__", None) == "__main__"


def _only_one_for(model: object) -> str:
    """Return the assignment that asks for a model of this name.

    Raises:
        NothingToGrade: there is none, or there are several.
    """
    name = getattr(model, "__name__", "LeNet5")
    names = course.names()
    asking = [each for each in names if name in (part.model for part in course.current().load(each).parts)]
    if len(asking) == 1:
        return asking[0]
    examples = [f'check({name}, "{each}")' for each in asking or names]
    raise NothingToGrade(
        Text(ko="어느 과제인지 알 수 없습니다.", en="It does not say which assignment it is for."),
        Text(
            ko=f"과제도 함께 주십시오: {', '.join(examples)}",
            en=f"Name the assignment, too: {', '.join(examples)}",
        ),
    )


def _no_model(model: object) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"{with_particle(repr(model)[:40], '은')} 모델이 아닙니다.",
            en=f"{repr(model)[:40]} is no model.",
        ),
        Text(
            ko='클래스를 따옴표 없이 주십시오. 예: check(LeNet5, "assignment1")',
            en='Give the class itself, without quotation marks: check(LeNet5, "assignment1")',
        ),
    )


def _from_file(name: str, file: str, assignment: str) -> NothingToGrade:
    path = Path(file).resolve()
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    here = Text(
        ko=f"여기서 점검하려면 {name} 클래스를 셀에 작성하고 그 셀을 실행하십시오.",
        en=f"To check it here, write the class {name} in a cell and run that.",
    )
    graded = Text(
        ko=f'그 파일을 채점하려면 셀에서 다음을 실행하십시오: !grade {assignment} "{shown}"\n{here.ko}',
        en=f'To have that file graded, run this in a cell: !grade {assignment} "{shown}"\n{here.en}',
    )
    return NothingToGrade(
        Text(
            ko=f"{with_particle(name, '은')} 이 노트북의 셀이 아니라 {shown} 파일에서 왔습니다.",
            en=f"{name} comes from the file {shown}, not from a cell of this notebook.",
        ),
        graded if set(INSTALLED).isdisjoint(path.parts) else here,
    )
