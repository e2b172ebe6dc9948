"""Writing with a trained encoder-decoder: the best symbol at each step, or the best few sequences."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.encoder_decoder_trace import Encoded
from lstm_lib.states import rows
from lstm_lib.symbols import END, PAD, START
from lstm_lib.types import Array
from lstm_lib.validate import check_has, check_number, check_size

NEVER_WRITTEN = [PAD, START]


class Decoded(NamedTuple):
    """What was written for each source.

    Attributes
    ----------
    ids : (N, U) ndarray
        Symbols up to END, then PAD; never PAD or START before END.
    log_p : (N,) ndarray
        Logarithm of the probability of the whole sequence, in nats, as the model gives it.
    weights : (N, U, T) ndarray, or None
        Attention, if there is any (`greedy` only).
    """

    ids: np.ndarray
    log_p: np.ndarray
    weights: np.ndarray | None


def greedy(model: Any, source: Array, max_length: int) -> Decoded:
    """Write the most probable symbol at each step until END, or max_length symbols.

    Parameters
    ----------
    model : `EncoderDecoder`
        The trained model.
    source : (N, T) ndarray of int
        Ids to read.
    max_length : int
        How many symbols to write at most, from 1 up.

    Returns
    -------
    `Decoded`
        What was written; U is the length of the longest sequence.

    Raises
    ------
    ValueError
        If max_length is not a whole number from 1 up.

    Notes
    -----
    ::

        ids_u = argmax_k p(k | ids_1 .. ids_{u-1}, source)    k neither PAD nor START

    References
    ----------
    Sutskever, Vinyals and Le (2014), https://doi.org/10.48550/arXiv.1409.3215

    Examples
    --------
    >>> from lstm_lib import LSTM, Dense, Embedding, EncoderDecoder
    >>> rng = np.random.default_rng(0)
    >>> model = EncoderDecoder(
    ...     Embedding(9, 4, rng=rng), LSTM(4, 5, rng=rng), Embedding(7, 3, rng=rng), LSTM(3, 5, rng=rng),
    ...     Dense(5, 7, rng=rng))
    >>> model.layers["dense"].params["b"][END] = 9.0                # it wants to end at once
    >>> greedy(model, np.array([[5, 6, 7]]), max_length=10).ids
    array([[2]])
    """
    check_has("model", model, "one that writes", "encode", "decode_step")
    check_size("max_length", max_length)
    encoded = model.encode(source)
    state, last = encoded.final, np.full(len(source), START)
    written: list[Array] = []
    weights: list[Any] = []
    log_p = np.zeros(len(source))
    ended = np.zeros(len(source), bool)
    while len(written) < max_length and not ended.all():
        step = model.decode_step(last, state, encoded)
        step.log_p[:, NEVER_WRITTEN] = -np.inf
        state, best = step.state, step.log_p.argmax(axis=1)
        log_p += np.where(ended, 0, step.log_p.max(axis=1))
        last = np.where(ended, PAD, best)
        ended |= last == END
        written.append(last)
        weights.append(step.weights)
    attention = None if weights[0] is None else np.stack(weights, axis=1)
    return Decoded(np.stack(written, axis=1), log_p, attention)


def beam(model: Any, source: Array, max_length: int, width: int = 4, length_penalty: float = 0.0) -> Decoded:
    """Keep the ``width`` most probable beginnings at each step; return the best whole sequence.

    Parameters
    ----------
    model : `EncoderDecoder`
        The trained model.
    source : (N, T) ndarray of int
        Ids to read.
    max_length : int
        How many symbols to write at most, from 1 up.
    width : int, optional
        How many beginnings to keep, from 1 up.
    length_penalty : float, optional
        How strongly longer sequences are favoured, from 0 up: sequences are compared by log p / lp. With 0 by their
        probability alone, which every further symbol makes smaller; 0.6 to 1 are common.

    Returns
    -------
    `Decoded`
        What was written, without attention.

    Raises
    ------
    ValueError
        If max_length or width is not a whole number from 1 up, or length_penalty is not a number from 0 up.

    Notes
    -----
    ::

        log p(ids) = sum_u log p(ids_u | ids_1 .. ids_{u-1}, source)    ids_u neither PAD nor START before END
        lp = ((5 + U) / 6)^length_penalty                               U symbols, END with them

    With width 1 it writes what `greedy` writes; with more it finds sequences that start with a symbol that is
    not the best one, but are more probable as a whole. Sequences that have ended keep their place in the beam
    with the probability that they have.

    References
    ----------
    Sutskever, Vinyals and Le (2014), section 3.2, https://doi.org/10.48550/arXiv.1409.3215

    The penalty: Wu et al. (2016), Google's neural machine translation system, equation 14,
    https://doi.org/10.48550/arXiv.1609.08144

    Examples
    --------
    >>> from lstm_lib import LSTM, Dense, Embedding, EncoderDecoder
    >>> rng = np.random.default_rng(0)
    >>> model = EncoderDecoder(
    ...     Embedding(9, 4, rng=rng), LSTM(4, 5, rng=rng), Embedding(7, 3, rng=rng), LSTM(3, 5, rng=rng),
    ...     Dense(5, 7, rng=rng))
    >>> source = np.array([[5, 6, 7]])
    >>> bool(beam(model, source, 4, width=200).log_p[0] >= greedy(model, source, 4).log_p[0])
    True
    """
    check_has("model", model, "one that writes", "encode", "decode_step")
    check_size("max_length", max_length)
    check_size("width", width)
    length_penalty = check_number("length_penalty", length_penalty, 0, np.inf, closed=True)
    encoded, N = model.encode(source), len(source)
    repeated = np.repeat(np.arange(N), width)                             # row n * width + k: beginning k of n
    encoded = Encoded(encoded.h[repeated], encoded.mask[repeated], rows(encoded.final, repeated))
    state = encoded.final
    ids = np.empty((N * width, 0), np.int64)
    last = np.full(N * width, START)
    log_p = np.tile([0.0] + [-np.inf] * (width - 1), N)               # at first all beginnings are alike
    ended = np.zeros(N * width, bool)
    length = np.zeros(N * width, np.int64)
    while ids.shape[1] < max_length and not ended.all():
        step = model.decode_step(last, state, encoded)
        V = step.log_p.shape[1]
        step.log_p[:, NEVER_WRITTEN] = -np.inf
        after_end = np.where(np.arange(V) == PAD, 0.0, -np.inf)       # what has ended goes on with padding
        log_p = log_p[:, None] + np.where(ended[:, None], after_end, step.log_p)
        length = length + ~ended
        scores = (log_p / ((5 + length) / 6)[:, None] ** length_penalty).reshape(N, width * V)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :width]  # (N, width)
        log_p = np.take_along_axis(log_p.reshape(N, width * V), best, axis=1).ravel()
        parents = (np.arange(N)[:, None] * width + best // V).ravel()
        last = (best % V).ravel()
        ids = np.column_stack([ids[parents], last])
        state = rows(step.state, parents)
        ended, length = ended[parents] | (last == END), length[parents]
    first = np.arange(N) * width                                      # scores are sorted: the best is first
    return Decoded(ids[first], log_p[first], None)
