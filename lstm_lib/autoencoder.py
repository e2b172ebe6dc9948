"""The sequence autoencoder: one layer squeezes a sequence into a vector, another unfolds it again."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.composite import Composite, check_kind, join
from lstm_lib.dense import Dense
from lstm_lib.losses import mean_squared_error
from lstm_lib.recurrent_composite import check_recurrent, forward_of
from lstm_lib.repeat import repeat_vector, repeat_vector_backward
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Params, Rng, Trace
from lstm_lib.validate import check_trace_kind, read_only


@by_shapes
class AutoencoderTrace(NamedTuple):
    """The traces of the layers, the code and the reconstruction.

    Attributes
    ----------
    encoder : trace of the encoder
        Every step of it.
    code : (N, H) ndarray
        All that the decoder gets to know.
    decoder : trace of the decoder
        Every step of it.
    dense : `DenseTrace`
        Of the dense layer.
    y : (N, T, D) ndarray
        The reconstruction.
    """

    encoder: Trace
    code: np.ndarray
    decoder: Trace
    dense: Trace
    y: np.ndarray


class Autoencoder(Composite):
    """Encoder, its last h, RepeatVector, decoder, and Dense at every step: trained to give back x.

    Parameters
    ----------
    encoder : recurrent layer
        From D features to H units.
    decoder : recurrent layer
        From H features to any number K of units.
    dense : `Dense`
        From K features to D.

    Raises
    ------
    ValueError
        If sizes do not fit.

    Notes
    -----
    ::

        code = encoder's h_T
        y_t = decoder(code, ..., code)_t W + b
        L = mean (y - x)^2

    References
    ----------
    Srivastava, Mansimov and Salakhutdinov (2015), Unsupervised learning of video representations using LSTMs,
    ICML, https://doi.org/10.48550/arXiv.1502.04681

    Examples
    --------
    >>> from lstm_lib import LSTM, Dense
    >>> rng = np.random.default_rng(0)
    >>> model = Autoencoder(LSTM(3, 5, rng=rng), LSTM(5, 4, rng=rng), Dense(4, 3, rng=rng))
    >>> trace = model.forward(np.ones((2, 7, 3), np.float32))
    >>> trace.code.shape, trace.y.shape
    ((2, 5), (2, 7, 3))
    """

    names = ("encoder", "decoder", "dense")

    def __init__(self, encoder: Any, decoder: Any, dense: Dense) -> None:
        super().__init__({"encoder": encoder, "decoder": decoder, "dense": dense})
        self.check_layers()

    def check_layers(self) -> None:
        """Check that each layer reads what the one before gives.

        Raises
        ------
        ValueError
            If it does not.
        """
        encoder, decoder, dense = self.layers.values()
        check_recurrent("encoder", encoder)
        check_recurrent("decoder", decoder)
        check_kind("dense", dense, Dense)
        if decoder.input_size != encoder.hidden_size:
            raise ValueError(f"decoder: expected input_size {encoder.hidden_size}, got {decoder.input_size}")
        if dense.input_size != decoder.hidden_size:
            raise ValueError(f"dense: expected input_size {decoder.hidden_size}, got {dense.input_size}")
        if dense.output_size != encoder.input_size:
            raise ValueError(f"dense: expected output_size {encoder.input_size}, got {dense.output_size}")

    def forward(self, x: Array, mask: Array | None = None, rng: Rng | None = None) -> AutoencoderTrace:
        """Squeeze a sequence and unfold it again.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The sequence.
        mask : (N, T) ndarray of bool, optional
            True at valid steps.
        rng : numpy.random.Generator, optional
            There is dropout only where one is given (in training) and a layer is `Dropped`.

        Returns
        -------
        `AutoencoderTrace`
            All that was computed.
        """
        encoder, decoder, dense = self.layers.values()
        encoded = forward_of(encoder, x, None, mask, rng)
        code = read_only(np.ascontiguousarray(encoder.hidden_of(encoded.final)))
        decoded = forward_of(decoder, repeat_vector(code, x.shape[1]), None, mask, rng)
        answered = dense.forward(np.ascontiguousarray(decoded.h))
        return AutoencoderTrace(encoded, code, decoded, answered, answered.y)

    def backward(self, trace: AutoencoderTrace, dy: Array) -> Params:
        """Compute the gradients of all parameters.

        Parameters
        ----------
        trace : `AutoencoderTrace`
            From `Autoencoder.forward`.
        dy : (N, T, D) ndarray
            Gradient of the loss with respect to the reconstruction.

        Returns
        -------
        dict of ndarrays
            The gradients, under the names of ``params``.
        """
        check_trace_kind(trace, AutoencoderTrace)
        encoder, decoder, dense = self.layers.values()
        answered = dense.backward(trace.dense, dy)
        decoded = decoder.backward(trace.decoder, answered.x)
        dfinal = encoder.as_state(repeat_vector_backward(decoded.x))
        nothing = np.zeros(trace.encoder.h.shape, dy.dtype)
        encoded = encoder.backward(trace.encoder, nothing, dfinal)
        return join({"encoder": encoded.params, "decoder": decoded.params, "dense": answered.params})

    def predict(self, x: Array, mask: Array | None = None) -> Array:
        """Reconstruct sequences.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The sequences.
        mask : (N, T) ndarray of bool, optional
            True at valid steps.

        Returns
        -------
        (N, T, D) ndarray
            The reconstruction.
        """
        return self.forward(x, mask).y

    def loss(self, x: Array, mask: Array | None = None) -> float:
        """Compute the mean squared error of the reconstruction, over valid steps.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The sequence.
        mask : (N, T) ndarray of bool, optional
            True at valid steps.

        Returns
        -------
        float
            The loss.
        """
        return mean_squared_error(self.forward(x, mask).y, x, mask).value

    def loss_count(self, x: Array, mask: Array | None = None) -> int:
        """Count what the loss is a mean of: samples, or valid steps where there is a mask.

        Parameters
        ----------
        x, mask : see `Autoencoder.loss`
            The batch.

        Returns
        -------
        int
            The number.
        """
        return len(x) if mask is None else int(mask.sum())

    def loss_and_grads(self, x: Array, mask: Array | None = None, rng: Rng | None = None) -> tuple[float, Params]:
        """Compute that loss and the gradients of all parameters.

        Parameters
        ----------
        x, mask : see `Autoencoder.loss`
            The batch.
        rng : numpy.random.Generator, optional
            For dropout, where a layer is `Dropped`.

        Returns
        -------
        loss : float
            The mean squared error.
        grads : dict of ndarrays
            The gradients, under the names of ``params``.
        """
        trace = self.forward(x, mask, rng)
        loss = mean_squared_error(trace.y, x, mask)
        return loss.value, self.backward(trace, loss.grad)
