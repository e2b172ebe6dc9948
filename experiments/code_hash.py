"""A hash of all that decides an experiment's results: its code, the data that it reads, and the code of lstm_lib.

Comments, docstrings and blank lines are left out of Python code, so that a mended sentence runs nothing again. The text
is hashed and not its syntax tree, whose printed form differs between versions of Python.
"""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ("lstm_lib/**/*.py", "lstm_lib/data_files/*.csv")
SAID = ("CLAIMS", "NUMBERS")  # what is said of results does not change them


@cache  # all experiments rest on the same files of lstm_lib
def code_of(source: str) -> str:
    """Return Python code without comments, docstrings, blank lines, and what an experiment says of its results."""
    lines = source.splitlines()
    for start, end in _left_out(ast.parse(source)):
        lines[start - 1 : end] = [""] * (end - start + 1)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _left_out(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield first and last line of each docstring, and of each assignment to a name of SAID."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.lineno, value.end_lineno
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(ast.unparse(target) in SAID for target in node.targets):
            yield node.lineno, node.end_lineno


def deciding_files(root: Path, needs: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files, beside the experiment's own, on which its results depend."""
    for pattern in (*COMMON, *needs):
        yield from (path for path in sorted(root.glob(pattern)) if path.is_file())


def hash_of(module: Path, needs: tuple[str, ...] = (), root: Path = ROOT) -> str:
    """Return the hash of an experiment; `needs` are patterns of other files that it reads or imports."""
    digest = hashlib.sha256(code_of(module.read_text(encoding="utf-8")).encode())
    for path in deciding_files(root, needs):
        digest.update(b"\0" + path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(code_of(path.read_text(encoding="utf-8")).encode() if path.suffix == ".py" else path.read_bytes())
    return digest.hexdigest()[:16]
