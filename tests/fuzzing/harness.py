"""Runs a target under atheris: `python -m tests.fuzzing.harness TARGET FILE`, or libFuzzer's options."""

import os
import resource
import sys

import atheris
import psutil

from grader.confinement.policy import GIB

os.environ["TORCH_CPP_LOG_LEVEL"] = "ERROR"  # it warns of what is odd, which here is everything

with atheris.instrument_imports(include=["grader", "nbformat", "tokenize", "zipfile"]):
    from tests.fuzzing.targets import TARGETS
    from tests.fuzzing.test_fuzzing import test_fuzzing_graph_computes_or_is_refused

limit = psutil.Process().memory_info().vms + 3 * GIB  # larger tensors fail, as they do in a confined child
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
limit = psutil.Process().memory_info().vms + 3 * GIB  # larger tensors fail, as in a confined child
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
name, *options = sys.argv[1:]
graphs = test_fuzzing_graph_computes_or_is_refused.hypothesis.fuzz_one_input  # type: ignore[attr-defined]
atheris.Setup([name, *options], TARGETS.get(name, graphs))
atheris.Fuzz()
