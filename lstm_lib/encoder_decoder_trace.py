"""What an encoder-decoder computes: for a batch in training, and step by step in use."""

from typing import NamedTuple

import numpy as np

from lstm_lib.short_forms import by_shapes
from lstm_lib.types import State, Trace


@by_shapes
class Encoded(NamedTuple):
    """What the decoder gets from the encoder.

    Attributes
    ----------
    h : (N, T, H) ndarray
        The encoder's hidden states, for attention.
    mask : (N, T) ndarray of bool
        False at padding.
    final : state
        The encoder's final state, from which the decoder starts.
    """

    h: np.ndarray
    mask: np.ndarray
    final: State


@by_shapes
class DecodedStep(NamedTuple):
    """What one step of the decoder gives.

    Attributes
    ----------
    log_p : (N, V) ndarray
        Logarithm of the probability of each symbol.
    state : state
        The decoder's, after the step.
    weights : (N, T) ndarray, or None
        Attention, if there is any.
    """

    log_p: np.ndarray
    state: State
    weights: np.ndarray | None


@by_shapes
class EncoderDecoderTrace(NamedTuple):
    """The traces of all parts for one batch.

    Attributes
    ----------
    source : `EmbeddingTrace`
        Of the source's embedding.
    encoder : trace of the encoder
        Every step of it.
    target : `EmbeddingTrace`
        Of the target's embedding.
    decoder : trace of the decoder
        Every step of it.
    attention : `AttentionTrace` or None
        Of attention, if there is any.
    dense : `DenseTrace`
        Of the dense layer.
    z : (N, U, V) ndarray
        Scores of each symbol at each of the U target steps.
    """

    source: Trace
    encoder: Trace
    target: Trace
    decoder: Trace
    attention: Trace | None
    dense: Trace
    z: np.ndarray
