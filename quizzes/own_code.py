"""Modules of a project: its proofs and tasks, loaded from the files that are meant and from no others of the name.

Why: DECISIONS.md#loaded-by-file.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType


def function_at(root: Path, path: str) -> object:
    """Return what ``<file>.py::<name>`` names below a project's folder."""
    file, _, name = path.partition("::")
    return getattr(module_at(root, file), name)


@cache
def module_at(root: Path, file: str) -> ModuleType:
    """Return the module of a file below a project's folder.

    It is imported by its dotted name where that leads to this very file, so that modules of a project that import each
    other meet the same ones; else under a name of its own, beside whatever else has that name.
    """
    path = (root / file).resolve()
    dotted = file.removesuffix(".py").replace("/", ".")
    if str(root) not in sys.path:
        sys.path.append(str(root))
    try:
        found = importlib.util.find_spec(dotted)
    except (ImportError, AttributeError, ValueError):
        found = None
    if found is not None and found.origin and Path(found.origin).resolve() == path:
        return importlib.import_module(dotted)
    name = f"_project_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}.{path.stem}".replace(".", "_")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
