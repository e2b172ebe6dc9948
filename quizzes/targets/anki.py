"""The bank as an Anki deck: one note an item, known by the item's id, so that a second import updates it.

Anki takes a note over again only where it is newer than the one it has. So each note has the time of its own last
change: an edited item updates one note, and what a learner added to the others stays. What was taken out of the bank
is a deck of its own, for those who learn with an earlier edition: its notes get the tag ``removed``.

Why: DECISIONS.md#anki-note-time.
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

from quizzes.errors import CourseError, Where
from quizzes.kinds.content import Blanks, Choices, Match, Order, shuffled_right, shuffled_steps
from quizzes.load import read_entry
from quizzes.model import Bank, Item
from quizzes.project import Project
from quizzes.targets.archive import zipped
from quizzes.targets.history import ItemHistory, Removed
from quizzes.targets.html import html, inline_html
from quizzes.targets.questions import Exported, NeutralQuestion, Omission, item_questions, lost, questions
from quizzes.targets.shown import key_lines, prompt_html, remarks_html

_NO_TAGS: tuple[str, ...] = ()
REMOVED_TAG = "removed"
# When the form of all notes last changed; a test knows the form and asks for a new time where it is another.
FORM_CHANGED = datetime(2026, 11, 29, 17, 0, tzinfo=UTC)
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


def export_anki(
    bank: Bank, count: int = 1, history: ItemHistory | None = None, edition: datetime | None = None
) -> Exported:
    """Return the bank as one deck with a deck below it for each chapter.

    Parameters
    ----------
    bank : Bank
        What is exported.
    count : int
        How many variants of an item that has them.
    history : ItemHistory
        When the items last changed, and what was removed.
    edition : datetime
        The time of all notes, instead of each item's own: Anki updates those of an earlier one.
    """
    history = history or ItemHistory({})
    asked = questions(bank, count)
    times = {q.id: edition or max(history.changed.get(q.item.id, FORM_CHANGED), FORM_CHANGED) for q in asked}
    files = {f"{bank.project.name}.apkg": _package(bank.project, [(question, _NO_TAGS) for question in asked], times)}
    gone = {each.id: (question, each.when) for each in history.removed if (question := _removed(each))}
    if gone:
        tags: tuple[str, ...] = (REMOVED_TAG,)
        rows = [(question, tags) for question, _ in gone.values()]
        when_gone = {question.id: edition or when for question, when in gone.values()}
        files[f"{bank.project.name}-removed.apkg"] = _package(bank.project, rows, when_gone)
    losses = [*lost(bank, count), *(_unreadable(each) for each in history.removed if each.id not in gone)]
    return Exported(files, tuple(losses), len(asked))


def _removed(removed: Removed) -> NeutralQuestion | None:
    """Return what the item was when it was taken out; None where this program cannot read it any more."""
    try:
        return next(item_questions(read_entry(removed.entry, removed.chapter, Where(removed.id, 1))), None)
    except (CourseError, LookupError, TypeError, ValueError, AttributeError, ImportError):
        return None


def _unreadable(removed: Removed) -> Omission:
    note = f"was taken out and cannot be read any more: the tag {REMOVED_TAG!r} is left out"
    return Omission(removed.id, "-", "-", note)


def _deck(project: Project, chapter: str) -> genanki.Deck:
    return genanki.Deck(_number(project, f"deck {chapter}"), f"{project.title}::{chapter}")


def _number(project: Project, name: str) -> int:
    """Return the fixed number of a deck or a note type: a hash of its name, in the range that Anki uses."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(f"{project.title} {name}".encode()).digest()[:3])


def _note(question: NeutralQuestion, model: genanki.Model, place: int, more: tuple[str, ...]) -> genanki.Note:
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
    return genanki.Note(model, fields, guid=question.id, tags=[*_tags(item), *more], due=place)


def _tags(item: Item) -> Iterator[str]:
    yield f"chapter::{item.chapter}"
    yield f"objective::{item.objective}"
    yield f"kind::{item.kind.value}"
    yield from (f"card::{card}" for card in item.cards)


def _choices_html(question: NeutralQuestion) -> str:
    """Return what there is to choose from, in the order in which the page shows it."""
    content = question.content
    if isinstance(content, Choices):
        lead = "Choose all that apply." if content.several else "Choose one."
        return _list([option.text for option in content.options], lead)
    if isinstance(content, Order):
        return _list([step.text for step in shuffled_steps(question.item.id, content)], "In which order?")
    if isinstance(content, Match):
        left = _list([entry.text for entry in content.left], "Match each of these")
        return left + _list([entry.text for entry in shuffled_right(question.item.id, content)], "with one of these.")
    if isinstance(content, Blanks):
        return "".join(_list(list(blank.options), "Choose from:") for blank in content.blanks if blank.options)
    return ""


def _list(texts: list[str], lead: str) -> str:
    return f"<p>{lead}</p><ol type='A'>{''.join(f'<li>{inline_html(text)}</li>' for text in texts)}</ol>"


def _package(
    project: Project, rows: list[tuple[NeutralQuestion, tuple[str, ...]]], times: dict[str, datetime]
) -> bytes:
    """Return questions with their further tags as a package, each note with its own time.

    genanki writes the database, and here nothing of it depends on the clock.
    """
    model = genanki.Model(
        _number(project, "note type"),
        project.title,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card 1", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    chapters = dict.fromkeys(question.item.chapter for question, _ in rows)
    decks = {chapter: _deck(project, chapter) for chapter in chapters}
    for place, (question, more) in enumerate(rows):
        decks[question.item.chapter].add_note(_note(question, model, place, more))
    stamp = int(FORM_CHANGED.timestamp())
    with closing(sqlite3.connect(":memory:")) as database:
        genanki.Package(list(decks.values())).write_to_db(database.cursor(), stamp, counted(stamp * 1000))
        for name, when in times.items():
            changed = (int(when.timestamp()), name)
            database.execute("UPDATE notes SET mod = ? WHERE guid = ?", changed)
            database.execute("UPDATE cards SET mod = ? WHERE nid = (SELECT id FROM notes WHERE guid = ?)", changed)
        database.commit()
        collection = database.serialize()
    return zipped({"collection.anki2": collection, "media": json.dumps({}).encode()})
