"""The encoder-decoder: one network reads a sequence, another writes one, starting from its state."""

from typing import Any

import numpy as np

from lstm_lib.composite import join
from lstm_lib.encoder_decoder_parts import check_parts
from lstm_lib.encoder_decoder_trace import DecodedStep, Encoded, EncoderDecoderTrace
from lstm_lib.recurrent_composite import forward_of
from lstm_lib.symbols import PAD, shifted
from lstm_lib.types import Array, Params, Rng, State
from lstm_lib.validate import check_trace_kind
from lstm_lib.writer import Writer


class EncoderDecoder(Writer):
    """A recurrent layer that reads a source; from its final state another one writes the target.

    Parameters
    ----------
    source_embedding : `Embedding`
        From the source's ids to the encoder's inputs.
    encoder : recurrent layer
        H hidden units.
    target_embedding : `Embedding`
        From the target's ids to the decoder's inputs.
    decoder : recurrent layer
        Of the same kind and hidden size, for the state is handed over as it is. Of a `Bidirectional` encoder both
        directions' states are handed over side by side: the decoder has as many units as both together.
    dense : `Dense`
        Reads H features, 2H with attention; gives V scores.
    attention : `DotAttention` or `AdditiveAttention`, optional
        Which of the encoder's states to look at.

    Raises
    ------
    ValueError
        If one does not fit the others.

    Notes
    -----
    ::

        s_t = encoder(source)
        h_u = decoder(target_{u-1}, h_{u-1})  with h_0 = s_T
        z_u = h_u W + b  or, with attention,  [h_u, context_u] W + b
        p(target_u) = softmax(z_u)

    In training the decoder reads the true target up to u - 1 (teacher forcing), in use what it wrote itself
    (see `greedy` and `beam`). Ids 0, 1, 2 are padding, start and end: a target is symbols, then 2, then zeros;
    the start is put before it here.

    References
    ----------
    Sutskever, Vinyals and Le (2014), Sequence to sequence learning with neural networks, NeurIPS,
    https://doi.org/10.48550/arXiv.1409.3215

    Teacher forcing: Williams and Zipser (1989), Neural Computation 1(2),
    https://doi.org/10.1162/neco.1989.1.2.270

    Examples
    --------
    >>> from lstm_lib import LSTM, Dense, DotAttention, Embedding
    >>> rng = np.random.default_rng(0)
    >>> model = EncoderDecoder(
    ...     Embedding(9, 4, rng=rng), LSTM(4, 5, rng=rng), Embedding(7, 3, rng=rng), LSTM(3, 5, rng=rng),
    ...     Dense(10, 7, rng=rng), DotAttention())
    >>> source, target = np.array([[5, 6, 7, 0], [3, 4, 8, 8]]), np.array([[3, 2, 0], [4, 5, 2]])
    >>> model.forward(source, target).z.shape
    (2, 3, 7)
    """

    names = ("source_embedding", "encoder", "target_embedding", "decoder", "dense", "attention")
    optional_names = ("attention",)

    def __init__(
        self, source_embedding: Any, encoder: Any, target_embedding: Any, decoder: Any, dense: Any,
        attention: Any = None,
    ) -> None:  # fmt: skip
        layers = {
            "source_embedding": source_embedding,
            "encoder": encoder,
            "target_embedding": target_embedding,
            "decoder": decoder,
            "dense": dense,
        }
        super().__init__(layers | ({"attention": attention} if attention is not None else {}))
        self.check_layers()

    def check_layers(self) -> None:
        """Check that each part fits the others.

        Raises
        ------
        ValueError
            If one does not.
        """
        check_parts(self.layers)

    def forward(
        self, source: Array, target: Array, rng: Rng | None = None, inputs: Array | None = None
    ) -> EncoderDecoderTrace:
        """Score each symbol of the target, the decoder reading the symbols before it.

        Parameters
        ----------
        source : (N, T) ndarray of int
            Ids to read.
        target : (N, U) ndarray of int
            Ids to write.
        rng : numpy.random.Generator, optional
            There is dropout only where one is given (in training) and a layer is `Dropped`.
        inputs : (N, U) ndarray of int, optional
            What the decoder reads; the target one step later if None.

        Returns
        -------
        `EncoderDecoderTrace`
            The scores, and what they were made from.
        """
        source_embedding, encoder, target_embedding, decoder, dense, *_ = self.layers.values()
        mask = source != PAD
        read = source_embedding.forward(source)
        encoded = forward_of(encoder, read.y, None, mask, rng)
        written = target_embedding.forward(shifted(target) if inputs is None else inputs)
        decoded = forward_of(decoder, written.y, encoder.hand_over(encoded.final), None, rng)
        h = np.ascontiguousarray(decoded.h)
        attended = None
        if "attention" in self.layers:
            attended = self.layers["attention"].forward(h, np.ascontiguousarray(encoded.h), mask)
            h = np.concatenate([h, attended.context], axis=2)
        answered = dense.forward(h)
        return EncoderDecoderTrace(read, encoded, written, decoded, attended, answered, answered.y)

    def backward(self, trace: EncoderDecoderTrace, dz: Array) -> Params:
        """Compute the gradients of all parameters.

        Parameters
        ----------
        trace : `EncoderDecoderTrace`
            From `EncoderDecoder.forward`.
        dz : (N, U, V) ndarray
            Gradient of the loss with respect to the scores.

        Returns
        -------
        dict of ndarrays
            The gradients, under the names of ``params``.
        """
        check_trace_kind(trace, EncoderDecoderTrace)
        source_embedding, encoder, target_embedding, decoder, dense, *_ = self.layers.values()
        answered = dense.backward(trace.dense, dz)
        dh, dencoded, grads = answered.x, np.zeros(trace.encoder.h.shape, dz.dtype), {}
        if trace.attention is not None:
            H = decoder.hidden_size
            back = self.layers["attention"].backward(trace.attention, np.ascontiguousarray(dh[:, :, H:]))
            dh, dencoded, grads["attention"] = dh[:, :, :H] + back.query, back.values, back.params
        decoded = decoder.backward(trace.decoder, dh)
        encoded = encoder.backward(trace.encoder, dencoded, encoder.hand_back(decoded.state))
        grads["source_embedding"] = source_embedding.backward(trace.source, encoded.x).params
        grads["encoder"] = encoded.params
        grads["target_embedding"] = target_embedding.backward(trace.target, decoded.x).params
        grads["decoder"] = decoded.params
        grads["dense"] = answered.params
        return join({name: grads[name] for name in self.layers})

    def encode(self, source: Array) -> Encoded:
        """Read a source once, for decoding step by step.

        Parameters
        ----------
        source : (N, T) ndarray of int
            Ids to read.

        Returns
        -------
        `~lstm_lib.encoder_decoder.Encoded`
            What the decoder needs of it.
        """
        mask = source != PAD
        read = self.layers["source_embedding"].forward(source)
        trace = self.layers["encoder"].forward(read.y, mask=mask)
        return Encoded(np.ascontiguousarray(trace.h), mask, self.layers["encoder"].hand_over(trace.final))

    def decode_step(self, ids: Array, state: State, encoded: Encoded) -> DecodedStep:
        """Take the decoder one step on.

        Parameters
        ----------
        ids : (N,) ndarray of int
            The symbols written last.
        state : state
            The decoder's, before the step.
        encoded : `~lstm_lib.encoder_decoder.Encoded`
            From `EncoderDecoder.encode`.

        Returns
        -------
        `~lstm_lib.encoder_decoder.DecodedStep`
            What comes next, and the state after it.
        """
        h, state = self._next_h("target_embedding", ids, state)
        weights = None
        if "attention" in self.layers:
            attended = self.layers["attention"].forward(h, encoded.h, encoded.mask)
            h, weights = np.concatenate([h, attended.context], axis=2), attended.weights[:, 0]
        return DecodedStep(self._log_p(h), state, weights)
