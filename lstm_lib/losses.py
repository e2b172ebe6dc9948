"""Losses: one number for a batch, and its gradient with respect to the model's output."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.activations import log_softmax, sigmoid
from lstm_lib.types import Array
from lstm_lib.validate import check_numbers, describe


class Loss(NamedTuple):
    """A loss and the gradient that starts the way back.

    Attributes
    ----------
    value : float
        Mean over the valid entries; of `ctc_loss` over the samples.
    grad : ndarray
        Of the shape of the output; zero where the mask is False.
    """

    value: float
    grad: np.ndarray


def softmax_cross_entropy(z: Array, targets: Array, mask: Array | None = None) -> Loss:
    """Compute the cross-entropy of the classes that softmax(z) predicts, from the scores z.

    Parameters
    ----------
    z : (N, K) or (N, T, K) ndarray
        Scores.
    targets : (N,) or (N, T) ndarray of int
        Class numbers, from 0 to K-1; any number where the mask is False.
    mask : ndarray of bool, optional
        Of the shape of targets; False at entries that do not count.

    Returns
    -------
    `Loss`
        The loss, in nats, and its gradient.

    Raises
    ------
    ValueError
        If shapes do not fit, or a class lies outside 0 .. K-1.

    Notes
    -----
    ::

        L = - mean log softmax(z)[target]
        dL/dz = (softmax(z) - onehot(target)) / count

    Finite and without warnings at scores of 1e4 and above.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep learning, section 6.2, https://www.deeplearningbook.org

    Examples
    --------
    >>> loss = softmax_cross_entropy(np.array([[0.0, 0.0]]), np.array([1]))
    >>> round(loss.value, 4), loss.grad
    (0.6931, array([[ 0.5, -0.5]]))
    """
    check_numbers("z", z)
    _check_classes(targets, z.shape[:-1])
    weights = _weights(mask, targets.shape, z.dtype)
    K = z.shape[-1]
    targets = _counted(targets, mask)
    if targets.min() < 0 or targets.max() >= K:
        raise ValueError(f"targets: expected classes from 0 to {K - 1}, got {targets.min()} to {targets.max()}")
    logs = log_softmax(z)
    picked = np.take_along_axis(logs, targets[..., None], axis=-1)[..., 0]
    grad = np.exp(logs)
    at_target = np.take_along_axis(grad, targets[..., None], axis=-1) - 1
    np.put_along_axis(grad, targets[..., None], at_target, axis=-1)
    grad *= weights[..., None]
    return Loss(float(-(picked * weights).sum()), grad)


def sigmoid_cross_entropy(z: Array, targets: Array, mask: Array | None = None) -> Loss:
    """Compute the cross-entropy of yes-or-no answers with probability sigmoid(z), from the scores z.

    Parameters
    ----------
    z : ndarray
        Scores, of any shape.
    targets : ndarray
        From 0 to 1, of the same shape and dtype; or whole numbers 0 and 1, or booleans, of that shape or without a
        last axis of length 1. Anything where the mask is False.
    mask : ndarray of bool, optional
        Of that shape, or without a last axis of length 1; False at entries that do not count.

    Returns
    -------
    `Loss`
        The loss, in nats, and its gradient.

    Raises
    ------
    ValueError
        If shapes do not fit, or a label is another whole number than 0 and 1.

    Notes
    -----
    ::

        L = mean(max(z, 0) - z target + log(1 + exp(-|z|)))
        dL/dz = (sigmoid(z) - target) / count

    Finite and without warnings at scores of 1e4 and above.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep learning, section 6.2, https://www.deeplearningbook.org

    Examples
    --------
    >>> loss = sigmoid_cross_entropy(np.array([0.0]), np.array([1.0]))
    >>> round(loss.value, 4), loss.grad
    (0.6931, array([-0.5]))
    """
    check_numbers("z", z)
    targets = _labels(targets, z, mask)
    _check_values(targets, z)
    if mask is not None and z.shape == (*mask.shape, 1):
        mask = mask[..., None]
    weights = _weights(mask, z.shape, z.dtype)
    targets = _counted(targets, mask)
    losses = np.maximum(z, 0) - z * targets + np.log1p(np.exp(-np.abs(z)))
    return Loss(float((losses * weights).sum()), (sigmoid(z) - targets) * weights)


def mean_squared_error(y: Array, targets: Array, mask: Array | None = None) -> Loss:
    """Compute the mean of the squared differences.

    Parameters
    ----------
    y : ndarray
        What a model gave, of any shape.
    targets : ndarray
        Of the same shape and dtype; anything where the mask is False, nan too.
    mask : ndarray of bool, optional
        Of the shape of y, or of y without its last axis; False at entries that do not count.

    Returns
    -------
    `Loss`
        The loss, in the square of y's unit, and its gradient.

    Raises
    ------
    ValueError
        If shapes do not fit.

    Notes
    -----
    ::

        L = mean (y - target)^2
        dL/dy = 2 (y - target) / count

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep learning, section 5.1, https://www.deeplearningbook.org

    Examples
    --------
    >>> mean_squared_error(np.array([1.0, 3.0]), np.array([0.0, 3.0]))
    Loss(value=0.5, grad=array([1., 0.]))
    """
    check_numbers("y", y)
    _check_values(targets, y)
    if mask is not None and mask.shape == y.shape[:-1]:
        mask = np.repeat(mask[..., None], y.shape[-1], axis=-1)
    weights = _weights(mask, y.shape, y.dtype)
    difference = y - _counted(targets, mask)
    return Loss(float((difference**2 * weights).sum()), 2 * difference * weights)


def _labels(targets: Array, z: Array, mask: Array | None) -> Any:
    """Whole numbers 0 and 1, or booleans, as numbers of z's shape and dtype; other targets as they are."""
    if not isinstance(targets, np.ndarray) or targets.dtype.kind not in "iub":
        return targets
    if z.shape == (*targets.shape, 1):
        targets = targets[..., None]
    counted = targets if mask is None or mask.shape != targets.shape[: mask.ndim] else targets[mask]
    if targets.dtype.kind != "b" and counted.size and not 0 <= counted.min() <= counted.max() <= 1:
        raise ValueError(f"targets: expected labels 0 and 1, got {counted.min()} to {counted.max()}")
    return targets.astype(z.dtype)


def _check_classes(targets: Array, shape: Any) -> None:
    """Check class numbers: whole numbers of that shape."""
    if not isinstance(targets, np.ndarray) or targets.shape != shape or targets.dtype.kind not in "iu":
        advice = "; take targets[..., 0]" if getattr(targets, "shape", None) == (*shape, 1) else ""
        raise ValueError(f"targets: expected whole numbers of shape {shape}, got {describe(targets)}{advice}")


def _check_values(targets: Array, y: Array) -> None:
    """Check targets that are compared with y number by number: the same shape and dtype."""
    if not isinstance(targets, np.ndarray) or targets.shape != y.shape or targets.dtype != y.dtype:
        raise ValueError(f"targets: expected {y.dtype} of shape {y.shape}, got {describe(targets)}")


def _counted(targets: Array, mask: Array | None) -> Any:
    """The targets, zero where they do not count: nothing else may come of nan times zero."""
    return targets if mask is None else np.where(mask, targets, np.zeros((), targets.dtype))


def _weights(mask: Array | None, shape: Any, dtype: DTypeLike) -> Any:
    """The share of each entry in the mean: 1 / count where valid, zero elsewhere."""
    if mask is None:
        return np.full(shape, 1 / np.prod(shape), dtype)
    if not isinstance(mask, np.ndarray) or mask.dtype != bool or mask.shape != shape:
        raise ValueError(f"mask: expected a bool array of shape {shape}, got {describe(mask)}")
    if not mask.any():
        raise ValueError("mask: expected at least one valid entry, got none")
    return mask / np.asarray(mask.sum(), dtype)
