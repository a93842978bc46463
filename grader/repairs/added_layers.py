"""Put whole layers into a model, made in `__init__` and applied in forward."""

import ast
from collections.abc import Sequence

from grader.analysis.layers import ACTIVATIONS, POOLINGS, SHAPING, WEIGHTED, Layer
from grader.repairs.arguments import SETTING
from grader.repairs.from_layers import Edits, followers, maker, merged
from grader.repairs.layer_calls import Applied, applied, element, function, inserted_after, tensor_of
from grader.repairs.layer_settings import DEFAULTS, rule_of, settings_of
from grader.repairs.layer_sizes import Sizes, always, sizes
from grader.repairs.new_layers import free_name
from grader.repairs.student_model import StudentModel
from grader.repairs.syntax_tree import SyntaxTree, self_attribute


def call_of(model: StudentModel, layer: Layer, before: Sizes | None = None) -> str:
    """Return the call that makes a layer, for maps of the size `before`; empty if it has none."""
    kind, settings = layer.kind, settings_of(layer)
    if kind in ACTIVATIONS:
        return f"{model.nn}.{kind}()"
    if kind == "Flatten":
        return f"{model.nn}.Flatten()"
    if kind in POOLINGS and settings:
        stride = settings["stride"]
        more = "" if stride == settings["kernel_size"] else f", stride={stride}"
        more += f", padding={settings['padding']}" if settings["padding"] else ""
        return f"{model.nn}.{kind}({settings['kernel_size']}{more})"
    if not settings:
        return ""
    if kind == "Linear":
        inputs = before[-1] if before else settings["in_features"]
        bias = "" if settings["bias"] else ", bias=False"
        return f"{model.nn}.Linear({inputs}, {settings['out_features']}{bias})"
    channels = before[0] if before else settings["in_channels"]
    numbers = f"{channels}, {settings['out_channels']}, {settings['kernel_size']}"
    return f"{model.nn}.{kind}({numbers}{_more(settings)})"


def _more(settings: dict[str, SETTING]) -> str:
    return "".join(
        f", {name}={value}"
        for name, value in settings.items()
        if name in DEFAULTS and value != DEFAULTS[name]
    )


def block_after(model: StudentModel, last: Layer, block: Sequence[Layer]) -> list[Edits]:
    """Return ways to put several layers after one, with the layers after them fitted to what they make."""
    assert model.graph is not None
    before = sizes(model.graph, {})[last.node]
    after = before
    calls: list[str] = []
    for each in block:
        if after is None or not (code := call_of(model, each, after)):
            return []
        calls.append(code)
        after = _after(each, after)
    if after is None:
        return []
    follow = followers(model, {last.node: always(after)})
    made = element(model, model.graph.nodes[last.node])
    if made is not None and not made.shared:
        code = calls[0]
        edit = inserted_after(made.tree, made.call, code)
        joint = edit.new.removesuffix(code)
        return [
            merged(
                (made.tree.insert(made.tree.end(made.call), "".join(joint + each for each in calls)),), follow
            )
        ]
    return _in_forward(model, last, block, calls, follow)


def _after(layer: Layer, before: Sizes) -> Sizes | None:
    rule = rule_of(layer.kind, settings_of(layer)) if settings_of(layer) else None
    if rule is not None:
        return rule(before)
    if layer.kind in SHAPING:
        number = 1
        for each in before:
            number *= each
        return (number,)
    return before


def _in_forward(
    model: StudentModel, last: Layer, block: Sequence[Layer], calls: Sequence[str], follow: Edits
) -> list[Edits]:
    """Apply the layers in forward, on a line of their own if the one before ends a line."""
    assert model.graph is not None
    use = applied(model, model.graph.nodes[last.node], last.kind)
    if use is None:
        return []
    tree = use.tree
    statement = tree.statement(use.call)
    owner = tree.class_of(use.call)
    making: list[tuple[str, str]] = []
    applying: list[tuple[str, str]] = []
    for layer, code in zip(block, calls, strict=True):
        if layer.kind in WEIGHTED:
            name = free_name(owner, "conv" if "Conv" in layer.kind else "fc", [each for each, _ in making])
            making.append((name, code))
            applying.append((f"self.{name}", ""))
        elif layer.kind in SHAPING:
            applying.append(("torch.flatten", ", 1"))
        else:
            called = function(model, layer.kind, use.call, tree)
            more = "" if called.startswith("self.") else _arguments(layer)
            applying.append((called, more))
    made = _making(model, last, use.call, tree, making)
    if made is None:
        return []
    whole = use.call
    if (
        isinstance(statement, ast.Assign)
        and statement.value is whole
        and isinstance(statement.targets[0], ast.Name)
    ):
        target = statement.targets[0].id
        line = target
        for called, more in applying:
            line = f"{called}({line}{more})"
        return [merged(made, (tree.line_after(statement, f"{target} = {line}"),), follow)]
    before = "".join(f"{called}(" for called, _ in reversed(applying))
    after = "".join(f"{more})" for _, more in applying)
    return [merged(made, tree.wrap(whole, before, after), follow)]


def _arguments(layer: Layer) -> str:
    settings = settings_of(layer)
    if layer.kind not in POOLINGS or not settings:
        return ""
    stride = "" if settings["stride"] == settings["kernel_size"] else f", stride={settings['stride']}"
    padding = f", padding={settings['padding']}" if settings["padding"] else ""
    return f", {settings['kernel_size']}{stride}{padding}"


def _making(
    model: StudentModel, last: Layer, call: ast.Call, tree: SyntaxTree, making: Sequence[tuple[str, str]]
) -> Edits | None:
    """Return the edits that make layers in `__init__`, after the last layer that is made there."""
    if not making:
        return ()
    statement = _init_statement(model, last, call, tree)
    if statement is None:
        return None
    own, node = statement
    code = f"\n{own.indent(node)}".join(f"self.{name} = {code}" for name, code in making)
    return (own.line_after(node, code),)


def _init_statement(
    model: StudentModel, last: Layer, call: ast.Call, tree: SyntaxTree
) -> tuple[SyntaxTree, ast.stmt] | None:
    made = maker(model, last)
    owner = tree.class_of(call)
    if made is not None:
        statement = made.tree.statement(made.call)
        inside = owner is not None and made.tree.class_of(made.call) is owner
        if inside and isinstance(statement, ast.Assign) and self_attribute(statement.targets[0]):
            return made.tree, statement
    for each in owner.body if owner else []:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            return tree, each.body[-1]
    return None


def made_anew(use: Applied, code: str, stem: str) -> list[Edits]:
    """Return ways to apply a new layer, which `code` makes, in the place of a call."""
    owner = use.tree.class_of(use.call)
    inner = tensor_of(use.call)
    init = [each for each in owner.body if isinstance(each, ast.FunctionDef)] if owner else []
    method = next((each for each in init if each.name == "__init__"), None)
    if method is None or inner is None:
        return []
    name = free_name(owner, stem)
    made = use.tree.line_after(method.body[-1], f"self.{name} = {code}")
    return [(made, use.tree.replace(use.call, f"self.{name}({use.tree.code(inner)})"))]
