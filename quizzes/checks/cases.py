"""Arguments for the cases of tasks: random, of sizes that all differ, and none of them zero."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import numpy as np

Shapes = Mapping[str, tuple[int, ...]]
SHIFT = 0.1  # off zero, so that no mean vanishes and nothing is symmetric
_SALT: ContextVar[tuple[int, ...]] = ContextVar("salt", default=())  # empty: the usual numbers
_TRIES = 2000
Made = TypeVar("Made")


@contextmanager
def salted(secret: bytes, *whose: str) -> Iterator[None]:
    """Draw numbers from a secret and from whose they are, while the block runs; the usual ones without a secret.

    The same secret and names give the same numbers, anywhere and at any time.
    """
    words: tuple[int, ...] = ()
    if secret:
        digest = hmac.digest(secret, "\0".join(whose).encode("utf-8", "surrogatepass"), "sha256")
        words = tuple(int.from_bytes(digest[k : k + 4], "big") for k in range(0, 16, 4))
    before = _SALT.set(words)
    try:
        yield
    finally:
        _SALT.reset(before)


def generator(seed: int) -> np.random.Generator:
    """Return the generator of one case."""
    salt = _SALT.get()
    return np.random.default_rng([seed, *salt] if salt else seed)


def sizes(seed: int, *usual: int, least: int = 2, most: int = 12) -> tuple[int, ...]:
    """Return the usual sizes, or as many drawn ones, all different."""
    if not _SALT.get():
        return usual
    drawn = generator(seed).choice(np.arange(least, most + 1), size=len(usual), replace=False)
    return tuple(int(size) for size in drawn)


def numbers(seed: int, *usual: float) -> tuple[float, ...]:
    """Return the usual numbers, or ones drawn near them."""
    return tuple(float(value) for value in near(seed, [np.array(value) for value in usual], 0.04))


def near(seed: int, usual: Sequence[np.ndarray], share: float = 0.15) -> tuple[np.ndarray, ...]:
    """Return the usual arrays, or ones whose numbers differ from theirs by up to this share of each."""
    if not _SALT.get():
        return tuple(usual)
    rng = generator(seed)
    return tuple(values * rng.uniform(1 - share, 1 + share, np.shape(values)) for values in usual)


def until(holds: Callable[[Made], bool], make: Callable[[int], Made], seed: int) -> Made:
    """Return the first of what `make` draws from `seed`, `seed + 10000` and so on for which the condition holds.

    The usual numbers are taken as they are.

    Raises
    ------
    RuntimeError
        If there is none among two thousand.
    """
    for step in range(_TRIES):
        made = make(seed + 10_000 * step)
        if not _SALT.get() or holds(made):
            return made
    raise RuntimeError(f"none of {_TRIES} draws from seed {seed} is as the case needs it")


def draw(seed: int, shapes: Shapes, scale: float | Mapping[str, float] = 1.0) -> tuple[np.ndarray, ...]:
    """Return an array for each name, normally distributed with this standard deviation (0.7 for weights W_...)."""
    rng = generator(seed)

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
