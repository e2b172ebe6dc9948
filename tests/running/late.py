"""Libraries that take seconds to import, imported where a test uses them and not where it is collected."""

import importlib
from types import ModuleType


class Late(ModuleType):
    """Stands for a module of that name until something of it is asked for; each process collects every test."""

    def __getattr__(self, name: str) -> object:
        if name.startswith(("_", "pytest")):  # pytest asks everything that it finds in a file of tests: `_mock_name`
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)
