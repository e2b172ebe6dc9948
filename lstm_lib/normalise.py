"""Layer normalisation: the features of each sample brought to mean zero and spread one."""


import numpy as np

from lstm_lib.types import Array

EPSILON = 1e-5  # added to the variance, as elsewhere


def normalise(values: Array) -> tuple[Array, Array]:
    """Values less their mean over the last axis, divided by their spread; and that spread.

    >>> normed, spread = normalise(np.array([[1.0, 3.0]]))
    >>> normed.round(3), spread.round(3)
    (array([[-1.,  1.]]), array([[1.]]))
    """
    centred = values - values.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + values.dtype.type(EPSILON))
    return centred / spread, spread


def normalise_backward(normed: Array, spread: Array, dnormed: Array) -> Array:
    """The gradient of the values: what changes their mean or their spread alone is taken out."""
    along = (dnormed * normed).mean(axis=-1, keepdims=True)
    return (dnormed - dnormed.mean(axis=-1, keepdims=True) - normed * along) / spread
