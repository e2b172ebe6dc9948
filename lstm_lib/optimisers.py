"""Optimisers: each changes parameters in place, given their gradients; and clipping before it."""

from collections.abc import ItemsView
from typing import NamedTuple

import numpy as np

from lstm_lib.types import Array, Params
from lstm_lib.validate import check_number, check_numbers, describe


class SGD:
    """Stochastic gradient descent, with momentum on request.

    Parameters
    ----------
    rate : float
        Length of a step as a share of the gradient, above 0.
    momentum : float, optional
        The share of the last step that is kept, in [0, 1).

    Raises
    ------
    ValueError
        If a number lies outside its range.

    Notes
    -----
    ::

        velocity = momentum velocity - rate gradient
        parameter += velocity

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods, USSR Computational
    Mathematics and Mathematical Physics 4(5), https://doi.org/10.1016/0041-5553(64)90137-5

    Examples
    --------
    >>> params = {"w": np.array([1.0])}
    >>> SGD(0.1).update(params, {"w": np.array([2.0])})
    >>> params["w"]
    array([0.8])
    """

    def __init__(self, rate: float, momentum: float = 0.0) -> None:
        self.rate = check_number("rate", rate, 0, np.inf)
        self.momentum = check_number("momentum", momentum, 0, 1, closed=True)
        self.memory: Params = {}

    def __repr__(self) -> str:
        return f"SGD(rate={self.rate:g}, momentum={self.momentum:g})"

    def update(self, params: Params, grads: Params) -> None:
        """Change each parameter by its gradient, in place.

        Parameters
        ----------
        params, grads : dict of ndarrays
            Under the same names.

        Raises
        ------
        ValueError
            If names or shapes differ; then nothing is changed.
        """
        for name, grad in _matched(params, grads):
            if self.momentum == 0:
                params[name] -= self.rate * grad
                continue
            velocity = self.memory.setdefault(f"velocity/{name}", np.zeros_like(grad))
            velocity *= self.momentum
            velocity -= self.rate * grad
            params[name] += velocity


class Adam:
    """Adam: steps scaled by running means of the gradient and of its square.

    Parameters
    ----------
    rate : float, optional
        Length of a step, above 0.
    beta1, beta2 : float, optional
        The share of the two running means that is kept, in [0, 1).
    epsilon : float, optional
        Added to the divisor, above 0.

    Raises
    ------
    ValueError
        If a number lies outside its range.

    Notes
    -----
    At the k-th update::

        m = beta1 m + (1 - beta1) gradient
        v = beta2 v + (1 - beta2) gradient^2
        parameter -= rate sqrt(1 - beta2^k) / (1 - beta1^k) m / (sqrt(v) + epsilon)

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, ICLR,
    https://doi.org/10.48550/arXiv.1412.6980

    Examples
    --------
    >>> params = {"w": np.array([1.0])}
    >>> Adam(0.1).update(params, {"w": np.array([2.0])})            # the first step has length rate
    >>> params["w"].round(6)
    array([0.9])
    """

    def __init__(self, rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-7) -> None:
        self.rate = check_number("rate", rate, 0, np.inf)
        self.beta1 = check_number("beta1", beta1, 0, 1, closed=True)
        self.beta2 = check_number("beta2", beta2, 0, 1, closed=True)
        self.epsilon = check_number("epsilon", epsilon, 0, np.inf)
        self.memory: Params = {"updates": np.zeros((), np.int64)}

    def __repr__(self) -> str:
        return f"Adam(rate={self.rate:g}, beta1={self.beta1:g}, beta2={self.beta2:g}, epsilon={self.epsilon:g})"

    def update(self, params: Params, grads: Params) -> None:
        """Change each parameter by its gradient, in place.

        Parameters
        ----------
        params, grads : dict of ndarrays
            Under the same names.

        Raises
        ------
        ValueError
            If names or shapes differ; then nothing is changed.
        """
        pairs = _matched(params, grads)
        self.memory["updates"] += 1
        k = int(self.memory["updates"])
        rate = self.rate * np.sqrt(1 - self.beta2**k) / (1 - self.beta1**k)
        for name, grad in pairs:
            m = self.memory.setdefault(f"m/{name}", np.zeros_like(grad))
            v = self.memory.setdefault(f"v/{name}", np.zeros_like(grad))
            m += (1 - self.beta1) * (grad - m)
            v += (1 - self.beta2) * (grad * grad - v)
            params[name] -= (float(rate) * m) / (np.sqrt(v) + self.epsilon)


class Clipped(NamedTuple):
    """Gradients after clipping, and how long they were before.

    Attributes
    ----------
    grads : dict of ndarrays
        The gradients, shortened if they were too long.
    norm : float
        Their global norm before clipping.
    """

    grads: Params
    norm: float


def clip_by_global_norm(grads: Params, limit: float) -> Clipped:
    """Shorten all gradients together so that their joint length is at most the limit.

    Parameters
    ----------
    grads : dict of ndarrays
        The gradients by name.
    limit : float
        The largest norm that is left as it is, above 0.

    Returns
    -------
    `Clipped`
        The gradients and their norm before.

    Raises
    ------
    ValueError
        If a gradient is not finite: training has diverged.

    Notes
    -----
    norm = sqrt(sum of all squares); each gradient is multiplied by min(1, limit / norm): the direction stays,
    for finite gradients of any size.

    References
    ----------
    Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks, ICML,
    https://doi.org/10.48550/arXiv.1211.5063

    Examples
    --------
    >>> clipped = clip_by_global_norm({"w": np.array([3.0]), "b": np.array([4.0])}, 1.0)
    >>> clipped.norm, clipped.grads["w"], clipped.grads["b"]
    (5.0, array([0.6]), array([0.8]))
    """
    check_number("limit", limit, 0, np.inf)
    for name, grad in grads.items():
        check_numbers(name, grad)
    squares = [float(np.vdot(grad, grad)) for grad in grads.values()]
    norm = float(np.sqrt(sum(squares)))
    if not np.isfinite(norm):
        return _clip_huge(grads, limit)     # their squares overflow
    if norm <= limit:
        return Clipped(grads, norm)
    shorter = {name: grad * grad.dtype.type(limit / norm)
               for name, grad in grads.items()}
    return Clipped(shorter, norm)


def _clip_huge(grads: Params, limit: float) -> Clipped:
    """The same for gradients whose squares overflow: they are divided by the largest entry first."""
    largest = float(np.max([np.abs(grad).max() for grad in grads.values()]))
    if not np.isfinite(largest):
        raise ValueError("grads: expected finite gradients, got nan or inf; "
                         "training has diverged: a smaller rate may help")
    scaled = {name: grad / grad.dtype.type(largest)
              for name, grad in grads.items()}
    length = float(np.sqrt(sum(np.vdot(grad, grad) for grad in scaled.values())))
    norm = largest * length
    if norm <= limit:
        return Clipped(grads, norm)
    shorter = {name: grad * grad.dtype.type(limit / length)
               for name, grad in scaled.items()}
    return Clipped(shorter, norm)


def _matched(params: Params, grads: Params) -> ItemsView[str, Array]:
    """Pairs (name, gradient), after checking that there is one for each parameter, of its shape."""
    if set(params) != set(grads):
        raise ValueError(f"grads: expected gradients of {sorted(params)}, got {sorted(grads)}")
    for name, grad in grads.items():
        if getattr(grad, "shape", None) != params[name].shape:
            raise ValueError(
                f"grads: expected shape {params[name].shape} of {name}, as the parameter's, got {describe(grad)}"
            )
        check_numbers(f"gradient of {name}", grad)
    return grads.items()
