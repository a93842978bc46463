"""Measures and writes the page: `python -m benchmarks [--quick] [--only SECTION]... [-o PAGE] [DATA]`.

Each section is written as soon as it is measured; `--only` measures the named ones again and leaves the
others. A section that fails is reported on standard error and keeps its older figures; the rest go on.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import classroom, faster, gpu, known, limit, others, precision, repairs, stages, submission
from benchmarks.measure import ROOT
from benchmarks.page import Conditions, Section, put, quote
from benchmarks.setting import Setting, prepared

PAGE = ROOT / "docs" / "benchmarks.md"
SECTIONS: dict[str, Callable[[Setting], Section]] = {
    "submission": submission.measure,
    "stages": stages.measure,
    "limit": limit.measure,
    "faster": faster.measure,
    "precision": precision.measure,
    "gpu": gpu.measure,
    "others": others.measure,
    "known": known.measure,
    "repairs": repairs.measure,
    "mixed": partial(classroom.measure, distinct=False),
    "distinct": partial(classroom.measure, distinct=True),
}


def main(arguments: list[str]) -> None:
    asked = _parser().parse_args(arguments)
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        setting = prepared(asked.data, Path(name), quick=asked.quick)
        for section in asked.only or measurable():
            print(f"{section} …", file=sys.stderr, flush=True)
            conditions = Conditions.now(setting.words)
            command = f"python -m benchmarks --only {section}{' --quick' * asked.quick} DATA"
            try:
                put(asked.out, SECTIONS[section](setting), conditions, command)
            except (RuntimeError, AssertionError) as error:
                failed.append(section)
                print(f"{section} was not measured: {error}", file=sys.stderr, flush=True)
    if asked.out == PAGE:
        quote(PAGE, ROOT / "README.md")
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


def measurable() -> list[str]:
    """Return the sections that this machine can measure."""
    return [section for section in SECTIONS if section != "gpu" or gpu.available()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how fast it grades.")
    parser.add_argument("data", nargs="?", default="standin", help="what `grade --data` takes (standin)")
    parser.add_argument("-o", dest="out", type=Path, default=PAGE, help="the page (docs/benchmarks.md)")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="this section; repeatable")
    parser.add_argument("--quick", action="store_true", help="once, and a small class: to see that it works")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
