"""Learning-rate schedules: which share of its rate an optimiser takes at update k of K."""

import math
from collections.abc import Callable
from typing import Any

from lstm_lib.validate import check_number, describe


def cosine_schedule(warmup: float = 0.0, floor: float = 0.0) -> Callable[[int, int], float]:
    """Let the rate rise in a line, then fall along half a cosine.

    Parameters
    ----------
    warmup : float, optional
        The share of all updates in which the rate rises from nearly 0 to its full size, in [0, 1).
    floor : float, optional
        The share of the rate that is left at the end, in [0, 1).

    Returns
    -------
    function
        Of (k, K), update k of K, k from 0: the share of the rate, for the argument schedule of `fit`.

    Raises
    ------
    ValueError
        If a number lies outside its range.

    Notes
    -----
    With W = warmup K::

        share = (k + 1) / W                                                          k < W
        share = floor + (1 - floor) (1 + cos(pi (k - W) / (K - W))) / 2              otherwise

    References
    ----------
    Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR,
    https://doi.org/10.48550/arXiv.1608.03983

    Warm-up: Goyal et al. (2017), https://doi.org/10.48550/arXiv.1706.02677

    Examples
    --------
    >>> schedule = cosine_schedule(warmup=0.2, floor=0.1)
    >>> [round(schedule(k, 10), 2) for k in range(10)]
    [0.5, 1.0, 1.0, 0.97, 0.87, 0.72, 0.55, 0.38, 0.23, 0.13]
    """
    warmup = check_number("warmup", warmup, 0, 1, closed=True)
    floor = check_number("floor", floor, 0, 1, closed=True)

    def share(k: int, K: int) -> float:
        rising = int(warmup * K)
        if k < rising:
            return (k + 1) / rising
        return floor + (1 - floor) * (1 + math.cos(math.pi * (k - rising) / (K - rising))) / 2

    return share


def step_schedule(at: list[Any], factor: float = 0.1) -> Callable[[int, int], float]:
    """Let the rate fall by a factor at given points of the training.

    Parameters
    ----------
    at : list of float
        Where, as shares of all updates, each in (0, 1), rising.
    factor : float, optional
        What the rate is multiplied by at each, in (0, 1).

    Returns
    -------
    function
        Of (k, K), update k of K, k from 0: the share of the rate, for the argument schedule of `fit`.

    Raises
    ------
    ValueError
        If a number lies outside its range, or the points do not rise.

    Notes
    -----
    ::

        share = factor^n        n points at which k / K has arrived

    References
    ----------
    Bengio (2012), Practical recommendations for gradient-based training of deep architectures, section 3.1,
    https://doi.org/10.48550/arXiv.1206.5533

    Examples
    --------
    >>> schedule = step_schedule([0.5, 0.75], factor=0.1)
    >>> [round(schedule(k, 4), 3) for k in range(4)]
    [1.0, 1.0, 0.1, 0.01]
    """
    if not isinstance(at, list | tuple) or not at:
        raise ValueError(f"at: expected a list of shares, got {describe(at)}")
    points = [check_number(f"at[{n}]", point, 0, 1) for n, point in enumerate(at)]
    if any(one >= other for one, other in zip(points, points[1:], strict=False)):
        raise ValueError(f"at: expected points that rise, got {describe(at)}")
    factor = check_number("factor", factor, 0, 1)
    return lambda k, K: factor ** sum(k / K >= point for point in points)
