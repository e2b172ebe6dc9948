"""Paths and log probabilities for the cases of the assignment strips."""

import numpy as np

from quizzes.checks.cases import generator


def draw_symbols(seed, U, K, blank, *, equal):
    """Draw U symbols of K classes, the first one again as the third; neighbours are equal once where asked for."""
    rng = generator(seed)
    classes = [k for k in range(K) if k != blank]
    symbols = [int(k) for k in rng.permutation(classes)[:2]]
    symbols += symbols[:1]
    while len(symbols) < U:
        symbols.append(int(rng.choice([k for k in classes if k != symbols[-1]])))
    if equal:
        symbols[-1] = symbols[-2]
    return symbols


def draw_path(seed, symbols, blank):
    """Draw a path that reads as the symbols: it begins and ends with a symbol, has runs, and has blanks."""
    rng = generator(seed + 1000)
    path, last = [], len(symbols) - 1
    for u, symbol in enumerate(symbols):
        if u and (u in (1, last) or symbol == symbols[u - 1] or rng.integers(2)):
            path += [blank] * int(rng.integers(1, 4))
        path += [symbol] * (2 if u == 0 else int(rng.integers(1, 4)))
    return np.array(path)


def draw_logs(seed, T, K, likely=None):
    """Draw log probabilities (T, K); the classes of a path are likely where one is given."""
    z = generator(seed + 2000).normal(size=(T, K))
    if likely is not None:
        z[np.arange(T), likely] += 4.0
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
