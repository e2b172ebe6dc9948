"""One step of a gated recurrent unit, in its two conventions: reset before the product, and after it."""

from typing import NamedTuple

import numpy as np

from lstm_lib.activations import sigmoid


class GRUStep(NamedTuple):
    """All that one step computes; each is (N, H)."""

    z: np.ndarray  # update gate, in (0, 1): how much of the old state stays
    r: np.ndarray  # reset gate, in (0, 1): how much of the old state the candidate sees
    u: np.ndarray  # what the candidate takes from the old state; see the two functions
    g: np.ndarray  # candidate, in (-1, 1)
    h: np.ndarray  # hidden state after the step


def gru_step(x, h, W_x, W_h, b, b_h):
    """Take a GRU one time step further, its reset gate applied after the product with W_h.

    It is the convention of Keras (reset_after=True, its default) and of PyTorch: one product with W_h
    serves all three parts.

    Parameters: x (N, D) input; h (N, H) state before the step; W_x (D, 3H), W_h (H, 3H), b (3H,), whose
    columns belong to z r g, H each; b_h (H,), the bias inside the reset.
    Returns a `GRUStep`: z, r, u, g, h, each (N, H); here u = h W_hg + b_h.

    Reference: Cho et al. (2014), Learning phrase representations using RNN encoder-decoder for
    statistical machine translation, EMNLP, https://doi.org/10.3115/v1/D14-1179; the variant is
    described in the documentation of both libraries.

    >>> x, h, zero = np.ones((1, 1)), np.array([[0.8]]), np.zeros((1, 3))
    >>> gru_step(x, h, zero, zero, b=np.array([50.0, 0.0, 0.0]), b_h=np.zeros(1)).h      # z = 1: kept
    array([[0.8]])
    """
    # N samples, D input features, H hidden units
    a_z, a_r, a_g = np.split(x @ W_x + b, 3, axis=1)         # (N, H) each, from the input
    p_z, p_r, p_g = np.split(h @ W_h, 3, axis=1)             # (N, H) each, from the old state
    z = sigmoid(a_z + p_z)                                   # (N, H)  update gate
    r = sigmoid(a_r + p_r)                                   # (N, H)  reset gate
    u = p_g + b_h                                            # (N, H)
    g = np.tanh(a_g + r * u)                                 # (N, H)  candidate
    h = z * h + (1 - z) * g                                  # (N, H)  the new state
    return GRUStep(z, r, u, g, h)


def gru_step_reset_before(x, h, W_x, W_h, b):
    """Take a GRU one time step further, its reset gate applied before the product with W_h.

    It is the convention of the paper, and of Keras with reset_after=False.

    Parameters: x (N, D) input; h (N, H) state before the step; W_x (D, 3H), W_h (H, 3H), b (3H,), whose
    columns belong to z r g, H each.
    Returns a `GRUStep`: z, r, u, g, h, each (N, H); here u = r h.

    Reference: Cho et al. (2014), https://doi.org/10.3115/v1/D14-1179

    >>> x, h, zero = np.ones((1, 1)), np.array([[0.8]]), np.zeros((1, 3))
    >>> gru_step_reset_before(x, h, zero, zero, b=np.array([-50.0, 0.0, 0.0])).h         # z = 0: replaced
    array([[0.]])
    """
    # N samples, D input features, H hidden units
    a_z, a_r, a_g = np.split(x @ W_x + b, 3, axis=1)         # (N, H) each, from the input
    W_hz, W_hr, W_hg = np.split(W_h, 3, axis=1)              # (H, H) each
    z = sigmoid(a_z + h @ W_hz)                              # (N, H)  update gate
    r = sigmoid(a_r + h @ W_hr)                              # (N, H)  reset gate
    u = r * h                                                # (N, H)
    g = np.tanh(a_g + u @ W_hg)                              # (N, H)  candidate
    h = z * h + (1 - z) * g                                  # (N, H)  the new state
    return GRUStep(z, r, u, g, h)
