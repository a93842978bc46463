"""Heavy work that a model never depends on: data, files, the network, plots, training.

A call is recognised by the last part of its name or by its library; calls of the student's own functions are
followed.
"""

import ast
from collections.abc import Collection, Iterator

from grader.intake.name_usage import is_called
from grader.intake.scope import Scope
from grader.intake.syntax import Definition, at_once

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
}  # fmt: skip
LIBRARIES = (
    "matplotlib", "seaborn", "plotly", "cv2", "pandas", "requests", "urllib", "wget", "gdown",
    "subprocess", "shutil", "socket", "wandb", "google", "tensorflow", "keras", "sklearn", "tqdm",
    "torchsummary", "torchinfo", "kaggle", "datasets", "pickle", "torchvision.datasets",
    "torch.utils.data", "torch.hub", "torch.optim", "torch.distributed", "torch.multiprocessing",
    "multiprocessing", "signal", "ctypes", "sys.exit", "os.kill", "os._exit", "os.system", "time.sleep",
)  # fmt: skip


def is_heavy(node: ast.stmt, scope: Scope, heavy: Collection[str]) -> bool:
    """Return whether a statement does heavy work when it runs; definitions and imports do not.

    `heavy` are the student's functions that do heavy work.
    """
    if isinstance(node, Definition | ast.Import | ast.ImportFrom):
        return False
    return any(
        isinstance(part, ast.AsyncFor | ast.AsyncWith | ast.Await)
        or (isinstance(part, ast.While) and isinstance(part.test, ast.Constant))
        or (isinstance(part, ast.Call) and _is_heavy_call(part, scope, heavy))
        for part in at_once(node)
    )


def is_return(node: ast.stmt) -> bool:
    """Return whether a statement returns, as is left where a function around everything was opened up."""
    return not isinstance(node, Definition) and any(isinstance(part, ast.Return) for part in at_once(node))


def heavy_functions(scope: Scope) -> set[str]:
    """Return the names of the student's functions and classes that do heavy work when called."""
    found: set[str] = set()
    callers: dict[str, list[str]] = {}
    for name, node in scope.definitions.items():
        for call in _calls(node, scope.live):
            if isinstance(call.func, ast.Name) and call.func.id in scope.definitions:
                callers.setdefault(call.func.id, []).append(name)
            elif _is_heavy_call(call, scope, heavy=()):
                found.add(name)
    todo = list(found)
    while todo:
        more = set(callers.get(todo.pop(), ())) - found
        found |= more
        todo += more
    return found


def _calls(definition: Definition, live: set[str]) -> Iterator[ast.Call]:
    """Yield the calls in a definition, except those in methods that no model calls."""
    stack: list[ast.AST] = [definition]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Call):
            yield node
        stack += (
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(node, ast.ClassDef) or is_called(child, live)
        )


def _is_heavy_call(call: ast.Call, scope: Scope, heavy: Collection[str]) -> bool:
    name = scope.full_name(call.func)
    if isinstance(call.func, ast.Name) and name in scope.definitions:
        return name in heavy
    last = call.func.attr if isinstance(call.func, ast.Attribute) else name
    return last in CALLS or any(name == library or name.startswith(library + ".") for library in LIBRARIES)
