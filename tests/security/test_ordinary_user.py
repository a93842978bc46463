"""What holds as root holds for an ordinary user as well: T1 is tried as one, where root runs the tests."""

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.confinement.tiers import TIERS, possible

ROOT = Path(__file__).parents[2]
NOBODY = 65534
TRIED = "read_secrets or network or fork_bomb or memory_of_others or results or signals or checkpoint"
"""Attacks on what a user has rights to, and an honest model that imports much."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user may enter, as pytest's are for one user alone."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def python(folder: Path) -> Path:
    """An interpreter that another user may run, with this one's libraries."""
    named = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    bases = [base for base in (sys.executable, named) if _runs(Path(base))]
    if not bases:
        pytest.skip("not run: no interpreter that another user may run")
    home = folder / "environment"
    subprocess.run([bases[0], "-m", "venv", "--without-pip", str(home)], check=True)
    variables = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=variables))
    (site / "others.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    return home / "bin" / "python"


def _runs(python: Path) -> bool:
    try:
        return subprocess.run([python, "-c", ""], user=NOBODY, group=NOBODY, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can be another user")
def test_attacks_gain_an_ordinary_user_nothing_in_t1(python: Path, folder: Path) -> None:
    if TIERS["T1"] not in possible():
        pytest.skip("not run: this machine cannot do T1")
    home = folder / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    tests = [str(ROOT / "tests/security" / name) for name in ("test_attacks.py", "test_ordinary.py")]
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", f"T1 and ({TRIED})"],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd=ROOT,
        env={"HOME": str(home), "TMPDIR": str(home), "PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "7 passed" in done.stdout
