"""minGRU and minLSTM: gates that do not see the state, so that all steps can be computed at once."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.activations import sigmoid
from lstm_lib.linear_recurrent import LinearRecurrent
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Rng, State, Trace


@by_shapes
class MinGRUTrace(NamedTuple):
    """All that a forward pass of a minGRU computed, at every step.

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
    g : (N, T, H) ndarray
        Candidate.
    h : (N, T, H) ndarray
        Hidden state.
    """

    x: np.ndarray
    state: np.ndarray
    mask: np.ndarray | None
    z: np.ndarray
    g: np.ndarray
    h: np.ndarray

    @property
    def final(self) -> State:
        """State h (N, H) after the last valid step of each sample."""
        return self.h[:, -1]


class MinGRU(LinearRecurrent):
    """A gated recurrent unit whose gate and candidate see the input alone.

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

        z_t = sigmoid(x_t W_z + b_z)
        g_t = x_t W_g + b_g
        h_t = z_t h_{t-1} + (1 - z_t) g_t

    z is the share that stays, as in `GRU`; the paper's z is 1 - z. W_x (D, 2H) has the parts z g and starts Glorot
    uniform, b (2H,) zero. There is no tanh, and no product with the state: h_t is linear in h_{t-1}, and
    ``forward(..., parallel=True)`` computes all steps in log2(T) rounds. What one layer cannot do for want of the
    state in its gates, several on top of one another can in part.

    References
    ----------
    Feng, Tung, Ahmed, Bengio and Hajimirsadeghi (2024), Were RNNs all we needed?,
    https://doi.org/10.48550/arXiv.2410.01201

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> layer = MinGRU(3, 5, rng=rng)
    >>> x = rng.standard_normal((2, 100, 3), dtype=np.float32)
    >>> trace = layer.forward(x)
    >>> trace.h.shape, bool(np.allclose(layer.forward(x, parallel=True).h, trace.h, atol=1e-6))
    ((2, 100, 5), True)
    """

    parts = ("z", "g")
    trace = MinGRUTrace

    def factors(self, *parts: Array) -> tuple[Array, Array, tuple[Array, ...]]:
        """Make the recurrence from the two parts of x W_x + b.

        Parameters
        ----------
        *parts : (N, T, H) ndarray
            The parts z and g.

        Returns
        -------
        a, b : (N, T, H) ndarray
            Of h_t = a_t h_{t-1} + b_t.
        kept : tuple of (N, T, H) ndarrays
            What the trace keeps: z and g.
        """
        z, g = parts
        z = sigmoid(z)
        return z.copy(), (1 - z) * g, (z, g)

    def slopes(self, trace: Trace) -> tuple[Array, list[Any]]:
        """Give the derivatives of a and b by each part.

        Parameters
        ----------
        trace : `MinGRUTrace`
            From ``forward``.

        Returns
        -------
        a : (N, T, H) ndarray
            The factors.
        slopes : list of two pairs of ndarrays
            Of a and of b, by each part.
        """
        z, g = trace.z, trace.g
        dz = z * (1 - z)
        return z, [(dz, -dz * g), (0, 1 - z)]


@by_shapes
class MinLSTMTrace(NamedTuple):
    """All that a forward pass of a minLSTM computed, at every step.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    state : (N, H) ndarray
        The state before the first step.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    i, f : (N, T, H) ndarray
        Input gate and forget gate, before they are divided by their sum.
    g : (N, T, H) ndarray
        Candidate.
    h : (N, T, H) ndarray
        Hidden state, which is the cell state, too.
    """

    x: np.ndarray
    state: np.ndarray
    mask: np.ndarray | None
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    h: np.ndarray

    @property
    def final(self) -> State:
        """State h (N, H) after the last valid step of each sample."""
        return self.h[:, -1]


class MinLSTM(LinearRecurrent):
    """A long short-term memory whose gates and candidate see the input alone.

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

        i_t, f_t = sigmoid(x_t W_i + b_i), sigmoid(x_t W_f + b_f)
        g_t = x_t W_g + b_g
        h_t = f_t / (i_t + f_t) h_{t-1} + i_t / (i_t + f_t) g_t

    The two shares add up to one, so that the size of h does not grow with time. W_x (D, 3H) has the parts i f g and
    starts Glorot uniform, b (3H,) zero but for the forget gate's part, which starts at one. It is linear in the
    state: see `MinGRU`.

    References
    ----------
    Feng, Tung, Ahmed, Bengio and Hajimirsadeghi (2024), Were RNNs all we needed?,
    https://doi.org/10.48550/arXiv.2410.01201

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> layer = MinLSTM(3, 5, rng=rng)
    >>> layer.forward(np.ones((2, 4, 3), np.float32)).final.shape
    (2, 5)
    """

    parts = ("i", "f", "g")
    trace = MinLSTMTrace

    def __init__(self, input_size: int, hidden_size: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        self.params["b"][hidden_size : 2 * hidden_size] = 1.0  # the forget gate starts open

    def factors(self, *parts: Array) -> tuple[Array, Array, tuple[Array, ...]]:
        """Make the recurrence from the three parts of x W_x + b.

        Parameters
        ----------
        *parts : (N, T, H) ndarray
            The parts i, f and g.

        Returns
        -------
        a, b : (N, T, H) ndarray
            Of h_t = a_t h_{t-1} + b_t.
        kept : tuple of (N, T, H) ndarrays
            What the trace keeps: i, f and g.
        """
        i, f, g = parts
        tiny = np.finfo(i.dtype).tiny                                 # so that two closed gates have a quotient
        i, f = sigmoid(i) + tiny, sigmoid(f) + tiny
        return f / (i + f), i / (i + f) * g, (i, f, g)

    def slopes(self, trace: Trace) -> tuple[Array, list[Any]]:
        """Give the derivatives of a and b by each part.

        Parameters
        ----------
        trace : `MinLSTMTrace`
            From ``forward``.

        Returns
        -------
        a : (N, T, H) ndarray
            The factors.
        slopes : list of three pairs of ndarrays
            Of a and of b, by each part.
        """
        i, f, g = trace.i, trace.f, trace.g
        a = f / (i + f)
        both = a * (1 - a)                                            # the slope of f / (i + f) by log f, or -log i
        by_i, by_f = both * (1 - i), both * (1 - f)
        return a, [(-by_i, by_i * g), (by_f, -by_f * g), (0, 1 - a)]
