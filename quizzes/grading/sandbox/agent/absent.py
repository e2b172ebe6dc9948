"""Modules that no answer may use: an import of one gives a stand-in, and the use of that says so kindly.

An import alone costs nothing, since a cell may hold one that its function does not need. The module's own files are
not in the sandbox at all: who goes round the stand-in finds nothing.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Collection, Sequence
from types import ModuleType

_OPERATIONS = (
    "call iter next len getitem setitem delitem contains enter exit array bool int float index complex round "
    "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul "
    "and rand or ror xor rxor neg pos abs invert lt le gt ge mro_entries"
)


class NotForAnswers(ImportError):
    """A module that is not there for answers was used."""


def _refuse(name: str) -> NotForAnswers:
    return NotForAnswers(
        f"{name} is not there for the answers of this assignment, since writing it yourself is the task. "
        "Use numpy and the functions that you wrote"
    )


class _Part:
    """Stands for something of an absent module: it can be named, and not used."""

    def __init__(self, module: str) -> None:
        object.__setattr__(self, "_module", module)

    def __getattr__(self, name: str) -> _Part:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Part(object.__getattribute__(self, "_module"))

    def __repr__(self) -> str:
        return f"<a part of {object.__getattribute__(self, '_module')}, which is not there for answers>"


def _use(part: _Part, *_: object, **__: object) -> None:
    raise _refuse(object.__getattribute__(part, "_module"))


for _name in _OPERATIONS.split():
    setattr(_Part, f"__{_name}__", _use)


class _Module(ModuleType):
    """Stands for an absent module or one of its submodules."""

    def __getattr__(self, name: str) -> _Part:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Part(self.__name__.partition(".")[0])


# Why: DECISIONS.md#absent-modules
class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the stand-ins of some modules, before anybody looks for their files."""

    def __init__(self, names: Collection[str]) -> None:
        """Take the modules' first names."""
        self._names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the stand-in's spec, for a module that is to be absent."""
        if fullname.partition(".")[0] not in self._names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return the stand-in."""
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Give it no names for `import *`."""
        module.__all__ = []  # type: ignore[attr-defined]


def forbid(names: Collection[str]) -> None:
    """Let these modules be absent from now on."""
    if names:
        sys.meta_path.insert(0, Absent(names))
