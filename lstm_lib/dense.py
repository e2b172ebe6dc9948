"""A dense layer: the same affine map for every sample, and for every step of a sequence."""

from typing import NamedTuple

import numpy as np

from lstm_lib.initialisers import glorot_uniform
from lstm_lib.layer import Grads, Layer
from lstm_lib.validate import check_array, check_float_dtype, check_rng, check_size


class DenseTrace(NamedTuple):
    """What a dense layer read and gave."""

    x: np.ndarray  # (N, D) or (N, T, D)
    y: np.ndarray  # (N, K) or (N, T, K)


class Dense(Layer):
    """A dense layer without activation: y = x W + b.

    Parameters: input_size D; output_size K; rng, a numpy Generator; dtype. W (D, K) starts Glorot
    uniform, b (K,) zero. Inputs are (N, D), or (N, T, D): then every step goes through the same W.
    Another rank, feature size or dtype is a ValueError.

    Reference: Goodfellow, Bengio and Courville (2016), Deep learning, chapter 6,
    https://www.deeplearningbook.org

    >>> layer = Dense.from_params({"W": np.array([[1.0], [10.0]]), "b": np.array([0.5])})
    >>> layer.forward(np.array([[1.0, 2.0]])).y
    array([[21.5]])
    """

    def __init__(self, input_size, output_size, *, rng, dtype=np.float32):
        check_size("input_size", input_size)
        check_size("output_size", output_size)
        check_rng(rng)
        check_float_dtype(dtype)
        super().__init__(
            {"W": glorot_uniform((input_size, output_size), rng, dtype), "b": np.zeros(output_size, dtype)}
        )

    @property
    def input_size(self):
        """D, the number of features of an input."""
        return self.params["W"].shape[0]

    @property
    def output_size(self):
        """K, the number of outputs."""
        return self.params["W"].shape[1]

    def param_axes(self):
        """The axes that each parameter should have."""
        D, K = self.params["W"].shape
        return {"W": (("D", D), ("K", K)), "b": (("K", K),)}

    def forward(self, x):
        """Map x (N, D) to y (N, K), or x (N, T, D) to y (N, T, K); returns a `DenseTrace`."""
        steps = ("T",) if getattr(x, "ndim", 2) == 3 else ()
        check_array("x", x, ("N", *steps, ("D", self.input_size)), self.dtype)
        y = x.reshape(-1, self.input_size) @ self.params["W"]
        y += self.params["b"]
        return DenseTrace(x, y.reshape(*x.shape[:-1], self.output_size))

    def backward(self, trace, dy):
        """Gradients from dy, of the shape of y: dx = dy W^T, dW = x^T dy, db = sum of dy."""
        letters = ("N", "T", "K") if trace.y.ndim == 3 else ("N", "K")
        check_array("dy", dy, tuple(zip(letters, trace.y.shape, strict=True)), self.dtype)
        x, dy = trace.x.reshape(-1, self.input_size), dy.reshape(-1, self.output_size)
        dx = (dy @ self.params["W"].T).reshape(trace.x.shape)
        return Grads(x=dx, state=None, params={"W": x.T @ dy, "b": dy.sum(axis=0)})
