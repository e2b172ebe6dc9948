"""The instructor's own functions that a test cell calls, such as its comparison: put back before it runs.

Where a test cell runs in the learner's kernel, their code could have bound `close` to something that always holds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from quizzes.grading.cells import NO_PYTHON, notes_of, text_of
from quizzes.grading.rebuild.names_in_code import names_of

_WORD = re.compile(r"\w+")


def own_functions(cells: Sequence[Mapping], name: str) -> str:
    """Return the functions of earlier cells that the test cell uses, in their order, as one source.

    Parameters
    ----------
    cells : Sequence[Mapping]
        Of the source notebook.
    name : str
        The test cell's grade id.
    """
    found: dict[str, str] = {}
    for cell in cells:
        notes = notes_of(cell)
        if notes.get("grade_id") == name:
            return "\n\n".join(_used(found, text_of(cell)))
        if cell["cell_type"] != "code":
            continue
        for bound in names_of(text_of(cell)).bound:
            found.pop(bound, None)  # it is something else from here on, or the learner's
        if not notes.get("solution"):
            found |= _functions(text_of(cell))
    return ""


def _functions(source: str) -> dict[str, str]:
    try:
        body = ast.parse(source).body
    except NO_PYTHON:
        return {}
    plain = (node for node in body if isinstance(node, ast.FunctionDef) and not node.decorator_list)
    return {node.name: ast.unparse(node) for node in plain} | dict(_lambdas(body))


def _lambdas(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield the functions that an assignment gives a name: close = lambda a, b: ..."""
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda()):
                yield name, ast.unparse(node)


def _used(found: Mapping[str, str], source: str) -> list[str]:
    words = set(_WORD.findall(source))
    used: set[str] = set()
    while more := (words & set(found)) - used:
        used |= more
        words |= {word for name in more for word in _WORD.findall(found[name])}
    return [text for name, text in found.items() if name in used]
