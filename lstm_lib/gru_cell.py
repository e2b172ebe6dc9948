"""One step of a gated recurrent unit, in its two conventions: reset before the product, and after it."""

from typing import NamedTuple

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array


@by_shapes
class GRUStep(NamedTuple):
    """All that one step computes.

    Attributes
    ----------
    z : (N, H) ndarray
        Update gate, in (0, 1): how much of the old state stays.
    r : (N, H) ndarray
        Reset gate, in (0, 1): how much of the old state the candidate sees.
    u : (N, H) ndarray
        What the candidate takes from the old state: see `gru_step` and `gru_step_reset_before`.
    g : (N, H) ndarray
        Candidate, in (-1, 1).
    h : (N, H) ndarray
        Hidden state after the step.
    """

    z: np.ndarray
    r: np.ndarray
    u: np.ndarray
    g: np.ndarray
    h: np.ndarray


def gru_step(x: Array, h: Array, W_x: Array, W_h: Array, b: Array, b_h: Array) -> GRUStep:
    """Take a GRU one time step further, its reset gate applied after the product with W_h.

    It is the convention of Keras (reset_after=True, its default) and of PyTorch: one product with W_h
    serves all three parts.

    Parameters
    ----------
    x, h : (N, D) and (N, H) ndarray
        Input, and state before the step.
    W_x, W_h, b : (D, 3H), (H, 3H) and (3H,) ndarray
        Weights, whose columns belong to z r g, H each.
    b_h : (H,) ndarray
        The bias inside the reset.

    Returns
    -------
    `GRUStep`
        The values z, r, u, g, h, each (N, H); here u = h W_hg + b_h.

    Examples
    --------
    >>> x, h, zero = np.ones((1, 1)), np.array([[0.8]]), np.zeros((1, 3))
    >>> gru_step(x, h, zero, zero, b=np.array([50.0, 0.0, 0.0]), b_h=np.zeros(1)).h      # z = 1: kept
    array([[0.8]])
    """
    # N samples, D input features, H hidden units
    a_z, a_r, a_g = np.split(x @ W_x + b, 3, axis=1)  # (N, H) from the input
    p_z, p_r, p_g = np.split(h @ W_h, 3, axis=1)      # (N, H) from the state
    z = sigmoid(a_z + p_z)                            # (N, H) update gate
    r = sigmoid(a_r + p_r)                            # (N, H) reset gate
    u = p_g + b_h                                     # (N, H)
    g = np.tanh(a_g + r * u)                          # (N, H) candidate
    h = z * h + (1 - z) * g                           # (N, H) new state
    return GRUStep(z, r, u, g, h)


def gru_step_reset_before(x: Array, h: Array, W_x: Array, W_h: Array, b: Array) -> GRUStep:
    """Take a GRU one time step further, its reset gate applied before the product with W_h.

    It is the convention of the paper, and of Keras with reset_after=False.

    Parameters
    ----------
    x, h : (N, D) and (N, H) ndarray
        Input, and state before the step.
    W_x, W_h, b : (D, 3H), (H, 3H) and (3H,) ndarray
        Weights, whose columns belong to z r g, H each.

    Returns
    -------
    `GRUStep`
        The values z, r, u, g, h, each (N, H); here u = r h.

    Examples
    --------
    >>> x, h, zero = np.ones((1, 1)), np.array([[0.8]]), np.zeros((1, 3))
    >>> gru_step_reset_before(x, h, zero, zero, b=np.array([-50.0, 0.0, 0.0])).h         # z = 0: replaced
    array([[0.]])
    """
    # N samples, D input features, H hidden units
    a_z, a_r, a_g = np.split(x @ W_x + b, 3, axis=1)  # (N, H) from the input
    W_hz, W_hr, W_hg = np.split(W_h, 3, axis=1)       # (H, H) each
    z = sigmoid(a_z + h @ W_hz)                       # (N, H) update gate
    r = sigmoid(a_r + h @ W_hr)                       # (N, H) reset gate
    u = r * h                                         # (N, H)
    g = np.tanh(a_g + u @ W_hg)                       # (N, H) candidate
    h = z * h + (1 - z) * g                           # (N, H) new state
    return GRUStep(z, r, u, g, h)
