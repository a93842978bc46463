"""Edits that change, add or remove layers of a model that runs, with all that follows from them."""

import ast
import math
from collections.abc import Collection, Mapping, Sequence

from grader.analysis.flow import operation
from grader.analysis.layers import Layer
from grader.records.graph import Graph, Value, references
from grader.records.repair_protocol import TextEdit
from grader.repairs import layer_calls
from grader.repairs.arguments import SETTING, SIGNATURES, changed, product
from grader.repairs.grown_inputs import Grown, multiplied
from grader.repairs.layer_calls import applied, element, function
from grader.repairs.layer_settings import rule_of, settings_of
from grader.repairs.layer_sizes import Rule, always, size_of, sizes, whole
from grader.repairs.number_lists import other_number
from grader.repairs.student_model import Made, StudentModel
from grader.repairs.syntax_tree import name_of, self_attribute, whole_number

Edits = tuple[TextEdit, ...]
TAKES = {"linear": "in_features", "conv2d": "in_channels", "conv_transpose2d": "in_channels"}


def label(model: StudentModel, layer: Layer) -> str:
    """Return what to call a layer in a sentence: the student's own name for it, or its kind."""
    assert model.graph is not None
    path = model.graph.nodes[layer.node].module
    name = path.rpartition(".")[2]
    return name if layer.weights and name and not name.isdigit() else layer.kind


def maker(model: StudentModel, layer: Layer) -> Made | None:
    """Return the call that makes a layer, or the function that is one."""
    assert model.graph is not None
    node = model.graph.nodes[layer.node]
    if node.module and (made := model.made(node.module)) is not None and made.kind == layer.kind:
        return made
    use = applied(model, node, layer.kind)
    if use is not None and name_of(use.call) in SIGNATURES:
        return Made(use.tree, use.call, name_of(use.call), node.module, shared=False)
    return None


def with_settings(model: StudentModel, layer: Layer, wanted: Mapping[str, SETTING]) -> list[Edits]:
    """Return ways to give a layer other settings, with the layers after it fitted to them."""
    assert model.graph is not None
    made = maker(model, layer)
    rule = rule_of(layer.kind, {**settings_of(layer), **wanted})
    if made is None or rule is None:
        return []
    if any(name not in SIGNATURES[made.kind] for name in wanted):
        return []
    ways: list[Edits] = []
    own = changed(model, made, wanted, at_origin=False)
    if own is not None:
        ways.append(merged(own, followers(model, {layer.node: rule})))
    far = changed(model, made, wanted, at_origin=True)
    if far is not None and far != own:
        ways += [merged(far, followers(model, {layer.node: rule})), far]
    if made.shared:
        ways += _in_a_list(model, layer, wanted)
    return list(dict.fromkeys(ways))


def _in_a_list(model: StudentModel, layer: Layer, wanted: Mapping[str, SETTING]) -> list[Edits]:
    """Return ways to change the one setting of a layer that a loop makes, in the loop's list."""
    own = settings_of(layer)
    pairs = [(own.get(name), value) for name, value in wanted.items()]
    return [
        (edit,)
        for old, new in pairs
        if len(pairs) == 1 and type(old) is int and type(new) is int
        for edit in other_number(model, old, new)
    ]


def merged(*groups: Edits) -> Edits:
    """Return edits together, without those that replace what an earlier one replaces."""
    kept: dict[tuple[int, int, int, bool], TextEdit] = {}
    for edit in (each for group in groups for each in group):
        kept.setdefault((edit.unit, edit.line, edit.column, bool(edit.old)), edit)
    return tuple(kept.values())


def followers(model: StudentModel, others: Mapping[int, Rule], fitted: Collection[int] = ()) -> Edits:
    """Return the edits that fit the layers to maps of other sizes, if some nodes follow other rules.

    Of the nodes with other rules, only those among `fitted` stay layers whose inputs can be changed.
    """
    assert model.graph is not None
    graph = model.graph
    found = sizes(graph, others)
    edits: dict[TextEdit, None] = {}
    grown: list[Grown] = []
    for index, node in enumerate(graph.nodes):
        reads = references(node)
        before = size_of(graph, reads[0], found) if reads else None
        if not before or (index in others and index not in fitted) or node.when == "train":
            continue
        was = _was(graph, index)
        kind = operation(node)
        if kind in (*TAKES, "batch_norm") and before != was:
            name, now = _takes(kind, before)
            _, then = _takes(kind, was)
            own = _taking(model, node.module, name, now, at_origin=False) if now != then else ()
            edits.update(dict.fromkeys(own))
            if not own and now != then:
                grown.append(Grown(node.module, name, then, now))
        elif kind == "reshape" and before != was:
            edits.update(dict.fromkeys(_flattening(model, index, was, before)))
    edits.update(dict.fromkeys(multiplied(model, grown) or _at_origins(model, grown)))
    return tuple(edits)


def _at_origins(model: StudentModel, grown: Sequence[Grown]) -> Edits:
    taking = (_taking(model, each.path, each.name, each.now, at_origin=True) for each in grown)
    return tuple(edit for own in taking for edit in own)


def _was(graph: Graph, index: int) -> tuple[int, ...]:
    first = references(graph.nodes[index])[0]
    if isinstance(first, Value):
        return whole(graph.nodes[first.node].shapes[first.out])
    return whole(graph.input)


def _takes(kind: str, before: tuple[int, ...]) -> tuple[str, int]:
    if kind == "linear":
        return "in_features", before[-1]
    return TAKES.get(kind, "num_features"), before[0]


def _taking(model: StudentModel, path: str, name: str, number: int, *, at_origin: bool) -> Edits:
    made = model.made(path)
    if made is None or name not in SIGNATURES.get(made.kind, ()):
        return ()
    return changed(model, made, {name: number}, at_origin=at_origin) or ()


def _flattening(model: StudentModel, index: int, was: tuple[int, ...], now: tuple[int, ...]) -> Edits:
    """Return the edit of the number in `x.view(-1, 400)`."""
    assert model.graph is not None
    use = applied(model, model.graph.nodes[index], "Reshape")
    before, after = math.prod(was), math.prod(now)
    if use is None:
        return ()
    for each in use.call.args:
        if whole_number(each) == before:
            new = product(after, each) or str(after)
            return (use.tree.replace(each, new),)
    return ()


# -- out, in, in the place of another --------------------------------------------------------------------


def without_layer(model: StudentModel, layer: Layer) -> list[Edits]:
    """Return ways to take a layer out of the model."""
    assert model.graph is not None
    node = model.graph.nodes[layer.node]
    follow = followers(model, {layer.node: lambda before: before})
    made = element(model, node)
    if made is not None and not made.shared:
        return [merged((layer_calls.left_out(made.tree, made.call),), follow)]
    use = applied(model, node, layer.kind)
    if use is None:
        return []
    gone = layer_calls.unwrapped(use.tree, use.call)
    return [] if gone is None else [merged(gone, unmade(model, node.module), follow)]


def unmade(model: StudentModel, path: str) -> Edits:
    """Return the edit that no longer makes a layer, if it is applied but once."""
    made = model.made(path) if path else None
    statement = made.tree.parent(made.call) if made else None
    if made is None or not isinstance(statement, ast.Assign):
        return ()
    name = self_attribute(statement.targets[0])
    owner = made.tree.class_of(statement)
    uses = [each for each in ast.walk(owner) if self_attribute(each) == name] if owner and name else []
    gone = made.tree.without(statement) if len(uses) == 2 else None
    return (gone,) if gone else ()


def of_kind(model: StudentModel, layer: Layer, kind: str, code: str) -> list[Edits]:
    """Return ways to put another kind of layer in the place of one: `code` makes it."""
    assert model.graph is not None
    node = model.graph.nodes[layer.node]
    made = model.made(node.module) if node.module else None
    if made is not None and made.kind == layer.kind:
        return [(made.tree.replace(made.call, code),)]
    use = applied(model, node, layer.kind)
    if use is None or kind not in layer_calls.FUNCTIONS or kind in ("Conv2d", "Linear"):
        return []
    inner = layer_calls.tensor_of(use.call)
    if inner is None:
        return []
    if kind.endswith("Pool2d"):
        named = use.call.func
        if isinstance(named, ast.Attribute):
            return [
                (use.tree.replace(named, f"{use.tree.code(named.value)}.{layer_calls.FUNCTIONS[kind][0]}"),)
            ]
        return []
    called = function(model, kind, use.call, use.tree)
    start, end = use.tree.start(use.call), use.tree.end(use.call)
    return [
        (
            use.tree.edit(start, use.tree.start(inner), f"{called}("),
            use.tree.edit(use.tree.end(inner), end, ")"),
        )
    ]


def activated(model: StudentModel, layer: Layer, kind: str) -> list[Edits]:
    """Return ways to apply an activation to what a layer makes."""
    return after_layer(model, layer, f"{model.nn}.{kind}()", kind)


def after_layer(
    model: StudentModel, layer: Layer, code: str, kind: str, arguments: str = "", rule: Rule | None = None
) -> list[Edits]:
    """Return ways to put a layer after another one: `code` makes it, or its function is applied."""
    assert model.graph is not None
    node = model.graph.nodes[layer.node]
    follow = _after(model, layer, rule) if rule else ()
    made = element(model, node)
    if made is not None:
        return [merged((layer_calls.inserted_after(made.tree, made.call, code),), follow)]
    use = applied(model, node, layer.kind)
    if use is None:
        appended = _appended(model, node.module, code)
        return [merged((appended,), follow)] if appended else []
    called = function(model, kind, use.call, use.tree)
    tail = "" if called.startswith("self.") else arguments
    return [merged(use.tree.wrap(use.call, f"{called}(", f"{tail})"), follow)]


def _after(model: StudentModel, layer: Layer, rule: Rule) -> Edits:
    """Return the edits that follow if a rule were applied to what a layer makes."""
    assert model.graph is not None
    plain = sizes(model.graph, {})
    made = plain[layer.node]
    after = rule(made) if made else None
    return followers(model, {layer.node: always(after)})


def _appended(model: StudentModel, path: str, code: str) -> TextEdit | None:
    """Return the edit that appends a layer to a list, after the statement that appends another one."""
    made = model.made(path) if path else None
    above = made.tree.parent(made.call) if made else None
    if made is None or not isinstance(above, ast.Call) or name_of(above) != "append":
        return None
    statement = made.tree.statement(above)
    if statement is None:
        return None
    return made.tree.line_after(statement, f"{made.tree.code(above.func)}({code})")
