"""The encoder-decoder: one network reads a sequence, another writes one, starting from its state."""

from typing import NamedTuple

import numpy as np

from lstm_lib.activations import log_softmax
from lstm_lib.composite import Composite, join
from lstm_lib.losses import softmax_cross_entropy
from lstm_lib.validate import describe

PAD, START, END = 0, 1, 2  # ids with a meaning of their own; real symbols follow


class Encoded(NamedTuple):
    """What the decoder gets from the encoder."""

    h: np.ndarray  # (N, T, H) the encoder's hidden states, for attention
    mask: np.ndarray  # (N, T) False at padding
    final: object  # the encoder's final state, from which the decoder starts


class DecodedStep(NamedTuple):
    """What one step of the decoder gives."""

    log_p: np.ndarray  # (N, V) logarithm of the probability of each symbol
    state: object  # the decoder's state after the step
    weights: np.ndarray | None  # (N, T) attention, if there is any


class EncoderDecoderTrace(NamedTuple):
    """The traces of all parts for one batch."""

    source: tuple  # of the source's embedding
    encoder: tuple
    target: tuple  # of the target's embedding
    decoder: tuple
    attention: tuple | None
    dense: tuple
    z: np.ndarray  # (N, U, V) scores of each symbol at each of the U target steps


class EncoderDecoder(Composite):
    """Embedding -> encoder; its final state -> decoder, fed with the target shifted by one -> Dense.

    s_t = encoder(source);  h_u = decoder(target_{u-1}, h_{u-1}) with h_0 = s_T
    z_u = [h_u, context_u] W + b with attention, h_u W + b without;  p(target_u) = softmax(z_u)

    In training the decoder reads the true target up to u - 1 (teacher forcing), in use what it wrote
    itself (see `greedy` and `beam`). Ids 0, 1, 2 are padding, start and end: a target is symbols, then 2,
    then zeros; the start is put before it here.

    Parameters: source_embedding, encoder, target_embedding, decoder, dense, attention or None. Encoder
    and decoder are of one kind and hidden size, for the state is handed over as it is; the dense layer
    reads H features, 2H with attention. What does not fit raises ValueError.

    References: Sutskever, Vinyals and Le (2014), Sequence to sequence learning with neural networks,
    NeurIPS, https://doi.org/10.48550/arXiv.1409.3215; teacher forcing: Williams and Zipser (1989), Neural
    Computation 1(2), https://doi.org/10.1162/neco.1989.1.2.270

    >>> from lstm_lib import LSTM, Dense, DotAttention, Embedding
    >>> rng = np.random.default_rng(0)
    >>> model = EncoderDecoder(
    ...     Embedding(9, 4, rng=rng), LSTM(4, 5, rng=rng), Embedding(7, 3, rng=rng), LSTM(3, 5, rng=rng),
    ...     Dense(10, 7, rng=rng), DotAttention())
    >>> source, target = np.array([[5, 6, 7, 0], [3, 4, 8, 8]]), np.array([[3, 2, 0], [4, 5, 2]])
    >>> model.forward(source, target).z.shape
    (2, 3, 7)
    """

    def __init__(self, source_embedding, encoder, target_embedding, decoder, dense, attention=None):
        layers = {
            "source_embedding": source_embedding,
            "encoder": encoder,
            "target_embedding": target_embedding,
            "decoder": decoder,
            "dense": dense,
        }
        super().__init__(layers | ({"attention": attention} if attention is not None else {}))
        H = encoder.hidden_size
        if type(decoder) is not type(encoder) or decoder.hidden_size != H:
            came = f"{type(decoder).__name__} of {decoder.hidden_size}"
            raise ValueError(f"decoder: expected {type(encoder).__name__} of {H} units, as the encoder, came {came}")
        for name, embedding, layer in (
            ("source_embedding", source_embedding, encoder),
            ("target_embedding", target_embedding, decoder),
        ):
            size = layer.input_size
            if embedding.output_size != size:
                raise ValueError(f"{name}: expected output_size {size}, came {embedding.output_size}")
        width = H if attention is None else 2 * H
        if dense.input_size != width:
            raise ValueError(f"dense: expected input_size {width}, came {dense.input_size}")

    def forward(self, source, target):
        """Scores for each symbol of the target (N, U), the decoder reading the symbols before it."""
        source_embedding, encoder, target_embedding, decoder, dense, *_ = self.layers.values()
        mask = source != PAD
        read = source_embedding.forward(source)
        encoded = encoder.forward(read.y, mask=mask)
        written = target_embedding.forward(shifted(target))
        decoded = decoder.forward(written.y, encoded.final)
        h = np.ascontiguousarray(decoded.h)
        attended = None
        if "attention" in self.layers:
            attended = self.layers["attention"].forward(h, np.ascontiguousarray(encoded.h), mask)
            h = np.concatenate([h, attended.context], axis=2)
        answered = dense.forward(h)
        return EncoderDecoderTrace(read, encoded, written, decoded, attended, answered, answered.y)

    def backward(self, trace, dz):
        """Gradients of all parameters from dz (N, U, V)."""
        source_embedding, encoder, target_embedding, decoder, dense, *_ = self.layers.values()
        answered = dense.backward(trace.dense, dz)
        dh, dencoded, grads = answered.x, np.zeros(trace.encoder.h.shape, dz.dtype), {}
        if trace.attention is not None:
            H = decoder.hidden_size
            back = self.layers["attention"].backward(trace.attention, np.ascontiguousarray(dh[:, :, H:]))
            dh, dencoded, grads["attention"] = dh[:, :, :H] + back.query, back.values, back.params
        decoded = decoder.backward(trace.decoder, dh)
        encoded = encoder.backward(trace.encoder, dencoded, decoded.state)  # the state was handed over
        grads["source_embedding"] = source_embedding.backward(trace.source, encoded.x).params
        grads["encoder"] = encoded.params
        grads["target_embedding"] = target_embedding.backward(trace.target, decoded.x).params
        grads["decoder"] = decoded.params
        grads["dense"] = answered.params
        return join({name: grads[name] for name in self.layers})

    def loss(self, source, target):
        """Cross-entropy per symbol of the target, padding left out."""
        return softmax_cross_entropy(self.forward(source, target).z, target, target != PAD).value

    def loss_and_grads(self, source, target, rng=None):
        """That loss and the gradients of all parameters (rng is not used: nothing is dropped)."""
        trace = self.forward(source, target)
        loss = softmax_cross_entropy(trace.z, target, target != PAD)
        return loss.value, self.backward(trace, loss.grad)

    def encode(self, source):
        """Read source ids (N, T) once, for decoding step by step."""
        mask = source != PAD
        read = self.layers["source_embedding"].forward(source)
        trace = self.layers["encoder"].forward(read.y, mask=mask)
        return Encoded(np.ascontiguousarray(trace.h), mask, trace.final)

    def decode_step(self, ids, state, encoded):
        """Take the decoder one step on, from the symbols (N,) written last; returns a `DecodedStep`."""
        y = self.layers["target_embedding"].forward(ids[:, None]).y
        trace = self.layers["decoder"].forward(y, state)
        h, weights = np.ascontiguousarray(trace.h), None
        if "attention" in self.layers:
            attended = self.layers["attention"].forward(h, encoded.h, encoded.mask)
            h, weights = np.concatenate([h, attended.context], axis=2), attended.weights[:, 0]
        z = self.layers["dense"].forward(h).y[:, 0]
        return DecodedStep(log_softmax(z), trace.final, weights)


def shifted(target):
    """The decoder's inputs: the target one step later, the start symbol first.

    >>> shifted(np.array([[5, 6, 2]]))
    array([[1, 5, 6]])
    """
    if not isinstance(target, np.ndarray) or target.ndim != 2 or target.dtype.kind not in "iu":
        raise ValueError(f"target: expected whole numbers of shape (N, U), came {describe(target)}")
    inputs = np.empty_like(target)
    inputs[:, 0] = START
    inputs[:, 1:] = target[:, :-1]
    return inputs
