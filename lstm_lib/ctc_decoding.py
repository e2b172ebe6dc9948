"""Reading what a network trained with CTC writes: its best path, or the best sequence over all paths."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np

from lstm_lib.activations import log_softmax
from lstm_lib.ctc import NEVER, check_scores
from lstm_lib.types import Array
from lstm_lib.validate import check_size

Beams: TypeAlias = dict[tuple[int, ...], tuple[float, float]]


class CTCDecoded(NamedTuple):
    """What was read from scores.

    Attributes
    ----------
    ids : (N, U) ndarray of int
        The symbols of each sample, then blanks; U is the length of the longest, at least 1.
    log_p : (N,) ndarray
        Logarithm of the probability, in nats: of the one path, or of all paths that were kept and read so.
    """

    ids: np.ndarray
    log_p: np.ndarray


def ctc_best_path(z: Array, mask: Array | None = None, *, blank: int = 0) -> CTCDecoded:
    """Take the best class at each step, then leave out repetitions and blanks.

    Parameters
    ----------
    z : (N, T, K) ndarray
        Scores of K classes at each step.
    mask : (N, T) ndarray of bool, optional
        False at padded steps, which write nothing.
    blank : int, optional
        The class that writes nothing, from 0 to K-1.

    Returns
    -------
    `CTCDecoded`
        The symbols, and the log probability of the path.

    Raises
    ------
    ValueError
        If shapes do not fit or a score is not finite.

    Notes
    -----
    The best path need not read as the best sequence, whose probability is spread over many paths: see `ctc_beam`.

    References
    ----------
    Graves, Fernández, Gomez and Schmidhuber (2006), Connectionist temporal classification, section 3.2, ICML,
    https://doi.org/10.1145/1143844.1143891

    Examples
    --------
    >>> path = np.eye(4)[[[1, 1, 0, 1, 2, 2, 0]]]                    # scores of the path 1 1 - 1 2 2 -
    >>> ctc_best_path(path).ids
    array([[1, 1, 2]])
    """
    check_scores(z, mask, blank)
    logs = log_softmax(z.astype(np.float64))
    path = logs.argmax(axis=2)                                        # (N, T)
    best = logs.max(axis=2)
    valid = np.ones(path.shape, bool) if mask is None else mask
    new = path != blank
    new[:, 1:] &= path[:, 1:] != path[:, :-1]
    rows = [row[kept] for row, kept in zip(path, new & valid, strict=True)]
    return CTCDecoded(_padded(rows, blank), np.where(valid, best, 0).sum(axis=1))


def ctc_beam(z: Array, mask: Array | None = None, *, width: int = 8, blank: int = 0) -> CTCDecoded:
    """Keep at each step the ``width`` beginnings whose paths, as far as they were kept, add up to most.

    Parameters
    ----------
    z : (N, T, K) ndarray
        Scores of K classes at each step.
    mask : (N, T) ndarray of bool, optional
        False at padded steps, which write nothing.
    width : int, optional
        How many beginnings to keep, from 1 up.
    blank : int, optional
        The class that writes nothing, from 0 to K-1.

    Returns
    -------
    `CTCDecoded`
        The best sequence that was kept, of each sample, and its log probability over the paths that were kept.

    Raises
    ------
    ValueError
        If shapes do not fit, a score is not finite, or width is not a whole number from 1 up.

    Notes
    -----
    For each beginning two probabilities are kept: of the paths that end with a blank, and of those that end with
    its last symbol, for only after a blank is the same symbol a new one. A path is lost where its beginning was left
    out. If none was, log_p is minus the `ctc_loss` of the sequence; otherwise it is a lower bound.

    References
    ----------
    Graves and Jaitly (2014), Towards end-to-end speech recognition with recurrent neural networks, ICML, algorithm 1,
    https://proceedings.mlr.press/v32/graves14.html

    Examples
    --------
    >>> z = np.log(np.array([[[0.6, 0.4], [0.6, 0.4]]]))              # the best path is - -, p = 0.36
    >>> ctc_best_path(z).ids, ctc_beam(z).ids                         # but 1 is more probable: 1 - 0.36
    (array([[0]]), array([[1]]))
    """
    check_scores(z, mask, blank)
    check_size("width", width)
    logs = log_softmax(z.astype(np.float64))
    lengths = np.full(len(z), z.shape[1]) if mask is None else mask.sum(axis=1)
    found = [_search(log[:n], width, blank) for log, n in zip(logs, lengths, strict=True)]
    return CTCDecoded(_padded([ids for ids, _ in found], blank), np.array([log_p for _, log_p in found]))


def _search(logs: Array, width: int, blank: int) -> tuple[tuple[int, ...], float]:
    """The best sequence of one sample (T, K), and its log probability."""
    beams: Beams = {(): (0.0, NEVER)}                                 # beginning: log p ending in blank, in its symbol
    symbols = [k for k in range(logs.shape[1]) if k != blank]
    for log in logs.tolist():
        ahead: Beams = {}
        for beginning, (in_blank, in_symbol) in beams.items():
            either = np.logaddexp(in_blank, in_symbol)
            _add(ahead, beginning, either + log[blank], NEVER)
            if beginning:                                             # the last symbol goes on
                _add(ahead, beginning, NEVER, in_symbol + log[beginning[-1]])
            for k in symbols:
                before = in_blank if beginning and beginning[-1] == k else either
                _add(ahead, (*beginning, k), NEVER, before + log[k])
        ranked = sorted(ahead.items(), key=lambda item: np.logaddexp(*item[1]), reverse=True)
        beams = dict(ranked[:width])
    best = max(beams, key=lambda beginning: np.logaddexp(*beams[beginning]))
    return best, float(np.logaddexp(*beams[best]))


def _add(beams: Beams, beginning: tuple[int, ...], in_blank: float, in_symbol: float) -> None:
    """Add paths to a beginning."""
    if beginning in beams:
        old = beams[beginning]
        in_blank, in_symbol = np.logaddexp(old[0], in_blank), np.logaddexp(old[1], in_symbol)
    beams[beginning] = (in_blank, in_symbol)


def _padded(rows: list[Any], blank: int) -> Array:
    """Sequences of unequal length side by side, blanks after each."""
    ids = np.full((len(rows), max(1, *map(len, rows)) if rows else 1), blank)
    for row, symbols in zip(ids, rows, strict=True):
        row[: len(symbols)] = symbols
    return ids
