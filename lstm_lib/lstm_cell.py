"""One step of an LSTM, forward and back, as the book writes it."""

from typing import NamedTuple

import numpy as np

from lstm_lib.activations import sigmoid


class LSTMStep(NamedTuple):
    """All that one step computes, in the order in which it is computed; each is (N, H)."""

    i: np.ndarray  # input gate, in (0, 1)
    f: np.ndarray  # forget gate, in (0, 1)
    g: np.ndarray  # candidate, in (-1, 1)
    o: np.ndarray  # output gate, in (0, 1)
    c: np.ndarray  # cell state after the step, any real number
    tanh_c: np.ndarray  # the cell state squashed, in (-1, 1)
    h: np.ndarray  # hidden state after the step, in (-1, 1)


def lstm_step(x, h, c, W_x, W_h, b):
    """Take an LSTM one time step further: from the state (h, c) and an input x to the next state.

    Parameters: x (N, D) input; h, c (N, H) state before the step; W_x (D, 4H), W_h (H, 4H), b (4H,),
    whose columns belong to the gates i f g o, H each.
    Returns an `LSTMStep`: i, f, g, o, c, tanh_c, h, each (N, H).

    Reference: Gers, Schmidhuber and Cummins (2000), Learning to forget: continual prediction with
    LSTM, Neural Computation 12(10), https://doi.org/10.1162/089976600300015015

    >>> x, h, c = np.ones((1, 1)), np.zeros((1, 1)), np.array([[0.8]])
    >>> open_forget_gate = np.array([-50.0, 50.0, 0.0, 0.0])          # i = 0, f = 1
    >>> lstm_step(x, h, c, np.zeros((1, 4)), np.zeros((1, 4)), open_forget_gate).c
    array([[0.8]])
    """
    # N samples, D input features, H hidden units
    z = x @ W_x + h @ W_h + b                        # (N, 4H)
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)      # (N, H) each
    i = sigmoid(z_i)                                 # (N, H)  input gate: how much to write
    f = sigmoid(z_f)                                 # (N, H)  forget gate: how much to keep
    g = np.tanh(z_g)                                 # (N, H)  candidate: what to write
    o = sigmoid(z_o)                                 # (N, H)  output gate: how much to show
    c = f * c + i * g                                # (N, H)  the new cell state
    tanh_c = np.tanh(c)                              # (N, H)
    h = o * tanh_c                                   # (N, H)  the new hidden state
    return LSTMStep(i, f, g, o, c, tanh_c, h)


class LSTMStepGrads(NamedTuple):
    """Gradients that one step hands back, each of the shape of what it belongs to."""

    x: np.ndarray  # (N, D)
    h: np.ndarray  # (N, H), the hidden state before the step
    c: np.ndarray  # (N, H), the cell state before the step
    W_x: np.ndarray  # (D, 4H)
    W_h: np.ndarray  # (H, 4H)
    b: np.ndarray  # (4H,)


def lstm_step_backward(step, x, h, c, W_x, W_h, dh, dc):
    """Take the gradients of a loss back through one step: the chain rule, last line first.

    Parameters: step, what `lstm_step` returned for x, h, c; dh, dc (N, H), gradients of the loss with
    respect to the state after the step.
    Returns `LSTMStepGrads`: x, h, c, W_x, W_h, b.

    >>> x, h, c = np.ones((1, 1)), np.zeros((1, 1)), np.array([[0.8]])
    >>> W, b = np.zeros((1, 4)), np.array([-50.0, 50.0, 0.0, 0.0])    # i = 0, f = 1
    >>> step = lstm_step(x, h, c, W, W, b)
    >>> lstm_step_backward(step, x, h, c, W, W, dh=np.zeros((1, 1)), dc=np.ones((1, 1))).c
    array([[1.]])
    """
    i, f, g, o, _, tanh_c, _ = step
    do = dh * tanh_c                                 # (N, H)  from h = o tanh(c)
    dc = dc + dh * o * (1 - tanh_c**2)               # (N, H)  c is used later, and by h now
    di, dg = dc * g, dc * i                          # (N, H)  from c = f c + i g
    df, dc = dc * c, dc * f                          # (N, H)  dc is now that of the c before
    dz = np.concatenate([di * i * (1 - i),           # (N, 4H) sigmoid' = sigmoid (1 - sigmoid)
                         df * f * (1 - f),
                         dg * (1 - g**2),            #         tanh' = 1 - tanh^2
                         do * o * (1 - o)], axis=1)
    return LSTMStepGrads(x=dz @ W_x.T, h=dz @ W_h.T, c=dc, W_x=x.T @ dz, W_h=h.T @ dz, b=dz.sum(axis=0))
