"""Right models with a line more that takes too much, or crashes, for more images than a trial has."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "fixtures" / "excess"
RIGHT = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples" / "right_functional.py"
NOTHING = """        more = more.reshape(1).repeat(2)
        return self.fc3(x) + (more[0] - more[1])
"""
"""It adds nothing, and still has to be computed: what is multiplied by zero is left out."""
FIRST, LAST = "        x = F.max_pool2d(F.relu(self.conv1(x)), 2)\n", "        return self.fc3(x)\n"


@dataclass(frozen=True)
class Excess:
    """A file with a function whose result is added to the outputs of LeNet-5, and subtracted.

    Its second line names the checks that fail, and what they say.
    """

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def failing(self) -> set[str]:
        return set(self._expectation.partition(": ")[0].split())

    @property
    def told(self) -> str:
        return self._expectation.partition(": ")[2]

    @property
    def _expectation(self) -> str:
        return self.path.read_text(encoding="utf-8").splitlines()[1].removeprefix("# Expect: ")

    @property
    def submission(self) -> str:
        """The whole file that a student hands in."""
        before, lenet = RIGHT.read_text(encoding="utf-8").split("class LeNet5")
        lenet = lenet.replace(FIRST, "        more = excess(x, self.conv1(x))\n" + FIRST)
        lenet = lenet.replace(LAST, NOTHING)
        return f"{before}{self.path.read_text(encoding='utf-8')}\n\nclass LeNet5{lenet}"


EXCESSES = [Excess(path) for path in sorted(FOLDER.glob("*.py"))]
