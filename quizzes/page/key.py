"""What the page's script needs to know of an item: plain JSON values, no text but ids and accepted forms."""

from __future__ import annotations

import hashlib
import json

from quizzes.kinds import KINDS
from quizzes.model import Item


def page_key(item: Item) -> dict[str, object]:
    """Return the key with a hash of itself: an answer kept in a browser does not outlive the key.

    A variant's key also says what the variant was made from.
    """
    key = {"id": item.id, "kind": item.kind.value, **KINDS[item.kind].script_key(item)}
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    seed = {"seed": item.seed} if item.seed is not None else {}
    return {**key, **seed, "hash": digest[:12]}
