"""A result beside the right one: does it have the parts and shapes, and by how much does it differ and where."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from quizzes.checks.model import Plain

_NUMBERS = (int, float, bool, np.ndarray)
_MANY = (list, tuple)


class Misfit(ValueError):
    """A result that has not the parts, types or shapes that were asked for; the text is for the learner."""


def fit(value: Plain, wanted: Plain, names: tuple[str, ...], function: str) -> list[tuple[str, Plain, Plain]]:
    """Return name, value and right value of each part.

    Raises
    ------
    Misfit
        If a part is missing or of another type or shape.
    """
    if value is None:
        raise Misfit(f"{function} returned None: write its code, and end it with `return {_written(wanted, names)}`.")
    if len(names) == 1:
        parts = list(_numbered(names[0], value, wanted)) if _holds_arrays(wanted) else [(names[0], value, wanted)]
    else:
        parts = list(_parts(value, wanted, iter(names), function))
    return [(name, _same_form(name, got, right), right) for name, got, right in parts]


def differs(name: str, got: Plain, right: Plain, rtol: float, atol: float) -> str:
    """Say how a part that fits differs from the right one; nothing where it does not."""
    if isinstance(right, float | np.ndarray):
        return _numbers_differ(name, np.asarray(got), np.asarray(right), rtol, atol)
    return "" if _equal(got, right) else f"{name} is {_shown(got)}, expected {_shown(right)}."


def same(one: Plain, other: Plain, rtol: float, atol: float) -> bool:
    """Say whether two results are the same up to rounding, nan and infinity included."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key], rtol, atol) for key in one)
    if isinstance(one, _MANY) and isinstance(other, _MANY):
        return len(one) == len(other) and all(same(a, b, rtol, atol) for a, b in zip(one, other, strict=True))
    if isinstance(one, _NUMBERS) and isinstance(other, _NUMBERS):
        a, b = np.asarray(one), np.asarray(other)
        if "O" in (a.dtype.kind, b.dtype.kind):  # an integer that no float holds
            return type(one) is type(other) is int and one == other
        if a.shape != b.shape:
            return False
        if a.dtype == b.dtype and a.tobytes() == b.tobytes():  # arguments that were left as they were, most of all
            return True
        return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))
    return type(one) is type(other) and one == other


def _parts(value: Plain, wanted: Plain, names: Iterator[str], function: str) -> Iterator[tuple[str, Plain, Plain]]:
    if type(wanted) is dict:
        if type(value) is not dict or set(value) != set(wanted):
            actual = f"with the keys {', '.join(sorted(value))}" if type(value) is dict else _kind(value)
            raise Misfit(f"{function} returned {actual}; expected a dict with the keys {', '.join(wanted)}.")
        for key, part in wanted.items():
            yield from _parts(value[key], part, names, function)
    elif type(wanted) is tuple:
        if type(value) is np.ndarray and all(value.shape == (len(wanted), *np.shape(part)) for part in wanted):
            value = list(value)  # parts of one shape that were stacked
        if type(value) not in _MANY or len(value) != len(wanted):
            actual = f"{len(value)} values" if type(value) in _MANY else _kind(value)
            raise Misfit(f"{function} returned {actual} where {len(wanted)} values in a tuple are expected.")
        for part, right in zip(value, wanted, strict=True):
            yield from _parts(part, right, names, function)
    else:
        yield next(names), value, wanted


def _holds_arrays(wanted: Plain) -> bool:
    return type(wanted) in _MANY and any(isinstance(part, np.ndarray) or _holds_arrays(part) for part in wanted)


def _numbered(name: str, value: Plain, wanted: Plain) -> Iterator[tuple[str, Plain, Plain]]:
    """Yield the arrays of a result of as many parts as the case asks for: result[0], result[1], ..."""
    if type(wanted) not in _MANY:
        yield name, value, wanted
        return
    if type(value) not in _MANY or len(value) != len(wanted):
        actual = f"{len(value)} values" if type(value) in _MANY else _kind(value)
        raise Misfit(f"{name} is {actual}, expected {_kind(wanted)} of {len(wanted)}.")
    for number, (part, right) in enumerate(zip(value, wanted, strict=True)):
        yield from _numbered(f"{name}[{number}]", part, right)


def _same_form(name: str, got: Plain, right: Plain) -> Plain:
    """Return the part as the type of the right one; raise Misfit where it has another type or shape."""
    if got is None and right is not None:
        raise Misfit(f"{name} is None.")
    if isinstance(right, np.ndarray | float):
        array = _array(name, got, np.shape(right))
        if array.shape != np.shape(right):
            raise Misfit(_shape_message(name, array.shape, np.shape(right)))
        return array
    if type(right) is bool:
        if not (type(got) is bool or (type(got) is np.ndarray and got.shape == () and got.dtype.kind == "b")):
            raise Misfit(f"{name} is {_kind(got)}, expected True or False.")
        return bool(got)
    if type(right) is int:
        number = _array(name, got, ())
        if number.shape != () or number.dtype.kind == "b" or not float(number).is_integer():
            raise Misfit(f"{name} is {_shown(got)}, expected a whole number.")
        return int(number)
    if type(right) is str and type(got) is not str:
        raise Misfit(f"{name} is {_kind(got)}, expected a text.")
    if type(right) in _MANY and type(got) is np.ndarray:
        got = got.tolist()
    if type(right) in _MANY and type(got) not in _MANY:
        raise Misfit(f"{name} is {_kind(got)}, expected {_kind(right)}.")
    return got


def _array(name: str, got: Plain, shape: tuple[int, ...]) -> np.ndarray:
    wanted = f"an array of shape {shape}" if shape else "a number"
    if type(got) not in (*_NUMBERS, *_MANY):
        raise Misfit(f"{name} is {_kind(got)}, expected {wanted}.")
    if not _holds_numbers(got):  # of texts numpy would make an array as wide as the longest
        raise Misfit(f"{name} is {_kind(got)} that holds something else than numbers, expected {wanted}.")
    try:
        array = np.asarray(got)
    except (ValueError, OverflowError) as error:
        raise Misfit(f"{name} is {_kind(got)} whose parts differ in length, expected {wanted}.") from error
    if array.dtype.kind not in "biuf":
        raise Misfit(f"{name} is {_kind(got)} that holds something else than numbers, expected {wanted}.")
    return array


def _holds_numbers(value: Plain) -> bool:
    if type(value) in _MANY:
        return all(map(_holds_numbers, value))
    return isinstance(value, (*_NUMBERS, np.number))


def _shape_message(name: str, actual: tuple[int, ...], right: tuple[int, ...]) -> str:
    turned = sorted(actual) == sorted(right) and len(right) > 1
    hint = " Its axes stand in another order." if turned else ""
    return f"{name} has shape {actual}, expected {right}.{hint}"


def _numbers_differ(name: str, got: np.ndarray, right: np.ndarray, rtol: float, atol: float) -> str:
    got, right = got.astype(float), right.astype(float)
    if not np.isfinite(got).all():
        bad = np.argwhere(~np.isfinite(got))[0]
        at = _place(tuple(bad))
        return f"{name} holds {got[tuple(bad)]}{at}, where a finite number is expected."
    gap = np.abs(got - right)
    beyond = gap > atol + rtol * np.abs(right)
    if not beyond.any():
        return ""
    # Of gaps that are one up to rounding the first: which is the largest in its last digit is the platform's.
    largest = np.where(beyond, gap, -1.0) >= (1 - 1e-6) * gap[beyond].max()
    where = np.unravel_index(largest.argmax(), gap.shape)
    told = f"it is {got[where]:.6g}, expected {right[where]:.6g}"
    if gap.ndim == 0:
        return f"{name} is wrong: {told}."
    many = f"all {gap.size}" if beyond.all() else f"{int(beyond.sum())} of {gap.size}"
    share = f"{many} numbers differ, " if gap.size > 1 else ""
    return f"{name} is wrong: {share}the most by {gap[where]:.3g}{_place(where)}, where {told}."


def _place(where: tuple) -> str:
    return f" at {tuple(int(k) for k in where)}" if len(where) else ""


def _equal(got: Plain, right: Plain) -> bool:
    if type(right) in _MANY:
        fits = type(got) in _MANY and len(got) == len(right)
        return fits and all(_equal(a, b) for a, b in zip(got, right, strict=True))
    if type(got) is np.ndarray and got.shape == ():
        got = got.item()
    if type(right) is dict:
        return type(got) is dict and got.keys() == right.keys() and all(_equal(got[k], right[k]) for k in right)
    return type(got) is type(right) and got == right


def _kind(value: Plain) -> str:
    if type(value) is frozenset:
        return "a set (which has no order)"
    names = {list: "a list", tuple: "a tuple", dict: "a dict", str: "a text", int: "a number", float: "a number"}
    if type(value) is np.ndarray:
        return f"an array of shape {value.shape}"
    return names.get(type(value), f"a value of type {type(value).__name__}")


def _shown(value: Plain) -> str:
    text = repr(value.item() if type(value) is np.ndarray and value.shape == () else value)
    return text if len(text) <= 120 else f"{text[:117]}..."


def _written(wanted: Plain, names: tuple[str, ...]) -> str:
    """Return how the parts are written behind `return`."""
    if len(names) == 1:
        return names[0]
    left = iter(names)

    def nested(part: Plain) -> str:
        if type(part) is dict:
            return "{" + ", ".join(f"{key!r}: {nested(value)}" for key, value in part.items()) + "}"
        return "(" + ", ".join(nested(value) for value in part) + ")" if type(part) is tuple else next(left)

    return nested(wanted).removeprefix("(").removesuffix(")") if type(wanted) is tuple else nested(wanted)
