"""One to many: a picture's code starts a recurrent layer, which writes a sentence."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.composite import check_kind, join
from lstm_lib.dense import Dense
from lstm_lib.embedding import Embedding
from lstm_lib.encoder_decoder_trace import DecodedStep, Encoded
from lstm_lib.recurrent_composite import check_recurrent, forward_of
from lstm_lib.short_forms import by_shapes
from lstm_lib.symbols import END, shifted
from lstm_lib.types import Array, Params, Rng, Trace
from lstm_lib.validate import check_samples, check_trace_kind
from lstm_lib.writer import Writer


@by_shapes
class CaptionerTrace(NamedTuple):
    """The traces of all parts for one batch.

    Attributes
    ----------
    hidden, code : `DenseTrace`
        Of the two layers that read the picture.
    active : (N, K) ndarray of bool
        Where the first of them is above zero.
    start : (N, H) ndarray
        The h from which the decoder starts.
    words : `EmbeddingTrace`
        Of the words that the decoder read.
    decoder : trace of the decoder
        Every step of it.
    dense : `DenseTrace`
        Of the dense layer.
    z : (N, U, V) ndarray
        Scores of each word at each step.
    """

    hidden: Trace
    code: Trace
    active: np.ndarray
    start: np.ndarray
    words: Trace
    decoder: Trace
    dense: Trace
    z: np.ndarray


class Captioner(Writer):
    """A picture in, a sentence out: two dense layers make the first state of a recurrent layer that writes.

    Parameters
    ----------
    hidden : `Dense`
        From the picture's P numbers to K features.
    code : `Dense`
        From K features to H.
    embedding : `Embedding`
        From ids of words to the decoder's inputs.
    decoder : recurrent layer
        H hidden units.
    dense : `Dense`
        From H features to V scores, one an id.

    Raises
    ------
    ValueError
        If one does not fit the others.

    Notes
    -----
    ::

        code = tanh(max(0, picture W_1 + b_1) W_2 + b_2)
        h_u = decoder(word_{u-1}, h_{u-1})  with h_0 = code (and c_0 = 0)
        p(word_u) = softmax(h_u W + b)

    The picture is seen once, before the first word; whatever the last word needs of it the state must carry there.
    Ids and training are those of `EncoderDecoder`, and `greedy` and `beam` write with it, too.

    References
    ----------
    Vinyals, Toshev, Bengio and Erhan (2015), Show and tell: a neural image caption generator, CVPR,
    https://doi.org/10.1109/CVPR.2015.7298935

    Examples
    --------
    >>> from lstm_lib import LSTM
    >>> rng = np.random.default_rng(0)
    >>> model = Captioner(
    ...     Dense(12, 6, rng=rng), Dense(6, 5, rng=rng), Embedding(7, 3, rng=rng), LSTM(3, 5, rng=rng),
    ...     Dense(5, 7, rng=rng))
    >>> pictures = rng.random((2, 2, 2, 3), dtype=np.float32)
    >>> model.forward(pictures, np.array([[3, 2, 0], [4, 5, 2]])).z.shape, model.predict(pictures, 4).shape
    ((2, 3, 7), (2, 4))
    """

    names = ("hidden", "code", "embedding", "decoder", "dense")

    def __init__(self, hidden: Dense, code: Dense, embedding: Embedding, decoder: Any, dense: Dense) -> None:
        super().__init__(
            {"hidden": hidden, "code": code, "embedding": embedding, "decoder": decoder, "dense": dense}
        )
        self.check_layers()

    def check_layers(self) -> None:
        """Check that each part fits the others.

        Raises
        ------
        ValueError
            If one does not.
        """
        hidden, code, embedding, decoder, dense = self.layers.values()
        for name in ("hidden", "code", "dense"):
            check_kind(name, self.layers[name], Dense)
        check_kind("embedding", embedding, Embedding)
        check_recurrent("decoder", decoder)
        if decoder.reads_backwards:
            raise ValueError(f"decoder: expected a layer that reads forwards alone, got {type(decoder).__name__}")
        H, V = decoder.hidden_size, embedding.vocabulary_size
        if V <= END:
            raise ValueError(f"embedding: expected at least {END + 1} ids (padding, start, end), got {V}")
        for name, got, what, expected in (
            ("code", code.input_size, "input_size", hidden.output_size),
            ("code", code.output_size, "output_size", H),
            ("embedding", embedding.output_size, "output_size", decoder.input_size),
            ("dense", dense.input_size, "input_size", H),
            ("dense", dense.output_size, "output_size", V),
        ):
            if got != expected:
                raise ValueError(f"{name}: expected {what} {expected}, got {got}")

    def forward(
        self, pictures: Array, target: Array, rng: Rng | None = None, inputs: Array | None = None
    ) -> CaptionerTrace:
        """Score each word of the target, the decoder reading the words before it.

        Parameters
        ----------
        pictures : (N, ...) ndarray
            P numbers each, in whatever shape.
        target : (N, U) ndarray of int
            Ids to write.
        rng : numpy.random.Generator, optional
            There is dropout only where one is given (in training) and the decoder is `Dropped`.
        inputs : (N, U) ndarray of int, optional
            What the decoder reads; the target one step later if None.

        Returns
        -------
        `CaptionerTrace`
            The scores, and what they were made from.
        """
        read, active, coded, start = self._read(pictures)
        words = self.layers["embedding"].forward(shifted(target) if inputs is None else inputs)
        decoder = self.layers["decoder"]
        decoded = forward_of(decoder, words.y, decoder.as_state(start), None, rng)
        answered = self.layers["dense"].forward(np.ascontiguousarray(decoded.h))
        return CaptionerTrace(read, coded, active, start, words, decoded, answered, answered.y)

    def _read(self, pictures: Array) -> tuple[Trace, Array, Trace, Array]:
        """The code of pictures, and the traces of the layers that made it."""
        check_samples("pictures", pictures, some=True)
        read = self.layers["hidden"].forward(pictures.reshape(len(pictures), -1))
        active = read.y > 0
        coded = self.layers["code"].forward(read.y * active)
        return read, active, coded, np.tanh(coded.y)

    def backward(self, trace: CaptionerTrace, dz: Array) -> Params:
        """Compute the gradients of all parameters.

        Parameters
        ----------
        trace : `CaptionerTrace`
            From `Captioner.forward`.
        dz : (N, U, V) ndarray
            Gradient of the loss with respect to the scores.

        Returns
        -------
        dict of ndarrays
            The gradients, under the names of ``params``.
        """
        check_trace_kind(trace, CaptionerTrace)
        hidden, code, embedding, decoder, dense = self.layers.values()
        answered = dense.backward(trace.dense, dz)
        decoded = decoder.backward(trace.decoder, answered.x)
        dstart = decoder.hidden_of(decoded.state)                     # c_0 is no code: its gradient ends here
        coded = code.backward(trace.code, dstart * (1 - trace.start**2))
        read = hidden.backward(trace.hidden, coded.x * trace.active)
        words = embedding.backward(trace.words, decoded.x)
        return join({
            "hidden": read.params, "code": coded.params, "embedding": words.params, "decoder": decoded.params,
            "dense": answered.params,
        })  # fmt: skip

    def encode(self, pictures: Array) -> Encoded:
        """Look at pictures once, for decoding step by step.

        Parameters
        ----------
        pictures : (N, ...) ndarray
            The pictures.

        Returns
        -------
        `~lstm_lib.encoder_decoder.Encoded`
            What the decoder needs: the state to start from.
        """
        *_, start = self._read(pictures)
        return Encoded(start[:, None], np.ones((len(start), 1), bool), self.layers["decoder"].as_state(start))

    def decode_step(self, ids: Array, state: Trace, encoded: Encoded) -> DecodedStep:
        """Take the decoder one step on.

        Parameters
        ----------
        ids : (N,) ndarray of int
            The words written last.
        state : state
            The decoder's, before the step.
        encoded : `~lstm_lib.encoder_decoder.Encoded`
            From `Captioner.encode`; it has been used up.

        Returns
        -------
        `~lstm_lib.encoder_decoder.DecodedStep`
            What comes next, and the state after it.
        """
        h, state = self._next_h("embedding", ids, state)
        return DecodedStep(self._log_p(h), state, None)
