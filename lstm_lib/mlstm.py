"""The mLSTM of xLSTM: a matrix for a memory, written and read with keys, without the state in its gates."""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.activations import sigmoid
from lstm_lib.exponential_gates import Stabilised, stabilised_gates, stabilised_gates_backward
from lstm_lib.initialisers import glorot_uniform
from lstm_lib.layer import Grads, Layer
from lstm_lib.recurrent import Recurrent
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Axes, Rng, State
from lstm_lib.validate import check_float_dtype, check_rng, check_size, read_only


@by_shapes
class MLSTMTrace(NamedTuple):
    """All that a forward pass of an mLSTM computed, at every step.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    state : tuple of (N, H), (N, H, H), (N, H) and (N, 1) ndarrays
        The state (h0, C0, n0, m0) before the first step.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    q, k, v : (N, T, H) ndarray
        Query, key (divided by sqrt(H)) and value.
    o : (N, T, H) ndarray
        Output gate.
    z_f, i, f, m : (N, T, 1) ndarray
        What the forget gate squashes; input and forget gate divided by exp(m); the exponent m.
    C : (N, T, H, H) ndarray
        The memory, a row a value and a column a key, divided by exp(m).
    n : (N, T, H) ndarray
        The normaliser, divided by exp(m).
    h : (N, T, H) ndarray
        Hidden state.
    """

    x: np.ndarray
    state: State
    mask: np.ndarray | None
    q: np.ndarray
    k: np.ndarray
    v: np.ndarray
    o: np.ndarray
    z_f: np.ndarray
    i: np.ndarray
    f: np.ndarray
    m: np.ndarray
    C: np.ndarray
    n: np.ndarray
    h: np.ndarray

    @property
    def final(self) -> State:
        """State (h, C, n, m) after the last valid step of each sample."""
        return self.h[:, -1], self.C[:, -1], self.n[:, -1], self.m[:, -1]


class MLSTM(Recurrent):
    """The mLSTM (one head): a memory of H x H numbers that a key and a value are added to at each step.

    Parameters
    ----------
    input_size, hidden_size : int
        D features of an input, and H features of keys, values and the output.
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

        q, k, v = x_t W_q + b_q, (x_t W_k + b_k) / sqrt(H), x_t W_v + b_v
        i = exp(x_t w_i + b_i);  f = sigmoid(x_t w_f + b_f);  o = sigmoid(x_t W_o + b_o)      i and f are numbers
        C_t = f C_{t-1} + i v k^T
        n_t = f n_{t-1} + i k
        h_t = o C_t q / max(|n_t . q|, 1)

    C and n are kept divided by exp(m), as in `SLSTM`, and the 1 with them. W_x (D, 4H) has the parts q k v o, W_g
    (D, 2) the parts i f; both start Glorot uniform, b (4H,) and b_g (2,) zero but for the forget gate, which starts
    at three. A state is (h, C, n, m); h is only handed on over padded steps. A trace keeps C of every step:
    N T H^2 numbers.

    References
    ----------
    Beck et al. (2024), xLSTM: extended long short-term memory, NeurIPS, section 2.3,
    https://doi.org/10.48550/arXiv.2405.04517

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> trace = MLSTM(3, 5, rng=rng).forward(rng.standard_normal((2, 4, 3), dtype=np.float32))
    >>> trace.h.shape, [part.shape for part in trace.final]
    ((2, 4, 5), [(2, 5), (2, 5, 5), (2, 5), (2, 1)])
    """

    state_parts = ("h", "C", "n", "m")
    ranks = {"W_x": 2, "W_g": 2, "b": 1, "b_g": 1}

    def __init__(self, input_size: int, hidden_size: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        check_size("input_size", input_size)
        check_size("hidden_size", hidden_size)
        check_rng(rng)
        check_float_dtype(dtype)
        Layer.__init__(self, {
            "W_x": glorot_uniform((input_size, 4 * hidden_size), rng, dtype),
            "W_g": glorot_uniform((input_size, 2), rng, dtype),
            "b": np.zeros(4 * hidden_size, dtype),
            "b_g": np.array([0, 3], dtype),
        })

    @property
    def hidden_size(self) -> int:
        """H, the number of features of keys, values and the output."""
        return max(1, self.params["b"].shape[0] // 4)

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        D, columns, two = ("D", self.input_size), ("4H", 4 * self.hidden_size), ("2", 2)
        return {"W_x": (D, columns), "W_g": (D, two), "b": (columns,), "b_g": (two,)}

    def state_axes(self) -> dict[str, Axes]:
        """Say which axes each part of a state has, after that of the samples.

        Returns
        -------
        dict
            The axes by the part's letter, h first.
        """
        H = ("H", self.hidden_size)
        return {"h": (H,), "C": (H, H), "n": (H,), "m": (("1", 1),)}

    def forward(self, x: Array, state: State = None, mask: Array | None = None) -> MLSTMTrace:
        """Run over a whole sequence and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            Input, of the layer's dtype.
        state : four ndarrays, optional
            The state (h0, C0, n0, m0) before the first step; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps, which leave the state as it was.

        Returns
        -------
        `MLSTMTrace`
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
        q, k, v, o = np.split(x @ self.params["W_x"] + self.params["b"], 4, axis=2)      # (N, T, H) each
        k, o = k / self.dtype.type(np.sqrt(H)), sigmoid(o)
        z_i, z_f = np.split(x @ self.params["W_g"] + self.params["b_g"], 2, axis=2)      # (N, T, 1) each
        gates = np.empty((3, N, T, 1), self.dtype)                    # i, f, m
        memory, normaliser, hidden = (np.empty((N, T, *shape), self.dtype) for shape in ((H, H), (H,), (H,)))
        h, C, n, m = state
        for t in range(T):
            i, f, m_new, _ = stabilised_gates(z_i[:, t], z_f[:, t], m)
            C_new = f[:, :, None] * C + (i * v[:, t])[:, :, None] * k[:, t, None, :]
            n_new = f * n + i * k[:, t]
            read = (C_new @ q[:, t, :, None])[:, :, 0]                # (N, H)
            h_new = o[:, t] * read / _divisor(n_new, q[:, t], m_new)[0]
            if mask is not None:                                      # a padded step changes nothing
                valid = mask[:, t, None]
                h_new, n_new, m_new = (np.where(valid, *pair) for pair in ((h_new, h), (n_new, n), (m_new, m)))
                C_new = np.where(valid[:, :, None], C_new, C)
            h, C, n, m = h_new, C_new, n_new, m_new
            gates[:, :, t] = i, f, m
            memory[:, t], normaliser[:, t], hidden[:, t] = C, n, h
        return MLSTMTrace(x, state, mask, *map(read_only, (q, k, v, o, z_f, *gates, memory, normaliser, hidden)))

    def backward(self, trace: MLSTMTrace, dh: Array, dfinal: State = None) -> Grads:
        """Take gradients of a loss back through the whole sequence (back-propagation through time).

        Parameters
        ----------
        trace : `MLSTMTrace`
            From `MLSTM.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state.
        dfinal : four ndarrays, optional
            Gradient with respect to `MLSTMTrace.final` that comes on top of dh; zeros if None.

        Returns
        -------
        `Grads`
            The gradients of x (N, T, D), zero at padded steps; of state, in its form; and of params.
        """
        N, T, H = self.check_trace(trace, MLSTMTrace, dh)
        dh_next, dC, dn, dm = self.check_state("dfinal", dfinal, N)
        dz = np.zeros((N, T, 4 * H), self.dtype)                      # of q, k, v, o before what squashes
        dz_g = np.zeros((N, T, 2), self.dtype)                        # of z_i, z_f
        for t in reversed(range(T)):
            q, k, v, o, z_f, i, f, m, C, n = (values[:, t] for values in trace[3:13])
            C_before, n_before = (trace.C[:, t - 1], trace.n[:, t - 1]) if t else trace.state[1:3]
            dh_t = dh[:, t] + dh_next
            divisor, dot, floor = _divisor(n, q, m)
            mean = (C @ q[:, :, None])[:, :, 0] / divisor             # h = o mean
            dread = dh_t * o / divisor
            ddivisor = -(dread * mean).sum(axis=1, keepdims=True)
            by_dot = np.abs(dot) >= floor
            ddot = np.where(by_dot, ddivisor * np.sign(dot), 0)
            dm_t = dm + np.where(by_dot, 0, -floor * ddivisor)
            dC_t = dC + dread[:, :, None] * q[:, None, :]
            dn_t = dn + ddot * q
            dq = (dread[:, None, :] @ C)[:, 0] + ddot * n
            from_value, from_key = (dC_t @ k[:, :, None])[:, :, 0], (v[:, None, :] @ dC_t)[:, 0]
            di = (from_value * v).sum(axis=1, keepdims=True) + (dn_t * k).sum(axis=1, keepdims=True)
            df = (dC_t * C_before).sum(axis=(1, 2))[:, None] + (dn_t * n_before).sum(axis=1, keepdims=True)
            dz_i, dz_f, dm_before = stabilised_gates_backward(Stabilised(i, f, m, f > i), z_f, di, df, dm_t)
            dk = i * (from_key + dn_t) / self.dtype.type(np.sqrt(H))
            dz_t = np.concatenate([dq, dk, i * from_value, dh_t * mean * o * (1 - o)], axis=1)
            valid = np.ones((N, 1), bool) if trace.mask is None else trace.mask[:, t, None]
            dz[:, t] = np.where(valid, dz_t, 0)
            dz_g[:, t] = np.where(valid, np.concatenate([dz_i, dz_f], axis=1), 0)
            dh_next = np.where(valid, np.zeros((), dh.dtype), dh_t)   # a padded step hands on what it got
            dC = np.where(valid[:, :, None], f[:, :, None] * dC_t, dC)
            dn, dm = np.where(valid, f * dn_t, dn), np.where(valid, dm_before, dm)
        x, flat, flat_g = (values.reshape(N * T, -1) for values in (trace.x, dz, dz_g))
        params = {"W_x": x.T @ flat, "W_g": x.T @ flat_g, "b": flat.sum(axis=0), "b_g": flat_g.sum(axis=0)}
        dx = (flat @ self.params["W_x"].T + flat_g @ self.params["W_g"].T).reshape(trace.x.shape)
        return Grads(x=dx, state=(dh_next, dC, dn, dm), params=params)


def _divisor(n: Array, q: Array, m: Array) -> tuple[Array, Array, Array]:
    """What the reading is divided by, max(|n . q|, exp(-m)), with both: each (N, 1)."""
    dot = (n * q).sum(axis=1, keepdims=True)
    floor = np.exp(np.minimum(-m, 80))                                # 80: below float32's largest exponent
    return np.maximum(np.abs(dot), floor), dot, floor
