"""A dense layer: the same affine map for every sample, and for every step of a sequence."""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.initialisers import glorot_uniform
from lstm_lib.layer import Grads, Layer
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Axes, Rng
from lstm_lib.validate import check_array, check_float_dtype, check_rng, check_size, check_trace_kind, read_only


@by_shapes
class DenseTrace(NamedTuple):
    """What a dense layer read and gave.

    Attributes
    ----------
    x : (N, D) or (N, T, D) ndarray
        The input.
    y : (N, K) or (N, T, K) ndarray
        The output.
    """

    x: np.ndarray
    y: np.ndarray


class Dense(Layer):
    """A dense layer without activation: y = x W + b.

    Parameters
    ----------
    input_size : int
        D, the number of features of an input.
    output_size : int
        K, the number of outputs.
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
    W (D, K) starts Glorot uniform, b (K,) zero. Of a sequence (N, T, D) every step goes through the same W.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep learning, chapter 6, https://www.deeplearningbook.org

    Examples
    --------
    >>> layer = Dense.from_params({"W": np.array([[1.0], [10.0]]), "b": np.array([0.5])})
    >>> layer.forward(np.array([[1.0, 2.0]])).y
    array([[21.5]])
    """

    ranks = {"W": 2, "b": 1}

    def __init__(self, input_size: int, output_size: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        check_size("input_size", input_size)
        check_size("output_size", output_size)
        check_rng(rng)
        check_float_dtype(dtype)
        super().__init__(
            {"W": glorot_uniform((input_size, output_size), rng, dtype), "b": np.zeros(output_size, dtype)}
        )

    @property
    def input_size(self) -> int:
        """D, the number of features of an input."""
        return self.params["W"].shape[0]

    @property
    def output_size(self) -> int:
        """K, the number of outputs."""
        return self.params["W"].shape[1]

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        D, K = self.params["W"].shape
        return {"W": (("D", D), ("K", K)), "b": (("K", K),)}

    def forward(self, x: Array) -> DenseTrace:
        """Map x to y = x W + b.

        Parameters
        ----------
        x : (N, D) or (N, T, D) ndarray
            The input, of the layer's dtype.

        Returns
        -------
        `DenseTrace`
            The input, and y (N, K) or (N, T, K).

        Raises
        ------
        ValueError
            If rank, feature size or dtype is another one.
        """
        steps = ("T",) if getattr(x, "ndim", 2) == 3 else ()
        check_array("x", x, ("N", *steps, ("D", self.input_size)), self.dtype)
        y = x.reshape(-1, self.input_size) @ self.params["W"]
        y += self.params["b"]
        return DenseTrace(x, read_only(y.reshape(*x.shape[:-1], self.output_size)))

    def backward(self, trace: DenseTrace, dy: Array) -> Grads:
        """Take the gradient of y back: dx = dy W^T, dW = x^T dy, db = sum of dy.

        Parameters
        ----------
        trace : `DenseTrace`
            From `Dense.forward`.
        dy : (N, K) or (N, T, K) ndarray
            Gradient of the loss with respect to y.

        Returns
        -------
        `Grads`
            Those of x and of the parameters.
        """
        check_trace_kind(trace, DenseTrace)
        if (trace.x.shape[-1], trace.y.shape[-1]) != (self.input_size, self.output_size):
            expected, got = (self.input_size, self.output_size), (trace.x.shape[-1], trace.y.shape[-1])
            raise ValueError(f"trace: expected one of a layer with (D, K)={expected}, got one with {got}")
        letters = ("N", "T", "K") if trace.y.ndim == 3 else ("N", "K")
        check_array("dy", dy, tuple(zip(letters, trace.y.shape, strict=True)), self.dtype)
        x, dy = trace.x.reshape(-1, self.input_size), dy.reshape(-1, self.output_size)
        dx = (dy @ self.params["W"].T).reshape(trace.x.shape)
        return Grads(x=dx, state=None, params={"W": x.T @ dy, "b": dy.sum(axis=0)})
