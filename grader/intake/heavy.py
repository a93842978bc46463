"""What a model never rests on: data, files, the network, plots, training.

A call is known by the last part of its name or by the library that it comes from; calls of the student's own
functions are looked into.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from grader.intake.syntax import Definition, at_once

if TYPE_CHECKING:
    from grader.intake.program import Program

CALLS = {
    # builtins and files
    "open", "input", "exec", "eval", "exit", "quit", "breakpoint", "next", "load", "loadtxt",
    "genfromtxt", "read_csv", "imread", "listdir", "glob", "walk", "makedirs", "mkdir", "rmtree",
    "remove", "system", "popen", "save", "dump",
    # the network and Colab
    "urlretrieve", "urlopen", "download", "mount", "upload", "getpass",
    # data
    "DataLoader", "Dataset", "TensorDataset", "ImageFolder", "random_split", "train_test_split",
    "load_dataset", "load_data", "fetch_openml", "MNIST", "FashionMNIST", "KMNIST", "EMNIST", "QMNIST",
    "SVHN", "STL10", "CIFAR10", "CIFAR100",
    # training
    "backward", "step", "zero_grad", "fit", "load_state_dict", "state_dict", "manual_seed", "seed",
    # showing
    "show", "imshow", "plot", "savefig", "figure", "subplots", "subplot", "summary", "SummaryWriter",
    "tqdm", "trange",
    # the command line
    "parse_args", "parse_known_args",
}  # fmt: skip
LIBRARIES = (
    "matplotlib", "seaborn", "plotly", "cv2", "pandas", "requests", "urllib", "wget", "gdown",
    "subprocess", "shutil", "socket", "wandb", "google", "tensorflow", "keras", "sklearn", "tqdm",
    "torchsummary", "torchinfo", "kaggle", "datasets", "pickle", "torchvision.datasets",
    "torch.utils.data", "torch.hub", "torch.optim", "torch.distributed", "torch.multiprocessing",
    "multiprocessing", "signal", "ctypes", "sys.exit", "os.kill", "os._exit", "os.system", "time.sleep",
)  # fmt: skip


def is_heavy(node: ast.stmt, program: Program) -> bool:
    """Whether a statement that is no definition does heavy work when it runs."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return False
    return _heavy(at_once(node), program, set())


def trains(node: Definition, program: Program) -> bool:
    """Whether a function does heavy work when it is called."""
    return _heavy(ast.walk(node), program, {node.name})


def _heavy(nodes: object, program: Program, seen: set[str]) -> bool:
    for node in nodes:  # type: ignore[attr-defined]
        if isinstance(node, ast.While | ast.AsyncFor | ast.AsyncWith | ast.Await | ast.Yield):
            return True
        if isinstance(node, ast.Call) and _heavy_call(node, program, seen):
            return True
    return False


def _heavy_call(call: ast.Call, program: Program, seen: set[str]) -> bool:
    name = program.full_name(call.func)
    last = call.func.attr if isinstance(call.func, ast.Attribute) else name
    own = program.definition(name, program.end) if isinstance(call.func, ast.Name) else None
    if own is None:
        return last in CALLS or any(name == lib or name.startswith(lib + ".") for lib in LIBRARIES)
    if name in seen:
        return False
    seen.add(name)
    return _heavy(ast.walk(own), program, seen)
