"""More proofs of the chapter Gates: items with variants, and those of the kinds that came later."""

from __future__ import annotations

import random

import numpy as np

from lstm_lib import LSTM, LSTMStep, lstm_step, sigmoid, to_keras

OPEN, CLOSED = 50.0, -50.0  # pre-activations that make a gate 1 or 0 to the last bit that matters
GATES = {"i": "input", "f": "forget", "o": "output"}


def unit(c: float, *, i: float = 0.0, f: float = 0.0, g: float = 0.0, o: float = 0.0) -> LSTMStep:
    """Take one step of a cell with one unit whose pre-activations are i, f, g and o."""
    zero, weights = np.zeros((1, 1)), np.zeros((1, 4))
    return lstm_step(zero, zero, np.array([[c]]), weights, weights, np.array([i, f, g, o]))


def logit(share: float) -> float:
    """Return the pre-activation at which a gate has the value `share`."""
    return float(np.log(share / (1 - share)))


def apart(values: list[float], gap: float) -> bool:
    """Tell whether no two values could be taken for each other."""
    return all(abs(a - b) > gap for n, a in enumerate(values) for b in values[:n])


def new_cell(rng: random.Random) -> dict:
    """The update with given gates, and what four known mistakes make of it."""
    while True:
        c, f, i = rng.choice([-3, -2, -1.5, 0.5, 1.5, 2, 4]), rng.randint(2, 9) / 10, rng.randint(1, 8) / 10
        g = rng.choice([-0.9, -0.8, -0.5, -0.4, 0.4, 0.6, 0.7, 0.9])
        pre = {"i": logit(i), "f": logit(f), "g": float(np.arctanh(g))}
        step = unit(c, **pre)
        mistakes = {
            "swapped": unit(c, **(pre | {"i": pre["f"], "f": pre["i"]})).c.item(),
            "inverted": unit(c, **(pre | {"f": -pre["f"]})).c.item(),
            "whole-candidate": unit(c, **(pre | {"i": OPEN})).c.item(),
            "squashed": step.tanh_c.item(),
        }
        if apart([step.c.item(), *mistakes.values()], 0.03):
            return {"parameters": {"c": c, "f": f, "i": i, "g": g}, "answer": step.c.item(), "mistakes": mistakes}


def new_hidden(rng: random.Random) -> dict:
    """The hidden state behind a gate, and what four known mistakes make of it."""
    while True:
        c, o = rng.choice([-2.5, -1.8, -1.2, -0.7, 0.8, 1.1, 1.6, 2.2, 3.0]), rng.choice([0.1, 0.2, 0.3, 0.6, 0.7, 0.9])
        step = unit(c, i=CLOSED, f=OPEN, o=logit(o))
        mistakes = {
            "no-tanh": step.o.item() * c,
            "no-gate": step.tanh_c.item(),
            "sigmoid-of-cell": step.o.item() * float(sigmoid(np.array([c]))[0]),
        }
        if apart([step.h.item(), *mistakes.values()], 0.02):
            return {"parameters": {"c": c, "o": o}, "answer": step.h.item(), "mistakes": mistakes}


def parameters_of_size(rng: random.Random) -> dict:
    """Count the parameters of a layer that is run over a sequence, and four other counts."""
    features, units, steps = rng.sample(range(2, 17), 3)
    layer = LSTM(features, units, rng=np.random.default_rng(0))
    layer.forward(np.zeros((1, steps, features), np.float32))
    count = sum(value.size for value in layer.params.values())
    return {
        "parameters": {"features": features, "units": units, "steps": steps},
        "answer": count,
        "mistakes": {
            "one-block": count / 4,
            "three-blocks": 3 * count / 4,
            "two-biases": count + layer.params["b"].size,
            "per-step": steps * count,
        },
    }


def input_weights(rng: random.Random) -> dict:
    """The shape of a layer's input weights, and what wrong ideas make of it."""
    features, units, steps = rng.sample(range(2, 17), 3)
    W_x = LSTM(features, units, rng=np.random.default_rng(0)).params["W_x"]
    return {
        "parameters": {"features": features, "units": units, "steps": steps},
        "answer": W_x.shape,
        "mistakes": {
            "one-block": W_x[:, :units].shape,
            "three-blocks": W_x[:, : 3 * units].shape,
            "per-step": (steps, *W_x.shape),
        },
    }


def shown(step: LSTMStep) -> str:
    """Return what the code of the item prints of a step."""
    return f"{round(step.c.item(), 2)}\n{bool(abs(step.h.item()) > 0.01)}"


def gates_in_code(rng: random.Random) -> dict:
    """One step with gates at 0 or 1, and what two known mistakes make of it."""
    c = rng.choice([-3.0, -2.5, -1.5, -0.5, 0.5, 1.5, 2.0, 2.5, 3.0, 4.0])
    i, o = rng.choice([OPEN, CLOSED]), rng.choice([OPEN, CLOSED])
    pre = {"i": i, "f": -i, "g": OPEN, "o": o}
    return {
        "parameters": {"c": str(c), "i": str(i), "f": str(-i), "o": str(o)},
        "answer": shown(unit(c, **pre)),
        "mistakes": {
            "swapped": shown(unit(c, **(pre | {"i": -i, "f": i}))),
            "shown": shown(unit(c, **(pre | {"o": -o}))),
        },
    }


def update_order() -> dict[str, int]:
    """Run each part as soon as what it reads is there; its rank is the round in which it ran."""
    rng = np.random.default_rng(0)
    x, h, c, W_x, W_h, b = (rng.standard_normal(s) for s in ((2, 3), (2, 4), (2, 4), (3, 16), (4, 16), (16,)))
    parts = {
        "show": lambda k: {"h": k["o"] * k["tanh_c"]},
        "squash-cell": lambda k: {"tanh_c": np.tanh(k["c"])},
        "add": lambda k: {"c": k["kept"] + k["written"]},
        "write": lambda k: {"written": k["i"] * k["g"]},
        "keep": lambda k: {"kept": k["f"] * c},
        "squash": lambda k: {
            name: np.tanh(z) if name == "g" else sigmoid(z)
            for name, z in zip("ifgo", np.split(k["z"], 4, axis=1), strict=True)
        },
        "weigh": lambda k: {"z": x @ W_x + h @ W_h + b},
    }
    known: dict[str, np.ndarray] = {}
    ranks: dict[str, int] = {}
    while len(ranks) < len(parts):
        made = {}
        for name in parts.keys() - ranks.keys():
            try:
                made[name] = parts[name](known)
            except KeyError:  # what it reads is not there yet
                continue
        rank = max(ranks.values(), default=0) + 1
        for name, values in made.items():
            ranks[name] = rank
            known |= values
    step = lstm_step(x, h, c, W_x, W_h, b)
    assert np.allclose(known["h"], step.h)
    assert np.allclose(known["c"], step.c)
    return ranks


def roles() -> dict[str, str]:
    """Move each gate alone and see what it lets through: new content, old content, or a view of it."""
    closed = {"i": CLOSED, "f": CLOSED, "o": CLOSED}
    roles = {}
    for letter, name in GATES.items():
        only = closed | {letter: OPEN}
        wrote = abs(unit(0.0, g=1.0, **only).c.item()) > 0.1
        kept = abs(unit(2.0, **only).c.item()) > 0.1
        read = abs(unit(2.0, **(only | {"f": OPEN})).h.item()) > 0.1
        roles[name] = "write" if wrote else "keep" if kept else "read" if read else "propose"
    return roles


def equations() -> dict[str, str]:
    """Find the factor of the old memory, that of the candidate, and the function between c and h."""
    c, g = 2.0, 0.5
    by_old = {n: unit(c, **{k: OPEN}).c.item() - unit(c, **{k: CLOSED}).c.item() for k, n in GATES.items()}
    by_new = {n: unit(0, g=g, **{k: OPEN}).c.item() - unit(0, g=g, **{k: CLOSED}).c.item() for k, n in GATES.items()}
    step = unit(c, i=CLOSED, f=OPEN, o=OPEN)
    functions = {"tanh": np.tanh, "sigmoid": lambda z: sigmoid(np.array([z]))[0], "identity": lambda z: z}
    return {
        "old": next(n for n, change in by_old.items() if np.isclose(change, c)),
        "new": next(n for n, change in by_new.items() if np.isclose(change, np.tanh(g))),
        "function": next(n for n, function in functions.items() if np.isclose(step.h.item(), function(c))),
    }


def deaf_gate() -> dict[str, str]:
    """Close each gate in turn: with which is the new memory the same for every candidate?"""
    effects = {}
    for letter, name in GATES.items():
        shut = [unit(0.8, g=g, **{letter: CLOSED}) for g in (-2.0, 2.0)]
        changed = {part: not np.isclose(getattr(shut[0], part), getattr(shut[1], part)).all() for part in ("c", "h")}
        effects[name] = (changed["c"], changed["h"])
    forgets = [unit(c, f=CLOSED, g=1.0).c.item() for c in (-2.0, 2.0)]
    assert np.isclose(*forgets)
    return {
        "answer": next(name for name, effect in effects.items() if effect == (False, False)),
        "output": next(name for name, effect in effects.items() if effect == (True, False)),
        "forget": next(name for name, effect in effects.items() if effect == (True, True)),
    }


def architecture() -> dict[str, str]:
    """Test the memory for linearity, count the gates, and compare them with the logistic function."""
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal(2)
    keep = {"i": CLOSED, "f": logit(0.7)}
    linear = np.isclose(unit(a, **keep).c + unit(b, **keep).c, unit(a + b, **keep).c).all()
    z = rng.standard_normal()
    logistic = [n for n in "ifgo" if np.isclose(getattr(unit(0.0, **{n: z}), n).item(), 1 / (1 + np.exp(-z)))]
    numbers = ("no", "one", "two", "three", "four")
    blocks = len(np.split(LSTM(1, 1, rng=rng).params["b"], 4))
    return {
        "unit": "linear" if linear else "squashed",
        "count": numbers[len(logistic)],
        "gate": "logistic" if logistic else "linear",
        "count/four": numbers[blocks],
    }


def output_comes_from() -> dict[str, bool]:
    """Change the input through the input gate, the memory, and the candidate, with an open output gate."""
    shut = {"i": CLOSED, "f": OPEN, "o": OPEN}
    seen = [unit(c, **shut).h.item() for c in (-1.0, 1.0)]
    proposed = [unit(1.0, g=g, **shut).h.item() for g in (-2.0, 2.0)]
    layer = LSTM(1, 1, rng=np.random.default_rng(0))
    layer.params["b"][:] = CLOSED, OPEN, 0.0, OPEN
    layer.params["W_x"][:] = layer.params["W_h"][:] = 0
    x, zero, one = (np.full(shape, value, np.float32) for shape, value in (((1, 3, 1), 1), ((1, 1), 0), ((1, 1), 1)))
    output, _, memory = map(np.asarray, to_keras(layer, return_state=True)(x, initial_state=[zero, one]))
    return {
        "information-cell": bool(np.isclose(seen, np.tanh([-1.0, 1.0])).all()),
        "input-cell": bool(not np.isclose(*proposed)),
        "output-cell": bool(np.allclose(output[:, -1], memory)),
        "network": bool(np.isclose(seen[1], 0.0)),
    }
