"""Single mistakes in the models that are asked for."""

from collections.abc import Iterator
from dataclasses import replace

from tests.generated.plans import CHAINS, Chain, Net, Step, changed, linear, swapped


def of_chain(name: str) -> Iterator[tuple[str, Chain]]:
    """Yield what is wrong, and the chain with that mistake."""
    chain = CHAINS[name]
    for place, step in enumerate(chain):
        where = f"{step.kind} {place}"
        if step.kind in ("ReLU", "Sigmoid"):
            yield f"no {where}", swapped(chain, place)
            for other in ("Tanh", "LeakyReLU", "ELU", "Sigmoid" if step.kind == "ReLU" else "ReLU"):
                yield f"{other} for {where}", swapped(chain, place, Step(other))
        elif step.kind in ("linear", "conv"):
            yield f"no bias in {where}", swapped(chain, place, changed(step, more=", bias=False"))
            yield f"twice 0.5 after {where}", swapped(chain, place, step, Step("raw", more="x * 0.5"))
            if place + 1 < len(chain):
                yield f"dropout after {where}", swapped(chain, place, step, Step("Dropout", more="0.3"))
                yield f"detached after {where}", swapped(chain, place, step, Step("raw", more="x.detach()"))
            if step.kind == "linear" and step.numbers[1] != 10:
                yield (
                    f"{where} repeated",
                    swapped(chain, place, step, linear(step.numbers[1], step.numbers[1])),
                )
                yield from _resized(chain, place)
        elif step.kind == "pool":
            yield f"average for {where}", swapped(chain, place, Step("average"))
    for kind, more in (
        ("Softmax", "dim=1"),
        ("LogSoftmax", "dim=1"),
        ("Sigmoid", ""),
        ("ReLU", ""),
        ("Tanh", ""),
    ):
        yield f"{kind} on the output", (*chain, Step(kind, more=more))
    for more in (
        "-x",
        "x * 10",
        "x.clamp(0, 1)",
        "x.flip(1)",
        "x.exp()",
        "x - x.mean(0)",
        "F.dropout(x, 0.5, self.training)",
    ):
        yield f"{more} on the output", (*chain, Step("raw", more=more))
    for more in ("x.flip(-1)", "-x", "x / 2", "x - x.mean(0)", "x ** 2", "x.roll(1, -1)"):
        yield f"{more} of the input", (Step("raw", more=more), *chain)


def _resized(chain: Chain, place: int) -> Iterator[tuple[str, Chain]]:
    after = next((at for at in range(place + 1, len(chain)) if chain[at].kind == "linear"), None)
    if after is None:
        return
    inputs, outputs = chain[place].numbers
    for other in (outputs - 1, 2 * outputs):
        resized = swapped(chain, place, linear(inputs, other))
        yield (
            f"{other} for {outputs} at {place}",
            swapped(resized, after, linear(other, chain[after].numbers[1])),
        )


def of_net(net: Net) -> Iterator[tuple[str, Net]]:
    """Yield what is wrong, and the U-Net with that mistake."""
    for layer in ("enc1", "enc2", "mid", "dec2", "dec1"):
        for kernel in ("3, padding=1", "7, padding=3"):
            yield f"{layer}: {kernel}", replace(net, kernels={layer: kernel})
        if (net.name, layer) != ("UNetClassifier", "dec1"):  # no convolution follows it there
            yield f"no activation after {layer}", replace(net, raw=frozenset({layer}))
    for which, (deep, skip) in enumerate((("2", "b"), ("1", "a"))):
        for up in ("2, stride=2", "3, stride=2, padding=1, output_padding=1", "6, stride=2, padding=2"):
            yield f"up{deep}: {up}", replace(net, ups=_put(net.ups, which, up))
        for join in (f"u + {skip}", "u"):
            yield f"join {deep}: {join}", replace(net, joins=_put(net.joins, which, join), joined=_one(which))
        for other in (
            f"{skip} * 0",
            f"{skip}.detach()",
            "u",
            f"{skip} - {skip}",
            f"torch.zeros_like({skip})",
        ):
            join = f"torch.cat([u, {other}], dim=1)"
            yield f"join {deep}: {other}", replace(net, joins=_put(net.joins, which, join))
        for pool in (f"F.interpolate({skip}, scale_factor=0.5)", f"{skip}[:, :, ::2, ::2]"):
            yield f"down by {pool}", replace(net, pools=_put(net.pools, which, pool))
    freezing = "for p in list(self.parameters())[:2]: p.requires_grad_(False)"
    yield "a frozen layer", replace(net, after=(freezing,))
    yield "a layer that is never used", replace(net, after=("self.spare = nn.Linear(4, 4)",))
    yield "weights of zero", replace(net, after=("for p in self.parameters(): nn.init.zeros_(p)",))
    yield "mean of the batch", replace(net, first="x - x.mean(0)")
    yield "one batch", replace(net, end="x.view(50, *x.shape[1:])")
    if net.name != "UNet":
        for end in (
            "F.softmax(x, 1)",
            "torch.sigmoid(x)",
            "-x",
            "x * 3",
            "x.clamp(0, 1)",
            "F.relu(x)",
            "torch.exp(x)",
        ):
            yield f"{end} on the output", replace(net, end=end)


def _put(pair: tuple[str, str], which: int, other: str) -> tuple[str, str]:
    return (other, pair[1]) if which == 0 else (pair[0], other)


def _one(which: int) -> tuple[int, int]:
    return (1, 2) if which == 0 else (2, 1)
