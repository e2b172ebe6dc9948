"""The plain recurrent layer: one tanh a step, and the way back through all of them."""

from typing import NamedTuple

import numpy as np

from lstm_lib.layer import Grads
from lstm_lib.memory import empty
from lstm_lib.recurrent import Recurrent, batch_first, time_first, time_first_with_one
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, State


def rnn_step(x: Array, h: Array, W_x: Array, W_h: Array, b: Array) -> Array:
    """Take a plain recurrent network one time step further: from the state h and an input x.

    Parameters
    ----------
    x, h : (N, D) and (N, H) ndarray
        Input, and state before the step.
    W_x, W_h, b : (D, H), (H, H) and (H,) ndarray
        Weights.

    Returns
    -------
    (N, H) ndarray
        The state h after the step, in (-1, 1).

    Examples
    --------
    >>> x, h = np.array([[1.0]]), np.array([[0.5]])
    >>> rnn_step(x, h, W_x=np.array([[2.0]]), W_h=np.array([[-4.0]]), b=np.array([0.0]))
    array([[0.]])
    """
    # N samples, D input features, H hidden units
    z = x @ W_x + h @ W_h + b                        # (N, H)
    return np.tanh(z)                                # (N, H)


@by_shapes
class RNNTrace(NamedTuple):
    """All that a forward pass of an RNN computed, at every step.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    state : (N, H) ndarray
        The state before the first step.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    h : (N, T, H) ndarray
        Hidden state.
    """

    x: np.ndarray
    state: np.ndarray
    mask: np.ndarray | None
    h: np.ndarray

    @property
    def final(self) -> State:
        """State h (N, H) after the last valid step of each sample."""
        return self.h[:, -1]


class RNN(Recurrent):
    """A plain recurrent layer over a whole sequence, with every step's state kept.

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

        h_t = tanh(x_t W_x + h_{t-1} W_h + b)

    W_x (D, H) starts Glorot uniform, W_h (H, H) orthogonal, b (H,) zero.

    References
    ----------
    Elman (1990), Finding structure in time, Cognitive Science 14(2),
    https://doi.org/10.1207/s15516709cog1402_1

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> layer = RNN(3, 5, rng=rng)
    >>> trace = layer.forward(rng.standard_normal((2, 4, 3), dtype=np.float32))
    >>> trace.h.shape, bool((trace.final == trace.h[:, -1]).all())
    ((2, 4, 5), True)
    """

    parts = ("h",)

    def forward(self, x: Array, state: Array | None = None, mask: Array | None = None) -> RNNTrace:
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
        `RNNTrace`
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
        W_x, W_h = self.transposed_weights()
        h = empty((T + 1, H, N), self.dtype)                          # h[0] is the state before the first
        h[0] = h0.T
        np.matmul(W_x, time_first_with_one(x), out=h[1:])             # all steps' inputs in one call
        product = np.empty((H, N), self.dtype)
        for t in range(1, T + 1):
            h[t] += np.matmul(W_h, h[t - 1], out=product)
            np.tanh(h[t], out=h[t])
            if mask is not None:                                      # a padded step changes nothing
                np.copyto(h[t], h[t - 1], where=~mask[:, t - 1])
        return RNNTrace(x, h0, mask, batch_first(h[1:]))

    def run(self, x: Array, state: State = None, mask: Array | None = None) -> Array:
        """Run over a whole sequence and keep one step, in memory that does not grow with T.

        Parameters
        ----------
        x, state, mask : see `RNN.forward`
            The sequence.

        Returns
        -------
        (N, H) ndarray
            The final state.
        """
        self.check_input(x, mask)
        h = self.check_state("state", state, len(x)).T.copy()
        N, T, D = x.shape
        W_x, W_h = self.transposed_weights()
        h_new, product = np.empty((2, self.hidden_size, N), self.dtype)
        for t in range(T):
            np.matmul(W_x[:, :D], x[:, t].T, out=h_new)
            h_new += np.matmul(W_h, h, out=product)
            h_new += W_x[:, D:]                                       # the bias
            np.tanh(h_new, out=h_new)
            np.copyto(h, h_new, where=True if mask is None else mask[:, t])
        return np.ascontiguousarray(h.T)

    def backward(self, trace: RNNTrace, dh: Array, dfinal: Array | None = None) -> Grads:
        """Take gradients of a loss back through the whole sequence (back-propagation through time).

        Parameters
        ----------
        trace : `RNNTrace`
            From `RNN.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state.
        dfinal : (N, H) ndarray, optional
            Gradient with respect to `RNNTrace.final` that comes on top of dh; zeros if None.

        Returns
        -------
        `Grads`
            The gradients of x (N, T, D), zero at padded steps; of state (N, H); and of params.
        """
        N, T, H = self.check_trace(trace, RNNTrace, dh)
        dh_next = self.check_state("dfinal", dfinal, N).T.copy()      # (H, N)
        h, dh = time_first(trace.h), time_first(dh)                   # (T, H, N) each
        W_h = self.params["W_h"]
        dz = empty((H, T, N), self.dtype)                             # of every step's z
        for t in reversed(range(T)):
            dh_t = dh[t] + dh_next                                    # h is seen now, and by the next step
            dz_t = 1 - h[t] ** 2                                      # tanh' = 1 - tanh^2
            dz_t *= dh_t
            if trace.mask is not None:                                # a padded step hands on what it got
                padded = ~trace.mask[:, t]
                dz_t[:, padded] = 0
            dz[:, t] = dz_t
            dh_next = W_h @ dz_t
            if trace.mask is not None:
                np.copyto(dh_next, dh_t, where=padded)
        dx, params = self.grads_of_products(trace, dz)
        return Grads(x=dx, state=dh_next.T, params=params)
