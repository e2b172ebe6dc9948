"""The form of each kind's entries in the bank's files: what must be there, what may be, and how many there must be."""

import copy
import json
from pathlib import Path

import pytest

from quizzes.schema import form_problems
from quizzes.source import Source

BANK = Path(__file__).parent / "fixtures/quizzes/bank/kinds.yml"
ENTRIES = {entry["id"].removeprefix("kinds-"): entry for entry in Source(BANK, "kinds.yml").data["items"]}


@pytest.fixture
def told(tmp_path):
    """What is told of an entry that is the whole file."""

    def problems(entry):
        path = tmp_path / "kinds.yml"
        path.write_text(json.dumps({"chapter": "kinds", "objectives": {}, "items": [entry]}), encoding="utf-8")
        return [problem.message for problem in form_problems(Source(path, path.name), "items")]

    return problems


def entry(name):
    return copy.deepcopy(ENTRIES[name])


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_of_the_sample_has_the_form_of_its_kind(told, name):
    assert told(entry(name)) == []


# Fields that a kind's entry must have, and below a colon those of each entry of a list.
NEEDED = {
    "choice": ["options", "options: id", "options: text", "options: right", "options: why"],
    "choices": ["options"],
    "number": ["answer", "tolerance", "mistakes: id", "mistakes: value", "mistakes: why"],
    "shape": ["answer", "mistakes: value"],
    "order": [
        "steps", "steps: id", "steps: text", "steps: why",
        "confused: first", "confused: second", "confused: misconception",
    ],
    "match": ["left", "right", "left: id", "left: text", "left: match", "left: why", "right: id", "right: text"],
    "cloze": ["blanks", "blanks: id", "blanks: accept", "blanks: why"],
    "text": ["accept", "mistakes: accept"],
    "tracing": ["code", "answer", "mistakes: value"],
    "code": ["assignment", "task"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in NEEDED.items() for path in paths])
def test_field_that_an_entry_cannot_do_without_is_told(told, name, path):
    changed = entry(name)
    place, _, field = path.rpartition(": ")
    del (changed[place][0] if place else changed)[field]
    assert told(changed) == [f"kinds-{name}: field {field!r} is missing"]


MAY_LACK = {
    "choice": ["options: misconception"],
    "number": ["mistakes", "mistakes: misconception"],
    "shape": ["mistakes"],
    "order": ["ties", "confused"],
    "match": ["left: confused"],
    "cloze": ["blanks: mistakes", "blanks: options"],
    "text": ["mistakes"],
    "tracing": ["mistakes"],
}


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in MAY_LACK.items() for path in paths])
def test_field_that_an_entry_can_do_without(told, name, path):
    changed = entry(name)
    place, _, field = path.rpartition(": ")
    for row in changed[place] if place else [changed]:
        row.pop(field, None)
    assert told(changed) == []


@pytest.mark.parametrize(
    ("name", "place"),
    [(name, place) for name, places in {
        "choice": ["options"], "number": ["mistakes"], "order": ["steps", "confused"], "match": ["left", "right"],
        "cloze": ["blanks"], "text": ["mistakes"],
    }.items() for place in places],
)  # fmt: skip
def test_field_that_nobody_knows_is_told(told, name, place):
    changed = entry(name)
    changed[place][0]["zzz"] = "?"
    (message,) = told(changed)
    assert message.startswith(f"kinds-{name}: unknown field 'zzz'")


def first(rows, count):
    return copy.deepcopy(rows[:count])


@pytest.mark.parametrize(
    ("name", "field", "least"),
    [("order", "steps", 2), ("match", "left", 2), ("match", "right", 2), ("cloze", "blanks", 1),
     ("order", "confused", 1), ("text", "accept", 1)],
)  # fmt: skip
def test_a_list_needs_so_many_entries_and_no_more(told, name, field, least):
    changed = entry(name)
    rows = changed[field]
    changed[field] = first(rows, least)
    assert told(changed) == []
    changed[field] = first(rows, least - 1)
    (message,) = told(changed)
    assert message.startswith(f"kinds-{name}: {field!r}: expected at least {least}, got")


def test_a_tie_has_two_steps(told):
    changed = entry("order")
    changed["ties"] = [["forget", "candidate"], ["pre"]]
    assert told(changed) == ['kinds-order: 1: expected at least 2, got ["pre"]']
    changed["ties"] = []
    assert told(changed) == []


@pytest.mark.parametrize(
    ("axes", "fits"), [([0], True), ([-1], False), ([None, "T", 3], True), ([], True), ([0.5], False), ([True], False)]
)
def test_axes_are_sizes_letters_and_what_is_left_open(told, axes, fits):
    for field in ("answer", "mistake"):
        changed = entry("shape")
        if field == "answer":
            changed["answer"] = axes
        else:
            changed["mistakes"][0]["value"] = axes
        assert (told(changed) == []) == fits


@pytest.mark.parametrize(
    ("name", "field", "other"),
    [("number", "value", "accept"), ("shape", "value", "accept"), ("tracing", "value", "accept"),
     ("text", "accept", "value")],
)  # fmt: skip
def test_a_mistake_is_given_by_a_value_or_by_forms_and_never_by_both(told, name, field, other):
    changed = entry(name)
    changed["mistakes"][0][other] = ["x"] if other == "accept" else 3
    assert told(changed) == [f"kinds-{name}: {other!r}: does not belong to an item of this kind"]


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("number", "answer", "0.25"), ("number", "tolerance", "small"), ("number", "unit", 3), ("tracing", "code", ""),
        ("tracing", "answer", 3), ("code", "task", "Not An Id"), ("text", "accept", [""]), ("cloze", "blanks", {}),
    ],
)  # fmt: skip
def test_value_of_another_type_is_told(told, name, field, value):
    assert len(told(entry(name) | {field: value})) == 1


@pytest.mark.parametrize("field", ["answer", "proof"])
@pytest.mark.parametrize("name", ["number-variants", "shape-variants", "tracing-variants"])
def test_what_is_computed_for_each_variant_is_not_written(told, name, field):
    value = {"answer": {"number": 1, "shape": [1], "tracing": "1"}[name.partition("-")[0]]}.get(
        field, "quizzes/proofs/sample.py::keep"
    )
    assert told(entry(name) | {field: value}) == [f"kinds-{name}: {field!r}: does not belong to an item of this kind"]


@pytest.mark.parametrize(
    ("field", "kinds"),
    [
        ("options", {"choice", "choices"}), ("answer", {"number", "shape", "tracing"}), ("unit", {"number"}),
        ("mistakes", {"number", "shape", "tracing", "text"}),
    ],
)  # fmt: skip
def test_a_field_belongs_to_these_kinds_alone(told, field, kinds):
    message = f"{field!r}: does not belong to an item of this kind"
    for kind in NEEDED:
        lines = told(entry(kind) | {field: "?"})
        assert any(line.endswith(f"kinds-{kind}: {message}") for line in lines) == (kind not in kinds), kind
