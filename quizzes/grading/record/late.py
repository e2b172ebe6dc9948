"""What a late submission costs."""

from __future__ import annotations

import math

from quizzes.grading.course.settings import Late

_DAY = 24 * 60 * 60  # seconds


def penalty(late: Late, score: float, seconds: float) -> float:
    """Return the points that are taken off a score for being `seconds` late.

    >>> policy = Late(per_day=0.1, at_most=0.5, grace_minutes=15, closed_after_days=7)
    >>> [penalty(policy, 18.0, days * 24 * 60 * 60) for days in (0, 0.01, 0.5, 1.5, 6, 8)]
    [0.0, 0.0, 1.8, 3.6, 9.0, 18.0]
    """
    if seconds <= late.grace_minutes * 60:
        return 0.0
    if late.closed_after_days is not None and seconds > late.closed_after_days * _DAY:
        return score
    return round(score * min(late.at_most, late.per_day * math.ceil(seconds / _DAY)), 2)
