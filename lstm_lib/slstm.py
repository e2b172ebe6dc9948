"""The sLSTM of xLSTM: an LSTM whose input gate is an exponential and whose cell is a weighted mean."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.activations import sigmoid
from lstm_lib.exponential_gates import Stabilised, stabilised_gates, stabilised_gates_backward
from lstm_lib.layer import Grads
from lstm_lib.recurrent import Recurrent
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Rng, State, Trace
from lstm_lib.validate import read_only

NOTHING_KEPT = np.float32(-1e30)  # the exponent of an empty cell: the first gate is never small beside it


@by_shapes
class SLSTMTrace(NamedTuple):
    """All that a forward pass of an sLSTM computed, at every step.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    state : tuple of four (N, H) ndarrays
        The state (h0, c0, n0, m0) before the first step.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    z_f : (N, T, H) ndarray
        What the forget gate squashes.
    i, f : (N, T, H) ndarray
        Input gate and forget gate, both divided by exp(m).
    g, o : (N, T, H) ndarray
        Candidate and output gate.
    c, n, m : (N, T, H) ndarray
        Cell state and normaliser, both divided by exp(m), and the exponent m.
    h : (N, T, H) ndarray
        Hidden state.
    """

    x: np.ndarray
    state: State
    mask: np.ndarray | None
    z_f: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    n: np.ndarray
    m: np.ndarray
    h: np.ndarray

    @property
    def final(self) -> State:
        """State (h, c, n, m) after the last valid step of each sample, each (N, H)."""
        return self.h[:, -1], self.c[:, -1], self.n[:, -1], self.m[:, -1]


class SLSTM(Recurrent):
    """The sLSTM: exponential input gate, normaliser and stabiliser, with memory mixing (one head).

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
        If a size is not a whole number from 1 up, or the dtype is another one.

    Notes
    -----
    ::

        z_t = x_t W_x + h_{t-1} W_h + b, in four parts z_i, z_f, z_g, z_o
        i = exp(z_i);  f, o = sigmoid(z_f), sigmoid(z_o);  g = tanh(z_g)
        c_t = f c_{t-1} + i g
        n_t = f n_{t-1} + i
        h_t = o c_t / n_t

    c and n may grow beyond every number. So they are kept divided by exp(m), m_t = max(log f + m_{t-1}, z_i), which
    changes nothing in c / n::

        i = exp(z_i - m_t);  f = exp(log f + m_{t-1} - m_t)

    Weights start as those of `LSTM`. A state is (h, c, n, m), n from 0 up.

    References
    ----------
    Beck et al. (2024), xLSTM: extended long short-term memory, NeurIPS, section 2.2,
    https://doi.org/10.48550/arXiv.2405.04517

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> layer = SLSTM(3, 5, rng=rng)
    >>> trace = layer.forward(1000 * rng.standard_normal((2, 4, 3), dtype=np.float32))
    >>> trace.h.shape, bool(np.isfinite(trace.h).all())
    ((2, 4, 5), True)
    """

    parts = ("i", "f", "g", "o")
    state_parts = ("h", "c", "n", "m")

    def __init__(self, input_size: int, hidden_size: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.params["b"][hidden_size : 2 * hidden_size] = 1.0  # the forget gate starts open

    def draw_state(self, N: int, rng: Rng) -> State:
        """Draw a state that there can be, for checks: n is above 0.

        Parameters
        ----------
        N : int
            The number of samples.
        rng : numpy.random.Generator
            Draws it.

        Returns
        -------
        tuple of four (N, H) ndarrays
            The state.
        """
        h, c, n, m = (0.5 * rng.standard_normal((4, N, self.hidden_size))).astype(self.dtype)
        return h, c, 1 + np.abs(n), m

    def forward(self, x: Array, state: State = None, mask: Array | None = None) -> SLSTMTrace:
        """Run over a whole sequence and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            Input, of the layer's dtype.
        state : four (N, H) ndarrays, optional
            The state (h0, c0, n0, m0) before the first step; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps, which leave the state as it was.

        Returns
        -------
        `SLSTMTrace`
            Every step.

        Raises
        ------
        ValueError
            If an input does not fit.
        """
        self.check_input(x, mask)
        state = self.check_state("state", state, len(x))
        N, T, _ = x.shape
        H = self.hidden_size
        W_h = self.params["W_h"]
        from_x = x @ self.params["W_x"] + self.params["b"]            # (N, T, 4H)
        steps = np.empty((9, N, T, H), self.dtype)                    # z_f, i, f, g, o, c, n, m, h
        h, c, n, m = state
        for t in range(T):
            z_i, z_f, z_g, z_o = _four(from_x[:, t] + h @ W_h)        # (N, H) each
            i, f, m_new, _ = stabilised_gates(z_i, z_f, np.where(n > 0, m, NOTHING_KEPT))
            g, o = np.tanh(z_g), sigmoid(z_o)
            c_new = f * c + i * g
            n_new = f * n + i
            h_new = o * (c_new / _above_zero(n_new))
            if mask is not None:                                      # a padded step changes nothing
                valid = mask[:, t, None]
                pairs = ((h_new, h), (c_new, c), (n_new, n), (m_new, m))
                h_new, c_new, n_new, m_new = (np.where(valid, new, old) for new, old in pairs)
            h, c, n, m = h_new, c_new, n_new, m_new
            steps[:, :, t] = z_f, i, f, g, o, c, n, m, h
        return SLSTMTrace(x, state, mask, *map(read_only, steps))

    def backward(self, trace: SLSTMTrace, dh: Array, dfinal: State = None) -> Grads:
        """Take gradients of a loss back through the whole sequence (back-propagation through time).

        Parameters
        ----------
        trace : `SLSTMTrace`
            From `SLSTM.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state.
        dfinal : four (N, H) ndarrays, optional
            Gradient with respect to `SLSTMTrace.final` that comes on top of dh; zeros if None.

        Returns
        -------
        `Grads`
            The gradients of x (N, T, D), zero at padded steps; of state, each (N, H); and of params.
        """
        N, T, H = self.check_trace(trace, SLSTMTrace, dh)
        dh_next, dc, dn, dm = self.check_state("dfinal", dfinal, N)
        W_h = self.params["W_h"]
        dz = np.empty((N, T, 4 * H), self.dtype)
        for t in reversed(range(T)):
            i, f, g, o, c, n, m = (values[:, t] for values in trace[4:11])
            z_f = trace.z_f[:, t]
            _, c_before, n_before, m_before = (part[:, t - 1] if t else first for part, first in _states(trace))
            dh_t = dh[:, t] + dh_next
            bounded = _above_zero(n)
            mean = c / bounded
            dmean = dh_t * o                                          # from h = o c / n
            dc_t = dc + dmean / bounded
            dn_t = dn - np.where(n == bounded, dmean * mean / bounded, 0)
            old = f > i                                               # f or i is 1: the larger exponent
            di, df = dc_t * g + dn_t, dc_t * c_before + dn_t * n_before
            dz_i, dz_f, dm_t = stabilised_gates_backward(Stabilised(i, f, m, old), z_f, di, df, dm)
            dz_t = np.concatenate([dz_i, dz_f, dc_t * i * (1 - g * g), dh_t * mean * o * (1 - o)], axis=1)
            before = [dz_t @ W_h.T, f * dc_t, f * dn_t, dm_t]
            if trace.mask is not None:                                # a padded step hands on what it got
                valid = trace.mask[:, t, None]
                dz_t = np.where(valid, dz_t, 0)
                before = [np.where(valid, mine, same) for mine, same in zip(before, (dh_t, dc, dn, dm), strict=True)]
            dz[:, t] = dz_t
            dh_next, dc, dn, dm = before
        flat, x = dz.reshape(N * T, -1), trace.x.reshape(N * T, -1)
        h_before = np.concatenate([trace.state[0][:, None], trace.h[:, :-1]], axis=1).reshape(N * T, H)
        params = {"W_x": x.T @ flat, "W_h": h_before.T @ flat, "b": flat.sum(axis=0)}
        dx = (flat @ self.params["W_x"].T).reshape(trace.x.shape)
        return Grads(x=dx, state=(dh_next, dc, dn, dm), params=params)


def _four(z: Array) -> list[Array]:
    """The four parts of z (N, 4H), each (N, H)."""
    return np.split(z, 4, axis=1)


def _states(trace: Trace) -> Any:
    """The states of all steps with that before the first: h, c, n, m."""
    return zip((trace.h, trace.c, trace.n, trace.m), trace.state, strict=True)


def _above_zero(n: Array) -> Array:
    """The normaliser, or the smallest number where it has become zero."""
    return np.maximum(n, np.finfo(n.dtype).tiny)
