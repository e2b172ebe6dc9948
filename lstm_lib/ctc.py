"""Connectionist temporal classification: targets shorter than their input, without saying which step writes what."""


import numpy as np

from lstm_lib.activations import log_softmax
from lstm_lib.losses import Loss
from lstm_lib.types import Array
from lstm_lib.validate import check_array, check_mask, check_size_from, describe

NEVER = -np.inf  # the logarithm of the probability zero


def ctc_loss(z: Array, targets: Array, mask: Array | None = None, *, blank: int = 0) -> Loss:
    """Compute the negative log probability of all paths that read as the targets, and its gradient.

    Parameters
    ----------
    z : (N, T, K) ndarray
        Scores of K classes at each step; one class is the blank.
    targets : (N, U) ndarray of int
        The symbols of each sample, then blanks as padding. A sample may have none.
    mask : (N, T) ndarray of bool, optional
        False at padded steps, which count for nothing.
    blank : int, optional
        The class that writes nothing, from 0 to K-1.

    Returns
    -------
    `Loss`
        The mean over the samples, in nats, and its gradient (N, T, K), zero at padded steps.

    Raises
    ------
    ValueError
        If shapes or classes do not fit, a blank stands between symbols, or a sample has fewer valid steps than its
        target needs: one a symbol, and one more between two that are equal.

    Notes
    -----
    A path has one class a step; it reads as what is left without repetitions and then without blanks. With the
    target stretched to l = (blank, y_1, blank, y_2, ..., blank), everything in logarithms::

        alpha_t(s) = p_t(l_s) (alpha_{t-1}(s) + alpha_{t-1}(s-1) + alpha_{t-1}(s-2))
        beta_t(s)  = sum over s' = s, s+1, s+2 of p_{t+1}(l_s') beta_{t+1}(s')
        p(y) = alpha_T(S) + alpha_T(S-1)
        L = - mean log p(y)
        dL/dz_t(k) = (p_t(k) - sum over s with l_s = k of alpha_t(s) beta_t(s) / p(y)) / N

    The step over a blank, s-2 to s, is there only between different symbols. It is computed in float64.

    References
    ----------
    Graves, Fernández, Gomez and Schmidhuber (2006), Connectionist temporal classification, ICML,
    https://doi.org/10.1145/1143844.1143891

    Examples
    --------
    >>> z = np.log(np.array([[[0.4, 0.6], [0.5, 0.5]]]))      # two steps; 1 is read from 1-, -1 and 11, not from --
    >>> loss = ctc_loss(z, np.array([[1]]))
    >>> round(float(np.exp(-loss.value)), 4)                  # 1 - 0.4 0.5
    0.8
    """
    check_scores(z, mask, blank)
    N, T, K = z.shape
    lengths = np.full(N, T) if mask is None else mask.sum(axis=1)
    counts = _check_targets(targets, lengths, K, blank)
    valid = np.arange(T) < lengths[:, None]                           # (N, T)
    logs = log_softmax(z.astype(np.float64))                          # (N, T, K)
    stretched = np.full((N, 2 * targets.shape[1] + 1), blank)         # (N, S)
    stretched[:, 1::2] = targets
    at = np.take_along_axis(logs, stretched[:, None, :], axis=2)      # (N, T, S): log p_t(l_s)
    over = np.zeros(stretched.shape, bool)                            # may s be reached from s - 2?
    over[:, 3::2] = targets[:, 1:] != targets[:, :-1]

    alpha = _forwards(at, over, valid)                                # (N, T, S)
    ends = np.arange(stretched.shape[1]) - 2 * counts[:, None]        # (N, S): 0 at the last blank, -1 before it
    ends = (ends == 0) | (ends == -1)
    log_p = np.logaddexp.reduce(np.where(ends, alpha[:, -1], NEVER), axis=1)
    log_p = np.where(lengths == 0, 0.0, log_p)                        # nothing read, nothing to write
    beta = _backwards(at, over, valid, ends)

    share = np.exp(alpha + beta - log_p[:, None, None])               # (N, T, S): of paths through s at step t
    wanted = np.zeros(logs.shape)
    n, t = np.ogrid[:N, :T]
    for s in range(stretched.shape[1]):                               # blanks and equal symbols add up
        wanted[n, t, stretched[:, s, None]] += share[:, :, s]
    grad = np.where(valid[:, :, None], np.exp(logs) - wanted, 0) / N
    return Loss(float(-log_p.mean()), grad.astype(z.dtype))


def check_scores(z: Array, mask: Array | None, blank: int) -> None:
    """Check scores (N, T, K), their mask, and which class is the blank."""
    dtype = z.dtype if isinstance(z, np.ndarray) and z.dtype in (np.float32, np.float64) else np.float64
    check_array("z", z, ("N", "T", "K"), dtype)
    if mask is not None:
        check_mask(mask, *z.shape[:2])
    check_size_from("blank", blank, 0)
    if blank >= z.shape[2]:
        raise ValueError(f"blank: expected a class from 0 to {z.shape[2] - 1}, got {blank}")


def _check_targets(targets: Array, lengths: Array, K: int, blank: int) -> Array:
    """Check targets (N, U); returns how many symbols each has."""
    if not isinstance(targets, np.ndarray) or targets.ndim != 2 or targets.dtype.kind not in "iu":
        raise ValueError(f"targets: expected whole numbers of shape (N, U), got {describe(targets)}")
    if len(targets) != len(lengths):
        raise ValueError(f"targets: expected {len(lengths)} samples, as z has, got {describe(targets)}")
    if targets.size and (targets.min() < 0 or targets.max() >= K):
        raise ValueError(f"targets: expected classes from 0 to {K - 1}, got {targets.min()} to {targets.max()}")
    symbols = targets != blank
    if (symbols[:, 1:] & ~symbols[:, :-1]).any():
        n = int(np.argmax((symbols[:, 1:] & ~symbols[:, :-1]).any(axis=1)))
        raise ValueError(f"targets: expected blanks ({blank}) only after the last symbol, got others in sample {n}")
    counts = symbols.sum(axis=1)
    needed = counts + ((targets[:, 1:] == targets[:, :-1]) & symbols[:, 1:]).sum(axis=1)
    if (needed > lengths).any():
        n = int(np.argmax(needed > lengths))
        raise ValueError(
            f"targets: expected at most what {lengths[n]} valid steps can write in sample {n}, got one that needs "
            f"{needed[n]} (a step a symbol, and one between equal symbols)"
        )
    return counts


def _forwards(at: Array, over: Array, valid: Array) -> Array:
    """Alpha (N, T, S): log probability of all beginnings that are at s after step t; padded steps change nothing."""
    alpha = np.full(at.shape, NEVER)
    alpha[:, 0, :2] = at[:, 0, :2]
    for t in range(1, at.shape[1]):
        before = alpha[:, t - 1]
        now = before.copy()
        now[:, 1:] = np.logaddexp(now[:, 1:], before[:, :-1])
        now[:, 2:] = np.logaddexp(now[:, 2:], np.where(over[:, 2:], before[:, :-2], NEVER))
        alpha[:, t] = np.where(valid[:, t, None], now + at[:, t], before)
    return alpha


def _backwards(at: Array, over: Array, valid: Array, ends: Array) -> Array:
    """Beta (N, T, S): log probability of all continuations after step t from s."""
    beta = np.empty(at.shape)
    beta[:, -1] = np.where(ends, 0.0, NEVER)
    for t in reversed(range(at.shape[1] - 1)):
        after = beta[:, t + 1] + at[:, t + 1]
        now = after.copy()
        now[:, :-1] = np.logaddexp(now[:, :-1], after[:, 1:])
        now[:, :-2] = np.logaddexp(now[:, :-2], np.where(over[:, 2:], after[:, 2:], NEVER))
        beta[:, t] = np.where(valid[:, t + 1, None], now, beta[:, t + 1])
    return beta
