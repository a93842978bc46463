"""Drafts for a model that does not run because two sizes do not fit."""

import ast
from collections.abc import Callable, Iterator
from typing import Final

from grader.base.english import counted
from grader.base.text import Text
from grader.records.repair_protocol import TextEdit
from grader.repairs import layer_calls
from grader.repairs.arguments import SIGNATURES, argument, product
from grader.repairs.draft import Draft
from grader.repairs.failure import BATCH, Failure
from grader.repairs.new_layers import flattening
from grader.repairs.sentences import FLAT, FLATTENED
from grader.repairs.student_model import Spot
from grader.repairs.syntax_tree import SyntaxTree, name_of, self_attribute, whole_number

_POOLED_EARLY: Final = Text(
    ko="스킵 연결의 맵이 풀링 뒤의 것이라 디코더의 맵과 크기가 다릅니다.",
    en="A skip takes the map after the pooling, which is smaller than the decoder's.",
)
_WHY_BEFORE: Final = Text(
    ko="풀링하기 전의 맵이 디코더의 맵과 크기가 같습니다.",
    en="The map before the pooling has the size of the decoder's.",
)


def channels(failure: Failure) -> Iterator[Draft]:
    """Yield the number of channels that a convolution gets, and the number that it expects."""
    found = failure.matched(
        r"weight of size \[(\d+), (\d+),.*expected input.* to have (\d+) channels, but got (\d+) channels"
    )
    if found is None:
        return
    first, second, expected, got = map(int, found.groups())
    upwards = "transposed=1" in failure.broken.message
    kinds = ("ConvTranspose2d",) if upwards else ("Conv2d",)
    other = ("out_channels", second if upwards else first)
    yield from _resized(
        failure, kinds, "in_channels", expected, got, other, lambda name: _reads_channels(name, expected, got)
    )
    both = ("Conv2d", "ConvTranspose2d")
    for kind in both:
        for draft in _resized(
            failure,
            (kind,),
            "out_channels",
            got,
            expected,
            ("out_channels", got),
            lambda name: _makes(name, got, expected),
        ):
            yield Draft(draft.edits, draft.what, draft.why, rank=1)


def inputs(failure: Failure) -> Iterator[Draft]:
    """Yield the number of inputs that a fully connected layer gets."""
    found = failure.matched(r"cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")
    if found is None:
        return
    rows, got, expected, outputs = map(int, found.groups())
    if rows == BATCH:
        yield from _resized(
    failure,
            ("Linear",), "in_features", expected, got, ("out_features", outputs),
            lambda name: _reads(name, expected, got),
        )  # fmt: skip
        for draft in _resized(
    failure,
            ("Linear",), "out_features", got, expected, ("out_features", got),
            lambda name: _makes(name, got, expected),
        ):  # fmt: skip
            yield Draft(draft.edits, draft.what, draft.why, rank=1)


def unflattened(failure: Failure) -> Iterator[Draft]:
    """Yield a flattening before a fully connected layer that gets a map."""
    found = failure.matched(r"cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")
    tree, statement = failure.tree, failure.statement()
    if found is None or int(found[1]) == BATCH or tree is None:
        return
    expected = int(found[3])
    for own, call in calls_of(failure, ("Linear",)):
        fits = whole_number(argument(call, "Linear", "in_features") or call) == expected
        if fits and layer_calls.siblings(own, call):
            code = f"{failure.model.nn}.Flatten()"
            yield Draft((layer_calls.inserted_before(own, call, code),), FLATTENED, FLAT)
    for applied in tree.inside(statement, ast.Call) if statement is not None else []:
        if isinstance(applied, ast.Call) and self_attribute(applied.func) and len(applied.args) == 1:
            flat = tree.wrap(applied.args[0], *flattening(failure.model))
            yield Draft(flat, FLATTENED, FLAT, rank=1)


def viewed(failure: Failure) -> Iterator[Draft]:
    """Yield the numbers that a view must be given."""
    found = failure.matched(r"shape '\[(.*)\]' is invalid for input of size (\d+)")
    if found is None or failure.line is None:
        return
    size = int(found[2]) // BATCH
    for tree, call in failure.model.calls_on(failure.line):
        if name_of(call) not in ("view", "reshape"):
            continue
        numbers = [each for each in call.args if (whole_number(each) or 0) > 1]
        for each in numbers[-1:] if len(call.args) == 2 else []:
            before = whole_number(each)
            text = product(size, each) or str(size)
            what = Text(
                ko=f"펼치면 값이 {size}개인데 {before}개로 적혀 있습니다.",
                en=f"Flattening gives {size} numbers, not {before}.",
            )
            yield Draft((tree.replace(each, text),), what)


def normalised(failure: Failure) -> Iterator[Draft]:
    """Yield the number of channels that a batch norm gets."""
    found = failure.matched(r"running_mean should contain (\d+) elements not (\d+)")
    if found is None:
        return
    got, expected = map(int, found.groups())
    kinds = ("BatchNorm2d", "BatchNorm1d")
    yield from _resized(
        failure,
        kinds,
        "num_features",
        expected,
        got,
        ("num_features", expected),
        lambda name: _reads_channels(name, expected, got),
    )


def normalised_like_the_layer_before(failure: Failure) -> Iterator[Draft]:
    """Yield batch norms of as many channels as the convolution before makes: `nn.BatchNorm2d(out_ch)`."""
    if not failure.matched(r"running_mean should contain"):
        return
    for tree, call in calls_of(failure, ("BatchNorm2d",)):
        items, given = layer_calls.siblings(tree, call), argument(call, "BatchNorm2d", "num_features")
        before = items[items.index(call) - 1] if call in items[1:] else None
        if given is None or not isinstance(before, ast.Call) or name_of(before) not in SIGNATURES:
            continue
        made = argument(before, name_of(before), "out_channels")
        if made is not None and tree.code(made) != tree.code(given):
            what = Text(
                ko=f"배치 정규화층의 채널 수가 앞 합성곱층의 출력 채널 수({tree.code(made)})와 다릅니다.",
                en=f"A batch norm has another number of channels than the convolution before it makes,"
                f" {tree.code(made)}.",
            )
            yield Draft((tree.replace(given, tree.code(made)),), what)


def pooled_too_early(failure: Failure) -> Iterator[Draft]:
    """Yield maps as they were before a pooling, which then comes where else they are read."""
    tree, statement = failure.tree, failure.statement()
    method = tree.function(statement) if tree is not None and statement is not None else None
    if (
        tree is None
        or isinstance(method, ast.Lambda | None)
        or not failure.matched("Sizes of tensors must match")
    ):
        return
    ways = [edits for each in method.body if (edits := _pooled_where_read(tree, method, each))]
    if len(ways) > 1:
        yield Draft(tuple(edit for edits in ways for edit in edits), _POOLED_EARLY, _WHY_BEFORE)
    yield from (Draft(edits, _POOLED_EARLY, _WHY_BEFORE, rank=1) for edits in ways)


def _pooled_where_read(tree: SyntaxTree, method: ast.AST, statement: ast.stmt) -> tuple[TextEdit, ...]:
    """Return the edits that move a pooling from where a name is assigned to where it is read."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    value = statement.value if isinstance(statement, ast.Assign) else None
    if (
        not isinstance(target, ast.Name)
        or not isinstance(value, ast.Call)
        or "pool" not in tree.code(value.func)
    ):
        return ()
    inner = layer_calls.tensor_of(value)
    reads = [
        each
        for each in tree.inside(method, ast.Name)
        if isinstance(each, ast.Name) and each.id == target.id and isinstance(each.ctx, ast.Load)
        if each.lineno > statement.lineno
    ]
    joined = [each for each in reads if any(_joins(above) for above in tree.around(each))]
    gone = layer_calls.unwrapped(tree, value)
    if inner is None or not joined or gone is None:
        return ()
    start, end = tree.start(value), tree.end(value)
    before, after = tree.between(start, tree.start(inner)), tree.between(tree.end(inner), end)
    wraps = [edit for each in reads if each not in joined for edit in tree.wrap(each, before, after)]
    return (*gone, *wraps)


def _joins(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node) in layer_calls.FUNCTIONS["Cat"]


def calls_of(failure: Failure, kinds: tuple[str, ...]) -> list[tuple[SyntaxTree, ast.Call]]:
    """Return the calls that make layers of some kinds."""
    return [each for each in failure.model.all_calls if name_of(each[1]) in kinds]


def _spots(failure: Failure, tree: SyntaxTree, call: ast.Call, name: str, value: int) -> list[Spot]:
    """Return where an argument of a call gets its value, if that is `value`."""
    kind = name_of(call)
    given = argument(call, kind, name) if kind in SIGNATURES else None
    if given is None:
        return []
    if whole_number(given) is not None:
        return [Spot(tree, given)] if whole_number(given) == value else []
    return [each for each in failure.model.origins(Spot(tree, given), "") if whole_number(each.node) == value]


def _may_be(call: ast.Call, name: str, value: int) -> bool:
    """Return whether an argument may have a value: it has it, or is not known."""
    kind = name_of(call)
    given = argument(call, kind, name) if kind in SIGNATURES else None
    return given is not None and whole_number(given) in (None, value)


def _resized(
    failure: Failure,
    kinds: tuple[str, ...],
    name: str,
    value: int,
    new: int,
    also: tuple[str, int],
    what: Callable[[str], Text],
) -> Iterator[Draft]:
    spots: dict[tuple[int, int, int], Draft] = {}
    for tree, call in calls_of(failure, kinds):
        if not _may_be(call, *also):
            continue
        for spot in _spots(failure, tree, call, name, value):
            text = product(new, spot.node) or str(new)
            edit = spot.tree.replace(spot.node, text)
            place = (edit.unit, edit.line, edit.column)
            spots.setdefault(place, Draft((edit,), what(_name(spot, tree, call))))
    yield from spots.values()


def _reads(name: str, expected: int, got: int) -> Text:
    return Text(
        ko=f"{name}: 입력이 {got}개인데 {expected}개로 적혀 있습니다.",
        en=f"{name} gets {counted(got, 'input')}, but was made for {expected}.",
    )


def _reads_channels(name: str, expected: int, got: int) -> Text:
    return Text(
        ko=f"{name}: 입력 채널이 {got}개인데 {expected}개로 적혀 있습니다.",
        en=f"{name} gets {counted(got, 'input channel')}, but was made for {expected}.",
    )


def _makes(name: str, got: int, expected: int) -> Text:
    return Text(
        ko=f"{name}의 출력이 {got}개인데, 다음 층은 {expected}개를 받습니다.",
        en=f"{name} makes {got} outputs, but the next layer takes {expected}.",
    )


def _name(spot: Spot, tree: SyntaxTree, call: ast.Call) -> str:
    """Return the layer or block that an argument is set for: its attribute, or how it is written."""
    around = next((each for each in spot.tree.around(spot.node) if isinstance(each, ast.Call)), call)
    own = spot.tree if around is not call else tree
    kind = name_of(call) if around is call else own.code(around)
    return target(own, around) or target(tree, call) or kind


def target(tree: SyntaxTree, call: ast.Call) -> str:
    """Return the attribute that a layer is assigned to; nothing if it is none."""
    statement = tree.parent(call)
    if isinstance(statement, ast.Assign):
        return next((self_attribute(each) for each in statement.targets if self_attribute(each)), "")
    return ""
