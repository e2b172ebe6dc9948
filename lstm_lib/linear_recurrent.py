"""What layers share whose state is linear in the state before: gates that see the input alone, and a scan."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.initialisers import glorot_uniform
from lstm_lib.layer import Grads, Layer
from lstm_lib.recurrent import Recurrent
from lstm_lib.scan import linear_scan, linear_scan_backward
from lstm_lib.types import Array, Axes, Rng, Trace
from lstm_lib.validate import check_float_dtype, check_rng, check_size, read_only


class LinearRecurrent(Recurrent):
    """A layer h_t = a_t h_{t-1} + b_t with a and b made from x_t alone, by W_x (D, G H) and b (G H).

    Parameters
    ----------
    input_size, hidden_size : int
        D features of an input, and H hidden units.
    rng : numpy.random.Generator
        Draws the first weights.
    dtype : dtype, optional
        Of all parameters: float32 or float64.
    """

    ranks = {"W_x": 2, "b": 1}
    trace: Any = None  # the class of the trace: x, state, mask, the layer's own fields, h

    def __init__(self, input_size: int, hidden_size: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        check_size("input_size", input_size)
        check_size("hidden_size", hidden_size)
        check_rng(rng)
        check_float_dtype(dtype)
        columns = len(self.parts) * hidden_size
        Layer.__init__(
            self, {"W_x": glorot_uniform((input_size, columns), rng, dtype), "b": np.zeros(columns, dtype)}
        )

    @property
    def hidden_size(self) -> int:
        """H, the number of hidden units."""
        return max(1, self.params["W_x"].shape[1] // len(self.parts))

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        G = len(self.parts)
        columns = (f"{G}H", G * self.hidden_size)
        return {"W_x": (("D", self.input_size), columns), "b": (columns,)}

    def factors(self, *parts: Array) -> tuple[Array, Array, tuple[Array, ...]]:
        """Make the recurrence from the parts of x W_x + b; each layer says its own.

        Parameters
        ----------
        *parts : (N, T, H) ndarray
            The parts.

        Returns
        -------
        a, b : (N, T, H) ndarray
            Of h_t = a_t h_{t-1} + b_t.
        kept : tuple of (N, T, H) ndarrays
            What the trace keeps.
        """
        raise NotImplementedError

    def slopes(self, trace: Trace) -> tuple[Array, list[Any]]:
        """Give the derivatives of a and b by each part; each layer says its own.

        Parameters
        ----------
        trace : trace
            From ``forward``.

        Returns
        -------
        a : (N, T, H) ndarray
            The factors.
        slopes : list of pairs of ndarrays
            Of a and of b, by each part.
        """
        raise NotImplementedError

    def forward(
        self, x: Array, state: Array | None = None, mask: Array | None = None, *, parallel: bool = False
    ) -> Trace:
        """Run over a whole sequence and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            Input, of the layer's dtype.
        state : (N, H) ndarray, optional
            The state before the first step; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps, which leave h as it was.
        parallel : bool, optional
            Whether all steps are computed in log2(T) rounds (see `linear_scan`) and not one after the other.

        Returns
        -------
        trace
            Every step.

        Raises
        ------
        ValueError
            If an input does not fit.
        """
        self.check_input(x, mask)
        h0 = self.check_state("state", state, len(x))
        N, T, D = x.shape
        z = (x.reshape(N * T, D) @ self.params["W_x"] + self.params["b"]).reshape(N, T, -1)
        parts = [z[:, :, k * self.hidden_size : (k + 1) * self.hidden_size] for k in range(len(self.parts))]
        a, b, kept = self.factors(*parts)
        if mask is not None:                                          # a padded step changes nothing
            a[~mask], b[~mask] = 1, 0
        h = linear_scan(a, b, h0, parallel=parallel)
        return self.trace(x, h0, mask, *map(read_only, (*kept, h)))

    def backward(self, trace: Trace, dh: Array, dfinal: Array | None = None, *, parallel: bool = False) -> Grads:
        """Take gradients of a loss back through the whole sequence.

        Parameters
        ----------
        trace : trace
            From ``forward``.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state.
        dfinal : (N, H) ndarray, optional
            Gradient with respect to the final state that comes on top of dh; zeros if None.
        parallel : bool, optional
            As in ``forward``.

        Returns
        -------
        `Grads`
            The gradients of x (N, T, D), zero at padded steps; of state (N, H); and of params.
        """
        N, T, H = self.check_trace(trace, self.trace, dh)
        dh = dh.copy()
        dh[:, -1] += self.check_state("dfinal", dfinal, N)
        a, slopes = self.slopes(trace)
        if trace.mask is not None:
            a = np.where(trace.mask[:, :, None], a, np.ones((), a.dtype))
        scan = linear_scan_backward(a, trace.h, trace.state, dh, parallel=parallel)
        dz = np.concatenate([scan.a * of_a + scan.b * of_b for of_a, of_b in slopes], axis=2)  # (N, T, G H)
        if trace.mask is not None:
            dz[~trace.mask] = 0
        flat, x = dz.reshape(N * T, -1), trace.x.reshape(N * T, -1)
        dx = (flat @ self.params["W_x"].T).reshape(trace.x.shape)
        return Grads(x=dx, state=scan.h0, params={"W_x": x.T @ flat, "b": flat.sum(axis=0)})
