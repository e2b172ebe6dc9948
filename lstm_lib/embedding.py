"""An embedding: a table with one learned row for each id of a vocabulary."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.layer import Grads, Layer
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Axes, Rng
from lstm_lib.validate import (
    check_array,
    check_float_dtype,
    check_rng,
    check_size,
    check_trace_kind,
    describe,
    read_only,
)


@by_shapes
class EmbeddingTrace(NamedTuple):
    """What an embedding read and gave.

    Attributes
    ----------
    ids : (N, T) ndarray of int
        The ids.
    y : (N, T, D) ndarray
        Their rows.
    """

    ids: np.ndarray
    y: np.ndarray


class Embedding(Layer):
    """A table of V rows: y = W[ids].

    Parameters
    ----------
    vocabulary_size : int
        V, the number of rows.
    output_size : int
        D, the number of features of a row.
    rng : numpy.random.Generator
        Draws the first rows.
    dtype : dtype, optional
        Of the table: float32 or float64.

    Raises
    ------
    ValueError
        If a size is not a whole number from 1 up, or the dtype is another one.

    Notes
    -----
    W (V, D) starts uniform in (-0.05, 0.05).

    References
    ----------
    Bengio, Ducharme, Vincent and Jauvin (2003), A neural probabilistic language model, Journal of Machine
    Learning Research 3, https://www.jmlr.org/papers/v3/bengio03a.html

    Examples
    --------
    >>> layer = Embedding.from_params({"W": np.array([[0.0, 0.1], [1.0, 1.1]])})
    >>> trace = layer.forward(np.array([[1, 0, 1]]))
    >>> trace.y[0, 2]
    array([1. , 1.1])
    >>> layer.backward(trace, np.ones((1, 3, 2))).params["W"]       # id 1 is there twice
    array([[1., 1.],
           [2., 2.]])
    """

    ranks = {"W": 2}

    def __init__(self, vocabulary_size: int, output_size: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        check_size("vocabulary_size", vocabulary_size)
        check_size("output_size", output_size)
        check_rng(rng)
        check_float_dtype(dtype)
        super().__init__({"W": rng.uniform(-0.05, 0.05, (vocabulary_size, output_size)).astype(dtype)})

    @property
    def vocabulary_size(self) -> int:
        """V, the number of rows."""
        return self.params["W"].shape[0]

    @property
    def output_size(self) -> int:
        """D, the number of features of a row."""
        return self.params["W"].shape[1]

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        return {"W": (("V", self.vocabulary_size), ("D", self.output_size))}

    def forward(self, ids: Array) -> EmbeddingTrace:
        """Look up ids.

        Parameters
        ----------
        ids : (N, T) ndarray of int
            Ids from 0 to V-1.

        Returns
        -------
        `EmbeddingTrace`
            The ids, and y (N, T, D).

        Raises
        ------
        ValueError
            If an id lies outside 0 .. V-1, or ids are not whole numbers.
        """
        check_ids("ids", ids, self.vocabulary_size)
        return EmbeddingTrace(ids, read_only(self.params["W"][ids]))

    def backward(self, trace: EmbeddingTrace, dy: Array) -> Grads:
        """Compute the table's gradient: each row's is the sum over all places where its id stood.

        Parameters
        ----------
        trace : `EmbeddingTrace`
            From `Embedding.forward`.
        dy : (N, T, D) ndarray
            Gradient of the loss with respect to y.

        Returns
        -------
        `Grads`
            Those of the parameters; ids have none.
        """
        check_trace_kind(trace, EmbeddingTrace)
        D, got = self.output_size, trace.y.shape[2]
        if got != D:
            raise ValueError(f"trace: expected one of a table with D={D}, got one with {got}")
        if trace.ids.max() >= self.vocabulary_size:
            raise ValueError(f"trace: expected ids from 0 to {self.vocabulary_size - 1}, got {trace.ids.max()}")
        check_array("dy", dy, tuple(zip("NTD", trace.y.shape, strict=True)), self.dtype)
        dW = np.zeros_like(self.params["W"])
        np.add.at(dW, trace.ids.ravel(), dy.reshape(-1, self.output_size))
        return Grads(x=None, state=None, params={"W": dW})


def check_ids(name: str, ids: Any, vocabulary_size: Any) -> None:
    """Check ids (N, T): whole numbers from 0 to V-1, at least one step."""
    if not isinstance(ids, np.ndarray) or ids.dtype.kind not in "iu" or ids.ndim != 2 or ids.size == 0:
        raise ValueError(f"{name}: expected whole numbers of shape (N, T), got {describe(ids)}")
    outside = (ids < 0) | (ids >= vocabulary_size)
    if outside.any():
        where = tuple(int(k) for k in np.argwhere(outside)[0])
        raise ValueError(f"{name}: expected ids from 0 to {vocabulary_size - 1}, got {ids[where]} at {where}")
