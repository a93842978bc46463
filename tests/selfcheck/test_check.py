"""`check` in real notebooks, executed by real kernels."""

import subprocess
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from grader.reports.formats.iframe import framed
from grader.selfcheck.worker import DATA, notices
from tests.cli.test_app import korean
from tests.reports.samples import full_marks, provisional

pytestmark = pytest.mark.slow

IMPORTS = "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\nfrom grader import check"
LENET = """
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = Conv(3, 6, KERNEL)
        self.conv2 = Conv(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(torch.flatten(x, 1)))
        return self.fc3(F.relu(self.fc2(x)))
"""
CHECK = 'check(LeNet5, "assignment1", training=False, lang="en")'
SESSION = (
    IMPORTS,
    "KERNEL = 5",
    "class Conv(nn.Conv2d):\n    pass",
    "torch.set_default_dtype(torch.float64)",
    LENET.replace("16, 5)", "16, 3)"),
    LENET,
    CHECK,
    "print(torch.get_default_dtype())",
    CHECK.replace('lang="en"', 'lang="ko"'),
    LENET.replace("self.fc2(x)", "self.fc22(x)"),
    CHECK,
    "Old = LeNet5",
    "raise ValueError\n" + LENET,
    CHECK,
    "%run lenet.py",
    CHECK,
    "from helper import LeNet5",
    CHECK,
    'check("LeNet5", "assignment1", lang="ko")',
    'check(LeNet5, "asignment1", lang="en")',
    'check("assignment1", training=False, lang="en")',
    'check("asignment1", lang="en")',
    'check(nn.Conv2d, lang="en")',
    'check(LeNet5, training=False, lang="en")',
)


def execute(cells: Sequence[str], folder: Path) -> list[list[nbformat.NotebookNode]]:
    """Run the cells in a kernel of their own; return the outputs of each."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=120, resources=resources, allow_errors=True).execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[nbformat.NotebookNode]]:
    folder = tmp_path_factory.mktemp("내 노트북")
    own = f"{IMPORTS}\nKERNEL, Conv = 3, nn.Conv2d\n{LENET}"
    for name in ("lenet.py", "helper.py"):
        (folder / name).write_text(own, encoding="utf-8")
    return execute(SESSION, folder)


def shown(outputs: list[list[nbformat.NotebookNode]], cell: int) -> dict[str, str]:
    """The one thing that a cell of the session shows."""
    (output,) = outputs[cell - 1]
    return dict(output["data"])


def test_check_grades_the_last_definition_with_what_it_needs(
    outputs: list[list[nbformat.NotebookNode]],
) -> None:
    text = shown(outputs, 7)["text/plain"]
    assert text.startswith("Self-check · does not count\n")
    assert "Graded: LeNet5 (cell 6, line 2)" in text
    assert " 72 / 80" in text


def test_check_shows_a_page_in_a_frame_without_scripts(outputs: list[list[nbformat.NotebookNode]]) -> None:
    (attributes,) = Frames.of(shown(outputs, 7)["text/html"])
    assert attributes["sandbox"] == ""
    page = attributes["srcdoc"] or ""
    assert "default-src 'none'" in page
    assert "Self-check · does not count" in page
    assert 'href="#' not in page


def test_check_leaves_the_session_as_it_is(outputs: list[list[nbformat.NotebookNode]]) -> None:
    (said,) = outputs[7]
    assert said["text"] == "torch.float64\n"


def test_check_speaks_korean(outputs: list[list[nbformat.NotebookNode]]) -> None:
    text = shown(outputs, 9)["text/plain"]
    assert text.startswith("자가 점검 결과 · 성적에 반영되지 않음\n")
    assert "6번째 코드 셀" in text


def test_check_says_where_a_broken_model_breaks(outputs: list[list[nbformat.NotebookNode]]) -> None:
    text = shown(outputs, 11)["text/plain"]
    assert "fc22" in text
    assert "cell 10, line 13" in text
    assert " 0 / 80" in text


def test_check_asks_to_run_a_failed_cell_again(outputs: list[list[nbformat.NotebookNode]]) -> None:
    text = shown(outputs, 14)["text/plain"]
    assert "not the one that was written last, in cell 13" in text


def test_check_says_to_grade_a_class_from_a_script_by_its_file(
    outputs: list[list[nbformat.NotebookNode]],
) -> None:
    text = shown(outputs, 16)["text/plain"]
    assert "LeNet5 comes from the file lenet.py" in text
    assert '!grade assignment1 "lenet.py"' in text


def test_check_reads_a_class_in_the_module_it_comes_from(outputs: list[list[nbformat.NotebookNode]]) -> None:
    text = shown(outputs, 18)["text/plain"]
    assert "expected  [5x5x3]x6" in text
    assert "the file helper.py was checked" in text


def test_notices_after_stand_ins_say_how_to_name_other_data() -> None:
    assert DATA in notices(provisional(), None)
    assert DATA not in notices(full_marks(), None)


def test_check_explains_misuse(outputs: list[list[nbformat.NotebookNode]]) -> None:
    assert korean(shown(outputs, 19)["text/plain"])
    assert "Did you mean 'assignment1'?" in shown(outputs, 20)["text/plain"]


def test_check_of_an_assignment_alone_checks_all_its_models(
    outputs: list[list[nbformat.NotebookNode]],
) -> None:
    text = shown(outputs, 21)["text/plain"]
    assert "Self-check · does not count\n" in text
    assert "The CNN example" in text
    assert "There is no model CNN" in text
    assert "LeNet-5" in text
    assert "/ 100" in text


def test_check_of_an_assignment_alone_explains_misuse(outputs: list[list[nbformat.NotebookNode]]) -> None:
    assert "Did you mean 'assignment1'?" in shown(outputs, 22)["text/plain"]
    assert 'check(Conv2d, "assignment0")' in shown(outputs, 23)["text/plain"]


def test_check_of_a_model_alone_finds_the_only_assignment_that_asks_for_it(
    outputs: list[list[nbformat.NotebookNode]],
) -> None:
    assert shown(outputs, 24)["text/plain"] == shown(outputs, 18)["text/plain"]


def test_check_shows_text_in_a_terminal(tmp_path: Path) -> None:
    cells = [IMPORTS, "KERNEL, Conv = 5, nn.Conv2d", LENET.strip(), CHECK]
    typed = "".join(f"get_ipython().run_cell({cell!r}, store_history=True);\n" for cell in cells)
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--quick", "--simple-prompt", "--no-banner", "--colors=NoColor"],
        input=typed,
        capture_output=True,
        cwd=tmp_path,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Self-check · does not count" in done.stdout, done.stdout + done.stderr
    assert " 72 / 80" in done.stdout


def test_check_outside_of_a_notebook_says_what_to_do() -> None:
    code = "from grader import check; check(int, 'assignment1', lang='en')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "grade assignment1 FILE" in done.stderr


def test_grader_is_imported_without_large_libraries() -> None:
    code = "import sys, grader; print({'torch', 'numpy', 'IPython', 'msgspec', 'click'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "set()\n"


class Frames(HTMLParser):
    """The attributes of all frames in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.found.append(dict(attrs))

    @classmethod
    def of(cls, page: str) -> list[dict[str, str | None]]:
        parser = cls()
        parser.feed(page)
        return parser.found


def test_framed_lets_nothing_leave_the_frame() -> None:
    page = "<p>'\"></iframe><script>alert(1)</script>&amp;&quot;</p>"
    (attributes,) = Frames.of(framed(page, '"><b>'))
    assert (attributes["srcdoc"], attributes["title"]) == (page, '"><b>')
