"""What sLSTM and mLSTM share: an exponential input gate, and the largest exponent kept apart so that none overflows."""

from typing import NamedTuple

import numpy as np

from lstm_lib.activations import sigmoid
from lstm_lib.types import Array


class Stabilised(NamedTuple):
    """The gates of one step, divided by exp(m): i = exp(z_i - m), f = sigmoid(z_f) exp(m_before - m)."""

    i: np.ndarray
    f: np.ndarray
    m: np.ndarray
    old: np.ndarray  # bool: is the largest exponent that of what is kept?


def stabilised_gates(z_i: Array, z_f: Array, m_before: Array) -> Stabilised:
    """The gates of one step, and the exponent m = max(log sigmoid(z_f) + m_before, z_i) that they are divided by.

    >>> gates = stabilised_gates(np.array([500.0]), np.array([0.0]), np.array([0.0]))
    >>> gates.i, gates.m
    (array([1.]), array([500.]))
    """
    kept = -np.logaddexp(0, -z_f).astype(z_f.dtype) + m_before
    m = np.maximum(kept, z_i)
    return Stabilised(np.exp(z_i - m), np.exp(kept - m), m, kept >= z_i)


def stabilised_gates_backward(
    gates: Stabilised, z_f: Array, di: Array, df: Array, dm: Array
) -> tuple[Array, Array, Array]:
    """Gradients of z_i, z_f and m_before from those of i, f and m."""
    of_i, of_f = di * gates.i, df * gates.f
    dm = dm - of_i - of_f
    dkept = of_f + np.where(gates.old, dm, 0)
    dz_i = of_i + np.where(gates.old, 0, dm)
    return dz_i, dkept * sigmoid(-z_f), dkept
