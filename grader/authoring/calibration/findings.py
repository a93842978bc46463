"""The conclusions of a study, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from grader.authoring.calibration.budget import least, separated
from grader.authoring.calibration.study import Study
from grader.authoring.calibration.thresholds import Proposal, Scores, call, sds, share
from grader.base.text import Text
from grader.records.assignment import Threshold

ENOUGH_RIGHT, ENOUGH_WRONG = 10, 5
"""Seeds per right and per wrong model; with fewer, mean and deviation say little."""

_FEW: Final = Text(
    ko="시드가 적어 평균과 표준편차가 부정확합니다. "
    f"맞는 모델은 {ENOUGH_RIGHT}개, 틀린 모델은 {ENOUGH_WRONG}개 이상 쓰십시오.",
    en="The seeds are few, so means and deviations are rough: "
    f"take at least {ENOUGH_RIGHT} for right models, {ENOUGH_WRONG} for wrong ones.",
)
_NO_MORE: Final = Text(
    ko="잰 것 가운데 더 많이 가려낸 학습은 없습니다.", en="No other one that was tried tells more."
)
_LONGEST: Final = Text(
    ko="잰 것 가운데 가장 길므로, 더 길면 더 가려낼 수도 있습니다.",
    en="It is the longest that was tried: a longer one may tell more.",
)
_NONE_IS_ENOUGH: Final = Text(
    ko="어느 학습량으로도 기준을 제안할 수 없습니다. 더 많은 이미지나 더 긴 학습이 필요합니다.",
    en="With none of these can a line be proposed: it takes more images, or a longer training.",
)
_WRONG_ONES: Final = Text(ko="틀린 모델", en="the wrong models")
_NO_WRONG_ONES: Final = Text(
    ko="틀린 모델이 없어 구별되는지 알 수 없습니다. variants.py나 예시에 틀린 모델을 두십시오.",
    en="There are no wrong models, so nobody knows whether training tells them: put some into variants.py, "
    "or into the examples.",
)


@dataclass(frozen=True)
class Conclusion:
    """A conclusion in words, and whether it is bad news."""

    text: Text
    bad: bool = False


def findings(study: Study) -> Iterator[Conclusion]:
    """Yield the conclusions of a study, the proposal first."""
    if isinstance(study.proposal, Text):
        yield Conclusion(study.proposal, bad=True)
    else:
        yield Conclusion(_proposed(study, study.proposal))
        yield from _separation(study, study.proposal.threshold)
    if study.in_force is not None:
        yield _in_force(study, study.in_force)
    yield from _stuck({each.model: len(each.all) - len(each.learnt) for each in study.found if each.right})
    if len(study.seeds) < ENOUGH_RIGHT or any(len(each.all) < ENOUGH_WRONG for each in study.found):
        yield Conclusion(_FEW, bad=True)


def budget(studies: Sequence[Study]) -> Conclusion:
    """Return which of the recipes tried is enough.

    Args:
        studies: the studies of one part, shortest training first.
    """
    enough = least(studies)
    if enough is None:
        return Conclusion(_NONE_IS_ENOUGH, bad=True)
    recipe, number, total = enough.recipe, len(separated(enough)), len(enough.wrong)
    mine = f"`train_images={recipe.train_images:_}, epochs={recipe.epochs}`"
    longest = enough is studies[-1] and number < total
    more = _LONGEST if longest else _NO_MORE
    return Conclusion(
        Text(
            ko=f"제안: {mine}\n"
            f"틀린 모델 {total}개 가운데 {number}개를 가려내는 가장 짧은 학습입니다. {more.ko}",
            en=f"Proposed: {mine}\n"
            f"The shortest training that tells {number} of {total} wrong models. {more.en}",
        )
    )


def _proposed(study: Study, proposal: Proposal) -> Text:
    line, z = f'"{study.data}": {call(proposal.threshold)}', sds(study.false_fail)
    share = f"{study.false_fail:g}"
    return Text(
        ko=f"제안: `{line}`\n"
        f"만점은 '{proposal.weakest}'의 평균 - {z:.2f} 표준편차(최저 점수가 더 낮으면 그 점수)부터입니다. "
        f"점수가 정규분포를 따르면 맞는 모델이 이 아래로 떨어지는 확률은 {share} 이하입니다.",
        en=f"Proposed: `{line}`\n"
        f"Full marks begin at the mean - {z:.2f} sd of {proposal.weakest}, or its least score if lower: "
        f"if scores are normal, a right model falls below with a probability of {share} at most.",
    )


def _separation(study: Study, proposed: Threshold) -> Iterator[Conclusion]:
    if not study.wrong:
        yield Conclusion(_NO_WRONG_ONES, bad=True)
    told = study.told(proposed.full_from)
    if reached := [each for each in study.wrong if each not in told]:
        names = ", ".join(f"{each.model} ({share(each.all, proposed.full_from)})" for each in reached)
        yield Conclusion(
            Text(
                ko=f"구별되지 않습니다! 틀린 모델인데 학습 뒤 이 기준에 닿습니다: {names}. "
                "다른 항목이 가려내야 합니다.",
                en=f"NOT separated from these wrong models, whose trainings reach that line: {names}. "
                "Other checks must tell them.",
            ),
            bad=True,
        )
    if told:
        yield Conclusion(
            _gap(max(told, key=lambda each: max(each.all)), proposed.full_from, others=bool(reached))
        )


def _gap(best: Scores, line: float, *, others: bool) -> Text:
    most = f"{max(best.all):.4g}"
    gap, away = (f"{line - score:.2g}" for score in (max(best.all), best.mean))
    sd = f" ({(line - best.mean) / best.deviation:.1f} sd)" if best.deviation else ""
    whom = Text(ko="나머지 틀린 모델", en="the other wrong models") if others else _WRONG_ONES
    return Text(
        ko=f"{whom.ko}과는 구별됩니다. 그중 가장 높은 '{best.model}'의 최고 점수({most})는 "
        f"만점 기준보다 {gap}, 평균은 {away}{sd} 낮습니다.",
        en=f"Separated from {whom.en}: the best of them, {best.model}, reached {most}, "
        f"which is {gap} below the line; its mean is {away}{sd} below.",
    )


def _in_force(study: Study, rule: Threshold) -> Conclusion:
    right = [each for each in study.found if each.right]
    once = sum(score < rule.full_from for each in right for score in each.all)
    graded = {each.model: sum(score < rule.full_from for score in study.graded[each.model]) for each in right}
    total, below = sum(len(each.all) for each in right), sum(graded.values())
    names = ", ".join(f"{model} ({count})" for model, count in graded.items() if count)
    which = f": {names}" if names else ""
    return Conclusion(
        Text(
            ko=f"지금의 기준({rule.full_from:g}): 맞는 모델의 학습 {total}번 가운데 {once}번이 못 미칩니다. "
            f"의심스러운 학습을 반복하는 실제 채점에서는 {below}번입니다{which}.",
            en=f"The line in force ({rule.full_from:g}): of {total} trainings of right models {once} fell"
            f" below; as graded, where doubtful ones are repeated, {below}{which}.",
        ),
        bad=below > 0,
    )


def _stuck(stuck: dict[str, int]) -> Iterator[Conclusion]:
    if names := ", ".join(f"{model} ({count})" for model, count in stuck.items() if count):
        yield Conclusion(
            Text(
                ko=f"맞는 모델인데 아무것도 배우지 못한 학습이 있습니다: {names}. "
                "채점은 이런 학습을 반복합니다. 평균과 표준편차에는 들어가지 않습니다.",
                en=f"Some trainings of right models learnt nothing: {names}. "
                "Grading repeats such a training; means and deviations leave it out.",
            ),
            bad=True,
        )
