"""A layer's settings by the names of its constructor's arguments."""

from collections.abc import Mapping

from grader.analysis.layers import Layer
from grader.records.graph import Argument
from grader.repairs.arguments import SETTING
from grader.repairs.layer_sizes import Rule, convolved, linear, pooled, transposed

INPUTS = {"in_channels", "in_features", "num_features"}
"""Arguments that follow from the layers before."""
DEFAULTS: dict[str, SETTING] = {
    "stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "groups": 1, "bias": True,
    "ceil_mode": False,
}  # fmt: skip


def settings_of(layer: Layer) -> dict[str, SETTING]:
    """Return the settings of a layer that students make with arguments; empty for any other layer."""
    kind, settings = layer.kind, layer.settings
    weight = settings[0] if settings else None
    if kind in ("MaxPool2d", "AvgPool2d"):
        pooling = ("kernel_size", "stride", "padding")
        return {name: _setting(value) for name, value in zip(pooling, settings, strict=False)}
    if not isinstance(weight, tuple) or not all(isinstance(each, int) for each in weight):
        return {}
    numbers = [each for each in weight if isinstance(each, int)]
    if kind == "Linear":
        return {"in_features": numbers[1], "out_features": numbers[0], "bias": bool(settings[-1])}
    if kind not in ("Conv2d", "ConvTranspose2d"):
        return {}
    first, second, *kernel = numbers
    upwards = kind == "ConvTranspose2d"
    names: tuple[str, ...] = (
        ("stride", "padding", "output_padding", "groups", "dilation", "bias")
        if upwards
        else ("stride", "padding", "dilation", "groups", "bias")
    )
    found: dict[str, SETTING] = {
        "in_channels": first if upwards else second,
        "out_channels": second if upwards else first,
        "kernel_size": _one(tuple(kernel)),
    }
    return found | {name: _setting(value) for name, value in zip(names, settings[1:], strict=True)}


def rule_of(kind: str, settings: Mapping[str, SETTING]) -> Rule | None:
    """Return the rule by which a layer with these settings changes sizes."""
    if kind == "Linear":
        return linear(int(_number(settings["out_features"])))
    if kind not in ("Conv2d", "ConvTranspose2d", "MaxPool2d", "AvgPool2d"):
        return None
    kernel, stride, padding = (_pair(settings[name]) for name in ("kernel_size", "stride", "padding"))
    if kind == "Conv2d":
        return convolved(int(_number(settings["out_channels"])), kernel, stride, padding)
    if kind == "ConvTranspose2d":
        extra = _pair(settings["output_padding"])
        return transposed(int(_number(settings["out_channels"])), kernel, stride, padding, extra)
    return pooled(kernel, stride, padding)


def chosen(settings: Mapping[str, SETTING]) -> dict[str, SETTING]:
    """Return the settings without those that follow from the layers before."""
    return {name: value for name, value in settings.items() if name not in INPUTS}


def _number(value: SETTING) -> int:
    return value[0] if isinstance(value, tuple) else value


def _pair(value: SETTING) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (int(value), int(value))


def _setting(value: Argument) -> SETTING:
    if isinstance(value, tuple):
        return _one(tuple(each for each in value if isinstance(each, int)))
    return value if isinstance(value, bool | int) else 0


def _one(numbers: tuple[int, ...]) -> SETTING:
    """Return equal numbers as one."""
    return numbers[0] if len(set(numbers)) == 1 else numbers
