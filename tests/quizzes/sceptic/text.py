"""Attempts on the keys of the sections on text that ask of pieces, weights and units."""

import numpy as np

from experiments import stored
from lstm_lib import GRU
from quizzes.variants import values_of
from sceptic import BANK, doubt, torch


@doubt("text-pieces", "a cut that does with fewer characters than pieces and targets take")
def pieces_by_reshaping():
    """As many rows as both arrays can be given: one more does not fit into the text."""
    for seed in range(8):
        values = values_of(BANK.items["text-pieces"], str(seed))
        length, piece = (values["parameters"][each] for each in ("length", "piece"))
        text = np.arange(length)
        rows = (length - 1) // piece
        inputs, targets = (text[k : k + rows * piece].reshape(rows, piece) for k in (0, 1))
        if not (np.array_equal(targets, inputs + 1) and rows == values["answer"] and (rows + 1) * piece + 1 > length):
            return False
    return True


@doubt("text-weights", "a library that counts other numbers")
def weights_in_torch():
    """The same model in PyTorch learns one bias of each gate more, and nothing else."""
    values = values_of(BANK.items["text-weights"], "3")
    V, H = (values["parameters"][each] for each in ("symbols", "units"))
    model = torch.nn.ModuleList([torch.nn.LSTM(V, H), torch.nn.Linear(H, V)])
    return sum(each.numel() for each in model.parameters()) - 4 * H == values["answer"]


@doubt("text-best-of-many", "units that are no numbers of a bell curve but go up and down slowly, as states do")
def luckiest_of_other_units():
    """Uniform and two-valued units: the best is still more than twice the middle one, and below a half."""
    rng = np.random.default_rng(4)
    for draw in (lambda: rng.random((200, 64)), lambda: rng.integers(0, 2, (200, 64)).astype(float)):
        found = abs(np.corrcoef(np.column_stack([draw(), rng.random(200)]).T)[-1, :-1])
        if not 2 * np.median(found) < found.max() < 0.5:
            return False
    return True


@doubt("text-untrained", "a real text, and another cell")
def untrained_on_the_text_of_the_book():
    """The eight untrained LSTMs of the experiment on the book's text, and a GRU on words of four letters at most."""
    kept = stored("characters")["word fresh"]
    rng = np.random.default_rng(0)
    text, ago = [], []
    while len(text) < 3000:
        length = int(rng.integers(1, 5))
        text += [0, *rng.integers(1, 27, length)]
        ago += range(length + 1)
    h = GRU(27, 64, rng=rng).forward(np.eye(27, dtype=np.float32)[text][None]).h[0]
    best = max(abs(np.corrcoef(unit, ago)[0, 1]) for unit in h.T)
    return kept.min() > 0.3 and kept.max() < 0.9 and 0.2 < best < 0.95
