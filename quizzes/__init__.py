"""The item bank of the course and all that is made from it: page quizzes, assignments, grades."""

from quizzes.check import check, show_check
from quizzes.errors import AuthorError, BankError, CourseError, MasterError, PageError, UsageError
from quizzes.judge import Outcome, Verdict, judge
from quizzes.load import load_bank
from quizzes.model import Bank, Item, Kind

__all__ = [
    "AuthorError",
    "Bank",
    "BankError",
    "CourseError",
    "Item",
    "Kind",
    "MasterError",
    "Outcome",
    "PageError",
    "UsageError",
    "Verdict",
    "check",
    "judge",
    "load_bank",
    "show_check",
]
