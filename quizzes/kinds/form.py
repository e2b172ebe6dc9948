"""The form of a kind's entries in the bank's files: its own fields, and what is asked of them, as JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Form:
    """What bank/schema.json says of items, for one kind; its ``$defs`` can be named."""

    fields: Mapping[str, Any]  # which the kind's items may have; a field may be another kind's as well
    rule: Mapping[str, Any]  # that holds of an entry of the kind


# The fields of kinds whose answer may be computed anew for each variant.
ANSWERED: Mapping[str, Any] = {
    "answer": {"description": "a number, a list of axes, or what the code prints"},
    "mistakes": {"type": "array", "items": {"$ref": "#/$defs/mistake"}},
    "variants": {"$ref": "#/$defs/function"},
}
