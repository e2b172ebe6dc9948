"""Plain values as JSON and back, with limits: what crosses between the learner's process and the grader's.

The module imports nothing of the project and numpy only where a value needs it, because it also runs, as a copy,
in the learner's process. There it is as little to be believed as everything else: `decode` takes nothing for granted.

=======================  ===================================================
value                    JSON
=======================  ===================================================
None, bool, str          themselves
int, finite float        themselves
nan, inf, -inf           ``{"float": "nan"}``
list, tuple, dict        ``{"list": [...]}``, ``{"tuple": [...]}``, ``{"dict": {...}}``
set                      ``{"set": [...]}``
array, scalar of numpy   ``{"array": base64, "dtype": "<f8", "shape": [2, 3]}``
=======================  ===================================================
"""

from __future__ import annotations

import base64
import binascii
import itertools
import json
import math
import re
import reprlib
import sys
from collections.abc import Callable
from typing import Any

MAX_BYTES = 8 * 2**20  # of the JSON text of one value
MAX_VALUES = 2_000_000  # of one JSON text, and of the message that it crosses in; each takes up to 180 bytes
MAX_DEPTH = 8
MAX_DIGITS = 4000  # of an int
_COPY: dict[type, Callable[[Any], object]] = {  # by a plain type's own methods, whatever a subclass has made of them
    bool: bool, int: int.__int__, float: float.__float__, str: str.__str__,
    list: lambda value: [*list.__iter__(value)], tuple: lambda value: (*tuple.__iter__(value),),
    dict: lambda value: dict(dict.items(value)), set: lambda value: {*set.__iter__(value)},
}  # fmt: skip
_MADE_OF_MANY = {("collections", "deque"), ("builtins", "range")} | {
    ("builtins", f"dict_{part}") for part in ("keys", "values", "items")
}
_NUMBERS = {("fractions", "Fraction"), ("decimal", "Decimal")}
KINDS = "biuf"  # bool, int, unsigned, float; of 1 to 8 bytes
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'  # one without an end reaches to the end
_STRINGS = re.compile(_STRING, re.DOTALL), re.compile(_STRING.encode(), re.DOTALL)


class NotPlain(ValueError):
    """A value that cannot cross."""


class TooLarge(NotPlain):
    """A value that is larger than the limit."""


def encode(value: object, max_bytes: int = MAX_BYTES) -> str:
    """Return a plain value as JSON text.

    Raises
    ------
    NotPlain
        If it holds anything else; TooLarge, which is one, if the text is longer than `max_bytes`.
    """
    text = json.dumps(_to_json(value, MAX_DEPTH, max_bytes), allow_nan=False, separators=(",", ":"))
    if len(text) > max_bytes:
        raise TooLarge(f"the value takes {len(text)} bytes; at most {max_bytes} are taken")
    if is_crowded(text):
        raise TooLarge(f"the value holds more than {MAX_VALUES} values")
    return text


def is_crowded(text: str | bytes | bytearray) -> bool:
    """Say whether a JSON text holds more than `MAX_VALUES`, as its commas and brackets tell before it is read.

    >>> is_crowded("[1,2]"), is_crowded("[" + "[],[]," * 500_000 + "0]"), is_crowded('["' + "," * 2_000_000 + '"]')
    (False, True, False)
    """
    if isinstance(text, str):
        return _is_crowded(text, (",", "[", "{"), ('"', '\\"'), _STRINGS[0])
    return _is_crowded(text, (b",", b"[", b"{"), (b'"', b'\\"'), _STRINGS[1])


def _is_crowded(text: str | bytes | bytearray, signs: tuple, quotes: tuple, strings: re.Pattern) -> bool:
    most = MAX_VALUES
    if sum(map(text.count, signs)) <= most:
        return False
    if text.count(quotes[0]) - text.count(quotes[1]) > 4 * most:  # so many strings
        return True
    within = sum(sum(map(found[0].count, signs)) for found in strings.finditer(text))
    return sum(map(text.count, signs)) - within > most


def decode(text: str | bytes, max_bytes: int = MAX_BYTES) -> Any:
    """Return the plain value of a JSON text; raise NotPlain where it is none."""
    return _from_json(read_json(text, max_bytes), MAX_DEPTH)


def read_json(text: str | bytes, max_bytes: int) -> Any:
    """Return what a JSON text holds; raise NotPlain where it is none, TooLarge where a limit is exceeded."""
    if len(text) > max_bytes:
        raise TooLarge(f"the value takes {len(text)} bytes; at most {max_bytes} are taken")
    if is_crowded(text):
        raise TooLarge(f"the value holds more than {MAX_VALUES} values")
    try:
        return json.loads(text, parse_constant=_no_constant, parse_int=_int)
    except (ValueError, RecursionError) as error:
        raise NotPlain(f"not JSON: {error}") from error


def _to_json(value: Any, depth: int, room: int) -> object:
    if depth < 0:
        raise NotPlain(f"nested deeper than {MAX_DEPTH}")
    kind = type(value)
    if value is None or kind in (bool, str):
        return value
    if kind is int:
        if value.bit_length() > 3 * MAX_DIGITS:
            raise TooLarge(f"an integer of more than {MAX_DIGITS} digits")
        return value
    if kind is float:
        return value if math.isfinite(value) else {"float": str(value)}
    if kind in (list, tuple):
        if len(value) > room:
            raise TooLarge(f"a {kind.__name__} of {len(value)} values")
        return {kind.__name__: [_to_json(part, depth - 1, room) for part in value]}
    if kind is dict:
        if not all(type(key) is str for key in value):
            raise NotPlain("a dict whose keys are not all strings")
        return {"dict": {key: _to_json(part, depth - 1, room) for key, part in value.items()}}
    if kind in (set, frozenset):
        if len(value) > room:
            raise TooLarge(f"a set of {len(value)} values")
        return {"set": sorted((_to_json(part, depth - 1, room) for part in value), key=repr)}
    other = _in_other_words(value, room)
    return _array_to_json(value, depth, room) if other is value else _to_json(other, depth, room)


def _in_other_words(value: Any, room: int) -> object:
    """Return a plain value for one whose type is made of a plain one, by that one's own methods; else the value.

    A namedtuple and a dataclass are tuples of their fields, an IntEnum is a number.
    """
    for kind in type(value).__mro__[1:]:
        if kind in _COPY:
            return _COPY[kind](value)
    fields = getattr(type(value), "__dataclass_fields__", None)
    if type(fields) is dict:
        return tuple(getattr(value, name) for name in fields)
    kind = type(value)
    if (kind.__module__, kind.__name__) in _MADE_OF_MANY:
        return list(itertools.islice(value, room + 1))
    if (kind.__module__, kind.__name__) in _NUMBERS:
        return float(value)
    return value


def _array_to_json(value: object, depth: int, room: int) -> object:
    numpy = sys.modules.get("numpy")
    if numpy is None or not (isinstance(value, numpy.ndarray | numpy.generic) or hasattr(value, "__array__")):
        more = " (put list(...) around it)" if hasattr(type(value), "__next__") else ""
        raise NotPlain(f"a value of type {type(value).__name__}{more}")
    array = numpy.asarray(value)
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:  # longdouble
        array = array.astype(numpy.float64)
    if array.dtype.kind in "UO" and array.nbytes <= room:  # texts, or numbers in an array of objects
        return _to_json(array.tolist(), depth - 1, room)
    if array.dtype.kind not in KINDS or array.dtype.itemsize > 8:
        raise NotPlain(f"an array of type {array.dtype}")
    if array.nbytes * 4 // 3 > room:
        raise TooLarge(f"an array of {array.nbytes} bytes")
    array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    data = base64.b64encode(array.tobytes()).decode("ascii")
    return {"array": data, "dtype": array.dtype.str, "shape": list(array.shape)}


def _from_json(raw: Any, depth: int) -> object:
    if depth < 0:
        raise NotPlain(f"nested deeper than {MAX_DEPTH}")
    if raw is None or type(raw) in (bool, str, int):
        return raw
    if type(raw) is float:
        if not math.isfinite(raw):
            raise NotPlain("a number that is too large")
        return raw
    if type(raw) is dict:
        if set(raw) == {"array", "dtype", "shape"}:
            return _array_from_json(raw)
        if len(raw) == 1:
            ((name, content),) = raw.items()
            if name == "float" and content in ("nan", "inf", "-inf"):
                return float(content)
            if name in ("list", "tuple") and type(content) is list:
                parts = [_from_json(part, depth - 1) for part in content]
                return parts if name == "list" else tuple(parts)
            if name == "set" and type(content) is list:
                return _set([_from_json(part, depth - 1) for part in content])
            if name == "dict" and type(content) is dict:
                return {key: _from_json(part, depth - 1) for key, part in content.items()}
    raise NotPlain(f"no plain value: {reprlib.repr(raw)[:80]}")


def _set(parts: list) -> frozenset:
    try:
        return frozenset(parts)
    except TypeError as error:
        raise NotPlain(f"a set that holds what no set can: {error}") from error


def _array_from_json(raw: dict) -> object:
    import numpy

    data, name, shape = raw["array"], raw["dtype"], raw["shape"]
    if type(data) is not str or type(name) is not str or type(shape) is not list or len(shape) > MAX_DEPTH:
        raise NotPlain("an array whose fields have wrong types")
    if len(name) != 3 or name[0] not in "<|" or name[1] not in KINDS or name[2] not in "1248":
        raise NotPlain(f"an array of type {name[:20]!r}")
    if not all(type(length) is int and 0 <= length <= MAX_BYTES for length in shape):
        raise NotPlain(f"an array of shape {reprlib.repr(shape)[:80]}")
    try:
        array = numpy.frombuffer(base64.b64decode(data, validate=True), dtype=numpy.dtype(name))
        return _native(array.reshape(shape).copy())
    except (ValueError, TypeError, binascii.Error) as error:
        raise NotPlain(f"an array whose bytes do not fit: {error}") from error


def _native(array: Any) -> Any:  # numpy is imported where it is needed
    """Return integers as the platform's own: where those have 32 bits, as in a page, numpy's `take` refuses 64."""
    import numpy

    if array.dtype == numpy.int64 and numpy.dtype(numpy.intp).itemsize == 4:
        small = array.astype(numpy.intp)
        return small if (small == array).all() else array
    return array


def _no_constant(name: str) -> None:
    raise NotPlain(f"the bare constant {name}")


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS + 1:
        raise TooLarge(f"an integer of {len(digits)} digits")
    return int(digits)
