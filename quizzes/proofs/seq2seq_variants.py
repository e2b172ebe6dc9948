"""Variants of the chapter Sequence to sequence: sizes and symbols drawn from a seed, the key computed."""

from __future__ import annotations

import numpy as np

from lstm_lib import LSTM, START, Autoencoder, Dense, DotAttention, Embedding, EncoderDecoder, repeat_vector, shifted
from lstm_lib.encoder_decoder_trace import EncoderDecoderTrace
from quizzes.proofs.draw import Draw


def lstm(rng: Draw, features: int, units: int) -> LSTM:
    """Return a layer with random weights."""
    return LSTM(features, units, rng=rng.weights)


def sizes(rng: Draw, *names: str, largest: int = 12) -> dict[str, int]:
    """Draw a size for each name, no two alike, so that no two mistakes are the same shape."""
    return dict(zip(names, rng.sample(range(2, largest + 1), len(names)), strict=True))


def some(rng: Draw, *shape: int) -> np.ndarray:
    """Return an input of that shape."""
    return rng.weights.standard_normal(shape, dtype=np.float32)


def code_size(rng: Draw) -> dict[str, object]:
    """How many numbers the final state of an encoder has."""
    drawn = {"units": rng.randint(8, 40), "steps": rng.randint(3, 60)}
    trace = lstm(rng, 1, drawn["units"]).forward(some(rng, 1, drawn["steps"], 1))
    answer = sum(part.size for part in trace.final)
    mistakes = {"h-only": trace.final[0].size, "all-steps": trace.h.size, "steps": trace.h.shape[1]}
    if len({answer, *mistakes.values()}) < 4:
        return code_size(rng)
    return {"parameters": drawn, "answer": answer, "mistakes": mistakes}


def repeat_shape(rng: Draw) -> dict[str, object]:
    """What a decoder reads behind RepeatVector."""
    drawn = sizes(rng, "units", "batch", "source", "target")
    code, _ = lstm(rng, 1, drawn["units"]).run(some(rng, drawn["batch"], drawn["source"], 1))
    read = repeat_vector(code, drawn["target"])
    mistakes = {
        "code": code.shape,
        "swapped": read.transpose(0, 2, 1).shape,
        "source-steps": repeat_vector(code, drawn["source"]).shape,
        "one-sample": read[0].shape,
    }
    return {"parameters": drawn, "answer": read.shape, "mistakes": mistakes}


def repeat_printed(rng: Draw) -> dict[str, object]:
    """What the code of the item prints, and what it would print if the vector went elsewhere."""
    (a, b), steps = rng.sample(range(1, 10), 2), rng.randint(2, 4)
    read = repeat_vector(np.array([[a, b]]), steps)
    first = read.copy()
    first[:, 1:] = 0
    mistakes = {
        "swapped": str(read.transpose(0, 2, 1).tolist()),
        "first-step-only": str(first.tolist()),
        "no-batch": str(read[0].tolist()),
    }
    return {"parameters": {"a": a, "b": b, "steps": steps}, "answer": str(read.tolist()), "mistakes": mistakes}


def code_fixed(rng: Draw) -> dict[str, object]:
    """The codes of an autoencoder."""
    drawn = sizes(rng, "units", "batch", "steps", "features")
    dense = Dense(drawn["units"], drawn["features"], rng=rng.weights)
    model = Autoencoder(lstm(rng, drawn["features"], drawn["units"]), lstm(rng, drawn["units"], drawn["units"]), dense)
    trace = model.forward(some(rng, drawn["batch"], drawn["steps"], drawn["features"]))
    mistakes = {
        "all-steps": trace.encoder.h.shape,
        "steps": trace.encoder.h[:, :, 0].shape,
        "reconstruction": trace.y.shape,
    }
    return {"parameters": drawn, "answer": trace.code.shape, "mistakes": mistakes}


def shifted_target(rng: Draw) -> dict[str, object]:
    """What the decoder reads of a target of three symbols and the end symbol."""
    a, b, c = rng.sample(range(3, 10), 3)
    target = np.array([[a, b, c, 2]])
    mistakes = {
        "as-it-is": str(target.tolist()),
        "other-way": str([[*target[0, 1:].tolist(), START]]),
        "longer": str([[START, *target[0].tolist()]]),
    }
    return {"parameters": {"a": a, "b": b, "c": c}, "answer": str(shifted(target).tolist()), "mistakes": mistakes}


def translated(rng: Draw, drawn: dict[str, int], *, attention: bool) -> EncoderDecoderTrace:
    """Return the trace of a model of those sizes."""
    weights = rng.weights
    units, words = drawn["units"], drawn.get("words", 5)
    model = EncoderDecoder(
        Embedding(4, 2, rng=weights),
        lstm(rng, 2, units),
        Embedding(words, 3, rng=weights),
        lstm(rng, 3, units),
        Dense(2 * units if attention else units, words, rng=weights),
        DotAttention() if attention else None,
    )
    source, target = (np.full((drawn["batch"], drawn[name]), 3) for name in ("source", "target"))
    return model.forward(source, target)


def scores_shape(rng: Draw) -> dict[str, object]:
    """The scores of a model in training."""
    drawn = sizes(rng, "batch", "source", "target", "units") | {"words": rng.choice([20, 30, 40, 50, 60])}
    trace = translated(rng, drawn, attention=False)
    batch, _, words = trace.z.shape
    mistakes = {
        "source-steps": (batch, trace.encoder.h.shape[1], words),
        "last-step": trace.z[:, -1].shape,
        "hidden": trace.decoder.h.shape,
    }
    return {"parameters": drawn, "answer": trace.z.shape, "mistakes": mistakes}


def attention_shape(rng: Draw) -> dict[str, object]:
    """The weights of a decoder with attention."""
    drawn = sizes(rng, "batch", "source", "target", "units")
    attended = translated(rng, drawn, attention=True).attention
    assert attended is not None
    mistakes = {
        "swapped": attended.weights.transpose(0, 2, 1).shape,
        "context": attended.context.shape,
        "once": attended.weights[:, 0].shape,
    }
    return {"parameters": drawn, "answer": attended.weights.shape, "mistakes": mistakes}
