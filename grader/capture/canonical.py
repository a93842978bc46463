"""One way to write down what can be asked of torch in several ways."""

from grader.records.graph import Argument

POOLS = {f"{kind}_pool{dims}d.default" for kind in ("max", "avg") for dims in (1, 2, 3)}
PADDED = {f"conv{dims}d.padding" for dims in (1, 2, 3)}


def canonical(
    op: str, args: tuple[Argument, ...], weight: tuple[int, ...] | None
) -> tuple[str, tuple[Argument, ...]]:
    """Return an operation and its arguments in their one form.

    Args:
        op: a name in the table of operations.
        args: all arguments, in the order of the schema.
        weight: the shape of the second argument, if that is a tensor.
    """
    if op in POOLS and args[2] == ():
        return op, (*args[:2], args[1], *args[3:])  # without a stride, a pooling moves by its kernel
    if op in PADDED and weight is not None:
        padding = _padding(args[4], args[5], weight[2:])
        if padding is not None:
            return op.replace("padding", "default"), (*args[:4], padding, *args[5:])
    return op, args


def _padding(word: Argument, dilation: Argument, kernel: tuple[int, ...]) -> tuple[int, ...] | None:
    """The padding that `same` or `valid` means, by dimension; None if it differs between the two ends."""
    if word == "valid":
        return (0,) * len(kernel)
    steps = dilation if isinstance(dilation, tuple) else (dilation,)
    if len(steps) == 1:
        steps = steps * len(kernel)
    totals = [step * (size - 1) for step, size in zip(steps, kernel, strict=True) if isinstance(step, int)]
    return tuple(total // 2 for total in totals) if all(total % 2 == 0 for total in totals) else None
