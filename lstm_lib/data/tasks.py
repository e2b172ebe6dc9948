"""Tasks made on the spot that only memory can solve: adding, copying, reversing."""

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.symbols import END
from lstm_lib.types import Array, Rng
from lstm_lib.validate import check_rng, check_size


def adding_task(N: int, T: int, rng: Rng, dtype: DTypeLike = np.float32) -> tuple[Array, Array]:
    """Add the two numbers that are marked among T.

    Parameters
    ----------
    N : int
        How many samples.
    T : int
        How many steps, from 2 up.
    rng : numpy.random.Generator
        Draws numbers and marks.
    dtype : dtype, optional
        Of the numbers.

    Returns
    -------
    x : (N, T, 2) ndarray
        A random number in [0, 1) and a mark at each step; one mark lies in each half.
    y : (N, 1) ndarray
        The sum of the two marked numbers.

    Raises
    ------
    ValueError
        If there are fewer than two steps.

    Notes
    -----
    Always answering 1 has a mean squared error of 1/6.

    References
    ----------
    Hochreiter and Schmidhuber (1997), https://doi.org/10.1162/neco.1997.9.8.1735

    Examples
    --------
    >>> x, y = adding_task(2, 6, np.random.default_rng(0))
    >>> x[:, :, 1].sum(axis=1), bool(np.allclose((x[:, :, 0] * x[:, :, 1]).sum(axis=1), y[:, 0]))
    (array([2., 2.], dtype=float32), True)
    """
    _check(N, T, rng)
    if T < 2:
        raise ValueError(f"T: expected at least 2 steps, for two marks, got {T}")
    x = np.zeros((N, T, 2), dtype)
    x[:, :, 0] = rng.random((N, T))
    for low, high in ((0, T // 2), (T // 2, T)):
        x[np.arange(N), rng.integers(low, high, N), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1, keepdims=True)


def copying_task(N: int, length: int, gap: int, rng: Rng, symbols: int = 8) -> tuple[Array, Array]:
    """Repeat symbols after a gap.

    Parameters
    ----------
    N : int
        How many samples.
    length : int
        How many symbols to repeat.
    gap : int
        How many blanks stand between, the last of them replaced by the signal.
    rng : numpy.random.Generator
        Draws the symbols.
    symbols : int, optional
        How many different ones there are: 1 to this number.

    Returns
    -------
    ids : (N, length + gap + length) ndarray of int
        The symbols, then blanks (0), the last of the gap replaced by a signal (symbols + 1) to start.
    targets : ndarray of int
        Of the same shape: blank until then, and the symbols from one step after the signal on.

    Raises
    ------
    ValueError
        If a size is not a whole number from 1 up.

    References
    ----------
    Arjovsky, Shah and Bengio (2016), Unitary evolution recurrent neural networks, ICML,
    https://doi.org/10.48550/arXiv.1511.06464

    Examples
    --------
    >>> ids, targets = copying_task(1, 2, 3, np.random.default_rng(0), symbols=4)
    >>> ids, targets
    (array([[4, 3, 0, 0, 5, 0, 0]]), array([[0, 0, 0, 0, 0, 4, 3]]))
    """
    _check(N, length, rng)
    check_size("gap", gap)
    check_size("symbols", symbols)
    ids = np.zeros((N, 2 * length + gap), np.int64)
    targets = np.zeros_like(ids)
    ids[:, :length] = rng.integers(1, symbols + 1, (N, length))
    ids[:, length + gap - 1] = symbols + 1
    targets[:, length + gap :] = ids[:, :length]
    return ids, targets


def reversing_task(N: int, T: int, rng: Rng, symbols: int = 8) -> tuple[Array, Array]:
    """Write symbols in the reverse order, for an `~lstm_lib.EncoderDecoder`.

    Parameters
    ----------
    N : int
        How many samples.
    T : int
        How many symbols each.
    rng : numpy.random.Generator
        Draws the symbols.
    symbols : int, optional
        How many different ones there are.

    Returns
    -------
    source : (N, T) ndarray of int
        Symbols from 3 to 2 + ``symbols`` (0, 1, 2 are padding, start and end).
    target : (N, T+1) ndarray of int
        The same from the last to the first, then END.

    Raises
    ------
    ValueError
        If a size is not a whole number from 1 up.

    Examples
    --------
    >>> source, target = reversing_task(1, 3, np.random.default_rng(0))
    >>> source, target
    (array([[9, 8, 7]]), array([[7, 8, 9, 2]]))
    """
    _check(N, T, rng)
    check_size("symbols", symbols)
    source = rng.integers(3, 3 + symbols, (N, T))
    return source, np.column_stack([source[:, ::-1], np.full(N, END)])


def _check(N: int, T: int, rng: Rng) -> None:
    """Check sizes and generator."""
    check_size("N", N)
    check_size("T", T)
    check_rng(rng)
