"""The functions that squash numbers into gates, states and probabilities, safe at any input."""

import numpy as np

from lstm_lib.types import Array


def sigmoid(z: Array) -> Array:
    """Squash each number into (0, 1): the share that a gate lets through.

    Parameters
    ----------
    z : ndarray
        Numbers of any size, of any shape.

    Returns
    -------
    ndarray
        The shares, of the shape of z.

    Notes
    -----
    ::

        sigma(z) = 1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2

    The second form is the one computed: tanh never overflows, however large the absolute value of z is.

    Examples
    --------
    >>> sigmoid(np.array([-1e4, 0.0, 1e4]))
    array([0. , 0.5, 1. ])
    """
    return 0.5 * np.tanh(0.5 * z) + 0.5


def softmax(z: Array) -> Array:
    """Turn the scores on the last axis into probabilities that sum to one.

    Parameters
    ----------
    z : (..., K) ndarray
        Scores of any size.

    Returns
    -------
    (..., K) ndarray
        Probabilities.

    Notes
    -----
    ::

        p_k = exp(z_k) / sum_j exp(z_j)

    It is computed after taking away max(z), which changes nothing in the quotient and keeps exp from
    overflowing.

    Examples
    --------
    >>> softmax(np.array([[1e4, 1e4, -1e4]]))
    array([[0.5, 0.5, 0. ]])
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    exps = np.exp(shifted)
    return exps / exps.sum(axis=-1, keepdims=True)


def log_softmax(z: Array) -> Array:
    """Take the logarithm of softmax on the last axis: finite even where softmax rounds to zero.

    Parameters
    ----------
    z : (..., K) ndarray
        Scores of any size.

    Returns
    -------
    (..., K) ndarray
        Logarithms of probabilities.

    Notes
    -----
    ::

        log p_k = z_k - max(z) - log sum_j exp(z_j - max(z))

    Examples
    --------
    >>> log_softmax(np.array([[1e4, 0.0]]))
    array([[     0., -10000.]])
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
