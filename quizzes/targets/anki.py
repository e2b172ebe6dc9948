"""The bank as an Anki deck: one note an item, known by the item's id, so that a second import updates it.

Anki takes a note over again only where it is newer than the one it has. Without a clock the age of a deck is its
edition: a time that the caller gives.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count as counted

import genanki

from quizzes.kinds import match, order
from quizzes.model import Bank, Item
from quizzes.targets.archive import zipped
from quizzes.targets.html import html, inline_html
from quizzes.targets.questions import Blanks, Choices, Exported, Question, lost, questions
from quizzes.targets.shown import key_lines, prompt_html, remarks_html

DECK = "Recurrent networks"
FIRST_EDITION = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = ("Id", "Question", "Hints", "Answer", "Remarks", "Explanation", "Source")
_FRONT = """<div class="question">{{Question}}</div>
{{#Hints}}<details><summary>Hints</summary>{{Hints}}</details>{{/Hints}}
"""
_BACK = """{{FrontSide}}<hr id="answer"><div class="answer">{{Answer}}</div>{{Remarks}}{{Explanation}}
<p class="source">{{Id}} · {{Source}}</p>
"""
_CSS = """.card { font-family: sans-serif; font-size: 1.1em; text-align: left; max-width: 40em; margin: auto; }
.answer { font-weight: bold; } .source { font-size: 0.7em; opacity: 0.7; }
pre { white-space: pre-wrap; }
"""


def export_anki(bank: Bank, count: int = 1, edition: datetime = FIRST_EDITION) -> Exported:
    """Return the bank as one deck with a deck below it for each chapter.

    Parameters
    ----------
    bank : Bank
        What is exported.
    count : int
        How many variants of an item that has them.
    edition : datetime
        How new the deck is: Anki updates the notes of an earlier edition.
    """
    asked = questions(bank, count)
    model = genanki.Model(
        _number("note type"),
        DECK,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card 1", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    decks = {chapter: _deck(chapter) for chapter in dict.fromkeys(question.item.chapter for question in asked)}
    for place, question in enumerate(asked):
        decks[question.item.chapter].add_note(_note(question, model, place))
    files = {"recurrent-networks.apkg": _package(list(decks.values()), edition)}
    return Exported(files, tuple(lost(bank, count)), len(asked))


def _deck(chapter: str) -> genanki.Deck:
    return genanki.Deck(_number(f"deck {chapter}"), f"{DECK}::{chapter}")


def _number(name: str) -> int:
    """Return the fixed number of a deck or a note type: a hash of its name, in the range that Anki uses."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(f"{DECK} {name}".encode()).digest()[:3])


def _note(question: Question, model: genanki.Model, place: int) -> genanki.Note:
    item = question.item
    answer = "".join(f"<li>{inline_html(line)}</li>" for line in key_lines(question))
    fields = [
        question.id,
        prompt_html(question) + _choices_html(question),
        "".join(html(hint) for hint in item.hints),
        f"<ul>{answer}</ul>",
        remarks_html(question),
        html(item.explain),
        ", ".join([f"chapter {item.chapter}", *(f"card {card}" for card in item.cards)]),
    ]
    return genanki.Note(model, fields, guid=question.id, tags=list(_tags(item)), due=place)


def _tags(item: Item) -> Iterator[str]:
    yield f"chapter::{item.chapter}"
    yield f"objective::{item.objective}"
    yield f"kind::{item.kind.value}"
    yield from (f"card::{card}" for card in item.cards)


def _choices_html(question: Question) -> str:
    """Return what there is to choose from, in the order in which the page shows it."""
    content = question.content
    if isinstance(content, Choices):
        lead = "Choose all that apply." if content.several else "Choose one."
        return _list([option.text for option in content.options], lead)
    if isinstance(content, order.Order):
        return _list([step.text for step in order.shuffled(question.item)], "In which order?")
    if isinstance(content, match.Match):
        left = _list([entry.text for entry in content.left], "Match each of these")
        return left + _list([entry.text for entry in match.shuffled(question.item)], "with one of these.")
    if isinstance(content, Blanks):
        return "".join(_list(list(blank.options), "Choose from:") for blank in content.blanks if blank.options)
    return ""


def _list(texts: list[str], lead: str) -> str:
    return f"<p>{lead}</p><ol type='A'>{''.join(f'<li>{inline_html(text)}</li>' for text in texts)}</ol>"


def _package(decks: list[genanki.Deck], edition: datetime) -> bytes:
    """Return the decks as a package; genanki writes the database, and here nothing of it depends on the clock."""
    stamp = int(edition.timestamp())
    with closing(sqlite3.connect(":memory:")) as database:
        genanki.Package(decks).write_to_db(database.cursor(), stamp, counted(stamp * 1000))
        database.commit()
        collection = database.serialize()
    return zipped({"collection.anki2": collection, "media": json.dumps({}).encode()})
