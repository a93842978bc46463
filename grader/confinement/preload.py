"""Modules that models import besides torch, imported before a process loses access to all files.

In tier T3, a module that is not listed here or not installed cannot be imported.
"""

import contextlib
import importlib

LIBRARIES = (
    "numpy", "PIL.Image", "torchvision", "torchvision.models", "torchvision.ops", "torchvision.transforms.v2",
    "torch._dynamo", "torch._inductor", "torch.ao.quantization", "torch.distributions", "torch.fft",
    "torch.fx",
    "torch.jit", "torch.nn.utils.parametrizations", "torch.nn.utils.prune", "torch.nn.utils.rnn",
    "torch.optim.lr_scheduler", "torch.utils.checkpoint", "torch.utils.data", "torch.utils.serialization",
)  # fmt: skip
STANDARD = (
    "abc", "argparse", "array", "base64", "bisect", "cmath", "collections.abc", "concurrent.futures.thread",
    "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "difflib", "email.message",
    "encodings.idna", "enum", "fractions", "functools", "gc", "getpass", "glob", "gzip", "hashlib", "heapq",
    "html", "importlib.metadata", "inspect", "io", "itertools", "json", "locale", "logging.config", "math",
    "multiprocessing.dummy", "numbers", "operator", "os", "pathlib", "pickle", "platform", "pprint", "queue",
    "random", "re", "secrets", "shutil", "signal", "statistics", "string", "struct", "subprocess", "sys",
    "tarfile", "tempfile", "textwrap", "threading", "time", "timeit", "traceback", "types", "typing",
    "unicodedata", "unittest.mock", "urllib.request", "uuid", "warnings", "weakref", "xml.etree.ElementTree",
    "zipfile",
)  # fmt: skip


def import_all() -> None:
    """Import all of these modules that are installed."""
    for name in (*LIBRARIES, *STANDARD):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
