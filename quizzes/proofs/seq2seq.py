"""Proofs of the chapter Sequence to sequence: models of lstm_lib, changed in one place at a time."""

from __future__ import annotations

import numpy as np

from lstm_lib import (
    END,
    LSTM,
    SGD,
    START,
    Autoencoder,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    Stack,
    greedy,
    lstm_step,
    repeat_vector,
    shifted,
)

SOURCE = np.array([[5, 6, 7, 3, 8, 4, 5]])
TARGET = np.array([[3, 6, 4, 2]])


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to rounding."""
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=0, atol=1e-12))


def lstm(features: int, units: int, *, seed: int = 0) -> LSTM:
    """Return a layer in float64 with random weights."""
    return LSTM(features, units, rng=np.random.default_rng(seed), dtype=np.float64)


def translator(*, attention: bool = False, end: float = 0.0) -> EncoderDecoder:
    """Return a small model with random weights; `end` is added to the score of the end symbol."""
    rng = np.random.default_rng(1)
    model = EncoderDecoder(
        Embedding(9, 4, rng=rng, dtype=np.float64),
        lstm(4, 5, seed=2),
        Embedding(7, 3, rng=rng, dtype=np.float64),
        lstm(3, 5, seed=3),
        Dense(10 if attention else 5, 7, rng=rng, dtype=np.float64),
        DotAttention() if attention else None,
    )
    model.params["target_embedding.W"][:] = 3 * rng.standard_normal((7, 3))
    model.params["dense.b"][END] += end
    return model


class Recorder:
    """A model whose steps are written down: what `greedy` does with it, and what the decoder reads."""

    def __init__(self, model: EncoderDecoder) -> None:
        self.model = model
        self.events: list[str] = []
        self.read: list[int] = []
        self.chosen: list[int] = []

    def encode(self, source: np.ndarray) -> object:
        """Read the source."""
        self.encoded = self.model.encode(source)
        self.events.append("encode")
        return self.encoded

    def decode_step(self, ids: np.ndarray, state: object, encoded: object) -> object:
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


def first_symbol(model: EncoderDecoder, encoded: object) -> np.ndarray:
    """Return the decoder's probabilities of the first symbol."""
    return model.decode_step(np.array([START]), encoded.final, encoded).log_p


def depends_on(*, attention: bool = False) -> dict[str, bool]:
    """Change one thing that the encoder gave and tell whether the decoder minds."""
    model = translator(attention=attention)
    encoded = model.encode(SOURCE)
    h, c = encoded.final
    earlier = encoded.h.copy()
    earlier[:, :-1] += 0.5
    other = model.encode(SOURCE[:, ::-1].copy())
    changed = {
        "earlier": encoded._replace(h=earlier),
        "h": encoded._replace(final=(h + 0.5, c)),
        "c": encoded._replace(final=(h, c + 0.5)),
        "source": other._replace(final=encoded.final, h=encoded.h),
    }
    before = first_symbol(model, encoded)
    return {name: not near(first_symbol(model, value), before) for name, value in changed.items()}


def code() -> dict[str, bool]:
    """What of the encoder the plain decoder minds."""
    minds = depends_on()
    return {
        "all-outputs": minds["earlier"],
        "cell-only": minds["c"] and not minds["h"],
        "source": minds["source"],
        "final-state": minds["h"] and minds["c"] and not minds["earlier"],
    }


def rejected_card() -> dict[str, bool]:
    """The last output and the state, and what a plain and an attention decoder mind."""
    encoded = translator().encode(SOURCE)
    plain, attentive = depends_on(), depends_on(attention=True)
    return {
        "last-output": near(encoded.h[:, -1], encoded.final[0]),
        "attention": attentive["earlier"],
        "all-states": any(part.ndim > 2 for part in encoded.final),
        "cell-alone": not plain["h"],
        "plain-reads": plain["earlier"],
    }


def context() -> dict[str, bool]:
    """Run a decoder on a repeated code, and take its steps one by one."""
    x = np.random.default_rng(5).standard_normal((1, 6, 2))
    outputs = lstm(2, 4).forward(x).h
    other = outputs.copy()
    other[:, :-1] += 1.0
    read = [repeat_vector(values[:, -1].copy(), 5) for values in (outputs, other)]
    decoder = lstm(4, 3, seed=1)
    trace = decoder.forward(read[0])
    equal = all(near(trace.x[:, 0], trace.x[:, t]) for t in range(5))
    differ = not any(near(trace.h[:, t], trace.h[:, t + 1]) for t in range(4))
    state = (trace.h[:, 0].copy(), trace.c[:, 0].copy())
    second = decoder.forward(read[0][:, 4:].copy(), state=state).h[:, 0]
    return {
        "state": equal and differ and near(second, trace.h[:, 1]),
        "input": not equal,
        "weights": not near(second, trace.h[:, 1]),
        "source": not near(decoder.forward(read[1]).h, trace.h),
    }


def lengths() -> dict[str, bool]:
    """How much is written of one source with the end symbol made likely, or unlikely."""
    units = translator().layers["encoder"].hidden_size
    written = [greedy(translator(end=end), SOURCE, max_length=12).ids.shape[1] for end in (50.0, 0.0, -50.0)]
    return {
        "seven": all(length == SOURCE.shape[1] for length in written),
        "at-most": all(length <= SOURCE.shape[1] for length in written),
        "until-end": min(written) < SOURCE.shape[1] < max(written),
        "units": all(length == units for length in written),
    }


def parts() -> dict[str, str]:
    """Change the target and find which part minds; lengthen the source and find what keeps its size."""
    model = translator()
    first, second = (model.forward(SOURCE, target) for target in (TARGET, TARGET[:, [1, 0, 2, 3]].copy()))
    minds = {name: not near(getattr(first, name).h, getattr(second, name).h) for name in ("encoder", "decoder")}
    longer = model.forward(np.tile(SOURCE, 2), TARGET)
    sizes = {
        "final state": [trace.encoder.final[0].size for trace in (first, longer)],
        "outputs at all steps": [trace.encoder.h.size for trace in (first, longer)],
    }
    steps = {"the length of the source": SOURCE.shape[1], "its own length": TARGET.shape[1]}
    return {
        "reader": next(name for name in minds if not minds[name]),
        "writer": next(name for name in minds if minds[name]),
        "code": next(name for name, (a, b) in sizes.items() if a == b),
        "length": next(name for name, length in steps.items() if length == first.z.shape[1]),
    }


def is_encoder() -> dict[str, bool]:
    """Use one untrained layer in both roles, on short and on long sequences, and ask two decoders what they use."""
    plain, attentive = depends_on(), depends_on(attention=True)
    without_source = not plain["source"] and not attentive["source"]
    layer, rng = lstm(3, 4), np.random.default_rng(6)
    short, long, given = (rng.standard_normal((1, steps, 3)) for steps in (5, 50, 4))
    states = [layer.run(x) for x in (short, long)]
    fixed = states[0][0].shape == states[1][0].shape
    tells_apart = not near(states[0][0], states[1][0])
    written = [layer.forward(given, state=state).h for state in states]
    return {
        "always": near(*written),
        "autoencoder": not tells_apart,
        "used": fixed and tells_apart and without_source and plain["h"] and attentive["earlier"],
        "sequences": plain["earlier"],
    }


def autoencoder() -> dict[str, bool]:
    """Compare the loss of an autoencoder with the errors against four targets."""
    model = Autoencoder(lstm(3, 5), lstm(5, 4), Dense(4, 3, rng=np.random.default_rng(0), dtype=np.float64))
    x = np.random.default_rng(7).standard_normal((2, 7, 3))
    trace, loss = model.forward(x), model.loss(x)
    return {
        "last": near(loss, np.mean((trace.y[:, -1] - x[:, -1]) ** 2)),
        "itself": near(loss, np.mean((trace.y - x) ** 2)),
        "code": trace.y.shape == trace.code.shape,
        "label": trace.y.size == len(x),
    }


def same_layer() -> dict[str, bool]:
    """Compare the two parts of a model: their class, their weights before and after encoding, their equations."""
    model = translator()
    encoder, decoder = model.layers["encoder"], model.layers["decoder"]
    before = decoder.params["W_h"].copy()
    h, c = model.encode(SOURCE).final
    alike = near(encoder.params["W_h"], decoder.params["W_h"])
    one_kind = type(encoder) is type(decoder)
    x = np.ones((1, 1, decoder.input_size))
    step = lstm_step(x[:, 0], h, c, **decoder.params)
    same_equations = near(decoder.forward(x, state=(h.copy(), c.copy())).h[:, 0], step.h)
    return {
        "one-layer": encoder is decoder or alike,
        "copied": not near(before, decoder.params["W_h"]),
        "own-weights": one_kind and not alike and encoder.input_size != decoder.input_size,
        "other-kind": not (one_kind and same_equations),
    }


def trains(decoder: object) -> bool:
    """Tell whether an autoencoder with layers of 6 and 3 units learns with that decoder."""
    encoder = Stack([lstm(2, 6), lstm(6, 3, seed=1)])
    dense = Dense(decoder.hidden_size, 2, rng=np.random.default_rng(0), dtype=np.float64)
    model = Autoencoder(encoder, decoder, dense)
    x = np.random.default_rng(8).standard_normal((4, 5, 2))
    optimiser, before = SGD(0.1), model.loss(x)
    for _ in range(20):
        optimiser.update(model.params, model.loss_and_grads(x)[1])
    return bool(model.loss(x) < 0.99 * before)


def mirror() -> dict[str, bool]:
    """Train with the layers of the decoder in either order, and with one layer."""
    mirrored = trains(Stack([lstm(3, 3), lstm(3, 6)]))
    same_order = trains(Stack([lstm(3, 6), lstm(6, 3)]))
    single = trains(lstm(3, 4))
    return {
        "free": mirrored and same_order and single,
        "shapes": not same_order,
        "count": not single,
        "same-order": not mirrored,
    }


def writing_order() -> dict[str, int]:
    """Write down what happens while a model writes, and rank each thing by when it happens first."""
    for seed in range(100):
        model = translator()
        rng = np.random.default_rng(seed)
        for name in ("decoder.W_x", "decoder.W_h", "dense.W"):
            model.params[name][:] = 2 * rng.standard_normal(model.params[name].shape)
        writer = Recorder(model)
        greedy(writer, SOURCE, max_length=20)
        *symbols, last = writer.chosen
        if last == END and len(symbols) > 2 and min(symbols) > END:
            return {event: rank for rank, event in enumerate(dict.fromkeys(writer.events))}
    raise AssertionError("no model wrote a few symbols and ended")


def teacher() -> dict[str, bool]:
    """Compare what the decoder reads in use with the target, the source and its own symbols."""
    model = Recorder(translator(end=-50.0))
    greedy(model, SOURCE, max_length=4)
    return {
        "target": model.read == shifted(TARGET)[0].tolist(),
        "source": model.read == SOURCE[0, :4].tolist(),
        "start": set(model.read) == {START},
        "own": model.read[1:] == model.chosen[:-1],
    }
