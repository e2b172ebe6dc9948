"""Classical item statistics: facility, corrected discrimination and reliability, each with its interval.

Scores stand in an array of students by tasks. Nothing here knows of files or pages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special  # scipy.stats takes half a second to import, and is these

LEVEL = 0.95  # of every interval
FEW = 10  # answers below which a facility says little
FEW_PAIRS = 30  # answers below which a correlation or a reliability says little
_TAIL = (1 - LEVEL) / 2


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval."""

    value: float
    low: float
    high: float
    count: int  # students that it rests on
    few: bool  # too few answers: the interval holds, and it is wide


@dataclass(frozen=True)
class ItemFigures:
    """What the answers say of one task or item."""

    facility: Estimate | None  # share of its points that was reached; None without answers
    discrimination: Estimate | None  # correlation with the rest of the score; None where one of the two never varies


def facility(shares: np.ndarray) -> Estimate | None:
    """Return the mean share of the points: Wilson's interval for right or wrong, Student's for partial credit."""
    count = len(shares)
    if count == 0:
        return None
    mean = float(np.mean(shares))
    if np.isin(shares, (0.0, 1.0)).all():
        low, high = _wilson(mean, count)
    elif count < 2:
        low, high = 0.0, 1.0
    else:
        width = float(special.stdtrit(count - 1, 1 - _TAIL) * np.std(shares, ddof=1) / np.sqrt(count))
        low, high = mean - width, mean + width
    return Estimate(mean, max(0.0, low), min(1.0, high), count, count < FEW)


def _wilson(share: float, count: int) -> tuple[float, float]:
    z = float(special.ndtri(1 - _TAIL))
    middle, width = share + z**2 / (2 * count), z * np.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    low, high = ((middle + sign * width) / (1 + z**2 / count) for sign in (-1, 1))
    return 0.0 if share == 0 else float(low), 1.0 if share == 1 else float(high)


def discrimination(item: np.ndarray, rest: np.ndarray) -> Estimate | None:
    """Return the correlation of an item with the score without it (corrected item-total), with Fisher's interval."""
    count = len(item)
    if count < 4 or np.ptp(item) == 0 or np.ptp(rest) == 0:
        return None
    value = float(np.clip(np.corrcoef(item, rest)[0, 1], -1.0, 1.0))
    if abs(value) == 1.0:
        return Estimate(value, value, value, count, count < FEW_PAIRS)
    width = special.ndtri(1 - _TAIL) / np.sqrt(count - 3)
    low, high = np.tanh(np.arctanh(value) + np.array([-width, width]))
    return Estimate(value, float(low), float(high), count, count < FEW_PAIRS)


def reliability(scores: np.ndarray) -> Estimate | None:
    """Return Cronbach's alpha with Feldt's interval; for items that are right or wrong it is KR-20.

    The variances are those of a sample (n - 1), as in the usual programs.
    """
    count, items = scores.shape
    if count < 2 or items < 2:
        return None
    total = float(np.var(scores.sum(axis=1), ddof=1))
    if total == 0:
        return None
    alpha = items / (items - 1) * (1 - float(np.var(scores, axis=0, ddof=1).sum()) / total)
    first, second = count - 1, (count - 1) * (items - 1)
    low, high = (1 - (1 - alpha) * special.fdtri(first, second, share) for share in (1 - _TAIL, _TAIL))
    return Estimate(alpha, float(low), float(high), count, count < FEW_PAIRS)


def figures(scores: np.ndarray, most: np.ndarray) -> tuple[ItemFigures, ...]:
    """Return the figures of each column of `scores`, whose best values are `most`."""
    total = scores.sum(axis=1)
    return tuple(
        ItemFigures(
            facility(scores[:, k] / most[k]) if most[k] else None,
            discrimination(scores[:, k], total - scores[:, k]),
        )
        for k in range(scores.shape[1])
    )


def is_dichotomous(scores: np.ndarray, most: np.ndarray) -> bool:
    """Say whether every answer got all points or none, so that alpha is KR-20."""
    return bool(np.all((scores == 0) | (scores == most)))
