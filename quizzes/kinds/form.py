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


# Forms that bank/schema.json defines.
ID, TEXT, TEXTS = ({"$ref": f"#/$defs/{name}"} for name in ("id", "text", "texts"))
MISCONCEPTION, MISTAKE = ({"$ref": f"#/$defs/{name}"} for name in ("misconception-id", "mistake"))


def list_of(needed: Mapping[str, Any], also: Mapping[str, Any] | None = None, **more: object) -> dict[str, Any]:
    """Return the form of a list of mappings with these fields and no others.

    Parameters
    ----------
    needed : Mapping[str, Any]
        The form of each field that a mapping must have.
    also : Mapping[str, Any] or None
        The form of each field that it may have.
    **more
        What else holds of the list.
    """
    fields = {**needed, **(also or {})}
    row = {"type": "object", "additionalProperties": False, "required": list(needed), "properties": fields}
    return {"type": "array", "items": row, **more}


def mistakes_with(field: str, form: object = True) -> dict[str, Any]:
    """Return the rule that each mistake says what is wrong by `field`, value or accept, and not by the other one."""
    other = "accept" if field == "value" else "value"
    return {"items": {"required": [field], "properties": {field: form, other: {"not": {}}}}}


MISTAKES: Mapping[str, Any] = {"type": "array", "items": MISTAKE}
# The fields of kinds whose answer may be computed anew for each variant.
ANSWERED: Mapping[str, Any] = {
    "answer": {"description": "a number, a list of axes, or what the code prints"},
    "mistakes": MISTAKES,
    "variants": {"$ref": "#/$defs/function"},
}
