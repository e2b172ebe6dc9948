"""The gated recurrent unit layer, in both conventions: a whole sequence, every step kept, and back."""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.layer import Grads
from lstm_lib.memory import empty
from lstm_lib.recurrent import Recurrent, batch_first, sigmoid_slope, tanh_slope, time_first, time_first_with_one
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Axes, Rng, State, Trace


@by_shapes
class GRUTrace(NamedTuple):
    """All that a forward pass of a GRU computed, at every step.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    state : (N, H) ndarray
        The state before the first step.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    z : (N, T, H) ndarray
        Update gate: how much of the old state stays.
    r : (N, T, H) ndarray
        Reset gate: how much of the old state the candidate sees.
    u : (N, T, H) ndarray
        What the candidate takes from the old state: h W_hg + b_h, or r h.
    g : (N, T, H) ndarray
        Candidate.
    h : (N, T, H) ndarray
        Hidden state.
    """

    x: np.ndarray
    state: np.ndarray
    mask: np.ndarray | None
    z: np.ndarray
    r: np.ndarray
    u: np.ndarray
    g: np.ndarray
    h: np.ndarray

    @property
    def final(self) -> State:
        """State h (N, H) after the last valid step of each sample."""
        return self.h[:, -1]


class GRU(Recurrent):
    """Gated recurrent units over a whole sequence, with every step's gates and states kept.

    Parameters
    ----------
    input_size, hidden_size : int
        D features of an input, and H hidden units.
    reset_after : bool, optional
        Whether the reset gate acts after the product with W_h or before it.
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

        z, r = sigmoid(x_t W_xz + h_{t-1} W_hz + b_z), sigmoid(x_t W_xr + h_{t-1} W_hr + b_r)
        g = tanh(x_t W_xg + b_g + r (h_{t-1} W_hg + b_h))       reset after the product (the default)
        g = tanh(x_t W_xg + b_g + (r h_{t-1}) W_hg)             reset before the product
        h_t = z h_{t-1} + (1 - z) g

    W_x (D, 3H) starts Glorot uniform, W_h (H, 3H) orthogonal, biases zero: b (3H,) and, for the reset after
    the product alone, b_h (H,).

    References
    ----------
    Cho et al. (2014), Learning phrase representations using RNN encoder-decoder for statistical machine
    translation, EMNLP, https://doi.org/10.3115/v1/D14-1179, reset before the product; the other
    variant is described in the documentation of Keras and of PyTorch.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> layer = GRU(3, 5, rng=rng)
    >>> trace = layer.forward(rng.standard_normal((2, 4, 3), dtype=np.float32))
    >>> trace.z.shape, trace.final.shape
    ((2, 4, 5), (2, 5))
    """

    parts = ("z", "r", "g")

    def __init__(
        self, input_size: int, hidden_size: int, *, reset_after: bool = True, rng: Rng, dtype: DTypeLike = np.float32
    ) -> None:
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        if reset_after:
            self.params["b_h"] = np.zeros(hidden_size, dtype)

    @property
    def reset_after(self) -> bool:
        """Whether the reset gate acts after the product with W_h, and so there is a bias inside it."""
        return "b_h" in self.params

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        inside = {"b_h": (("H", self.hidden_size),)} if self.reset_after else {}
        return super().param_axes() | inside

    def forward(self, x: Array, state: Array | None = None, mask: Array | None = None) -> GRUTrace:
        """Run over a whole sequence and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            Input, of the layer's dtype.
        state : (N, H) ndarray, optional
            The state before the first step; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps, which leave h as it was.

        Returns
        -------
        `GRUTrace`
            Every step.

        Raises
        ------
        ValueError
            If an input does not fit.
        """
        self.check_input(x, mask)
        h0 = self.check_state("state", state, len(x))
        N, T, _ = x.shape
        H = self.hidden_size
        W_x, W_h = self._weights_for_one_tanh()

        # One block of memory, a row a step: z r g, u, h. Row 0 holds the state before the first.
        rows = empty((T + 1, 5, H, N), self.dtype)
        parts, u, h = rows[:, :3], rows[:, 3], rows[:, 4]
        h[0] = h0.T
        # All steps' inputs in one call.
        np.matmul(W_x, time_first_with_one(x), out=rows.reshape(T + 1, 5 * H, N)[1:, : 3 * H])
        product = np.empty((3 * H, N), self.dtype)
        for t in range(1, T + 1):
            self._step_in_place(W_h, parts[t], h[t - 1], u[t], h[t], product)
            if mask is not None:                                      # a padded step changes nothing
                np.copyto(h[t], h[t - 1], where=~mask[:, t - 1])

        z, r, g, u, h = (batch_first(rows[1:, k]) for k in range(5))
        return GRUTrace(x, h0, mask, z, r, u, g, h)

    def run(self, x: Array, state: State = None, mask: Array | None = None) -> Array:
        """Run over a whole sequence and keep one step, in memory that does not grow with T.

        Parameters
        ----------
        x, state, mask : see `GRU.forward`
            The sequence.

        Returns
        -------
        (N, H) ndarray
            The final state.
        """
        self.check_input(x, mask)
        h = self.check_state("state", state, len(x)).T.copy()
        N, T, D = x.shape
        H = self.hidden_size
        W_x, W_h = self._weights_for_one_tanh()
        a, product = np.empty((2, 3 * H, N), self.dtype)
        u, h_new = np.empty((2, H, N), self.dtype)
        for t in range(T):
            np.matmul(W_x[:, :D], x[:, t].T, out=a)
            a += W_x[:, D:]                                           # the bias
            self._step_in_place(W_h, a.reshape(3, H, N), h, u, h_new, product)
            np.copyto(h, h_new, where=True if mask is None else mask[:, t])
        return np.ascontiguousarray(h.T)

    def backward(self, trace: GRUTrace, dh: Array, dfinal: Array | None = None) -> Grads:
        """Take gradients of a loss back through the whole sequence (back-propagation through time).

        Parameters
        ----------
        trace : `GRUTrace`
            From `GRU.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state.
        dfinal : (N, H) ndarray, optional
            Gradient with respect to `GRUTrace.final` that comes on top of dh; zeros if None.

        Returns
        -------
        `Grads`
            The gradients of x (N, T, D), zero at padded steps; of state (N, H); and of params.
        """
        N, T, H = self.check_trace(trace, GRUTrace, dh)
        dh_next = self.check_state("dfinal", dfinal, N).T.copy()      # (H, N)
        W_h = self.params["W_h"]
        z, r, u, g, h, dh = map(time_first, (trace.z, trace.r, trace.u, trace.g, trace.h, dh))
        da = empty((3 * H, T, N), self.dtype)                         # of what z, r and g squash
        du = empty((H, T, N) if self.reset_after else (0, T, N), self.dtype)
        da_t = np.empty((3, H, N), self.dtype)                        # the same of one step
        one, factor = np.array(1, self.dtype), np.empty((H, N), self.dtype)
        for t in reversed(range(T)):
            h_before = h[t - 1] if t > 0 else trace.state.T
            dh_t = dh[t] + dh_next                                    # h is seen now, and by the next step
            da_z, da_r, da_g = da_t
            sigmoid_slope(z[t], z[t] * (h_before - g[t]), da_z)       # from h = z h + (1 - z) g
            np.subtract(one, z[t], factor)
            tanh_slope(g[t], g[t] * factor, factor, da_g)
            da_t[::2] *= dh_t
            if trace.mask is not None:
                padded = ~trace.mask[:, t]
                da_t[::2, :, padded] = 0
            dh_next = z[t] * dh_t
            if self.reset_after:
                sigmoid_slope(r[t], r[t] * u[t], da_r)
                da_r *= da_g
                du_t = np.multiply(da_g, r[t])
                du[:, t] = du_t
                dh_next += W_h[:, 2 * H :] @ du_t
            else:
                du_t = W_h[:, 2 * H :] @ da_g
                sigmoid_slope(r[t], r[t] * h_before, da_r)
                da_r *= du_t
                dh_next += np.multiply(du_t, r[t], out=du_t)
            dh_next += W_h[:, : 2 * H] @ da_t[:2].reshape(2 * H, N)
            da[:, t] = da_t.reshape(3 * H, N)
            if trace.mask is not None:                                # a padded step hands on what it got
                np.copyto(dh_next, dh_t, where=padded)
        return self._finish(trace, dh_next, da, du)

    def _finish(self, trace: Trace, dh0: Array, da: Array, du: Array) -> Grads:
        """Gradients of input, state and parameters once those of every step are known."""
        H = self.hidden_size
        dx, params = self.grads_of_input(trace.x, da)
        before = self.hidden_before(trace)                            # (H, T N)
        da = da.reshape(3 * H, -1)
        if self.reset_after:
            du = du.reshape(H, -1)
            params["b_h"] = du.sum(axis=1)
            of_candidate = before @ du.T
        else:
            of_candidate = trace.u.transpose(2, 1, 0).reshape(H, -1) @ da[2 * H :].T
        params["W_h"] = np.hstack([before @ da[: 2 * H].T, of_candidate])
        return Grads(x=dx, state=dh0.T, params=params)

    def _step_in_place(self, W_h: Array, parts: Array, h: Array, u: Array, h_next: Array, product: Array) -> None:
        """Turn the inputs' share (3, H, N) of z r g into those parts, and fill in u and the next h."""
        H = len(h)
        z_and_r, g = parts[:2], parts[2]
        if self.reset_after:
            np.matmul(W_h, h, out=product)
            np.add(product[2 * H :], self.params["b_h"][:, None], out=u)
        else:
            np.matmul(W_h[: 2 * H], h, out=product[: 2 * H])
        z_and_r += product[: 2 * H].reshape(2, *h.shape)
        np.tanh(z_and_r, out=z_and_r)
        z_and_r *= 0.5
        z_and_r += 0.5                               # sigmoid(a) = tanh(a / 2) / 2 + 1 / 2
        z, r = z_and_r
        work = product[2 * H :]
        if self.reset_after:
            g += np.multiply(r, u, out=work)
        else:
            np.multiply(r, h, out=u)
            g += np.matmul(W_h[2 * H :], u, out=work)
        np.tanh(g, out=g)
        np.subtract(h, g, out=h_next)
        h_next *= z
        h_next += g                                  # h = z h + (1 - z) g

    def _weights_for_one_tanh(self) -> tuple[Array, Array]:
        """W_x with b as its last column (3H, D+1) and W_h (3H, H), the rows of z and r halved."""
        W_x, W_h = self.transposed_weights()
        W_x[: 2 * self.hidden_size] *= 0.5
        W_h[: 2 * self.hidden_size] *= 0.5
        return W_x, W_h
