"""Views of tasks in which many results are right: what is compared of a result.

A module of its own: it travels to the page, where the task's solutions do not.
"""

from __future__ import annotations

import numpy as np

from lstm_lib import LSTM
from quizzes.checks.compare import Misfit, fit

SHAPES = {"W_x": (2, 4), "W_h": (1, 4), "b": (4,), "scale": ()}


def marked_sum(value: object, x: np.ndarray) -> np.ndarray:
    """Return what a unit with these weights answers to the sequences: scale times its last cell state."""
    wanted = tuple(np.zeros(shape) for shape in SHAPES.values())
    parts = {name: np.asarray(got, float) for name, got, _ in fit(value, wanted, tuple(SHAPES), "adding_weights")}
    if not all(np.isfinite(array).all() for array in parts.values()):
        raise Misfit("The weights hold nan or infinity.")
    scale = float(parts.pop("scale"))
    _, c = LSTM.from_params(parts).run(x)
    return scale * c
