"""Gradients by finite differences: slow, simple, and the judge of every backward pass."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lib.types import Array
from lstm_lib.validate import describe


def numeric_gradient(loss: Callable[..., Any], values: Array, step: float = 1e-5) -> Array:
    """Gradient of a number with respect to every entry of an array, two calls an entry.

    Parameters
    ----------
    loss : function without arguments
        Reads ``values`` and returns the number.
    values : ndarray of float64
        Of any shape; changed during the call and restored.
    step : float, optional
        The step s.

    Returns
    -------
    ndarray
        The gradient, of the shape of values.

    Raises
    ------
    ValueError
        If the dtype is not float64: another is too coarse for differences.

    Notes
    -----
    ::

        dL/dv ~ (L(v + s) - L(v - s)) / (2 s)

    The error falls with s^2 until rounding takes over.

    Examples
    --------
    >>> v = np.array([1.0, -2.0])
    >>> numeric_gradient(lambda: (v**2).sum(), v).round(6)
    array([ 2., -4.])
    """
    if not isinstance(values, np.ndarray) or not callable(loss):
        raise ValueError(f"expected a function and an array, got {describe(loss)} and {describe(values)}")
    if values.dtype != np.float64:
        raise ValueError(f"values: expected dtype float64, got {values.dtype}: too coarse for differences")
    if not np.isfinite(values).all():
        raise ValueError("values: expected finite numbers, got nan or inf")
    gradient = np.empty_like(values)
    for index in np.ndindex(values.shape):
        kept = values[index]
        values[index] = kept + step
        above = loss()
        values[index] = kept - step
        below = loss()
        values[index] = kept
        gradient[index] = (above - below) / (2 * step)
    return gradient


def relative_error(a: Array, b: Array) -> float:
    """Largest difference of two arrays, as a share of the largest number in them.

    Parameters
    ----------
    a, b : ndarray
        Of the same shape.

    Returns
    -------
    float
        The share; 0 if all numbers are 0.

    Raises
    ------
    ValueError
        If the shapes differ, there is no number, or one is not finite: no share says how far nan is from a number.

    Examples
    --------
    >>> round(relative_error(np.array([1.0, 100.0]), np.array([1.0, 101.0])), 4)
    0.0099
    """
    for name, values in (("a", a), ("b", b)):
        if not isinstance(values, np.ndarray | np.generic) or values.dtype.kind not in "iufc" or values.size == 0:
            raise ValueError(f"{name}: expected an array of numbers, got {describe(values)}")
        if not np.isfinite(values).all():
            raise ValueError(f"{name}: expected finite numbers, got nan or inf")
    if a.shape != b.shape:
        raise ValueError(f"b: expected the shape of a, {a.shape}, got {describe(b)}")
    largest = max(np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / largest) if largest > 0 else 0.0
