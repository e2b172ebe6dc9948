"""The items as questions that other programs can hold: the nearest of their kinds, and what is lost on the way.

Every target outside the course starts from here, so that Anki, Moodle and the QTI packages cannot differ in what
they ask, in the key or in the feedback.

Why: DECISIONS.md#neutral-question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quizzes.kinds import cloze, code, match, order, shape, text, tracing
from quizzes.model import Bank, Item, Kind, Option, Quantity
from quizzes.targets.spellings import spellings_of_shape, spellings_of_text
from quizzes.variants import variant, variants


@dataclass(frozen=True)
class Choices:
    """Options, of which one or several are right."""

    options: tuple[Option, ...]
    several: bool


@dataclass(frozen=True)
class Spelled:
    """An answer, right or wrong, in all its spellings."""

    id: str
    spellings: tuple[str, ...]  # the first is the one that is shown
    right: bool
    why: str  # Markdown


@dataclass(frozen=True)
class Written:
    """A text that is compared with spelled answers; the first is the right one."""

    answers: tuple[Spelled, ...]


@dataclass(frozen=True)
class Blank:
    """A place in the prompt that is filled."""

    id: str
    label: str  # stands before a blank that is not in the prompt; empty for one that is
    answers: tuple[Spelled, ...]  # the first is the right one
    options: tuple[str, ...]  # to choose from; empty where the learner writes
    why: str  # Markdown


@dataclass(frozen=True)
class Blanks:
    """A prompt with blanks; those without a label stand in it as ``{{id}}``."""

    blanks: tuple[Blank, ...]


Content = Choices | Quantity | Written | Blanks | match.Match | order.Order


@dataclass(frozen=True)
class Question:
    """An item, or one variant of it, as other programs hold it."""

    id: str  # the item's; of a variant but the first with its seed behind
    item: Item  # with its key: a variant where the item has variants
    code: str  # Python, shown behind the prompt; empty where there is none
    content: Content
    points: int


@dataclass(frozen=True)
class Loss:
    """What a target cannot hold of an item."""

    item: str
    kind: str
    becomes: str  # what it is there; "-" where it is left out
    note: str


@dataclass(frozen=True)
class Exported:
    """The files of a target, and what they could not hold."""

    files: dict[str, bytes]  # the first is the one that is asked for
    losses: tuple[Loss, ...]
    questions: int  # that the files hold


def questions(bank: Bank, count: int = 1) -> tuple[Question, ...]:
    """Return the questions of the bank, in its order; of an item with variants the first `count` of them."""
    return tuple(question for item in bank.items.values() for question in item_questions(item, count))


def lost(bank: Bank, count: int = 1) -> Iterator[Loss]:
    """Yield what no program outside the course holds."""
    for item in bank.items.values():
        if item.kind is Kind.CODE:
            task = code.body(item)
            where = f"quizzes/assignments/{task.assignment}.md, task {task.task}"
            yield Loss(item.id, item.kind.value, "-", f"left out: code is written and judged in {where}")
        elif item.template:
            told = "1 variant" if count == 1 else f"{count} variants"
            yield Loss(item.id, item.kind.value, told, "the page makes new numbers; here they are fixed")
    for question in questions(bank, count):
        for name in _unspoken(question):
            note = f"mistake {name!r} prints other lines: what is said of it is lost"
            yield Loss(question.id, question.item.kind.value, "blanks", note)


def _unspoken(question: Question) -> Iterator[str]:
    """Yield the mistakes of a tracing item that no line tells apart from the key or from another mistake."""
    if question.item.kind is Kind.TRACING:
        spoken = {answer.id for part in parts(question.content) for answer in part.answers}
        yield from (m.id for m in tracing.body(question.item).mistakes if m.id not in spoken)


def parts(content: Content) -> tuple[Written | Blank, ...]:
    """Return what of the content is answered by writing or by filling a blank."""
    return content.blanks if isinstance(content, Blanks) else (content,) if isinstance(content, Written) else ()


def item_questions(item: Item, count: int = 1) -> Iterator[Question]:
    """Yield the questions of an item: none where code is written, several of one that has variants."""
    if item.kind is Kind.CODE:
        return
    made = (variant(item, 0),) if count == 1 else variants(item, count)
    for each in made:
        name = item.id if each.seed in (None, "0") else f"{item.id}-v{each.seed}"
        shown = tracing.body(each).code if each.kind is Kind.TRACING else ""
        yield Question(name, each, shown, _content(each), each.points)


def _content(item: Item) -> Content:
    if item.quantity is not None:
        return item.quantity
    if item.kind in (Kind.CHOICE, Kind.CHOICES):
        return Choices(item.options, several=item.kind is Kind.CHOICES)
    if item.kind is Kind.SHAPE:
        return _shape(shape.body(item))
    if item.kind is Kind.TEXT:
        body = text.body(item)
        return Written(_spelled(body.accept, "", body.mistakes))
    if item.kind is Kind.CLOZE:
        return Blanks(tuple(_blank(blank) for blank in cloze.body(item).blanks))
    if item.kind is Kind.TRACING:
        return _printed(tracing.body(item))
    return match.body(item) if item.kind is Kind.MATCH else order.body(item)


def _spelled(accept: tuple[str, ...], why: str, mistakes: tuple[text.TextMistake, ...]) -> tuple[Spelled, ...]:
    wrong = (Spelled(m.id, spellings_of_text(m.accept), False, m.why) for m in mistakes)
    return (Spelled("answer", spellings_of_text(accept), True, why), *wrong)


def _shape(body: shape.Shape) -> Written:
    wrong = (Spelled(m.id, spellings_of_shape(m.axes), False, m.why) for m in body.mistakes)
    return Written((Spelled("answer", spellings_of_shape(body.axes), True, ""), *wrong))


def _blank(blank: cloze.ClozeBlank) -> Blank:
    answers = _spelled(blank.accept, "", blank.mistakes)
    if blank.options:  # the texts to choose from are the spellings
        answers = tuple(_chosen(answer, blank.options) for answer in answers)
    return Blank(blank.id, "", answers, blank.options, blank.why)


def _chosen(answer: Spelled, options: tuple[str, ...]) -> Spelled:
    found = tuple(option for option in options if text.accepted(option, answer.spellings))
    return Spelled(answer.id, found, answer.right, answer.why)


def _printed(body: tracing.Tracing) -> Written | Blanks:
    """Return what the code prints, a blank a line: no program judges a text of several lines."""
    key = tracing.lines(body.answer)
    wrong = [(mistake, tracing.lines(mistake.value)) for mistake in body.mistakes]
    if len(key) == 1:
        wrong = [(mistake, lines) for mistake, lines in wrong if len(lines) == 1]
        return Written(_line(0, key[0], wrong))
    blanks = (Blank(f"line-{n + 1}", f"Line {n + 1}", _line(n, one, wrong), (), "") for n, one in enumerate(key) if one)
    return Blanks(tuple(blanks))


def _line(place: int, line: str, wrong: list[tuple[tracing.PrintMistake, tuple[str, ...]]]) -> tuple[Spelled, ...]:
    """Return the answers to one line; programs cut off the spaces around what is written."""
    answers = {line.strip().casefold(): Spelled("answer", (line.strip(),), True, "")}
    for mistake, lines in wrong:
        spelled = lines[place].strip() if place < len(lines) else ""
        if spelled:
            answers.setdefault(spelled.casefold(), Spelled(mistake.id, (spelled,), False, mistake.why))
    return tuple(answers.values())
