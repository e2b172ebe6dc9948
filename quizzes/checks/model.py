"""What a code task asks of the learner's functions, what comes back, and what it is worth.

A task is judged outside the process in which the learner's code runs. That process is given calls (a function's
name and plain values) and gives back replies (plain values again); expected values never enter it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizzes.checks.recorded import KnownAnswers

# A plain value: None, bool, int, float, str, a numpy array of numbers or bools, or a list, tuple or dict
# (with str keys) of plain values.
Plain = Any  # it is looked at by its exact type, at run time


@dataclass(frozen=True)
class Call:
    """A call of one of the learner's functions."""

    function: str  # its name in the notebook
    arguments: tuple[Plain, ...]
    given: Mapping[str, str] = field(default_factory=dict)  # name -> source: stands in the name's place for this call


@dataclass(frozen=True)
class Read:
    """The value of one of the learner's variables, such as the answer to an item."""

    name: str


Request = Call | Read


class ReplyKind(Enum):
    """How a request ended."""

    VALUE = "value"
    ERROR = "error"  # the learner's code raised
    ABSENT = "absent"  # no such name, or not a function
    NOT_PLAIN = "not plain"  # it returned something that is not a plain value
    TOO_LARGE = "too large"  # it returned more than the limit
    TIMED_OUT = "timed out"
    CRASHED = "crashed"  # the process ended
    OVER_MEMORY = "over memory"


@dataclass(frozen=True)
class Reply:
    """The answer to one request."""

    kind: ReplyKind
    value: Plain = None
    arguments: tuple[Plain, ...] = ()  # of a call, as they are after it: a function may have changed them in place
    message: str = ""  # of the error, as "ZeroDivisionError: division by zero"; what was returned where not plain


Ask = Callable[[Sequence[Request]], Sequence[Reply]]  # runs the requests in order, in one process; never raises


@dataclass(frozen=True)
class Case:
    """One call with arguments of its own."""

    name: str  # for the learner, as "N = 3, D = 2, H = 4, a state that is not zero"
    arguments: tuple[Plain, ...]
    property: str = "values"  # which property the values of this case decide
    beside: tuple[Plain, ...] = ()  # what reference and view are given behind the arguments; the learner is not


@dataclass(frozen=True)
class Property:
    """A part of a task that earns points of its own.

    Two ids are judged on all cases together: "shape" holds where every result has its parts and their shapes;
    "unchanged" where no argument was written into and a second call gave the same. "unchanged" pays only beside a
    property of values that holds: a function that does nothing changes nothing. Every other property holds where
    the values of its cases do.
    """

    id: str  # "shape", "values", "state", "unchanged", ... unique in its task
    points: float
    says: str  # what is asked, as "the state is carried over from step to step"
    hint: str  # where to look when it does not hold


@dataclass(frozen=True)
class Mutant:
    """A wrong solution that stands for a known mistake."""

    id: str  # unique in its task
    misconception: str  # of quizzes/bank/misconceptions.yml; "" where the mistake implies none
    fails: str  # the property that must stop it
    says: str  # what the learner's numbers are then those of: "a cell without the tanh on c"
    see: str  # label of the paragraph of the book that puts it right
    edit: tuple[str, str] = ("", "")  # text of the first solution and what stands there instead
    source: str = ""  # or a whole source


class _Cases:
    """The field of a task's cases: it may be given a function, and is read as what that one draws."""

    def __get__(self, task: Task | None, kind: type[Task]) -> tuple[Case, ...]:
        if task is None:
            raise AttributeError("cases")  # so that the field has no default
        return vars(task)["cases"]

    def __set__(self, task: Task, cases: tuple[Case, ...] | Callable[[], tuple[Case, ...]]) -> None:
        vars(task)["cases"] = cases


@dataclass(frozen=True)
class Task:
    """A function that the learner writes, and how it is judged."""

    id: str  # also the grade id
    function: str
    outputs: tuple[str, ...]  # names of the parts of what is compared, depth first; one name where it is one thing
    reference: Callable[..., Plain]  # right, and independent of the master's solution
    properties: tuple[Property, ...]
    cases: _Cases = _Cases()  # written as a function without parameters that draws them
    solutions: Mapping[str, str] = field(default_factory=dict)  # name -> source; right; mutants edit the first
    mutants: tuple[Mutant, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)  # for every call
    rtol: float = 1e-4
    atol: float = 1e-5
    # Where many results are right, such as weights that solve a task: view(result, *arguments, *beside) is compared
    # with the reference. Where it can make nothing of the result it raises ValueError with a message for the learner.
    view: Callable[..., Plain] | None = None
    without: tuple[str, ...] | None = None  # modules that no answer may use; None: those that the project says
    draw: Callable[[], tuple[Case, ...]] | None = None  # what was given as `cases`
    answers: KnownAnswers | None = None  # in the place of reference, solutions and mutants where the task was recorded

    def __post_init__(self) -> None:
        """Draw the cases where they are given as a function."""
        if callable(given := vars(self)["cases"]):
            object.__setattr__(self, "draw", given)
            object.__setattr__(self, "cases", given())

    def drawn_anew(self) -> Task:
        """Return the task with the numbers that `quizzes.checks.cases.salted` stands for at the moment."""
        return self if self.draw is None else replace(self, cases=self.draw())

    @cached_property
    def right(self) -> tuple[Plain, ...]:
        """Return the reference's results for the cases."""
        if self.answers is not None:
            return self.answers.wanted
        return tuple(self.reference(*deepcopy(case.arguments), *deepcopy(case.beside)) for case in self.cases)

    @property
    def points(self) -> float:
        """Return what the task is worth."""
        return sum(part.points for part in self.properties)


@dataclass(frozen=True)
class PropertyVerdict:
    """Whether one property holds."""

    id: str
    points: float
    max_points: float
    message: str  # for the learner


@dataclass(frozen=True)
class TaskVerdict:
    """The judgement of one task."""

    task: str
    properties: tuple[PropertyVerdict, ...]
    message: str  # for the learner: the first thing to look at, the diagnosis where there is one
    misconception: str = ""  # of the mutant whose numbers these are
    see: str = ""  # label of the paragraph that puts it right
    mutant: str = ""  # its id
    stopped: ReplyKind | None = None  # what ended the calls where something did

    @property
    def points(self) -> float:
        """Return the points earned."""
        return sum(part.points for part in self.properties)

    @property
    def max_points(self) -> float:
        """Return the points that the task is worth."""
        return sum(part.max_points for part in self.properties)
