"""The long short-term memory layer: a whole sequence at once, every step kept, and the way back."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.layer import Grads
from lstm_lib.lstm_steps import PARTS, hold_padding, steps_back, take_steps, take_steps_back, views_of_steps
from lstm_lib.memory import empty
from lstm_lib.products import product_of
from lstm_lib.recurrent import Recurrent, time_first
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Rng, State


@by_shapes
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
    state: State
    mask: np.ndarray | None
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray
    h: np.ndarray

    @property
    def final(self) -> State:
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
        If a size is not a whole number from 1 up, or the dtype is another one.

    Notes
    -----
    ::

        z_t = x_t W_x + h_{t-1} W_h + b, in four parts z_i, z_f, z_g, z_o
        i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o);  g = tanh(z_g)
        c_t = f c_{t-1} + i g
        h_t = o tanh(c_t)

    W_x (D, 4H) starts Glorot uniform, W_h (H, 4H) orthogonal, b (4H,) zero but for the forget gate's part,
    which starts at one: a new layer keeps about 0.73 of its memory at each step, and not a half.

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
    state_parts = ("h", "c")
    state_kind = "LSTM"  # a variant's state is the same

    def __init__(self, input_size: int, hidden_size: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.params["b"][hidden_size : 2 * hidden_size] = 1.0  # the forget gate starts open

    def forward(self, x: Array, state: State = None, mask: Array | None = None) -> LSTMTrace:
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
        N, T, D = x.shape
        H = self.hidden_size

        # Row t holds what step t works on, so c and h stand in the row of the step that starts from them.
        x_1_h = empty((T + 1, D + 1 + H, N), self.dtype)              # x_t, a 1 that carries the bias, h_{t-1}
        rows = empty((T + 1, PARTS * H, N), self.dtype)               # o i f g of step t, c_{t-1}, tanh(c_t)
        x_1_h[:T, :D], x_1_h[:T, D] = time_first(x), 1
        x_1_h[0, D + 1 :], rows[0, 4 * H : 5 * H] = h0.T, c0.T
        views = views_of_steps(x_1_h, rows, H)
        steps = zip(*views, strict=True)
        take_steps(self._product(N), steps if mask is None else hold_padding(steps, mask), (H, N), self.dtype)

        x_1_h.flags.writeable = rows.flags.writeable = False          # and so is all that the trace shows of them
        o, i, f, g, _, tanh_c = (rows[:T, k * H : (k + 1) * H].transpose(2, 0, 1) for k in range(PARTS))
        c, h = (after.transpose(2, 0, 1) for after in (rows[1:, 4 * H : 5 * H], x_1_h[1:, D + 1 :]))
        return LSTMTrace(x, (h0, c0), mask, i, f, g, o, c, tanh_c, h)

    def run(self, x: Array, state: State = None, mask: Array | None = None) -> State:
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
        h0, c0 = self.check_state("state", state, len(x))
        N, T, D = x.shape
        H = self.hidden_size
        x_1_h = np.empty((2, D + 1 + H, N), self.dtype)               # two rows, see forward: each step fills in
        rows = np.empty((2, PARTS * H, N), self.dtype)                # the first, and what it gives for the next
        x_1_h[0, D], x_1_h[0, D + 1 :], rows[0, 4 * H : 5 * H] = 1, h0.T, c0.T
        (h, h_next), (c, c_next) = x_1_h[:, D + 1 :], rows[:, 4 * H : 5 * H]
        views = [values[0] for values in views_of_steps(x_1_h, rows, H)]

        def steps() -> Iterator[Any]:
            for t in range(T):
                x_1_h[0, :D] = x[:, t].T
                yield views
                valid = True if mask is None else mask[:, t]          # a padded step changes nothing
                np.copyto(h, h_next, where=valid)
                np.copyto(c, c_next, where=valid)

        take_steps(self._product(N), steps(), (H, N), self.dtype)
        return np.ascontiguousarray(h.T), np.ascontiguousarray(c.T)

    def backward(self, trace: LSTMTrace, dh: Array, dfinal: State = None) -> Grads:
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
        dz = empty((4 * H, T, N), self.dtype)                         # of every step's z
        take_steps_back(product_of(self.params["W_h"], N), steps_back(trace, dh, dz), dc, dh_next)
        dx, params = self.grads_of_products(trace, dz)
        return Grads(x=dx, state=(dh_next.T, dc.T), params=params)

    def _product(self, N: int) -> Callable[[Array, Array], Any]:
        """The product of W_x, b and W_h, side by side (4H, D+1+H), with N columns [x, 1, h].

        The rows stand in the order o i f g, and those of o, i and f are halved: sigmoid(z) = tanh(z / 2) / 2 + 1 / 2.
        """
        D, H = self.input_size, self.hidden_size
        together, W = empty((D + 1 + H, 4 * H), self.dtype), empty((D + 1 + H, 4 * H), self.dtype)
        np.concatenate([self.params["W_x"], self.params["b"][None], self.params["W_h"]], out=together)
        half = np.array(0.5, self.dtype)
        np.multiply(together[:, 3 * H :], half, W[:, :H])
        np.multiply(together[:, : 2 * H], half, W[:, H : 3 * H])
        W[:, 3 * H :] = together[:, 2 * H : 3 * H]
        return product_of(W.T, N)
