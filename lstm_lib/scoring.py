"""How good written sequences are: BLEU of a corpus."""

from collections import Counter

import numpy as np

from lstm_lib.validate import check_size, describe

LONGEST = 4


def bleu(candidates, references, *, smooth=False, longest=LONGEST):
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


def _symbols(name, texts):
    """Sequences of symbols that can be counted."""
    if not isinstance(texts, list | tuple | np.ndarray):
        raise ValueError(f"{name}: expected a list of sequences, got {describe(texts)}")
    for k, text in enumerate(texts):
        if not isinstance(text, str | list | tuple | np.ndarray) or getattr(text, "ndim", 1) != 1:
            raise ValueError(f"{name}[{k}]: expected a list of symbols, a text or ids, got {describe(text)}")
    return [text.tolist() if isinstance(text, np.ndarray) else text for text in texts]


def _ngrams(symbols, n):
    """How often each n-gram stands in a sequence."""
    return Counter(tuple(symbols[k : k + n]) for k in range(len(symbols) - n + 1))
