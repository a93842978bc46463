"""The homework of `tutorial.py` as notebooks, one in the form each autograder expects."""

import zipfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

TUTORIAL = Path(__file__).with_name("tutorial.py")
TRAINED = "epoch + 1 == int(os.environ['BENCH_EPOCHS'])"
"""The only test the peers run, so that their cost is the execution of the notebook."""


def plain() -> NotebookNode:
    """Return the homework with a code cell for every `# %%`."""
    texts = TUTORIAL.read_text(encoding="utf-8").split("# %%\n")[1:]
    cells = [v4.new_code_cell(text.strip(), id=f"cell{number}") for number, text in enumerate(texts, 1)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook: NotebookNode = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return notebook


def for_nbgrader() -> NotebookNode:
    """Return the homework with a test cell, as `nbgrader generate_assignment` expects."""
    notebook = plain()
    marks = {"grade": True, "solution": False, "locked": True, "task": False, "points": 1}
    test = v4.new_code_cell(
        f"assert {TRAINED}",
        id="test",
        metadata={"nbgrader": {"grade_id": "test", "schema_version": 3} | marks},
    )
    notebook.cells.append(test)
    return notebook


def otter_autograder(path: Path) -> Path:
    """Write Otter's zip with the one test and return its path."""
    case = {"code": f">>> {TRAINED}\nTrue", "hidden": False, "locked": False}
    suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    path.parent.mkdir(parents=True, exist_ok=True)
    test = {"name": "q1", "points": 1, "suites": [suite]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tests/q1.py", f"OK_FORMAT = True\ntest = {test}\n")
        archive.writestr("otter_config.json", "{}")
    return path


def write(notebook: NotebookNode, path: Path) -> Path:
    """Write a notebook, creating its folders, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path
