"""Attention: for each step of the decoder, a weighted mean of what the encoder kept at all its steps."""

from typing import NamedTuple

import numpy as np

from lstm_lib.activations import softmax
from lstm_lib.initialisers import glorot_uniform
from lstm_lib.layer import Layer
from lstm_lib.validate import check_array, check_float_dtype, check_mask, check_rng, check_size


class AttentionTrace(NamedTuple):
    """What attention read, how it weighted, and what it gave."""

    query: np.ndarray  # (N, Q, H) states of the decoder, one a step
    values: np.ndarray  # (N, T, H) states of the encoder
    hidden: np.ndarray | None  # (N, Q, T, A) squashed sums, for additive attention
    weights: np.ndarray  # (N, Q, T) how much each encoder step counts; sums to one over T, zero at padding
    context: np.ndarray  # (N, Q, H) the weighted means


class AttentionGrads(NamedTuple):
    """Gradients of a loss with respect to what attention read."""

    query: np.ndarray  # (N, Q, H)
    values: np.ndarray  # (N, T, H)
    params: dict  # under the parameters' names


class Attention(Layer):
    """What both kinds share; they differ in how a query and a value give a score."""

    def forward(self, query, values, mask=None):
        """Weigh the values for each query.

        Parameters: query (N, Q, H); values (N, T, H); mask (N, T), False at padded values, which get the
        weight zero. Returns an `AttentionTrace`. Shapes that do not fit raise ValueError.
        """
        dtype = self.dtype or getattr(query, "dtype", np.float32)
        check_array("query", query, ("N", "Q", "H"), dtype)
        N, _, H = query.shape
        check_array("values", values, (("N", N), "T", ("H", H)), dtype)
        scores, hidden = self.score(query, values)                    # (N, Q, T)
        if mask is not None:
            check_mask(mask, *values.shape[:2])
            scores = np.where(mask[:, None, :], scores, -np.inf)
        weights = softmax(scores)                                     # (N, Q, T)
        context = weights @ values                                    # (N, Q, H)
        return AttentionTrace(query, values, hidden, weights, context)

    def backward(self, trace, dcontext):
        """Take the gradient of the contexts (N, Q, H) back; returns `AttentionGrads`."""
        check_array("dcontext", dcontext, tuple(zip("NQH", trace.context.shape, strict=True)), trace.context.dtype)
        dweights = dcontext @ trace.values.swapaxes(1, 2)             # (N, Q, T)
        inner = (dweights * trace.weights).sum(axis=-1, keepdims=True)
        dscores = trace.weights * (dweights - inner)                  # back through softmax
        dquery, dvalues, params = self.score_backward(trace, dscores)
        dvalues += trace.weights.swapaxes(1, 2) @ dcontext            # values are scored, and averaged
        return AttentionGrads(dquery, dvalues, params)


class DotAttention(Attention):
    """Attention that scores by the dot product: e_qt = query_q . value_t.

    a_q = softmax(e_q) over the valid steps t;  context_q = sum_t a_qt value_t

    It has no parameters; query and values have the same number of features H, otherwise ValueError.

    Reference: Luong, Pham and Manning (2015), Effective approaches to attention-based neural machine
    translation, EMNLP, https://doi.org/10.18653/v1/D15-1166

    >>> query, values = np.array([[[0.0, 50.0]]]), np.array([[[1.0, 0.0], [0.0, 1.0], [9.0, 9.0]]])
    >>> DotAttention().forward(query, values, np.array([[True, True, False]])).weights.round(6)
    array([[[0., 1., 0.]]])
    """

    def __init__(self):
        super().__init__({})

    def param_axes(self):
        """There are no parameters."""
        return {}

    def score(self, query, values):
        """Scores (N, Q, T)."""
        return query @ values.swapaxes(1, 2), None

    def score_backward(self, trace, dscores):
        """Gradients of query, values and parameters from those of the scores."""
        return dscores @ trace.values, dscores.swapaxes(1, 2) @ trace.query, {}


class AdditiveAttention(Attention):
    """Attention that scores by a small network: e_qt = v . tanh(query_q W_q + value_t W_k).

    a_q = softmax(e_q) over the valid steps t;  context_q = sum_t a_qt value_t

    Parameters: hidden_size H; units A; rng, a numpy Generator; dtype. W_q, W_k (H, A) and v (A,).
    Sizes that are no whole numbers from 1 up, and another dtype, raise ValueError.

    Reference: Bahdanau, Cho and Bengio (2015), Neural machine translation by jointly learning to align
    and translate, ICLR, https://doi.org/10.48550/arXiv.1409.0473

    >>> layer = AdditiveAttention(4, 3, rng=np.random.default_rng(0))
    >>> trace = layer.forward(np.ones((2, 5, 4), np.float32), np.ones((2, 6, 4), np.float32))
    >>> trace.weights.shape, trace.context.shape
    ((2, 5, 6), (2, 5, 4))
    """

    def __init__(self, hidden_size, units, *, rng, dtype=np.float32):
        check_size("hidden_size", hidden_size)
        check_size("units", units)
        check_rng(rng)
        check_float_dtype(dtype)
        super().__init__({
            "W_q": glorot_uniform((hidden_size, units), rng, dtype),
            "W_k": glorot_uniform((hidden_size, units), rng, dtype),
            "v": glorot_uniform((units, 1), rng, dtype)[:, 0],
        })

    def param_axes(self):
        """The axes that each parameter should have."""
        H, A = self.params["W_q"].shape
        return {"W_q": (("H", H), ("A", A)), "W_k": (("H", H), ("A", A)), "v": (("A", A),)}

    def score(self, query, values):
        """Scores (N, Q, T), and the squashed sums (N, Q, T, A) that they are made of."""
        W_q, W_k, v = (self.params[name] for name in ("W_q", "W_k", "v"))
        hidden = (query @ W_q)[:, :, None] + (values @ W_k)[:, None]  # (N, Q, T, A)
        np.tanh(hidden, out=hidden)
        return hidden @ v, hidden

    def score_backward(self, trace, dscores):
        """Gradients of query, values and parameters from those of the scores."""
        W_q, W_k, v = (self.params[name] for name in ("W_q", "W_k", "v"))
        H, A = W_q.shape
        dhidden = 1 - trace.hidden**2
        dhidden *= v
        dhidden *= dscores[..., None]                                 # (N, Q, T, A) before the tanh
        dq, dk = dhidden.sum(axis=2), dhidden.sum(axis=1)             # (N, Q, A), (N, T, A)
        params = {
            "W_q": trace.query.reshape(-1, H).T @ dq.reshape(-1, A),
            "W_k": trace.values.reshape(-1, H).T @ dk.reshape(-1, A),
            "v": dscores.ravel() @ trace.hidden.reshape(-1, A),
        }
        return dq @ W_q.T, dk @ W_k.T, params
