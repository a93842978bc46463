"""Checks that copies are found and strangers are not: `python -m benchmarks.similar [CLASSES]`.

The students of the generated classes choose their habits independently and add nothing of their own, neither
comments nor ideas. Each class includes the right examples of assignment1, in many styles, and a disguised
copy of each.
"""

import ast
import random
import re
import sys
import time

from grader.batch.similarity.compare import similar
from grader.records.submissions import Entry
from tests.batch.disguise import disguised
from tests.batch.similarity.test_compare import right_answers, script

SIZES = (20, 50, 100, 300)

Choice = dict[str, int]
"""The share of students, in per cent, with each habit; the shares are guesses."""
SUPER: Choice = {"super().__init__()": 70, "super({0}, self).__init__()": 25, "nn.Module.__init__(self)": 5}
CONVOLUTION: Choice = {
    "nn.Conv2d({0}, {1}, 5)": 70,
    "nn.Conv2d(in_channels={0}, out_channels={1}, kernel_size=5, stride=1, padding=0)": 10,
    "nn.Conv2d({0}, {1}, kernel_size=5)": 12,
    "nn.Conv2d({0}, {1}, 5, 1, 0)": 8,
}
POOL: Choice = {"2": 45, "2, 2": 35, "kernel_size=2, stride=2": 12, "kernel_size=2": 8}
WIDTH: Choice = {"16 * 5 * 5": 55, "400": 25, "5 * 5 * 16": 12, "16 * 5**2": 8}
FLATTEN: Choice = {
    "x = torch.flatten(x, 1)": 30,
    "x = x.view(-1, {0})": 20,
    "x = x.view(x.size(0), -1)": 22,
    "x = x.reshape(x.shape[0], -1)": 8,
    "x = x.flatten(1)": 8,
    "x = x.view(x.shape[0], -1)": 6,
    "x = nn.Flatten()(x)": 6,
}
NAMES: Choice = {
    "conv1 conv2 fc1 fc2 fc3": 60,
    "c1 c2 f1 f2 f3": 12,
    "layer1 layer2 layer3 layer4 layer5": 8,
    "conv1 conv2 linear1 linear2 linear3": 10,
    "C1 C3 F5 F6 out": 10,
}
ACTIVATION: Choice = {"F.relu({0})": 40, "torch.relu({0})": 25, "self.relu({0})": 35}
POOLED: Choice = {"F.max_pool2d({0}, 2)": 35, "self.pool({0})": 65}
STEPS: Choice = {"one": 50, "two": 20, "three": 30}
OWN: Choice = {
    "": 85,
    "        print(x.shape)\n": 5,
    "        assert x.dim() == 4\n": 3,
    "        batch = x.size(0)\n": 4,
    "        b, c, h, w = x.shape\n": 3,
}


def answer(chance: random.Random) -> str:
    """Return a right answer to assignment1, made of randomly chosen habits."""

    def one_of(choice: Choice) -> str:
        return chance.choices(list(choice), list(choice.values()))[0]

    names, convolution, flatten = one_of(NAMES).split(), one_of(CONVOLUTION), one_of(FLATTEN)
    c1, c2, *dense = names
    start, width, pool = one_of(SUPER), one_of(WIDTH), one_of(POOL)
    relu, pooled, steps = one_of(ACTIVATION), one_of(POOLED), one_of(STEPS)
    classes = chance.random() < 0.12
    signature, outputs = ("self, num_classes=10", "num_classes") if classes else ("self", "10")
    returns = chance.random() < 0.5

    def end(value: str) -> list[str]:
        return [f"return {value}"] if returns else [f"x = {value}", "return x"]

    def apply(name: str, *around: str) -> list[str]:
        if steps == "three":
            return [f"x = self.{name}(x)", *(f"x = {each.format('x')}" for each in around)]
        if steps == "two":
            first, *rest = around
            return [f"x = {first.format(f'self.{name}(x)')}", *(f"x = {each.format('x')}" for each in rest)]
        value = f"self.{name}(x)"
        for each in around:
            value = each.format(value)
        return [f"x = {value}"]

    optional = [relu] if chance.random() < 0.6 else []
    helpers = [f"self.pool = nn.MaxPool2d({pool})"] if "self.pool" in pooled else []
    helpers += ["self.relu = nn.ReLU()"] if "self.relu" in relu else []
    layers = [f"self.{c1} = {convolution.format(3, 6)}", f"self.{c2} = {convolution.format(6, 16)}"]
    linear = [f"self.{dense[0]} = nn.Linear({width}, 120)", f"self.{dense[1]} = nn.Linear(120, 84)"]
    linear += [f"self.{dense[2]} = nn.Linear(84, {outputs})"]
    early = chance.random() < 0.4
    cnn_width = width.replace("16", "32").replace("5", "24").replace("400", "18432")
    return "".join(
        _model(name, signature, [start.format(name), *made], one_of(OWN), forward)
        for name, made, forward in (
            (
                "CNN",
                [
                    f"self.{c1} = {convolution.format(3, 32)}",
                    f"self.{c2} = {convolution.format(32, 32)}",
                    f"self.fc = nn.Linear({cnn_width}, {outputs})",
                    *([each for each in helpers if "relu" in each] if optional else []),
                ],
                [
                    *(apply(c1, *optional) if optional else [f"x = self.{c1}(x)"]),
                    *(apply(c2, *optional) if optional else [f"x = self.{c2}(x)"]),
                    flatten.format(cnn_width),
                    *end("self.fc(x)"),
                ],
            ),
            (
                "LeNet5",
                [*layers, *helpers, *linear] if early else [*layers, *linear, *helpers],
                [
                    *apply(c1, relu, pooled),
                    *apply(c2, relu, pooled),
                    flatten.format(width),
                    *apply(dense[0], relu),
                    *apply(dense[1], relu),
                    *end(f"self.{dense[2]}(x)"),
                ],
            ),
        )
    )


def _model(name: str, signature: str, made: list[str], own: str, forward: list[str]) -> str:
    lines = [
        f"class {name}(nn.Module):",
        f"    def __init__({signature}):",
        *(f"        {each}" for each in made),
    ]
    lines += ["", "    def forward(self, x):"]
    return "\n".join(lines) + "\n" + own + "".join(f"        {each}\n" for each in forward) + "\n\n"


def examples() -> dict[str, str]:
    """Return the models of the right examples as scripts, except those that only Python 2 can parse."""
    found = {}
    for name, shown in right_answers("assignment1").items():
        text = "\n".join(
            line for each in shown for first, last in each.model for line in each.lines[first - 1 : last]
        )
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        found[name] = text
    return found


def main(classes: int) -> None:
    texts = examples()
    copies = {f"copy of {name}": disguised(text, n) for n, (name, text) in enumerate(texts.items())}
    print("students  strangers listed, a class  disguised copies found  seconds")
    for size in SIZES:
        listed = found = 0
        start = time.perf_counter()
        for seed in range(classes):
            chance = random.Random(seed)
            students: list[Entry] = [script(f"student{n}", answer(chance)) for n in range(size - len(texts))]
            students += [script(name, text) for name, text in (texts | copies).items()]
            for pair in similar(students, "assignment1").pairs:
                one, other = (re.sub("^copy of ", "", side.author.student) for side in pair.sides)
                found += one == other
                listed += one != other
        seconds = (time.perf_counter() - start) / classes
        share = f"{found / classes:.1f} of {len(copies)}"
        print(f"{size + len(copies):8}  {listed / classes:26.2f}  {share:>22}  {seconds:7.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
