"""Errors say where, what and what to do; several of an author's mistakes are one error."""

import inspect

import pytest

from quizzes import errors
from quizzes.errors import BankError, Problem, Where, did_you_mean


def test_author_error_lists_its_problems_in_the_order_of_the_files():
    late, early = Problem(Where("b.yml", 2), "late"), Problem(Where("a.yml", 11), "early")
    first = Problem(Where("a.yml", 9), "first")
    error = BankError(iter([late, early, first]))
    assert error.problems == (first, early, late)
    assert str(error) == "3 problems found\n  a.yml:9: first\n  a.yml:11: early\n  b.yml:2: late"


def test_one_problem_is_told_in_the_singular():
    assert str(BankError([Problem(Where("a.yml", 1), "alone")])) == "1 problem found\n  a.yml:1: alone"


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("promt", ["id", "prompt"], "; did you mean 'prompt'?"),
        ("gates-forget-on", ["gates-forget-one", "gates-three"], "; did you mean 'gates-forget-one'?"),
        ("zzz", ["id", "prompt"], ""),
        ("id", [], ""),
    ],
)
def test_nearest_known_word_is_proposed_where_one_is_near(word, known, expected):
    assert did_you_mean(word, iter(known)) == expected


def test_every_error_is_in_the_tree_and_in_its_drawing():
    found = [
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, Exception) and value.__module__ == errors.__name__
    ]
    assert len(found) > 1
    for error in found:
        assert issubclass(error, errors.CourseError)
        assert error.__name__ in errors.__doc__, f"{error.__name__} is not drawn in the docstring"
