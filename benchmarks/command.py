"""How long a student waits: `python -m benchmarks.command FILE DATA [RUNS]`.

Runs `grade assignment1 FILE --data DATA` in a process of its own, interleaved with the least that any grader
must do: import torch, and the same training on the same data without anything around it. Prints medians in
seconds, and how long the same command takes once more, when nothing has changed. The data is in the cache.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LEAST = """
import sys
import torch
from assignments.assignment1.variants import lenet
from assignments.assignment1.assignment import RECIPE
from grader.datasets import load
from grader.records.progress import silent
from grader.training import train
torch.manual_seed(0)
data = load(RECIPE.data, [sys.argv[1]], train=RECIPE.train_images, test=RECIPE.test_images)
train(lenet(), RECIPE, data, torch.device("cpu"), silent)
"""


def graded(file: str, data: str) -> tuple[float, float]:
    """Return the seconds until all that needs no training is shown, and until the end."""
    start = time.perf_counter()
    grade = Path(sys.executable).with_name("grade")
    command = [str(grade), "assignment1", file, "--data", data, "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        answered = 0.0
        for line in process.stdout:
            if "It brings no trained weights" in line:
                answered = time.perf_counter() - start
    assert answered, "the report lacks the last check before the training"
    return answered, time.perf_counter() - start


def least(data: str) -> float:
    """Return the seconds of importing torch and training alone."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", LEAST, data], check=True)
    return time.perf_counter() - start


def main(file: str, data: str, runs: int) -> None:
    answers, wholes, floors, repeats = [], [], [], []
    with tempfile.TemporaryDirectory() as cache:
        os.environ["GRADER_CACHE"] = cache
        least(data)
        for _ in range(runs):
            for kept in ("trainings", "reports"):
                shutil.rmtree(Path(cache) / kept, ignore_errors=True)
            answer, whole = graded(file, data)
            answers.append(answer)
            wholes.append(whole)
            repeats.append(graded(file, data)[1])
            floors.append(least(data))
    ratio = statistics.median(a / b for a, b in zip(wholes, floors, strict=True))
    print(f"answer before training {statistics.median(answers):.2f} s")
    print(f"whole command          {statistics.median(wholes):.2f} s")
    print(f"the same once more     {statistics.median(repeats):.2f} s")
    print(
        f"import and training    {statistics.median(floors):.2f} s, of which the command is {ratio:.2f} times"
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5)
