"""A diagonal state space layer: many damped rotations, written by the input and read out linearly."""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.initialisers import glorot_uniform
from lstm_lib.layer import Grads, Layer
from lstm_lib.recurrent import Recurrent
from lstm_lib.scan import linear_scan, linear_scan_backward
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Axes, Rng, State
from lstm_lib.validate import check_float_dtype, check_rng, check_size, read_only


@by_shapes
class DiagonalSSMTrace(NamedTuple):
    """All that a forward pass of a diagonal state space layer computed, at every step.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    state : tuple of (N, H) and (N, 2S) ndarrays
        The state (h0, s0) before the first step.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    u : (N, T, 2S) ndarray
        What the input writes: real parts, then imaginary parts.
    s : (N, T, 2S) ndarray
        The S complex states: real parts, then imaginary parts.
    h : (N, T, H) ndarray
        What is read out.
    """

    x: np.ndarray
    state: State
    mask: np.ndarray | None
    u: np.ndarray
    s: np.ndarray
    h: np.ndarray

    @property
    def final(self) -> State:
        """State (h, s) after the last valid step of each sample, (N, H) and (N, 2S)."""
        return self.h[:, -1], self.s[:, -1]


class DiagonalSSM(Recurrent):
    """A linear state space layer with a diagonal, complex matrix.

    Parameters
    ----------
    input_size, hidden_size : int
        D features of an input, and H outputs.
    states : int
        S complex states.
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
    With complex s_t of S units::

        lambda = exp(-exp(decay) + i exp(turn))                       |lambda| < 1 whatever is learnt
        s_t = lambda s_{t-1} + sqrt(1 - |lambda|^2) x_t W_x
        h_t = Re(s_t W_s) + x_t W_d + b

    The state stays in (h, s), h first, as everywhere; h is only handed on over padded steps. W_x (D, 2S) and W_s
    (2S, H) have real parts, then imaginary parts, and start Glorot uniform, W_d (D, H) too, b (H,) zero;
    the size of lambda starts between 0.5 and 0.999, its angle between 0 and pi / 2. It is linear in the state and in
    the input: put something that is not linear between two of them. ``forward(..., parallel=True)`` computes all
    steps in log2(T) rounds.

    References
    ----------
    Gu, Goel, Gupta and Ré (2022), On the parameterization and initialization of diagonal state space models,
    https://doi.org/10.48550/arXiv.2206.11893

    This form of lambda: Orvieto et al. (2023), Resurrecting recurrent neural networks for long sequences, ICML,
    https://doi.org/10.48550/arXiv.2303.06349

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> layer = DiagonalSSM(3, 5, states=4, rng=rng)
    >>> trace = layer.forward(rng.standard_normal((2, 100, 3), dtype=np.float32))
    >>> trace.h.shape, [part.shape for part in trace.final]
    ((2, 100, 5), [(2, 5), (2, 8)])
    """

    state_parts = ("h", "s")
    ranks = {"W_x": 2, "decay": 1, "turn": 1, "W_s": 2, "W_d": 2, "b": 1}

    def __init__(
        self, input_size: int, hidden_size: int, states: int, *, rng: Rng, dtype: DTypeLike = np.float32
    ) -> None:
        for name, size in (("input_size", input_size), ("hidden_size", hidden_size), ("states", states)):
            check_size(name, size)
        check_rng(rng)
        check_float_dtype(dtype)
        radius = np.sqrt(rng.uniform(0.5**2, 0.999**2, states))
        Layer.__init__(self, {
            "W_x": glorot_uniform((input_size, 2 * states), rng, dtype),
            "decay": np.log(-np.log(radius)).astype(dtype),
            "turn": np.log(rng.uniform(1e-3, np.pi / 2, states)).astype(dtype),
            "W_s": glorot_uniform((2 * states, hidden_size), rng, dtype),
            "W_d": glorot_uniform((input_size, hidden_size), rng, dtype),
            "b": np.zeros(hidden_size, dtype),
        })

    @property
    def hidden_size(self) -> int:
        """H, the number of outputs."""
        return self.params["b"].shape[0]

    @property
    def states(self) -> int:
        """S, the number of complex states."""
        return self.params["decay"].shape[0]

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        D, H, S = ("D", self.input_size), ("H", self.hidden_size), self.states
        return {
            "W_x": (D, ("2S", 2 * S)), "decay": (("S", S),), "turn": (("S", S),), "W_s": (("2S", 2 * S), H),
            "W_d": (D, H), "b": (H,),
        }  # fmt: skip

    def state_axes(self) -> dict[str, Axes]:
        """Say which axes each part of a state has, after that of the samples.

        Returns
        -------
        dict
            The axes by the part's letter, h first.
        """
        return {"h": (("H", self.hidden_size),), "s": (("2S", 2 * self.states),)}

    def forward(
        self, x: Array, state: State = None, mask: Array | None = None, *, parallel: bool = False
    ) -> DiagonalSSMTrace:
        """Run over a whole sequence and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            Input, of the layer's dtype.
        state : pair of (N, H) and (N, 2S) ndarrays, optional
            The state (h0, s0) before the first step; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps, which leave h and s as they were.
        parallel : bool, optional
            Whether all steps are computed in log2(T) rounds (see `linear_scan`) and not one after the other.

        Returns
        -------
        `DiagonalSSMTrace`
            Every step.

        Raises
        ------
        ValueError
            If an input does not fit.
        """
        self.check_input(x, mask)
        h0, s0 = self.check_state("state", state, len(x))
        p = self.params
        u = x @ p["W_x"]                                              # (N, T, 2S)
        factor, gain = self._factor()
        a = np.broadcast_to(factor, (*x.shape[:2], self.states)).copy()
        b = _complex(u) * gain
        if mask is not None:                                          # a padded step changes nothing
            a[~mask], b[~mask] = 1, 0
        s = _real(linear_scan(a, b, _complex(s0), parallel=parallel))
        h = s @ p["W_s"] + x @ p["W_d"] + p["b"]                      # (N, T, H)
        if mask is not None:
            h = _held(h, h0, mask)
        return DiagonalSSMTrace(x, (h0, s0), mask, read_only(u), read_only(s), read_only(h))

    def backward(self, trace: DiagonalSSMTrace, dh: Array, dfinal: State = None, *, parallel: bool = False) -> Grads:
        """Take gradients of a loss back through the whole sequence.

        Parameters
        ----------
        trace : `DiagonalSSMTrace`
            From `DiagonalSSM.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each output.
        dfinal : pair of (N, H) and (N, 2S) ndarrays, optional
            Gradient with respect to `DiagonalSSMTrace.final` that comes on top of dh; zeros if None.
        parallel : bool, optional
            As in `DiagonalSSM.forward`.

        Returns
        -------
        `Grads`
            The gradients of x (N, T, D), zero at padded steps; of state (dh0, ds0); and of params.
        """
        N, T, H = self.check_trace(trace, DiagonalSSMTrace, dh)
        dh_final, ds_final = self.check_state("dfinal", dfinal, N)
        dh = dh.copy()
        dh[:, -1] += dh_final
        dh0 = np.zeros((N, H), dh.dtype)
        if trace.mask is not None:
            dh, dh0 = _handed_back(dh, trace.mask)
        p, S = self.params, self.states
        x, s, flat = trace.x.reshape(N * T, -1), trace.s.reshape(N * T, -1), dh.reshape(N * T, H)
        ds = _complex(dh @ p["W_s"].T)                                # (N, T, S)
        ds[:, -1] += _complex(ds_final)
        factor, gain = self._factor()
        a = np.broadcast_to(factor, ds.shape)
        if trace.mask is not None:
            a = np.where(trace.mask[:, :, None], a, np.ones((), a.dtype))
        scan = linear_scan_backward(a, _complex(trace.s), _complex(trace.state[1]), ds, parallel=parallel)
        of_a, of_b = scan.a, scan.b
        if trace.mask is not None:
            of_a, of_b = (np.where(trace.mask[:, :, None], grad, 0) for grad in (of_a, of_b))
        du = _real(of_b * gain).reshape(N * T, 2 * S)
        of_gain = (of_b * _complex(trace.u).conj()).real.sum(axis=(0, 1))
        # factor = exp(-exp(decay) + i exp(turn)), gain = sqrt(1 - |factor|^2)
        of_log = factor.conj() * of_a.sum(axis=(0, 1))                # gradient of log(factor)
        slope = -(np.abs(factor) ** 2) / gain                         # of gain by log |factor|
        of_decay = -np.exp(p["decay"]) * (of_log.real + of_gain * slope)
        params = {
            "W_x": x.T @ du, "decay": of_decay.astype(dh.dtype),
            "turn": (of_log.imag * np.exp(p["turn"])).astype(dh.dtype),
            "W_s": s.T @ flat, "W_d": x.T @ flat, "b": flat.sum(axis=0),
        }  # fmt: skip
        dx = (du @ p["W_x"].T + flat @ p["W_d"].T).reshape(trace.x.shape)
        return Grads(x=dx, state=(dh0, _real(scan.h0)), params=params)

    def _factor(self) -> tuple[Array, Array]:
        """Lambda (S,), complex, and the gain sqrt(1 - |lambda|^2) that keeps s as large as x W_x."""
        decay, turn = np.exp(self.params["decay"]), np.exp(self.params["turn"])
        factor = np.exp(-decay + 1j * turn).astype(np.result_type(self.dtype, np.complex64))
        return factor, np.sqrt(-np.expm1(-2 * decay))


def _complex(values: Array) -> Array:
    """Real parts, then imaginary parts, as complex numbers."""
    S = values.shape[-1] // 2
    return values[..., :S] + 1j * values[..., S:]


def _real(values: Array) -> Array:
    """Complex numbers as real parts, then imaginary parts."""
    return np.concatenate([values.real, values.imag], axis=-1)


def _held(h: Array, h0: Array, mask: Array) -> Array:
    """The outputs, that of the last valid step at padded ones."""
    last = mask.sum(axis=1) - 1                                       # -1 where nothing is valid
    held = np.where((last < 0)[:, None], h0, h[np.arange(len(h)), last])
    return np.where(mask[:, :, None], h, held[:, None])


def _handed_back(dh: Array, mask: Array) -> tuple[Array, Array]:
    """The gradient of what was held, at the step from which it was held; and that of h0."""
    padded = np.where(mask[:, :, None], np.zeros((), dh.dtype), dh).sum(axis=1)      # (N, H)
    dh = np.where(mask[:, :, None], dh, np.zeros((), dh.dtype))
    last = mask.sum(axis=1) - 1
    some = last >= 0
    dh[some, last[some]] += padded[some]
    return dh, np.where(some[:, None], np.zeros((), dh.dtype), padded)
