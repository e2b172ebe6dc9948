"""What the recurrent layers share: the form of their weights, the check of their input, and gradients of products."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.initialisers import glorot_uniform, orthogonal
from lstm_lib.memory import empty
from lstm_lib.stateful import Stateful
from lstm_lib.types import Array, Axes, Params, Rng, Trace
from lstm_lib.validate import (
    check_array,
    check_float_dtype,
    check_mask,
    check_rng,
    check_size,
    check_trace_kind,
    read_only,
)


class Recurrent(Stateful):
    """A layer with weights W_x (D, G H), W_h (H, G H) and b (G H), for G parts of H units each.

    Parameters
    ----------
    input_size, hidden_size : int
        D features of an input, and H hidden units.
    rng : numpy.random.Generator
        Draws the first weights.
    dtype : dtype, optional
        Of all parameters: float32 or float64.
    """

    ranks = {"W_x": 2, "W_h": 2, "b": 1}
    parts: tuple[str, ...] = ()  # the names of the G parts, in the order of the columns

    def __init__(self, input_size: int, hidden_size: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        check_size("input_size", input_size)
        check_size("hidden_size", hidden_size)
        check_rng(rng)
        check_float_dtype(dtype)
        columns = len(self.parts) * hidden_size
        super().__init__({
            "W_x": glorot_uniform((input_size, columns), rng, dtype),
            "W_h": orthogonal((hidden_size, columns), rng, dtype),
            "b": np.zeros(columns, dtype),
        })

    @property
    def input_size(self) -> int:
        """D, the number of features of an input."""
        return self.params["W_x"].shape[0]

    @property
    def hidden_size(self) -> int:
        """H, the number of hidden units."""
        return self.params["W_h"].shape[0]

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        D, H, G = self.input_size, self.hidden_size, len(self.parts)
        columns = (f"{G}H" if G > 1 else "H", G * H)
        return {"W_x": (("D", D), columns), "W_h": (("H", H), columns), "b": (columns,)}

    def check_input(self, x: Array, mask: Array | None = None) -> None:
        """Check a sequence and, where there is one, its mask.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The sequence.
        mask : (N, T) ndarray of bool, optional
            True at valid steps.

        Raises
        ------
        ValueError
            If one of them does not fit.
        """
        check_array("x", x, ("N", "T", ("D", self.input_size)), self.dtype)
        if mask is not None:
            check_mask(mask, *x.shape[:2])

    def check_trace(self, trace: Trace, kind: type, dh: Array) -> tuple[int, ...]:
        """Check that a trace is one that this layer can have made, and the gradient that comes with it.

        Parameters
        ----------
        trace : trace
            From ``forward``.
        kind : class
            What ``forward`` returns.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state.

        Returns
        -------
        tuple of int
            N, T and H.

        Raises
        ------
        ValueError
            If the trace is that of another kind of layer or of one of other sizes, or dh does not fit it.
        """
        check_trace_kind(trace, kind)
        N, T, H = trace.h.shape
        expected, got = (self.input_size, self.hidden_size, self.dtype), (trace.x.shape[2], H, trace.h.dtype)
        if expected != got:
            sizes = "D={}, H={}, {}"
            raise ValueError(
                f"trace: expected one of a layer with {sizes.format(*expected)}, got one with {sizes.format(*got)}; "
                "hand in what this layer's forward returned"
            )
        check_array("dh", dh, (("N", N), ("T", T), ("H", H)), self.dtype)
        return N, T, H

    def transposed_weights(self) -> tuple[Array, Array]:
        """Copy the weights, transposed, for a loop that may change them.

        Returns
        -------
        W_x : (G H, D+1) ndarray
            The weights of the input, with b as the last column.
        W_h : (G H, H) ndarray
            The weights of the state.
        """
        W_x = np.vstack([self.params["W_x"], self.params["b"]]).T.copy()
        return W_x, self.params["W_h"].T.copy()

    def grads_of_input(self, x: Array, dz: Array) -> tuple[Array, dict[str, Any]]:
        """Compute gradients of x, W_x and b from those of z = x W_x + ... + b.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The sequence.
        dz : (G H, T, N) ndarray
            Gradient of z, all steps side by side, so that each gradient is one product.

        Returns
        -------
        dx : (N, T, D) ndarray
            The gradient of x.
        params : dict
            The gradients of W_x and b; that of W_h is None, for the layer to fill in.
        """
        columns, T, N = dz.shape
        dz = dz.reshape(columns, T * N)
        dx = (self.params["W_x"] @ dz).reshape(-1, T, N)                            # (D, T, N)
        dW_x = (dz @ x.transpose(1, 0, 2).reshape(T * N, -1)).T
        return dx.transpose(2, 1, 0), {"W_x": dW_x, "W_h": None, "b": dz.sum(axis=1)}

    def hidden_before(self, trace: Trace) -> Array:
        """Lay the h that each step started from side by side.

        Parameters
        ----------
        trace : trace of a recurrent layer
            From ``forward``.

        Returns
        -------
        (H, T N) ndarray
            One column a step and sample.
        """
        N, T, H = trace.h.shape
        before = np.empty((H, T, N), self.dtype)
        self._fill_hidden_before(trace, before)
        return before.reshape(H, T * N)

    def grads_of_products(self, trace: Trace, dz: Array) -> tuple[Array, Params]:
        """Compute gradients of x and of W_x, W_h, b from those of z = x W_x + b + h W_h.

        Parameters
        ----------
        trace : trace of a recurrent layer
            From ``forward``.
        dz : (G H, T, N) ndarray
            Gradient of z, all steps side by side, so that each gradient is one product.

        Returns
        -------
        dx : (N, T, D) ndarray
            The gradient of x.
        params : dict of ndarrays
            Those of W_x, W_h and b.
        """
        N, T, D = trace.x.shape
        x_1_h = empty((D + 1 + self.hidden_size, T, N), self.dtype)
        x_1_h[:D], x_1_h[D] = trace.x.transpose(2, 1, 0), 1
        self._fill_hidden_before(trace, x_1_h[D + 1 :])
        dz = dz.reshape(len(dz), T * N)
        dW = np.ascontiguousarray((dz @ x_1_h.reshape(-1, T * N).T).T)              # (D+1+H, G H)
        dx = empty((D, T, N), self.dtype)
        np.matmul(self.params["W_x"], dz, out=dx.reshape(D, T * N))
        return dx.transpose(2, 1, 0), {"W_x": dW[:D], "W_h": dW[D + 1 :], "b": dW[D]}

    def _fill_hidden_before(self, trace: Trace, before: Array) -> None:
        """Fill in (H, T, N): the h that each step started from."""
        before[:, 0] = self.hidden_of(trace.state).T
        before[:, 1:] = trace.h[:, :-1].transpose(2, 1, 0)


# Inside the layers time comes first and the batch last: (T, H, N). Then one step's numbers lie together
# in memory, each gate's numbers do, and the products W^T h are faster than h W. Callers see (N, T, H).


def batch_first(values: Array) -> Array:
    """View (T, H, N) as (N, T, H), for reading: what a trace hands out is what backward will use."""
    return read_only(values.transpose(2, 0, 1))


def time_first(values: Array) -> Array:
    """View (N, T, H) as (T, H, N): undoes batch_first."""
    return values.transpose(1, 2, 0)


def time_first_with_one(x: Array) -> Array:
    """Copy x (N, T, D) to (T, D+1, N) with a last row of ones, which carries the bias."""
    N, T, D = x.shape
    copy = np.empty((T, D + 1, N), x.dtype)
    copy[:, :D] = time_first(x)
    copy[:, D] = 1
    return copy


def sigmoid_slope(gate: Array, share: Array, out: Array) -> None:
    """Fill out with share (1 - gate), where share = factor * gate: its slope by what the sigmoid squashes."""
    np.multiply(gate, share, out)
    np.subtract(share, out, out)


def tanh_slope(value: Array, share: Array, factor: Array, out: Array) -> None:
    """Fill out with factor (1 - value^2), where share = factor * value: its slope by what the tanh squashes."""
    np.multiply(value, share, out)
    np.subtract(factor, out, out)
