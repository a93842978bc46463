"""Hand-made reports, one for each thing that can happen to a student."""

import base64

import msgspec

from grader.base.text import Text, same
from grader.base.times import moment
from grader.records.deadline import Deadline, Late
from grader.records.report import (
    Curve,
    Epoch,
    GradedModel,
    Listing,
    PartReport,
    Picture,
    Report,
    Result,
    Row,
    Sample,
    ShownLayer,
    Status,
)
from grader.records.source import File, Position, Prose
from grader.records.totals import handed_in


def at(cell: int | None, line: int, text: str, file: str = "lenet.ipynb") -> Position:
    return Position(file=file, cell=cell, line=line, text=text)


def layer(kind: str, notation: str, shape: str, weights: int = 0, parameters: int = 0) -> ShownLayer:
    return ShownLayer(kind=kind, notation=notation, shape=shape, weights=weights, parameters=parameters)


def check(id: str, title: Text, points: float, status: Status = "passed", **more: object) -> Result:  # noqa: A002
    earned = points if status == "passed" else 0.0
    return Result(**{"id": id, "title": title, "status": status, "points": points, "earned": earned, **more})  # type: ignore[arg-type]


def report(
    *parts: PartReport,
    notices: tuple[Text, ...] = (),
    file: str = "lenet.ipynb",
    listings: tuple[Listing, ...] = (),
    prose: tuple[Prose, ...] = (),
) -> Report:
    withheld = any(part.earned is None for part in parts)
    return Report(
        grader="0.1.0",
        assignment="assignment1",
        title=Text(ko="과제 1: CNN과 LeNet-5", en="Assignment 1: CNN and LeNet-5"),
        files=(File(file, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),),
        data=("cifar10",),
        device="cpu",
        confinement=Text(
            ko="별도의 프로세스, 시간과 메모리 제한",
            en="a process of its own, with limits",
        ),
        parts=parts,
        listings=listings,
        prose=prose,
        notices=notices,
        points=sum(part.points for part in parts),
        earned=None if withheld else sum(part.earned or 0.0 for part in parts),
        provisional=any(result.provisional for part in parts for result in part.results),
        seconds=6.4,
    )


CONV1 = layer("Conv2d", "[5x5x3]x6, s1, p0", "28x28x6", 450, 456)
RELU1 = layer("ReLU", "ReLU", "28x28x6")
POOL1 = layer("MaxPool2d", "MaxPool, k2, s2", "14x14x6")
CONV2 = layer("Conv2d", "[5x5x6]x16, s1, p0", "10x10x16", 2_400, 2_416)
RELU2 = layer("ReLU", "ReLU", "10x10x16")
POOL2 = layer("MaxPool2d", "MaxPool, k2, s2", "5x5x16")
FLAT = layer("Flatten", "Flatten", "400")
FC1 = layer("Linear", "400x120", "120", 48_000, 48_120)
RELU3 = layer("ReLU", "ReLU", "120")
FC2 = layer("Linear", "120x84", "84", 10_080, 10_164)
RELU4 = layer("ReLU", "ReLU", "84")
FC3 = layer("Linear", "84x10", "10", 840, 850)
LENET = (CONV1, RELU1, POOL1, CONV2, RELU2, POOL2, FLAT, FC1, RELU3, FC2, RELU4, FC3)

RUNS = Text(ko="모델을 찾았고 실행된다", en="The model is found and runs")
SHAPE = Text(ko="출력의 크기가 (N, 10)이다", en="The output's shape is (N, 10)")
KERNEL = Text(ko="첫 합성곱층이 [5x5x3]x6, s1, p0이다", en="The first convolution is [5x5x3]x6, s1, p0")
ACTIVATIONS = Text(ko="활성화 함수가 올바른 자리에 있다", en="The activations are in the right places")
LOGITS = Text(ko="softmax를 거치지 않은 값을 출력한다", en="It returns raw logits, not a softmax")
GRADIENT = Text(ko="모든 파라미터가 기울기를 받는다", en="Every parameter gets a gradient")
ACCURACY = Text(ko="짧은 학습 뒤의 정확도", en="Accuracy after brief training")
LENET_TITLE = Text(ko="LeNet-5", en="LeNet-5")

CURVE = Curve(
    data="cifar10",
    data_title=same("CIFAR-10"),
    device="cpu",
    seed=0,
    train_images=10_000,
    test_images=2_000,
    measure="accuracy",
    before=0.1015,
    epochs=(Epoch(1.83, 0.3815), Epoch(1.52, 0.4510), Epoch(1.41, 0.4845)),
    seconds=2.41,
)
TAKEN = GradedModel(
    name="LeNet5",
    made_by="LeNet5()",
    why=Text(
        ko="과제에서 요구한 이름의 클래스입니다.", en="It is the class with the name that was asked for."
    ),
    at=at(5, 1, "class LeNet5(nn.Module):"),
)


MODEL = Listing(
    file="lenet.ipynb",
    cell=5,
    lines=tuple(
        """class LeNet5(nn.Module):
    '''LeNet-5,
    as the lecture has it'''

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, 5)  # 16 filters
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = F.relu(self.fc3(x))

        return F.softmax(x, dim=1)""".splitlines()
    ),
)
PROSE = (
    Prose("lenet.ipynb", 0, "# Assignment 1\n김민수, 2023-10001"),
    Prose("lenet.ipynb", 4, "My **LeNet-5**, after [the lecture](https://example.org):\n- two convolutions"),
    Prose("lenet.ipynb", 5, "That was all."),
)
IMPORTS = Listing(
    file="lenet.ipynb", cell=1, lines=("%matplotlib inline", "import torch", "from torch import nn")
)


def full_marks() -> Report:
    results = (
        check("runs", RUNS, 10),
        check("shape", SHAPE, 10),
        check("kernel", KERNEL, 20),
        check("activations", ACTIVATIONS, 20),
        check("logits", LOGITS, 10),
        check("gradient", GRADIENT, 10),
        check("accuracy", ACCURACY, 20, trained=True),
    )
    rows = tuple(Row(kind="same", layer=each, expected=each) for each in LENET)
    return report(
        PartReport(
            id="lenet",
            title=LENET_TITLE,
            taken=TAKEN,
            results=results,
            layers=rows,
            weights=61_770,
            parameters=62_006,
            expected_parameters=62_006,
            training=CURVE,
        ),
        listings=(IMPORTS, MODEL),
    )


def many_failures() -> Report:
    conv1 = layer("Conv2d", "[3x3x3]x6, s1, p1", "32x32x6", 162, 168)
    results = (
        check("runs", RUNS, 10),
        check("shape", SHAPE, 10),
        check(
            "kernel",
            KERNEL,
            20,
            "partial",
            earned=6.666666,
            message=Text(
                ko="첫 합성곱층의 커널과 패딩이 다릅니다.",
                en="The first convolution's kernel and padding differ.",
            ),
            expected=same("[5x5x3]x6, s1, p0"),
            found=same("[3x3x3]x6, s1, p1"),
            hint=Text(
                ko="LeNet-5의 합성곱은 모두 5x5 필터를 쓰고 패딩을 두지 않습니다."
                " nn.Conv2d의 인자 순서는 입력 채널, 출력 채널, 커널 크기입니다.",
                en="All convolutions of LeNet-5 have 5x5 filters and no padding."
                " nn.Conv2d takes the channels in, the channels out and the kernel size, in that order.",
            ),
            at=(at(5, 7, "        self.conv1 = nn.Conv2d(3, 6, 3, padding=1)"),),
        ),
        check(
            "activations",
            ACTIVATIONS,
            20,
            "failed",
            message=Text(
                ko="첫 합성곱층 뒤에 ReLU가 없고, 마지막 층 뒤에 ReLU가 있습니다.",
                en="There is no ReLU after the first convolution, and one after the last layer.",
            ),
            at=tuple(at(5, line, f"x = self.pool(self.conv{line}(x))") for line in range(15, 20)),
        ),
        check(
            "logits",
            LOGITS,
            10,
            "failed",
            found=Text(ko="확률 (합이 1)", en="probabilities (they sum to 1)"),
            expected=Text(ko="범위에 제한이 없는 10개의 수", en="10 numbers of any size"),
            hint=Text(
                ko="nn.CrossEntropyLoss가 softmax를 이미 포함합니다.",
                en="nn.CrossEntropyLoss has the softmax in it.",
            ),
            at=(at(5, 22, "return F.softmax(x, dim=1)"),),
        ),
        check("gradient", GRADIENT, 10),
        check(
            "accuracy",
            ACCURACY,
            20,
            "partial",
            earned=8.4,
            trained=True,
            expected=Text(ko="45.0 % 이상", en="45.0 % or more"),
            found=same("37.2 %"),
        ),
    )
    changed = Row(kind="changed", layer=conv1, expected=CONV1)
    missing = Row(kind="missing", layer=None, expected=RELU1)
    extra = Row(kind="extra", layer=layer("ReLU", "ReLU", "10"), expected=None)
    follows = (
        Row(kind="follows", layer=layer("MaxPool2d", "MaxPool, k2, s2", "16x16x6"), expected=POOL1),
        Row(kind="follows", layer=layer("Linear", "576x120", "120", 69_120, 69_240), expected=FC1),
    )
    same_rows = (Row(kind="same", layer=each, expected=each) for each in LENET[8:])
    rows = (changed, missing, *follows, *same_rows, extra)
    curve = msgspec.structs.replace(CURVE, epochs=(Epoch(2.2, 0.21), Epoch(2.1, 0.33), Epoch(None, 0.372)))
    return report(
        PartReport(
            id="lenet",
            title=LENET_TITLE,
            taken=TAKEN,
            results=results,
            layers=rows,
            weights=61_482,
            parameters=61_718,
            expected_parameters=62_006,
            training=curve,
        ),
        notices=(
            Text(
                ko="3번째 코드 셀은 파이썬 문법에 맞지 않아 읽지 못했습니다."
                " 모델과는 관계가 없어 채점을 계속했습니다.",
                en="Code cell 3 is not valid Python and was left out. The model does not need it.",
            ),
        ),
        listings=(IMPORTS, MODEL),
        prose=PROSE,
    )


def blocked() -> Report:
    results = (
        check(
            "runs",
            RUNS,
            10,
            "failed",
            message=Text(
                ko="forward를 실행하다가 오류가 났습니다.\n"
                "AttributeError: 'LeNet5' object has no attribute 'con1'",
                en="Running forward failed.\nAttributeError: 'LeNet5' object has no attribute 'con1'",
            ),
            hint=Text(ko="conv1을 쓰려고 했습니까?", en="Did you mean conv1?"),
            at=(at(None, 15, "x = self.con1(x)", "mine.py"), at(None, 3, "return layer(x)", "helpers.py")),
        ),
        *(
            check(str(n), t, 15, "blocked", blocked_by="runs")
            for n, t in enumerate((SHAPE, KERNEL, ACTIVATIONS))
        ),
        check("accuracy", ACCURACY, 45, "skipped"),
    )
    part = PartReport(id="lenet", title=LENET_TITLE, taken=None, results=results)
    forward = ("",) * 13 + ("def forward(self, x):", "    x = self.con1(x)", "    return x")
    return report(
        part,
        file="mine.py",
        listings=(
            Listing(file="mine.py", cell=None, lines=forward, whole=False),
            Listing(file="helpers.py", cell=None, lines=("", "def run(layer, x):", "    return layer(x)")),
        ),
    )


def withheld() -> Report:
    results = (
        check("runs", RUNS, 10),
        check(
            "gradient",
            GRADIENT,
            90,
            "error",
            message=Text(
                ko="검사 gradient가 멈췄습니다: ZeroDivisionError",
                en="The check gradient broke: ZeroDivisionError",
            ),
        ),
    )
    return report(PartReport(id="lenet", title=LENET_TITLE, taken=TAKEN, results=results))


def provisional() -> Report:
    results = (check("runs", RUNS, 80), check("accuracy", ACCURACY, 20, provisional=True, trained=True))
    return report(
        PartReport(id="lenet", title=LENET_TITLE, taken=TAKEN, results=results, training=CURVE),
        notices=(
            Text(
                ko="CIFAR-10을 내려받지 못해 내장된 대체 데이터를 썼습니다."
                " 정확도 점수는 실제 데이터에서 달라질 수 있습니다.",
                en="CIFAR-10 could not be had, so the embedded stand-in was used."
                " The accuracy's points may differ on the real data.",
            ),
        ),
    )


HOSTILE = "[bold red]hi[/] :smile: \x1b[2J\x1b]0;owned\x07 \x9b31m \u202eevil\u202c \u200b\x00\r\ttab [link=http://x]y"


def stopped() -> Report:
    """One training was cut short after an epoch, another one before it gave any answer."""
    curves = {
        "timeout": msgspec.structs.replace(CURVE, epochs=CURVE.epochs[:1], stopped="timeout"),
        "memory": msgspec.structs.replace(CURVE, before=None, epochs=(), stopped="memory"),
    }
    return report(
        *(
            PartReport(
                id=name,
                title=LENET_TITLE,
                taken=TAKEN,
                results=(check("runs", RUNS, 30), check("accuracy", ACCURACY, 20, "failed", trained=True)),
                training=curve,
            )
            for name, curve in curves.items()
        )
    )


def hostile(words: str = HOSTILE) -> Report:
    """A student's own words wherever a student's words can stand."""
    evil = same(words)
    results = (
        check(
            "runs",
            evil,
            50,
            "failed",
            message=evil,
            expected=evil,
            found=evil,
            hint=evil,
            at=(at(1, 1, words, words),),
        ),
        check("next", SHAPE, 50, "blocked", blocked_by="runs"),
    )
    taken = GradedModel(name=words, made_by=words, why=evil, at=at(2, 3, words))
    row = Row(kind="extra", layer=layer("Conv2d", words, words), expected=None)
    part = PartReport(id="lenet", title=evil, taken=taken, results=results, layers=(row,))
    listing = Listing(file=words, cell=1, lines=(words, f"print({words!r})"))
    prose = Prose(words, 0, words)
    return report(part, notices=(evil,), file=words, listings=(listing,), prose=(prose,))


DOT = Picture(
    1,
    1,
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGM4YaMBAAL8AS3/gzpXAAAAAElFTkSuQmCC"
    ),
)
GREY = Picture(
    1,
    1,
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNoaGgAAAMEAYFL09IQAAAAAElFTkSuQmCC"
    ),
)


def unet() -> Report:
    """A part without one right list of layers, graded officially; its training shows pictures and classes."""
    layers = (
        layer("Conv2d", "[5x5x3]x16, s1, p2", "32x32x16", 1_200, 1_216),
        layer("MaxPool2d", "MaxPool, k2, s2", "16x16x16"),
        layer("ConvTranspose2d", "Up [4x4x16]x16, s2, p1", "32x32x16", 4_096, 4_112),
        msgspec.structs.replace(layer("Cat", "Cat", "32x32x32"), joins=(2, 0)),
    )
    curve = msgspec.structs.replace(
        CURVE,
        measure="iou",
        before=0.02,
        epochs=(Epoch(1.2, 0.31), Epoch(0.8, 0.412)),
        by_class={"background": 0.9, "7": 0.0},
        samples=(
            Sample(image=DOT, truth=GREY, output=DOT),
            Sample(image=DOT, truth=DOT, output=GREY),
            Sample(image=DOT, truth="cat", output="dog"),
        ),
        stopped="timeout",
    )
    part = PartReport(
        id="unet",
        title=Text(ko="U-Net", en="The U-Net"),
        taken=TAKEN,
        results=(check("runs", RUNS, 40), check("iou", ACCURACY, 10, "partial", earned=2.5, trained=True)),
        layers=tuple(Row(kind="free", layer=each, expected=None) for each in layers),
        weights=5_296,
        parameters=5_328,
        training=curve,
    )
    other = msgspec.structs.replace(part, id="other", title=same("U-Net 2"))
    return msgspec.structs.replace(report(part, other), official=True)


def ruled() -> Report:
    """Two parts with weights, a check that is hidden, and a submission that came two days late."""
    runs = PartReport(
        id="cnn", title=same("CNN"), taken=None, results=(check("made", RUNS, 5),), weighted=25.0
    )
    results = (
        check("runs", RUNS, 10),
        check("logits", LOGITS, 15, "failed", hidden=True, message=same("a softmax is applied")),
        check("accuracy", ACCURACY, 10, hidden=True, trained=True),
    )
    lenet = PartReport(
        id="lenet", title=LENET_TITLE, taken=TAKEN, results=results, training=CURVE, weighted=75.0
    )
    deadline = Deadline(due=moment("2026-12-01 23:59"), late=Late(per_day=0.1))
    whole = msgspec.structs.replace(report(runs, lenet), deadline=deadline)
    return handed_in(whole, moment("2026-12-03 01:00"))


SAMPLES = {
    "full_marks": full_marks,
    "many_failures": many_failures,
    "blocked": blocked,
    "withheld": withheld,
    "provisional": provisional,
    "stopped": stopped,
    "hostile": hostile,
    "unet": unet,
    "ruled": ruled,
}
