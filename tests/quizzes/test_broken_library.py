"""The proofs of states and sequence to sequence find out a library, or a Keras, that does something else."""

import importlib

import numpy as np
import pytest

import lstm_lib
from quizzes import load_bank
from quizzes.proofs import draw, seq2seq, seq2seq_writing, states, states_time
from quizzes.prove import disagreements, run_proof

BANK = load_bank()
KERAS = "quizzes.proofs.states_keras"  # imports TensorFlow, which not each process that collects this file shall do


def gates_swapped(x, h, c, W_x, W_h, b):
    """Take a step with the weights of i and f read the wrong way round."""
    i, f, g, o = np.arange(4 * c.shape[1]).reshape(4, -1)
    order = np.concatenate([f, i, g, o])
    return lstm_lib.lstm_step(x, h, c, W_x[:, order], W_h[:, order], b[order])


def peephole(x, h, c, W_x, W_h, b):
    """Take a step whose gates look at the cell state in place of the hidden state."""
    return lstm_lib.lstm_step(x, c, c, W_x, W_h, b)


class CellOut(lstm_lib.LSTM):
    """A layer that puts out its cell state."""

    def forward(self, x, state=None, mask=None):
        """Run over a sequence and call the memory the output."""
        trace = super().forward(x, state, mask)
        return trace._replace(h=trace.c)


class Deaf(lstm_lib.LSTM):
    """A layer that ignores its mask."""

    def forward(self, x, state=None, mask=None):
        """Run over a sequence, padding and all."""
        return super().forward(x, state)


def cells_returned(layer, **flags):
    """Return a Keras layer whose arrays come in the reverse order."""
    call = lstm_lib.to_keras(layer, **flags)

    def reversed_arrays(x):
        out = call(x)
        return out[::-1] if isinstance(out, list | tuple) else 2 * out

    return reversed_arrays


def teacher_always(model, source, max_length):
    """Decode with the target at hand, as an evaluation that forgot to switch teacher forcing off."""
    encoded = model.encode(source)
    for symbol in lstm_lib.shifted(np.array([[3, 6, 4, 2]]))[0]:
        model.decode_step(np.array([symbol]), encoded.final, encoded)


@pytest.mark.parametrize(
    ("module", "name", "broken", "item_ids"),
    [
        (draw, "lstm_step", gates_swapped, ["states-symbols"]),
        (draw, "lstm_step", peephole, ["states-two-sentences", "states-h-or-c", "states-cell-inputs"]),
        (draw, "LSTM", CellOut, ["states-two-outputs", "states-h-or-c"]),
        (states_time, "LSTM", Deaf, ["states-mask"]),
        (KERAS, "to_keras", cells_returned, ["states-three-arrays", "states-b01-card", "states-default"]),
        (seq2seq_writing, "greedy", teacher_always, ["seq2seq-teacher"]),
        (seq2seq, "LSTM", CellOut, ["seq2seq-same-layer"]),
    ],
)
def test_a_broken_library_is_found_out(monkeypatch, module, name, broken, item_ids):
    if module == KERAS:
        module = importlib.import_module(module)
    for place in {
        module,
        *(states,) * (module is draw),
    }:  # what proofs share, and who has the same name from the library
        if hasattr(place, name):
            monkeypatch.setattr(place, name, broken)
    for item_id in item_ids:
        item = BANK.item(item_id)
        try:
            found = run_proof(item, draws=1)
        except (AssertionError, StopIteration):
            continue  # the proof itself noticed
        assert disagreements(item, found), item_id
