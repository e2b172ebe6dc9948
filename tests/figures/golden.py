"""What lstm_lib computes, for the page's steps to be held to."""

import numpy as np

from lstm_lib import (
    GRU,
    LSTM,
    RNN,
    AdditiveAttention,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    greedy,
    gru_step,
    jacobian_norms,
    lstm_step,
    rnn_step,
)

D, H, T = 3, 4, 9
STEPS = {"RNN": rnn_step, "LSTM": lstm_step, "GRU": gru_step}
KINDS = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}


def plain(values):
    """Arrays, tuples and dicts of arrays as what JSON holds."""
    if isinstance(values, np.ndarray | np.generic):
        return values.tolist()
    if isinstance(values, dict):
        return {name: plain(value) for name, value in values.items()}
    if isinstance(values, tuple | list):
        return [plain(value) for value in values]
    return values


def golden():
    """All cases, each with what goes in and what comes out."""
    rng = np.random.default_rng(20261121)
    return {
        "steps": {kind: [step(kind, scale, rng) for scale in (0.5, 2.0, 40.0)] for kind in KINDS},
        "jacobians": [jacobians(kind, scale, rng) for kind in KINDS for scale in (0.3, 1.0, 3.0)],
        "singular": [
            {"matrix": plain(each), "largest": float(np.linalg.norm(each, 2))}
            for each in (*rng.standard_normal((3, 5, 5)), np.eye(4), np.zeros((2, 2)), 1e-200 * np.ones((3, 3)))
        ],
        "attention": [attention(each, rng) for each in ("dot", "additive")],
        "decoding": [decoding(kind, each, rng) for kind in KINDS for each in ("dot", "additive", None)],
    }


def layer_of(kind, scale, rng):
    """A layer in float64 with weights, biases too, of that size."""
    layer = KINDS[kind](D, H, rng=rng, dtype=np.float64)
    for values in layer.params.values():
        values[:] = scale * rng.standard_normal(values.shape)
    return layer


def step(kind, scale, rng):
    """One step from a state that is not zero; far out (40) the gates are saturated."""
    params = layer_of(kind, scale, rng).params
    x, h, c = rng.standard_normal((1, D)), np.tanh(rng.standard_normal((1, H))), 2 * rng.standard_normal((1, H))
    state = {"h": h, "c": c} if kind == "LSTM" else {"h": h}
    after = STEPS[kind](x, **state, **params)
    after = after._asdict() if hasattr(after, "_asdict") else {"h": after}
    inside = {name: value[0] for name, value in {"x": x, **state}.items()}
    return {"params": plain(params), **plain(inside), "after": plain({name: v[0] for name, v in after.items()})}


def jacobians(kind, scale, rng):
    """How far the gradients of one sequence reach."""
    layer = layer_of(kind, scale, rng)
    x = rng.standard_normal((1, T, D))
    norms = jacobian_norms(layer, layer.forward(x))
    forget = None if norms.forget is None else plain(norms.forget.max(axis=1))
    return {
        "kind": kind, "params": plain(layer.params), "x": plain(x[0]),
        "dh": plain(norms.dh), "dc": plain(norms.dc), "forget": forget,
    }  # fmt: skip


def attention_of(name, rng):
    """A layer of attention, or None."""
    if name is None:
        return None
    return DotAttention() if name == "dot" else AdditiveAttention(H, 5, rng=rng, dtype=np.float64)


def attention(name, rng):
    """One query beside six values."""
    layer = attention_of(name, rng)
    query, values = rng.standard_normal((1, 1, H)), 2 * rng.standard_normal((1, 6, H))
    trace = layer.forward(query, values)
    return {
        "additive": plain(layer.params) or None, "query": plain(query[0, 0]), "values": plain(values[0]),
        "weights": plain(trace.weights[0, 0]), "context": plain(trace.context[0, 0]),
    }  # fmt: skip


def decoding(kind, name, rng):
    """What a small untrained encoder-decoder writes for sources of several lengths."""
    source, target = Embedding(9, D, rng=rng, dtype=np.float64), Embedding(7, D, rng=rng, dtype=np.float64)
    encoder, decoder = layer_of(kind, 1.0, rng), layer_of(kind, 1.0, rng)
    dense = Dense(2 * H if name else H, 7, rng=rng, dtype=np.float64)
    for values in (source.params["W"], target.params["W"], dense.params["W"], dense.params["b"]):
        values[:] = 2 * rng.standard_normal(values.shape)
    model = EncoderDecoder(source, encoder, target, decoder, dense, attention_of(name, rng))
    written = []
    for length in (1, 4, 7):
        ids = rng.integers(3, 9, (1, length))
        decoded = greedy(model, ids, 12)
        written.append({
            "source": plain(ids[0]), "ids": plain(decoded.ids[0]), "log_p": float(decoded.log_p[0]),
            "weights": None if decoded.weights is None else plain(decoded.weights[0]),
        })  # fmt: skip
    return {"kind": kind, "attention": name, "params": plain(model.params), "written": written}
