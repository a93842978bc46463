"""Ways to write a plan as a class, and classes as a file that a student hands in."""

import json
import re
from collections.abc import Callable
from random import Random

from tests.generated.plans import CHAINS, Chain, Plan, module, of_chain

IMPORTS = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
Style = Callable[[Plan], str]


def _class(plan: Plan, init: list[str], forward: list[str], base: str = "nn.Module") -> str:
    made = "\n".join(f"        {line}" for line in ["super().__init__()", *init, *plan.after])
    done = "\n".join(f"        {line}" for line in forward)
    return (
        f"class {plan.name}({base}):\n    def __init__(self):\n{made}\n\n    def forward(self, x):\n{done}\n"
    )


def _forward(plan: Plan, place: Callable[[str], str]) -> list[str]:
    lines = [re.sub(r"\{(\w+)\}", lambda name: place(name[1]), line) for line in plan.lines]
    return [*lines, "return x"]


def attributes(plan: Plan) -> str:
    init = [f"self.{name} = {made}" for name, made in plan.layers.items()]
    return _class(plan, init, _forward(plan, lambda name: f"self.{name}"))


def module_list(plan: Plan) -> str:
    places = {name: place for place, name in enumerate(plan.layers)}
    init = [
        "self.layers = nn.ModuleList()",
        *(f"self.layers.append({made})" for made in plan.layers.values()),
    ]
    return _class(plan, init, _forward(plan, lambda name: f"self.layers[{places[name]}]"))


def python_list(plan: Plan) -> str:
    """A mistake: no optimizer finds the layers."""
    return module_list(plan).replace("nn.ModuleList()", "[]")


def module_dict(plan: Plan) -> str:
    init = [
        "self.net = nn.ModuleDict({",
        *(f"    {name!r}: {made}," for name, made in plan.layers.items()),
        "})",
    ]
    return _class(plan, init, _forward(plan, lambda name: f"self.net[{name!r}]"))


def added(plan: Plan) -> str:
    init = [f"self.add_module({name!r}, {made})" for name, made in plan.layers.items()]
    return _class(plan, init, _forward(plan, lambda name: f"getattr(self, {name!r})"))


def in_a_loop(plan: Plan) -> str:
    pairs = ", ".join(f"({name!r}, {made})" for name, made in plan.layers.items())
    init = [f"for name, layer in ({pairs},):", "    setattr(self, name, layer)"]
    return _class(plan, init, _forward(plan, lambda name: f"self.{name}"))


def helper_methods(plan: Plan) -> str:
    """The layers are made by one method, and half of forward is another."""
    init = ["self.build()"]
    lines = _forward(plan, lambda name: f"self.{name}")[:-1]
    build = "\n".join(f"        self.{name} = {made}" for name, made in plan.layers.items())
    done = "\n".join(f"        {line}" for line in lines)
    return (
        _class(plan, init, ["out = self.compute(x)", "return out"])
        + f"\n    def build(self):\n{build}\n\n    def compute(self, x):\n{done}\n        return x\n"
    )


def helper_functions(plan: Plan) -> str:
    """Layers come from functions outside of the class."""
    name = f"make_{plan.name.lower()}"
    body = "\n".join(f"    layers[{key!r}] = {made}" for key, made in plan.layers.items())
    helper = f"def {name}():\n    layers = nn.ModuleDict()\n{body}\n    return layers\n\n\n"
    return helper + _class(plan, [f"self.parts = {name}()"], _forward(plan, lambda key: f"self.parts.{key}"))


def base_class(plan: Plan) -> str:
    base = f"{plan.name}Layers"
    init = [f"self.{name} = {made}" for name, made in plan.layers.items()]
    made = "\n".join(f"        {line}" for line in ["super().__init__()", *init])
    parent = f"class {base}(nn.Module):\n    def __init__(self):\n{made}\n\n\n"
    return parent + _class(plan, [], _forward(plan, lambda name: f"self.{name}"), base)


def inner_model(plan: Plan) -> str:
    """All of it is another module, which the model wraps."""
    body = attributes(Plan(f"Body{plan.name}", plan.layers, plan.lines))
    return body + "\n\n" + _class(plan, [f"self.body = Body{plan.name}()"], ["return self.body(x)"])


PLANS: tuple[Style, ...] = (
    attributes, module_list, module_dict, added, in_a_loop, helper_methods, helper_functions, base_class,
    inner_model,
)  # fmt: skip
"""Styles for any plan."""

# -- chains alone ----------------------------------------------------------------------------------------


def _modules(chain: Chain) -> list[str]:
    return [module(step) for step in chain]


def sequential(name: str, chain: Chain) -> str:
    made = "\n".join(f"            {each}," for each in _modules(chain))
    return (
        f"class {name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"        self.model = nn.Sequential(\n{made}\n        )\n\n"
        "    def forward(self, images):\n        logits = self.model(images)\n        return logits\n"
    )


def inherited_sequential(name: str, chain: Chain) -> str:
    made = ", ".join(_modules(chain))
    return f"class {name}(nn.Sequential):\n    def __init__(self):\n        super().__init__({made})\n"


def two_sequentials(name: str, chain: Chain) -> str:
    middle = next(place for place, step in enumerate(chain) if step.kind == "flatten")
    first, second = _modules(chain[:middle]) or ["nn.Identity()"], _modules(chain[middle + 1 :])
    return (
        f"class {name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"        self.features = nn.Sequential({', '.join(first)})\n"
        f"        self.classifier = nn.Sequential({', '.join(second)})\n\n"
        "    def forward(self, x):\n        x = self.features(x).flatten(start_dim=1)\n"
        "        return self.classifier(x)\n"
    )


def looped(name: str, chain: Chain) -> str:
    made = ", ".join(_modules(chain))
    return (
        f"class {name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"        self.steps = nn.ModuleList([{made}])\n\n"
        "    def forward(self, x):\n        for step in self.steps:\n            x = step(x)\n"
        "        return x\n"
    )


def parameters_by_hand(name: str, chain: Chain) -> str:
    """Weights are parameters, and layers the operations of `torch.nn.functional` or products of matrices."""
    init, forward = [], []
    for place, step in enumerate(chain):
        if step.kind == "linear":
            inputs, outputs = step.numbers
            init += [f"self.w{place} = nn.Parameter(torch.randn({inputs}, {outputs}) * 0.01)"]
            forward += [f"x = x @ self.w{place}"]
            if not step.more:
                init += [f"self.b{place} = nn.Parameter(torch.randn({outputs}) * 0.01)"]
                forward[-1] += f" + self.b{place}"
        elif step.kind == "conv":
            inputs, outputs, size = step.numbers
            init += [f"self.w{place} = nn.Parameter(torch.randn({outputs}, {inputs}, {size}, {size}) * 0.01)"]
            init += [f"self.b{place} = nn.Parameter(torch.randn({outputs}) * 0.01)"]
            forward += [f"x = F.conv2d(x, self.w{place}, self.b{place}{step.more})"]
        else:
            forward += [f"x = {module(step)}(x)"]
    return _class(Plan(name, {}, ()), init, [*forward, "return x"])


def layers_of_ones_own(name: str, chain: Chain) -> str:
    """A class Dense of the student's own in place of nn.Linear."""
    dense = (
        f"class Dense{name}(nn.Module):\n    def __init__(self, inputs, outputs, bias=True):\n"
        "        super().__init__()\n"
        "        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.01)\n"
        "        self.bias = nn.Parameter(torch.randn(outputs) * 0.01) if bias else None\n\n"
        "    def forward(self, x):\n        return F.linear(x, self.weight, self.bias)\n\n\n"
    )
    return dense + looped(name, chain).replace("nn.Linear(", f"Dense{name}(")


CHAINED = (sequential, inherited_sequential, two_sequentials, looped, parameters_by_hand, layers_of_ones_own)
"""Styles for chains whose steps are all modules."""


def write_chain(name: str, chain: Chain, random: Random) -> str:
    """Write a chain in a style drawn at random."""
    plain = all(step.kind != "raw" for step in chain)
    by_hand = all(
        not step.more or step.more == ", bias=False" for step in chain if step.kind in ("conv", "linear")
    )
    styles = [style for style in CHAINED if plain and (by_hand or style is not parameters_by_hand)]
    if any(step.kind == "conv" and step.more == ", bias=False" for step in chain):
        styles = [style for style in styles if style is not parameters_by_hand]
    if "flatten" not in {step.kind for step in chain}:
        styles = [style for style in styles if style is not two_sequentials]
    if random.random() < 0.5 or not styles:
        return random.choice(PLANS)(of_chain(name, chain, random))
    return random.choice(styles)(name, chain)


def right_chain(name: str, random: Random) -> str:
    """Write one of the models that are asked for as a chain."""
    return write_chain(name, CHAINS[name], random)


# -- files -----------------------------------------------------------------------------------------------

TRAINING = """
if __name__ == "__main__":
    model = {name}()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(10):
        for images, labels in train_loader:
            loss = nn.CrossEntropyLoss()(model(images), labels)
            optimizer.zero_grad(); loss.backward(); optimizer.step()
"""


def script(classes: list[str]) -> str:
    return IMPORTS + "\n\n" + "\n\n".join(classes)


def with_training(classes: list[str], name: str) -> str:
    return script(classes) + TRAINING.format(name=name)


def notebook(classes: list[str]) -> str:
    """The classes as cells of their own, after one with the imports."""
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for text in (IMPORTS, *classes)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
