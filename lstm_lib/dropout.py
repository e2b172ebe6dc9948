"""Dropout for sequences: one mask a sequence, the same at every step."""

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.types import Array, Rng
from lstm_lib.validate import check_number, check_rng, check_shape


def dropout_mask(shape: tuple[int, ...], rate: float, rng: Rng, dtype: DTypeLike = np.float32) -> Array:
    """Draw what to multiply a sequence or a matrix by: zeros and 1 / (1 - rate).

    Parameters
    ----------
    shape : tuple of int
        Of the sequence (N, T, D), or of the matrix (N, D).
    rate : float
        The share to drop, in [0, 1), of any numeric type.
    rng : numpy.random.Generator
        Draws the mask.
    dtype : dtype, optional
        Of the mask.

    Returns
    -------
    (N, 1, D) or (N, D) ndarray
        The mask; for a sequence every step uses the same one.

    Raises
    ------
    ValueError
        If the rate lies outside [0, 1), or the shape is no tuple of two or three whole numbers from 1 up.

    Notes
    -----
    Features are dropped for a whole sequence. What stays is scaled up, so that the expected value does not
    change. The gradient is multiplied by the same mask. Without dropout (when a model is used, not trained)
    nothing is multiplied.

    References
    ----------
    Gal and Ghahramani (2016), A theoretically grounded application of dropout in recurrent neural networks,
    NeurIPS, https://doi.org/10.48550/arXiv.1512.05287

    Examples
    --------
    >>> mask = dropout_mask((2, 7, 3), 0.5, np.random.default_rng(0))
    >>> mask.shape, sorted({float(value) for value in mask.ravel()})
    ((2, 1, 3), [0.0, 2.0])
    """
    check_rng(rng)
    rate = check_number("rate", rate, 0, 1, closed=True)
    check_shape(shape, 2, 3)
    one_a_sequence = (shape[0], 1, shape[2]) if len(shape) == 3 else shape
    keep = rng.random(one_a_sequence) >= rate
    return (keep / (1 - rate)).astype(dtype)
