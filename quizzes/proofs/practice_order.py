"""Proof of the chapter At work about the order from a series to an honest score: every order is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations

import numpy as np

from lstm_lib import mean_squared_error
from lstm_lib.data import Scaler
from quizzes.proofs.draw import Rng, drawn

STEPS = ("score", "choose", "train", "prepare", "measure", "split")
PAST = 4
STRENGTHS = (0.01, 1.0, 100.0)  # of the ridge regressions among which one is chosen


@dataclass
class WorkSoFar:
    """What there is so far; each step takes what it finds, in whatever order it is run."""

    parts: list[np.ndarray]  # of the series; each row holds a value and the number of its day
    scaler: Scaler = Scaler(np.zeros(1), np.ones(1))  # noqa: RUF009  a tuple that nobody changes
    windows: list[np.ndarray] = field(default_factory=list)  # of each part: (N, past + 1, 2)
    models: list[np.ndarray] = field(default_factory=list)
    chosen: np.ndarray | None = None
    scored: list[np.ndarray] = field(default_factory=list)  # the models that have met the last windows


def thirds(rows: np.ndarray) -> list[np.ndarray]:
    """Cut rows into 70, 15 and 15 %, in their order."""
    return np.split(rows, [round(0.7 * len(rows)), round(0.85 * len(rows))])


def split(work: WorkSoFar) -> None:
    """Cut the series, or the windows if there are some already."""
    if work.windows:
        work.windows = thirds(np.concatenate(work.windows))
    work.parts = thirds(np.concatenate(work.parts))


def measure(work: WorkSoFar) -> None:
    """Measure mean and spread of the first part: of everything, as long as there is one part only."""
    values = work.parts[0][:, :1]
    work.scaler = Scaler(values.mean(axis=0), values.std(axis=0))


def prepare(work: WorkSoFar) -> None:
    """Scale each part by what was measured and cut it into windows."""
    for part in work.parts:
        scaled = np.column_stack([work.scaler.scale(part[:, :1]), part[:, 1]])
        work.windows.append(np.lib.stride_tricks.sliding_window_view(scaled, PAST + 1, axis=0).swapaxes(1, 2))


def inputs(windows: np.ndarray) -> np.ndarray:
    """Return what a model reads of windows, with a column of ones."""
    return np.column_stack([windows[:, :-1, 0], np.ones(len(windows))])


def train(work: WorkSoFar) -> None:
    """Fit some models to the windows of the first part."""
    for windows in work.windows[:1]:
        x, y = inputs(windows), windows[:, -1, 0]
        work.models = [np.linalg.solve(x.T @ x + strength * np.eye(PAST + 1), x.T @ y) for strength in STRENGTHS]


def choose(work: WorkSoFar) -> None:
    """Choose the model with the least error on the part before the last, or on what there is."""
    if work.models:
        windows = work.windows[-2:][0]
        y = windows[:, -1, 0]
        errors = [mean_squared_error(inputs(windows) @ model, y).value for model in work.models]
        work.chosen = work.models[int(np.argmin(errors))]


def score(work: WorkSoFar) -> None:
    """Run the chosen model on the last windows; as long as none is chosen, all of them."""
    if work.windows:
        work.scored = work.models if work.chosen is None else [work.chosen]


def take(step: str, work: WorkSoFar) -> None:
    """Take one step."""
    match step:
        case "split":
            split(work)
        case "measure":
            measure(work)
        case "prepare":
            prepare(work)
        case "train":
            train(work)
        case "choose":
            choose(work)
        case "score":
            score(work)


def worked(order: Sequence[str], series: np.ndarray) -> WorkSoFar:
    """Run the steps in this order."""
    work = WorkSoFar([np.column_stack([series, np.arange(len(series))])])
    for step in order:
        take(step, work)
    return work


def is_honest(order: Sequence[str], series: np.ndarray, other_future: np.ndarray) -> bool:
    """Run the steps in this order over two series that differ in the test part only, and look at what comes out."""
    one = worked(order, series)
    if len(one.scored) != 1 or len(one.windows) != 3:  # nothing, or all models, have met the test part
        return False
    two = worked(order, other_future)
    if one.chosen is None or two.chosen is None:  # no model was chosen before the test part was met
        return False
    learnt, test = one.windows[0], one.windows[-1]
    return bool(
        np.array_equal(learnt[:, :, 0], two.windows[0][:, :, 0])  # the future did not reach the training windows
        and np.array_equal(one.chosen, two.chosen)  # nor the choice
        and learnt[:, :, 1].max() < test[:, :, 1].min()  # no day is in both
        and abs(learnt[:, :, 0].mean()) < 0.5 < learnt[:, :, 0].std() < 2  # and they are scaled
    )


@drawn("length, level and noise of a series, and by how much its future is another one")
def preparation_order(rng: Rng) -> dict[str, int]:
    """Try all 720 orders; a step's rank is how many others come before it in every order that is honest."""
    series = rng.uniform(5, 40) + rng.uniform(1, 10) * rng.standard_normal(rng.integers(100, 160))
    other = series.copy()
    other[round(0.85 * len(series)) :] += rng.uniform(5, 50)
    honest = [order for order in permutations(STEPS) if is_honest(order, series, other)]
    assert honest, "no order is honest"

    def before(one: str, other: str) -> bool:
        return all(order.index(one) < order.index(other) for order in honest)

    return {name: sum(before(other, name) for other in STEPS) for name in STEPS}
