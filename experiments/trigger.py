"""Which words does a trigger hear, after a short and a long training, and without a memory?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, Adam, Dense, Network, fit, sigmoid

SEEDS = range(8)
SYLLABLES = [(0, 2), (2, 0), (0, 0), (2, 2)]  # bands; the first is ours
LEVELS = (0.05, 0.2, 0.5, 0.8, 0.95)


def streams(N, T, rng):
    """N streams: x (N, T, 3), labels (N, T, 1), ends of the word."""
    x = 0.3 * rng.standard_normal((N, T, 3))
    y, ends = np.zeros((N, T, 1)), [[] for _ in range(N)]
    for n in range(N):
        t = rng.integers(2, 8)
        while t < T - 9:
            word = rng.choice(4)
            one, two = SYLLABLES[word]
            x[n, t : t + 3, one] += 1
            x[n, t + 3 : t + 6, two] += 1
            if word == 0:
                y[n, t + 6 : t + 9] = 1
                ends[n].append(t + 5)
            t += rng.integers(12, 30)
    return x.astype(np.float32), y.astype(np.float32), ends


def count_events(p, ends, threshold, late=5):
    """Words that were heard, and false alarms; at most `late` steps late."""
    heard = false = 0
    for row, words in zip(p, ends, strict=True):
        above = row > threshold
        rises = np.flatnonzero(above[1:] & ~above[:-1]) + 1
        open_words = set(words)
        for t in rises:
            match = [end for end in open_words if 0 <= t - end <= late]
            heard += bool(match)
            false += not match
            open_words -= set(match)
    return heard, false


def train_trigger(x, y, rng, epochs, batch_size=25):
    """A network that answers at every step of x (N, T, 3)."""
    model = Network(LSTM(3, 24, rng=rng), Dense(24, 1, rng=rng),
                    every_step=True, loss="sigmoid_cross_entropy")
    fit(model, (x, y), optimiser=Adam(0.01), epochs=epochs,
        batch_size=batch_size, rng=rng, clip=1.0, progress=False)
    return model


def run(seed: int) -> dict[str, float | list[float]]:
    """Train on 600 streams and listen to 200 new ones."""
    rng = np.random.default_rng(seed)
    x, y, _ = streams(600, 80, rng)
    new_x, new_y, ends = streams(200, 80, rng)
    words = sum(map(len, ends))
    single = x.reshape(-1, 1, 3), y.reshape(-1, 1, 1)  # each step a sequence of its own
    ways = {
        "short": (train_trigger(x, y, np.random.default_rng(seed), 3), new_x),
        "long": (train_trigger(x, y, np.random.default_rng(seed), 12), new_x),
        "memoryless": (train_trigger(*single, np.random.default_rng(seed), 12, 2000), new_x.reshape(-1, 1, 3)),
    }
    found: dict[str, float | list[float]] = {"accuracy of never": float(1 - new_y.mean())}
    for name, (model, heard_x) in ways.items():
        p = sigmoid(model.forward(heard_x).y).reshape(len(new_x), -1)
        counts = np.array([count_events(p, ends, level) for level in LEVELS])
        found[f"{name} accuracy"] = float(((p > 0.5) == new_y[:, :, 0]).mean())
        found[f"{name} heard"] = (counts[:, 0] / words).tolist()  # share of the words, a threshold
        found[f"{name} false"] = (counts[:, 1] / words).tolist()  # false alarms for each word
    return found


HALF = LEVELS.index(0.5)

CLAIMS = (
    Claim("short training, words heard, best seed", lambda runs: runs["short heard"][:, HALF].max(), below=0.1),
    Claim(
        "short training, accuracy beside that of never, largest difference",
        lambda runs: np.abs(runs["short accuracy"] - runs["accuracy of never"]).max(),
        below=0.005,
    ),
    Claim("long training, words missed, mean", lambda runs: 1 - runs["long heard"][:, HALF].mean(), below=0.08),
    Claim("long training, words missed, worst seed", lambda runs: 1 - runs["long heard"][:, HALF].min(), below=0.2),
    Claim("long training, false alarms a word, mean", lambda runs: runs["long false"][:, HALF].mean(), below=0.1),
    Claim("long training, share of steps wrong, mean", lambda runs: 1 - runs["long accuracy"].mean(), below=0.012),
    Claim(
        "words heard at the lowest threshold and not at the highest",
        lambda runs: (runs["long heard"][:, 0] - runs["long heard"][:, -1]).mean(),
        above=0.1,
    ),
    Claim(
        "false alarms a word at the lowest threshold and not at the highest",
        lambda runs: (runs["long false"][:, 0] - runs["long false"][:, -1]).mean(),
        above=0.05,
    ),
    Claim("no memory, words heard, best seed", lambda runs: runs["memoryless heard"][:, HALF].max(), below=0.1),
    Claim("no memory, false alarms a word at 0.05", lambda runs: runs["memoryless false"][:, 0].min(), above=3),
)

NUMBERS = {"heard": lambda runs: runs["long heard"][:, HALF].mean()}
