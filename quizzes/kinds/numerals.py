"""How a number is spelled: by people, and for programs."""

from __future__ import annotations

import math
import re

# One grammar for Python and for the page's script: sign, digits with one point or comma, exponent.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def parse_number(text: str) -> float | None:
    """Return the number that `text` spells, or None.

    A decimal comma and the typographic minus sign are understood; thousands separators are not.
    """
    spelled = text.strip().replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(spelled):
        return None
    return finite(float(spelled.replace(",", ".")))


def finite(number: float) -> float | None:
    """Return the number as a float, or None where no finite float holds it."""
    try:
        value = float(number)
    except OverflowError:  # a whole number of more than 308 digits
        return None
    return value if math.isfinite(value) else None


def numeral(value: float) -> str:
    """Return a number with at most ten digits, as programs read it."""
    return f"{value:.10g}"
