"""Run the checks of one part in their order, and turn their verdicts into results."""

import logging
import math
from collections.abc import Callable
from typing import Protocol

import msgspec

from grader.base.errors import GraderError
from grader.base.text import Text
from grader.checks.checked_part import Check
from grader.checks.evidence import Carrying, Comparison, Curve, Forward, Graph, Tail
from grader.checks.verdict import Failed, Finding, Share, Withheld
from grader.records.report import Result, Status
from grader.records.source import Line, Position

log = logging.getLogger("grader")

FAULT = Text(
    ko="채점기 쪽의 문제로 이 항목을 확인하지 못했습니다. 조교가 확인할 것이며, 감점되지 않습니다.",
    en="The grader itself failed here. A person will look at it; it costs you nothing.",
)


class Answers(Protocol):
    """The evidence about one part."""

    def of(self, kind: type) -> object:
        """Return the evidence of one type."""

    @property
    def in_training(self) -> "Answers | None":
        """The evidence of what is done in training alone; None if that is the same."""


class Evaluation:
    """The results of one part's checks. Those that need no training are available before it.

    Args:
        checks: the part's checks; each is after those that it depends on.
        evidence: the evidence that the checks may ask for.
        locate: returns the position of a student's line.
        training: whether checks that ask for a training are run at all.
        provisional: returns whether the training data is only a stand-in for the real data.
    """

    def __init__(
        self,
        checks: list[Check],
        evidence: Answers,
        locate: Callable[[Line], Position],
        *,
        training: bool,
        provisional: Callable[[], bool],
    ) -> None:
        self._checks = checks
        self._evidence = evidence
        self._locate = locate
        self._training = training
        self._provisional = provisional
        self._known: dict[Check, Result] = {}

    def before_training(self) -> None:
        """Run every check that does not depend on a training."""
        waiting: set[Check] = set()
        for check in self._checks:
            if self._trains(check) or not waiting.isdisjoint(check.requires):
                waiting.add(check)
            else:
                self._known[check] = self._result(check)
        self._give_nothing_for_nothing()

    def _give_nothing_for_nothing(self) -> None:
        """Withdraw the points of what holds of any model if nothing that the part asks for was found.

        What other checks require stays: that the model runs, and what it returns, is seen.
        """
        asked = [check for check in self._checks if not check.general and Curve not in check.evidence]
        found = [self._known[check] for check in asked if check in self._known]
        if not found or any(result.earned or result.status == "error" for result in found):
            return
        blocker = next((check for check in asked if not check.hidden), asked[0])
        required = {each for check in self._checks for each in check.requires}
        for check, result in self._known.items():
            if check.general and check not in required and result.earned:
                self._known[check] = _result(check, "blocked", 0.0, self._locate, blocked_by=blocker.id)

    def after_training(self) -> None:
        """Run the other checks; the first one that asks for a training starts it."""
        for check in self._checks:
            if check not in self._known:
                self._known[check] = msgspec.structs.replace(self._result(check), trained=True)

    @property
    def complete(self) -> bool:
        """Whether every check has been run."""
        return len(self._known) == len(self._checks)

    @property
    def results(self) -> tuple[Result, ...]:
        """The results so far, in the order of the checks."""
        return tuple(self._known[check] for check in self._checks if check in self._known)

    def _trains(self, check: Check) -> bool:
        return Curve in check.evidence and self._training and self._blocker(check) is None

    def _blocker(self, check: Check) -> Check | None:
        known = (parent for parent in check.requires if parent in self._known)
        return next((each for each in known if self._known[each].status not in ("passed", "partial")), None)

    def _worst(self, check: Check) -> Result:
        """Ask a check of what forward computes in evaluation, and in training where that differs."""
        result = _ask(check, self._evidence, self._locate)
        other = self._evidence.in_training if OF_ONE_MODE.issuperset(check.evidence) else None
        if other is None:
            return result
        trained = _ask(check, other, self._locate)
        return _said_of_training(trained) if trained.earned < result.earned else result

    def _result(self, check: Check) -> Result:
        if (blocker := self._blocker(check)) is not None:
            return _result(check, "blocked", 0.0, self._locate, blocked_by=blocker.id)
        if Curve not in check.evidence:
            return self._worst(check)
        if not self._training:
            return _result(check, "skipped", 0.0, self._locate)
        answer = _ask(check, self._evidence, self._locate)
        return msgspec.structs.replace(answer, provisional=self._provisional())


IN_TRAINING = Text(ko="학습 모드(self.training)에서: ", en="In training mode (self.training): ")
OF_ONE_MODE = frozenset({Graph, Carrying, Comparison, Forward, Tail})
"""Evidence that is asked of each mode where forward does something else in training."""


def _said_of_training(result: Result) -> Result:
    message = result.message
    if message is None:
        return result
    said = Text(ko=IN_TRAINING.ko + message.ko, en=IN_TRAINING.en + message.en)
    return msgspec.structs.replace(result, message=said)


def _ask(check: Check, evidence: Answers, locate: Callable[[Line], Position]) -> Result:
    try:
        answer = check.function(*(evidence.of(kind) for kind in check.evidence))
    except Failed as verdict:
        return _result(check, "failed", 0.0, locate, verdict.finding)
    except Withheld as limit:
        result = _result(check, "error", 0.0, locate, limit.finding)
        return msgspec.structs.replace(result, awaited=True) if limit.awaited else result
    except GraderError:  # such as missing data or a missing device: for the user, not for one check
        raise
    except Exception:  # a bug in a check is not the student's failure
        log.exception("check %s failed", check.id)
        return _result(check, "error", 0.0, locate, Finding(message=FAULT))
    if answer is None:
        return _result(check, "passed", check.points, locate)
    return _share(check, answer, locate)


def _share(check: Check, share: Share, locate: Callable[[Line], Position]) -> Result:
    hundredths = math.floor(
        round(check.points * share.fraction * 100, 6)
    )  # a share never rounds up to full marks
    earned = hundredths / 100
    status: Status = "partial" if earned else "failed"
    return _result(check, status, earned, locate, share.finding)


def _result(
    check: Check,
    status: Status,
    earned: float,
    locate: Callable[[Line], Position],
    finding: Finding | None = None,
    *,
    blocked_by: str | None = None,
) -> Result:
    return Result(
        id=check.id,
        title=check.title,
        status=status,
        points=check.points,
        earned=earned,
        message=finding.message if finding else None,
        expected=finding.expected if finding else None,
        found=finding.found if finding else None,
        hint=finding.hint if finding else None,
        at=tuple(dict.fromkeys(locate(line) for line in finding.at if line)) if finding else (),
        blocked_by=blocked_by,
        hidden=True if check.hidden else msgspec.UNSET,
    )
