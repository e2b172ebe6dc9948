"""What each function of a learner's gave while a test cell ran: values, nothing, or errors."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator

_BINDING = ("unexpected keyword argument", "positional argument", "required keyword-only argument")
_SIZED = (list, tuple, set, frozenset, deque)


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
        kind = _kind(value)
        told[kind] = int(told.get(kind, 0)) + 1  # type: ignore[call-overload]

    def copied(self, number: int | None, value: object) -> None:
        """Count what an object that a function gave is made of, where that is nothing or nan."""
        if number is not None and (kind := _kind(value)) != "some":
            self.told.setdefault(number, {}).setdefault(kind, 1)

    def error(self, number: int | None, error: dict) -> None:
        """Keep the first error that was not a matter of how the function was called."""
        if number is None:
            return
        told = self.told.setdefault(number, {})
        text = f"{error['type']}: {error['message']}".removesuffix(": ")
        otherwise = error["type"] == "TypeError" and any(words in error["message"] for words in _BINDING)
        told.setdefault("called otherwise" if otherwise else "error", text[:400])


def _kind(value: object) -> str:
    """Return whether there is something in a value.

    >>> nan = float("nan")
    >>> _kind([1.0, nan]), _kind([(nan,), {"a": nan}]), _kind([[], ()]), _kind("")
    ('some', 'nan', 'empty', 'empty')
    """
    if type(value) is str:
        return "some" if value else "empty"
    kinds = set()
    for kind in _kinds(value):
        if kind == "some":
            return kind
        kinds.add(kind)
    return "nan" if "nan" in kinds else "empty"


def _kinds(value: object) -> Iterator[str]:
    """Yield the kind of each part that holds no other; by its type, not by what it calls its class."""
    if issubclass(type(value), dict):
        value = list(value.values())  # type: ignore[attr-defined]
    if issubclass(type(value), _SIZED):
        for part in value:  # type: ignore[attr-defined]
            yield from _kinds(part)
    elif _is_array(value):
        if value.size:  # type: ignore[attr-defined]
            nan = value.dtype.kind in "fc" and sys.modules["numpy"].isnan(value).all()  # type: ignore[attr-defined]
            yield "nan" if nan else "some"
    elif type(value) in (float, complex) or type(value).__name__ == "Decimal":
        yield "some" if value == value else "nan"  # noqa: PLR0124  which nan is not
    else:
        yield "some"


def _is_array(value: object) -> bool:
    return type(value).__module__ == "numpy" and hasattr(value, "dtype")
