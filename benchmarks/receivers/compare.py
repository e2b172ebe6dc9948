"""One question beside what a receiver made of it: what arrived, what is scored as the bank scores it, what is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from benchmarks.receivers.readings import Answer, Reading, Score
from quizzes.judge import judge
from quizzes.kinds.content import Blanks, Choices, Match, Order, Written
from quizzes.model import Quantity
from quizzes.targets.html import html, plain
from quizzes.targets.moodle import order_as_match
from quizzes.targets.questions import NeutralQuestion
from quizzes.targets.shown import prompt_html, remarks

COLUMNS = ("accepted", "key", "points", "tolerance", "mistakes", "feedback", "formulas", "code")
_TAG = re.compile(r"<[^>]*>")
_FORMULA = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot);")
_CODE = re.compile(r"<pre[^>]*>(.*?)</pre>", re.DOTALL)


def compare(question: NeutralQuestion, reading: Reading | None) -> dict[str, str]:
    """Return a cell for each column: "" where there is nothing to compare, "ok", or what is otherwise."""
    if reading is None or reading.problem:
        told = "missing" if reading is None else reading.problem
        return {name: told if name == "accepted" else "" for name in COLUMNS}
    points = "" if reading.points is None else "ok" if reading.points == question.points else f"{reading.points:g}"
    cells = {"accepted": "ok", "points": points}
    score = reading.score
    cells |= {
        "key": "" if score is None else _scored(score, right_answers(question)),
        "tolerance": "" if score is None else _scored(score, near_answers(question)),
        "mistakes": "" if score is None else _scored(score, wrong_answers(question)),
        "feedback": _share(_remarks(question), _words(" ".join(reading.said))),
        "formulas": _formulas(question, reading),
        "code": _code(question, reading),
    }
    return {name: cells[name] for name in COLUMNS}


def right_answers(question: NeutralQuestion) -> Iterator[tuple[Answer, float]]:
    """Yield the right answers: of a text every spelling, of several parts each spelling of each part."""
    content = question.content
    if isinstance(content, Choices):
        yield [place for place, option in enumerate(content.options) if option.right], 1
    elif isinstance(content, Quantity):
        yield content.value, 1
    elif isinstance(content, Written):
        yield from ((spelling, 1) for spelling in content.answers[0].spellings)
    elif isinstance(content, Blanks):
        key = [blank.answers[0].spellings[0] for blank in content.blanks]
        for place, blank in enumerate(content.blanks):
            for spelling in blank.answers[0].spellings:
                yield [*key[:place], spelling, *key[place + 1 :]], 1
    else:
        yield _pairs(content), 1


def near_answers(question: NeutralQuestion) -> Iterator[tuple[Answer, float]]:
    """Yield numbers within the tolerance and outside of it."""
    content = question.content
    if isinstance(content, Quantity):
        for factor, share in ((0.98, 1), (-0.98, 1), (1.02, 0), (-1.02, 0)):
            yield content.value + factor * content.tolerance, share


def wrong_answers(question: NeutralQuestion) -> Iterator[tuple[Answer, float]]:
    """Yield each single option, each known mistake in each spelling, each part left wrong, with the bank's score."""
    content = question.content
    if isinstance(content, Choices):
        for place, option in enumerate(content.options):
            yield [place], judge(question.item, [option.id] if content.several else option.id).score
    elif isinstance(content, Quantity):
        yield from ((mistake.value, 0) for mistake in content.mistakes)
    elif isinstance(content, Written):
        yield from ((text, 0) for answer in content.answers[1:] for text in answer.spellings)
    elif isinstance(content, Blanks):
        key = [blank.answers[0].spellings[0] for blank in content.blanks]
        for place, blank in enumerate(content.blanks):
            for text in (text for answer in blank.answers[1:] for text in answer.spellings):
                yield [*key[:place], text, *key[place + 1 :]], 1 - 1 / len(key)
    else:
        key = _pairs(content)
        for place in range(len(key)):
            other = next(text for text in key if text != key[place])
            yield [*key[:place], other, *key[place + 1 :]], 1 - 1 / len(key)


def _pairs(content: Match | Order) -> list[str]:
    match = order_as_match(content) if isinstance(content, Order) else content
    right = {entry.id: plain(entry.text) for entry in match.right}
    return [right[entry.match] for entry in match.left]


def _scored(score: Score, answers: Iterator[tuple[Answer, float]]) -> str:
    rows = [abs(score(answer) - share) < 1e-4 for answer, share in answers]
    return "" if not rows else "ok" if all(rows) else f"{sum(rows)} of {len(rows)}"


def _remarks(question: NeutralQuestion) -> list[str]:
    return [_words(html(text)) for text in [question.item.explain, *(why for _, why in remarks(question))] if text]


def _share(texts: list[str], known: str) -> str:
    found = sum(text in known for text in texts)
    return "ok" if found == len(texts) else f"{found} of {len(texts)}"


def _words(text: str) -> str:
    """Return what is read of HTML, without any space."""
    return "".join(unescape(unescape(_TAG.sub(" ", text))).split())


def _formulas(question: NeutralQuestion, reading: Reading) -> str:
    """Tell whether every formula of the prompt is there, and no comment shows an entity inside one."""
    wanted = [_words(formula) for formula in _FORMULA.findall(prompt_html(question))]
    here = _words(reading.prompt)
    if any(_ENTITY.search(unescape(f)) for text in (reading.prompt, *reading.said) for f in _FORMULA.findall(text)):
        return "entities are shown"
    return "" if not wanted else _share(wanted, here)


def _code(question: NeutralQuestion, reading: Reading) -> str:
    """Tell whether the lines of the program are there, each on its own line."""
    if not question.code:
        return ""
    shown = [unescape(_TAG.sub("", block)).strip() for block in _CODE.findall(reading.prompt)]
    return "ok" if question.code.strip() in shown else "lost"
