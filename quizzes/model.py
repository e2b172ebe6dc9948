"""What the bank holds, as frozen values: items, cards, misconceptions, objectives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from quizzes.errors import UsageError, Where, did_you_mean
from quizzes.project import Project, find_project


class Kind(Enum):
    """How an item is answered."""

    CHOICE = "choice"  # exactly one option is right
    CHOICES = "choices"  # all options that apply, partial credit
    NUMBER = "number"  # a number with a tolerance
    SHAPE = "shape"  # the axes of an array, written as a tuple
    ORDER = "order"  # steps to be put in order, partial credit
    MATCH = "match"  # each entry on the left has one on the right, partial credit
    CLOZE = "cloze"  # a text with blanks, partial credit
    TEXT = "text"  # a short text of several accepted forms
    TRACING = "tracing"  # code is read, and what it prints is written down
    CODE = "code"  # code is written, in an assignment, and judged there


class Standing(Enum):
    """Our verdict on a source flashcard."""

    HOLDS = "holds"
    NEEDS_CARE = "needs-care"
    WRONG = "wrong"


@dataclass(frozen=True)
class Option:
    """One option of a choice or choices item."""

    id: str  # stable within the item; what a learner's answer stores
    text: str  # Markdown with maths
    right: bool
    why: str  # shown once the option has been chosen; Markdown with maths
    misconception: str | None  # what leads to this option, where it implies one; None where it is right


@dataclass(frozen=True)
class Mistake:
    """A wrong number that a known misconception leads to."""

    id: str
    value: float
    why: str  # Markdown with maths
    misconception: str | None  # named only where the wrong answer implies it


@dataclass(frozen=True)
class Quantity:
    """The key of a number item."""

    value: float
    tolerance: float  # absolute; |answer - value| <= tolerance is right
    unit: str  # shown behind the input; empty where the number has none
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class VariantSource:
    """An item with parameters, of which quizzes.variants makes one variant for each seed."""

    maker: str  # "proofs/<file>.py::<function>", from the project: from a random generator to a variant's values
    entry: str  # the item's fields as JSON, with marks <<name>> where the values stand


@dataclass(frozen=True)
class Item:
    """One question of the bank."""

    id: str  # stable for ever: page anchor, nbgrader grade_id, statistics key
    kind: Kind
    chapter: str
    cards: tuple[str, ...]  # the source flashcards that it mirrors
    objective: str  # an id of Bank.objectives
    prompt: str  # Markdown with maths
    options: tuple[Option, ...]  # of a choice or choices item; empty for the other kinds
    quantity: Quantity | None  # of a number; None for the other kinds
    explain: str  # shown after an answer; Markdown with maths
    see: str  # label of the paragraph in the book that teaches it
    proof: str | None  # "proofs/<file>.py::<function>", from the project's folder
    sources: tuple[str, ...]  # keys of references.bib; for what code cannot decide
    points: int  # in an assignment
    where: Where
    body: object = None  # of the other kinds: a frozen value of the kind's own class, made by its `read`
    hints: tuple[str, ...] = ()  # shown one at a time; Markdown with maths
    misconceptions: tuple[str, ...] = ()  # that its wrong answers lead to, each once
    template: VariantSource | None = None  # what its variants are made of
    seed: str | None = None  # of a variant: what it was made from; without it a template has no key yet
    project: Project = field(default_factory=find_project, compare=False, repr=False)  # in which its proof is looked up

    @property
    def key(self) -> tuple[str, ...]:
        """Return the ids of the right options, in order; empty for an item without options."""
        return tuple(option.id for option in self.options if option.right)


@dataclass(frozen=True)
class Card:
    """One flashcard of the four source documents, with our verdict."""

    id: str  # <document letter>-<number>
    asks: str
    says: str
    standing: Standing
    truth: str | None  # what a checked answer must say where the card does not hold
    where: Where


@dataclass(frozen=True)
class Seen:
    """A place where a misconception was met in the wild."""

    text: str  # what is said there; Markdown
    url: str | None  # either this
    key: str | None  # or a key of references.bib


@dataclass(frozen=True)
class Misconception:
    """A named wrong idea, and the paragraph that puts it right."""

    id: str  # UPPER_CASE
    name: str
    text: str  # Markdown with maths
    where: Where
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True)
class Bank:
    """Everything that the bank's files hold, by id and in the order of the files."""

    items: Mapping[str, Item]
    cards: Mapping[str, Card]
    misconceptions: Mapping[str, Misconception]
    objectives: Mapping[str, str]  # id -> what the learner is able to do
    files: Mapping[str, str]  # item id -> bank file, relative to the project
    project: Project = field(default_factory=find_project, compare=False, repr=False)

    def item(self, item_id: str) -> Item:
        """Return the item called `item_id`.

        Raises
        ------
        UsageError
            If the bank has no such item; the message names the nearest id.
        """
        if item_id not in self.items:
            raise UsageError(f"the bank has no item {item_id!r}{did_you_mean(item_id, self.items)}")
        return self.items[item_id]
