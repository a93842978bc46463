"""Installed among the libraries, the grader, its course and other packages are read by no model."""

import json
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from grader.base.version import PACKED
from grader.confinement.tiers import TIERS, possible

ROOT = Path(__file__).parents[2]
CODE = """
import json, sys
from pathlib import Path
from grader import intake
from grader.capture.capture import capture
from grader.confinement.host import Host
from grader.confinement.tiers import TIERS
from grader.grading import ENTRIES
from grader.records.capture_protocol import Job
import grader
source = intake.read(Path(sys.argv[2]))
(net,) = [each for each in source.candidates if each.name == "Net"]
job = Job(net.statements, net.name, net.kind, net.makers, (3, 8, 8), {})
with Host(*ENTRIES, tier=TIERS[sys.argv[1]]) as host:
    (outcome,) = capture(source, (job,), host)
print(json.dumps([grader.__file__, [each.path for each in outcome.graph.modules]]))
"""
MODEL = """
import os, sys
import torch
from torch import nn

FILES = {files}

def opened(path):
    try:
        with open(path) as file:
            return "read" if file.read() else "empty"
    except OSError as error:
        return type(error).__name__

def imported(name):
    try:
        __import__(name)
        return "imported"
    except ImportError as error:
        return type(error).__name__

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 10)
        for name, path in FILES.items():
            self.add_module(f"{{name}}-{{opened(path)}}", nn.Identity())
        for name in ("solutions", "rich", "fractions"):
            self.add_module(f"import {{name}}-{{imported(name)}}", nn.Identity())

    def forward(self, x):
        for module in self.children():
            x = module(x) if isinstance(module, nn.Identity) else x
        return self.fc(x.flatten(1))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment whose libraries are this one's, and the grader and its course."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    ignored = shutil.ignore_patterns("examples", "__pycache__")
    shutil.copytree(ROOT / "grader", site / "grader", ignore=ignored)
    shutil.copytree(ROOT / "assignments", site / "grader" / PACKED / "assignments", ignore=ignored)
    (site / "solutions.py").write_text("ANSWER = 42\n")
    (site / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    home.chmod(0o755)
    return site


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Linux's confinement")
@pytest.mark.parametrize("tier", [name for name in TIERS if name != "unconfined"])
def test_installed_course_grader_and_other_packages_cannot_be_read_by_a_model(
    tier: str, installed: Path, tmp_path: Path
) -> None:
    if TIERS[tier] not in possible():  # type: ignore[index]
        pytest.skip(f"not run: this machine cannot do {tier}")
    files = {
        "course": installed / "grader" / PACKED / "assignments/assignment1/assignment.py",
        "references": installed / "grader" / PACKED / "assignments/assignment1/references.json",
        "grader": installed / "grader/checks/learning.py",
        "another package": installed / "solutions.py",
    }
    if tier != "T3":  # there a model sees no file at all
        files["torch"] = Path(sysconfig.get_path("purelib"), "torch", "version.py")
    path = tmp_path / "model.py"
    path.write_text(MODEL.format(files={name: str(file) for name, file in files.items()}))
    python = installed.parents[2] / "bin" / "python"
    command = [str(python), "-I", "-c", CODE, tier, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    where, modules = json.loads(done.stdout)
    assert Path(where).is_relative_to(installed)
    found = dict(module.split("-") for module in modules if "-" in module)
    expected = dict.fromkeys(files, "PermissionError" if tier != "T3" else "FileNotFoundError")
    imports = {
        "import solutions": "ModuleNotFoundError",
        "import rich": "ModuleNotFoundError",
        "import fractions": "imported",
    }
    assert found == {**expected, **({"torch": "read"} if "torch" in files else {}), **imports}
