"""Drafts for a model that does not run: what the error says does not fit is made to fit."""

import ast
import difflib
import re
from collections.abc import Callable, Iterator
from typing import Final

from grader.analysis.layers import KINDS
from grader.base.english import counted
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.checks.exception_hints import IMPORTS
from grader.records.capture_protocol import Broken
from grader.repairs import layer_calls
from grader.repairs.arguments import SIGNATURES, argument, product
from grader.repairs.draft import Draft
from grader.repairs.sentences import FLAT
from grader.repairs.student_model import Spot, StudentModel
from grader.repairs.syntax_tree import SyntaxTree, name_of, self_attribute, whole_number

BATCH: Final = 2
"""The number of images that a model is first tried with."""
ALIKE: Final = 0.6
"""Minimum similarity of a misspelt name."""
MOST_ALIKE: Final = 3

_SUPER = Text(
    ko="__init__이 super().__init__()을 부르지 않습니다.", en="__init__ does not call super().__init__()."
)
_WHY_SUPER = Text(
    ko="nn.Module은 그때 층을 담을 자리를 만듭니다.",
    en="There nn.Module makes the place that layers are kept in.",
)
_RETURN = Text(ko="forward가 결과를 반환하지 않습니다.", en="forward does not return its result.")
_TUPLE = Text(ko="forward가 여러 값을 반환합니다.", en="forward returns several values.")
_ORDER = Text(ko="두 줄의 순서가 바뀌어 있습니다.", en="Two lines are in the wrong order.")
_FLATTENED = Text(
    ko="완전연결층에 펼치지 않은 특성 맵이 들어갑니다.",
    en="A fully connected layer gets a map that was not flattened.",
)


def drafts(model: StudentModel, broken: Broken) -> Iterator[Draft]:
    """Yield edits that may let a model run."""
    failure = _Failure(model, broken)
    for each in (
        failure.unset_module,
        failure.misspelt,
        failure.unimported,
        failure.other_name,
        failure.channels,
        failure.inputs,
        failure.unflattened,
        failure.viewed,
        failure.normalised,
        failure.returned,
        failure.parameters,
        failure.order,
    ):
        yield from each()


class _Failure:
    """One failure, and the line that it happened on."""

    def __init__(self, model: StudentModel, broken: Broken) -> None:
        self._model = model
        self._broken = broken
        self._line = next((each for each in reversed(broken.lines) if each.unit in model.trees), None)

    def _matched(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, self._broken.message) if self._broken.reason == "exception" else None

    @property
    def _tree(self) -> SyntaxTree | None:
        return self._model.trees[self._line.unit] if self._line else None

    def _statement(self) -> ast.stmt | None:
        """Return the innermost statement on the line of the failure."""
        tree, line = self._tree, self._line
        if tree is None or line is None:
            return None
        found = [
            node
            for node in ast.walk(tree.root)
            if isinstance(node, ast.stmt) and node.lineno <= line.line <= (node.end_lineno or node.lineno)
        ]
        return max(found, key=lambda node: node.lineno, default=None)

    # -- names -------------------------------------------------------------------------------------------

    def unset_module(self) -> Iterator[Draft]:
        """Yield a call of `super().__init__()` where it is missing or names another class."""
        message = self._broken.message
        if not any(words in message for words in ("Module.__init__() call", "super().__init__()")):
            if "obj" in message and "instance or subtype of type" in message:
                yield from self._plain_super()
            return
        for tree, owner in self._model.classes.values():
            for each in owner.body:
                if isinstance(each, ast.FunctionDef) and each.name == "__init__" and not _calls_super(each):
                    first = each.body[0]
                    yield Draft((tree.line_before(first, "super().__init__()"),), _SUPER, _WHY_SUPER)

    def _plain_super(self) -> Iterator[Draft]:
        for tree, call in self._model.all_calls:
            if name_of(call) == "super" and call.args:
                yield Draft((tree.replace(call, "super()"),), _SUPER, _WHY_SUPER)

    def misspelt(self) -> Iterator[Draft]:
        """Yield the names that were probably meant."""
        found = self._matched(r"(?:attribute|name) '(\w+)'")
        if found is None:
            return
        name = found[1]
        for wanted in self._alike(name):
            what = Text(
                ko=f"{with_particle(name, '이라는')} 이름은 없습니다."
                f" {with_particle(wanted, '으로')} 써야 합니다.",
                en=f"There is no {name}; it is spelled {wanted}.",
            )
            both = Text(
                ko=f"{with_particle(name, '과')} {wanted}의 철자가 다릅니다.",
                en=f"{name} and {wanted} are spelled differently.",
            )
            stored = list(self._named(wanted, stored=True))
            if stored and not any(True for _ in self._named(wanted, stored=False)):
                yield Draft(tuple(tree.replace(node, f"{of}{name}") for tree, node, of in stored), both)
            uses = [tree.replace(node, f"{of}{wanted}") for tree, node, of in self._named(name)]
            if uses:
                yield Draft(tuple(uses), what, rank=1)

    def _alike(self, name: str) -> list[str]:
        """Return names that are there and like one that is not: torch's, the student's, Python's guess."""
        if "module 'torch" in self._broken.message:
            pool = [*KINDS, *(each for names in layer_calls.FUNCTIONS.values() for each in names)]
        else:
            pool = [
                node.attr if isinstance(node, ast.Attribute) else node.id
                for _, top in self._model.statements
                for node in ast.walk(top)
                if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store)
            ]
        folded = [each for each in pool if each.lower() == name.lower()]
        close = difflib.get_close_matches(name, pool, MOST_ALIKE, ALIKE)
        guess = [self._broken.hint] if self._broken.hint.isidentifier() else []
        return [each for each in dict.fromkeys((*folded, *guess, *close)) if each != name]

    def _named(self, name: str, *, stored: bool | None = None) -> Iterator[tuple[SyntaxTree, ast.expr, str]]:
        """Yield the names and attributes with a name, and what stands before it: `self.`, or nothing."""
        for tree, top in self._model.statements:
            for node in ast.walk(top):
                if not isinstance(node, ast.Name | ast.Attribute):
                    continue
                if stored is not None and isinstance(node.ctx, ast.Store) != stored:
                    continue
                if isinstance(node, ast.Name) and node.id == name:
                    yield tree, node, ""
                if isinstance(node, ast.Attribute) and node.attr == name:
                    yield tree, node, f"{tree.code(node.value)}."

    def unimported(self) -> Iterator[Draft]:
        """Yield the import of a name that is not defined."""
        found = self._matched(r"name '(\w+)' is not defined")
        tree = self._model.trees[self._model.candidate.at.unit]
        if found is None or found[1] not in IMPORTS:
            return
        what = Text(
            ko=f"{with_particle(found[1], '을')} 가져오는 import가 없습니다.",
            en=f"The import of {found[1]} is missing.",
        )
        imports = [each for each in tree.root.body if isinstance(each, ast.Import | ast.ImportFrom)]
        if imports:
            yield Draft((tree.line_after(imports[-1], IMPORTS[found[1]]),), what)
        elif tree.root.body:
            yield Draft((tree.line_before(tree.root.body[0], IMPORTS[found[1]]),), what)

    def other_name(self) -> Iterator[Draft]:
        """Yield the right name of a misspelt `forward` or `__init__`."""
        wrong = self._broken.reason == "no_forward" or self._broken.error in ("AttributeError", "TypeError")
        for tree, owner in self._model.classes.values() if wrong else ():
            methods = {each.name: each for each in owner.body if isinstance(each, ast.FunctionDef)}
            for wanted in ("forward", "__init__"):
                names = [each for each in methods if each.strip("_") != wanted.strip("_") or each != wanted]
                plain = {each.strip("_"): each for each in names}
                close = difflib.get_close_matches(wanted.strip("_"), plain, 1, ALIKE)
                if wanted in methods or not close:
                    continue
                method = methods[plain[close[0]]]
                start = (method.lineno, tree.lines[method.lineno - 1].index(method.name, method.col_offset))
                edit = tree.edit(start, (start[0], start[1] + len(method.name)), wanted)
                what = Text(
                    ko=f"메서드의 이름이 {wanted}이어야 하는데 {method.name}입니다.",
                    en=f"A method is called {method.name}; its name must be {wanted}.",
                )
                yield Draft((edit,), what)

    # -- sizes -------------------------------------------------------------------------------------------

    def _calls(self, kinds: tuple[str, ...]) -> list[tuple[SyntaxTree, ast.Call]]:
        return [each for each in self._model.all_calls if name_of(each[1]) in kinds]

    def _spots(self, tree: SyntaxTree, call: ast.Call, name: str, value: int) -> list[Spot]:
        """Return where an argument of a call gets its value, if that is `value`."""
        kind = name_of(call)
        given = argument(call, kind, name) if kind in SIGNATURES else None
        if given is None:
            return []
        if whole_number(given) is not None:
            return [Spot(tree, given)] if whole_number(given) == value else []
        return [
            each for each in self._model.origins(Spot(tree, given), "") if whole_number(each.node) == value
        ]

    def _may_be(self, call: ast.Call, name: str, value: int) -> bool:
        """Return whether an argument may have a value: it has it, or is not known."""
        kind = name_of(call)
        given = argument(call, kind, name) if kind in SIGNATURES else None
        return given is not None and whole_number(given) in (None, value)

    def _resized(
        self,
        kinds: tuple[str, ...],
        name: str,
        value: int,
        new: int,
        also: tuple[str, int],
        what: Callable[[str], Text],
    ) -> Iterator[Draft]:
        spots: dict[tuple[int, int, int], Draft] = {}
        for tree, call in self._calls(kinds):
            if not self._may_be(call, *also):
                continue
            for spot in self._spots(tree, call, name, value):
                text = product(new, spot.node) or str(new)
                edit = spot.tree.replace(spot.node, text)
                place = (edit.unit, edit.line, edit.column)
                spots.setdefault(place, Draft((edit,), what(_target(tree, call) or name_of(call))))
        yield from spots.values()

    def channels(self) -> Iterator[Draft]:
        """Yield the number of channels that a convolution gets, and the number that it expects."""
        found = self._matched(
            r"weight of size \[(\d+), (\d+),.*expected input.* to have (\d+) channels, but got (\d+) channels"
        )
        if found is None:
            return
        first, second, expected, got = map(int, found.groups())
        upwards = "transposed=1" in self._broken.message
        kinds = ("ConvTranspose2d",) if upwards else ("Conv2d",)
        other = ("out_channels", second if upwards else first)
        yield from self._resized(
            kinds, "in_channels", expected, got, other, lambda name: _reads(name, expected, got)
        )
        both = ("Conv2d", "ConvTranspose2d")
        for kind in both:
            for draft in self._resized(
                (kind,),
                "out_channels",
                got,
                expected,
                ("out_channels", got),
                lambda name: _makes(name, got, expected),
            ):
                yield Draft(draft.edits, draft.what, draft.why, rank=1)

    def inputs(self) -> Iterator[Draft]:
        """Yield the number of inputs that a fully connected layer gets."""
        found = self._matched(r"cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")
        if found is None:
            return
        rows, got, expected, outputs = map(int, found.groups())
        if rows == BATCH:
            yield from self._resized(
                ("Linear",), "in_features", expected, got, ("out_features", outputs),
                lambda name: _reads(name, expected, got),
            )  # fmt: skip
            for draft in self._resized(
                ("Linear",), "out_features", got, expected, ("out_features", got),
                lambda name: _makes(name, got, expected),
            ):  # fmt: skip
                yield Draft(draft.edits, draft.what, draft.why, rank=1)

    def unflattened(self) -> Iterator[Draft]:
        """Yield a flattening before a fully connected layer that gets a map."""
        found = self._matched(r"cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")
        tree, statement = self._tree, self._statement()
        if found is None or int(found[1]) == BATCH or tree is None:
            return
        expected = int(found[3])
        for own, call in self._calls(("Linear",)):
            fits = whole_number(argument(call, "Linear", "in_features") or call) == expected
            if fits and layer_calls.siblings(own, call):
                code = f"{self._model.nn}.Flatten()"
                yield Draft((layer_calls.inserted_before(own, call, code),), _FLATTENED, FLAT)
        for applied in tree.inside(statement, ast.Call) if statement is not None else []:
            if isinstance(applied, ast.Call) and self_attribute(applied.func) and len(applied.args) == 1:
                torch = self._model.imports("torch")
                before, after = (
                    (f"{torch}.flatten(", ", 1)") if torch else (f"{self._model.nn}.Flatten()(", ")")
                )
                yield Draft(tree.wrap(applied.args[0], before, after), _FLATTENED, FLAT, rank=1)

    def viewed(self) -> Iterator[Draft]:
        """Yield the numbers that a view must be given."""
        found = self._matched(r"shape '\[(.*)\]' is invalid for input of size (\d+)")
        if found is None or self._line is None:
            return
        size = int(found[2]) // BATCH
        for tree, call in self._model.calls_on(self._line):
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

    def normalised(self) -> Iterator[Draft]:
        """Yield the number of channels that a batch norm gets."""
        found = self._matched(r"running_mean should contain (\d+) elements not (\d+)")
        if found is None:
            return
        got, expected = map(int, found.groups())
        kinds = ("BatchNorm2d", "BatchNorm1d")
        yield from self._resized(
            kinds,
            "num_features",
            expected,
            got,
            ("num_features", expected),
            lambda name: _reads(name, expected, got),
        )

    # -- the result, and the order of lines --------------------------------------------------------------

    def returned(self) -> Iterator[Draft]:
        """Yield the missing return, or one of several values."""
        if self._broken.reason == "returns_none":
            for tree, method in self._model.functions("forward"):
                if any(isinstance(each, ast.Return) and each.value for each in ast.walk(method)):
                    continue
                last = method.body[-1]
                if isinstance(last, ast.Return):
                    yield Draft((tree.replace(last, f"return {_last_name(method)}"),), _RETURN)
                elif isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
                    yield Draft((tree.insert(tree.start(last), "return "),), _RETURN)
                elif name := _last_name(method):
                    yield Draft((tree.line_after(last, f"return {name}"),), _RETURN)
        if self._broken.reason == "returns_several":
            for tree, method in self._model.functions("forward"):
                for each in ast.walk(method):
                    if isinstance(each, ast.Return) and isinstance(each.value, ast.Tuple | ast.List):
                        for item in each.value.elts:
                            yield Draft((tree.replace(each.value, tree.code(item)),), _TUPLE)

    def parameters(self) -> Iterator[Draft]:
        """Yield the `self` that a method lacks, or a default for what forward is not given."""
        yield from self._given_a_default()
        found = self._matched(r"(\w+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given")
        if found is None:
            return
        name = found[1].rpartition(".")[2]
        for tree, method in self._model.functions(name):
            names = [each.arg for each in method.args.args]
            if "self" in names or tree.class_of(method) is None:
                continue
            what = Text(ko=f"{name}에 self가 없습니다.", en=f"{name} lacks self.")
            if method.args.args:
                yield Draft((tree.insert(tree.start(method.args.args[0]), "self, "),), what)

    def _given_a_default(self) -> Iterator[Draft]:
        found = self._matched(r"forward\(\) missing \d+ required positional arguments?: '(\w+)'")
        for tree, method in self._model.functions("forward") if found else []:
            for each in method.args.args:
                if found and each.arg == found[1]:
                    what = Text(
                        ko=f"forward는 입력 하나만 받아야 하는데 {each.arg}도 받습니다.",
                        en=f"forward is given the input alone, but takes {each.arg} as well.",
                    )
                    yield Draft((tree.insert(tree.end(each), "=None"),), what)

    def order(self) -> Iterator[Draft]:
        """Yield the line of the failure in the place of the one before or after it."""
        tree, statement = self._tree, self._statement()
        if self._broken.stage != "forward" or tree is None or statement is None:
            return
        function = tree.parent(statement)
        body = function.body if isinstance(function, ast.FunctionDef) else []
        if statement not in body:
            return
        place = body.index(statement)
        for one, two in ((place - 1, place), (place, place + 1)):
            if one >= 0 and two < len(body) and not isinstance(body[two], ast.Return):
                a, b = body[one], body[two]
                yield Draft((tree.replace(a, tree.code(b)), tree.replace(b, tree.code(a))), _ORDER, rank=2)


def _reads(name: str, expected: int, got: int) -> Text:
    return Text(
        ko=f"{name}: 입력이 {got}개인데 {expected}개로 적혀 있습니다.",
        en=f"{name} gets {counted(got, 'input')}, but was made for {expected}.",
    )


def _makes(name: str, got: int, expected: int) -> Text:
    return Text(
        ko=f"{name}의 출력이 {got}개인데, 다음 층은 {expected}개를 받습니다.",
        en=f"{name} makes {got} outputs, but the next layer takes {expected}.",
    )


def _calls_super(method: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Call) and name_of(each) == "super" for each in ast.walk(method))


def _last_name(method: ast.FunctionDef) -> str:
    """Return the name that a function assigns to last."""
    names = [
        target.id
        for each in method.body
        if isinstance(each, ast.Assign | ast.AugAssign)
        for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
        if isinstance(target, ast.Name)
    ]
    return names[-1] if names else ""


def _target(tree: SyntaxTree, call: ast.Call) -> str:
    statement = tree.parent(call)
    if isinstance(statement, ast.Assign):
        return next((self_attribute(each) for each in statement.targets if self_attribute(each)), "")
    return ""
