"""The imports of an assignment, done before a learner's code runs: in the template, or in a kernel that starts."""

from __future__ import annotations

import importlib
from collections.abc import Iterable


def load(modules: Iterable[str]) -> dict[str, str]:
    """Import modules; return those that could not be, and why."""
    left = {}
    for module in modules:
        try:
            importlib.import_module(module)
        except BaseException as error:  # noqa: BLE001  a package may do anything; the notebook will say so itself
            left[module] = f"{type(error).__name__}: {error}"
    return left
