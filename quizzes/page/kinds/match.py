"""Entries to be matched: a native select for each entry on the left.

A select shows plain text. Where an entry on the right has a formula or code, all of them are listed with a letter
each, and the letter is chosen.
"""

from __future__ import annotations

import re

from docutils import nodes

from quizzes.kinds.match import Right, body, shuffled
from quizzes.model import Item
from quizzes.page.fields import QuizList, QuizPair, QuizRow
from quizzes.page.parts import LETTERS, Parts, Say, led_by, letter, listed, noted

_MARKUP = re.compile(r"[$`*_\\\[\]<>&]")
_LONGEST = 48  # characters that a select shows at phone width


def compose(item: Item, say: Say) -> Parts:
    """Return the letters' list, where it is needed, and the selects."""
    entries = shuffled(item)
    letters = dict(zip((entry.id for entry in entries), LETTERS, strict=False))
    plain = _are_plain(entries)
    fields: list[nodes.Node] = []
    if not plain:
        rows = (QuizRow("", *led_by(letter(letters[entry.id]), say.parse(entry.text))) for entry in entries)
        fields.append(QuizList("", *rows))
    choices = [(entry.id, entry.text.strip() if plain else letters[entry.id]) for entry in entries]
    for left in body(item).left:
        fields.append(
            QuizPair(
                "", *say.parse(left.text),
                item_id=item.id, left_id=left.id, choices=choices,
            )
        )  # fmt: skip
    return Parts("Match each entry.", say.parse(item.prompt), fields, _whys(item, say, {} if plain else letters))


def _whys(item: Item, say: Say, letters: dict[str, str]) -> list[nodes.Node]:
    texts = {entry.id: entry.text for entry in body(item).right}
    whys: list[nodes.Node] = []
    for left in body(item).left:
        node = say.why(left.id, False, noted("Not this one."), left.why)
        to = letter(letters[left.match]) if letters else []
        pair = listed(*say.inline(left.text), nodes.Text(" \N{RIGHTWARDS ARROW} "), *to, *say.inline(texts[left.match]))
        node.insert(0, pair)
        whys.append(node)
        for right, name in left.confused:
            whys.append(say.why(f"{left.id}/{right}", False, noted("Not this one."), left.why, name))
    return whys


def key(item: Item) -> dict[str, object]:
    """Return what each entry on the left is matched with, and the ids on the right."""
    return {
        "left": [{"id": e.id, "match": e.match, "confused": dict(e.confused)} for e in body(item).left],
        "right": [entry.id for entry in body(item).right],
    }


def _are_plain(entries: tuple[Right, ...]) -> bool:
    return all(len(entry.text.strip()) <= _LONGEST and not _MARKUP.search(entry.text) for entry in entries)
