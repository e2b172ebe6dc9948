"""Items answered by a short text, of which several forms are accepted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from quizzes.kinds import usual
from quizzes.kinds.content import Spelled, Written
from quizzes.kinds.form import MISTAKES, TEXTS, Form, mistakes_with
from quizzes.kinds.named import ANSWER, different, right, stated_disagreements, wrong
from quizzes.kinds.showing import PagePieces, Parts
from quizzes.kinds.usual import stated_findings
from quizzes.model import Item
from quizzes.verdict import Verdict, unanswered, unreadable

HOW = "Write one word or a few."  # what to do, on paper
FORM = Form(
    {"accept": TEXTS, "mistakes": MISTAKES},
    {"required": ["accept"], "properties": {"mistakes": mistakes_with("accept")}},
)

program, values = usual.program, usual.values

findings = stated_findings

# The page's script applies the same replacements in the same order; no class here differs in JavaScript.
_MATHS = re.compile(r"[${}]")
_SPACE = re.compile(r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff_]+")
_SIGN = re.compile(r"(^| )[-\u2010-\u2015](?=[0-9])")
_HYPHEN = re.compile(r" ?[-\u2010-\u2015]+ ?")
_FULL_STOP = re.compile(r" ?\.$")
_ARTICLE = re.compile(r"^(?:the|an|a) (?=.)")
_ANY_ARTICLE = re.compile(r"^(?:the|an|a) ", re.IGNORECASE)
_GAP = re.compile(r"[\s_-]+")
_WORDS = re.compile(r"[A-Za-z][A-Za-z ]*")


@dataclass(frozen=True)
class TextMistake:
    """A wrong text that a known misconception leads to."""

    id: str
    accept: tuple[str, ...]  # the forms by which it is known
    why: str  # Markdown with maths
    misconception: str | None


@dataclass(frozen=True)
class ShortText:
    """The key of a text item."""

    accept: tuple[str, ...]  # the first is the one that is shown
    mistakes: tuple[TextMistake, ...]


def normalised(text: str) -> str:
    r"""Return the text as it is compared.

    Unicode NFKC and small letters; runs of white space, underscores and hyphens are one space; dollars and braces of
    a formula, one full stop at the end and an article at the beginning (the, a, an) are left out. A hyphen before a
    digit at the beginning of a word is a minus sign and stays.

    >>> normalised("The  Forget-Gate."), normalised("return_sequences"), normalised("-1")
    ('forget gate', 'return sequences', '\u22121')
    >>> normalised("$h_{t-1}$") == normalised("h_{t-1}") == normalised("h_t-1")
    True
    """
    text = _MATHS.sub("", unicodedata.normalize("NFKC", text).lower())
    text = _SPACE.sub(" ", text).strip(" ")
    text = _SIGN.sub("\\1\N{MINUS SIGN}", text)
    text = _HYPHEN.sub(" ", text).strip(" ")
    text = _FULL_STOP.sub("", text)
    return _ARTICLE.sub("", text)


def accepted(text: str, forms: Iterable[str]) -> bool:
    """Tell whether a text is one of the forms, as they are compared."""
    return normalised(text) in map(normalised, forms)


def form_problems(accept: tuple[str, ...], mistakes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield what is wrong with the accepted forms and those of the mistakes."""
    taken: dict[str, str] = {}
    for name, forms in {"": accept, **mistakes}.items():
        called = f"mistake {name!r}" if name else "the answer"
        for form in forms:
            spelled = normalised(form)
            if not spelled:
                yield f"nothing is left of {form!r} once it is normalised"
            elif taken.setdefault(spelled, called) != called:
                yield f"{form!r} of {called} is the same as one of {taken[spelled]}"


def read(entry: Mapping) -> dict[str, Any]:
    """Return the field of the item that holds its key."""
    mistakes = (
        TextMistake(str(m["id"]), tuple(map(str, m["accept"])), str(m["why"]), m.get("misconception"))
        for m in entry.get("mistakes", ())
    )
    return {"body": ShortText(tuple(map(str, entry["accept"])), tuple(mistakes))}


def body(item: Item) -> ShortText:
    """Return the item's key."""
    assert isinstance(item.body, ShortText), f"{item.id} was loaded without a key"
    return item.body


def problems(item: Item) -> Iterator[str]:
    """Yield what is wrong with the item."""
    ids = [ANSWER, *(mistake.id for mistake in body(item).mistakes)]
    for repeated in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"{item.id}: the id {repeated!r} stands twice among the mistakes ('answer' is taken)"
    mistakes = {mistake.id: mistake.accept for mistake in body(item).mistakes}
    yield from (f"{item.id}: {told}" for told in form_problems(body(item).accept, mistakes))


def judge(item: Item, answer: object) -> Verdict:
    """Judge a text."""
    if answer is None:
        return unanswered("Write your answer first.")
    if not isinstance(answer, str):
        return unreadable("Expected a text.")
    if not normalised(answer):
        return unanswered("Write your answer first.")
    if accepted(answer, body(item).accept):
        return right()
    mistake = next((m for m in body(item).mistakes if accepted(answer, m.accept)), None)
    return wrong("Not right.", mistake.id, mistake.misconception) if mistake else wrong()


def disagreements(item: Item, truth: Mapping[str, object]) -> Iterator[str]:
    """Yield where the accepted forms, or a mistake's, do not hold what the proof found."""
    stated = {ANSWER: body(item).accept, **{mistake.id: mistake.accept for mistake in body(item).mistakes}}
    yield from stated_disagreements(stated, truth, _agrees, shown)


def _agrees(forms: object, text: object) -> bool:
    return isinstance(forms, tuple) and isinstance(text, str) and accepted(text, forms)


def shown(value: object) -> str:
    """Return accepted forms, or what a proof found, for a message."""
    return " or ".join(map(repr, value)) if isinstance(value, tuple) else repr(value)


def flips(item: Item) -> Iterator[Item]:
    """Yield the item with each mistake's forms as the key, and with a text that nobody accepts."""
    others = [mistake.accept for mistake in body(item).mistakes]
    for accept in [*others, (f"not {body(item).accept[0]}",)]:
        yield replace(item, body=replace(body(item), accept=accept))


def right_answer(item: Item) -> str:
    """Return an answer that earns everything."""
    return body(item).accept[0]


def mistaken(item: Item) -> list[tuple[str | None, str]]:
    """Return the known wrong answers, each with the misconception that it names, if any."""
    return [(mistake.misconception, mistake.accept[0]) for mistake in body(item).mistakes]


def guess(item: Item, rng: Random) -> str:
    """Return an answer of somebody who knows nothing of the subject and sees only what is to be clicked."""
    return rng.choice([*(form for _, form in mistaken(item)), "no idea"])


def luck(item: Item) -> float:
    """Return what a guess may earn on average."""
    return 0.0


def content(item: Item) -> Written:
    """Return the accepted forms and those of the mistakes, in all their spellings."""
    return Written(spelled(body(item).accept, body(item).mistakes))


def spelled(accept: tuple[str, ...], mistakes: tuple[TextMistake, ...]) -> tuple[Spelled, ...]:
    """Return the right answer and the known mistakes, each in all its spellings."""
    wrong = (Spelled(m.id, spellings_of_text(m.accept), False, m.why) for m in mistakes)
    return (Spelled(ANSWER, spellings_of_text(accept), True, ""), *wrong)


def spellings_of_text(accept: Iterable[str]) -> tuple[str, ...]:
    """Return the spellings of the accepted forms: gaps between words as space, hyphen, underscore; an article."""
    accept = tuple(accept)
    return different(other for form in accept for other in _of_form(form) if accepted(other, accept))


def _of_form(form: str) -> Iterator[str]:
    form = " ".join(form.split())
    yield form
    bare = _ANY_ARTICLE.sub("", form)
    for gap in (" ", "_", "-"):
        yield _GAP.sub(gap, bare)
    if _WORDS.fullmatch(bare):
        yield f"the {bare}"


def parts(item: Item) -> int:
    """Return two: the answer is recalled, and written."""
    return 2


def whys(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is said of each known mistake, by its id."""
    yield from ((mistake.id, mistake.why) for mistake in body(item).mistakes)


def also(item: Item) -> str:
    """Return the other accepted forms."""
    others = body(item).accept[1:]
    return f"(also: {', '.join(others)})" if others else ""


def compose(item: Item, page: PagePieces) -> Parts:
    """Return the field."""
    entry = page.entry(item, page.text("Your answer"))
    said = [page.answer(page.text(body(item).accept[0]))]
    for mistake in body(item).mistakes:
        quoted = f"\N{LEFT DOUBLE QUOTATION MARK}{mistake.accept[0]}\N{RIGHT DOUBLE QUOTATION MARK}"
        said.append(page.mistake(mistake.id, page.text(quoted), mistake.why, mistake.misconception))
    return Parts("Write a word or two.", page.parse(item.prompt), [entry], said)


def script_key(item: Item) -> dict[str, object]:
    """Return the accepted forms as they are compared, and those of the known mistakes."""
    return {
        "accept": [normalised(form) for form in body(item).accept],
        "mistakes": [
            {"id": m.id, "accept": [normalised(form) for form in m.accept], "misconception": m.misconception}
            for m in body(item).mistakes
        ],
    }
