"""What can be said of lines by reading them: what made a name's array, what a line reads, which line needs it next."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from quizzes.viva.code import Function, line_shown, segment

_FRESH = ("zeros", "ones", "empty", "full", "array", "copy", "zeros_like", "ones_like", "empty_like")
_VIEWS = ("reshape", "ravel", "view", "transpose", "swapaxes", "squeeze")


_REPEATED = ast.For | ast.While | ast.ListComp | ast.GeneratorExp | ast.DictComp


def operations(node: ast.AST, rounds: int, times: int = 1) -> int:
    """Return how many operations and calls stand in code; what is repeated counts for each of so many rounds."""
    found = times if isinstance(node, ast.BinOp | ast.Call) else 0
    inside = times * rounds if isinstance(node, _REPEATED) else times
    return found + sum(operations(child, rounds, inside) for child in ast.iter_child_nodes(node))


def calls_of(node: ast.AST, rounds: int, times: int = 1) -> Iterator[tuple[str, int]]:
    """Yield the functions that code calls by a name alone, and how often."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id, times
    inside = times * rounds if isinstance(node, _REPEATED) else times
    for child in ast.iter_child_nodes(node):
        yield from calls_of(child, rounds, inside)


def whole_work(name: str, functions: Mapping[str, Function], rounds: int, above: tuple[str, ...] = ()) -> int:
    """Return how many operations a call takes, with those of the functions that it calls."""
    node = functions[name].node
    inner = [(other, times) for other, times in calls_of(node, rounds) if other in functions]
    again = rounds if any(other == name for other, _ in inner) else 1
    own = operations(node, rounds)
    deeper = [
        times * whole_work(other, functions, rounds, (*above, name))
        for other, times in inner
        if other not in (*above, name)
    ]
    return again * (own + sum(deeper))


def helpers_of(name: str, functions: Mapping[str, Function]) -> list[str]:
    """Return the functions that one calls, and those that these call, each once."""
    found, waiting = [name], [name]
    while waiting:
        for other, _ in calls_of(functions[waiting.pop(0)].node, 1):
            if other in functions and other not in found:
                found.append(other)
                waiting.append(other)
    return found[1:]


def root_name(node: ast.expr) -> str:
    """Return the name at the beginning of `all_h[:, t].T`; nothing where there is none."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def called(node: ast.expr) -> str:
    """Return the last name of what is called: zeros of `np.zeros(3)`."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def bindings(function: Function, name: str) -> Iterator[tuple[ast.Assign, ast.expr]]:
    """Yield each statement that gives a name a value, with the value: of several at once the one that belongs to it."""
    for node in (each for each in ast.walk(function.node) if isinstance(each, ast.Assign)):
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield node, node.value
            elif isinstance(target, ast.Tuple):
                for place, each in enumerate(target.elts):
                    if isinstance(each, ast.Name) and each.id == name:
                        parts = node.value.elts if isinstance(node.value, ast.Tuple) else []
                        yield node, parts[place] if len(parts) == len(target.elts) else node.value


def made_by(function: Function, name: str) -> int:
    """Return the line that makes the array of a name anew, counted as it is shown; 0 where none does."""
    for node, value in bindings(function, name):
        if called(value) in _FRESH:
            return line_shown(function.source, function.node, node.lineno)
    return 0


def is_filled(function: Function, name: str) -> bool:
    """Say whether something is written into the array of a name, place by place, also by a view under another name."""
    names, waiting = {name}, True
    while waiting:
        views = {each.id for each, value in _assigned(function) if _viewed(value) in names}
        waiting = not views <= names
        names |= views
    places = (each for each in ast.walk(function.node) if isinstance(each, ast.Subscript))
    added = (node.target for node in ast.walk(function.node) if isinstance(node, ast.AugAssign))
    writes = (each for each in places if isinstance(each.ctx, ast.Store))
    return any(isinstance(each, ast.Subscript) and root_name(each) in names for each in (*writes, *added))


def _assigned(function: Function) -> Iterator[tuple[ast.Name, ast.expr]]:
    """Yield each name that is given a value, with the value."""
    for node in (each for each in ast.walk(function.node) if isinstance(each, ast.Assign)):
        for target in node.targets:
            several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            pairs = zip(target.elts, node.value.elts) if several else [(target, node.value)]  # type: ignore[attr-defined]  # noqa: B905
            yield from ((each, value) for each, value in pairs if isinstance(each, ast.Name))


def _viewed(value: ast.expr) -> str:
    """Return the name whose array a value may be a view of: `out` of `out.reshape(-1)`, `out[0]` and `out.T`."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _VIEWS:
        value = value.func.value
    return root_name(value)


def is_start(function: Function, name: str) -> bool:
    """Say whether a name is given another value later: in a round of a loop, or by a sum."""
    sums = any(isinstance(node, ast.AugAssign) and root_name(node.target) == name for node in ast.walk(function.node))
    return sums or len({node.lineno for node, _ in bindings(function, name)}) > 1


def name_of(function: Function, value: ast.expr) -> str:
    """Return the name to which a value is given; nothing where it is used at once."""
    for node in (each for each in ast.walk(function.node) if isinstance(each, ast.Assign)):
        for target in node.targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            for each in names:
                if isinstance(each, ast.Name) and any(found is value for _, found in bindings(function, each.id)):
                    return each.id
    return ""


def loop_around(function: Function, node: ast.AST) -> ast.For | ast.While | None:
    """Return the innermost loop in which something stands."""
    found = None
    for loop in ast.walk(function.node):  # outer ones come first
        if isinstance(loop, ast.For | ast.While) and any(each is node for part in loop.body for each in ast.walk(part)):
            found = loop
    return found


def in_words(function: Function, node: ast.stmt) -> str:
    """Return what a line reads and makes, and which lines use that next."""
    reads = list(dict.fromkeys(_names(node, ast.Load)))
    makes = list(dict.fromkeys(_names(node, ast.Store)))
    if isinstance(node, ast.Return):
        return f"it takes {_listed(reads)} and hands on what the function is for"
    later = [
        line_shown(function.source, function.node, each.lineno)
        for each in ast.walk(function.node)
        if isinstance(each, ast.Name)
        and isinstance(each.ctx, ast.Load)
        and each.id in makes
        and each.lineno > node.lineno
    ]
    several = len({number for number in later if number}) > 1
    needs = f"lines {_lines(later)} need" if several else f"line {_lines(later)} needs"
    used = f", which {needs}" if any(later) else ""
    return f"it takes {_listed(reads)} and makes {_listed(makes)}{used}"


def _names(node: ast.AST, kind: type) -> Iterator[str]:
    calls = {id(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
    inside = (each.target for each in ast.walk(node) if isinstance(each, ast.comprehension))
    own = {each.id for target in inside for each in ast.walk(target) if isinstance(each, ast.Name)} | {"np"}
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, kind) and id(each) not in calls and each.id not in own:
            yield each.id


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:6]) or "numbers that stand there"


def _lines(numbers: list[int]) -> str:
    return " and ".join(map(str, sorted({number for number in numbers if number})[:3]))


def shown_loop(function: Function, loop: ast.For | ast.While) -> str:
    """Return the head of a loop."""
    if isinstance(loop, ast.While):
        return f"while {segment(function.source, loop.test)}"
    return f"for {segment(function.source, loop.target)} in {segment(function.source, loop.iter)}"
