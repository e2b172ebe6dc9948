"""What the page's script needs to know of an item: plain JSON values, no text but ids."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from quizzes.model import Item, Kind


def page_key(item: Item) -> dict[str, object]:
    """Return the key with a hash of itself: an answer kept in a browser does not outlive the key."""
    key = {"id": item.id, "kind": item.kind.value, **KEYS[item.kind](item)}
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    return {**key, "hash": digest[:12]}


def _options(item: Item) -> dict[str, object]:
    return {
        "options": [
            {"id": option.id, "right": option.right, "misconception": option.misconception} for option in item.options
        ]
    }


def _quantity(item: Item) -> dict[str, object]:
    assert item.quantity is not None, f"{item.id} was loaded without a key"
    return {
        "answer": item.quantity.value,
        "tolerance": item.quantity.tolerance,
        "mistakes": [
            {"id": mistake.id, "value": mistake.value, "misconception": mistake.misconception}
            for mistake in item.quantity.mistakes
        ],
    }


KEYS: dict[Kind, Callable[[Item], dict[str, object]]] = {
    Kind.CHOICE: _options,
    Kind.CHOICES: _options,
    Kind.NUMBER: _quantity,
}
