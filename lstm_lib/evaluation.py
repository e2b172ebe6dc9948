"""How good a model is on data: its loss over all samples, however they are cut into batches."""

from typing import Any

import numpy as np

from lstm_lib.types import Array
from lstm_lib.validate import check_has, check_size, describe


def mean_loss(model: Any, data: tuple[Array, ...], batch_size: int) -> float:
    """Compute the loss of all samples, a batch at a time; it does not depend on how they are cut.

    Parameters
    ----------
    model : model of lstm_lib
        Anything with ``loss(*batch)``; a model whose loss is a mean over something else than samples has
        ``loss_count(*batch)``, which says over how many.
    data : tuple of ndarrays
        What it takes, as many samples in each.
    batch_size : int
        Samples a batch.

    Returns
    -------
    float
        The loss: the mean over batches, weighted by the samples (the valid steps, the symbols) of each.

    Raises
    ------
    ValueError
        If the data are not a tuple of arrays of equal length, or batch_size is not a whole number from 1 up.

    Examples
    --------
    >>> from lstm_lib import Dense, Network, RNN
    >>> rng = np.random.default_rng(0)
    >>> model, x = Network(RNN(1, 4, rng=rng), Dense(4, 1, rng=rng)), np.ones((5, 3, 1), np.float32)
    >>> bool(np.isclose(mean_loss(model, (x, x[:, 0]), batch_size=2), model.loss(x, x[:, 0])))
    True
    """
    check_has("model", model, "one with a loss", "loss")
    check_data("data", data)
    check_size("batch_size", batch_size)
    return weighted_mean(*batch_losses(model, data, batch_size))


def batch_losses(model: Any, data: tuple[Array, ...], batch_size: int) -> tuple[list[float], list[int]]:
    """The loss of each batch, and over how much each one is a mean."""
    losses, counts = [], []
    for start in range(0, len(data[0]), batch_size):
        batch = tuple(values[start : start + batch_size] for values in data)
        count = loss_count(model, batch)
        if count > 0:                                                 # not a batch of padding alone
            losses.append(model.loss(*batch))
            counts.append(count)
    return losses, counts


def loss_count(model: Any, batch: tuple[Array, ...]) -> int:
    """Over how much the loss of a batch is a mean: what the model says, otherwise its samples."""
    count = getattr(model, "loss_count", None)
    return len(batch[0]) if count is None else count(*batch)


def weighted_mean(losses: list[float], counts: list[int]) -> float:
    """The mean of batches' losses, as if they were one batch.

    >>> weighted_mean([1.0, 4.0], [32, 1])
    1.0909090909090908
    """
    if not counts:
        raise ValueError("data: expected at least one valid entry, got padding alone")
    if len(set(counts)) == 1:
        return float(np.mean(losses))
    return float(np.dot(losses, counts) / sum(counts))


def check_data(name: str, data: Any) -> int:
    """Check a tuple of arrays with equally many samples; returns how many."""
    if not isinstance(data, tuple) or not data or not all(isinstance(v, np.ndarray) for v in data):
        raise ValueError(f"{name}: expected a tuple of arrays, got {describe(data)}")
    sizes = [len(values) for values in data]
    if len(set(sizes)) > 1 or sizes[0] == 0:
        raise ValueError(f"{name}: expected as many samples in each array, at least one, got {sizes}")
    return sizes[0]
