"""Explain in plain words why a model could not be made or run."""

import builtins
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Final

from torch import nn

from grader.base.korean import with_particle
from grader.base.text import Text, same
from grader.checks import exception_hints
from grader.checks.evidence import Attempt
from grader.checks.lacking_names import lacking_name
from grader.checks.verdict import Failed, Withheld
from grader.records.capture_protocol import Broken, Captured
from grader.records.graph import Graph, Module
from grader.records.source import Candidate

Told = tuple[Text, Text | None]
"""A message and a hint."""
LIMITS: Final = frozenset({"unsupported", "data_dependent", "in_place", "batch", "beyond"})
"""Reasons that are the grader's: the model runs, but the grader cannot follow it."""

MOST_OTHERS: Final = 5
"""Maximum number of models that are named because they are none of the assignment's."""


def runs(attempt: Attempt) -> None:
    """Pass if the model was found, made and traced, and is the student's own work.

    Raises:
        Failed: any of these is not so; the verdict gives the reason, the student's line, and what to do.
        Withheld: the model is written in a newer Python than the grader's.
    """
    if attempt.candidate is None or attempt.candidate.name != attempt.model:
        _must_be_readable(attempt)
    if attempt.candidate is None:
        raise _missing(attempt)
    if not attempt.candidate.written:
        raise _unwritten(attempt.candidate, attempt)
    if attempt.broken is not None:
        verdict = explain(attempt.broken, attempt)
        raise Withheld.of(verdict.finding) if attempt.broken.reason in LIMITS else verdict
    if isinstance(attempt.outcome, Captured):
        of_ones_own(attempt.outcome.graph)


def _must_be_readable(attempt: Attempt) -> None:
    for problem in attempt.problems:
        if problem.is_newer_syntax and (attempt.candidate is None or problem.class_name == attempt.model):
            raise Withheld(problem.message, at=(problem.at,))


def _unwritten(candidate: Candidate, attempt: Attempt) -> Failed:
    outside = next((each for each in attempt.problems if each.class_name == candidate.name), None)
    if outside is not None:
        return Failed(outside.message, hint=outside.hint or RIGHT, at=(candidate.at, outside.at))
    return Failed(
        Text(ko=f"{attempt.model} 모델이 아직 비어 있습니다.", en=f"{attempt.model} is still empty."),
        hint=Text(
            ko="__init__에 층을 만들고 forward를 작성한 뒤 다시 채점해 보십시오.",
            en="Make the layers in __init__, write forward, and grade again.",
        ),
        at=(candidate.at,),
    )


def _missing(attempt: Attempt) -> Failed:
    if attempt.serves_as:
        return _serves_elsewhere(attempt.model, attempt.serves_as)
    other = next((each for each in attempt.problems if each.is_other_framework), None)
    if other is not None:
        return Failed(other.message, hint=other.hint, at=(other.at,))
    unread = [problem for problem in attempt.problems if problem.at]
    named = next((each for each in unread if each.class_name.casefold() == attempt.model.casefold()), None)
    if named is not None:
        return Failed(named.message, hint=named.hint or RIGHT, at=(named.at,))
    message = Text(
        ko=f"{attempt.model} 모델을 찾지 못했습니다.", en=f"There is no model {attempt.model} in the file."
    )
    elsewhere = next((each for each in attempt.problems if each.class_name == attempt.model), None)
    if elsewhere is not None and elsewhere.at is None:
        return Failed(message, hint=elsewhere.message)
    unread = [each for each in unread if each.class_name and _alike(each.class_name, attempt.model)]
    if not unread:
        return Failed(
            message,
            found=_others(attempt),
            hint=Text(
                ko=f"클래스 이름이 {attempt.model}인지, nn.Module을 상속했는지 확인하십시오.",
                en=f"Check that the class is called {attempt.model} and inherits from nn.Module.",
            ),
        )
    return Failed(
        message,
        found=unread[0].message,
        hint=Text(
            ko=f"{RIGHT.ko} {attempt.model} 클래스가 읽지 못한 부분에 있을 수 있습니다.",
            en=f"{RIGHT.en} {attempt.model} may stand in the part that could not be read.",
        ),
        at=(unread[0].at,),
    )


def _serves_elsewhere(model: str, other: str) -> Failed:
    return Failed(
        Text(
            ko=f"{model} 클래스는 층이 모두 {other} 그대로여서 {with_particle(other, '으로')} 채점했습니다."
            f" {with_particle(model, '이라는')} 모델은 따로 없습니다.",
            en=f"The class {model} has exactly the layers of {other}, and was graded as such. There is no"
            f" other {model}.",
        ),
        hint=Text(
            ko=f"그 클래스의 이름을 {with_particle(other, '으로')} 바꾸고, {model} 클래스를 작성하십시오.",
            en=f"Call that class {other}, and write the class {model}.",
        ),
    )


def _others(attempt: Attempt) -> Text | None:
    """Name the models that were left, as one of them may have been meant."""
    if not attempt.others:
        return None
    names = ", ".join(attempt.others[:MOST_OTHERS])
    dots = ", …" if len(attempt.others) > MOST_OTHERS else ""
    return Text(ko=f"채점하지 않은 모델: {names}{dots}", en=f"models that were not graded: {names}{dots}")


def _alike(name: str, model: str) -> bool:
    """Return whether a class was perhaps meant as the model; `MLP` was not as `CifarMLP`."""
    return SequenceMatcher(None, name.casefold(), model.casefold()).ratio() >= 0.6


RIGHT: Final = Text(ko="표시된 줄의 오류를 고치십시오.", en="Put the marked line right.")


def explain(broken: Broken, attempt: Attempt) -> Failed:
    """Return the verdict on a model that could not be made or traced."""
    message, hint = _told(broken)
    at = broken.lines[:-3:-1] or ((attempt.candidate.at,) if attempt.candidate else ())  # and its caller
    said, *_ = broken.message.split(", but expected one of")  # what follows lists torch's own signatures
    found = same(f"{broken.error}: {said}") if broken.reason == "exception" else None
    lacking = lacking_name(broken, message, found, attempt)
    if lacking is not None:
        return lacking
    return Failed(message, found=found, hint=hint, at=tuple(dict.fromkeys(filter(None, (*at, broken.made)))))


def _told(broken: Broken) -> Told:
    if broken.reason == "exception":
        return _exception(broken)
    return REASONS[broken.reason](broken)


# -- exceptions ------------------------------------------------------------------------------------------


def _exception(broken: Broken) -> Told:
    where = STAGES.get(broken.stage, FORWARD)
    sizes = exception_hints.sizes(broken)
    if sizes:
        where = Text(
            ko=f"{where.ko} 그때까지의 크기: {sizes}", en=f"{where.en} The sizes until then: {sizes}"
        )
    return where, exception_hints.hint(broken)


FORWARD: Final = Text(ko="forward를 실행하다가 오류가 났습니다.", en="Running forward raises an error.")
STAGES: Final = {
    "define": Text(ko="모델의 코드를 실행하다가 오류가 났습니다.", en="The model's code raises an error."),
    "make": Text(
        ko="모델을 만들다가(__init__) 오류가 났습니다.", en="Making the model (__init__) raises an error."
    ),
}
"""What failed, by stage; at any other it is forward."""


# -- everything else -------------------------------------------------------------------------------------


def _fixed(ko: str, en: str, hint_ko: str = "", hint_en: str = "") -> Callable[[Broken], Told]:
    told = Text(ko=ko, en=en), Text(ko=hint_ko, en=hint_en) if hint_ko else None
    return lambda _broken: told


def _unsupported(broken: Broken) -> Told:
    return (
        Text(
            ko=f"채점기가 다루지 못하는 연산을 씁니다: {broken.error}.",
            en=f"The model uses an operation that the grader does not handle: {broken.error}.",
        ),
        Text(
            ko="수업에서 배운 층으로 바꾸어 보십시오. 필요한 연산이라면 조교에게 알려 주십시오.",
            en="Replace it by a layer from the lecture. If it is needed, tell the teaching assistants.",
        ),
    )


def _several(broken: Broken) -> Told:
    return (
        Text(
            ko=f"forward가 텐서 하나가 아니라 {broken.error}(값 {broken.message}개)를 반환합니다.",
            en=f"forward returns a {broken.error} of {broken.message} values instead of one tensor.",
        ),
        Text(
            ko="마지막 층의 출력만 반환하십시오: return x",
            en="Return the last layer's output alone: return x",
        ),
    )


APPLY_IT: Final = Text(
    ko="층 자체가 아니라 층을 적용한 결과를 반환하십시오: return self.fc(x)",
    en="Return what the layer makes of its input, not the layer: return self.fc(x)",
)


def _other(broken: Broken) -> Told:
    return (
        Text(
            ko=f"forward가 텐서가 아니라 {with_particle(broken.error, '을')} 반환합니다.",
            en=f"forward returns a {broken.error}, not a tensor.",
        ),
        APPLY_IT
        if hasattr(nn, broken.error)
        else Text(
            ko="numpy나 숫자로 바꾸지 말고 텐서를 그대로 반환하십시오.",
            en="Return the tensor as it is, not a number or a numpy array.",
        ),
    )


def _invalid(broken: Broken) -> Told:
    if broken.message == "0 operations":
        return (
            Text(
                ko="forward가 아무 계산도 하지 않고 입력을 그대로 반환합니다.",
                en="forward computes nothing and returns its input.",
            ),
            Text(
                ko="__init__에서 만든 층을 차례로 적용한 결과를 반환하십시오.",
                en="Apply the layers from __init__ one after another, and return the result.",
            ),
        )
    return (
        Text(
            ko="모델의 계산을 채점기가 다시 해 볼 수 없습니다.",
            en="The grader cannot redo what the model computes.",
        ),
        Text(ko="수업에서 배운 층으로 바꾸어 보십시오.", en="Use layers from the lecture."),
    )


def _not_a_module(broken: Broken) -> Told:
    message = Text(
        ko=f"모델이 nn.Module이 아니라 {broken.error}입니다.",
        en=f"What was made is a {broken.error}, not an nn.Module.",
    )
    if hasattr(builtins, broken.error):
        return message, Text(
            ko="함수라면 모델을 return하는지 확인하십시오.",
            en="Check that the function returns the model.",
        )
    return message, Text(
        ko=f"nn.Module을 상속하고, __init__의 첫 줄에 super().__init__()을 쓰십시오:"
        f" class {broken.error}(nn.Module):",
        en=f"Inherit from nn.Module, and begin __init__ with super().__init__():"
        f" class {broken.error}(nn.Module):",
    )


def _without_forward(broken: Broken) -> Told:
    nothing = Text(ko="모델에 forward가 없습니다.", en="The model has no forward.")
    if not broken.hint:
        return nothing, Text(
            ko="def forward(self, x): 를 클래스 안에(들여쓰기) 작성했는지, 이름이 맞는지 확인하십시오.",
            en="Write def forward(self, x): inside the class, with this name and indented.",
        )
    return (
        Text(
            ko=f"{nothing.ko} {with_particle(broken.hint, '이')} 있지만 torch는 forward만 실행합니다.",
            en=f"{nothing.en} It has {broken.hint}, but torch runs forward alone.",
        ),
        Text(
            ko="이름을 forward로 고치십시오: def forward(self, x):",
            en="Call it forward: def forward(self, x):",
        ),
    )


REASONS: dict[str, Callable[[Broken], Told]] = {
    "exit": _fixed(
        "모델의 코드가 파이썬을 끝내 버립니다(sys.exit).",
        "The model's code ends Python (sys.exit).",
        "모델 안의 exit 호출을 지우십시오.",
        "Remove the call of exit from the model.",
    ),
    "timeout": _fixed(
        "모델을 만들고 한 번 실행하는 데 제한 시간을 넘겼습니다. 끝나지 않는 반복문일 수 있습니다.",
        "Making the model and running it once took longer than the time limit. A loop may never end.",
        "__init__과 forward의 while, for 조건을 확인하십시오.",
        "Check the conditions of while and for in __init__ and forward.",
    ),
    "memory": _fixed(
        "모델이 메모리를 너무 많이 씁니다.",
        "The model needs too much memory.",
        "층의 크기, 특히 nn.Linear의 입력과 출력 수를 확인하십시오.",
        "Check the sizes of the layers, above all the inputs and outputs of nn.Linear.",
    ),
    "died": _fixed(
        "모델의 코드를 실행하다가 파이썬이 갑자기 끝났습니다.",
        "Python ended abruptly while it ran the model's code.",
        "메모리를 너무 많이 쓰거나 프로세스를 끝내는 코드가 있는지 확인하십시오.",
        "Check whether the code uses too much memory or ends the process.",
    ),
    "too_large": _fixed(
        "모델이 너무 커서 채점할 수 없습니다.",
        "The model is too large to be graded.",
        "forward의 반복 횟수와 층의 수를 확인하십시오.",
        "Check the number of layers and of repetitions in forward.",
    ),
    "beyond": lambda broken: (
        Text(
            ko=f"모델이 너무 커서 채점기가 다루지 못합니다({broken.message}).",
            en=f"The model is larger than the grader can handle: {broken.message}.",
        ),
        None,
    ),
    "invalid": _invalid,
    "not_a_module": _not_a_module,
    "no_forward": _without_forward,
    "enclosed_forward": _fixed(
        "forward가 다른 메서드 안에 들여쓰기되어 있어, 모델에는 forward가 없습니다.",
        "forward is indented so far that it stands inside another method: the model has no forward.",
        "def forward(self, x):의 들여쓰기를 def __init__(self):와 같게 하십시오.",
        "Indent def forward(self, x): as far as def __init__(self):",
    ),
    "no_init": lambda broken: (
        Text(
            ko=f"이 클래스에는 __init__이 없고 {with_particle(broken.hint, '이')} 있습니다. 모델을 만들 때"
            " 실행되는 것은 __init__뿐입니다.",
            en=f"The class has no __init__ but {broken.hint}, which is not run when the model is made.",
        ),
        Text(
            ko="init의 앞뒤에 밑줄을 두 개씩 쓰십시오: def __init__(self):",
            en="Write init with two underscores on either side: def __init__(self):",
        ),
    ),
    "asks_for_more": lambda broken: (
        Text(
            ko=f"forward가 이미지 말고도 {with_particle(broken.error, '을')} 받아야 합니다."
            " 채점기는 이미지만 넣습니다.",
            en=f"forward asks for {broken.error} besides the images; the grader gives it the images alone.",
        ),
        Text(
            ko="forward(self, x)는 이미지만 받아 출력을 반환하게 하고, 손실은 모델 밖에서 계산하십시오.",
            en="Let forward(self, x) take the images alone and return the output, and compute a loss outside"
            " the model.",
        ),
    ),
    "returns_none": _fixed(
        "forward가 아무것도 반환하지 않습니다.",
        "forward returns nothing.",
        "forward의 마지막에 return x를 쓰십시오.",
        "End forward with return x.",
    ),
    "returns_several": _several,
    "returns_other": _other,
    "returns_fewer": lambda broken: (
        Text(
            ko=f"forward는 {broken.message}을(를) 반환해야 하는데, 반환한 {broken.error}에는 그만큼 들어 있지"
            " 않습니다.",
            en=f"forward is to return {broken.message}; the {broken.error} that it returns does not hold"
            " these tensors.",
        ),
        Text(
            ko=f"이 순서의 튜플로 반환하거나 이 이름의 dict로 반환하십시오: {broken.message}",
            en=f"Return a tuple in this order, or a dict with these names: {broken.message}",
        ),
    ),
    "unsupported": _unsupported,
    "random": lambda _broken: (  # new layers draw their weights in place
        Text(
            ko="forward 안에서 층을 새로 만듭니다. 실행할 때마다 가중치가 달라져 학습되지 않습니다.",
            en="forward makes a new layer: its weights are others each time, and cannot be trained.",
        ),
        Text(
            ko="층은 __init__에서 self의 속성으로 한 번만 만드십시오.",
            en="Make the layer once, in __init__, as an attribute of self.",
        ),
    ),
    "data_dependent": _fixed(
        "입력의 값에 따라 하는 계산이 달라집니다.",
        "What the model computes depends on the values of the input.",
        "forward에서 .item()이나 if x.sum() > 0 같은 조건을 빼십시오.",
        "Remove .item() and conditions such as if x.sum() > 0 from forward.",
    ),
    "in_place": _fixed(
        "텐서의 일부를 바꾼 뒤 그 텐서를 다른 이름으로 다시 씁니다. 채점기가 따라갈 수 없습니다.",
        "A tensor is changed in place and then used under another name, which the grader cannot follow.",
        "x[...] = y 대신 torch.cat이나 torch.where를 쓰십시오.",
        "Use torch.cat or torch.where instead of x[...] = y.",
    ),
    "batch": _fixed(
        "이미지가 두 장일 때와 세 장일 때 forward가 하는 연산이 다릅니다(이미지마다 도는 반복문처럼)."
        " 채점기는 이런 모델을 따라갈 수 없습니다.",
        "forward does other operations for three images than for two, as a loop over the images does. The"
        " grader cannot follow that.",
        "이미지를 한 장씩 나누지 말고 배치째 층에 넣으면 채점기가 채점할 수 있습니다.",
        "If the layers take the whole batch at once, the grader can grade it.",
    ),
}


# -- origin ----------------------------------------------------------------------------------------------


def of_ones_own(graph: Graph) -> None:
    """Pass if every layer with weights comes from torch or was written by the student.

    Modules without weights, such as `torchvision.transforms.Normalize`, may come from any package.

    Raises:
        Failed: a network, or a part of one, comes from another package; the message names it.
    """
    borrowed = next((module for module in graph.modules if _is_borrowed(module, graph)), None)
    if borrowed is None:
        return
    package, *_, name = borrowed.kind.split(".")
    raise Failed(
        Text(
            ko=f"{package}에 들어 있는 {name}의 층을 씁니다. 직접 만든 모델만 채점합니다.",
            en=f"The model has layers of {package}'s ready-made {name}. Only a model of your own is graded.",
        ),
        expected=Text(ko="torch.nn의 층으로 직접 만든 모델", en="a model built by you of layers of torch.nn"),
        found=same(borrowed.kind),
        hint=Text(
            ko="nn.Conv2d, nn.Linear 같은 층을 직접 쌓아 만드십시오. 그러면 나머지 항목을 채점합니다.",
            en="Build it from layers such as nn.Conv2d and nn.Linear; the other checks are made then.",
        ),
        at=(borrowed.at,),
    )


def _is_borrowed(module: Module, graph: Graph) -> bool:
    package, dot, _ = module.kind.partition(".")
    inside = f"{module.path}." if module.path else ""
    return (
        bool(dot)
        and package != "torch"
        and any(tensor.kind == "parameter" and tensor.name.startswith(inside) for tensor in graph.tensors)
    )
