"""A class made of assignment1's examples and mistakes, in many styles: right, wrong, broken and hostile."""

import os
import random
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.measure import Run, Words, run, seconds, shown
from benchmarks.page import Row, Section
from benchmarks.peers import nbconvert
from benchmarks.setting import ASSIGNMENT, Setting
from grader.authoring.examples import examples
from grader.batch.store import Store
from grader.grading import course
from grader.reports.classroom.summary import Classroom, classroom

RIGHT_SHARE = 0.7
"""The share of right submissions: most students get it right, so that most models are equal."""


@dataclass(frozen=True)
class Batch:
    """The outcome of grading a class."""

    run: Run
    found: Classroom
    command: str


def make_class(folder: Path, students: int, *, distinct: bool) -> None:
    """Write a class's submissions, the same ones every time.

    If `distinct`, no two right models are equal: each has a different width before its last layer.
    """
    folder.mkdir(parents=True)
    chance = random.Random(0)
    found = examples(course.load(ASSIGNMENT))
    right = [example for example in found if not example.wrong]
    wrong = [example for example in found if example.wrong]
    for number in range(students):
        source = chance.choice(right if chance.random() < RIGHT_SHARE else wrong)
        text = source.content()
        if distinct:
            text = re.sub(rb"\b84\b", str(85 + number).encode(), text)
        (folder / f"student{number:03}{source.file.suffix}").write_bytes(text)


def grade(submissions: Path, out: Path, data: str, environment: Mapping[str, str], *more: str) -> Batch:
    """Grade a class; status 3, which asks a person to look at some, is a success too."""
    command: Words = [
        "grade",
        "batch",
        ASSIGNMENT,
        submissions,
        "-o",
        out,
        "--data",
        data,
        "--lang",
        "en",
        *more,
    ]
    done = run(command, environment, right=(0, 3))
    with Store(out) as store:
        return Batch(done, classroom(list(store.entries())), shown(command))


@cache
def executed(setting: Setting) -> list[Run]:
    """Execute one notebook per processor at a time, each with one thread, and repeat this a few times."""
    at_once = os.cpu_count() or 1
    environment = setting.environment(BENCH_EPOCHS=str(setting.epochs))
    ways = [nbconvert(setting.folder / f"executed{number}", environment) for number in range(at_once)]
    runs = []
    for _ in range(setting.few):
        with ThreadPoolExecutor(at_once) as pool:
            together = list(pool.map(lambda way: way.once(), ways))
        longest = max(together, key=lambda each: each.seconds)
        runs.append(Run(longest.seconds / at_once, sum(each.memory for each in together), longest.output))
    return runs


@cache
def one_at_a_time(setting: Setting) -> list[Run]:
    """Execute notebooks one after the other, as nbgrader does."""
    environment = setting.environment(BENCH_EPOCHS=str(setting.epochs))
    way = nbconvert(setting.folder / "executed", environment)
    return [way.once() for _ in range(setting.few)]


def measure(setting: Setting, *, distinct: bool) -> Section:
    """Grade a class, and execute a sample of notebooks as the peers do."""
    name = "distinct" if distinct else "mixed"
    students = setting.students // 2 if distinct else setting.students  # every distinct model is trained
    make_class(setting.folder / name, students, distinct=distinct)
    setting.forget()
    out = setting.folder / f"{name}-grades"
    batch = grade(setting.folder / name, out, setting.given, setting.environment())
    beside, alone = executed(setting), one_at_a_time(setting)
    each = batch.run.seconds / students
    wanted = "at least 10" if distinct else "at least 40"
    command, kind = batch.command, "no two right models equal" if distinct else "most models equal"
    peer = "jupyter nbconvert --execute --to notebook --stdout tutorial.ipynb"
    found = batch.found
    return Section(
        title=f"A class of {students}, {kind}",
        note=f"The peers' way executes every notebook, which trains as the tutorial does:"
        f" {setting.epochs} epochs,"
        " after which it is as accurate as the brief training, or nearly. It is measured on a sample, in the"
        " same run.",
        rows=[
            Row("the class", f"{batch.run.seconds:.0f} s", command),
            Row(f"submissions a minute, {kind}", f"{60 / each:.0f}", command, main=True),
            Row("trainings done, and saved", f"{found.trainings}, {found.saved}", command),
            Row("to be looked at by a person", f"{len(found.to_look_at)}", command),
            Row("memory of all processes", f"{batch.run.memory / 1e9:.1f} GB", command),
            Row(
                "the peers' way, a process a processor, one thread each",
                f"{seconds(beside):.1f} s a submission",
                peer,
            ),
            Row(
                f"every notebook executed, a process a processor, to `grade batch`, {kind}",
                f"{seconds(beside) / each:.1f}×",
                main=True,
            ),
            Row("the peers' way, one after the other", f"{seconds(alone):.1f} s a submission", peer),
            Row(
                f"every notebook executed, one after the other, to `grade batch`, {kind} (wanted: {wanted})",
                f"{seconds(alone) / each:.1f}×",
                main=True,
            ),
        ],
    )
