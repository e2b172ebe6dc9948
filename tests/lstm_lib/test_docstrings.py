"""Public docstrings have numpydoc's form, and all of them stand in the API reference."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from numpydoc.docscrape import ClassDoc
from numpydoc.hooks.validate_docstrings import parse_config
from numpydoc.validate import get_validation_checks, validate

import lstm_lib
import lstm_lib.data
import lstm_lib.plots

ROOT = Path(__file__).resolve().parents[2]
CHECKS = get_validation_checks(parse_config(ROOT)["checks"])
CONSTANTS = {name: value for name, value in vars(lstm_lib).items() if isinstance(value, int)}
PUBLIC = {
    "lstm_lib": set(lstm_lib.__all__),
    "lstm_lib.data": set(lstm_lib.data.__all__),
    "lstm_lib.plots": {name for name in vars(lstm_lib.plots) if name.startswith("plot_")},
}
# Not imported by users, but their methods are inherited by what is, or they are what a public method returns.
SHARED = {
    "lstm_lib.attention.Attention",
    "lstm_lib.composite.Composite",
    "lstm_lib.encoder_decoder.DecodedStep",
    "lstm_lib.encoder_decoder.Encoded",
    "lstm_lib.layer.Layer",
    "lstm_lib.linear_recurrent.LinearRecurrent",
    "lstm_lib.recurrent.Recurrent",
    "lstm_lib.recurrent_composite.RecurrentComposite",
    "lstm_lib.stateful.Stateful",
    "lstm_lib.writer.Writer",
}


def load(dotted):
    """Return what a dotted name stands for."""
    *path, name = dotted.split(".")
    value = lstm_lib
    for part in [*path[1:], name]:
        value = getattr(value, part)
    return value


NAMES = {f"{module}.{name}" for module, names in PUBLIC.items() for name in names} - {
    f"lstm_lib.{name}" for name in CONSTANTS
}
CLASSES = sorted(name for name in NAMES | SHARED if inspect.isclass(load(name)))
RECORDS = [name for name in CLASSES if issubclass(load(name), tuple)]
METHODS = {
    f"{owner}.{name}"
    for owner in CLASSES
    for name, value in vars(load(owner)).items()
    if (not name.startswith("_") or name == "__call__")
    and (inspect.isfunction(value) or isinstance(value, property | classmethod | staticmethod))
}


def faults(dotted):
    """Return what numpydoc finds; a record's fields are its Attributes, compared below, and not Parameters."""
    found = [f"{code}: {text}" for code, text in validate(dotted)["errors"] if code in CHECKS]
    return [fault for fault in found if dotted not in RECORDS or not fault.startswith("PR01")]


@pytest.mark.parametrize("dotted", sorted(NAMES | SHARED | METHODS))
def test_docstring_has_numpydocs_form(dotted):
    assert faults(dotted) == []


def test_every_public_class_inherits_from_classes_that_are_checked_too():
    for name in CLASSES:
        for base in load(name).__mro__:
            if base.__module__.startswith("lstm_lib"):
                assert base in [load(other) for other in CLASSES], f"{name} inherits from {base.__qualname__}"


def one_wrong(x, y):
    """does a thing

    Parameters
    ----------
    x : ndarray
        a number
    """
    return x + y


def test_a_docstring_without_the_form_is_found_out():
    codes = {fault[:4] for fault in faults(f"{__name__}.one_wrong")}
    assert codes == {"SS02", "SS03", "SS05", "PR01", "PR08", "PR09", "RT01"}


@pytest.mark.parametrize("dotted", RECORDS)
def test_record_lists_its_fields_in_their_order(dotted):
    record = load(dotted)
    attributes = ClassDoc(record, config={"show_class_members": False})["Attributes"]
    assert [name for entry in attributes for name in entry.name.split(", ")] == list(record._fields)
    assert all(entry.type and entry.desc for entry in attributes)


@pytest.mark.parametrize("dotted", sorted(NAMES | SHARED | METHODS))
def test_what_raises_says_so_and_what_cites_can_be_found(dotted):
    sections = re.split(r"\n\n(\w+)\n-+\n", inspect.getdoc(load(dotted)))
    told = dict(zip(sections[1::2], sections[2::2], strict=True))
    if "References" in told:
        for reference in told["References"].split("\n\n"):
            assert re.search(r"https://\S+|10\.\d{4,}/\S+", reference), reference
    if "Raises" in told:
        assert re.match(r"(\w+\.)?[A-Z]\w+\n    \S", told["Raises"])


def links(dotted):
    """Return the names in backticks, as Sphinx looks them up: from the package in which the name is public."""
    package = max((name for name in PUBLIC if dotted.startswith(f"{name}.")), key=len)
    found = re.findall(r"(?<!`)`(~?)([^`]+)`(?!`)", inspect.getdoc(load(dotted)))
    return {name if tilde or name.startswith("lstm_lib.") else f"{package}.{name}" for tilde, name in found}


@pytest.mark.parametrize("dotted", sorted(NAMES | METHODS))
def test_names_in_backticks_stand_on_the_page(dotted):
    assert links(dotted) <= NAMES | SHARED | METHODS


PAGE = (ROOT / "book" / "api.md").read_text(encoding="utf-8")


def names_on_the_page():
    """Return the dotted names that the page documents, and the values of its constants."""
    module, names, constants = "", [], {}
    for line in PAGE.splitlines():
        if found := re.match(r"\.\. currentmodule:: (\S+)", line):
            module = found[1]
        elif found := re.match(r"\.\. auto(?:function|class):: (\S+)", line):
            names.append(found[1] if "." in found[1] else f"{module}.{found[1]}")
        elif found := re.match(r"\.\. py:data:: (\S+)", line):
            constants[found[1]] = None
        elif found := re.match(r"   :value: (\d+)", line):
            constants[list(constants)[-1]] = int(found[1])
    return names, constants


def test_page_has_every_public_name_once():
    names, constants = names_on_the_page()
    assert sorted(names) == sorted(NAMES | SHARED)
    assert constants == CONSTANTS


def test_page_documents_members_of_each_class():
    for name in CLASSES:
        written = name if name in SHARED else name.split(".")[-1]
        assert f".. autoclass:: {written}\n   :members:\n" in PAGE


INCLUDED = [
    (chapter.relative_to(ROOT / "book").as_posix(), *found)
    for chapter in sorted((ROOT / "book").rglob("*.md"))
    for found in re.findall(
        r"\{literalinclude\} (?:\.\./)+(lstm_lib/\S+)\n:pyobject: (\S+)\n((?::.*\n)*)",
        chapter.read_text(encoding="utf-8"),
    )
]


def head_without_types(node):
    """The first line of a function as a chapter shows it: the names and defaults of its arguments."""
    head = ast.FunctionDef(node.name, node.args, [ast.Pass()], [], None, None, type_params=[])
    for child in ast.walk(head.args):
        if isinstance(child, ast.arg):
            child.annotation = None
    return ast.unparse(ast.fix_missing_locations(head)).splitlines()[0]


@pytest.mark.parametrize(("chapter", "path", "name", "options"), INCLUDED)
def test_chapter_that_leaves_a_docstring_out_shows_the_head_and_the_code(chapter, path, name, options):
    source = (ROOT / path).read_text(encoding="utf-8")
    node = ast.parse(source)
    for part in name.split("."):
        node = next(child for child in node.body if getattr(child, "name", None) == part)
    told = {option: value.strip('"') for option, value in re.findall(r":([\w-]+): (.*)\n", options)}
    assert "lines" not in told, f"{chapter}: numbers of lines move when a docstring grows; say start-at and prepend"
    if "start-at" in told:
        lines = source.splitlines()
        code = lines[node.lineno - 1 : node.end_lineno]
        first = next(k for k, line in enumerate(code, node.lineno) if told["start-at"] in line)
        assert node.body[0].end_lineno < first
        assert told["prepend"] == head_without_types(node)
