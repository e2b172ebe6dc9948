"""Scheduled sampling: a decoder that learns to go on from what it wrote itself."""

from collections.abc import Callable
from numbers import Real

import numpy as np

from lstm_lib.symbols import shifted
from lstm_lib.types import Array, Params, Rng
from lstm_lib.validate import check_rng, describe
from lstm_lib.writer import Writer


class ScheduledSampling:
    """A model that writes, and reads some of its own symbols in training, for `fit`.

    Parameters
    ----------
    model : `EncoderDecoder` or `Captioner`
        What is trained; use and save it itself afterwards.
    share : float or function
        The probability, in [0, 1], with which the decoder reads what it wrote and not what it should have written; or a
        function of (k, K), update k of K, k from 0, that gives it, such as ``lambda k, K: 0.5 * k / K``.

    Raises
    ------
    ValueError
        If the model does not write or the share lies outside [0, 1].

    Notes
    -----
    For each target step u, with probability share::

        input_u = argmax_k p(k | inputs up to u - 1, source)      else target_{u-1}

    The decoder first writes step by step, then loss and gradients are computed for the inputs that this gave; no
    gradient passes through the choice of a symbol. With share 0 it is teacher forcing. The loss without rng, for
    validation, is that of teacher forcing.

    References
    ----------
    Bengio, Vinyals, Jaitly and Shazeer (2015), Scheduled sampling for sequence prediction with recurrent neural
    networks, NeurIPS, https://doi.org/10.48550/arXiv.1506.03099

    Examples
    --------
    >>> from lstm_lib import LSTM, Adam, Dense, Embedding, EncoderDecoder, fit
    >>> from lstm_lib.data import reversing_task
    >>> rng = np.random.default_rng(0)
    >>> model = EncoderDecoder(
    ...     Embedding(11, 4, rng=rng), LSTM(4, 5, rng=rng), Embedding(11, 4, rng=rng), LSTM(4, 5, rng=rng),
    ...     Dense(5, 11, rng=rng))
    >>> history = fit(ScheduledSampling(model, lambda k, K: 0.5 * k / K), reversing_task(20, 4, rng), epochs=2,
    ...               optimiser=Adam(), batch_size=10, rng=rng, progress=False)
    >>> len(history.loss)
    2
    """

    def __init__(self, model: Writer, share: float | Callable[[int, int], float]) -> None:
        if not isinstance(model, Writer):
            raise ValueError(f"model: expected an EncoderDecoder or a Captioner, got {describe(model)}")
        self.model = model
        self.share = share
        self.now = 0.0
        self.at_update(0, 1)

    def __repr__(self) -> str:
        return f"ScheduledSampling({self.model!r}, share={self.share!r})"

    @property
    def params(self) -> Params:
        """The model's parameters: the arrays themselves."""
        return self.model.params

    def at_update(self, k: int, K: int) -> None:
        """Take the share of update k of K; `fit` calls it before each.

        Parameters
        ----------
        k, K : int
            Which update, from 0, of how many.

        Raises
        ------
        ValueError
            If the share lies outside [0, 1].
        """
        share = self.share(k, K) if callable(self.share) else self.share
        if not isinstance(share, Real) or isinstance(share, bool) or not 0 <= share <= 1:
            raise ValueError(f"share: expected a number from 0 to 1, got {describe(share)}")
        self.now = float(share)

    def loss(self, source: Array, target: Array) -> float:
        """Compute the loss with teacher forcing.

        Parameters
        ----------
        source, target : see `~lstm_lib.writer.Writer.loss`
            What to read, and ids to write.

        Returns
        -------
        float
            The loss.
        """
        return self.model.loss(source, target)

    def loss_count(self, source: Array, target: Array) -> int:
        """Count what the loss is a mean of: the symbols of the target.

        Parameters
        ----------
        source, target : see `~lstm_lib.writer.Writer.loss`
            What to read, and ids to write.

        Returns
        -------
        int
            How many are no padding.
        """
        return self.model.loss_count(source, target)

    def loss_and_grads(self, source: Array, target: Array, rng: Rng) -> tuple[float, Params]:
        """Compute the loss and the gradients of all parameters, for inputs that are partly the decoder's own.

        Parameters
        ----------
        source, target : see `~lstm_lib.writer.Writer.loss`
            What to read, and ids to write.
        rng : numpy.random.Generator
            Draws at which steps.

        Returns
        -------
        loss : float
            The cross-entropy.
        grads : dict of ndarrays
            The gradients, under the names of ``params``.
        """
        check_rng(rng)
        inputs = self.inputs(source, target, rng) if self.now > 0 else None
        return self.model.loss_and_grads(source, target, rng=rng, inputs=inputs)

    def inputs(self, source: Array, target: Array, rng: Rng) -> Array:
        """Write step by step and mix what was written into the decoder's inputs.

        Parameters
        ----------
        source, target : see `~lstm_lib.writer.Writer.loss`
            What to read, and ids to write.
        rng : numpy.random.Generator
            Draws at which steps.

        Returns
        -------
        (N, U) ndarray of int
            The ids that the decoder reads.
        """
        inputs = shifted(target)
        own = rng.random(inputs.shape) < self.now
        encoded = self.model.encode(source)
        state = encoded.final
        for u in range(inputs.shape[1] - 1):
            step = self.model.decode_step(inputs[:, u], state, encoded)
            state = step.state
            inputs[:, u + 1] = np.where(own[:, u + 1], step.log_p.argmax(axis=1), inputs[:, u + 1])
        return inputs
