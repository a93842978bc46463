"""Note what the student's code asks of torch: modules and where they are made, weights, no gradients."""

import functools
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from grader.capture import backward
from grader.capture.student_code import StudentCode
from grader.records.graph import Remark


def watch(student: StudentCode) -> None:
    """Record where each module is made, and ignore weights files, because the grader sets its own weights."""
    make = nn.Module.__init__

    @functools.wraps(make)  # an error of the student's names what they called
    def init(module: nn.Module, *args: Any, **kwargs: Any) -> None:
        student.made[id(module)] = student.line()
        make(module, *args, **kwargs)
        student.modules.add(module)

    def no_weights(*_args: Any, **_kwargs: Any) -> Any:
        student.remarks.append(Remark("weights_file", student.line()))
        return {}

    def load_nothing(_module: nn.Module, *_args: Any, **_kwargs: Any) -> Any:
        return nn.modules.module._IncompatibleKeys([], [])

    watch_no_grad(student)
    backward.watch_functions(student.applied, student.line)
    nn.Module.__init__ = init  # type: ignore[method-assign, assignment]
    nn.Module.load_state_dict = load_nothing  # type: ignore[method-assign, assignment]
    torch.load = no_weights
    torch.hub.load_state_dict_from_url = no_weights


def watch_no_grad(student: StudentCode) -> None:
    """Count the student's own `torch.no_grad()`, decorators included, but not those inside torch."""
    places = {torch.utils._contextlib.__file__, *student.units}
    _watch_context(student, torch.no_grad, places, lambda _context: True)
    _watch_context(student, torch.inference_mode, places, lambda context: bool(context.mode))
    set_grad = torch.set_grad_enabled.__init__

    def setting(context: torch.set_grad_enabled, mode: bool) -> None:
        # Evaluation without gradients, as with `self.training` for the mode, changes nothing that is learnt.
        model = student.started.modules.get("") if student.started else None
        off = not mode and model is not None and model.training
        if sys._getframe(1).f_code.co_filename in places:
            student.no_grads = int(off)
        set_grad(context, mode)

    def restoring(context: torch.set_grad_enabled, *_error: Any) -> None:
        if sys._getframe(1).f_code.co_filename in places:
            student.no_grads = 0
        torch._C._set_grad_enabled(context.prev)

    torch.set_grad_enabled.__init__ = setting  # type: ignore[method-assign, assignment]
    torch.set_grad_enabled.__exit__ = restoring  # type: ignore[method-assign]


def _watch_context(student: StudentCode, kind: Any, places: set[str], is_on: Callable[[Any], bool]) -> None:
    """Count how many of the student's own contexts of a kind are open that keep gradients away."""
    enter, leave = kind.__enter__, kind.__exit__
    opened: list[bool] = []

    def entering(context: Any) -> Any:
        opened.append(sys._getframe(1).f_code.co_filename in places and is_on(context))
        student.no_grads += opened[-1]
        return enter(context)

    def leaving(context: Any, *error: Any) -> None:
        student.no_grads -= opened.pop() if opened else False
        leave(context, *error)

    kind.__enter__, kind.__exit__ = entering, leaving
