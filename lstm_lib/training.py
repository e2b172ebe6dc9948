"""Training: batches, clipping, updates, early stopping, and a checkpoint from which it can go on."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lib.checkpoints import read_checkpoint, write_checkpoint
from lstm_lib.divergence import check_parameters, finite_loss_and_grads
from lstm_lib.evaluation import batch_losses, check_data, loss_count, weighted_mean
from lstm_lib.optimisers import clip_by_global_norm
from lstm_lib.progress import Progress, ProgressBar
from lstm_lib.types import Array, Params, Rng
from lstm_lib.validate import check_rng, check_size


class History:
    """The losses of each epoch so far, and where the best one was.

    Attributes
    ----------
    loss : list of float
        Mean training loss of each epoch, over all samples; over valid steps or symbols where some are masked.
    valid_loss : list of float
        Validation loss after each epoch, where there are data for it.
    norm : list of float
        Largest gradient norm of each epoch, before clipping; nan without clipping.

    Examples
    --------
    >>> history = History()
    >>> history.valid_loss = [0.5, 0.25, 0.75]
    >>> history.best_epoch
    2
    """

    def __init__(self) -> None:
        self.loss: list[float] = []  # mean training loss of each epoch
        self.valid_loss: list[float] = []  # validation loss after each epoch, where there are data for it
        self.norm: list[float] = []  # largest gradient norm of each epoch, before clipping

    def __repr__(self) -> str:
        if not self.loss:
            return "History(no epoch)"
        curves = (("loss", self.loss), ("valid_loss", self.valid_loss))
        parts = [f"{name} {curve[0]:.4g} -> {curve[-1]:.4g}" for name, curve in curves if curve]
        return f"History({', '.join([f'{len(self.loss)} epochs', *parts, f'best epoch {self.best_epoch}'])})"

    @property
    def best_epoch(self) -> int | None:
        """The number, from 1, of the epoch with the smallest finite validation (otherwise training) loss, or None."""
        losses = np.array(self.valid_loss or self.loss)
        if not np.isfinite(losses).any():
            return None
        return int(np.argmin(np.where(np.isfinite(losses), losses, np.inf))) + 1


def fit(
    model: Any, data: tuple[Array, ...], *, optimiser: Any, epochs: int, batch_size: int, rng: Rng,
    valid: tuple[Array, ...] | None = None, clip: float | None = None, patience: int | None = None,
    keep_best: bool | None = None, schedule: Callable[..., Any] | None = None, checkpoint: str | Path | None = None,
    progress: bool = True,
) -> History:  # fmt: skip
    """Train a model.

    For each epoch, in a new random order: loss and gradients of each batch, clipped, then an update.

    Parameters
    ----------
    model : model of lstm_lib
        Anything with ``params``, ``loss(*batch)`` and ``loss_and_grads(*batch, rng=rng)``. If its loss is a mean over
        something else than samples it has ``loss_count(*batch)``, over how many; if it wants to know how far training
        is it has ``at_update(k, K)``, called before update k of K.
    data : tuple of ndarrays
        What these take, as many samples in each.
    optimiser : `SGD` or `Adam`
        Anything with ``update(params, grads)`` and a ``memory``, a dict of arrays.
    epochs : int
        How often to go through the data.
    batch_size : int
        Samples a batch.
    rng : numpy.random.Generator
        For the order and for dropout.
    valid : tuple of ndarrays, optional
        Data like ``data``, for a validation loss each epoch.
    clip : float, optional
        The limit of the gradients' global norm.
    patience : int, optional
        After how many epochs without a better validation loss to stop, and to go back to the best parameters.
    keep_best : bool, optional
        Whether the model ends with the parameters of its best epoch (`History.best_epoch`) and not of the last one;
        None for just where there is patience.
    schedule : function, optional
        The share of the optimiser's rate at update k of K, ``schedule(k, K)``, k from 0: see `cosine_schedule` and
        `step_schedule`. Afterwards the optimiser has its own rate again.
    checkpoint : str or Path, optional
        An .npz file in which the whole training is kept after each epoch.
    progress : bool or function, optional
        True for a bar, False for none, or a function that takes a `Progress`.

    Returns
    -------
    `History`
        The losses of each epoch.

    Raises
    ------
    ValueError
        If arguments do not fit, the checkpoint is that of another model, optimiser or kind of generator, or training
        has diverged: a loss, a clipped gradient or a parameter is not finite. Of a loss the message says in which
        epoch and batch, of a parameter in which epoch; with keep_best the model has the best epoch's parameters again.

    Warns
    -----
    RuntimeWarning
        If a validation loss is not finite, with the epoch and batch. Training goes on; the epoch is never the best.

    Notes
    -----
    After an interrupt, of whatever kind, the same call with the same checkpoint goes on after the last whole
    epoch, and ends with the same parameters, to the bit, as without the interrupt: the checkpoint holds
    parameters, the optimiser's memory, the generator's state and the history. (An interrupted model may hold
    half an update; the checkpoint never does.)

    Products of small matrices are slower on several threads than on one as soon as another process wants a core;
    below some 500 hidden units several gain next to nothing. For one thread, set the environment variable
    OPENBLAS_NUM_THREADS to 1 (VECLIB_MAXIMUM_THREADS on a Mac) before numpy is imported for the first time, in a
    notebook in its first cell::

        import os
        os.environ["OPENBLAS_NUM_THREADS"] = "1"

    Where numpy is imported already, ``threadpoolctl.threadpool_limits(1)`` does it for OpenBLAS.

    References
    ----------
    Prechelt (1998), Early stopping - but when?, Neural Networks: Tricks of the Trade,
    https://doi.org/10.1007/3-540-49430-8_3

    Examples
    --------
    >>> from lstm_lib import SGD, Dense, Network, RNN
    >>> rng = np.random.default_rng(0)
    >>> x = rng.standard_normal((40, 5, 1), dtype=np.float32)
    >>> model = Network(RNN(1, 4, rng=rng), Dense(4, 1, rng=rng))
    >>> history = fit(model, (x, x[:, -1]), optimiser=SGD(0.1), epochs=20, batch_size=10, rng=rng,
    ...               progress=False)
    >>> len(history.loss), history.loss[-1] < history.loss[0] / 2
    (20, True)
    """
    N = check_data("data", data)
    if valid is not None:
        check_data("valid", valid)
    check_size("epochs", epochs)
    check_size("batch_size", batch_size)
    check_rng(rng)
    if patience is not None:
        check_size("patience", patience)
        if valid is None:
            raise ValueError("patience: expected valid data to judge by, got none")
    if keep_best is None:
        keep_best = patience is not None
    report = ProgressBar() if progress is True else progress or None

    history, best = History(), {}
    if checkpoint is not None and Path(checkpoint).exists():
        best = read_checkpoint(checkpoint, model, optimiser, rng, history)
    batches = -(-N // batch_size)
    rate = optimiser.rate if schedule is not None else None
    sampled = getattr(model, "at_update", None)                       # scheduled sampling asks which update it is
    try:
        while len(history.loss) < epochs and not _out_of_patience(history, patience):
            epoch = len(history.loss) + 1
            order = rng.permutation(N)
            losses, counts, norms = [], [], []
            so_far = 0.0                                              # the losses, each times its count
            for k in range(batches):
                batch = tuple(values[order[k * batch_size : (k + 1) * batch_size]] for values in data)
                if schedule is not None:
                    optimiser.rate = rate * schedule((epoch - 1) * batches + k, epochs * batches)
                if sampled is not None:
                    sampled((epoch - 1) * batches + k, epochs * batches)
                count = loss_count(model, batch)
                if count == 0:                                        # a batch of padding alone
                    continue
                loss, grads = finite_loss_and_grads(model, batch, rng, (epoch, k + 1))
                if clip is not None:
                    grads, norm = clip_by_global_norm(grads, clip)
                    norms.append(norm)
                optimiser.update(model.params, grads)
                losses.append(loss)
                counts.append(count)
                so_far += loss * count
                if k + 1 < batches and report is not None:
                    report(Progress(epoch, epochs, k + 1, batches, so_far / sum(counts), None, False))
            check_parameters(model, epoch)
            history.loss.append(weighted_mean(losses, counts))
            history.norm.append(max(norms, default=float("nan")))
            if valid is not None:
                history.valid_loss.append(_valid_loss(model, valid, batch_size, epoch))
            if (valid is not None or keep_best) and history.best_epoch == epoch:
                best = {name: value.copy() for name, value in model.params.items()}
            if checkpoint is not None:
                write_checkpoint(checkpoint, model, optimiser, rng, history, best)
            last = epoch == epochs or _out_of_patience(history, patience)
            valid_loss = history.valid_loss[-1] if valid is not None else None
            if report is not None:
                report(Progress(epoch, epochs, batches, batches, history.loss[-1], valid_loss, last))
    except ValueError:
        if keep_best:
            _put_back(model, best)
        raise
    finally:
        if schedule is not None:
            optimiser.rate = rate
    if keep_best:
        _put_back(model, best)
    return history


def _out_of_patience(history: History, patience: int | None) -> bool:
    """True if that many epochs have passed since the best one, or since the start where none was finite."""
    if patience is None or not history.valid_loss:
        return False
    return len(history.valid_loss) - (history.best_epoch or 0) >= patience


def _put_back(model: Any, params: Params) -> None:
    """Give a model these parameters, in place."""
    for name, value in params.items():
        model.params[name][...] = value


def _valid_loss(model: Any, valid: tuple[Array, ...], batch_size: int, epoch: int) -> float:
    """The validation loss; where it is not finite that is said, with the batch in which it happened."""
    with np.errstate(over="ignore", invalid="ignore"):
        losses, counts = batch_losses(model, valid, batch_size)
    mean = weighted_mean(losses, counts)
    if not np.isfinite(mean):
        batch = int(np.argmin(np.isfinite(losses))) + 1
        warnings.warn(
            f"valid: expected a finite loss, got {losses[batch - 1]} in epoch {epoch}, batch {batch}; "
            "the epoch does not count as the best one",
            RuntimeWarning,
            stacklevel=3,
        )
    return mean
