"""The thresholds that follow from scores, compared with numbers worked out by hand."""

import pytest

from grader.authoring.calibration.thresholds import Proposal, Scores, chance, graded, propose, sds
from grader.base.text import Text
from grader.records.assignment import Threshold
from tests.authoring.calibration.samples import CHANCE, LINE, curves, scored


def proposed(*found: Scores, p: float = 0.001) -> Proposal:
    result = propose(found, CHANCE, "accuracy", p)
    assert isinstance(result, Proposal)
    return result


@pytest.mark.parametrize(("p", "z"), [(0.001, 3.0902), (0.01, 2.3263), (0.05, 1.6449), (0.5, 0.0)])
def test_sds_are_those_of_the_normal_table(p: float, z: float) -> None:
    assert sds(p) == pytest.approx(z, abs=5e-5)


@pytest.mark.parametrize(("p", "full"), [(0.001, 0.442), (0.01, 0.466), (0.05, 0.487)])
def test_propose_puts_full_so_many_deviations_below_the_mean(p: float, full: float) -> None:
    """Mean .54, sd √.001 = .03162; 3.0902, 2.3263 and 1.6449 of them below are .4423, .4664 and .4880."""
    assert proposed(scored("net", 0.50, 0.52, 0.54, 0.56, 0.58), p=p).threshold.full_from == full


def test_propose_takes_the_weakest_right_model_and_pooled_noise() -> None:
    """Sds .01 and .03: √((.0001 + .0009) / 2) = .02236; .61 - 3.0902 * .01 = .5791, .65 - .0927 = .5573."""
    found = proposed(scored("even", 0.60, 0.61, 0.62), scored("uneven", 0.62, 0.65, 0.68))
    assert found == Proposal(
        Threshold(zero_below=0.15, full_from=0.557, chance=CHANCE, noise=0.022), "uneven"
    )


def test_propose_puts_no_line_above_what_a_right_model_reached() -> None:
    outlier = (0.6,) * 30 + (0.2,)
    assert proposed(scored("net", *outlier), p=0.05).threshold.full_from == 0.2


def test_propose_sets_none_to_the_best_wrong_model_below_full() -> None:
    right = scored("net", 0.50, 0.52, 0.54, 0.56, 0.58)
    told, not_told = scored("softmax", 0.30, 0.3104, right=False), scored("linear", 0.3, 0.47, right=False)
    assert proposed(right, told, not_told).threshold.zero_below == 0.311
    near = scored("near", 0.4415, 0.4419, right=False)
    assert proposed(right, near).threshold.zero_below == 0.441  # none stays below full


def test_scores_leave_trainings_at_chance_out_of_the_fit() -> None:
    found = scored("net", 0.6, 0.1, 0.62)
    assert found.learnt == (0.6, 0.62)
    assert found.mean == pytest.approx(0.61)
    assert proposed(found).threshold.full_from == 0.566  # .61 - 3.0902 * .01414


@pytest.mark.parametrize("found", [scored("net", 0.6, 0.1, 0.1), scored("net", 0.2, 0.3, 0.25)])
def test_propose_declines_what_hardly_learns_or_falls_to_chance(found: Scores) -> None:
    said = propose([found], CHANCE, "accuracy", 0.001)
    assert isinstance(said, Text)
    assert "제안할 수 없습니다" in said.ko
    assert "net" in said.en


def test_chance_is_what_no_training_reaches_or_more_if_the_assignment_knows_of_more() -> None:
    assert chance([0.09, 0.1021, 0.098], None, "accuracy") == 0.11
    assert chance([0.09, 0.1021, 0.098], 0.15, "accuracy") == 0.15
    assert chance([5.43, 5.88], None, "psnr") == 5.9


def test_graded_repeats_what_is_just_below_or_learnt_nothing() -> None:
    """The line is .5, doubtful are .46 to .5: .47 becomes the mean of .47, .6, .1 without the .1."""
    assert graded(curves([0.47, 0.6, 0.1, 0.4]), LINE) == pytest.approx((0.535, 0.6, 0.435, 0.4))
