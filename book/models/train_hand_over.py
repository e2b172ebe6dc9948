"""Train two more date normalisers for the figure `handover`.

The decoder of one gets the encoder's state alone; that of the other also, at every step, the encoder's last hidden
state as a context. The third one, with attention, is dates.npz.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np

from lstm_lib import LSTM, Adam, Dense, Embedding, fit, log_softmax, softmax_cross_entropy
from lstm_lib.symbols import END, PAD, START, shifted

HERE = Path(__file__).resolve().parent
FILE = HERE / "hand_over.npz"


def train_dates():
    """The program that makes the data and the model with attention."""
    program = HERE.parents[1] / "experiments" / "trained" / "train_dates.py"
    spec = importlib.util.spec_from_file_location("train_dates", program)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class ContextModel:
    """A decoder that reads, at every step, the encoder's last hidden state beside the symbol before."""

    def __init__(self, V, U, H, rng):
        self.layers = {
            "source_embedding": Embedding(V, 16, rng=rng),
            "encoder": LSTM(16, H, rng=rng),
            "target_embedding": Embedding(U, 8, rng=rng),
            "decoder": LSTM(8 + H, H, rng=rng),
            "dense": Dense(H, U, rng=rng),
        }
        self.params = self._named({name: layer.params for name, layer in self.layers.items()})

    @staticmethod
    def _named(arrays):
        return {f"{name}.{key}": values for name, some in arrays.items() for key, values in some.items()}

    def _forward(self, source, inputs):
        source_embedding, encoder, target_embedding, decoder, dense = self.layers.values()
        read = source_embedding.forward(source)
        encoded = encoder.forward(read.y, mask=source != PAD)
        written = target_embedding.forward(inputs)
        context = np.repeat(encoded.final[0][:, None], inputs.shape[1], axis=1)
        decoded = decoder.forward(np.concatenate([written.y, context], axis=2), encoded.final)
        answered = dense.forward(np.ascontiguousarray(decoded.h))
        return read, encoded, written, decoded, answered

    def loss(self, source, target):
        """The cross-entropy per symbol."""
        return softmax_cross_entropy(self._forward(source, shifted(target))[-1].y, target, target != PAD).value

    def loss_count(self, source, target):
        """What it is a mean of."""
        return int((target != PAD).sum())

    def loss_and_grads(self, source, target, rng=None):
        """That loss and all gradients."""
        source_embedding, encoder, target_embedding, decoder, dense = self.layers.values()
        read, encoded, written, decoded, answered = self._forward(source, shifted(target))
        loss = softmax_cross_entropy(answered.y, target, target != PAD)
        grads = {"dense": dense.backward(answered, loss.grad)}
        grads["decoder"] = decoder.backward(decoded, grads["dense"].x)
        dx = grads["decoder"].x
        grads["target_embedding"] = target_embedding.backward(written, np.ascontiguousarray(dx[:, :, :8]))
        dh, dc = grads["decoder"].state
        dfinal = (dh + dx[:, :, 8:].sum(axis=1), dc)
        grads["encoder"] = encoder.backward(encoded, np.zeros_like(encoded.h), dfinal)
        grads["source_embedding"] = source_embedding.backward(read, grads["encoder"].x)
        return loss.value, self._named({name: grads[name].params for name in self.layers})

    def write(self, source, most):
        """The ids that are written, greedily, (N, most)."""
        ids = np.full((len(source), most + 1), START)
        for u in range(most):
            z = self._forward(source, ids[:, : u + 1])[-1].y[:, u]
            log_p = log_softmax(z)
            log_p[:, :END] = -np.inf
            ids[:, u + 1] = np.where(ids[:, u] == END, END, log_p.argmax(axis=1))
        return ids[:, 1:]


def exact_match(model, dates, part):
    """The share of a part's dates that are written without a mistake."""
    ids = model.write(dates.source[part], dates.target.shape[1])
    wanted = np.where(dates.target[part] == PAD, END, dates.target[part])
    return float((ids == wanted).all(axis=1).mean())


def main():
    """Train both with the data and the budget of the one with attention, and keep them."""
    program = train_dates()
    dates = program.all_dates()
    kept = {}
    plain, _, _ = program.train(dates, attention=False)
    kept |= {f"state/{name}": values.astype(np.float16) for name, values in plain.params.items()}
    sizes = dates.source_vocabulary.size, dates.target_vocabulary.size
    model = ContextModel(*sizes, program.H, np.random.default_rng(1))
    part = slice(0, program.TRAIN)
    fit(
        model, (dates.source[part], dates.target[part]), optimiser=Adam(0.005), epochs=program.EPOCHS, batch_size=64,
        rng=np.random.default_rng(1), clip=1.0, progress=False,
    )  # fmt: skip
    kept |= {f"context/{name}": values.astype(np.float16) for name, values in model.params.items()}
    np.savez_compressed(FILE, **kept)
    test = slice(program.TRAIN + program.VALID, None)
    context, state = exact_match(model, dates, test), program.exact_match(plain, dates, test)
    size = FILE.stat().st_size / 1000
    sys.stderr.write(f"{FILE.name}: {size:.0f} kB; exact match: context {context:.3f}, state {state:.3f}\n")


if __name__ == "__main__":
    main()
