"""What does a decoder learn that reads in training the very symbols that it is asked for?"""

from __future__ import annotations

import numpy as np

from experiments.claims import Claim
from lstm_lib import LSTM, Adam, Dense, Embedding, EncoderDecoder, beam, fit, greedy, softmax_cross_entropy
from lstm_lib.data import reversing_task

SEEDS = range(20)
T = 5


def small_model(rng, H=32, attention=None):
    """An encoder-decoder for eight symbols."""
    V = 3 + 8  # PAD, START, END, symbols
    return EncoderDecoder(
        Embedding(V, 8, rng=rng),
        LSTM(8, H, rng=rng),
        Embedding(V, 8, rng=rng),
        LSTM(8, H, rng=rng),
        Dense(2 * H if attention else H, V, rng=rng),
        attention,
    )


class NotShifted:
    """The mistake: the decoder's inputs are the targets themselves."""

    def __init__(self, model):
        self.model, self.params = model, model.params

    def inputs(self, target):
        """What the model shifts back to the target itself, behind START."""
        return np.column_stack([target[:, 1:], target[:, :1]])

    def loss_and_grads(self, source, target, rng=None):
        """As the model's own, with these inputs."""
        trace = self.model.forward(source, self.inputs(target))
        loss = softmax_cross_entropy(trace.z, target)
        return loss.value, self.model.backward(trace, loss.grad)


def padded(ids, length):
    """Ids that were written, with padding up to the length."""
    return np.pad(ids, ((0, 0), (0, length - ids.shape[1])))


def written(model, source, length):
    """What greedy decoding writes, padded to the length."""
    return padded(greedy(model, source, length).ids, length)


def whole(ids, target):
    """The share of sequences that are right from the first symbol to END."""
    return float((ids == target).all(axis=1).mean())


def train(seed, shift):
    """Train one model; return its scores with teacher forcing and decoded."""
    rng = np.random.default_rng(seed)
    data, (source, target) = reversing_task(2000, T, rng), reversing_task(500, T, rng)
    model = small_model(rng)
    wrong = NotShifted(model)
    trained, inputs = (model, np.asarray) if shift else (wrong, wrong.inputs)
    history = fit(trained, data, optimiser=Adam(0.01), epochs=10, batch_size=50, rng=rng, clip=1.0, progress=False)

    def forced(source, target):
        return float((model.forward(source, inputs(target)).z.argmax(axis=2) == target).mean())

    ids = written(model, source, T + 1)
    return {
        "loss": np.round(history.loss, 4).tolist(),
        "forced": forced(source, target),
        "forced_training": forced(*data),
        "decoded": whole(ids, target),
        "beam": whole(padded(beam(model, source, T + 1, width=5).ids, T + 1), target),
        "to_write": target[0].tolist(),
        "written": ids[0].tolist(),
    }


def run(seed: int) -> dict[str, float | list]:
    """The same data, budget and first weights, with the shift and without."""
    measured = {}
    for name, shift in (("shifted", True), ("not_shifted", False)):
        measured |= {f"{name}_{key}": value for key, value in train(seed, shift).items()}
    return measured


CLAIMS = (
    Claim("last loss: shifted over not shifted, least of the seeds",
          lambda runs: (runs["shifted_loss"] / runs["not_shifted_loss"])[:, -1].min(), above=2),
    Claim("not shifted: symbols written that are not the one written before, all seeds",
          lambda runs: (np.diff(runs["not_shifted_written"], axis=1) != 0).mean(), below=0.1),
    Claim("shifted: share of sequences that are written wrong, worst seed",
          lambda runs: 1 - runs["shifted_decoded"].min(), below=0.3),
    Claim("not shifted: last loss, worst seed", lambda runs: runs["not_shifted_loss"][:, -1].max(), below=0.02),
    Claim("not shifted: symbols wrong with teacher forcing, worst seed",
          lambda runs: 1 - runs["not_shifted_forced"].min(), below=0.02),
    Claim("not shifted: sequences written right, best seed",
          lambda runs: runs["not_shifted_decoded"].max(), below=0.02),
)
