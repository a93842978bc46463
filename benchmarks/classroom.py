"""Grades a class and prints what it cost: `python -m benchmarks.classroom DATA [N [SAMPLE [distinct]]]`.

The class of N is made of assignment1's examples: many writing styles, right ones, wrong ones, broken and
hostile ones. With `distinct` no two right models are equal: each has another width before its last layer.
Then SAMPLE times the training is done as a peer does it who executes the notebook: one process a submission,
and in it the PyTorch tutorial's Dataset, transforms and DataLoader, with the same images, batches and epochs.
What such a grader spends on starting a kernel and on reading the notebook is not counted. DATA is what
`grade --data` takes.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from itertools import zip_longest
from pathlib import Path

import psutil

from grader.batch.store import Store
from grader.datasets import load, prepare
from grader.grading import course
from grader.records.progress import silent
from grader.reports.classroom import classroom

EXAMPLES = Path(__file__).parents[1] / "assignments" / "assignment1" / "examples"
RIGHT_SHARE = 0.7
"""Of a class: most students get it right, and most models are then equal."""
GRADE = [sys.executable, "-c", "import sys; from grader.cli import main; sys.exit(main())"]
PEER = """
import sys, torch
from pathlib import Path
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.transforms.functional import to_pil_image
from grader.datasets.prepared import read
from grader.capture.replay import Replay
from grader.grading import course

class Images(Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = [to_pil_image(image) for image in images], labels
        normalize = transforms.Normalize((0.5,) * 3, (0.5,) * 3)
        self.transform = transforms.Compose([transforms.ToTensor(), normalize])
    def __len__(self):
        return len(self.labels)
    def __getitem__(self, index):
        return self.transform(self.images[index]), int(self.labels[index])

data, (epochs, batch) = read(Path(sys.argv[1])), map(int, sys.argv[2:])
model, loss_of = Replay(course.load("assignment1").references["LeNet5"], 0), nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for _ in range(epochs):
    for x, y in DataLoader(Images(data.train_images, data.train_labels), batch, shuffle=True):
        optimizer.zero_grad()
        loss_of(model(x), y).backward()
        optimizer.step()
model.eval()
with torch.no_grad():
    tests = DataLoader(Images(data.test_images, data.test_labels), 500)
    print(sum(int((model(x).argmax(1) == y).sum()) for x, y in tests) / len(data.test_labels))
"""


def make_class(folder: Path, students: int, distinct: bool) -> None:
    """Write a class's submissions, the same ones every time."""
    chance = random.Random(0)
    examples = sorted(EXAMPLES.iterdir())
    right = [path for path in examples if path.name.startswith("right")]
    wrong = [path for path in examples if path.name.startswith("wrong")]
    for number in range(students):
        source = chance.choice(right if chance.random() < RIGHT_SHARE else wrong)
        target = folder / f"student{number:03}{source.suffix}"
        shutil.copy(source, target)
        if distinct:
            text = re.sub(rb"\b84\b", str(85 + number).encode(), target.read_bytes())
            target.write_bytes(text)


class Memory(threading.Thread):
    """Watches the memory of a process and all that it started, in bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.peak = 0

    def run(self) -> None:
        while psutil.pid_exists(self._pid):
            try:
                root = psutil.Process(self._pid)
                family = [root, *root.children(recursive=True)]
                self.peak = max(self.peak, sum(each.memory_full_info().pss for each in family))
            except psutil.Error:
                pass  # one of them ended meanwhile
            time.sleep(1)


def grade(submissions: Path, out: Path, data: Path) -> tuple[float, float]:
    """Grade the class; return the seconds, and the peak of memory in GB."""
    environment = os.environ | {"GRADER_CACHE": str(out / "cache"), "OMP_NUM_THREADS": "1"}
    start = time.perf_counter()
    with subprocess.Popen(
        [*GRADE, "batch", "assignment1", submissions, "-o", out, "--data", data, "--lang", "en"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        memory = Memory(process.pid)
        memory.start()
    return time.perf_counter() - start, memory.peak / 1e9


def peer(data: Path, epochs: int, batch: int) -> float:
    """Train as a peer does; return the seconds."""
    start = time.perf_counter()
    command = [sys.executable, "-c", PEER, str(data), str(epochs), str(batch)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(where: str, students: int, sample: int, distinct: bool) -> None:
    part = next(part for part in course.load("assignment1").parts if part.recipe is not None)
    recipe = part.recipe
    assert recipe is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "data.safetensors"
        images = load(
            recipe.data, [where], train=recipe.train_images, test=recipe.test_images, progress=silent
        )
        prepare(images, data)
        (folder / "class").mkdir()
        make_class(folder / "class", students, distinct)
        ours, memory = grade(folder / "class", folder / "out", data)
        theirs = [peer(data, recipe.epochs, recipe.batch) for _ in range(sample)]
        with Store(folder / "out") as store:
            found = classroom(list(store.entries()))
    mean = sum(theirs) / len(theirs)
    print(f"{students} submissions{', all right models distinct' if distinct else ''}, {images.name}")
    print(f"seconds: {ours:.0f}; submissions a minute: {60 * students / ours:.0f}")
    print(f"trainings done: {found.trained}, saved: {found.saved}; to be looked at: {len(found.to_look_at)}")
    print(f"peak memory: {memory:.1f} GB")
    ratio = mean * students / ours
    print(f"a peer's way, {sample} trainings: {mean:.1f} s each, {ratio:.1f} times as long a submission")


if __name__ == "__main__":
    where, *numbers = [argument for argument in sys.argv[1:] if argument != "distinct"]
    students, sample = (int(given or default) for given, default in zip_longest(numbers, (200, 3)))
    main(where, students, sample, "distinct" in sys.argv)
