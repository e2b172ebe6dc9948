"""First values for weights: drawn from a generator that the caller hands in, never from a hidden one."""


import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.types import Array, Rng
from lstm_lib.validate import check_rng, check_shape


def glorot_uniform(shape: tuple[int, ...], rng: Rng, dtype: DTypeLike = np.float32) -> Array:
    """Draw weights that keep the variance of signals about the same on both ways.

    Parameters
    ----------
    shape : (int, int)
        The numbers fan_in and fan_out.
    rng : numpy.random.Generator
        Draws the weights.
    dtype : dtype, optional
        Of the weights.

    Returns
    -------
    (fan_in, fan_out) ndarray
        The weights.

    Raises
    ------
    ValueError
        If rng is no numpy Generator, or the shape no pair of whole numbers from 1 up.

    Notes
    -----
    ::

        w ~ U(-a, a)  with  a = sqrt(6 / (fan_in + fan_out))

    References
    ----------
    Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks,
    AISTATS, https://proceedings.mlr.press/v9/glorot10a.html

    Examples
    --------
    >>> W = glorot_uniform((2, 4), np.random.default_rng(0))
    >>> W.shape, bool(np.abs(W).max() <= 1.0)
    ((2, 4), True)
    """
    check_rng(rng)
    check_shape(shape, 2)
    fan_in, fan_out = shape
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, shape).astype(dtype)


def orthogonal(shape: tuple[int, ...], rng: Rng, dtype: DTypeLike = np.float32) -> Array:
    """Draw a matrix whose rows (or columns, if there are fewer) are orthonormal.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    rng : numpy.random.Generator
        Draws the matrix, uniformly over all orthogonal ones.
    dtype : dtype, optional
        Of the matrix.

    Returns
    -------
    ndarray
        The matrix.

    Raises
    ------
    ValueError
        If rng is no numpy Generator, or the shape no pair of whole numbers from 1 up.

    Notes
    -----
    A state multiplied by a square one keeps its length, so that repeated products neither explode nor vanish at
    the start of training. A shape (H, 4H) gives Q Q^T = 1: the four parts together keep the length of a state, each
    of them shortens it.

    References
    ----------
    Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks, ICLR, https://doi.org/10.48550/arXiv.1312.6120

    Examples
    --------
    >>> Q = orthogonal((3, 12), np.random.default_rng(0), np.float64)
    >>> bool(np.allclose(Q @ Q.T, np.eye(3)))
    True
    """
    check_rng(rng)
    check_shape(shape, 2)
    rows, columns = shape
    q, r = np.linalg.qr(rng.standard_normal((max(shape), min(shape))))
    q = q * np.sign(np.diag(r))  # makes the draw uniform over all orthogonal matrices
    return np.ascontiguousarray(q if rows >= columns else q.T, dtype=dtype)
