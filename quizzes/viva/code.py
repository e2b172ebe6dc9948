"""A learner's source read as Python: its functions, the lines that are shown, and a piece put in another's place."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

LONGEST = 32  # lines of a function that a sheet shows
_WIDEST = 160
MOST_CODE = 40_000  # letters of a cell that is read


@dataclass(frozen=True)
class Function:
    """A function that the learner wrote."""

    name: str
    cell: int  # which cell it stands in
    source: str  # of the whole cell
    node: ast.FunctionDef

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of its positional parameters."""
        return tuple(argument.arg for argument in (*self.node.args.posonlyargs, *self.node.args.args))

    @property
    def statements(self) -> list[ast.stmt]:
        """Return its statements without the docstring."""
        body = self.node.body
        return body[1:] if ast.get_docstring(self.node, clean=False) is not None else body

    @property
    def is_shown(self) -> bool:
        """Say whether a sheet has room for it."""
        lines = shown(self.source, self.node).split("\n")
        return bool(self.statements) and len(lines) <= LONGEST and max(map(len, lines)) <= _WIDEST

    @property
    def is_written(self) -> bool:
        """Say whether there is more in it than a stub."""
        rest = [each for each in self.statements if not isinstance(each, ast.Pass)]
        return bool(rest) and not isinstance(rest[0], ast.Raise)


def parsed(source: str) -> ast.Module | None:
    """Return a cell's tree; None where it is no Python, or more than is read."""
    if len(source) > MOST_CODE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def functions_of(source: str, cell: int) -> list[Function]:
    """Return the functions at the top of a cell."""
    tree = parsed(source)
    if tree is None:
        return []
    return [Function(node.name, cell, source, node) for node in tree.body if isinstance(node, ast.FunctionDef)]


def written_names(source: str) -> set[str]:
    """Return the names that a cell binds at its top, those of functions left as stubs not among them."""
    tree = parsed(source)
    names: set[str] = {each.name for each in functions_of(source, 0) if each.is_written}
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            names |= {
                each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
            }
    return names


def kept_lines(source: str, node: ast.FunctionDef) -> list[int]:
    """Return the numbers of a function's lines that are shown: not its docstring, comments alone and empty lines."""
    lines, hidden = source.split("\n"), range(0)
    if ast.get_docstring(node, clean=False) is not None:
        hidden = range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    whole = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    texts = ((number, lines[number - 1].strip()) for number in whole if number not in hidden)
    return [number for number, text in texts if text and not text.startswith("#")]


def shown(source: str, node: ast.FunctionDef) -> str:
    """Return a function's lines as the learner wrote them."""
    lines = source.split("\n")
    return "\n".join(lines[number - 1].rstrip() for number in kept_lines(source, node))


def line_shown(source: str, node: ast.FunctionDef, number: int) -> int:
    """Return which line of what is shown a line of the cell is, counted from 1; 0 where it is not shown."""
    kept = kept_lines(source, node)
    return kept.index(number) + 1 if number in kept else 0


def numbered(code: str) -> str:
    """Return lines with their numbers before them."""
    lines = code.split("\n")
    width = len(str(len(lines)))
    return "\n".join(f"{number:>{width}}  {line}" for number, line in enumerate(lines, 1))


def segment(source: str, node: ast.AST) -> str:
    """Return the text of a node."""
    return ast.get_source_segment(source, node) or ""


def spliced(source: str, node: ast.AST, text: str) -> str:
    """Return the source with another text in the place of a node; columns of a tree count bytes."""
    lines = source.encode("utf-8", "surrogatepass").split(b"\n")
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    head = lines[first][: node.col_offset]  # type: ignore[attr-defined]
    tail = lines[last][node.end_col_offset :]  # type: ignore[attr-defined]
    middle = head + text.encode("utf-8", "surrogatepass") + tail
    return b"\n".join([*lines[:first], middle, *lines[last + 1 :]]).decode("utf-8", "surrogatepass")
