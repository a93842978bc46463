"""Drafts for a model that runs: what breaks a rule, or is unusual among the assignment's solutions."""

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from grader.analysis.flow import operation, shape_of
from grader.analysis.layers import ACTIVATIONS, SHAPING, WEIGHTED, Layer, layers
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.records.graph import Graph, Input, Value, Weight, references
from grader.records.repair_protocol import TextEdit
from grader.records.source import Line
from grader.repairs import layer_calls, sentences
from grader.repairs.added_layers import made_anew
from grader.repairs.arguments import SETTING
from grader.repairs.draft import Draft
from grader.repairs.from_layers import (
    Edits,
    activated,
    after_layer,
    followers,
    label,
    merged,
    unmade,
    with_settings,
    without_layer,
)
from grader.repairs.layer_settings import settings_of
from grader.repairs.layer_sizes import Rule, Sizes, always, whole
from grader.repairs.student_model import StudentModel
from grader.repairs.syntax_tree import SyntaxTree, name_of, self_attribute, whole_number

CHOSEN = ("kernel_size", "stride", "padding", "output_padding", "dilation")

_JOINED = Text(
    ko="스킵 연결이 두 맵을 더합니다. 이어 붙여야 합니다.",
    en="A skip adds two maps; it is to concatenate them.",
)
_WHY_JOINED = Text(
    ko="더하면 두 맵이 섞이지만, 이어 붙이면 다음 합성곱층이 둘을 모두 읽습니다.",
    en="A sum mixes the two, whereas after a concatenation the next convolution reads both.",
)
_WHY_SKIPS = Text(
    ko="인코더의 맵을 이어 붙이면 줄이면서 잃은 위치 정보를 디코더가 다시 읽습니다.",
    en="Through it, the decoder reads again where things were before the pooling.",
)
_IMAGE_JOINS = Text(
    ko="이미지 자체를 디코더의 맵에 이어 붙입니다.",
    en="The image itself is concatenated to a map of the decoder.",
)
_WHY_BOTTLENECK = Text(
    ko="그러면 모델이 병목을 지나지 않고 이미지를 베낄 수 있습니다.",
    en="The model can then copy it, past the bottleneck.",
)
_DETACHED = Text(ko="계산이 기울기에서 끊겨 있습니다.", en="What is computed is cut off from the gradient.")
_FROZEN = Text(
    ko="가중치가 고정되어 있습니다(requires_grad=False).", en="Weights are frozen (requires_grad=False)."
)
_WHY_FROZEN = Text(ko="고정된 가중치는 학습되지 않습니다.", en="Frozen weights are not trained.")
_WHY_DETACHED = Text(
    ko="기울기가 흐르지 않는 층은 학습되지 않습니다.", en="A layer that no gradient reaches cannot learn."
)
_LISTED = Text(
    ko="층이 파이썬 리스트에 들어 있어 모델의 층으로 등록되지 않습니다.",
    en="Layers are kept in a Python list, so the model does not know them.",
)
_WHY_LISTED = Text(
    ko="nn.ModuleList에 넣어야 model.parameters()에 포함되어 학습됩니다.",
    en="In an nn.ModuleList they are among model.parameters(), and are trained.",
)
_BATCH = Text(ko="배치 크기가 숫자로 적혀 있습니다.", en="The size of the batch is written as a number.")
_WHY_BATCH = Text(
    ko="다른 크기의 배치에서는 이미지들이 섞이거나 오류가 납니다.",
    en="With a batch of another size, images get mixed up, or it fails.",
)
_LOADED = Text(ko="학습된 가중치를 읽어 옵니다.", en="Trained weights are loaded.")


def drafts(
    model: StudentModel, usual: Sequence[Graph], output: Sizes, at: Collection[Line], *, free: bool
) -> Iterator[Draft]:
    """Yield edits by rules for any model; if it is `free`, also by what is usual in the solutions."""
    rules = _Rules(model, usual, output, at)
    yield from rules.outputs()
    yield from rules.detached()
    yield from rules.listed()
    yield from rules.batches()
    yield from rules.unused()
    yield from rules.loaded()
    yield from rules.arithmetic()
    if free:
        yield from rules.tail()
        yield from rules.unusual()
        yield from rules.linear()
        yield from rules.added()
        yield from rules.unjoined()
        yield from rules.overwritten()
        yield from rules.joined_too_much()
        yield from rules.sliced()
        yield from rules.strided()
        yield from rules.enlarged()


class _Rules:
    """The rules, for one model."""

    def __init__(
        self, model: StudentModel, usual: Sequence[Graph], output: Sizes, at: Collection[Line] = ()
    ) -> None:
        assert model.graph is not None
        self._model = model
        self._graph = model.graph
        self._usual = usual
        self._output = output
        self._at = set(at)
        self._layers = layers(model.graph)

    @property
    def _last(self) -> Layer | None:
        return next((each for each in reversed(self._layers) if each.kind in WEIGHTED), None)

    # -- layers ------------------------------------------------------------------------------------------

    def outputs(self) -> Iterator[Draft]:
        """Yield the number of outputs of the last layer."""
        last = self._last
        if last is None or not self._output:
            return
        settings = settings_of(last)
        name = "out_features" if last.kind == "Linear" else "out_channels"
        right = len(last.shape) == len(self._output)
        if right and name in settings and settings[name] != self._output[0]:
            what = sentences.other_setting(label(self._model, last), name, settings[name], self._output[0])
            for edits in with_settings(self._model, last, {name: self._output[0]}):
                yield Draft(edits, what, _OUTPUTS)

    def tail(self) -> Iterator[Draft]:
        """Yield the model without what follows its last layer with weights."""
        last = self._last
        for each in self._layers[self._layers.index(last) + 1 :] if last else ():
            if each.kind in SHAPING:
                continue
            why = sentences.NOT_ASKED
            if each.kind in ("Softmax", "LogSoftmax"):
                why = sentences.softmax(each.kind, each.shape[0])
            elif each.kind in ACTIVATIONS:
                why = sentences.RELU_ON_LOGITS
            for edits in without_layer(self._model, each):
                yield Draft(edits, sentences.extra(each.kind, label(self._model, last) if last else ""), why)

    def unusual(self) -> Iterator[Draft]:
        """Yield usual settings for the layers with other ones: of all at once, and of each."""
        for kind in ("Conv2d", "ConvTranspose2d"):
            usual = _usual(self._usual, kind)
            ways: list[tuple[list[Edits], Text]] = []
            for each in self._layers:
                settings = settings_of(each) if each.kind == kind else {}
                wanted = {name: value for name, value in usual.items() if settings.get(name, value) != value}
                if wanted and self._is_pointed_at(each):
                    what = sentences.other_settings(label(self._model, each), settings, wanted)
                    ways.append((with_settings(self._model, each, wanted), what))
            found = [(edits[0], what) for edits, what in ways if edits]
            why = sentences.why_setting(kind, "kernel_size")
            if len(found) > 1:
                yield Draft(
                    merged(*(each for each, _ in found)), _so_do_others(found[0][1], len(found) - 1), why
                )
            for edits, what in ways:
                for way in edits:
                    yield Draft(way, what, why, rank=1 if len(found) > 1 else 0)

    def _is_pointed_at(self, layer: Layer) -> bool:
        return not self._at or bool({layer.made, layer.used} & self._at)

    def linear(self) -> Iterator[Draft]:
        """Yield activations after convolutions that another one follows without any: after all, and each."""
        found = [
            (activated(self._model, each, "ReLU"), label(self._model, each))
            for each in self._layers
            if each.kind in ("Conv2d", "ConvTranspose2d")
            and self._is_pointed_at(each)
            and self._meets_a_convolution(each.node)
        ]
        ways = [(edits[0], name) for edits, name in found if edits]
        if len(ways) > 1:
            names = sentences.listed([name for _, name in ways])
            yield Draft(
                merged(*(edits for edits, _ in ways)), sentences.missing("ReLU", names), sentences.NONLINEAR
            )
        for edits, name in ways:
            yield Draft(edits, sentences.missing("ReLU", name), sentences.NONLINEAR, rank=int(len(ways) > 1))

    def _meets_a_convolution(self, node: int) -> bool:
        """Return whether what a node makes reaches another convolution without an activation."""
        passed, pending = {node}, [node]
        kinds = {each.node: each.kind for each in self._layers}
        while pending:
            here = pending.pop()
            for index, each in enumerate(self._graph.nodes):
                if index in passed or Value(here) not in references(each)[:8]:
                    continue
                if kinds.get(index) in ("Conv2d", "ConvTranspose2d", "Linear"):
                    return True
                if kinds.get(index) not in ACTIVATIONS:
                    passed.add(index)
                    pending.append(index)
        return False

    # -- joins -------------------------------------------------------------------------------------------

    def added(self) -> Iterator[Draft]:
        """Yield concatenations in the place of sums of two maps: of all at once, and of each."""
        nodes: dict[int, Edits] = {}
        for index, node in enumerate(self._graph.nodes):
            maps = [each for each in references(node) if not isinstance(each, Weight)]
            if operation(node) == "add" and len(maps) == 2 and len(whole(node.shapes[0])) == 3:
                edits = self._concatenated(index)
                if edits:
                    nodes[index] = edits
        double = dict.fromkeys(nodes, _doubled)
        if len(nodes) > 1:
            yield Draft(merged(*nodes.values(), followers(self._model, double)), _JOINED, _WHY_JOINED)
        for index, edits in nodes.items():
            yield Draft(
                merged(edits, followers(self._model, {index: _doubled})),
                _JOINED,
                _WHY_JOINED,
                rank=int(len(nodes) > 1),
            )

    def _concatenated(self, index: int) -> Edits:
        line = self._graph.nodes[index].at
        if line is None or line.unit not in self._model.trees:
            return ()
        tree = self._model.trees[line.unit]
        cat = f"{self._model.imports('torch') or 'torch'}.cat"
        for node in ast.walk(tree.root):
            adds = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and whole_number(node) is None
            if adds and isinstance(node, ast.BinOp) and node.lineno == line.line:
                left, right = node.left, node.right
                return (
                    tree.insert(tree.start(left), f"{cat}(["),
                    tree.edit(tree.end(left), tree.start(right), ", "),
                    tree.insert(tree.end(right), "], dim=1)"),
                )
            if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and node.lineno == line.line:
                target, value = tree.code(node.target), tree.code(node.value)
                return (tree.replace(node, f"{target} = {cat}([{target}, {value}], dim=1)"),)
        return ()

    def unjoined(self) -> Iterator[Draft]:
        """Yield skips to the decoder's maps that none reaches, from the names with a map of the same size."""
        found: list[list[tuple[layer_calls.Applied, Layer, str, int]]] = []
        for each in self._layers:
            if each.kind not in ("ConvTranspose2d", "Upsample") or len(each.shape) != 3:
                continue
            use = layer_calls.applied(self._model, self._graph.nodes[each.node], each.kind)
            if use is not None and not self._is_joined(each.node):
                names = self._names_before(use.tree, use.call, each)
                found.append([(use, each, name, channels) for name, channels in names])
        first = [ways[0] for ways in found if ways]
        if len(first) > 1:
            yield self._joined(first)
        for ways in found:
            for way in ways:
                yield self._joined([way], rank=int(len(first) > 1))

    def _is_joined(self, node: int) -> bool:
        return any(operation(each) == "cat" and Value(node) in references(each) for each in self._graph.nodes)

    def _joined(self, ways: Sequence[tuple[layer_calls.Applied, Layer, str, int]], rank: int = 0) -> Draft:
        """Return the edits that concatenate a map to each of several of the decoder's maps."""
        cat = f"{self._model.imports('torch') or 'torch'}.cat"
        edits: list[TextEdit] = []
        others: dict[int, Rule] = {}
        for use, layer, name, channels in ways:
            edits += use.tree.wrap(use.call, f"{cat}([", f", {name}], dim=1)")
            more = (layer.shape[0] + channels, *layer.shape[1:])
            others[layer.node] = always(more)
        sizes = ", ".join(f"{layer.shape[1]}x{layer.shape[2]}" for _, layer, _, _ in ways)
        what = Text(ko=f"{sizes}에서 스킵 연결이 없습니다.", en=f"There is no skip at {sizes}.")
        return Draft(merged(tuple(edits), followers(self._model, others)), what, _WHY_SKIPS, rank)

    def _names_before(self, tree: SyntaxTree, call: ast.Call, layer: Layer) -> list[tuple[str, int]]:
        """Return the names of maps of a layer's size that are assigned once before it, the latest first."""
        method = tree.function(call)
        if method is None or isinstance(method, ast.Lambda):
            return []
        found: dict[str, int] = {}
        assigned: Counter[str] = Counter()
        for each in method.body:
            if each.lineno >= call.lineno or not isinstance(each, ast.Assign):
                continue
            target = each.targets[0]
            if not isinstance(target, ast.Name):
                continue
            assigned[target.id] += 1
            made = [
                index
                for index, node in enumerate(self._graph.nodes)
                if node.at
                and node.at.unit == tree.unit
                and each.lineno <= node.at.line <= (each.end_lineno or 0)
            ]
            if made:
                size = whole(self._graph.nodes[made[-1]].shapes[0])
                found.pop(target.id, None)
                if len(size) == 3 and size[1:] == layer.shape[1:]:
                    found[target.id] = size[0]
        return list(reversed(found.items()))

    def overwritten(self) -> Iterator[Draft]:
        """Yield another name for a map that takes the name of one that is still needed."""
        for tree, method in self._model.functions("forward"):
            names: set[str] = set()
            for one, following in pairwise(method.body):
                target = one.targets[0] if isinstance(one, ast.Assign) else None
                if not isinstance(target, ast.Name):
                    continue
                loads = [
                    each
                    for each in tree.inside(following, ast.Name)
                    if isinstance(each, ast.Name) and each.id == target.id and isinstance(each.ctx, ast.Load)
                ]
                if target.id in names and len(loads) > 1:
                    new = f"{target.id}_up"
                    what = Text(
                        ko=f"{with_particle(target.id, '을')} 덮어써서 앞의 맵이 없어집니다.",
                        en=f"{target.id} is overwritten, so the earlier map is lost.",
                    )
                    yield Draft((tree.replace(target, new), tree.replace(loads[0], new)), what, _WHY_SKIPS)
                names.add(target.id)

    def joined_too_much(self) -> Iterator[Draft]:
        """Yield concatenations without one of their maps."""
        for index, node in enumerate(self._graph.nodes):
            parts = [each for each in references(node) if not isinstance(each, Weight)]
            use = layer_calls.applied(self._model, node, "Cat") if operation(node) == "cat" else None
            listed = use.call.args[0] if use and use.call.args else None
            if use is None or not isinstance(listed, ast.List | ast.Tuple) or len(listed.elts) != len(parts):
                continue
            for place, part in enumerate(parts):
                if not isinstance(part, Input):
                    continue
                left = [use.tree.code(each) for each in listed.elts if each is not listed.elts[place]]
                channels, *rest = whole(node.shapes[0])
                fewer = (channels - whole(shape_of(self._graph, part))[0], *rest)
                follow = followers(self._model, {index: always(fewer)})
                edit = (
                    use.tree.replace(use.call, left[0])
                    if len(left) == 1
                    else use.tree.replace(listed, f"[{', '.join(left)}]")
                )
                yield Draft(merged((edit,), follow), _IMAGE_JOINS, _WHY_BOTTLENECK)

    def arithmetic(self) -> Iterator[Draft]:
        """Yield forward without one side of a sum, difference, product or quotient."""
        for tree, method in self._model.functions("forward"):
            for node in tree.inside(method, ast.BinOp):
                if not isinstance(node, ast.BinOp) or whole_number(node) is not None:
                    continue
                for keep, drop in ((node.left, node.right), (node.right, node.left)):
                    if not isinstance(keep, ast.Constant | ast.Tuple | ast.List):
                        yield self._without_side(tree, node, keep, drop)

    def _without_side(self, tree: SyntaxTree, node: ast.BinOp, keep: ast.expr, drop: ast.expr) -> Draft:
        code = tree.code(drop)
        what = Text(
            ko=f"과제에 없는 계산이 있습니다: {code}",
            en=f"There is a computation that was not asked for: {code}",
        )
        above = tree.parent(node)
        same_name = (
            isinstance(above, ast.Assign)
            and isinstance(above.targets[0], ast.Name)
            and isinstance(keep, ast.Name)
            and keep.id == above.targets[0].id
        )
        gone = tree.without(above) if same_name and isinstance(above, ast.Assign) else None
        edit = gone or tree.replace(node, tree.code(keep))
        unused = [
            unmade(self._model, self_attribute(each)) for each in ast.walk(drop) if self_attribute(each)
        ]
        return Draft(merged((edit,), *unused), what, sentences.NOT_ASKED, rank=2)

    def sliced(self) -> Iterator[Draft]:
        """Yield a pooling in the place of taking every other pixel: of all at once, and of each."""
        found: list[Edits] = []
        for tree, method in self._model.functions("forward"):
            for node in tree.inside(method, ast.Subscript):
                step = _step(node) if isinstance(node, ast.Subscript) else None
                if isinstance(node, ast.Subscript) and step:
                    pool = layer_calls.function(self._model, "MaxPool2d", node, tree)
                    more = "" if pool.startswith("self.") else f", {step}"
                    found.append((tree.replace(node, f"{pool}({tree.code(node.value)}{more})"),))
        what = sentences.other_kind("[::2]", "MaxPool2d", "")
        if len(found) > 1:
            yield Draft(merged(*found), what, sentences.POOLED)
        for edits in found:
            yield Draft(edits, what, sentences.POOLED, rank=int(len(found) > 1))

    def strided(self) -> Iterator[Draft]:
        """Yield a pooling after a convolution that halves the map, which then keeps its size."""
        usual = _usual(self._usual, "Conv2d")
        for each in self._layers:
            settings = settings_of(each) if each.kind == "Conv2d" else {}
            stride = settings.get("stride", 1)
            if not isinstance(stride, int) or stride < 2 or usual.get("stride") != 1:
                continue
            name = label(self._model, each)
            what = Text(
                ko=f"{name}의 스트라이드가 {stride}입니다. 줄이는 일은 풀링이 해야 합니다.",
                en=f"The stride of {name} is {stride}; the map is to be halved by a pooling.",
            )
            wanted = {key: value for key, value in usual.items() if settings.get(key, value) != value}
            for own in with_settings(self._model, each, wanted)[:1]:
                for pooled in self._pooled(each, stride):
                    yield Draft(merged(own, pooled), what, sentences.POOLED)

    def _pooled(self, layer: Layer, factor: int) -> list[Edits]:
        """Return ways to pool before a convolution, or after it."""
        use = layer_calls.applied(self._model, self._graph.nodes[layer.node], layer.kind)
        inner = layer_calls.tensor_of(use.call) if use else None
        call, more = f"{self._model.nn}.MaxPool2d({factor})", f", {factor}"
        ways = after_layer(self._model, layer, call, "MaxPool2d", more)
        if use is not None and inner is not None:
            pool = layer_calls.function(self._model, "MaxPool2d", use.call, use.tree)
            more = "" if pool.startswith("self.") else more
            ways = [use.tree.wrap(inner, f"{pool}(", f"{more})"), *ways]
        return ways

    def enlarged(self) -> Iterator[Draft]:
        """Yield a transposed convolution in the place of an interpolation."""
        for each in self._layers:
            if each.kind != "Upsample" or len(each.shape) != 3:
                continue
            node = self._graph.nodes[each.node]
            before = whole(shape_of(self._graph, references(node)[0]))
            factor = each.shape[1] // before[1]
            call = (
                f"{self._model.nn}.ConvTranspose2d({before[0]}, {before[0]}, {2 * factor}, "
                f"stride={factor}, padding={factor // 2})"
            )
            what = sentences.other_kind("Upsample", "ConvTranspose2d", "")
            made = self._model.made(node.module) if node.module else None
            if made is not None:
                yield Draft((made.tree.replace(made.call, call),), what, rank=1)
            use = layer_calls.applied(self._model, node, "Upsample")
            for edits in made_anew(use, call, "up") if use else []:
                yield Draft(edits, what)

    # -- learning ----------------------------------------------------------------------------------------

    def detached(self) -> Iterator[Draft]:
        """Yield the model without what keeps gradients out."""
        for tree, call in self._model.all_calls:
            if name_of(call) == "detach" and isinstance(call.func, ast.Attribute):
                edit = tree.edit(tree.end(call.func.value), tree.end(call), "")
                yield Draft((edit,), _DETACHED, _WHY_DETACHED)
            if name_of(call) == "requires_grad_" and _says_false(call):
                yield from self._deleted(tree, call, _FROZEN, _WHY_FROZEN)
        for tree, top in self._model.statements:
            for node in ast.walk(top):
                if isinstance(node, ast.With) and "no_grad" in tree.code(node.items[0].context_expr):
                    yield Draft(_dedented(tree, node), _DETACHED, _WHY_DETACHED)
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                    false = isinstance(node.value, ast.Constant) and node.value.value is False
                    if node.targets[0].attr == "requires_grad" and false:
                        yield from self._deleted(tree, node, _FROZEN, _WHY_FROZEN)

    def _deleted(self, tree: SyntaxTree, node: ast.AST, what: Text, why: Text | None) -> Iterator[Draft]:
        """Yield the text without a statement, or without the loop that only it is in."""
        statement = tree.statement(node)
        above = tree.parent(statement) if statement else None
        if isinstance(above, ast.For) and len(above.body) == 1:
            statement = above
        edit = tree.without(statement) if statement else None
        if edit is not None:
            yield Draft((edit,), what, why)

    def listed(self) -> Iterator[Draft]:
        """Yield `nn.ModuleList` around Python lists of layers."""
        if not any(each.kind == "unregistered" for each in self._graph.tensors):
            return
        for tree, top in self._model.statements:
            for node in ast.walk(top):
                value = (
                    node.value if isinstance(node, ast.Assign) and self_attribute(node.targets[0]) else None
                )
                if isinstance(value, ast.List | ast.ListComp | ast.Tuple):
                    yield Draft(tree.wrap(value, f"{self._model.nn}.ModuleList(", ")"), _LISTED, _WHY_LISTED)

    def batches(self) -> Iterator[Draft]:
        """Yield the size of the batch in the place of a number."""
        for tree, call in self._model.all_calls:
            if name_of(call) not in ("view", "reshape") or not call.args:
                continue
            tensor = call.func.value if isinstance(call.func, ast.Attribute) else None
            first = call.args[0]
            others = [whole_number(each) for each in call.args[1:]]
            if (whole_number(first) or 0) > 0 and -1 not in others:
                yield Draft((tree.replace(first, "-1"),), _BATCH, _WHY_BATCH)
            if not isinstance(tensor, ast.Name):
                continue
            size = f"{tensor.id}.size(0)"
            if (whole_number(first) or 0) > 0 or isinstance(first, ast.Name):
                edits = (tree.replace(first, size),)
                yield Draft(edits, _BATCH, _WHY_BATCH)
            elif whole_number(first) == -1 and len(call.args) == 2 and (whole_number(call.args[1]) or 0) > 0:
                flat = (tree.replace(first, size), tree.replace(call.args[1], "-1"))
                yield Draft(flat, _BATCH, _WHY_BATCH, rank=2)

    def unused(self) -> Iterator[Draft]:
        """Yield the model without layers that forward never uses."""
        for tree, top in self._model.statements:
            for node in ast.walk(top):
                name = self_attribute(node.targets[0]) if isinstance(node, ast.Assign) else ""
                module = self._model.module(name) if name else None
                if module is None or self._reads(name):
                    continue
                what = Text(
                    ko=f"{name} 층을 만들기만 하고 쓰지 않습니다.", en=f"{name} is made, but never used."
                )
                yield from self._deleted(tree, node, what, None)

    def _reads(self, name: str) -> bool:
        """Return whether forward uses a module or anything inside it."""
        return any(each.module == name or each.module.startswith(f"{name}.") for each in self._graph.nodes)

    def loaded(self) -> Iterator[Draft]:
        """Yield the model without statements that load weights or set them all to one number."""
        for tree, call in self._model.all_calls:
            constant = name_of(call) in ("zeros_", "ones_", "constant_")
            if (constant or name_of(call) in ("load_state_dict", "load")) and tree.function(call) is not None:
                yield from self._deleted(tree, call, _CONSTANT if constant else _LOADED, None)


_CONSTANT = Text(ko="모든 가중치가 같은 수로 시작합니다.", en="All weights begin as the same number.")
_OUTPUTS = Text(
    ko="클래스나 채널마다 출력이 하나씩 있어야 합니다.", en="There is one output for each class or channel."
)


def _step(node: ast.Subscript) -> int | None:
    """Return the step of `x[:, :, ::2, ::2]`; None for any other."""
    slices = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    steps = [each.step for each in slices if isinstance(each, ast.Slice) and each.step is not None]
    numbers = {whole_number(each) for each in steps}
    return next(iter(numbers)) if len(steps) == 2 and len(numbers) == 1 else None


def _doubled(before: Sizes) -> Sizes:
    return (2 * before[0], *before[1:])


def _usual(graphs: Sequence[Graph], kind: str) -> dict[str, SETTING]:
    """Return the settings that most layers of a kind have in the solutions."""
    counted: Counter[tuple[tuple[str, SETTING], ...]] = Counter()
    for graph in graphs:
        for each in layers(graph):
            if each.kind == kind:
                own = settings_of(each)
                counted[tuple((name, own[name]) for name in CHOSEN if name in own)] += 1
    return dict(counted.most_common(1)[0][0]) if counted else {}


def _so_do_others(first: Text, more: int) -> Text:
    return Text(
        ko=f"{first.ko} 다른 {more}개 층도 마찬가지입니다.",
        en=f"{first.en} So it is in {more} more layer{'s' if more > 1 else ''}.",
    )


def _says_false(call: ast.Call) -> bool:
    values = [*call.args, *(each.value for each in call.keywords)]
    return any(isinstance(each, ast.Constant) and each.value is False for each in values)


def _dedented(tree: SyntaxTree, node: ast.With) -> Edits:
    """Return the edits that take a block out of its `with`."""
    start, first = tree.start(node), tree.start(node.body[0])
    last = node.end_lineno or node.lineno
    deeper = first[1] - start[1]
    head = tree.edit(start, first, "")
    rest = [
        tree.edit((line, start[1]), (line, start[1] + deeper), "")
        for line in range(first[0] + 1, last + 1)
        if tree.lines[line - 1][start[1] : start[1] + deeper].isspace()
    ]
    return (head, *rest)
