"""The long short-term memory layer: one step as the book writes it, and a layer that runs it fast."""

from typing import NamedTuple

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.initialisers import glorot_uniform, orthogonal
from lstm_lib.layer import Grads, Layer
from lstm_lib.validate import check_array, check_float_dtype, check_mask, check_pair, check_rng, check_size


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


class LSTMTrace(NamedTuple):
    """All that a forward pass computed, at every step; what `backward` needs and a figure can show."""

    x: np.ndarray  # (N, T, D) the input
    state: tuple  # (h0, c0), each (N, H): the state before the first step
    mask: np.ndarray | None  # (N, T) True at valid steps; None when all are
    i: np.ndarray  # (N, T, H) input gate
    f: np.ndarray  # (N, T, H) forget gate
    g: np.ndarray  # (N, T, H) candidate
    o: np.ndarray  # (N, T, H) output gate
    c: np.ndarray  # (N, T, H) cell state
    tanh_c: np.ndarray  # (N, T, H) squashed cell state
    h: np.ndarray  # (N, T, H) hidden state

    @property
    def final(self):
        """(h, c) after the last valid step of each sample, each (N, H)."""
        return self.h[:, -1], self.c[:, -1]


class LSTM(Layer):
    """Long short-term memory over a whole sequence, with every step's gates and states kept.

    z_t = x_t W_x + h_{t-1} W_h + b, in four parts z_i, z_f, z_g, z_o
    i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o);  g = tanh(z_g)
    c_t = f c_{t-1} + i g
    h_t = o tanh(c_t)

    Parameters: input_size D; hidden_size H; rng, a numpy Generator for the first weights; dtype,
    float32 or float64. W_x starts Glorot uniform, W_h orthogonal, b zero but for the forget gate's
    part, which starts at one: a new layer remembers until it learns otherwise.

    A padded step (mask False) leaves h and c as they were, so that the state at the last step is the
    state at the last valid one.

    References: Hochreiter and Schmidhuber (1997), Long short-term memory, Neural Computation 9(8),
    https://doi.org/10.1162/neco.1997.9.8.1735; the forget gate: Gers, Schmidhuber and Cummins (2000),
    https://doi.org/10.1162/089976600300015015

    >>> rng = np.random.default_rng(0)
    >>> layer = LSTM(3, 5, rng=rng)
    >>> trace = layer.forward(rng.standard_normal((2, 4, 3), dtype=np.float32))
    >>> trace.h.shape, trace.final[1].shape
    ((2, 4, 5), (2, 5))
    >>> grads = layer.backward(trace, dh=np.ones_like(trace.h))
    >>> {name: grad.shape for name, grad in grads.params.items()}
    {'W_x': (3, 20), 'W_h': (5, 20), 'b': (20,)}
    """

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float32):
        check_size("input_size", input_size)
        check_size("hidden_size", hidden_size)
        check_rng(rng)
        check_float_dtype(dtype)
        b = np.zeros(4 * hidden_size, dtype)
        b[hidden_size : 2 * hidden_size] = 1.0  # the forget gate starts open
        super().__init__({
            "W_x": glorot_uniform((input_size, 4 * hidden_size), rng, dtype),
            "W_h": orthogonal((hidden_size, 4 * hidden_size), rng, dtype),
            "b": b,
        })

    @property
    def input_size(self):
        """D, the number of features of an input."""
        return self.params["W_x"].shape[0]

    @property
    def hidden_size(self):
        """H, the number of hidden units."""
        return self.params["W_h"].shape[0]

    def param_axes(self):
        """The axes that each parameter should have."""
        D, H = (len(self.params[name]) for name in ("W_x", "W_h"))
        return {"W_x": (("D", D), ("4H", 4 * H)), "W_h": (("H", H), ("4H", 4 * H)), "b": (("4H", 4 * H),)}

    def forward(self, x, state=None, mask=None):
        """Run over a whole sequence and keep every step.

        Parameters: x (N, T, D); state (h0, c0), each (N, H), zeros if None; mask (N, T) bool.
        Returns an `LSTMTrace`. Raises ValueError for an input that does not fit.
        """
        h0, c0 = self._check_input(x, state, mask)
        N, T, D = x.shape
        H = self.hidden_size

        # One tanh for all four gates: sigmoid(z) = tanh(z / 2) / 2 + 1 / 2 and tanh(z) = 1 tanh(1 z) + 0.
        # The factors inside the tanh go into the weights, once for all steps.
        scale, shift = _gate_scale(H, self.dtype)    # (4H,) each
        W_x, W_h = self.params["W_x"] * scale, self.params["W_h"] * scale
        b = self.params["b"] * scale

        # Time goes first, so that each step's numbers lie together in memory.
        x = np.ascontiguousarray(x.swapaxes(0, 1))                    # (T, N, D)
        gates = (x.reshape(T * N, D) @ W_x).reshape(T, N, 4 * H)      # all steps' inputs in one product
        gates += b
        h = np.empty((T + 1, N, H), self.dtype)
        c = np.empty((T + 1, N, H), self.dtype)
        tanh_c = np.empty((T, N, H), self.dtype)
        h[0], c[0] = h0, c0
        product = np.empty((N, 4 * H), self.dtype)

        for t in range(T):
            z = gates[t]                                              # (N, 4H)
            np.matmul(h[t], W_h, out=product)
            z += product
            np.tanh(z, out=z)
            z *= scale
            z += shift                                                # now i, f, g, o
            np.multiply(z[:, H : 2 * H], c[t], out=c[t + 1])          # f c
            i_g = np.multiply(z[:, :H], z[:, 2 * H : 3 * H], out=product[:, :H])
            c[t + 1] += i_g                                           # f c + i g
            np.tanh(c[t + 1], out=tanh_c[t])
            np.multiply(z[:, 3 * H :], tanh_c[t], out=h[t + 1])       # o tanh(c)
            if mask is not None:
                _keep(h, c, t, ~mask[:, t])

        i, f, g, o = (gates[:, :, k * H : (k + 1) * H].swapaxes(0, 1) for k in range(4))
        h, c, tanh_c = (values.swapaxes(0, 1) for values in (h[1:], c[1:], tanh_c))
        return LSTMTrace(x.swapaxes(0, 1), (h0, c0), mask, i, f, g, o, c, tanh_c, h)
