"""Where a layer stands in the text: in a `Sequential`, or applied in forward; put one in, or take one out."""

import ast
from dataclasses import dataclass

from grader.records.graph import Node
from grader.records.repair_protocol import TextEdit
from grader.repairs.student_model import Made, StudentModel
from grader.repairs.syntax_tree import SyntaxTree, name_of, self_attribute

FUNCTIONS = {
    "ReLU": ("relu", "relu_"), "Sigmoid": ("sigmoid",), "Tanh": ("tanh",), "Softmax": ("softmax",),
    "LogSoftmax": ("log_softmax",), "LeakyReLU": ("leaky_relu",), "ELU": ("elu",), "GELU": ("gelu",),
    "SiLU": ("silu",), "MaxPool2d": ("max_pool2d",), "AvgPool2d": ("avg_pool2d",),
    "Dropout": ("dropout", "dropout2d"), "Flatten": ("flatten", "view", "reshape"), "Conv2d": ("conv2d",),
    "Linear": ("linear",), "Upsample": ("interpolate", "upsample"), "Cat": ("cat", "concat"),
    "Reshape": ("view", "reshape"), "LogSigmoid": ("logsigmoid",), "Softplus": ("softplus",),
}  # fmt: skip
"""The functions and methods that do what a layer does."""


ACTIVATING = ("ReLU", "Sigmoid", "Tanh")
"""Layers without settings, whose functions do the same without any."""


@dataclass(frozen=True)
class Applied:
    """The call in forward that applies a layer."""

    tree: SyntaxTree
    call: ast.Call


def applied(model: StudentModel, node: Node, kind: str) -> Applied | None:
    """Return the call that applies a layer in forward; None if it cannot be told."""
    steps = [step for step in node.module.split(".") if step]
    calls = model.calls_on(node.at)
    if node.module and model.module(node.module) is not None:
        own = [each for each in calls if self_attribute(_called(*each)) in steps]
        made = [
            each for each in calls if isinstance(each[1].func, ast.Call) and name_of(each[1].func) == kind
        ]
        found = own[-1:] if not _in_sequential(model, node.module) else []
        found = found or made
        if len(found) == 1:
            return Applied(*found[0])
        if found or own:
            return None
    named = [each for each in calls if name_of(each[1]) in FUNCTIONS.get(kind, (kind,))]
    return Applied(*named[0]) if named else None


def _in_sequential(model: StudentModel, path: str) -> bool:
    owner = model.module(path.rpartition(".")[0]) if "." in path else None
    return owner is not None and owner.kind.endswith(".Sequential")


def _called(tree: SyntaxTree, call: ast.Call) -> ast.expr:
    """Return what a call calls; for an element of a list of layers, the list."""
    func = call.func
    if isinstance(func, ast.Subscript):
        return func.value
    if not isinstance(func, ast.Name):
        return func
    loops = [each for each in tree.around(call) if isinstance(each, ast.For)]
    return next((each for loop in loops if (each := _looped(loop.target, loop.iter, func.id))), func)


def _looped(target: ast.expr, values: ast.expr, name: str) -> ast.expr | None:
    """Return the list that a loop gives a name the elements of; None if it is another name's."""
    if isinstance(target, ast.Name):
        return values if target.id == name else None
    if not isinstance(target, ast.Tuple) or not isinstance(values, ast.Call):
        return None
    if name_of(values) == "enumerate" and len(target.elts) == 2:
        return _looped(target.elts[1], values.args[0], name)
    pairs = zip(target.elts, values.args, strict=False) if name_of(values) == "zip" else ()
    return next((found for each, list_ in pairs if (found := _looped(each, list_, name))), None)


def element(model: StudentModel, node: Node) -> Made | None:
    """Return the call that makes a layer as an element of a `Sequential` or of a list; None if it is none."""
    made = model.made(node.module)
    return made if made is not None and siblings(made.tree, made.call) else None


def entry(tree: SyntaxTree, call: ast.expr) -> ast.expr:
    """Return a call as an element: with its name if it stands in `("relu1", nn.ReLU())`."""
    above = tree.parent(call)
    pair = above if isinstance(above, ast.Tuple) and len(above.elts) == 2 else None
    named = pair is not None and isinstance(pair.elts[0], ast.Constant) and pair.elts[1] is call
    return pair if pair is not None and named else call


def _entered(tree: SyntaxTree, beside: ast.Call, code: str) -> str:
    """Return the code of a new element, with a name of its own if the one beside it has one."""
    if entry(tree, beside) is beside:
        return code
    kind = code.partition("(")[0].rpartition(".")[2].lower()
    used = {node.value for node in ast.walk(tree.root) if isinstance(node, ast.Constant)}
    name = next(f"{kind}{number}" for number in range(1, 1000) if f"{kind}{number}" not in used)
    return f'("{name}", {code})'


def siblings(tree: SyntaxTree, call: ast.Call) -> list[ast.expr]:
    """Return the elements of the `Sequential`, list or tuple that contains a call."""
    own = entry(tree, call)
    above = tree.parent(own)
    if isinstance(above, ast.Call) and name_of(above) in ("Sequential", "ModuleList") and own in above.args:
        return above.args
    if isinstance(above, ast.List | ast.Tuple) and own in above.elts:
        return above.elts
    return []


def inserted_after(tree: SyntaxTree, call: ast.Call, code: str) -> TextEdit:
    """Return the edit that puts an element after another one, on a line of its own if that is the style."""
    items, own = siblings(tree, call), entry(tree, call)
    code = _entered(tree, call, code)
    line, column = tree.start(own)
    before = tree.lines[line - 1][:column]
    own_line = not before.strip() and len(items) > 1
    return tree.insert(tree.end(own), f",\n{before}{code}" if own_line else f", {code}")


def inserted_before(tree: SyntaxTree, call: ast.Call, code: str) -> TextEdit:
    """Return the edit that puts an element before another one."""
    code = _entered(tree, call, code)
    line, column = tree.start(entry(tree, call))
    before = tree.lines[line - 1][:column]
    return tree.insert((line, column), f"{code},\n{before}" if not before.strip() else f"{code}, ")


def left_out(tree: SyntaxTree, call: ast.Call) -> TextEdit:
    """Return the edit that takes an element out, with its comma and its line."""
    items = siblings(tree, call)
    own = entry(tree, call)
    place = items.index(own)
    if place:  # from the end of the one before, so that a comma at the end stays
        return tree.edit(tree.end(items[place - 1]), tree.end(own), "")
    if len(items) > 1:
        return tree.edit(tree.start(own), tree.start(items[1]), "")
    return tree.replace(own, "")


def unwrapped(tree: SyntaxTree, call: ast.Call) -> tuple[TextEdit, ...] | None:
    """Return the edits that leave only the tensor that a call was applied to; None if it cannot be told."""
    inner = tensor_of(call)
    if inner is None:
        return None
    statement = tree.parent(call)
    if isinstance(statement, ast.Assign) and isinstance(inner, ast.Name) and len(statement.targets) == 1:
        target = statement.targets[0]
        if isinstance(target, ast.Name) and target.id == inner.id:
            gone = tree.without(statement)
            if gone is not None:
                return (gone,)
    return (
        tree.edit(tree.start(call), tree.start(inner), ""),
        tree.edit(tree.end(inner), tree.end(call), ""),
    )


def tensor_of(call: ast.Call) -> ast.expr | None:
    """Return the tensor that a call is applied to: its first argument, or what its method belongs to."""
    keyword = next((each.value for each in call.keywords if each.arg in ("input", "x")), None)
    if keyword is not None:
        return keyword
    if isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Name | ast.Attribute):
        return call.func.value
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        module = call.func.value.id in ("F", "torch", "nn", "self") or call.func.value.id[:1].isupper()
        if not module and not (call.args and isinstance(call.args[0], ast.Call | ast.Name)):
            return call.func.value
    return call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None


def function(model: StudentModel, kind: str, node: ast.AST, tree: SyntaxTree) -> str:
    """Return how an activation is applied here: `F.relu`, `self.relu`, `torch.relu` or `nn.ReLU()`."""
    name = FUNCTIONS[kind][0]
    owner = tree.class_of(node)
    if owner is not None:
        for each in tree.inside(owner, ast.Assign):
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call):
                attribute = self_attribute(each.targets[0])
                if attribute and name_of(each.value) == kind:
                    return f"self.{attribute}"
    if functional := model.imports("torch.nn.functional"):
        return f"{functional}.{name}"
    if kind in ("ReLU", "Sigmoid", "Tanh") and (torch := model.imports("torch")):
        return f"{torch}.{name}"
    return f"{model.nn}.functional.{name}"
