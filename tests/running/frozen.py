"""Which values of some modules can be changed by whoever gets one: none should be."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module
from types import ModuleType


def changeable(*places: ModuleType) -> list[str]:
    """Return the dataclasses of modules, or of all modules of a package, whose fields can be set anew."""
    return [
        f"{module.__name__}.{name}"
        for place in places
        for module in _modules(place)
        for name, value in inspect.getmembers(module, inspect.isclass)
        if value.__module__ == module.__name__ and is_dataclass(value) and not value.__dataclass_params__.frozen
    ]


def _modules(place: ModuleType) -> Iterator[ModuleType]:
    yield place
    for found in pkgutil.iter_modules(getattr(place, "__path__", ())):
        yield import_module(f"{place.__name__}.{found.name}")
