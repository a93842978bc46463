"""The time a student waits for the report on one submission."""

import statistics
import time
from collections.abc import Callable

from benchmarks.measure import Run, Words, interleaved, memory, ratio, run, seconds, shown
from benchmarks.page import Row, Section
from benchmarks.setting import ASSIGNMENT, SUBMISSION, Setting

LAST_BEFORE_TRAINING = "It brings no trained weights"
"""The title of the last check that needs no training."""


class Command:
    """Runs `grade assignment1 FILE`, with more or less in the cache."""

    def __init__(self, setting: Setting) -> None:
        self.words: Words = ["grade", ASSIGNMENT, SUBMISSION, "--data", setting.given, "--lang", "en"]
        self._setting = setting
        self._environment = setting.environment()
        self.answers: list[float] = []
        """For each cold run, the seconds until everything that needs no training was shown."""

    def cold(self) -> Run:
        """Run with nothing cached but the images."""
        self._setting.forget()
        start, before = time.perf_counter(), len(self.answers)

        def seen(line: str) -> None:
            if LAST_BEFORE_TRAINING in line:
                self.answers.append(time.perf_counter() - start)

        done = self._run(seen)
        assert len(self.answers) == before + 1, f"'{LAST_BEFORE_TRAINING}' is not in:\n{done.output}"
        return done

    def known(self) -> Run:
        """Run with the training cached, as for a model that was trained before."""
        self._setting.forget_reports()
        return self._run()

    def unchanged(self) -> Run:
        """Run once more without a change, which shows the last report again."""
        done = self._run()
        assert "Nothing has changed" in done.output, done.output
        return done

    def _run(self, seen: Callable[[str], None] = lambda _line: None) -> Run:
        return run(self.words, self._environment, seen=seen)


def measure(setting: Setting) -> Section:
    """Measure the command cold and with a filled cache, and the least that any grader must do."""
    command, environment = Command(setting), setting.environment()
    least: Words = ["python", "-m", "benchmarks.least", setting.data]
    ways = {
        "least": lambda: run(least, environment),
        "cold": command.cold,
        "known": command.known,
        "unchanged": command.unchanged,
        "help": lambda: run(["grade", "--help"], environment),
        "list": lambda: run(["grade", "list"], environment),
    }
    runs = interleaved(ways, setting.rounds)
    grade = shown(command.words)
    answer = statistics.median(command.answers)
    return Section(
        title="One submission",
        note="A right LeNet-5 in a notebook, its brief training included.",
        rows=[
            Row("import torch, and the bare training", f"{seconds(runs['least']):.2f} s", shown(least)),
            Row("the command, nothing known", f"{seconds(runs['cold']):.2f} s", grade),
            Row(
                "one submission, cold, to importing torch and the bare training (wanted: at most 1.3)",
                f"{ratio(runs['cold'], runs['least']):.2f}×",
                grade,
                main=True,
            ),
            Row("all that needs no training is shown (at most 3 s)", f"{answer:.2f} s", grade, main=True),
            Row("the same model, trained before", f"{seconds(runs['known']):.2f} s", grade),
            Row("nothing has changed (at most 0.5 s)", f"{seconds(runs['unchanged']):.2f} s", grade, True),
            Row("help (at most 0.3 s)", f"{seconds(runs['help']):.2f} s", "grade --help"),
            Row("the assignments (at most 0.3 s)", f"{seconds(runs['list']):.2f} s", "grade list"),
            Row("memory of the command, cold", f"{memory(runs['cold']):.2f} GB", grade),
            Row("memory of the bare training", f"{memory(runs['least']):.2f} GB", shown(least)),
        ],
    )
