"""The errors of quizzes, one tree.

::

    CourseError                 anything that the command line turns into one message and exit code 1
    ├── AuthorError             mistakes in the project's own sources, all of them at once
    │   ├── BankError           in the YAML files of the item bank
    │   ├── PageError           in a chapter that shows items
    │   └── MasterError         in the text notebook of an assignment
    ├── UsageError              the command was given something that it cannot work with
    └── GradingFault            our own grading broke: never the student's fault

A student's mistake is not an error: it is a :class:`~quizzes.judge.Verdict` or a grading outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Where:
    """A place in a source file."""

    file: str  # relative to the project, with forward slashes
    line: int  # counted from 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake of an author: where it is and what to do about it."""

    where: Where
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class CourseError(Exception):
    """The root of the tree; its text is the whole message."""


class AuthorError(CourseError):
    """Mistakes in the sources of the course; `problems` holds every one that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        head = f"{count} problem{'' if count == 1 else 's'} found"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))


class BankError(AuthorError):
    """The item bank is not valid."""


class PageError(AuthorError):
    """A chapter asks for items that cannot be shown."""


class MasterError(AuthorError):
    """An assignment's master cannot be built."""


class UsageError(CourseError):
    """What the caller asked for cannot be done; the message says what to do instead."""


class GradingFault(CourseError):
    """The grader itself failed; the student is not at fault and no grade was recorded."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest known word, or an empty string."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""
