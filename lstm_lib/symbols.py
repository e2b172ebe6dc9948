"""The symbols of sequence to sequence: three ids with a meaning of their own, and targets one step later."""

import numpy as np

from lstm_lib.types import Array
from lstm_lib.validate import describe

PAD, START, END = 0, 1, 2  # real symbols follow


def shifted(target: Array) -> Array:
    """Make the decoder's inputs: the target one step later, the start symbol first.

    Parameters
    ----------
    target : (N, U) ndarray of int
        Ids to write.

    Returns
    -------
    (N, U) ndarray of int
        Ids to read.

    Raises
    ------
    ValueError
        If target is no matrix of whole numbers.

    Examples
    --------
    >>> shifted(np.array([[5, 6, 2]]))
    array([[1, 5, 6]])
    """
    whole = isinstance(target, np.ndarray) and target.dtype.kind in "iu"
    if not whole or target.ndim != 2 or target.size == 0:
        raise ValueError(f"target: expected whole numbers of shape (N, U), got {describe(target)}")
    inputs = np.empty_like(target)
    inputs[:, 0] = START
    inputs[:, 1:] = target[:, :-1]
    return inputs
