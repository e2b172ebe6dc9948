"""Small changes of a learner's own code, each a mistake that people make: found in its tree, put into its text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quizzes.viva.code import Function, parsed, segment, spliced

_SQUASHING = ("tanh", "sigmoid", "exp", "sqrt", "abs", "log", "relu", "square")
_OTHER_CALL = {
    "argmax": "argmin", "max": "min", "min": "max", "sum": "mean", "mean": "sum", "zeros": "ones", "maximum": "minimum",
    "minimum": "maximum", "zeros_like": "ones_like", "hstack": "vstack", "vstack": "hstack",
}  # fmt: skip
_COMPARED = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
_SIGNS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@"}


Text = Callable[[ast.AST], str]  # a part of the source, as it stands there


@dataclass(frozen=True)
class Edit:
    """One change."""

    says: str  # what was done, as a person says it: "`np.tanh` is left out"
    line: int  # of the cell
    source: str  # of the whole cell, with the change


def edits(function: Function) -> list[Edit]:
    """Return every change that is known, of code that still can be read, each once."""
    source = function.source
    kept: dict[str, Edit] = {}
    for node in _inside(function):
        for target, text, says in _changes(node, source, function):
            if not isinstance(target, ast.expr | ast.stmt):
                continue
            changed = spliced(source, target, text)
            if changed != source and parsed(changed) is not None:
                kept.setdefault(changed, Edit(says, target.lineno, changed))
    return [each for each in kept.values() if _fits(each, function)]


def removals(function: Function) -> list[Edit]:
    """Return the changes that take a whole statement of one line away."""
    found = []
    for node in _inside(function):
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.Expr) or node.lineno != node.end_lineno:
            continue
        if not isinstance(node.value, ast.Constant):
            changed = spliced(function.source, node, "pass")
            if parsed(changed) is not None:
                found.append(Edit("the line is taken away", node.lineno, changed))
    return found


def _inside(function: Function) -> list[ast.AST]:
    """Return what may be changed: nothing of a `while`, which might then never end, nor where room is left unfilled.

    What `np.empty` gives is chance: a changed version may read it.
    """
    names = (each.attr for each in ast.walk(function.node) if isinstance(each, ast.Attribute))
    # Why: DECISIONS.md#viva-no-while
    if any(name in ("empty", "empty_like") for name in names):
        return []
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(reversed(function.statements))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.While):
            found.append(node)
            waiting += reversed(list(ast.iter_child_nodes(node)))
    return found


def _fits(edit: Edit, function: Function) -> bool:
    return len(edit.source.split("\n")) == len(function.source.split("\n"))


def _changes(node: ast.AST, source: str, function: Function) -> Iterator[tuple[ast.AST, str, str]]:
    """Yield what is replaced, by which text, and what that is called."""

    def text(part: ast.AST) -> str:
        return segment(source, part)

    def around(part: ast.AST) -> str:
        return f"({text(part)})" if isinstance(part, ast.BinOp | ast.IfExp | ast.UnaryOp | ast.Compare) else text(part)

    if isinstance(node, ast.Call):
        yield from _calls(node, text, around)
    elif isinstance(node, ast.BinOp):
        yield from _operations(node, text, around)
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        yield from _swapped(node.targets[0], text, "on the left of `=` ")
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple | ast.List):
        yield from _swapped(node.value, text, "in what is returned ")
    elif isinstance(node, ast.Subscript):
        yield from _subscripts(node, text)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARED:
        sign = _COMPARED[type(node.ops[0])]
        new = f"{text(node.left)} {sign} {text(node.comparators[0])}"
        yield node, new, f"`{text(node)}` has become `{new}`"
    elif isinstance(node, ast.IfExp):
        yield node, around(node.body), f"of `{text(node)}` only the first case is left"
        yield node, around(node.orelse), f"of `{text(node)}` only the second case is left"
    elif isinstance(node, ast.keyword) and node.arg == "axis":
        for old, new in ((0, "1"), (1, "0"), (2, "1"), (-1, "0")):
            if text(node.value) == str(old):
                yield node.value, new, f"`axis={old}` has become `axis={new}`"
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in function.parameters:
        for other in _siblings(node.id, function.parameters):
            yield node, other, f"`{other}` stands in the place of `{node.id}`"


def _siblings(name: str, parameters: tuple[str, ...]) -> list[str]:
    """Return parameters that are taken for this one: h and c, or W_x and W_h."""
    pairs = (
        ("h", "c"),
        ("all_h", "all_c"),
        ("h", "h_new"),
        ("c", "c_new"),
        ("i", "f"),
        ("f", "o"),
        ("dh_new", "dc_new"),
    )
    found = [b if name == a else a for a, b in pairs if name in (a, b)]
    return [each for each in found if each in parameters]


def _calls(node: ast.Call, text: Text, around: Text) -> Iterator[tuple[ast.AST, str, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _SQUASHING and len(node.args) == 1 and not node.keywords:
        yield node, f"({text(node.args[0])})", f"`{text(node.func)}` is left out"
        if name == "tanh":
            inner = text(node.args[0])
            yield node, f"(1 / (1 + np.exp(-({inner}))))", f"a sigmoid of `{inner}` in the place of its tanh"
    if name in _OTHER_CALL:
        other = _OTHER_CALL[name]
        func = f"{text(node.func.value)}.{other}" if isinstance(node.func, ast.Attribute) else other
        yield node.func, func, f"`{name}` has become `{other}`"
    if name == "range" and node.args:
        last = node.args[1] if len(node.args) > 1 else node.args[0]
        yield last, f"{around(last)} - 1", "the loop ends one step early"
        if len(node.args) == 1:
            yield last, f"1, {text(last)}", "the loop begins one step late"
    if name == "reversed" and len(node.args) == 1:
        yield node, text(node.args[0]), "the loop runs forwards in the place of backwards"
    if name == "copy" and isinstance(node.func, ast.Attribute) and not node.args:
        yield node, text(node.func.value), "the copy is left out"
    if name == "where" and len(node.args) == 3:
        test, one, other = map(text, node.args)
        yield node, f"{text(node.func)}({test}, {other}, {one})", "the two cases of `where` have changed places"
    if name == "clip" and node.args:
        yield node, around(node.args[0]), "the clipping is left out"


def _operations(node: ast.BinOp, text: Text, around: Text) -> Iterator[tuple[ast.AST, str, str]]:
    left, right, kind = node.left, node.right, type(node.op)
    if kind in (ast.Add, ast.Sub):
        yield node, around(left), f"the term `{text(right)}` is left out"
        if kind is ast.Add:
            yield node, around(right), f"the term `{text(left)}` is left out"
        elif not isinstance(left, ast.Constant):
            yield node, f"{text(right)} - {text(left)}", f"the sides of `{text(node)}` have changed places"
        yield node, f"{text(left)} {_SIGNS[kind]} {around(right)}", f"the sign before `{text(right)}` is turned"
    if kind is ast.Mult:
        yield node, around(right), f"the factor `{text(left)}` is left out"
        yield node, around(left), f"the factor `{text(right)}` is left out"
        if isinstance(left, ast.Name | ast.Call):
            yield node, f"(1 - {text(left)}) * {around(right)}", f"`1 - {text(left)}` in the place of `{text(left)}`"
    if kind is ast.MatMult:
        if isinstance(right, ast.Name):
            yield right, f"{text(right)}.T", f"`{text(right)}` is transposed"
        elif isinstance(right, ast.Attribute) and right.attr == "T":
            yield right, text(right.value), f"`{text(right.value)}` is no longer transposed"
        yield node, around(left), f"the product with `{text(right)}` is left out"
    if kind is ast.Div:
        yield node, around(left), f"the division by `{text(right)}` is left out"
    if kind is ast.Pow:
        yield node, around(left), f"the power `{text(right)}` is left out"


def _swapped(node: ast.Tuple | ast.List, text: Text, where: str) -> Iterator[tuple[ast.AST, str, str]]:
    parts = [text(each) for each in node.elts]
    for k in range(min(len(parts) - 1, 5)):
        order = [*parts[:k], parts[k + 1], parts[k], *parts[k + 2 :]]
        new = ", ".join(order)
        around = text(node)[:1] if text(node)[:1] in "([" else ""
        new = {"(": f"({new})", "[": f"[{new}]"}.get(around, new)
        yield node, new, f"{where}`{parts[k]}` and `{parts[k + 1]}` have changed places"


def _subscripts(node: ast.Subscript, text: Text) -> Iterator[tuple[ast.AST, str, str]]:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        shown = text(part)
        if isinstance(part, ast.Name) and part.id in ("t", "k", "i", "j", "step", "n"):
            yield part, f"{shown} - 1", f"`{text(node)}` reads one place earlier"
            yield part, "0", f"`{text(node)}` reads the first place each time"
        elif shown == "-1":
            yield part, "0", f"`{text(node)}` reads the first place in the place of the last"
        elif shown == "::-1":
            yield part, ":", f"`{text(node)}` is no longer turned round"
        elif isinstance(part, ast.BinOp) and isinstance(part.right, ast.Constant) and part.right.value == 1:
            yield part, text(part.left), f"`{text(node)}` reads at `{text(part.left)}`"
        elif isinstance(part, ast.Slice) and part.lower is not None and part.upper is not None:
            yield part, f"{text(part.lower)}:{text(part.upper)} - 1", f"`{text(node)}` ends one place early"
