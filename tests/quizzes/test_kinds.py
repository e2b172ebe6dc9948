"""The kinds: one module each, the same functions, and the grammar of numbers."""

import inspect
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import KINDS, InAssignments, KindModule, OwnTruth
from quizzes.kinds.form import Form
from quizzes.kinds.number import parse_number
from quizzes.model import Kind


def members(protocol):
    """Return the functions of a Protocol with the names of what they take."""
    found = {name: value for name, value in vars(protocol).items() if inspect.isfunction(value) and name[0] != "_"}
    return {name: list(inspect.signature(value).parameters)[1:] for name, value in found.items()}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_module_with_all_that_the_protocol_asks_for(kind):
    module, asked = KINDS[kind], members(KindModule)
    assert len(asked) >= 18
    for protocol in (OwnTruth, InAssignments):
        asked |= members(protocol) if isinstance(module, protocol) else {}
    for name, parameters in asked.items():
        assert list(inspect.signature(getattr(module, name)).parameters) == parameters, f"{module.__name__}.{name}"
    assert isinstance(module.HOW, str)
    assert isinstance(module.FORM, Form)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25),
        ("0,25", 0.25),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5.0),
        ("-3", -3.0),
        ("+3", 3.0),
        ("\N{MINUS SIGN}3,5", -3.5),
        ("1e-4", 1e-4),
        ("1E+4", 1e4),
        ("2,5e3", 2500.0),
        ("1e\N{MINUS SIGN}4", 1e-4),
        ("\t180\n", 180.0),
        ("007", 7.0),
        ("1e-999", 0.0),
    ],
)
def test_numbers_are_read_with_point_or_comma_either_minus_and_an_exponent(text, value):
    assert parse_number(text) == value


def test_one_comma_is_a_decimal_comma_even_before_three_digits():
    assert parse_number("1,234") == 1.234


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", ".", ",", "e5", "1e", "1e1.5", "--1", "1-", "1 234", "1'234", "1_000", "1,234,567", "1.234,5",
        "1,234.5", "1.2.3", "0x10", "1/4", "25%", "nan", "inf", "-inf", "Infinity", "1e999", "9" * 400, "1e1000",
        "one", "½", "٣", "1\n2", "0.5 units",
    ],
)  # fmt: skip
def test_what_is_not_one_finite_number_is_refused(text):
    assert parse_number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_read_back_from_its_own_spelling(value):
    assert parse_number(repr(value)) == value
    assert parse_number(repr(value).replace(".", ",").replace("-", "\N{MINUS SIGN}")) == value


@given(st.text(max_size=12) | st.text("0123456789+-.,eE \N{MINUS SIGN}", max_size=9))
def test_any_text_is_a_finite_number_or_none(text):
    value = parse_number(text)
    assert value is None or math.isfinite(value)


@pytest.mark.parametrize(
    ("item_id", "count"),
    [
        ("gates-forget-one", 3),  # each of the three wrong options
        ("gates-forget-role", 2**5 - 2),  # every set but the key and the empty one
        ("gates-inputs", 2**3 - 2),
        ("gates-cell-update", 4 + 3),  # its mistakes, the key moved up and down, the key with the other sign
    ],
)
def test_flips_are_every_other_key_that_the_item_could_have(bank, item_id, count):
    item = bank.item(item_id)
    flipped = list(KINDS[item.kind].flips(item))
    assert len(flipped) == count
    keys = {f.quantity.value if f.quantity else frozenset(f.key) for f in flipped}
    assert len(keys) == count
    assert (item.quantity.value if item.quantity else frozenset(item.key)) not in keys
    for other in flipped:
        unchanged = replace(other, options=item.options, quantity=item.quantity)
        assert unchanged == item, "a flip changes the key and nothing else"


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        ({"kept": True, "erased": False, "squashed": False, "candidate-added": False}, []),
        (
            {"kept": False, "erased": True, "squashed": False, "candidate-added": False},
            [
                "option 'erased': the key says right: false, the proof found true",
                "option 'kept': the key says right: true, the proof found false",
            ],
        ),
        (
            {"kept": True, "erased": False, "squashed": False},
            ["the proof says nothing about option 'candidate-added'"],
        ),
        (
            {"kept": True, "erased": False, "squashed": False, "candidate-added": False, "more": False},
            ["the proof speaks of 'more', which is not an option"],
        ),
    ],
)
def test_disagreement_of_options_is_told_option_by_option(bank, truth, expected):
    item = bank.item("gates-forget-one")
    assert list(KINDS[item.kind].disagreements(item, truth)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"answer": 1.6024}, []),
        ({"answer": 1.6035}, ["'answer': the item says 1.6, the proof computed 1.6035"]),
        ({"answer": 1.61}, ["'answer': the item says 1.6, the proof computed 1.61"]),
        ({"answer": math.nan}, ["'answer': the item says 1.6, the proof computed nan"]),
        ({"swapped": 0.7}, ["'swapped': the item says 0.64, the proof computed 0.7"]),
        ({"more": 1.0}, ["the proof speaks of 'more', which the item does not name"]),
    ],
)
def test_disagreement_of_numbers_is_told_number_by_number(bank, change, expected):
    item = bank.item("gates-cell-update")
    truth = {"answer": item.quantity.value, **{m.id: m.value for m in item.quantity.mistakes}}
    assert list(KINDS[item.kind].disagreements(item, truth | change)) == expected


def test_a_number_of_which_the_proof_is_silent_is_told(bank):
    item = bank.item("gates-cell-update")
    truth = {m.id: m.value for m in item.quantity.mistakes}
    assert list(KINDS[item.kind].disagreements(item, truth)) == ["the proof says nothing about 'answer'"]
