"""Put a changed module's code into the functions that are already there, where only the bodies of functions differ."""

from __future__ import annotations

import ast
import gc
from collections import defaultdict
from types import CodeType, FunctionType

Key = tuple[str, str, int]
IS_FUNCTION = 0x1  # CO_OPTIMIZED: neither a module nor the body of a class


def functions_below(folder: str) -> dict[Key, list[FunctionType]]:
    """Return every function whose source lies below the folder, by file, name and line."""
    found = defaultdict(list)
    for value in gc.get_objects():
        if isinstance(value, FunctionType) and value.__code__.co_filename.startswith(folder):
            found[_key(value.__code__)].append(value)
    return found


def swap(known: dict[Key, list[FunctionType]], path: str, source: str, changed: str) -> bool:
    """Change the functions in place; False where that does not do: something differs that runs when it is imported."""
    pairs: list[tuple[CodeType, CodeType]] = []
    try:
        _differ(compile(source, path, "exec"), compile(changed, path, "exec"), pairs)
        for before, after in pairs:
            functions = known.get(_key(before), [])
            if not functions and "<locals>" not in before.co_qualname:
                return False
            for function in functions:
                function.__code__ = after
    except ValueError:  # another number of names from outside, or code of a module
        return False
    return True


def statement(source: str, changed: str) -> range:
    """Return the lines of the smallest statement that holds the first change; of one with a body, those before it."""
    pairs = zip(source.splitlines(), changed.splitlines(), strict=False)
    line = next(number for number, (a, b) in enumerate(pairs, 1) if a != b)
    spans = [_span(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    return min((span for span in spans if line in span), key=len, default=range(line, line + 1))


def remembered(source: str, changed: str) -> bool:
    """Say whether the first change lies in a function whose values are kept: only who asks first passes its lines."""
    pairs = zip(source.splitlines(), changed.splitlines(), strict=False)
    line = next(number for number, (a, b) in enumerate(pairs, 1) if a != b)
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    kept = (node for node in functions if any("cache" in ast.unparse(each) for each in node.decorator_list))
    return any(node.lineno <= line <= (node.end_lineno or 0) for node in kept)


def _span(node: ast.stmt) -> range:
    body = getattr(node, "body", None)
    return range(node.lineno, max(node.lineno + 1, body[0].lineno if body else (node.end_lineno or 0) + 1))


def _differ(before: CodeType, after: CodeType, pairs: list[tuple[CodeType, CodeType]]) -> bool:
    inner, other = _inner(before), _inner(after)
    own = _own(before) != _own(after) or len(inner) != len(other)
    below = [] if own else [_differ(a, b, pairs) for a, b in zip(inner, other, strict=True)]
    if not own and not any(below):
        return False
    if before.co_flags & IS_FUNCTION:
        pairs.append((before, after))
        return True
    if own:
        raise ValueError
    return False  # the functions in it are changed each by itself


def _inner(code: CodeType) -> list[CodeType]:
    return [value for value in code.co_consts if isinstance(value, CodeType)]


def _own(code: CodeType) -> tuple[object, ...]:
    constants = [repr(value) for value in code.co_consts if not isinstance(value, CodeType)]
    names = code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
    return code.co_code, code.co_exceptiontable, code.co_argcount, constants, names


def _key(code: CodeType) -> Key:
    return code.co_filename, code.co_qualname, code.co_firstlineno
