"""Train the trigger of the figure `threshold` shortly, and keep what it hears in two streams: trigger.json."""

import json
import sys
from pathlib import Path

import numpy as np

from experiments.trigger import streams, train_trigger
from lstm_lib import sigmoid

EPOCHS = 6
FILE = Path(__file__).resolve().parent / "trigger.json"


def main():
    """Six epochs, so that it hears most words and is sure of few."""
    rng = np.random.default_rng(0)
    x, y, _ = streams(600, 80, rng)
    model = train_trigger(x, y, rng, EPOCHS)
    new_x, _, ends = streams(40, 80, rng)
    p = sigmoid(model.forward(new_x).y)[:, :, 0]
    first, second = [n for n in range(40) if len(ends[n]) == 2][:2]
    shown = np.concatenate([p[first], p[second]])
    words = [int(t) for t in ends[first]] + [int(t) + 80 for t in ends[second]]
    FILE.write_text(json.dumps({"p": np.round(shown, 3).tolist(), "ends": words}) + "\n", encoding="utf-8")
    sys.stderr.write(f"{FILE.name}: {len(shown)} steps, {len(words)} words\n")


if __name__ == "__main__":
    main()
