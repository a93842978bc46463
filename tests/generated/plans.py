"""Models as plans: their layers by name, and the lines of forward that use them.

A plan is written as a class in any of several styles (`styles`). The ways to write an operation are drawn at
random, so that one seed gives one model.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

ACTIVATIONS = {
    "ReLU": (
        "F.relu({})", "torch.relu({})", "{}.relu()", "nn.functional.relu({})", "{}.clamp(min=0)",
        "nn.ReLU()({})", "torch.clamp({}, min=0.0)", "F.threshold({}, 0.0, 0.0)",
        "torch.maximum({0}, torch.zeros_like({0}))", "torch.where({0} > 0, {0}, torch.zeros_like({0}))",
    ),
    "Sigmoid": (
        "torch.sigmoid({})", "{}.sigmoid()", "F.sigmoid({})", "1 / (1 + torch.exp(-{}))", "nn.Sigmoid()({})",
    ),
}  # fmt: skip
POOLINGS = ("F.max_pool2d({}, 2)", "F.max_pool2d({}, kernel_size=2, stride=2)", "nn.MaxPool2d(2)({})")
FLATTENINGS = (
    "torch.flatten({}, 1)", "{}.flatten(1)", "{0}.view({0}.size(0), -1)", "{0}.reshape(len({0}), -1)",
    "{0}.view({0}.shape[0], {1})", "nn.Flatten()({})", "{}.reshape(-1, {1})",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A model.

    Args:
        name: the class.
        layers: what makes each layer, by its name.
        lines: the lines of forward after which `x` is the result; `{name}` stands for a layer.
        after: lines that end `__init__`.
    """

    name: str
    layers: dict[str, str]
    lines: tuple[str, ...]
    after: tuple[str, ...] = ()


# -- one layer after another -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A layer of a chain: its kind, and its numbers."""

    kind: str
    numbers: tuple[int, ...] = ()
    more: str = ""


Chain = tuple[Step, ...]


def linear(inputs: int, outputs: int) -> Step:
    return Step("linear", (inputs, outputs))


def conv(inputs: int, outputs: int) -> Step:
    return Step("conv", (inputs, outputs, 5))


RELU, SIGMOID, POOL = Step("ReLU"), Step("Sigmoid"), Step("pool")
HIDDEN = tuple(step for _ in range(3) for step in (linear(100, 100), RELU))
CHAINS: dict[str, Chain] = {
    "SLP": (Step("flatten", (784,)), linear(784, 10)),
    "MLP": (Step("flatten", (784,)), linear(784, 100), SIGMOID, linear(100, 10)),
    "CifarMLP": (Step("flatten", (3072,)), linear(3072, 100), RELU, *HIDDEN, linear(100, 10)),
    "CNN": (conv(3, 32), conv(32, 32), Step("flatten", (18432,)), linear(18432, 10)),
    "LeNet5": (
        conv(3, 6), RELU, POOL, conv(6, 16), RELU, POOL, Step("flatten", (400,)),
        linear(400, 120), RELU, linear(120, 84), RELU, linear(84, 10),
    ),
}  # fmt: skip


def module(step: Step) -> str:
    """What makes a step as a module."""
    numbers = ", ".join(map(str, step.numbers))
    return {
        "linear": f"nn.Linear({numbers}{step.more})",
        "conv": f"nn.Conv2d({numbers}{step.more})",
        "pool": f"nn.MaxPool2d(2{step.more})",
        "average": "nn.AvgPool2d(2)",
        "flatten": "nn.Flatten()",
    }.get(step.kind, f"nn.{step.kind}({step.more})")


def of_chain(name: str, chain: Chain, random: Random) -> Plan:
    """A chain, every operation without weights written in a way of its own."""
    layers: dict[str, str] = {}
    lines = []
    for step in chain:
        if step.kind in ("linear", "conv"):
            layer = f"{step.kind}{len(layers)}"
            layers[layer] = _made(step, random)
            lines.append(f"x = {{{layer}}}(x)")
        else:
            lines.append(f"x = {_written(step, random)}")
    return Plan(name, layers, tuple(lines))


def _made(step: Step, random: Random) -> str:
    if step.kind == "linear" and not step.more:
        inputs, outputs = step.numbers
        return random.choice(
            [module(step), f"nn.Linear(in_features={inputs}, out_features={outputs}, bias=True)"]
        )
    if step.kind == "conv" and not step.more:
        inputs, outputs, size = step.numbers
        ways = (
            f"{inputs}, {outputs}, kernel_size={size}",
            f"{inputs}, {outputs}, ({size}, {size}), stride=1",
        )
        return f"nn.Conv2d({random.choice(ways)})"
    return module(step)


def _written(step: Step, random: Random) -> str:
    if step.kind == "flatten":
        return (
            random.choice(FLATTENINGS)
            .replace("{1}", str(step.numbers[0]))
            .replace("{0}", "x")
            .replace("{}", "x")
        )
    if step.kind == "pool" and not step.more:
        return random.choice(POOLINGS).format("x")
    if step.kind in ACTIVATIONS:
        return random.choice(ACTIVATIONS[step.kind]).format("x")
    if step.kind == "raw":
        return step.more
    return f"{module(step)}(x)"


# -- encoders and decoders -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Net:
    """A U-Net of two levels: what makes its layers, and how each of its maps is made."""

    name: str
    widths: tuple[int, int, int]
    head: str
    last: str
    kernels: dict[str, str] = field(default_factory=dict)
    raw: frozenset[str] = frozenset()
    """Convolutions without an activation after them."""
    pools: tuple[str, str] = ("F.max_pool2d(a, 2)", "F.max_pool2d(b, 2)")
    ups: tuple[str, str] = ("4, stride=2, padding=1", "4, stride=2, padding=1")
    joins: tuple[str, str] = ("torch.cat([u, b], dim=1)", "torch.cat([u, a], dim=1)")
    joined: tuple[int, int] = (2, 2)
    """How many times a level's width its join has."""
    first: str = "x"
    end: str = "x"
    norm: bool = False
    after: tuple[str, ...] = ()


def of_net(net: Net, random: Random) -> Plan:
    """A U-Net, its activations written at random."""
    one, two, three = net.widths
    size = {name: net.kernels.get(name, "5, padding=2") for name in ("enc1", "enc2", "mid", "dec2", "dec1")}
    layers = {
        "enc1": f"nn.Conv2d(3, {one}, {size['enc1']})",
        "enc2": f"nn.Conv2d({one}, {two}, {size['enc2']})",
        "mid": f"nn.Conv2d({two}, {three}, {size['mid']})",
        "up2": f"nn.ConvTranspose2d({three}, {two}, {net.ups[0]})",
        "dec2": f"nn.Conv2d({two * net.joined[0]}, {two}, {size['dec2']})",
        "up1": f"nn.ConvTranspose2d({two}, {one}, {net.ups[1]})",
        "dec1": f"nn.Conv2d({one * net.joined[1]}, {one}, {size['dec1']})",
        "head": net.head,
    }
    if net.norm:
        layers |= {"norm1": f"nn.BatchNorm2d({one})", "norm2": f"nn.BatchNorm2d({two})"}

    def made(name: str, read: str, norm: str = "") -> str:
        mapped = f"{{{name}}}({read})"
        mapped = f"{{{norm}}}({mapped})" if norm and net.norm else mapped
        return mapped if name in net.raw else random.choice(ACTIVATIONS["ReLU"][:5]).replace("{}", mapped)

    lines = (
        f"a = {made('enc1', net.first, 'norm1')}",
        f"b = {made('enc2', net.pools[0], 'norm2')}",
        f"m = {made('mid', net.pools[1])}",
        "u = {up2}(m)",
        f"d = {made('dec2', net.joins[0])}",
        "u = {up1}(d)",
        f"y = {made('dec1', net.joins[1])}",
        f"x = {net.last}",
        *((f"x = {net.end}",) if net.end != "x" else ()),
    )
    return Plan(net.name, layers, lines, net.after)


NETS: dict[str, Callable[[int], tuple[str, str]]] = {
    "UNet": lambda one: (f"nn.Conv2d({one}, 3, 5, padding=2)", "{head}(y)"),
    "UNetClassifier": lambda one: (f"nn.Linear({one * 32 * 32}, 10)", "{head}(torch.flatten(y, 1))"),
    "SegUNet": lambda one: (f"nn.Conv2d({one}, 11, 1)", "{head}(y)"),
}
"""What ends each U-Net, by its first width: its last layer, and how it is used."""


def net(name: str, random: Random) -> Net:
    """A right U-Net."""
    widths = _widths(random)
    head, last = NETS[name](widths[0])
    if name == "SegUNet" and random.random() < 0.5:
        head = f"nn.Conv2d({widths[0]}, 11, kernel_size=5, stride=1, padding=2)"
    order = random.random() < 0.5
    joins = (
        ("torch.cat((b, u), 1)", "torch.cat((a, u), 1)")
        if order
        else ("torch.cat([u, b], dim=1)", "torch.concat([u, a], 1)")
    )
    pool = random.choice(("F.max_pool2d({}, 2)", "F.avg_pool2d({}, 2)", "nn.MaxPool2d(2)({})"))
    pools = (pool.format("a"), pool.format("b"))
    return Net(name, widths, head, last, joins=joins, pools=pools, norm=random.random() < 0.3)


def _widths(random: Random) -> tuple[int, int, int]:
    one = random.choice((4, 5, 6))
    return (one, 2 * one, 4 * one)


def changed(step: Step, **what: object) -> Step:
    return replace(step, **what)  # type: ignore[arg-type]


def swapped(chain: Sequence[Step], place: int, *steps: Step) -> Chain:
    """A chain with other steps in a step's place."""
    return (*chain[:place], *steps, *chain[place + 1 :])
