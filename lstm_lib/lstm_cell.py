"""One step of an LSTM, forward and back, as the book writes it."""

from typing import NamedTuple

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array


@by_shapes
class LSTMStep(NamedTuple):
    """All that one step computes, in the order in which it is computed.

    Attributes
    ----------
    i : (N, H) ndarray
        Input gate, in (0, 1).
    f : (N, H) ndarray
        Forget gate, in (0, 1).
    g : (N, H) ndarray
        Candidate, in (-1, 1).
    o : (N, H) ndarray
        Output gate, in (0, 1).
    c : (N, H) ndarray
        Cell state after the step, any real number.
    tanh_c : (N, H) ndarray
        The cell state squashed, in (-1, 1).
    h : (N, H) ndarray
        Hidden state after the step, in (-1, 1).
    """

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray
    h: np.ndarray


def lstm_step(x: Array, h: Array, c: Array, W_x: Array, W_h: Array, b: Array) -> LSTMStep:
    """Take an LSTM one time step further: from the state (h, c) and an input x to the next state.

    Parameters
    ----------
    x : (N, D) ndarray
        Input.
    h, c : (N, H) ndarray
        State before the step.
    W_x, W_h, b : (D, 4H), (H, 4H) and (4H,) ndarray
        Weights, whose columns belong to the gates i f g o, H each.

    Returns
    -------
    `LSTMStep`
        The values i, f, g, o, c, tanh_c, h, each (N, H).

    Examples
    --------
    >>> x, h, c = np.ones((1, 1)), np.zeros((1, 1)), np.array([[0.8]])
    >>> open_forget_gate = np.array([-50.0, 50.0, 0.0, 0.0])          # i = 0, f = 1
    >>> lstm_step(x, h, c, np.zeros((1, 4)), np.zeros((1, 4)), open_forget_gate).c
    array([[0.8]])
    """
    # N samples, D input features, H hidden units
    z = x @ W_x + h @ W_h + b                    # (N, 4H)
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)  # (N, H) each
    i = sigmoid(z_i)                             # (N, H) input gate: write
    f = sigmoid(z_f)                             # (N, H) forget gate: keep
    g = np.tanh(z_g)                             # (N, H) candidate: content
    o = sigmoid(z_o)                             # (N, H) output gate: show
    c = f * c + i * g                            # (N, H) new cell state
    tanh_c = np.tanh(c)                          # (N, H)
    h = o * tanh_c                               # (N, H) new hidden state
    return LSTMStep(i, f, g, o, c, tanh_c, h)


@by_shapes
class LSTMStepGrads(NamedTuple):
    """Gradients that one step hands back, each of the shape of what it belongs to.

    Attributes
    ----------
    x : (N, D) ndarray
        Of the input.
    h : (N, H) ndarray
        Of the hidden state before the step.
    c : (N, H) ndarray
        Of the cell state before the step.
    W_x : (D, 4H) ndarray
        Of the weights of the input.
    W_h : (H, 4H) ndarray
        Of the weights of the hidden state.
    b : (4H,) ndarray
        Of the bias.
    """

    x: np.ndarray
    h: np.ndarray
    c: np.ndarray
    W_x: np.ndarray
    W_h: np.ndarray
    b: np.ndarray


def lstm_step_backward(
    step: LSTMStep, x: Array, h: Array, c: Array, W_x: Array, W_h: Array, dh: Array, dc: Array
) -> LSTMStepGrads:
    """Take the gradients of a loss back through one step: the chain rule, last line first.

    Parameters
    ----------
    step : `LSTMStep`
        What `lstm_step` returned for x, h, c.
    x, h, c, W_x, W_h : ndarray
        What `lstm_step` was given.
    dh, dc : (N, H) ndarray
        Gradients of the loss with respect to the state after the step.

    Returns
    -------
    `LSTMStepGrads`
        The gradients of x, h, c, W_x, W_h, b.

    Examples
    --------
    >>> x, h, c = np.ones((1, 1)), np.zeros((1, 1)), np.array([[0.8]])
    >>> W, b = np.zeros((1, 4)), np.array([-50.0, 50.0, 0.0, 0.0])    # i = 0, f = 1
    >>> step = lstm_step(x, h, c, W, W, b)
    >>> lstm_step_backward(step, x, h, c, W, W, dh=np.zeros((1, 1)), dc=np.ones((1, 1))).c
    array([[1.]])
    """
    i, f, g, o, _, tanh_c, _ = step
    do = dh * tanh_c                             # (N, H) from h = o tanh(c)
    dc = dc + dh * o * (1 - tanh_c**2)           # (N, H) c made h as well
    di, dg = dc * g, dc * i                      # (N, H) from c = f c + i g
    df, dc = dc * c, dc * f                      # (N, H) dc of the c before
    dz = np.concatenate([di * i * (1 - i),       # (N, 4H) sigmoid' = s(1-s)
                         df * f * (1 - f),
                         dg * (1 - g**2),        #         tanh' = 1 - tanh^2
                         do * o * (1 - o)], axis=1)
    return LSTMStepGrads(x=dz @ W_x.T, h=dz @ W_h.T, c=dc,
                         W_x=x.T @ dz, W_h=h.T @ dz, b=dz.sum(axis=0))
