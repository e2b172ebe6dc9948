"""The examples in the docstrings are run, and every public name has one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import lstm_lib
import lstm_lib.data

MODULES = ["lstm_lib", *(info.name for info in pkgutil.walk_packages(lstm_lib.__path__, "lstm_lib."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_print_what_they_say(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_every_public_name_has_a_docstring():
    for name in lstm_lib.__all__:
        if isinstance(getattr(lstm_lib, name), int):
            continue  # a constant has no docstring of its own
        assert inspect.getdoc(getattr(lstm_lib, name)), name


@pytest.mark.parametrize("module", [lstm_lib, lstm_lib.data], ids=lambda module: module.__name__)
def test_every_public_function_and_class_but_plain_records_has_an_example(module):
    for name in module.__all__:
        value = getattr(module, name)
        if not isinstance(value, int) and not (isinstance(value, type) and issubclass(value, tuple)):
            assert ">>> " in inspect.getdoc(value), name


def test_all_is_sorted_and_holds_what_is_imported():
    public = {
        name
        for name, value in vars(lstm_lib).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert public == set(lstm_lib.__all__)
