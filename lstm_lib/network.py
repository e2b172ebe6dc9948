"""The network of most chapters: a recurrent layer that reads, a dense layer that answers."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.answers import answers
from lstm_lib.composite import Composite, check_kind, join
from lstm_lib.ctc import ctc_loss
from lstm_lib.dense import Dense
from lstm_lib.dropout import dropout_mask
from lstm_lib.embedding import Embedding
from lstm_lib.losses import Loss, mean_squared_error, sigmoid_cross_entropy, softmax_cross_entropy
from lstm_lib.recurrent_composite import check_recurrent, forward_of
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Params, Rng, Trace
from lstm_lib.validate import check_mask, check_number, check_samples, check_size, check_trace_kind, describe

LOSSES = {f.__name__: f for f in (mean_squared_error, sigmoid_cross_entropy, softmax_cross_entropy, ctc_loss)}


@by_shapes
class NetworkTrace(NamedTuple):
    """The traces of the layers, and the output.

    Attributes
    ----------
    embedding : `EmbeddingTrace` or None
        Of the embedding, if there is one.
    recurrent : trace of the recurrent layer
        Every step of it.
    kept : ndarray or None
        The dropout mask, if there was one.
    dense : `DenseTrace`
        Of the dense layer.
    y : (N, K) or (N, T, K) ndarray
        The answer; with T if the network answers at every step.
    """

    embedding: Trace | None
    recurrent: Trace
    kept: np.ndarray | None
    dense: Trace
    y: np.ndarray


class Network(Composite):
    """A recurrent layer that reads, and Dense, answering at the last step or at every one.

    Parameters
    ----------
    recurrent : recurrent layer
        Any one, a `Stack` or a `Bidirectional`.
    dense : `Dense`
        Its input size is the recurrent layer's hidden size.
    embedding : `Embedding`, optional
        Comes first, if inputs are ids.
    every_step : bool, optional
        Whether to answer at every step.
    loss : str, optional
        The name of `mean_squared_error`, `sigmoid_cross_entropy`, `softmax_cross_entropy` or, with every_step=True,
        `ctc_loss`.
    dropout : float, optional
        The share of hidden features to drop before Dense while training.

    Raises
    ------
    ValueError
        If sizes do not fit, or the loss is unknown.

    Notes
    -----
    ::

        y = h_T W + b       h_T after the last valid step
        y_t = h_t W + b     with every_step=True

    References
    ----------
    What such networks can do: Karpathy (2015), https://karpathy.github.io/2015/05/21/rnn-effectiveness

    Examples
    --------
    >>> from lstm_lib import LSTM, Dense
    >>> rng = np.random.default_rng(0)
    >>> model = Network(LSTM(3, 5, rng=rng), Dense(5, 1, rng=rng))
    >>> model.forward(np.ones((2, 7, 3), np.float32)).y.shape
    (2, 1)
    """

    names = ("embedding", "recurrent", "dense")
    optional_names = ("embedding",)
    defaults = {"every_step": False, "loss": "mean_squared_error", "dropout": 0.0}

    def __init__(
        self, recurrent: Any, dense: Dense, *, embedding: Embedding | None = None, every_step: bool = False,
        loss: str = "mean_squared_error", dropout: float = 0.0,
    ) -> None:  # fmt: skip
        layers = {"embedding": embedding} if embedding is not None else {}
        super().__init__(
            layers | {"recurrent": recurrent, "dense": dense}, every_step=every_step, loss=loss, dropout=dropout
        )
        self.check_layers()

    def check_layers(self) -> None:
        """Check that each layer reads what the one before gives, and the options.

        Raises
        ------
        ValueError
            If one does not fit.
        """
        recurrent, dense, embedding = self.layers["recurrent"], self.layers["dense"], self.layers.get("embedding")
        loss, every_step = self.options["loss"], self.options["every_step"]
        check_recurrent("recurrent", recurrent)
        check_kind("dense", dense, Dense)
        if not isinstance(loss, str) or loss not in LOSSES:
            raise ValueError(f"loss: expected one of {', '.join(LOSSES)}, got {describe(loss)}")
        if not isinstance(every_step, bool):
            raise ValueError(f"every_step: expected True or False, got {describe(every_step)}")
        if loss == "ctc_loss" and not every_step:
            raise ValueError("every_step: expected True for ctc_loss, which reads an answer at every step, got False")
        self.options["dropout"] = check_number("dropout", self.options["dropout"], 0, 1, closed=True)
        if dense.input_size != recurrent.hidden_size:
            raise ValueError(f"dense: expected input_size {recurrent.hidden_size}, got {dense.input_size}")
        if embedding is not None:
            check_kind("embedding", embedding, Embedding)
        if embedding is not None and embedding.output_size != recurrent.input_size:
            size = recurrent.input_size
            raise ValueError(f"embedding: expected output_size {size}, got {embedding.output_size}")

    def forward(self, x: Array, mask: Array | None = None, rng: Rng | None = None) -> NetworkTrace:
        """Answer for a batch.

        Parameters
        ----------
        x : (N, T, D) ndarray, or (N, T) ndarray of int
            Sequences, or ids.
        mask : (N, T) ndarray of bool, optional
            False at padded steps.
        rng : numpy.random.Generator, optional
            There is dropout only where one is given (in training).

        Returns
        -------
        `NetworkTrace`
            The answer, and all that it was computed from.
        """
        recurrent, dense = self.layers["recurrent"], self.layers["dense"]
        embedded = None
        if "embedding" in self.layers:
            embedded = self.layers["embedding"].forward(x)
            x = embedded.y
        read = forward_of(recurrent, x, None, mask, rng)
        h = read.h if self.options["every_step"] else recurrent.hidden_of(read.final)
        kept = None
        if rng is not None and self.options["dropout"] > 0:
            kept = dropout_mask(h.shape, self.options["dropout"], rng, h.dtype)
            h = h * kept
        answered = dense.forward(np.ascontiguousarray(h))
        return NetworkTrace(embedded, read, kept, answered, answered.y)

    def backward(self, trace: NetworkTrace, dy: Array) -> Params:
        """Compute the gradients of all parameters.

        Parameters
        ----------
        trace : `NetworkTrace`
            From `Network.forward`.
        dy : (N, K) or (N, T, K) ndarray
            Gradient of the loss with respect to y.

        Returns
        -------
        dict of ndarrays
            The gradients, under the names of ``params``.
        """
        check_trace_kind(trace, NetworkTrace)
        recurrent = self.layers["recurrent"]
        dense = self.layers["dense"].backward(trace.dense, dy)
        dh = dense.x if trace.kept is None else dense.x * trace.kept
        if self.options["every_step"]:
            read = recurrent.backward(trace.recurrent, dh)
        else:
            nothing = np.zeros(trace.recurrent.h.shape, dh.dtype)
            read = recurrent.backward(trace.recurrent, nothing, recurrent.as_state(dh))
        grads = {"recurrent": read.params, "dense": dense.params}
        if trace.embedding is not None:
            embedding = self.layers["embedding"].backward(trace.embedding, read.x)
            grads = {"embedding": embedding.params} | grads
        return join(grads)

    def predict(self, x: Array, mask: Array | None = None, batch_size: int = 256) -> Array:
        """Answer for any number of samples, in the form of the targets.

        Parameters
        ----------
        x : (N, T, D) ndarray, or (N, T) ndarray of int
            Sequences, or ids.
        mask : (N, T) ndarray of bool, optional
            False at padded steps.
        batch_size : int, optional
            Samples at a time.

        Returns
        -------
        ndarray
            With `mean_squared_error` y itself; with `softmax_cross_entropy` class numbers (N,) or (N, T); with
            `sigmoid_cross_entropy` True or False, of the shape of y; with `ctc_loss` the symbols of the best path
            (N, U), then blanks.
        """
        check_samples("x", x, 2)
        if mask is not None:
            check_mask(mask, *x.shape[:2])
        check_size("batch_size", batch_size)
        parts = []
        for start in range(0, len(x), batch_size):
            some = slice(start, start + batch_size)
            parts.append(self.forward(x[some], None if mask is None else mask[some]).y)
        return answers(np.concatenate(parts), self.options["loss"], mask)

    def loss(self, x: Array, targets: Array, mask: Array | None = None) -> float:
        """Compute the loss of a batch, without dropout.

        Parameters
        ----------
        x, targets : ndarray
            What to read, and what the loss takes as targets.
        mask : (N, T) ndarray of bool, optional
            False at padded steps.

        Returns
        -------
        float
            The loss.
        """
        return self._loss(self.forward(x, mask).y, targets, mask).value

    def loss_and_grads(
        self, x: Array, targets: Array, mask: Array | None = None, rng: Rng | None = None
    ) -> tuple[float, Params]:
        """Compute the loss of a batch and the gradients of all parameters.

        Parameters
        ----------
        x, targets, mask : see `Network.loss`
            The batch.
        rng : numpy.random.Generator, optional
            For dropout, which there is only where one is given.

        Returns
        -------
        loss : float
            The loss.
        grads : dict of ndarrays
            The gradients, under the names of ``params``.
        """
        trace = self.forward(x, mask, rng)
        loss = self._loss(trace.y, targets, mask)
        return loss.value, self.backward(trace, loss.grad)

    def loss_count(self, x: Array, targets: Array, mask: Array | None = None) -> int:
        """Count what the loss is a mean of: samples, or valid steps where there is an answer at each.

        Parameters
        ----------
        x, targets, mask : see `Network.loss`
            The batch.

        Returns
        -------
        int
            The number.
        """
        if mask is not None and self.options["every_step"] and self.options["loss"] != "ctc_loss":
            return int(mask.sum())
        return len(x)

    def _loss(self, y: Array, targets: Array, mask: Array | None) -> Loss:
        return LOSSES[self.options["loss"]](y, targets, mask if self.options["every_step"] else None)
