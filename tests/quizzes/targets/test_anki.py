"""The Anki deck, imported by Anki's own library."""

import hashlib
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from quizzes.kinds.content import TaskPlace
from quizzes.project import read_project
from quizzes.targets.anki import FIELDS, FORM_CHANGED, export_anki
from quizzes.targets.history import ItemHistory, Removed, history_of
from quizzes.targets.html import html, inline_html
from quizzes.targets.questions import questions
from quizzes.targets.shown import key_lines, prompt_html, remarks_html

DECK = "Recurrent networks"
PACKAGE = "recurrent-networks.apkg"
REMOVED = "recurrent-networks-removed.apkg"

LATER = datetime(2030, 11, 21, tzinfo=UTC)
LOGS = ("new", "updated", "duplicate", "conflicting", "first_field_match", "missing_notetype", "missing_deck")


@pytest.fixture
def collection(tmp_path):
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def load(collection, tmp_path, made, package=PACKAGE):
    """Import a deck as Anki does by default; return how many notes came to what, where any did."""
    path = tmp_path / "deck.apkg"
    path.write_bytes(made.files[package])
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    return {name: len(getattr(log, name)) for name in LOGS if len(getattr(log, name))}


def notes(collection):
    return {note.guid: note for note in map(collection.get_note, collection.find_notes(""))}


def test_same_bytes_twice(exported_bank):
    assert export_anki(exported_bank) == export_anki(exported_bank)


def test_anki_takes_every_note_once_and_finds_them_again(exported_bank, collection, tmp_path):
    made = export_anki(exported_bank)
    count = len(questions(exported_bank))
    assert load(collection, tmp_path, made) == {"new": count}
    assert load(collection, tmp_path, made) == {"duplicate": count}
    assert (collection.note_count(), collection.card_count()) == (count, count)
    told, fine = collection.fix_integrity()
    assert fine, told


def test_notes_hold_question_key_feedback_and_tags(exported_bank, collection, tmp_path):
    load(collection, tmp_path, export_anki(exported_bank))
    found = notes(collection)
    for question in questions(exported_bank):
        note, item = found.pop(question.id), question.item
        fields = dict(zip(FIELDS, note.fields, strict=True))
        assert list(note.keys()) == list(FIELDS)
        assert fields["Id"] == question.id
        assert fields["Question"].startswith(prompt_html(question))
        assert all(inline_html(option.text) in fields["Question"] for option in item.options)
        answer = "".join(f"<li>{inline_html(line)}</li>" for line in key_lines(question))
        assert fields["Answer"] == f"<ul>{answer}</ul>"
        assert (fields["Remarks"], fields["Explanation"]) == (remarks_html(question), html(item.explain))
        assert set(note.tags) == {
            f"chapter::{item.chapter}", f"objective::{item.objective}", f"kind::{item.kind.value}",
            *(f"card::{card}" for card in item.cards),
        }  # fmt: skip
        deck = collection.decks.name(note.cards()[0].did)
        assert deck == f"{DECK}::{item.chapter}"
    assert not found


def test_every_field_is_well_formed_and_no_formula_is_left_in_dollars(exported_bank, collection, tmp_path):
    load(collection, tmp_path, export_anki(exported_bank))
    for note in notes(collection).values():
        for field in note.fields[1:]:
            ET.fromstring(f"<div>{field}</div>")
    fronts = [notes(collection)[each.id].cards()[0].question() for each in [*questions(exported_bank)][:20]]
    assert any(r"\(" in front for front in fronts)
    assert not any("$" in front for front in fronts)


def test_an_edition_that_is_named_is_the_time_of_all_notes(sample, collection, tmp_path):
    count = len(questions(sample))
    load(collection, tmp_path, export_anki(sample))
    item = sample.items["kinds-choice"]
    mended = replace(sample, items={**sample.items, item.id: replace(item, prompt="Mended?", explain="Mended.")})
    assert load(collection, tmp_path, export_anki(mended, edition=LATER)) == {"updated": count}
    assert collection.note_count() == count
    assert notes(collection)["kinds-choice"].fields[5] == "<p>Mended.</p>"


def test_an_item_that_changed_updates_its_own_note_and_no_other(sample, collection, tmp_path):
    count = len(questions(sample))
    load(collection, tmp_path, export_anki(sample))
    history = ItemHistory({"kinds-choice": LATER})
    assert load(collection, tmp_path, export_anki(sample, history=history)) == {"updated": 1, "duplicate": count - 1}


THIRD = """\
- id: gates-third
  kind: text
  cards: []
  objective: keep
  prompt: What is the gate called?
  accept: [forget gate]
  explain: Forget gate.
  see: forget-gate
  sources: [someone1997]
"""


def test_three_editions_keep_what_a_learner_added(project, commit, collection, tmp_path):
    """The second edition mends one item and takes one out; the third one adds one."""

    def edition(date):
        commit(project.root, date)
        return export_anki(project.load(), history=history_of(read_project(project.root)))

    assert load(collection, tmp_path, edition("2026-02-01")) == {"new": 3}
    for name in ("gates-keep", "gates-left", "gates-apply"):
        note = notes(collection)[name]
        note.fields[4] += "my own words"
        note.tags.append("mine")
        collection.update_note(note)
        card = note.cards()[0]
        card.ivl, card.reps, card.type, card.queue = 12, 3, 2, 2
        collection.update_card(card)

    text = (project.bank / "gates.yml").read_text()
    start, end = text.index("- id: gates-apply"), text.index("- id: gates-left")
    project.edit(text[start:end], "")
    project.edit("What is left after two", "How much is left after two")
    second = edition("2090-01-01")
    assert load(collection, tmp_path, second) == {"updated": 1, "duplicate": 1}
    found = notes(collection)
    assert found["gates-left"].fields[1].startswith("<p>How much is left")
    assert found["gates-keep"].fields[4].endswith("my own words")
    assert "mine" in found["gates-keep"].tags
    assert "removed" not in found["gates-apply"].tags

    assert load(collection, tmp_path, second, REMOVED) == {"updated": 1}
    found = notes(collection)
    assert "removed" in found["gates-apply"].tags
    assert "Which hold?" in found["gates-apply"].fields[1]
    assert [found[name].cards()[0].ivl for name in ("gates-apply", "gates-left", "gates-keep")] == [12, 12, 12]

    project.write("quizzes/bank/gates.yml", (project.bank / "gates.yml").read_text() + THIRD)
    assert load(collection, tmp_path, edition("2095-01-01")) == {"new": 1, "duplicate": 2}
    assert notes(collection)["gates-keep"].fields[4].endswith("my own words")


def test_what_was_removed_and_cannot_be_read_any_more_is_told(sample):
    gone = Removed("kinds-old", "kinds", "- id: kinds-old\n  kind: riddle\n", LATER)
    made = export_anki(sample, history=ItemHistory({}, (gone,)))
    assert list(made.files) == [PACKAGE]
    assert [loss.note for loss in made.losses if loss.item == "kinds-old"] == [
        "was taken out and cannot be read any more: the tag 'removed' is left out"
    ]


# The form of these notes of the sample bank. Where this fails, all notes have changed: give FORM_CHANGED the time of
# now, or nobody who has an older deck gets the new form, and then write down the new hash. A kind that is added later
# needs no place here: nobody has an older note of it.
NOTES = ("choice", "choices", "number", "number-variants", "shape", "shape-variants", "order", "match", "cloze", "text",
         "tracing", "tracing-variants")  # fmt: skip
FORM = "2026-11-29 17:00 f4b3c96b0a4e"


def test_a_new_form_of_the_notes_has_a_new_time(sample, collection, tmp_path):
    load(collection, tmp_path, export_anki(sample))
    found = notes(collection)
    fields = [found[f"kinds-{name}"].fields for name in sorted(NOTES)]
    form = hashlib.sha256(json.dumps([fields, FIELDS]).encode()).hexdigest()[:12]
    assert f"{FORM_CHANGED:%Y-%m-%d %H:%M} {form}" == FORM


def test_cards_stay_as_learnt_when_a_later_edition_comes(sample, collection, tmp_path):
    load(collection, tmp_path, export_anki(sample))
    card = notes(collection)["kinds-choice"].cards()[0]
    card.ivl, card.reps, card.type, card.queue = 12, 3, 2, 2
    collection.update_card(card)
    load(collection, tmp_path, export_anki(sample, edition=LATER))
    after = notes(collection)["kinds-choice"].cards()[0]
    assert (after.id, after.ivl, after.reps) == (card.id, 12, 3)


def test_code_alone_is_left_out(sample):
    assert {loss.item for loss in export_anki(sample).losses if loss.becomes == "-"} == {
        name for name, item in sample.items.items() if isinstance(item.body, TaskPlace)
    }


def test_more_variants_are_notes_of_their_own(sample, collection, tmp_path):
    made = export_anki(sample, 3)
    assert load(collection, tmp_path, made) == {"new": made.questions}
    varied = [item for item in sample.items.values() if item.template]
    assert len(varied) >= 3 and made.questions == len(questions(sample)) + 2 * len(varied)
