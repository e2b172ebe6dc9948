"""Training: batches, clipping, updates, early stopping, and a checkpoint from which it can go on."""

import json
from pathlib import Path

import numpy as np

from lstm_lib.optimisers import clip_by_global_norm
from lstm_lib.progress import Progress, ProgressBar
from lstm_lib.saving import read_arrays, unprefixed, write_arrays
from lstm_lib.validate import check_rng, check_size, describe


class History:
    """The losses of each epoch so far, and where the best one was.

    Attributes
    ----------
    loss : list of float
        Mean training loss of each epoch.
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

    def __init__(self):
        self.loss = []  # mean training loss of each epoch
        self.valid_loss = []  # validation loss after each epoch, where there are data for it
        self.norm = []  # largest gradient norm of each epoch, before clipping

    @property
    def best_epoch(self):
        """The number, from 1, of the epoch with the smallest validation (otherwise training) loss."""
        return int(np.argmin(self.valid_loss or self.loss)) + 1


def fit(
    model, data, *, optimiser, epochs, batch_size, rng,
    valid=None, clip=None, patience=None, checkpoint=None, progress=True,
):  # fmt: skip
    """Train a model.

    For each epoch, in a new random order: loss and gradients of each batch, clipped, then an update.

    Parameters
    ----------
    model : model of lstm_lib
        Anything with ``params``, ``loss(*batch)`` and ``loss_and_grads(*batch, rng=rng)``.
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
        If arguments do not fit, or the loss or the gradients are not finite.

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
    N = _check(data, "data")
    if valid is not None:
        _check(valid, "valid")
    check_size("epochs", epochs)
    check_size("batch_size", batch_size)
    check_rng(rng)
    if patience is not None:
        check_size("patience", patience)
        if valid is None:
            raise ValueError("patience: expected valid data to judge by, came none")
    report = ProgressBar() if progress is True else progress or (lambda progress: None)

    history, best = History(), {}
    if checkpoint is not None and Path(checkpoint).exists():
        best = _resume(checkpoint, model, optimiser, rng, history)
    batches = -(-N // batch_size)
    while len(history.loss) < epochs and not _out_of_patience(history, patience):
        order = rng.permutation(N)
        losses, norms = [], []
        for k in range(batches):
            batch = tuple(values[order[k * batch_size : (k + 1) * batch_size]] for values in data)
            loss, grads = model.loss_and_grads(*batch, rng=rng)
            if not np.isfinite(loss):
                raise ValueError(f"loss: expected a finite number, came {loss} in epoch {len(history.loss) + 1}")
            if clip is not None:
                grads, norm = clip_by_global_norm(grads, clip)
                norms.append(norm)
            optimiser.update(model.params, grads)
            losses.append(loss)
            if k + 1 < batches:
                epoch = len(history.loss) + 1
                report(Progress(epoch, epochs, k + 1, batches, float(np.mean(losses)), None, False))
        history.loss.append(float(np.mean(losses)))
        history.norm.append(max(norms, default=float("nan")))
        if valid is not None:
            history.valid_loss.append(mean_loss(model, valid, batch_size))
            if history.best_epoch == len(history.loss):
                best = {name: value.copy() for name, value in model.params.items()}
        if checkpoint is not None:
            _write(checkpoint, model, optimiser, rng, history, best)
        last = len(history.loss) == epochs or _out_of_patience(history, patience)
        valid_loss = history.valid_loss[-1] if valid is not None else None
        report(Progress(len(history.loss), epochs, batches, batches, history.loss[-1], valid_loss, last))
    if patience is not None:
        for name, value in best.items():
            model.params[name][...] = value
    return history


def mean_loss(model, data, batch_size):
    """Compute the loss of all samples, a batch at a time: the mean over batches, weighted by their size.

    Parameters
    ----------
    model : model of lstm_lib
        Anything with ``loss(*batch)``.
    data : tuple of ndarrays
        What it takes, as many samples in each.
    batch_size : int
        Samples a batch.

    Returns
    -------
    float
        The loss.

    Examples
    --------
    >>> from lstm_lib import Dense, Network, RNN
    >>> rng = np.random.default_rng(0)
    >>> model, x = Network(RNN(1, 4, rng=rng), Dense(4, 1, rng=rng)), np.ones((5, 3, 1), np.float32)
    >>> bool(np.isclose(mean_loss(model, (x, x[:, 0]), batch_size=2), model.loss(x, x[:, 0])))
    True
    """
    N = len(data[0])
    total = 0.0
    for start in range(0, N, batch_size):
        batch = tuple(values[start : start + batch_size] for values in data)
        total += model.loss(*batch) * len(batch[0])
    return total / N


def _check(data, name):
    """Check a tuple of arrays with equally many samples; returns how many."""
    if not isinstance(data, tuple) or not data or not all(isinstance(v, np.ndarray) for v in data):
        raise ValueError(f"{name}: expected a tuple of arrays, came {describe(data)}")
    sizes = [len(values) for values in data]
    if len(set(sizes)) > 1 or sizes[0] == 0:
        raise ValueError(f"{name}: expected as many samples in each array, at least one, came {sizes}")
    return sizes[0]


def _out_of_patience(history, patience):
    """True if that many epochs have passed since the best one."""
    return bool(patience and history.valid_loss) and len(history.valid_loss) - history.best_epoch >= patience


def _write(path, model, optimiser, rng, history, best):
    """Keep the whole training in one file."""
    arrays = {
        "rng": np.array(json.dumps(rng.bit_generator.state)),
        "loss": np.array(history.loss),
        "valid_loss": np.array(history.valid_loss),
        "norm": np.array(history.norm),
    }
    for prefix, values in (("params", model.params), ("optimiser", optimiser.memory), ("best", best)):
        arrays |= {f"{prefix}/{name}": value for name, value in values.items()}
    write_arrays(path, arrays)


def _resume(path, model, optimiser, rng, history):
    """Put a kept training back into model, optimiser, generator and history; returns the best parameters."""
    arrays = read_arrays(path)
    params = unprefixed("params", arrays)
    shapes = {name: value.shape for name, value in model.params.items()}
    if {name: value.shape for name, value in params.items()} != shapes:
        raise ValueError(f"checkpoint: expected parameters of the model's names and shapes in {path}, came others")
    for name, value in params.items():
        model.params[name][...] = value
    optimiser.memory = unprefixed("optimiser", arrays)
    rng.bit_generator.state = json.loads(str(arrays["rng"]))
    for name in ("loss", "valid_loss", "norm"):
        setattr(history, name, arrays[name].tolist())
    return unprefixed("best", arrays)
