"""Train the small reader of the page on strips of digits, and write what the assignment `strips` needs of it.

The reader goes to experiments/trained/strips.npz. The assignment gets the same weights and some strips to read; its
hidden cases get the scores of other strips. All of it is made in one run, so the three files belong together
(tests/quizzes/assignments/test_strips.py).
"""

import sys
from pathlib import Path

import numpy as np

from experiments import trained_file
from lstm_lib import LSTM, Adam, Bidirectional, Dense, Network, cosine_schedule, fit, load, save
from lstm_lib.data import draw_numbers, make_strips, numbers_of
from lstm_lib.data.strips import HEIGHT

ROOT = Path(__file__).resolve().parents[2]
MODEL = trained_file("strips")
HANDED_OUT = ROOT / "quizzes" / "assignments" / "strips" / "strips.npz"
HIDDEN = ROOT / "quizzes" / "checks" / "tasks" / "strips" / "scores.npz"
TO_READ = ["1815", "66", "40", "20771", "3099", "958"]  # in the notebook
CLASSES, H = 11, 32  # the blank and ten digits; units of each direction
KEPT = 48  # strips in the hidden cases


def reader(rng):
    """Columns of 16 pixels -> both directions of an LSTM of 32 -> a score a class, at every column."""
    both = Bidirectional(LSTM(HEIGHT, H, rng=rng), LSTM(HEIGHT, H, rng=rng))
    return Network(both, Dense(2 * H, CLASSES, rng=rng), every_step=True, loss="ctc_loss")


def train(seed):
    """Train on 3,000 numbers."""
    rng = np.random.default_rng(seed)
    data = make_strips(draw_numbers(3000, rng), rng)
    model = reader(rng)
    fit(
        model, (data.x, data.targets, data.mask), optimiser=Adam(0.01), schedule=cosine_schedule(), epochs=12,
        batch_size=32, rng=rng, clip=1.0, progress=False,
    )  # fmt: skip
    return model


def hidden_numbers(rng):
    """Numbers of two to five digits; every second one has a digit twice in a row."""
    drawn = draw_numbers(2000, rng)
    double = [number for number in drawn if any(a == b for a, b in zip(number, number[1:], strict=False))]
    single = [number for number in drawn if number not in double]
    return [number for pair in zip(double, single, strict=False) for number in pair][:KEPT]


def of_the_model(model):
    """Return what is kept of a model: what is handed out, what is hidden, and the share of new strips that it reads."""
    rng = np.random.default_rng(100)
    test = make_strips(draw_numbers(1000, rng), rng)
    read = numbers_of(model.predict(test.x, test.mask))
    right = float(np.mean([one == other for one, other in zip(read, test.numbers, strict=True)]))

    shown = make_strips(TO_READ, rng)
    handed_out = {name: values.astype(np.float16) for name, values in model.params.items()}
    handed_out |= {"pixels": (255 * shown.x).round().astype(np.uint8), "widths": shown.mask.sum(axis=1)}

    strips = make_strips(hidden_numbers(rng), rng)
    scores = model.forward(strips.x, mask=strips.mask).y.astype(np.float16)
    hidden = {"scores": scores, "widths": strips.mask.sum(axis=1), "numbers": np.array(strips.numbers)}
    return handed_out, hidden, right


def main():
    """Train, write the three files, and say how many new strips are read right."""
    save(MODEL, train(3), half=True)
    handed_out, hidden, right = of_the_model(load(MODEL))
    HANDED_OUT.parent.mkdir(exist_ok=True)
    np.savez_compressed(HANDED_OUT, **handed_out)
    np.savez_compressed(HIDDEN, **hidden)
    for path in (MODEL, HANDED_OUT, HIDDEN):
        sys.stderr.write(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.1f} kB\n")
    sys.stderr.write(f"read right: {right:.1%} of new strips\n")


if __name__ == "__main__":
    main()
