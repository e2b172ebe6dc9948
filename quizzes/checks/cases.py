"""Arguments for the cases of tasks: random, of sizes that all differ, and none of them zero."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Shapes = Mapping[str, tuple[int, ...]]
SHIFT = 0.1  # off zero, so that no mean vanishes and nothing is symmetric


def draw(seed: int, shapes: Shapes, scale: float | Mapping[str, float] = 1.0) -> tuple[np.ndarray, ...]:
    """Return an array for each name, normally distributed with this standard deviation (0.7 for weights W_...)."""
    rng = np.random.default_rng(seed)

    def width(name: str) -> float:
        if isinstance(scale, Mapping):
            return scale.get(name, 0.7 if name.startswith("W") else 1.0)
        return scale * (0.7 if name.startswith("W") else 1.0)

    return tuple(rng.normal(scale=width(name), size=shape) + SHIFT for name, shape in shapes.items())


def lstm_shapes(N: int, D: int, H: int, T: int | None = None) -> Shapes:
    """Return the shapes of what an LSTM's step takes, or its layer where there are T steps: x, h, c, W_x, W_h, b."""
    x = (N, D) if T is None else (N, T, D)
    return {"x": x, "h": (N, H), "c": (N, H), "W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}


def rnn_shapes(N: int, D: int, H: int, T: int | None = None) -> Shapes:
    """Return the shapes of what a plain recurrent step or layer takes: x, h, W_x, W_h, b."""
    x = (N, D) if T is None else (N, T, D)
    return {"x": x, "h": (N, H), "W_x": (D, H), "W_h": (H, H), "b": (H,)}


def without_state(arguments: tuple[np.ndarray, ...], *places: int) -> tuple[np.ndarray, ...]:
    """Return the arguments with zeros at these places, for a case that starts from nothing."""
    return tuple(np.zeros_like(a) if k in places else a for k, a in enumerate(arguments))
