"""The solution markers of nbgrader and Otter-Grader."""

import textwrap

import pytest

from grader.authoring.markers import CODE_PROMPTS, TEXT_PROMPTS, without_solution
from grader.base.errors import StaffError

PROMPT = "\n".join(CODE_PROMPTS["en"])


@pytest.mark.parametrize(
    ("solved", "given"),
    [
        ("a\n### BEGIN SOLUTION\nb\nc\n### END SOLUTION\nd", f"a\n{PROMPT}\nd"),
        ("a\n# BEGIN SOLUTION\nb\n# END SOLUTION\nd", f"a\n{PROMPT}\nd"),
        ("a\n# BEGIN SOLUTION NO PROMPT\nb\n# END SOLUTION\nd", "a\nd"),
        ("a\n### BEGIN HIDDEN TESTS\nassert b\n### END HIDDEN TESTS\nd", "a\nd"),
        ("x = 5  # SOLUTION", "x = ..."),
        ("    self.fc = nn.Linear(1, 2)  # SOLUTION", "    self.fc = ..."),
        ("x: int = f(y=3) # SOLUTION", "x: int = ..."),
        ("    return f(x == 1)  # SOLUTION", "    ..."),
        ("a\nf(x)  # SOLUTION NO PROMPT\nseed(1)  # SEED\nb", "a\nb"),
        ("## Solution\n# of solutions: 2", "## Solution\n# of solutions: 2"),
    ],
)  # fmt: skip
def test_without_solution_takes_out_what_is_marked(solved: str, given: str) -> None:
    assert without_solution(solved) == given


def test_without_solution_indents_a_prompt_like_its_marker() -> None:
    solved = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    assert without_solution(solved) == "def f(x):\n" + textwrap.indent(PROMPT, "    ")
    for prompt in TEXT_PROMPTS.values():
        assert without_solution("# BEGIN SOLUTION\nI think so.\n# END SOLUTION", prompt) == prompt[0]


@pytest.mark.parametrize(
    "wrong",
    [
        "### BEGIN SOLUTION\nx",
        "x\n### END SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION\n### END SOLUTION",
        "### BEGIN SOLUTION\nx\n### END HIDDEN TESTS",
        "x = 1  ### BEGIN SOLUTION\n",
        "### begin solution\nx\n### end solution",
        "### BEGIN_SOLUTION\nx\n### END_SOLUTION",
        "x = 5  # SOLUTION: five",
    ],
)
def test_without_solution_refuses_a_marker_it_would_overlook(wrong: str) -> None:
    with pytest.raises(StaffError, match="Line"):
        without_solution(wrong)
