"""Linear recurrences h_t = a_t h_{t-1} + b_t: step by step, or all steps in log2(T) rounds, and the way back."""

from typing import NamedTuple

import numpy as np

from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array
from lstm_lib.validate import describe


@by_shapes
class ScanGrads(NamedTuple):
    """Gradients of a loss with respect to what a linear recurrence was given.

    Attributes
    ----------
    a, b : (N, T, H) ndarray
        Of the factors and of what is added.
    h0 : (N, H) ndarray
        Of the state before the first step.
    """

    a: np.ndarray
    b: np.ndarray
    h0: np.ndarray


def linear_scan(a: Array, b: Array, h0: Array, *, parallel: bool = False) -> Array:
    """Compute all states of h_t = a_t h_{t-1} + b_t.

    Parameters
    ----------
    a, b : (N, T, H) ndarray
        Factor and addition of each step; real or complex.
    h0 : (N, H) ndarray
        The state before the first step.
    parallel : bool, optional
        True for log2(T) rounds over all steps, False for one step after the other.

    Returns
    -------
    (N, T, H) ndarray
        The states; both ways give the same but for rounding.

    Raises
    ------
    ValueError
        If shapes or dtypes do not fit.

    Notes
    -----
    Two steps in a row are one step of the same form, so that steps can be joined in any grouping::

        (a_1, b_1) then (a_2, b_2) = (a_2 a_1, a_2 b_1 + b_2)

    In round k = 1, 2, 4, ... each step is joined with the one k before it. That is T log2(T) products in log2(T)
    calls instead of T products in T calls: on a processor with few cores it is faster only where a step is so small
    that the call costs more than the numbers.

    References
    ----------
    Blelloch (1990), Prefix sums and their applications, https://www.cs.cmu.edu/~guyb/papers/Ble93.pdf

    Hillis and Steele (1986), Data parallel algorithms, https://doi.org/10.1145/7902.7903

    Examples
    --------
    >>> a, b = np.full((1, 4, 1), 0.5), np.ones((1, 4, 1))
    >>> linear_scan(a, b, np.zeros((1, 1)))[0, :, 0]
    array([1.   , 1.5  , 1.75 , 1.875])
    >>> linear_scan(a, b, np.zeros((1, 1)), parallel=True)[0, :, 0]
    array([1.   , 1.5  , 1.75 , 1.875])
    """
    arrays = (a, b, h0)
    if not all(isinstance(value, np.ndarray) and value.dtype.kind in "fc" for value in arrays) or a.ndim != 3:
        got = ", ".join(map(describe, arrays))
        raise ValueError(f"a, b, h0: expected numbers of shapes (N, T, H), (N, T, H) and (N, H), got {got}")
    if b.shape != a.shape or h0.shape != (a.shape[0], a.shape[2]) or a.dtype != b.dtype or h0.dtype != b.dtype:
        raise ValueError(f"b, h0: expected to fit a, {describe(a)}, got {describe(b)} and {describe(h0)}")
    if a.shape[1] == 0:
        raise ValueError(f"a: expected at least one along axis T, got {describe(a)}")
    if parallel:
        return _in_rounds(a, b, h0)
    h = np.empty_like(b)
    before = h0
    for t in range(a.shape[1]):
        before = np.multiply(a[:, t], before, out=h[:, t])
        before += b[:, t]
    return h


def _in_rounds(a: Array, b: Array, h0: Array) -> Array:
    """All steps joined in log2(T) rounds."""
    a, h = a.copy(), b.copy()
    h[:, 0] += a[:, 0] * h0                                           # the first step is whole now
    k = 1
    while k < a.shape[1]:
        h[:, k:] += a[:, k:] * h[:, :-k]                              # the right side is made before it is added
        a[:, k:] = a[:, k:] * a[:, :-k]
        k *= 2
    return h


def linear_scan_backward(a: Array, h: Array, h0: Array, dh: Array, *, parallel: bool = False) -> ScanGrads:
    """Take the gradient of all states back.

    Parameters
    ----------
    a : (N, T, H) ndarray
        The factors.
    h : (N, T, H) ndarray
        The states, from `linear_scan`.
    h0 : (N, H) ndarray
        The state before the first step.
    dh : (N, T, H) ndarray
        Gradient of the loss with respect to each state.
    parallel : bool, optional
        As for `linear_scan`.

    Returns
    -------
    `ScanGrads`
        The gradients of a, b and h0.

    Raises
    ------
    ValueError
        If they do not fit one another.

    Notes
    -----
    It is a linear recurrence itself, from the end::

        db_t = dh_t + a_{t+1} db_{t+1}
        da_t = db_t h_{t-1}
        dh0 = a_1 db_1

    For complex numbers dL/dRe + i dL/dIm stands for a gradient, and the factors are conjugated.

    References
    ----------
    Martin and Cundy (2018), Parallelizing linear recurrent neural nets over sequence length, ICLR,
    https://doi.org/10.48550/arXiv.1709.04057

    Examples
    --------
    >>> a, h0 = np.full((1, 2, 1), 0.5), np.ones((1, 1))
    >>> h = linear_scan(a, np.zeros((1, 2, 1)), h0)                   # 0.5 and 0.25
    >>> grads = linear_scan_backward(a, h, h0, np.array([[[0.0], [1.0]]]))
    >>> grads.b.ravel(), grads.a.ravel(), grads.h0.ravel()
    (array([0.5, 1. ]), array([0.5, 0.5]), array([0.25]))
    """
    values = (a, h, h0, dh)
    alike = all(isinstance(value, np.ndarray) and value.dtype.kind in "fc" for value in values)
    if not alike or a.ndim != 3 or h.shape != a.shape or dh.shape != a.shape or h0.shape != (len(a), a.shape[2]):
        got = ", ".join(map(describe, values))
        raise ValueError(f"a, h, h0, dh: expected what linear_scan took and gave, and a gradient of h, got {got}")
    a = a.conj()
    later = np.empty_like(a)                                          # the factor of the step after
    later[:, :-1], later[:, -1] = a[:, 1:], 0
    back = linear_scan(later[:, ::-1], dh[:, ::-1], np.zeros_like(h0), parallel=parallel)
    db = back[:, ::-1]
    before = np.concatenate([h0[:, None], h[:, :-1]], axis=1)
    return ScanGrads(db * before.conj(), db, a[:, 0] * db[:, 0])
