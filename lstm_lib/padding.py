"""Sequences of unequal length side by side: padding, lengths and masks."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.types import Array
from lstm_lib.validate import check_size, describe


def pad_sequences(sequences: list[Any], dtype: DTypeLike | None = None) -> tuple[Array, Array]:
    """Put sequences of unequal length into one array, zeros after each, with the mask that layers take.

    Parameters
    ----------
    sequences : list of (T_n, D) or (T_n,) arrays
        N sequences: of features, or of ids. A sequence may be empty if others are not.
    dtype : dtype, optional
        Of the array; that of the sequences if None.

    Returns
    -------
    x : (N, T, D) or (N, T) ndarray
        The sequences; T is the length of the longest.
    mask : (N, T) ndarray of bool
        True at their steps, False at the padding.

    Raises
    ------
    ValueError
        If there is no sequence, or they differ in more than their length.

    Examples
    --------
    >>> x, mask = pad_sequences([[5, 6, 7], [8]])
    >>> x, mask
    (array([[5, 6, 7],
           [8, 0, 0]]), array([[ True,  True,  True],
           [ True, False, False]]))
    """
    if not isinstance(sequences, list | tuple | np.ndarray) or len(sequences) == 0:
        raise ValueError(f"sequences: expected a list of at least one sequence, got {describe(sequences)}")
    try:
        arrays = [np.asarray(sequence) for sequence in sequences]
    except ValueError as error:
        raise ValueError(f"sequences: expected arrays of numbers, got {describe(sequences)}") from error
    some = [array for array in arrays if array.size]
    forms = {(array.ndim, array.shape[1:]) for array in some}
    if len(forms) != 1 or some[0].ndim not in (1, 2) or any(array.dtype.kind not in "iufb" for array in some):
        got = ", ".join(sorted({str(array.shape) for array in arrays})[:4])
        raise ValueError(f"sequences: expected numbers of shapes (T_n, D), or (T_n,) for ids, got shapes {got}")
    lengths = np.array([len(array) for array in arrays])
    x = np.zeros((len(arrays), lengths.max(), *some[0].shape[1:]), dtype or np.result_type(*some))
    for row, array in zip(x, arrays, strict=True):
        if array.size:
            row[: len(array)] = array
    return x, length_mask(lengths)


def length_mask(lengths: Array, T: int | None = None) -> Array:
    """Make the mask of sequences from their lengths.

    Parameters
    ----------
    lengths : (N,) ndarray or list of int
        How many valid steps each sequence has, from 0 up.
    T : int, optional
        How many steps there are in all; the largest length if None.

    Returns
    -------
    (N, T) ndarray of bool
        True at the first steps of each.

    Raises
    ------
    ValueError
        If lengths are not whole numbers from 0 to T.

    Examples
    --------
    >>> length_mask([3, 1])
    array([[ True,  True,  True],
           [ True, False, False]])
    """
    array = lengths if isinstance(lengths, np.ndarray) else np.array(lengths, object)
    if array.dtype == object and array.ndim == 1 and all(isinstance(n, int | np.integer) for n in array):
        array = array.astype(np.int64)
    if array.ndim != 1 or array.size == 0 or array.dtype.kind not in "iu" or array.min() < 0:
        raise ValueError(f"lengths: expected whole numbers from 0 up, one a sequence, got {describe(lengths)}")
    if T is None:
        T = int(array.max())
    check_size("T", T)
    if array.max() > T:
        raise ValueError(f"lengths: expected at most T={T} steps, got {array.max()}")
    return np.arange(T) < array[:, None]
