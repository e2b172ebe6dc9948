"""What a proof draws: whatever its question leaves open. Sizes, weights and inputs are drawn anew for each run.

A proof takes a generator and is run twenty times; the truth of each option must be the same in all of them. Beside the
function stands what it draws, and why the rest is fixed::

    @drawn("the layer around the unit, its input and its state", fixed="the gates, which the question gives")
    def forget_one(rng):
        ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from lstm_lib import LSTM, LSTMStep, lstm_step
from lstm_lib.layer import Grads
from quizzes.draw import Draw as Draw
from quizzes.draw import drawn as marked
from quizzes.draw import generator as generator

OPEN, CLOSED = 60.0, -60.0  # pre-activations that make a gate 1 or 0 to the last bit that matters
Rng = np.random.Generator


def drawn(what: str, *, fixed: str = "", kept: str = "") -> Callable[[Callable], Callable]:
    """Say beside a proof what it draws, what is fixed and why; `kept` is the experiment whose seeds are its draws."""
    return marked(what, fixed=fixed, kept=partial(kept_seeds, kept) if kept else None)


def kept_seeds(experiment: str) -> int:
    """Return how many seeds an experiment has kept."""
    from experiments import stored

    return len(stored(experiment).seeds)


def near(a: Any, b: Any, *, atol: float = 1e-9) -> bool:
    """Tell whether two results are the same up to rounding."""
    return bool(np.allclose(a, b, rtol=0, atol=atol))


def same(a: Any, b: Any, *, atol: float = 1e-9) -> bool:
    """Tell whether two results have one shape and are the same up to rounding."""
    return np.shape(a) == np.shape(b) and near(a, b, atol=atol)


def dx(back: Grads) -> np.ndarray:
    """Return the gradient of what a layer reads, which an embedding alone does not have."""
    assert back.x is not None
    return back.x


def logit(share: float) -> float:
    """Return the pre-activation at which a gate has the value `share`."""
    return float(np.log(share / (1 - share)))


def sizes(rng: Rng, count: int, low: int = 1, high: int = 6) -> list[int]:
    """Return sizes of axes, from `low` to `high`."""
    return [int(size) for size in rng.integers(low, high + 1, count)]


def wild(rng: Rng, features: int, units: int, *, dtype: type = np.float64) -> LSTM:
    """Return a layer whose weights, and biases too, are normal noise of some scale."""
    scale = rng.uniform(0.3, 1.5)
    shapes = {"W_x": (features, 4 * units), "W_h": (units, 4 * units), "b": (4 * units,)}
    return LSTM.from_params(
        {name: (scale * rng.standard_normal(shape)).astype(dtype) for name, shape in shapes.items()}
    )


def held(rng: Rng, **z: float) -> tuple[LSTM, int]:
    """Return a layer of any size and one of its units, whose gates of these names always have these pre-activations."""
    features, units = sizes(rng, 2)
    layer, unit = wild(rng, features, units), int(rng.integers(units))
    for name, value in z.items():
        column = "ifgo".index(name) * units + unit
        layer.params["W_x"][:, column] = layer.params["W_h"][:, column] = 0.0
        layer.params["b"][column] = value
    return layer, unit


def unit(rng: Rng, c: float, **z: float) -> LSTMStep:
    """Take one step of a unit that holds `c`, somewhere in a layer of any size; gates that are not named are drawn."""
    layer, k = held(rng, **z)
    x, h, cells = (rng.standard_normal((1, n)) for n in (layer.input_size, layer.hidden_size, layer.hidden_size))
    cells[0, k] = c
    step = lstm_step(x, h, cells, **layer.params)
    return LSTMStep(*(values[:, k : k + 1] for values in step))


def arguments(rng: Rng) -> dict[str, np.ndarray]:
    """Return the arguments of a step of any layer on any batch."""
    samples, features, units = sizes(rng, 3, 2)
    layer = wild(rng, features, units)
    shapes = {"x": (samples, features), "h": (samples, units), "c": (samples, units)}
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()} | dict(layer.params)


def moved(rng: Rng, step: Mapping[str, np.ndarray], name: str) -> LSTMStep:
    """Take the step with other values of one argument."""
    return lstm_step(**{**step, name: step[name] + rng.uniform(0.5, 1.5, step[name].shape)})


Steps = Mapping[str, Callable[[dict], dict]]  # each from all that there is to what it makes


def ranks_of_orders(steps: Steps, start: dict, is_right: Callable[[dict], bool]) -> dict[str, int]:
    """Try every order of steps that take what they find, and rank each by how many always come before it.

    `start` holds something in the place of all that is not made yet, such as what the time step before has left.
    """
    right: list[Sequence[str]] = []

    def try_all(order: tuple[str, ...], there: dict) -> None:
        if len(order) == len(steps) and is_right(there):
            right.append(order)
        for name in steps:
            if name not in order:
                try_all((*order, name), there | steps[name](there))

    try_all((), start)
    assert right, "no order gives what the library gives"
    return {name: sum(all(o.index(other) < o.index(name) for o in right) for other in steps) for name in steps}
