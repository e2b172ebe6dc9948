"""What models share that write symbols: their loss, and writing for any number of samples."""

import numpy as np

from lstm_lib.activations import log_softmax
from lstm_lib.composite import Composite
from lstm_lib.decoding import greedy
from lstm_lib.losses import Loss, softmax_cross_entropy
from lstm_lib.symbols import PAD
from lstm_lib.types import Array, Params, Rng, State, Trace
from lstm_lib.validate import check_samples, check_size


class Writer(Composite):
    """A model whose ``forward(source, target)`` scores symbols z, and that writes step by step for `greedy` and `beam`.

    Parameters
    ----------
    layers : dict of layers
        By name, all of one dtype.
    **options
        Plain values that are no parameters.
    """

    forward: Trace  # of each model
    backward: Trace
    encode: Trace
    decode_step: Trace

    def loss(self, source: Array, target: Array) -> float:
        """Compute the cross-entropy per symbol of the target, padding left out.

        Parameters
        ----------
        source : ndarray
            What to read: N ids, pictures or whatever the model reads.
        target : (N, U) ndarray of int
            Ids to write.

        Returns
        -------
        float
            The loss.
        """
        return self._loss(self.forward(source, target).z, target).value

    def loss_and_grads(
        self, source: Array, target: Array, rng: Rng | None = None, inputs: Array | None = None
    ) -> tuple[float, Params]:
        """Compute that loss and the gradients of all parameters.

        Parameters
        ----------
        source, target : see `~lstm_lib.writer.Writer.loss`
            The batch.
        rng : numpy.random.Generator, optional
            For dropout.
        inputs : (N, U) ndarray of int, optional
            What the decoder reads; the target one step later if None.

        Returns
        -------
        loss : float
            The cross-entropy.
        grads : dict of ndarrays
            The gradients, under the names of ``params``.
        """
        trace = self.forward(source, target, rng, inputs)
        loss = self._loss(trace.z, target)
        return loss.value, self.backward(trace, loss.grad)

    def loss_count(self, source: Array, target: Array) -> int:
        """Count what the loss is a mean of: the symbols of the target.

        Parameters
        ----------
        source, target : see `~lstm_lib.writer.Writer.loss`
            The batch.

        Returns
        -------
        int
            How many are no padding.
        """
        return int((target != PAD).sum())

    def predict(self, source: Array, max_length: int, batch_size: int = 256) -> Array:
        """Write for any number of samples, by `greedy`.

        Parameters
        ----------
        source : ndarray
            What to read.
        max_length : int
            How many symbols to write at most.
        batch_size : int, optional
            Samples at a time.

        Returns
        -------
        (N, max_length) ndarray of int
            Symbols up to END, then PAD.
        """
        check_samples("source", source)
        check_size("batch_size", batch_size)
        check_size("max_length", max_length)
        ids = np.full((len(source), max_length), PAD)
        for start in range(0, len(source), batch_size):
            written = greedy(self, source[start : start + batch_size], max_length).ids
            ids[start : start + batch_size, : written.shape[1]] = written
        return ids

    def _next_h(self, embedding: str, ids: Array, state: State) -> tuple[Array, State]:
        """The decoder one step on: h (N, 1, H) after reading ids, and the state."""
        trace = self.layers["decoder"].forward(self.layers[embedding].forward(ids[:, None]).y, state)
        return np.ascontiguousarray(trace.h), trace.final

    def _log_p(self, h: Array) -> Array:
        """The logarithm of the probability of each symbol (N, V), from what the dense layer reads (N, 1, ...)."""
        return log_softmax(self.layers["dense"].forward(h).y[:, 0])

    def _loss(self, z: Array, target: Array) -> Loss:
        return softmax_cross_entropy(z, target, target != PAD)
