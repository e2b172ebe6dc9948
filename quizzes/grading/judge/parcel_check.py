"""An answer of a learner's process checked, in the grader's, before it goes on to the process with the test cell.

Nothing is made of it here but the same text: a set of a million numbers that all have one hash is then nobody's but
the other process's concern, which has a budget.
"""

from __future__ import annotations

import base64
import math
import reprlib

from quizzes.wire.parcels import BYTES, DTYPE, MAPPINGS, MAX_DEPTH, SEQUENCES, Node, from_text, to_text
from quizzes.wire.values import MAX_DIGITS, NotPlain

_MAX_LENGTH = 2**24  # of an array, along one axis


def checked(text: str) -> str:
    """Return an answer of `quizzes.wire.objects` written anew; raise NotPlain where it is none."""
    told = from_text(text)
    if set(told) - {"printed"} not in ({"value", "changed"}, {"error", "changed"}):
        raise NotPlain("an answer with other fields")
    kept: dict[str, object] = {"changed": []}
    if type(told["changed"]) is not list or type(told.get("printed", "")) is not str:
        raise NotPlain("an answer whose fields have other types")
    for pair in told["changed"]:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not int or pair[0] < 0:
            raise NotPlain("a change of no argument")
        check(pair[1])
        kept["changed"].append(pair)  # type: ignore[attr-defined]
    if "printed" in told:
        kept["printed"] = told["printed"]
    if "value" in told:
        check(told["value"])
        return to_text(kept | {"value": told["value"]})
    return to_text(kept | {"error": _checked_error(told["error"])})


def _checked_error(error: object) -> dict:
    if type(error) is not dict or set(error) - {"args"} != {"type", "kinds", "message"}:
        raise NotPlain("an error with other fields")
    kinds = error["kinds"]
    if type(error["type"]) is not str or type(error["message"]) is not str or type(kinds) is not list:
        raise NotPlain("an error whose fields have other types")
    if not all(type(kind) is str for kind in kinds):
        raise NotPlain("an error of no class")
    if "args" in error:
        check(error["args"])
        if type(error["args"]) is not dict or "tuple" not in error["args"]:
            raise NotPlain("an error whose arguments are none")
    return error


def check(node: Node, depth: int = MAX_DEPTH + 4) -> None:
    """Raise NotPlain where a node is none that `decode` may be given; nothing is made of it."""
    if node is None or type(node) in (bool, str, int):
        return
    if type(node) is float and math.isfinite(node):
        return
    if depth <= 0 or type(node) is not dict or len(node) != 1:
        raise NotPlain(f"no plain value: {reprlib.repr(node)[:80]}")
    ((tag, content),) = node.items()
    kind = type(content)
    if tag in SEQUENCES and kind is list:
        for part in content:
            check(part, depth - 1)
    elif tag in MAPPINGS and kind is list:
        for pair in content:
            if type(pair) is not list or len(pair) != 2:
                raise NotPlain("a dict without keys")
            check(pair[0], depth - 1)
            check(pair[1], depth - 1)
    elif tag in ("slice", "complex", "range", "fraction") and kind is list and len(content) <= 3:
        for part in content:
            check(part, depth - 1)
    elif tag in ("array", "scalar") and kind is dict:
        _check_array(content, tag)
    elif tag == "namedtuple" and kind is dict:
        _check_namedtuple(content, depth)
    elif tag == "handle" and kind is dict:
        _check_handle(content)
    elif not (
        (tag == "float" and content in ("nan", "inf", "-inf"))
        or (tag in BYTES and kind is str and _base64_length(content) >= 0)
        or (tag == "decimal" and kind is str and len(content) <= MAX_DIGITS)
        or (tag == "argument" and kind is int and 0 <= content < 10_000)
    ):
        raise NotPlain(f"no plain value: {reprlib.repr(node)[:80]}")


def _check_array(content: dict, tag: str) -> None:
    if set(content) != {"data", "dtype", "shape"}:
        raise NotPlain("an array with other fields")
    data, name, shape = content["data"], content["dtype"], content["shape"]
    found = DTYPE.match(name) if type(name) is str else None
    if found is None or type(data) is not str or type(shape) is not list or len(shape) > 32:
        raise NotPlain(f"an array of type {reprlib.repr(name)[:20]}")
    if not all(type(length) is int and 0 <= length <= _MAX_LENGTH for length in shape) or (tag == "scalar" and shape):
        raise NotPlain(f"an array of shape {reprlib.repr(shape)[:80]}")
    number, complex_, letters, wide = found.groups()
    size = int(number or complex_ or letters or 0) or 4 * int(wide)
    if _base64_length(data) != size * math.prod(shape):
        raise NotPlain("an array whose bytes do not fit")


def _base64_length(data: str) -> int:
    try:
        return len(base64.b64decode(data, validate=True))
    except ValueError:
        return -1


def _check_namedtuple(content: dict, depth: int) -> None:
    if set(content) != {"name", "fields", "parts"} or type(content["parts"]) is not list:
        raise NotPlain("a tuple with other fields")
    names = [content["name"], *content["fields"]] if type(content["fields"]) is list else [None]
    if not all(type(name) is str and name.isidentifier() and len(name) < 100 for name in names):
        raise NotPlain("a tuple whose fields have no names")
    if len(names) - 1 != len(content["parts"]) or len(set(names[1:])) != len(names) - 1:
        raise NotPlain("a tuple whose fields do not fit")
    for part in content["parts"]:
        check(part, depth - 1)


def _check_handle(content: dict) -> None:
    types = {"id": int, "type": str, "base": str, "callable": bool}
    if set(content) != set(types) or any(type(content[name]) is not kind for name, kind in types.items()):
        raise NotPlain("a handle with other fields")
    if len(content["type"]) > 200 or len(content["base"]) > 20:
        raise NotPlain("a handle whose type has too long a name")
