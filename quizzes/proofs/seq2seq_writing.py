"""Proofs of the chapter Sequence to sequence about writing: what a decoder reads and chooses, step by step."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_lib import END, START, EncoderDecoder, greedy, shifted
from lstm_lib.encoder_decoder_trace import DecodedStep, Encoded
from quizzes.proofs.draw import Rng, drawn
from quizzes.proofs.draw import same as near
from quizzes.proofs.seq2seq import MODEL, answer, sentence, translator


class Recorder:
    """A model whose steps are written down: what `greedy` does with it, and what the decoder reads."""

    def __init__(self, model: EncoderDecoder) -> None:
        self.model = model
        self.events: list[str] = []
        self.read: list[int] = []
        self.chosen: list[int] = []

    def encode(self, source: np.ndarray) -> Encoded:
        """Read the source."""
        self.encoded = self.model.encode(source)
        self.events.append("encode")
        return self.encoded

    def decode_step(self, ids: np.ndarray, state: Any, encoded: Encoded) -> DecodedStep:
        """Take a step of the decoder."""
        step = self.model.decode_step(ids, state, encoded)
        if not self.read and all(near(a, b) for a, b in zip(state, self.encoded.final, strict=True)):
            self.events.append("hand-over")
        if self.chosen and ids.item() == self.chosen[-1]:
            self.events.append("feed-back")
        elif ids.item() == START:
            self.events.append("start")
        self.read.append(ids.item())
        self.chosen.append(step.log_p.argmax().item())
        self.events.append("end" if self.chosen[-1] == END else "choose")
        return step


@drawn(MODEL, fixed="a model that writes at least three symbols and then ends")
def writing_order(rng: Rng) -> dict[str, int]:
    """Write down what happens while a model writes, and rank each thing by when it happens first."""
    for _ in range(200):
        model = translator(rng)
        for name in ("decoder.W_x", "decoder.W_h", "dense.W"):
            model.params[name][:] = 2 * rng.standard_normal(model.params[name].shape)
        writer = Recorder(model)
        greedy(writer, sentence(rng), max_length=20)
        *symbols, last = writer.chosen
        if last == END and len(symbols) > 2 and min(symbols) > END:
            return {event: rank for rank, event in enumerate(dict.fromkeys(writer.events))}
    raise AssertionError("no model wrote a few symbols and ended")


@drawn(MODEL, fixed="an end symbol that is never written, so that four symbols are")
def teacher(rng: Rng) -> dict[str, bool]:
    """Compare what the decoder reads in use with the target, the source and its own symbols."""
    model, source, target = Recorder(translator(rng, end=-50.0)), sentence(rng), answer(rng)
    greedy(model, source, max_length=4)
    return {
        "target": model.read == shifted(target)[0].tolist(),
        "source": model.read == source[0, :4].tolist(),
        "start": set(model.read) == {START},
        "own": model.read[1:] == model.chosen[:-1],
    }
