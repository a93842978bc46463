"""The standard criteria for a training loop: `rubric(training, (3, loops.runs()), …)`.

Each is a question to the loop's event log. Criteria that need gradients come after `backward`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Unpack

from grader.base.text import Text
from grader.checks.code_evidence import EventLog
from grader.checks.criterion import RUNS, Criterion, Function, OwnWords
from grader.checks.loops import (
    accuracy,
    data,
    kept,
    losses,
    modes,
    running,
    schedules,
    settings,
    stepping,
    weights,
)

BACKWARD: Final = "backward"


def _criterion(name: str, title: Text, function: Function, own: OwnWords, *before: str) -> Criterion:
    return replace(Criterion(id=name, title=title, function=function, usually=(RUNS, *before)), **own)


def runs(**own: Unpack[OwnWords]) -> Criterion:
    """The loop is there and runs to its end. This criterion comes first."""
    title = Text(ko="학습 반복문 실행", en="The training loop runs")
    return replace(Criterion(id=RUNS, title=title, function=running.runs, usually=()), **own)


def backward(**own: Unpack[OwnWords]) -> Criterion:
    """Gradients are computed and reach the model."""
    title = Text(ko="손실의 기울기 계산", en="It computes the loss's gradients")
    return _criterion(BACKWARD, title, stepping.goes_backward, own)


def steps(**own: Unpack[OwnWords]) -> Criterion:
    """Weights are changed after every backward, with its gradients."""
    title = Text(ko="backward 다음에 step", en="A step follows every backward")
    return _criterion("steps", title, stepping.steps, own, BACKWARD)


def zeroes(**own: Unpack[OwnWords]) -> Criterion:
    """No step uses gradients that an earlier one has used."""
    title = Text(ko="배치마다 기울기를 0으로", en="Gradients are zeroed for every step")
    return _criterion("zeroes", title, stepping.zeroes, own, BACKWARD)


def own_weights(**own: Unpack[OwnWords]) -> Criterion:
    """The optimizer has the weights of the model that is trained."""
    title = Text(ko="옵티마이저에 학습하는 모델의 가중치", en="The optimizer has the model's weights")
    return _criterion("own_weights", title, weights.steps_the_model, own, BACKWARD)


def goes_on(**own: Unpack[OwnWords]) -> Criterion:
    """Neither the model nor the optimizer is made anew in every epoch."""
    title = Text(ko="에포크가 바뀌어도 이어서 학습", en="Training goes on from epoch to epoch")
    return _criterion("goes_on", title, weights.one_training, own, BACKWARD)


def training_data(**own: Unpack[OwnWords]) -> Criterion:
    """No gradient comes from data that are held out."""
    title = Text(ko="학습용 데이터로만 학습", en="It trains on the training data alone")
    return _criterion("training_data", title, data.trains_on_training_data, own, BACKWARD)


def shuffles(**own: Unpack[OwnWords]) -> Criterion:
    """The training data are shuffled."""
    title = Text(ko="학습용 데이터 섞기", en="The training data are shuffled")
    return _criterion("shuffles", title, data.shuffles, own, BACKWARD)


def test_data(**own: Unpack[OwnWords]) -> Criterion:
    """The model is measured on data that are held out."""
    title = Text(ko="시험용 데이터로 평가", en="It measures on the test data")
    return _criterion("test_data", title, data.tests_on_test_data, own, BACKWARD)


def mode(**own: Unpack[OwnWords]) -> Criterion:
    """The model is in training mode to train, and in evaluation mode to be measured."""
    title = Text(ko="학습은 train(), 평가는 eval()", en="train() to train, eval() to measure")
    return _criterion("mode", title, modes.modes, own, BACKWARD)


def no_gradients(**own: Unpack[OwnWords]) -> Criterion:
    """No gradients are prepared where the model is measured."""
    title = Text(ko="평가할 때는 기울기 없이", en="No gradients where it measures")
    return _criterion("no_gradients", title, modes.no_gradients, own)


def loss(**own: Unpack[OwnWords]) -> Criterion:
    """The loss gets logits first, and labels second."""
    title = Text(ko="손실 함수의 인자: logit과 레이블", en="The loss gets logits and labels")
    return _criterion("loss", title, losses.loss_inputs, own)


def all_images(**own: Unpack[OwnWords]) -> Criterion:
    """The accuracy is that over all images."""
    title = Text(ko="이미지 전체의 정확도", en="The accuracy is that over all images")
    return _criterion("all_images", title, accuracy.over_all_images, own)


def optimizer(
    kind: str = "", *, asked: Mapping[str, float] | None = None, **own: Unpack[OwnWords]
) -> Criterion:
    """The optimizer is of a kind, `SGD`, and has these settings, `{"lr": 0.1}`."""
    wanted = dict(asked or {})

    def has_settings(log: EventLog) -> None:
        settings.settings(log, wanted, kind)

    told = ", ".join([kind, *(f"{name}={value:g}" for name, value in wanted.items())]).strip(", ")
    title = Text(ko=f"옵티마이저: {told}", en=f"The optimizer: {told}")
    return _criterion("optimizer", title, has_settings, own, BACKWARD)


def epochs(number: int, *, may_stop_early: bool = False, **own: Unpack[OwnWords]) -> Criterion:
    """The training data are gone through so often."""

    def has_epochs(log: EventLog) -> None:
        settings.epochs(log, number, may_stop_early=may_stop_early)

    title = Text(ko=f"에포크 {number}번", en=f"{number} epochs")
    return _criterion("epochs", title, has_epochs, own, BACKWARD)


def schedule(**own: Unpack[OwnWords]) -> Criterion:
    """There is a schedule, and it is stepped once an epoch."""
    title = Text(ko="학습률 스케줄은 에포크마다 한 번", en="The schedule is stepped once an epoch")
    return _criterion("schedule", title, schedules.schedule, own, BACKWARD)


def keeps_best(**own: Unpack[OwnWords]) -> Criterion:
    """Weights are kept as a copy or in a file."""
    title = Text(ko="가장 좋은 가중치 보관", en="The best weights are kept")
    return _criterion("keeps_best", title, kept.keeps_best, own, BACKWARD)
