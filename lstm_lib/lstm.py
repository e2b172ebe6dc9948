"""The long short-term memory layer: a whole sequence at once, every step kept, and the way back."""

from typing import NamedTuple

import numpy as np

from lstm_lib.layer import Grads
from lstm_lib.recurrent import Recurrent, batch_first, sigmoid_slope, tanh_slope, time_first, time_first_with_one
from lstm_lib.validate import check_pair


class LSTMTrace(NamedTuple):
    """All that a forward pass computed, at every step; what `LSTM.backward` needs and a figure can show.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    state : tuple of two (N, H) ndarrays
        The state (h0, c0) before the first step.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    i, f, g, o : (N, T, H) ndarray
        Input gate, forget gate, candidate and output gate.
    c, tanh_c : (N, T, H) ndarray
        Cell state, and the same squashed.
    h : (N, T, H) ndarray
        Hidden state.
    """

    x: np.ndarray
    state: tuple
    mask: np.ndarray | None
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray
    h: np.ndarray

    @property
    def final(self):
        """State (h, c) after the last valid step of each sample, each (N, H)."""
        return self.h[:, -1], self.c[:, -1]


class LSTM(Recurrent):
    """Long short-term memory over a whole sequence, with every step's gates and states kept.

    Parameters
    ----------
    input_size, hidden_size : int
        D features of an input, and H hidden units.
    rng : numpy.random.Generator
        Draws the first weights.
    dtype : dtype, optional
        Of all parameters: float32 or float64.

    Raises
    ------
    ValueError
        If a size is no whole number from 1 up, or the dtype is another one.

    Notes
    -----
    ::

        z_t = x_t W_x + h_{t-1} W_h + b, in four parts z_i, z_f, z_g, z_o
        i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o);  g = tanh(z_g)
        c_t = f c_{t-1} + i g
        h_t = o tanh(c_t)

    W_x (D, 4H) starts Glorot uniform, W_h (H, 4H) orthogonal, b (4H,) zero but for the forget gate's part,
    which starts at one: a new layer remembers until it learns otherwise.

    A padded step (mask False) leaves h and c as they were, so that the state at the last step is the
    state at the last valid one.

    References
    ----------
    Hochreiter and Schmidhuber (1997), Long short-term memory, Neural Computation 9(8),
    https://doi.org/10.1162/neco.1997.9.8.1735

    The forget gate: Gers, Schmidhuber and Cummins (2000), Learning to forget: continual prediction with LSTM,
    Neural Computation 12(10), https://doi.org/10.1162/089976600300015015

    Examples
    --------
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

    def check_state(self, name, state, N):
        """Check a pair (h, c) of states; zeros stand for None.

        Parameters
        ----------
        name, state, N : see `~lstm_lib.recurrent.Recurrent.check_state`
            What came: a pair of (N, H) ndarrays, or None.

        Returns
        -------
        tuple of two (N, H) ndarrays
            The pair (h, c).
        """
        if state is None:
            state = (None, None)
        check_pair(name, state)
        h, c = state
        return self.check_hidden(f"{name}[0] (h)", h, N), self.check_hidden(f"{name}[1] (c)", c, N)

    def forward(self, x, state=None, mask=None):
        """Run over a whole sequence and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            Input, of the layer's dtype.
        state : pair of (N, H) ndarrays, optional
            The state (h0, c0) before the first step; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps.

        Returns
        -------
        `LSTMTrace`
            Every step.

        Raises
        ------
        ValueError
            If an input does not fit.
        """
        self.check_input(x, mask)
        h0, c0 = self.check_state("state", state, len(x))
        N, T, _ = x.shape
        H = self.hidden_size
        W_x, W_h = self._weights_for_one_tanh()
        x_and_one = time_first_with_one(x)                            # (T, D+1, N)

        # One block of memory, a row a step: i f g o, tanh_c, c, h. Row 0 holds the state before the first.
        rows = np.empty((T + 1, 7, H, N), self.dtype)
        gates, tanh_c, c, h = rows[:, :4], rows[:, 4], rows[:, 5], rows[:, 6]
        c[0], h[0] = c0.T, h0.T
        np.matmul(W_x, x_and_one, out=rows.reshape(T + 1, 7 * H, N)[1:, : 4 * H])  # all steps in one call
        product = np.empty((4 * H, N), self.dtype)
        for t in range(1, T + 1):
            np.matmul(W_h, h[t - 1], out=product)
            gates[t] += product.reshape(4, H, N)
            _step_in_place(gates[t], c[t - 1], c[t], tanh_c[t], h[t], work=product[:H])
            if mask is not None:                                      # a padded step changes nothing
                np.copyto(h[t], h[t - 1], where=~mask[:, t - 1])
                np.copyto(c[t], c[t - 1], where=~mask[:, t - 1])

        i, f, g, o, tanh_c, c, h = (batch_first(rows[1:, k]) for k in range(7))
        return LSTMTrace(x, (h0, c0), mask, i, f, g, o, c, tanh_c, h)

    def run(self, x, state=None, mask=None):
        """Run over a whole sequence and keep one step, in memory that does not grow with T.

        Parameters
        ----------
        x, state, mask : see `LSTM.forward`
            The sequence.

        Returns
        -------
        tuple of two (N, H) ndarrays
            The final state (h, c): what `LSTMTrace.final` would be.
        """
        self.check_input(x, mask)
        h, c = (values.T.copy() for values in self.check_state("state", state, len(x)))
        N, T, D = x.shape
        H = self.hidden_size
        W_x, W_h = self._weights_for_one_tanh()
        b = W_x[:, D:]                                                # (4H, 1)
        z, product = np.empty((2, 4 * H, N), self.dtype)
        h_new, c_new, tanh_c = np.empty((3, H, N), self.dtype)
        for t in range(T):
            np.matmul(W_x[:, :D], x[:, t].T, out=z)
            np.matmul(W_h, h, out=product)
            z += product
            z += b
            _step_in_place(z.reshape(4, H, N), c, c_new, tanh_c, h_new, work=product[:H])
            valid = True if mask is None else mask[:, t]
            np.copyto(h, h_new, where=valid)
            np.copyto(c, c_new, where=valid)
        return np.ascontiguousarray(h.T), np.ascontiguousarray(c.T)

    def backward(self, trace, dh, dfinal=None):
        """Take gradients of a loss back through the whole sequence (back-propagation through time).

        Parameters
        ----------
        trace : `LSTMTrace`
            From `LSTM.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state.
        dfinal : pair of (N, H) ndarrays, optional
            Gradient (dh_T, dc_T) with respect to `LSTMTrace.final` that comes on top of dh; zeros if None.

        Returns
        -------
        `Grads`
            The gradients of x (N, T, D), zero at padded steps; of state (dh0, dc0), each (N, H); and of params.
        """
        N, T, H = self.check_trace(trace, LSTMTrace, dh)
        dh_next, dc = (values.T.copy() for values in self.check_state("dfinal", dfinal, N))  # (H, N)
        W_h = self.params["W_h"]
        f, dh = time_first(trace.f), time_first(dh)                   # (T, H, N) each
        dz = np.empty((4 * H, T, N), self.dtype)                      # of every step's z
        dz_t = np.empty((4, H, N), self.dtype)                        # of one step's z: parts i f g o
        for start, stop in reversed(_blocks(T, size=5 * H * N)):
            slopes = _slopes(trace, start, stop)                      # (steps, 5, H, N)
            for t in reversed(range(start, stop)):
                z_by_c, o_by_h, c_by_h = slopes[t - start, :3], slopes[t - start, 3], slopes[t - start, 4]
                dh_t = dh[t] + dh_next                                # h is seen now, and by the next step
                dc_t = dh_t * c_by_h
                dc_t += dc                                            # c is used by h, and by the next step
                np.multiply(z_by_c, dc_t, out=dz_t[:3])
                np.multiply(o_by_h, dh_t, out=dz_t[3])
                dc_t *= f[t]                                          # now that of the c before
                if trace.mask is not None:                            # a padded step hands on what came
                    padded = ~trace.mask[:, t]
                    dz_t[:, :, padded] = 0
                    np.copyto(dc_t, dc, where=padded)
                dz[:, t] = dz_t.reshape(4 * H, N)
                dc, dh_next = dc_t, W_h @ dz_t.reshape(4 * H, N)
                if trace.mask is not None:
                    np.copyto(dh_next, dh_t, where=padded)

        dx, params = self.grads_of_products(trace, dz)
        return Grads(x=dx, state=(dh_next.T, dc.T), params=params)

    def _weights_for_one_tanh(self):
        """W_x with b as its last column (4H, D+1) and W_h (4H, H), so that one tanh serves all gates.

        sigmoid(z) = tanh(z / 2) / 2 + 1 / 2: the rows of i, f and o are halved.
        """
        W_x, W_h = self.transposed_weights()
        H = self.hidden_size
        for W in (W_x, W_h):
            W[: 2 * H] *= 0.5
            W[3 * H :] *= 0.5
        return W_x, W_h


def _step_in_place(z, c, c_next, tanh_c, h_next, work):
    """Turn z (4, H, N) into the gates i f g o and fill in the rest of the step, each (H, N)."""
    i, f, g, o = z
    np.tanh(z, out=z)
    for gates in (z[:2], o):                         # the rest of sigmoid(z) = tanh(z / 2) / 2 + 1 / 2
        gates *= 0.5
        gates += 0.5
    np.multiply(f, c, out=c_next)
    c_next += np.multiply(i, g, out=work)            # c = f c + i g
    np.tanh(c_next, out=tanh_c)
    np.multiply(o, tanh_c, out=h_next)               # h = o tanh(c)


def _slopes(trace, start, stop):
    """All factors of the chain rule that do not depend on what comes later: (steps, 5, H, N).

    0 to 2: of z_i, z_f, z_g by c;  3: of z_o by h;  4: of c by h.
    """
    i, f, g, o, tanh_c = (
        time_first(values[:, start:stop]) for values in (trace.i, trace.f, trace.g, trace.o, trace.tanh_c)
    )
    c_before = np.empty(i.shape, i.dtype)
    c_before[0] = trace.c[:, start - 1].T if start > 0 else trace.state[1].T
    c_before[1:] = time_first(trace.c[:, start : stop - 1])
    slopes = np.empty((stop - start, 5, *i.shape[1:]), i.dtype)
    sigmoid_slope(i, g, out=slopes[:, 0])            # from c = f c + i g
    sigmoid_slope(f, c_before, out=slopes[:, 1])
    tanh_slope(g, i, out=slopes[:, 2])
    sigmoid_slope(o, tanh_c, out=slopes[:, 3])       # from h = o tanh(c)
    tanh_slope(tanh_c, o, out=slopes[:, 4])
    return slopes


def _blocks(T, size):
    """Cut T steps of `size` numbers each into blocks (start, stop) that stay in the processor's cache."""
    steps = max(1, 50_000 // size)
    return [(start, min(start + steps, T)) for start in range(0, T, steps)]
