"""The name that was meant by one that does not exist."""

import pytest
import torch
from torch import nn

from grader.capture.names import enclosed, meant, misnamed, suggestion

USUAL = ("Conv2d", "Linear", "MaxPool2d", "ReLU", "linear", "max_pool2d", "relu")


@pytest.mark.parametrize(
    ("name", "module", "found"),
    [
        ("linear", nn, "Linear"),
        ("Maxpool2d", nn, "MaxPool2d"),
        ("Relu", nn.functional, "relu"),
        ("maxpool2d", nn.functional, "max_pool2d"),
        ("Conv", nn, "Conv2d"),
        ("Liner", nn, "Linear"),
        ("Unheard", nn, ""),
        ("foo", torch.Tensor, ""),
    ],
)
def test_meant_prefers_the_same_letters_and_then_what_the_assignment_uses(
    name: str, module: object, found: str
) -> None:
    assert meant(name, dir(module), USUAL) == found


def test_meant_takes_a_name_for_no_other_of_the_same_beginning() -> None:
    assert meant("fc4", ["fc1", "fc2"]) == ""
    assert meant("covn1", ["conv1", "conv2"]) == "conv1"


class Misspelt(nn.Module):
    def _init_(self) -> None: ...

    def foward(self) -> None: ...

    def helper(self) -> None: ...


class Unbalanced(nn.Module):
    def __init_(self) -> None: ...


class Integer(nn.Module):
    def __int__(self) -> int:
        return 0


@pytest.mark.parametrize(
    ("made", "name", "found"),
    [
        (Misspelt, "__init__", "_init_"),
        (Misspelt, "forward", "foward"),
        (Unbalanced, "__init__", "__init_"),
        (Integer, "__init__", "__int__"),
        (Integer, "forward", None),
    ],
)
def test_misnamed_finds_the_method_that_torch_never_calls(
    made: type[nn.Module], name: str, found: str | None
) -> None:
    method = misnamed(made, name)
    assert (method.__name__ if method else None) == found


class HalfMade(nn.Module):
    """Runs into an error before nn.Module has made a place for its layers."""

    def __init__(self) -> None:
        super(Unheard, self).__init__()  # type: ignore[name-defined]  # noqa: F821


def test_suggestion_survives_a_module_that_is_not_set_up_yet() -> None:
    with pytest.raises(NameError) as raised:
        HalfMade()
    assert suggestion(raised.value) == ""


def test_suggestion_survives_attributes_that_cannot_be_listed() -> None:
    class Hostile:
        def __dir__(self) -> list[str]:
            raise RuntimeError

    with pytest.raises(AttributeError) as raised:
        Hostile().layer  # type: ignore[attr-defined]  # noqa: B018
    assert suggestion(raised.value) == ""


class Indented(nn.Module):
    def __init__(self) -> None:
        super().__init__()

        def forward(self: nn.Module, x: torch.Tensor) -> torch.Tensor:
            return x


def test_enclosed_finds_a_method_inside_another() -> None:
    found = enclosed(Indented, "forward")
    assert found is not None
    assert found.co_name == "forward"
    assert enclosed(Misspelt, "forward") is None
