"""Checks of what callers hand in: each failure is a ValueError that names the argument, what was
expected and what it got. Nothing is converted or broadcast here."""

from numbers import Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.types import Array, Rng, Trace

AnyAxes: TypeAlias = tuple[str | tuple[str, int], ...]  # "N" of any size, or ("D", 4)


def describe(value: Any) -> str:
    """Say in a few words what a value is, for the end of an error message.

    >>> describe(np.zeros((2, 3), np.float32))
    'an array of shape (2, 3) and dtype float32'
    >>> describe([1, 2])
    'list [1, 2]'
    """
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}" if type(value) is tuple else f"a {type(value).__name__}"
    text, kind = " ".join(repr(value).split()), type(value).__name__
    short = text if len(text) <= 40 else text[:37] + "..."
    return short if text.startswith(f"{kind}(") else f"{kind} {short}"


def check_array(name: str, value: Any, axes: AnyAxes, dtype: DTypeLike) -> None:
    """Check rank, sizes, dtype and finiteness of an array.

    Parameters:
        name: the argument's name, for the message.
        value: the argument.
        axes: one entry an axis: "N" for any size from one up, or ("D", 4) for a size that is fixed.
        dtype: the dtype that the values must have; none is converted.

    >>> check_array("x", np.zeros((2, 3)), ("N", ("D", 4)), np.float64)
    Traceback (most recent call last):
    ValueError: x: expected shape (N, D=4), got an array of shape (2, 3) and dtype float64
    """
    if not _fits(value, axes):
        wanted = ", ".join(axis if isinstance(axis, str) else f"{axis[0]}={axis[1]}" for axis in axes)
        comma = "," if len(axes) == 1 else ""
        raise ValueError(f"{name}: expected shape ({wanted}{comma}), got {describe(value)}")
    if value.dtype != dtype:
        raise ValueError(
            f"{name}: expected dtype {np.dtype(dtype)}, got {value.dtype}; "
            f"convert it with {name}.astype(np.{np.dtype(dtype)})"
        )
    for axis, size in zip(axes, value.shape, strict=True):
        if size == 0:
            letter = axis if isinstance(axis, str) else axis[0]
            raise ValueError(f"{name}: expected at least one along axis {letter}, got {describe(value)}")
    if value.dtype.kind == "f" and not np.isfinite(value).all():
        where = tuple(int(k) for k in np.argwhere(~np.isfinite(value))[0])
        raise ValueError(f"{name}: expected finite numbers, got {value[where]} at index {where}")


def _fits(value: Any, axes: AnyAxes) -> bool:
    """True for an array of that rank whose fixed axes have their sizes."""
    if not isinstance(value, np.ndarray) or value.ndim != len(axes):
        return False
    pairs = zip(axes, value.shape, strict=True)
    return all(isinstance(axis, str) or axis[1] == size for axis, size in pairs)


def check_numbers(name: str, value: Any, axes: AnyAxes | None = None) -> None:
    """Check an array of numbers with a point, of either size, and its rank; they need not be finite.

    >>> check_numbers("z", [0.5, 1.0])
    Traceback (most recent call last):
    ValueError: z: expected an array of float32 or float64, got list [0.5, 1.0]
    """
    wanted = "an array" if axes is None else f"shape ({', '.join(map(str, axes))}{',' * (len(axes) == 1)})"
    if not isinstance(value, np.ndarray) or value.dtype not in (np.float32, np.float64):
        raise ValueError(f"{name}: expected {wanted} of float32 or float64, got {describe(value)}")
    if axes is not None and not _fits(value, axes):
        raise ValueError(f"{name}: expected {wanted}, got {describe(value)}")
    if value.size == 0:
        raise ValueError(f"{name}: expected at least one number, got {describe(value)}")


def check_samples(name: str, value: Any, rank: int = 1, *, some: bool = False) -> None:
    """Check that a value is an array of samples, with so many axes at least, and that there are some."""
    axes = ", ".join(["N", "T"][:rank])
    if not isinstance(value, np.ndarray) or value.ndim < rank:
        raise ValueError(f"{name}: expected an array ({axes}, ...), got {describe(value)}")
    if some and value.size == 0:
        raise ValueError(f"{name}: expected at least one sample, got {describe(value)}")


def check_shape(shape: Any, *ranks: int) -> None:
    """Check a shape: a tuple of whole numbers from one up, of one of these lengths."""
    whole = isinstance(shape, tuple) and all(
        isinstance(n, int | np.integer) and not isinstance(n, bool) and n >= 1 for n in shape
    )
    if not whole or len(shape) not in ranks:
        wanted = " or ".join(map(str, ranks))
        raise ValueError(f"shape: expected a tuple of {wanted} whole numbers from 1 up, got {shape!r}")


def check_index(name: str, value: Any, size: int) -> None:
    """Check a place: a whole number from 0 to below a size.

    >>> check_index("unit", 5, 5)
    Traceback (most recent call last):
    ValueError: unit: expected one of 0 to 4, got 5
    """
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or not 0 <= value < size:
        raise ValueError(f"{name}: expected one of 0 to {size - 1}, got {value!r}")


def check_has(name: str, value: Any, kind: str, *methods: str) -> None:
    """Check that a value is a model of a kind, which is known by its methods."""
    if not all(callable(getattr(value, method, None)) for method in methods):
        raise ValueError(f"{name}: expected {kind}, got {describe(value)}")


def check_mask(mask: Array | None, N: int, T: int) -> None:
    """Check a mask (N, T) of booleans: True at valid steps, False at the padding after them.

    A sample may be all padding: its state stays what it was before the first step.
    """
    if not isinstance(mask, np.ndarray) or mask.dtype != bool or mask.shape != (N, T):
        raise ValueError(f"mask: expected a bool array of shape (N={N}, T={T}), got {describe(mask)}")
    returns = mask[:, 1:] & ~mask[:, :-1]
    if returns.any():
        n, t = (int(k) for k in np.argwhere(returns)[0])
        raise ValueError(
            f"mask: expected padding only after the last valid step, got a valid step {t + 1} "
            f"after a padded step {t} in sample {n}"
        )


def check_rng(rng: Rng) -> None:
    """Check that random numbers come from a numpy Generator."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng: expected np.random.default_rng(seed), got {describe(rng)}")


def check_size(name: str, value: Any) -> None:
    """Check a size: a whole number from one up."""
    check_size_from(name, value, 1)


def check_size_from(name: str, value: Any, low: int) -> None:
    """Check a whole number from another one up."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < low:
        raise ValueError(f"{name}: expected a whole number from {low} up, got {describe(value)}")


def check_number(name: str, value: Any, low: float, high: float, *, closed: bool = False) -> float:
    """Check a number of any numeric type between two others; the lower one counts if closed. Returns a float.

    >>> check_number("rate", np.float32(0.5), 0, 1), check_number("rate", 0, 0, 1, closed=True)
    (0.5, 0.0)
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not is_number or not (low <= value if closed else low < value) or not value < high:
        start = "from" if closed else "above"
        end = "" if high == np.inf else f" and below {high}"
        raise ValueError(f"{name}: expected a number {start} {low}{end}, got {describe(value)}")
    return float(value)


def check_trace_kind(trace: Trace, kind: type) -> None:
    """Check that a trace is of the class that a layer's forward returns."""
    if not isinstance(trace, kind):
        raise ValueError(f"trace: expected {kind.__name__}, from this layer's forward, got {describe(trace)}")


def read_only(values: Array) -> Array:
    """A view of an array that cannot be written to: a change would not be noticed by backward, or be lost.

    >>> view = read_only(np.zeros(2))
    >>> view[0] = 1
    Traceback (most recent call last):
    ValueError: assignment destination is read-only
    """
    view = values.view()
    view.flags.writeable = False
    return view


def check_float_dtype(dtype: DTypeLike) -> None:
    """Check that parameters are float32 or float64."""
    if np.dtype(dtype) not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(f"dtype: expected float32 or float64, got {np.dtype(dtype)}")
