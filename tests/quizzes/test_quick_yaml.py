"""What is read quickly is what ruamel.yaml reads, line by line; what could be otherwise is left to it."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from quizzes.quick_yaml import read_quickly
from quizzes.source import Source

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "quizzes" / "bank").glob("*.yml")), ROOT / "quizzes" / "template" / "bank" / "dice.yml"]
LEFT_ALONE = [
    "a: &x 1\nb: 2\n", "a: &x [1]\nb: *x\n", "<<: {a: 1}\n", "a: !!str 1\n", "a: 1\na: 2\n", "1: a\n",
    "a: 2020-13-45\n", "a: 017\n", "a: 0x1f\n", "a: 1_000\n", "a: .inf\n", "a: 5.\n", "a: =\n", "a:\n- \n- 1\n",
    "a: 1\n---\nb: 2\n", "", "# nothing\n", "- a\n", "%YAML 1.1\n---\na: yes\n", "a:\tb\n", "a: 'x\n", "a: [1\n",
    "\ufeffa: 1\n", "? [a]\n: 1\n", "a: |#\n", "a: b: c\n",
]  # fmt: skip
PLAIN = {
    "a: yes\nb: on\nc: No\n": {"a": "yes", "b": "on", "c": "No"},  # of YAML 1.1 these are true and false
    "a: true\nb: FALSE\nc: null\nd: ~\ne:\n": {"a": True, "b": False, "c": None, "d": None, "e": None},
    "a: 12\nb: -0\nc: 1.50\nd: 1e3\ne: 2E-3\n": {"a": 12, "b": 0, "c": 1.5, "d": 1000.0, "e": 0.002},
    "a: 1:30\nb: 2 of 4\nc: '1'\nd: \"true\"\n": {"a": "1:30", "b": "2 of 4", "c": "1", "d": "true"},
    "a: |\n  x\n   y\nb: >-\n  x\n  y\n\n  z\n": {"a": "x\n y\n", "b": "x y\nz"},
    "{a: [null, {b: [1, c]}]}": {"a": [None, {"b": [1, "c"]}]},
}


def places(data, steps=()):
    """Yield the way to each value."""
    yield steps
    for step in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield from places(data[step], (*steps, step))


def slowly(path):
    """Return a source as ruamel.yaml reads it."""
    source = Source(path, path.name)
    source.data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    return source


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_of_the_bank_are_read_quickly_and_alike(path):
    assert read_quickly(path.read_text(encoding="utf-8")) is not None
    quick, slow = Source(path, path.name), slowly(path)
    assert json.dumps(quick.data) == json.dumps(slow.data)
    ways = list(places(quick.data))
    assert len(ways) > 20
    assert {way: quick.where(way) for way in ways} == {way: slow.where(way) for way in ways}


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_not_plain_is_left_alone(text):
    assert read_quickly(text) is None


@pytest.mark.parametrize(("text", "data"), PLAIN.items())
def test_words_mean_what_they_do_in_yaml_1_2(text, data):
    found, _ = read_quickly(text)
    assert json.dumps(found) == json.dumps(data) == json.dumps(YAML(typ="rt").load(text))


def test_text_that_is_nested_too_deeply_is_left_alone():
    assert read_quickly("a: " + "[" * 49 + "]" * 49) is not None
    assert read_quickly("a: " + "[" * 51 + "]" * 51) is None
    assert read_quickly("a: " + "[" * 5000 + "]" * 5000) is None


LETTERS = st.text(alphabet=":-#'\"[]{}|>&*!%~? \nabe01.,+_=", max_size=30)
LINES = st.lists(st.sampled_from(
    ["b: 1", "c:", "- d", "  - e", "  f: g", "    h", "  # i", "'j'", '"k', 'l"', "|", "  m: >", "    - |-", "{n: o,",
     "p}", "", "- - q", "? r", ": s", "   t", "  u: [v,", "   w]", "--- x", "..."]), max_size=9,
).map("\n".join)  # fmt: skip


@settings(max_examples=600)
@given(LETTERS | LINES)
@example("1\nb:\n- c\n-  d: |\n    e\n")
@example("\n- a:\n  - b\n- [c, {d: e}]\n")
def test_any_text_is_read_alike_or_left_alone(tmp_path_factory, text):
    text = f"a: {text}"
    if (found := read_quickly(text)) is None:
        return
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_text(text, encoding="utf-8")
    quick = Source(path, "any.yml")
    try:
        slow = slowly(path)
    except NotImplementedError:  # some comments are too much for ruamel.yaml
        return
    assert json.dumps(quick.data) == json.dumps(slow.data) == json.dumps(found[0])
    for way in places(quick.data):
        assert quick.where(way) == slow.where(way), way
