"""The rules for an assignment's file, checked when it is read, so that its author sees mistakes at once."""

import math
from collections.abc import Iterator

from grader.base.errors import StaffError
from grader.base.korean import quoted_with, with_particle
from grader.base.text import Text
from grader.checks.assignment import EXPECTED, REFERENCES, Assignment, Part
from grader.checks.checked_part import Check, CheckedPart
from grader.checks.code_parts import FunctionPart
from grader.checks.evidence import Comparison, Curve, Forward, Threshold
from grader.grading.code_evidence import CODE_NAMES
from grader.grading.evidence import NAMES


def must_be_sound(assignment: Assignment, name: str, *, captured: bool) -> None:
    """Check that an assignment follows the rules.

    Args:
        assignment: the assignment that its file makes.
        name: the name of its folder.
        captured: whether its references must have been captured.

    Raises:
        StaffError: a rule is broken; the message lists all of them.
    """
    broken = [*_rules(assignment, name), *(_uncaptured(assignment) if captured else ())]
    if broken:
        raise StaffError(
            Text(
                ko="\n".join(
                    [f"'{name}' 과제의 파일에 잘못이 있습니다:", *(f"- {each.ko}" for each in broken)]
                ),
                en="\n".join(
                    [f"The file of assignment '{name}' is at fault:", *(f"- {each.en}" for each in broken)]
                ),
            )
        )


def _rules(assignment: Assignment, name: str) -> Iterator[Text]:
    if assignment.id != name:
        yield Text(
            ko=f"assignment가 '{assignment.id}' 폴더의 것입니다. Assignment(__file__, …)로 만드십시오.",
            en=f"It belongs to the folder '{assignment.id}'; make it with Assignment(__file__, …).",
        )
    if not assignment.every_part:
        yield Text(ko="부분(assignment.part)이 하나도 없습니다.", en="It has no part (assignment.part).")
    yield from _twice("id", [part.id for part in assignment.every_part])
    yield from _twice("model", [part.model for part in assignment.parts])
    yield from _twice("check", [check.id for part in assignment.every_part for check in part.checks])
    yield from _of_weights(assignment.every_part)
    all_checks = [check for part in assignment.every_part for check in part.checks]
    if all_checks and all(check.hidden for check in all_checks):
        yield Text(
            ko="모든 항목이 hidden=True입니다. 학생의 보고서가 비게 되므로 하나는 보여 주십시오.",
            en="Every check is hidden=True, so that a student's report would be empty; show one of them.",
        )
    for part in assignment.every_part:
        yield from _of_part(part)
        for check in part.checks:
            yield from _of_check(check, part)
            if isinstance(part, Part):
                yield from _of_training(check, part)


def _twice(what: str, names: list[str]) -> Iterator[Text]:
    for name in sorted({each for each in names if names.count(each) > 1}):
        yield Text(
            ko=f"{what} 이름 {quoted_with(name, '이')} 두 번 나옵니다.",
            en=f"The {what} '{name}' is there twice.",
        )


def _of_part(part: CheckedPart) -> Iterator[Text]:
    if not part.checks:
        yield Text(
            ko=f"{part.id}: 항목(rubric 또는 @….check)이 하나도 없습니다.",
            en=f"{part.id}: it has no check (rubric, or @….check).",
        )
    if isinstance(part, Part) and any(size < 1 for shape in (*part.inputs, part.output) for size in shape):
        yield Text(
            ko=f"{part.id}: input과 output의 크기는 1 이상이어야 합니다.",
            en=f"{part.id}: the sizes of input and output are at least 1.",
        )


def _of_weights(parts: list[CheckedPart]) -> Iterator[Text]:
    weighted = [part for part in parts if part.weight is not None]
    if weighted and len(weighted) < len(parts):
        names = ", ".join(part.id for part in parts if part.weight is None)
        yield Text(
            ko=f"weight가 없는 부분이 있습니다: {names}. 모든 부분에 주거나, 모두 빼십시오.",
            en=f"There is no weight for {names}; give one to every part, or to none.",
        )
    for part in weighted:
        assert part.weight is not None
        if not (math.isfinite(part.weight) and part.weight > 0):
            yield Text(
                ko=f"{part.id}: weight={part.weight}. 가중치는 0보다 커야 합니다.",
                en=f"{part.id}: weight={part.weight}; a weight is more than 0.",
            )


def _of_check(check: Check, part: CheckedPart) -> Iterator[Text]:
    name = f"{part.id}.{check.id}"
    if not (math.isfinite(check.points) and check.points > 0):
        yield Text(
            ko=f"{name}: points={check.points}. 점수는 0보다 커야 합니다.",
            en=f"{name}: points={check.points}; a check is worth more than 0 points.",
        )
    if not check.hidden and (secret := [each.id for each in check.requires if each.hidden]):
        yield Text(
            ko=f"{name}: 먼저 통과해야 하는 {with_particle(', '.join(secret), '은')} hidden입니다. 대기"
            " 상태가 그 결과를 알려 주므로, 이 항목도 hidden=True로 하거나 requires=…를 따로 적으십시오.",
            en=f"{name} requires {', '.join(secret)}, which is hidden. That this one had to wait would give"
            " its result away: make it hidden=True as well, or say requires=….",
        )
    names = NAMES if isinstance(part, Part) else CODE_NAMES
    if unknown := [str(getattr(kind, "__name__", kind)) for kind in check.evidence if kind not in names]:
        known = ", ".join(kind.__name__ for kind in names)
        yield Text(
            ko=f"{name}: 알 수 없는 근거 {', '.join(unknown)}. 쓸 수 있는 것: {known}",
            en=f"{name}: there is no evidence {', '.join(unknown)}. There are: {known}",
        )


def _of_training(check: Check, part: Part) -> Iterator[Text]:
    name = f"{part.id}.{check.id}"
    if Curve in check.evidence and part.recipe is None:
        yield Text(
            ko=f"{name}: 학습(Curve)이 필요하지만 {part.id}에 recipe가 없습니다.",
            en=f"{name}: it asks for a training (Curve), but {part.id} has no recipe.",
        )
    if Threshold in check.evidence and not part.thresholds:
        yield Text(
            ko=f"{name}: 기준(Threshold)이 필요하지만 {part.id}에 thresholds가 없습니다.",
            en=f"{name}: it asks for a Threshold, but {part.id} has no thresholds.",
        )
    if {Comparison, Forward} & set(check.evidence) and not part.reference_names:
        yield Text(
            ko=f"{name}: 비교할 정답이 필요하지만 {part.id}에 references가 없습니다.",
            en=f"{name}: it compares with a reference, but {part.id} names no references.",
        )


def _uncaptured(assignment: Assignment) -> Iterator[Text]:
    for part in assignment.parts:
        if missing := [name for name in part.reference_names if name not in part.solutions]:
            yield Text(
                ko=f"{part.id}: {REFERENCES}에 없습니다: {', '.join(missing)}. "
                f"`grade build {assignment.id}`로 만드십시오.",
                en=f"{part.id}: {REFERENCES} lacks {', '.join(missing)}. "
                f"Make it with `grade build {assignment.id}`.",
            )
    for each in assignment.code_parts:
        if isinstance(each, FunctionPart) and not each.is_up_to_date:
            yield Text(
                ko=f"{each.id}: {EXPECTED}에 없거나 오래되었습니다. `grade build {assignment.id}`로"
                " 만드십시오.",
                en=f"{each.id}: {EXPECTED} lacks it, or is out of date. Make it with `grade build"
                f" {assignment.id}`.",
            )
