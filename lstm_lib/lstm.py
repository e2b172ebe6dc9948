"""The long short-term memory layer: a whole sequence at once, every step kept, and the way back."""

from typing import NamedTuple

import numpy as np

from lstm_lib.layer import Grads
from lstm_lib.recurrent import Recurrent
from lstm_lib.validate import check_array, check_pair


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


class LSTM(Recurrent):
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

    parts = ("i", "f", "g", "o")

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float32):
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.params["b"][hidden_size : 2 * hidden_size] = 1.0  # the forget gate starts open

    def forward(self, x, state=None, mask=None):
        """Run over a whole sequence and keep every step.

        Parameters: x (N, T, D); state (h0, c0), each (N, H), zeros if None; mask (N, T) bool.
        Returns an `LSTMTrace`. Raises ValueError for an input that does not fit.
        """
        self.check_input(x, mask)
        h0, c0 = self.check_state("state", state, len(x))
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
            if mask is not None:                                      # padding changes nothing
                np.copyto(h[t + 1], h[t], where=~mask[:, t, None])
                np.copyto(c[t + 1], c[t], where=~mask[:, t, None])

        i, f, g, o = (gates[:, :, k * H : (k + 1) * H].swapaxes(0, 1) for k in range(4))
        h, c, tanh_c = (values.swapaxes(0, 1) for values in (h[1:], c[1:], tanh_c))
        return LSTMTrace(x.swapaxes(0, 1), (h0, c0), mask, i, f, g, o, c, tanh_c, h)

    def check_state(self, name, state, N):
        """Check a pair (h, c) of states (N, H); zeros stand for None."""
        if state is None:
            state = (None, None)
        check_pair(name, state)
        h, c = state
        return self.check_hidden(f"{name}[0] (h)", h, N), self.check_hidden(f"{name}[1] (c)", c, N)

    def backward(self, trace, dh, dfinal=None):
        """Take gradients of a loss back through the whole sequence (back-propagation through time).

        Parameters: trace, from `forward`; dh (N, T, H), gradient of the loss with respect to each
        hidden state; dfinal (dh_T, dc_T), each (N, H), gradient with respect to `trace.final` that
        comes on top of dh; None means zeros.
        Returns `Grads`: x (N, T, D), zero at padded steps; state (dh0, dc0), each (N, H); params.
        """
        N, T, H = trace.h.shape
        D = trace.x.shape[2]
        check_array("dh", dh, (("N", N), ("T", T), ("H", H)), self.dtype)
        dh_next, dc = (value.copy() for value in self.check_state("dfinal", dfinal, N))
        W_x, W_h = self.params["W_x"], self.params["W_h"]

        # Time goes first, as in forward; none of these lines copies numbers.
        x, i, f, g, o, c, tanh_c, h, dh = (
            values.swapaxes(0, 1)
            for values in (trace.x, trace.i, trace.f, trace.g, trace.o, trace.c, trace.tanh_c, trace.h, dh)
        )
        h0, c0 = trace.state
        dz = np.empty((T, N, 4, H), self.dtype)                       # 4: the gates i f g o
        for t in reversed(range(T)):
            c_before = c[t - 1] if t > 0 else c0                      # (N, H)
            dh_t = dh[t] + dh_next                                    # h is seen now, and by the next step
            dc_t = dc + dh_t * o[t] * (1 - tanh_c[t] ** 2)            # c is used by the next step, and by h
            dz[t, :, 0] = dc_t * g[t] * i[t] * (1 - i[t])
            dz[t, :, 1] = dc_t * c_before * f[t] * (1 - f[t])
            dz[t, :, 2] = dc_t * i[t] * (1 - g[t] ** 2)
            dz[t, :, 3] = dh_t * tanh_c[t] * o[t] * (1 - o[t])
            dc_before = dc_t * f[t]
            if trace.mask is not None:                                # a padded step hands on what came
                padded = ~trace.mask[:, t]
                dz[t, padded] = 0
                dc_before[padded] = dc[padded]
            dc, dh_after = dc_before, dh_t
            dh_next = dz[t].reshape(N, 4 * H) @ W_h.T
            if trace.mask is not None:
                dh_next[padded] = dh_after[padded]

        dz = dz.reshape(T * N, 4 * H)                                 # all steps in one product again
        dW_h = h0.T @ dz[:N] + h[:-1].reshape(-1, H).T @ dz[N:]
        params = {"W_x": x.reshape(T * N, D).T @ dz, "W_h": dW_h, "b": dz.sum(axis=0)}
        dx = (dz @ W_x.T).reshape(T, N, D).swapaxes(0, 1)
        return Grads(x=dx, state=(dh_next, dc), params=params)


def _gate_scale(H, dtype):
    """Factors and offsets (4H,) that turn tanh into sigmoid for i, f, o and leave it tanh for g."""
    scale = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], dtype), H)
    return scale, 1 - scale
