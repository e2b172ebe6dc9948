"""Training that has gone out of bounds: said at once, as what it is, with epoch and batch."""

import math
from typing import Any

import numpy as np

from lstm_lib.types import Array, Params, Rng

ADVICE = "a smaller rate, or clip, may help"


def finite_loss_and_grads(model: Any, batch: tuple[Array, ...], rng: Rng, at: tuple[int, int]) -> tuple[float, Params]:
    """Loss and gradients of a batch; ValueError if the loss is not finite, or was not before an error was raised.

    ``at`` is the pair (epoch, batch), for the message.
    """
    try:
        with np.errstate(over="ignore", invalid="ignore"):            # what overflows is said below
            loss, grads = model.loss_and_grads(*batch, rng=rng)
    except ValueError as error:
        where = _where(at)
        _check_data(batch, where)
        reason = _reason(model, batch)
        if reason is None:
            raise
        raise ValueError(f"loss: training has diverged in {where}: {reason}; {ADVICE}") from error
    if not math.isfinite(loss):
        where = _where(at)
        _check_data(batch, where)
        raise ValueError(f"loss: expected a finite number, got {loss} in {where}: training has diverged; {ADVICE}")
    return loss, grads


def _where(at: tuple[int, int]) -> str:
    """Epoch and batch in words."""
    return f"epoch {at[0]}, batch {at[1]}"


def check_parameters(model: Any, epoch: int) -> None:
    """Check after an epoch that no parameter has become nan or inf."""
    name = _not_finite(model)
    if name is not None:
        raise ValueError(f"loss: training has diverged in epoch {epoch}: parameter {name} is not finite; {ADVICE}")


def _check_data(batch: Any, where: Any) -> None:
    """Check, when something went wrong, that it was not the data."""
    for k, values in enumerate(batch):
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            other = values[~np.isfinite(values)][0]
            raise ValueError(f"data: expected finite numbers, got {other} in array {k} (counted from 0), {where}")


def _not_finite(model: Any) -> Any:
    """The name of a parameter that is not finite, or None."""
    return next((name for name, value in model.params.items() if not np.isfinite(value).all()), None)


def _reason(model: Any, batch: Any) -> Any:
    """What shows that an error inside the model comes from numbers out of bounds; None if nothing does."""
    name = _not_finite(model)
    if name is not None:
        return f"parameter {name} is not finite"
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            loss = model.loss(*batch)
    except (ValueError, AttributeError):
        return None
    return None if np.isfinite(loss) else f"the loss is {loss}"
