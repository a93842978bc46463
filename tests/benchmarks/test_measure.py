import sys

import pytest

from benchmarks.measure import Run, environment, interleaved, memory, ratio, run, seconds, shown

GB = 1_000_000_000


def python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_run_passes_on_lines_as_they_come() -> None:
    lines: list[str] = []
    done = run(python("print('one'); print('two')"), environment(), seen=lines.append)
    assert lines == ["one\n", "two\n"]
    assert done.output == "one\ntwo\n"
    assert done.seconds > 0


def test_run_measures_the_memory_of_all_processes() -> None:
    child = "import time; x = b'1' * 200_000_000; time.sleep(1.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert run(python(parent), environment()).memory > 200_000_000


def test_run_does_not_take_a_failure_for_a_time() -> None:
    with pytest.raises(RuntimeError, match="ended with 7:\nwhy"):
        run(python("print('why'); raise SystemExit(7)"), environment())
    assert run(python("raise SystemExit(7)"), environment(), right=(0, 7)).output == ""


def test_interleaved_runs_the_ways_in_turns() -> None:
    order: list[str] = []

    def way(name: str) -> Run:
        order.append(name)
        return Run(len(order), 0, "")

    runs = interleaved({"a": lambda: way("a"), "b": lambda: way("b")}, 2)
    assert order == ["a", "b", "a", "b"]
    assert [each.seconds for each in runs["b"]] == [2, 4]


def test_ratio_is_the_median_of_the_rounds() -> None:
    one = [Run(second, 2 * GB, "") for second in (2, 30, 4)]
    other = [Run(1, GB, "") for _ in one]
    assert (seconds(one), memory(one), ratio(one, other)) == (4, 2, 4)


def test_shown_command_has_none_of_this_machines_folders() -> None:
    assert shown(["grade", "assignment1", "/tmp/somewhere/lenet.ipynb"]) == "grade assignment1 lenet.ipynb"
