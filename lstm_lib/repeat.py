"""RepeatVector: one vector handed to every step of a sequence, as the autoencoder's decoder needs it."""

import numpy as np

from lstm_lib.types import Array
from lstm_lib.validate import check_size, describe


def repeat_vector(x: Array, T: int) -> Array:
    """Hand a vector to each of T steps.

    Parameters
    ----------
    x : (N, D) ndarray
        One vector a sample.
    T : int
        The number of steps, from 1 up.

    Returns
    -------
    (N, T, D) ndarray
        The sequence.

    Raises
    ------
    ValueError
        If x is no matrix or T no whole number from 1 up.

    Examples
    --------
    >>> repeat_vector(np.array([[1.0, 2.0]]), 3)
    array([[[1., 2.],
            [1., 2.],
            [1., 2.]]])
    """
    check_size("T", T)
    if not isinstance(x, np.ndarray) or x.ndim != 2:
        raise ValueError(f"x: expected shape (N, D), got {describe(x)}")
    return np.repeat(x[:, None, :], T, axis=1)


def repeat_vector_backward(dy: Array) -> Array:
    """Take the gradient back: the sum over the steps that the vector was handed to.

    Parameters
    ----------
    dy : (N, T, D) ndarray
        Gradient of the loss with respect to the sequence.

    Returns
    -------
    (N, D) ndarray
        Gradient of the vector.

    Raises
    ------
    ValueError
        If dy has not three axes.

    Examples
    --------
    >>> repeat_vector_backward(np.ones((1, 3, 2)))
    array([[3., 3.]])
    """
    if not isinstance(dy, np.ndarray) or dy.ndim != 3:
        raise ValueError(f"dy: expected shape (N, T, D), got {describe(dy)}")
    return dy.sum(axis=1)
