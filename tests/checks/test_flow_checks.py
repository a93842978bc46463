"""What each encoder and decoder check gives right U-Nets, and wrong ones with one mistake each."""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial

import pytest

from grader.checks.convolution_rules import filters
from grader.checks.invariants import has_parameters_between
from grader.checks.unet import bottleneck, levels, pooling, skips
from grader.checks.upsampling import up_sampling
from grader.checks.verdict import Failed, Finding, Share
from grader.records.graph import Graph
from tests.checks.unets import FIXTURES, RIGHT, graphs, right

CHECKS: Mapping[str, Callable[[Graph], Share | None]] = {
    "filters": filters,
    "up_sampling": up_sampling,
    "levels": levels,
    "pooling": pooling,
    "skips": skips,
    "bottleneck": bottleneck,
    "parameters": partial(has_parameters_between, least=500, most=100_000),
}
NONE = 0.0
WRONG = {
    "Kernel3": {"filters": 1 / 2},
    "Dilated": {"filters": 1 / 2},
    "Grouped": {"filters": 1 / 2},
    "Pointwise": {"filters": 1 / 2},
    "AllKernel3": {"filters": NONE},
    "Kernel2": {"up_sampling": NONE},
    "Kernel3Up": {"up_sampling": NONE},
    "OutputPadding": {"up_sampling": 1 / 2},
    "DilatedUp": {"up_sampling": 1 / 2},
    "Interpolation": {"up_sampling": NONE},
    "SubPixel": {"up_sampling": 1 / 2},
    "Repeated": {"up_sampling": 1 / 2},
    "OneLevel": {"levels": NONE},
    "UpAtOnce": {"levels": NONE},
    "HalfWayUp": {"levels": NONE},
    "EndsHalfWay": {"levels": NONE},
    "Sliced": {"pooling": NONE},
    "Shrunk": {"pooling": NONE},
    "Added": {"skips": NONE},
    "Multiplied": {"skips": NONE},
    "AlongTheRows": {"skips": NONE},
    "NoSkips": {"skips": NONE},
    "OwnTwice": {"skips": NONE},
    "OneAdded": {"skips": 1 / 2},
    "OneMissing": {"skips": 1 / 2},
    "FromTheDecoder": {"skips": 1 / 2},
    "OutputPlusInput": {"bottleneck": NONE},
    "ImageJoins": {"bottleneck": NONE},
    "SideBranch": {"bottleneck": NONE},
    "EncoderInTheHead": {"bottleneck": NONE},
    "FlatEncoderInTheHead": {"bottleneck": NONE},
    "InputTimesMask": {"bottleneck": NONE},
    "TooWide": {"parameters": NONE},
    # what is two mistakes at once
    "Strided": {"filters": 1 / 2, "pooling": 1 / 2},
    "SkipFromTheImage": {"skips": NONE, "bottleneck": NONE},
    "SkipFromAbove": {"skips": 1 / 2, "bottleneck": NONE},
    "SkipFromBelow": {"skips": 1 / 2, "bottleneck": NONE},
    "DecoderUnused": {"up_sampling": NONE, "levels": NONE, "skips": NONE, "bottleneck": NONE},
    "EnlargedFirst": {"up_sampling": NONE, "levels": NONE, "skips": NONE, "bottleneck": NONE},
    "NeverSmaller": dict.fromkeys(("up_sampling", "levels", "pooling", "skips", "bottleneck"), NONE),
}
"""The shares that are not all of the points, by model and check."""
HANGUL, LATIN = re.compile("[가-힣]"), re.compile("^[^가-힣]+$")


@cache
def wrong() -> dict[str, Graph]:
    return graphs("wrong_unets.py", WRONG)


def answer(check: Callable[[Graph], Share | None], graph: Graph) -> tuple[float, Finding | None]:
    """The share that a check gives, and what it says if that is not all."""
    try:
        share = check(graph)
    except Failed as failed:
        return NONE, failed.finding
    return (share.fraction, share.finding) if share else (1.0, None)


def lost(graph: Graph) -> dict[str, float]:
    """The shares that are not all, by check."""
    shares = {name: answer(check, graph)[0] for name, check in CHECKS.items()}
    return {name: share for name, share in shares.items() if share < 1}


def said(check: str, model: str) -> Finding:
    finding = answer(CHECKS[check], wrong()[model])[1]
    assert finding is not None
    return finding


@pytest.mark.parametrize("name", [name for name in RIGHT if name != "ByInterpolation"])
def test_flow_checks_all_pass_a_right_u_net(name: str) -> None:
    assert lost(right()[name]) == {}


def test_up_sampling_passes_interpolation_only_where_allowed() -> None:
    graph = right()["ByInterpolation"]
    assert lost(graph) == {"up_sampling": NONE}
    assert up_sampling(graph, interpolation=True) is None


def test_up_sampling_allowing_interpolation_fails_other_mistakes() -> None:
    allowed = partial(up_sampling, interpolation=True)
    assert [answer(allowed, wrong()[name])[0] for name in ("SubPixel", "Kernel2")] == [1 / 2, NONE]


@pytest.mark.parametrize("name", WRONG)
def test_flow_checks_charge_a_mistake_only_to_its_own_checks(name: str) -> None:
    assert lost(wrong()[name]) == pytest.approx(WRONG[name])


def test_flow_checks_are_each_failed_by_a_mistake_of_their_own() -> None:
    assert {name for shares in WRONG.values() if len(shares) == 1 for name in shares} == CHECKS.keys()


@pytest.mark.parametrize("name", WRONG)
def test_flow_checks_explain_lost_points_in_both_languages(name: str) -> None:
    findings = [finding for check in CHECKS.values() if (finding := answer(check, wrong()[name])[1])]
    for finding in findings:
        assert HANGUL.search(finding.message.ko)
        assert finding.hint is not None
        assert all(LATIN.match(text.en) for text in (finding.message, finding.hint))


# -- what is said -----------------------------------------------------------------------------------------


def line(text: str) -> int:
    """The number of the only line of the wrong U-Nets that has this text."""
    lines = (FIXTURES / "wrong_unets.py").read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if text in line]
    return number


@pytest.mark.parametrize(
    ("check", "model", "expected", "found"),
    [
        ("filters", "Kernel3", "[5x5x6]x8, s1, p2", "[3x3x6]x8, s1, p1"),
        ("filters", "Dilated", "[5x5x6]x8, s1, p2", "[5x5x6]x8, s1, p2, d2"),
        ("filters", "Strided", "[5x5x4]x6, s1, p2", "[5x5x4]x6, s2, p2"),
        ("up_sampling", "Kernel2", "Up [4x4x8]x6, s2, p1", "Up [2x2x8]x6, s2, p0"),
        ("up_sampling", "OutputPadding", "16x16", "17x17"),
        ("pooling", "Strided", "a pooling (nn.MaxPool2d or nn.AvgPool2d)", "[5x5x4]x6, s2, p2"),
        ("pooling", "Sliced", "a pooling (nn.MaxPool2d or nn.AvgPool2d)", "slicing, as in x[:, :, ::2, ::2]"),
        (
            "levels",
            "HalfWayUp",
            "down by 2 levels or more, up by as many, and so back to 32x32",
            "32x32 → 16x16 → 8x8 → 16x16",
        ),
        (
            "skips",
            "NoSkips",
            "the encoder's map of 32x32, in its own size, joined to the decoder's by torch.cat (dim=1)",
            "32x32: none, 16x16: none",
        ),
        (
            "skips",
            "OneAdded",
            "the encoder's map of 16x16, in its own size, joined to the decoder's by torch.cat (dim=1)",
            "32x32: concatenated, 16x16: added",
        ),
        ("parameters", "TooWide", "between 500 and 100,000", "117,313"),
    ],
)
def test_flow_checks_put_the_numbers_beside_the_expected_ones(
    check: str, model: str, expected: str, found: str
) -> None:
    finding = said(check, model)
    assert finding.expected is not None
    assert finding.found is not None
    assert (finding.expected.en, finding.found.en) == (expected, found)


@pytest.mark.parametrize(
    ("check", "model", "text"),
    [
        ("filters", "Kernel3", "nn.Conv2d(6, 8, 3, 1, 1)"),
        ("up_sampling", "OutputPadding", "nn.ConvTranspose2d(8, 6, 4, 2, 1, output_padding=1)"),
        ("up_sampling", "SubPixel", "nn.PixelShuffle(2)"),
        ("pooling", "Sliced", "return x[:, :, ::2, ::2]"),
        ("skips", "OneAdded", "return up + skip if"),
        ("bottleneck", "OutputPlusInput", "super().forward(x) + x"),
        ("bottleneck", "ImageJoins", "torch.cat([d1, x], dim=1)"),
        ("bottleneck", "SideBranch", "self.out(d1 + self.side(x))"),
    ],
)
def test_flow_checks_name_the_line_at_fault(check: str, model: str, text: str) -> None:
    assert [at and at.line for at in said(check, model).at] == [line(text)]


def test_skips_names_a_missing_one_by_its_resolution() -> None:
    assert said("skips", "OneMissing").message.en == "There is no skip connection at 16x16."


def test_skips_tells_an_addition_from_a_concatenation() -> None:
    assert said("skips", "OneAdded").message.en == "At 16x16 the encoder's map is added, not concatenated."


def test_flow_checks_say_that_a_model_has_no_decoder() -> None:
    for check in ("levels", "skips", "bottleneck"):
        assert "up again (decoder)" in said(check, "DecoderUnused").message.en


def test_filters_fails_what_is_never_right_without_a_share() -> None:
    with pytest.raises(Failed):
        filters(wrong()["AllKernel3"])


def test_has_parameters_between_fails_too_few_as_well() -> None:
    share, finding = answer(partial(has_parameters_between, least=10_000, most=100_000), right()["Plain"])
    assert share == NONE
    assert finding is not None
    assert finding.hint is not None
    assert finding.hint.en == "Take more channels or more levels."


def test_filters_holds_a_rule_of_another_course_as_well() -> None:
    assert filters(wrong()["AllKernel3"], kernel=3, padding=1) is None


def test_levels_can_ask_for_more() -> None:
    assert answer(partial(levels, least=3), right()["Plain"])[0] == NONE
    assert answer(partial(levels, least=3), right()["Helpers"])[0] == 1
