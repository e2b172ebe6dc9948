"""What each function of a learner's gave while a test cell ran: values, nothing, or errors."""

from __future__ import annotations

import math
import sys

_BINDING = ("unexpected keyword argument", "positional argument", "required keyword-only argument")
_SIZED = (list, tuple, dict, set, frozenset, str)


class Results:
    """Counts by the number of the object that was called; what nobody was called for is not counted."""

    def __init__(self) -> None:
        """Begin with none."""
        self.told: dict[int, dict[str, object]] = {}

    def value(self, number: int | None, value: object) -> None:
        """Count a value: whether there is something in it, or nothing, or nothing but nan."""
        if number is None:
            return
        told = self.told.setdefault(number, {})
        told.pop("called otherwise", None)  # and now it was called in a way that it takes
        kind = "nan" if _is_nan(value) else "empty" if _is_empty(value) else "some"
        told[kind] = int(told.get(kind, 0)) + 1  # type: ignore[call-overload]

    def error(self, number: int | None, error: dict) -> None:
        """Keep the first error that was no matter of how the function was called."""
        if number is None:
            return
        told = self.told.setdefault(number, {})
        text = f"{error['type']}: {error['message']}".removesuffix(": ")
        otherwise = error["type"] == "TypeError" and any(words in error["message"] for words in _BINDING)
        told.setdefault("called otherwise" if otherwise else "error", text[:400])


def _is_empty(value: object) -> bool:
    if type(value) in _SIZED:
        return len(value) == 0  # type: ignore[arg-type]
    return _is_array(value) and value.size == 0  # type: ignore[attr-defined]


def _is_nan(value: object) -> bool:
    if type(value) is float:
        return math.isnan(value)
    if not _is_array(value) or value.dtype.kind != "f" or value.size == 0:  # type: ignore[attr-defined]
        return False
    return bool(sys.modules["numpy"].isnan(value).all())


def _is_array(value: object) -> bool:
    return type(value).__module__ == "numpy" and hasattr(value, "dtype")
