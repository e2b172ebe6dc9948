"""How good answers are: the share that is right, symbol by symbol and as a whole, and BLEU of a corpus."""

from collections import Counter
from typing import Any

import numpy as np

from lstm_lib.symbols import PAD
from lstm_lib.types import Array
from lstm_lib.validate import check_size, describe

LONGEST = 4


def accuracy(predicted: Array, targets: Array, mask: Array | None = None) -> float:
    """Compute the share of answers that are right.

    Parameters
    ----------
    predicted, targets : ndarray
        Classes, labels or ids of one shape, as ``predict`` gives them.
    mask : ndarray of bool, optional
        Of that shape; False at entries that do not count.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If shapes do not fit, values are not whole, or nothing counts.

    Examples
    --------
    >>> accuracy(np.array([1, 0, 2, 2]), np.array([1, 1, 2, 2]))
    0.75
    """
    for name, values in (("predicted", predicted), ("targets", targets)):
        if not isinstance(values, np.ndarray) or values.dtype.kind not in "iub" or values.size == 0:
            raise ValueError(f"{name}: expected classes, labels or ids, got {describe(values)}")
    if predicted.shape == (*targets.shape, 1):                        # one yes or no a sample
        predicted = predicted[..., 0]
    if predicted.shape != targets.shape:
        raise ValueError(f"predicted: expected shape {targets.shape}, as the targets, got {describe(predicted)}")
    if mask is None:
        return float((predicted == targets).mean())
    if not isinstance(mask, np.ndarray) or mask.dtype != bool or mask.shape != targets.shape:
        raise ValueError(f"mask: expected a bool array of shape {targets.shape}, got {describe(mask)}")
    if not mask.any():
        raise ValueError("mask: expected at least one valid entry, got none")
    return float((predicted == targets)[mask].mean())


def exact_match(predicted: Array, targets: Array, mask: Array | None = None) -> float:
    """Compute the share of sequences that are right from the first symbol to the last.

    Parameters
    ----------
    predicted, targets : (N, U) ndarray of int
        Ids, zeros (padding) after each; one may be wider than the other.
    mask : (N, U) ndarray of bool, optional
        Of the shape of targets; False at steps that do not count, where predicted may be anything.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If they are no matrices of whole numbers with as many rows.

    Examples
    --------
    >>> exact_match(np.array([[5, 6, 2], [5, 2, 0]]), np.array([[5, 6, 2, 0], [6, 2, 0, 0]]))
    0.5
    """
    for name, ids in (("predicted", predicted), ("targets", targets)):
        if not isinstance(ids, np.ndarray) or ids.ndim != 2 or ids.dtype.kind not in "iu" or len(ids) == 0:
            raise ValueError(f"{name}: expected whole numbers of shape (N, U), got {describe(ids)}")
    if len(predicted) != len(targets):
        raise ValueError(f"predicted: expected {len(targets)} rows, as the targets, got {describe(predicted)}")
    U = max(predicted.shape[1], targets.shape[1])
    one, other = (np.pad(ids, ((0, 0), (0, U - ids.shape[1])), constant_values=PAD) for ids in (predicted, targets))
    same = one == other
    if mask is not None:
        if not isinstance(mask, np.ndarray) or mask.dtype != bool or mask.shape != targets.shape:
            raise ValueError(f"mask: expected a bool array of shape {targets.shape}, got {describe(mask)}")
        same[:, : mask.shape[1]] |= ~mask
        same[:, mask.shape[1] :] = True
    return float(same.all(axis=1).mean())


def bleu(candidates: list[Any], references: list[Any], *, smooth: bool = False, longest: int = LONGEST) -> float:
    """Compute BLEU of a corpus: how many n-grams of the candidates also stand in their references.

    Parameters
    ----------
    candidates : list of sequences
        What was written: each a list of words, a text (its characters count), or an array of ids.
    references : list of sequences
        What should have been, one for each candidate.
    smooth : bool, optional
        True for the score of short texts: lengths n of which there is no n-gram are left out, and a length without a
        common n-gram counts as half of one, the next as a quarter, and so on.
    longest : int, optional
        The length of the longest n-grams, from 1 up.

    Returns
    -------
    float
        From 0 to 1; 0 where no symbol is common, and for a corpus without text.

    Raises
    ------
    ValueError
        If there is not one reference for each candidate, or a sequence is none.

    Notes
    -----
    With c and r symbols in all candidates and all references, counts summed over the corpus::

        p_n = n-grams of the candidates that stand in their references, none more often than there / all of them
        BLEU = min(1, exp(1 - r / c)) (p_1 p_2 p_3 p_4)^(1/4)

    It is sacreBLEU's score divided by 100: of ``corpus_bleu(..., smooth_method="none")``, and with smooth=True of
    ``corpus_bleu(..., smooth_method="exp", use_effective_order=True)``, which ``sentence_bleu`` takes, for texts
    that are cut into symbols already. It is a score of a corpus: do not average it over sentences.

    References
    ----------
    Papineni, Roukos, Ward and Zhu (2002), BLEU: a method for automatic evaluation of machine translation, ACL,
    https://doi.org/10.3115/1073083.1073135

    Post (2018), A call for clarity in reporting BLEU scores, https://doi.org/10.18653/v1/W18-6319

    Examples
    --------
    >>> reference, candidate = "the cat sat on the mat".split(), "the cat sat on mat".split()
    >>> round(bleu([candidate], [reference]), 4)
    0.5789
    >>> bleu([["the", "cat"]], [["the", "cat"]]), bleu([["the", "cat"]], [["the", "cat"]], smooth=True)
    (0.0, 1.0)
    """
    check_size("longest", longest)
    candidates, references = _symbols("candidates", candidates), _symbols("references", references)
    if len(candidates) != len(references):
        raise ValueError(f"references: expected {len(candidates)}, one for each candidate, got {len(references)}")
    c, r = (sum(map(len, texts)) for texts in (candidates, references))
    common, total = np.zeros((2, longest))
    for candidate, reference in zip(candidates, references, strict=True):
        for n in range(1, longest + 1):
            mine, theirs = _ngrams(candidate, n), _ngrams(reference, n)
            common[n - 1] += (mine & theirs).total()
            total[n - 1] += mine.total()
    if common[0] == 0:
        return 0.0
    if smooth:
        common, total = common[total > 0], total[total > 0]
        none = common == 0
        common = np.where(none, 0.5 ** np.cumsum(none), common)
    if (common == 0).any():
        return 0.0
    return float(np.exp(min(0, 1 - r / c) + np.log(common / total).mean()))


def _symbols(name: str, texts: Any) -> Any:
    """Sequences of symbols that can be counted."""
    if not isinstance(texts, list | tuple | np.ndarray):
        raise ValueError(f"{name}: expected a list of sequences, got {describe(texts)}")
    for k, text in enumerate(texts):
        if not isinstance(text, str | list | tuple | np.ndarray) or getattr(text, "ndim", 1) != 1:
            raise ValueError(f"{name}[{k}]: expected a list of symbols, a text or ids, got {describe(text)}")
    return [text.tolist() if isinstance(text, np.ndarray) else text for text in texts]


def _ngrams(symbols: Any, n: int) -> Counter[tuple[Any, ...]]:
    """How often each n-gram stands in a sequence."""
    return Counter(tuple(symbols[k : k + n]) for k in range(len(symbols) - n + 1))
