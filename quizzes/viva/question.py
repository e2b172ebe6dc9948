"""What is asked of a learner about their own code, as plain values: independent of notebooks, pages and gradebooks."""

from __future__ import annotations

import hashlib
import random
from dataclasses import asdict, dataclass
from enum import Enum

from quizzes.viva.answers import Field

VERSION = 4  # of the way questions are made: the same version, seed and submission give the same sheet


class QuestionKind(Enum):
    """What a question asks for."""

    TRACE = "trace"  # what a call with small numbers gives
    CHANGED = "one line changed"  # a mistake was put in: which line, what does it do, which check notices
    WHAT_IF = "what if"  # a line is gone, a number or a size is another one; with options
    SHAPES = "shapes"  # of named intermediate values
    COUNT = "count"  # how often a line runs
    WHY = "why"  # an open question on a choice that is seen in the code
    ERROR = "error"  # the code does not run: on the error
    BANK = "bank"  # an item of the bank, for an objective that the submission does not touch


@dataclass(frozen=True)
class Rerun:
    """How a key can be computed again from what the sheet shows: plain Python and numpy."""

    program: tuple[str, ...]  # the cells, with the change where there is one
    setup: str  # assigns the arguments
    expressions: tuple[str, ...]
    values: tuple[object, ...]  # of the expressions, as lists and numbers; of a shape a list; of an error its name


@dataclass(frozen=True)
class Question:
    """One question with its key."""

    kind: QuestionKind
    task: str  # the task, or the function where there is no task
    prompt: str  # text with `code`
    key: str  # the answer; of an open question what a good answer says
    steps: int  # that an answer by hand takes
    code: str = ""  # of the learner, as it is shown: with the change where there is one
    setup: str = ""  # numbers of the call, as Python
    beside: str = ""  # functions that the code calls, as they are shown
    options: tuple[str, ...] = ()
    evidence: str = ""  # how the key was found
    see: str = ""  # label of the paragraph in the book
    objective: str = ""  # what it shows that the learner can do
    rerun: Rerun | None = None
    fields: tuple[Field, ...] = ()  # boxes that a program can judge; none where the question is open

    @property
    def level(self) -> int:
        """Return how hard it is: 1 to 3."""
        return 1 if self.steps <= 6 else 2 if self.steps <= 34 else 3

    @property
    def sha256(self) -> str:
        """Return a hash of what is asked: two learners are not asked the same."""
        asked = (self.kind.value, self.prompt, self.code, self.setup, self.beside, self.options)
        return _hash(asked)

    @property
    def gists(self) -> tuple[str, ...]:
        """Return hashes of what is asked, and of what the answer is, whatever code it is asked about.

        The same line, and the same small result, stand in many submissions. What a good answer to an open question
        says is of no account.
        """
        asked = _hash((self.kind.value, self.prompt, self.setup))
        return (asked, _hash((self.kind.value, self.task, self.key))) if self.fields else (asked,)

    def as_json(self) -> dict[str, object]:
        """Return the question as JSON values."""
        fields = [field.as_json() for field in self.fields]
        return {**asdict(self), "kind": self.kind.value, "level": self.level, "fields": fields}


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "backslashreplace")).hexdigest()


def chance(*words: str) -> random.Random:
    """Return a generator that is the same for the same words, on every machine."""
    return random.Random(hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest())
