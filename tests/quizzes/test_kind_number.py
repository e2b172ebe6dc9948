"""Numbers: what lies on a bound, what an author is told, and how a number is written for readers."""

import math
from dataclasses import replace

import pytest

from quizzes import Outcome, judge
from quizzes.kinds import number
from quizzes.model import Mistake, Quantity


@pytest.fixture
def asked(sample):
    """An item whose key and tolerance, 2 and a half, are numbers that a float holds."""
    item = sample.item("kinds-number")

    def make(value=2.0, tolerance=0.5, *mistakes):
        wrong = tuple(Mistake(name, at, "Why.", "LINEAR_DECAY") for name, at in mistakes)
        return replace(item, quantity=Quantity(value, tolerance, "", wrong))

    return make


@pytest.mark.parametrize(
    ("answer", "outcome", "shown"),
    [
        (1.5, Outcome.RIGHT, ()), (2.5, Outcome.RIGHT, ()), (2, Outcome.RIGHT, ()),
        (1.499, Outcome.WRONG, ()), (2.501, Outcome.WRONG, ()),
        (3.5, Outcome.WRONG, ("far",)), (4.5, Outcome.WRONG, ("far",)),
        (3.499, Outcome.WRONG, ()), (4.501, Outcome.WRONG, ()), (-2.0, Outcome.WRONG, ()),
        (9.0, Outcome.WRONG, ("farther",)),
    ],
)  # fmt: skip
def test_the_tolerance_itself_still_counts(asked, answer, outcome, shown):
    verdict = judge(asked(2.0, 0.5, ("far", 4.0), ("farther", 9.0)), answer)
    assert (verdict.outcome, verdict.shown) == (outcome, shown)


@pytest.mark.parametrize(
    ("value", "tolerance", "mistakes", "told"),
    [
        (2.0, 0.5, [("far", 3.25), ("below", 0.75)], []),
        (2.0, 0.5, [("near", 3.0)], ["mistake 'near' (3.0) lies within the tolerance of the answer (2.0)"]),
        (2.0, 0.5, [("near", 1.0)], ["mistake 'near' (1.0) lies within the tolerance of the answer (2.0)"]),
        (
            2.0,
            0.5,
            [("a", 9.0), ("b", 9.5), ("c", 12.0)],
            ["mistake 'b' (9.5) lies within the tolerance of mistake 'a' (9.0)"],
        ),
        (2.0, 0, [("m", 2.001)], ["expected a tolerance above 0, got 0"]),
        (2.0, -1, [("m", 2.001)], ["expected a tolerance above 0, got -1"]),
        (2.0, 1e-9, [("m", 2.001)], []),
        (2.0, math.inf, [], ["expected a finite tolerance, got inf"]),
        (math.inf, 0.5, [], ["expected a finite answer, got inf"]),
        (2.0, 0.5, [("m", math.nan)], ["expected a finite value of mistake 'm', got nan"]),
        (
            2.0,
            0.5,
            [("answer", 9.0), ("m", 19.0), ("m", 29.0)],
            [
                "the id 'answer' stands twice among the mistakes ('answer' is taken)",
                "the id 'm' stands twice among the mistakes ('answer' is taken)",
            ],
        ),
    ],
)
def test_numbers_that_cannot_be_told_apart_are_told_to_the_author(asked, value, tolerance, mistakes, told):
    assert list(number.problems(asked(value, tolerance, *mistakes))) == [f"kinds-number: {line}" for line in told]


def test_template_has_no_number_to_complain_of(sample):
    assert list(number.problems(sample.item("kinds-number-variants"))) == []


@pytest.mark.parametrize(
    ("value", "mistakes", "keys"),
    [
        (2.0, [("far", 4.0), ("near", 2.5)], [4.0, 1.0, 3.0, -2.0]),
        (0.25, [], [-0.75, 1.25]),  # a quarter with the other sign would be right, too
        (0.5, [], [-0.5, 1.5, -0.5]),
    ],
)
def test_flips_are_numbers_that_would_not_be_right(asked, value, mistakes, keys):
    assert [other.quantity.value for other in number.flips(asked(value, 0.5, *mistakes))] == keys


@pytest.mark.parametrize(
    ("found", "told"), [(2.25, []), (1.75, []), (2.3, ["'answer': the item says 2.0, the proof computed 2.3"])]
)
def test_a_key_may_differ_from_its_proof_by_half_the_tolerance(asked, found, told):
    assert list(number.disagreements(asked(), {"answer": found})) == told


@pytest.mark.parametrize(("found", "agrees"), [(2.26, True), (2.3, True), (2.49, True), (2.51, False)])
def test_computed_key_is_compared_as_it_is_rounded(asked, found, agrees):
    item = replace(asked(2.0, 1.0), seed="0")  # a tolerance of one keeps no decimals
    assert (list(number.disagreements(item, {"answer": found})) == []) == agrees


@pytest.mark.parametrize(
    ("entry", "value", "mistake"),
    [
        ({}, 0.123456, 0.987654),
        ({"variants": "quizzes/proofs/sample.py::left_variants"}, 0.12, 0.99),
    ],
)
def test_what_was_computed_is_rounded_and_what_an_author_wrote_is_not(entry, value, mistake):
    mistakes = [{"id": "m", "value": 0.987654, "why": "Why."}]
    quantity = number.read({"answer": 0.123456, "tolerance": 0.01, "mistakes": mistakes, **entry})["quantity"]
    assert quantity == Quantity(value, 0.01, "", (Mistake("m", mistake, "Why.", None),))


def test_number_of_four_hundred_digits_is_no_key():
    quantity = number.read({"answer": 10**400, "tolerance": 1, "unit": "px"})["quantity"]
    assert quantity == Quantity(math.inf, 1.0, "px", ())


@pytest.mark.parametrize(
    ("value", "tolerance", "kept"),
    [(1.26, math.inf, 1.26), (1.26, -1, 1.26), (1.26, 0, 1.26), (-math.inf, 1, -math.inf), (1.26, 0.1, 1.3),
     (1.26, 1, 1.0), (17.0, 10, 20.0)],
)  # fmt: skip
def test_rounding_needs_a_tolerance_that_is_one(value, tolerance, kept):
    assert number.rounded(value, tolerance) == kept


@pytest.mark.parametrize(
    ("value", "tolerance", "shown"),
    [
        (1.5, 0.01, "1.5"), (1.0, 0.01, "1"), (100.0, 1, "100"), (100.0, 0.1, "100"), (0.123456, 1e-6, "0.123456"),
        (0.12345678, 1e-6, "0.123457"), (0.1234567, 1e-7, "0.123457"), (0.5, 1e-7, "0.5"),
        (1234567.0, 1, "1.23457e+06"),
        (999999.0, 1, "999999"), (1e6, 1, "1e+06"), (-1e6, 1, "\N{MINUS SIGN}1e+06"), (123456.0, 10, "123456"),
        (1e-9, 1e-10, "1e\N{MINUS SIGN}09"), (-0.25, 0.01, "\N{MINUS SIGN}0.25"), (-0.001, 0.01, "0"),
        (0.7, 1, "1"), (10.0, 10, "10"), (0.12345, 1e-5, "0.12345"),
    ],
)  # fmt: skip
def test_a_number_is_shown_with_the_digits_that_count(value, tolerance, shown):
    assert number.written(value, Quantity(value, tolerance, "", ())) == shown


@pytest.mark.parametrize(("tolerance", "count"), [(1, 0), (0.5, 1), (0.1, 1), (0.05, 2), (10, -1), (100, -2)])
def test_a_tolerance_makes_so_many_decimals_meaningful(tolerance, count):
    assert number.decimals(tolerance) == count


@pytest.mark.parametrize("answer", [True, False, "", " ", None, "NaN", [2.0], {}])
def test_what_is_no_number_is_neither_right_nor_wrong(asked, answer):
    verdict = judge(asked(1.0), answer)
    empty = answer is None or isinstance(answer, str) and not answer.strip()
    assert verdict.outcome is (Outcome.UNANSWERED if empty else Outcome.UNREADABLE)
