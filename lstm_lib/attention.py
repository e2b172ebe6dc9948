"""Attention: for each step of the decoder, a weighted mean of what the encoder kept at all its steps."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.activations import softmax
from lstm_lib.layer import Layer
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Params
from lstm_lib.validate import check_array, check_mask, check_trace_kind, read_only


@by_shapes
class AttentionTrace(NamedTuple):
    """What attention read, how it weighted, and what it gave.

    Attributes
    ----------
    query : (N, Q, H) ndarray
        States of the decoder, one a step.
    values : (N, T, H) ndarray
        States of the encoder.
    hidden : (N, Q, T, A) ndarray, or None
        Squashed sums, for additive attention.
    weights : (N, Q, T) ndarray
        How much each encoder step counts; sums to one over T, zero at padding.
    context : (N, Q, H) ndarray
        The weighted means.
    """

    query: np.ndarray
    values: np.ndarray
    hidden: np.ndarray | None
    weights: np.ndarray
    context: np.ndarray


@by_shapes
class AttentionGrads(NamedTuple):
    """Gradients of a loss with respect to what attention read.

    Attributes
    ----------
    query : (N, Q, H) ndarray
        Of the decoder's states.
    values : (N, T, H) ndarray
        Of the encoder's states.
    params : dict of ndarrays
        Of the parameters, under their names.
    """

    query: np.ndarray
    values: np.ndarray
    params: Params


class Attention(Layer):
    """What both kinds of attention share; they differ in how a query and a value give a score.

    Parameters
    ----------
    params : dict of ndarrays
        The parameters by name.
    """

    score: Any  # of each kind: scores and what its way back needs
    score_backward: Any

    def forward(self, query: Array, values: Array, mask: Array | None = None) -> AttentionTrace:
        """Weigh the values for each query.

        Parameters
        ----------
        query : (N, Q, H) ndarray
            States of the decoder.
        values : (N, T, H) ndarray
            States of the encoder.
        mask : (N, T) ndarray of bool, optional
            False at padded values, which get the weight zero; where all are padded the context is zero.

        Returns
        -------
        `AttentionTrace`
            The weights, the contexts and what they were made from.

        Raises
        ------
        ValueError
            If shapes do not fit.
        """
        dtype = self.dtype or getattr(query, "dtype", np.float32)
        check_array("query", query, ("N", "Q", "H"), dtype)
        N, _, H = query.shape
        check_array("values", values, (("N", N), "T", ("H", H)), dtype)
        scores, hidden = self.score(query, values)                # (N, Q, T)
        if mask is not None:
            check_mask(mask, *values.shape[:2])
            scores = np.where(mask[:, None, :], scores, -np.inf)
        nothing = None if mask is None or mask[:, 0].all() else ~mask[:, 0]  # padding alone: nothing to look at
        if nothing is not None:
            scores[nothing] = 0
        weights = softmax(scores)                                 # (N, Q, T)
        if nothing is not None:
            weights[nothing] = 0
        context = weights @ values                                # (N, Q, H)
        hidden = None if hidden is None else read_only(hidden)
        return AttentionTrace(query, values, hidden, read_only(weights), read_only(context))

    def backward(self, trace: AttentionTrace, dcontext: Array) -> AttentionGrads:
        """Take the gradient of the contexts back.

        Parameters
        ----------
        trace : `AttentionTrace`
            From `~lstm_lib.attention.Attention.forward`.
        dcontext : (N, Q, H) ndarray
            Gradient of the loss with respect to the contexts.

        Returns
        -------
        `AttentionGrads`
            Those of query, values and parameters.
        """
        check_trace_kind(trace, AttentionTrace)
        if (trace.hidden is None) != (not self.params):
            raise ValueError(f"trace: expected one of {type(self).__name__}, got one of another kind of attention")
        check_array("dcontext", dcontext, tuple(zip("NQH", trace.context.shape, strict=True)), trace.context.dtype)
        dweights = dcontext @ trace.values.swapaxes(1, 2)             # (N, Q, T)
        inner = (dweights * trace.weights).sum(axis=-1, keepdims=True)
        dscores = trace.weights * (dweights - inner)                  # back through softmax
        dquery, dvalues, params = self.score_backward(trace, dscores)
        dvalues += trace.weights.swapaxes(1, 2) @ dcontext            # values are scored, and averaged
        return AttentionGrads(dquery, dvalues, params)
