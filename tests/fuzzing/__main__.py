"""Searches for inputs that break a property in `targets.py`: `python -m tests.fuzzing SECONDS [TARGET...]`.

Each target, or every target if none is named, runs for SECONDS in its own process and mutates the inputs that
reached new code (atheris: `pip install -e '.[fuzz]'`). An input that breaks a property ends its target and is
written to `fuzzing/`; `python -m tests.fuzzing.harness TARGET FILE` runs it again. Once the bug is fixed, the
file belongs in `tests/fuzzing/fixtures/TARGET/`, where a test runs it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzzing.seeds import seeds, words
from tests.fuzzing.targets import TARGETS

FOUND = Path("fuzzing")
LONGEST = 20_000
"""Bytes of an input."""
INPUT_SECONDS = 30
MEGABYTES = 4_000


def main(seconds: str, *targets: str) -> int:
    """Fuzz the targets one after another; return the exit status."""
    FOUND.mkdir(exist_ok=True)
    failed = [
        target for target in targets or (*TARGETS, "graph", "operations") if not _holds(target, seconds)
    ]
    print(f"broke a promise: {', '.join(failed)}; see {FOUND}/" if failed else "every promise was kept")
    return 1 if failed else 0


def _holds(target: str, seconds: str) -> bool:
    if target == "operations":  # they are computed in children, where atheris sees nothing
        return subprocess.run([sys.executable, "-m", "tests.fuzzing.searching", seconds]).returncode == 0
    with tempfile.TemporaryDirectory(prefix="fuzzing-") as folder:
        corpus, dictionary = Path(folder, "corpus"), Path(folder, "words")
        corpus.mkdir()
        for number, seed in enumerate(seeds(target)):
            (corpus / str(number)).write_bytes(seed)
        dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words(target)))
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST}",
            f"-timeout={INPUT_SECONDS}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-artifact_prefix={FOUND}/{target}-",
            *([f"-dict={dictionary}"] if words(target) else []),
        ]
        command = [sys.executable, "-m", "tests.fuzzing.harness", target, *options, str(corpus)]
        return subprocess.run(command).returncode == 0


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
