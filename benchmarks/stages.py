"""The shares of the stages in the wall time of one cold submission."""

import json
import statistics

from benchmarks.clock import STAGES
from benchmarks.measure import Run, Words, run
from benchmarks.page import Row, Section
from benchmarks.setting import ASSIGNMENT, SUBMISSION, Setting


def measure(setting: Setting) -> Section:
    """Grade cold a few times and return the median share of each stage."""
    out = setting.folder / "stages.json"
    arguments: Words = [ASSIGNMENT, SUBMISSION, "--data", setting.given, "--lang", "en"]
    shares: dict[str, list[float]] = {name: [] for name in STAGES}
    for _ in range(setting.few):
        setting.forget()
        done = run(["python", "-m", "benchmarks.clock", out, *arguments], setting.environment())
        for name, seconds in _whole(json.loads(out.read_text(encoding="utf-8")), done).items():
            shares[name].append(seconds / done.seconds)
    return Section(
        title="Where the time goes",
        note="The shares of a cold submission's wall time. The confined process imports torch at the same"
        " time as the command does.",
        rows=[Row(STAGES[name], f"{statistics.median(each):.1%}") for name, each in shares.items()],
    )


def _whole(seconds: dict[str, float], done: Run) -> dict[str, float]:
    """Add the start and end of the interpreter to the seconds of the rest."""
    return seconds | {"rest": done.seconds - sum(seconds.values()) + seconds["rest"]}
