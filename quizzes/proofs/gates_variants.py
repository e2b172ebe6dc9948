"""More proofs of the chapter Gates: items with variants, and those of later kinds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_lib import LSTM, LSTMStep, lstm_step, sigmoid, to_keras
from quizzes.proofs.draw import CLOSED, OPEN, Draw, Rng, arguments, drawn, held, logit, near, ranks_of_orders, sizes
from quizzes.proofs.draw import unit as drawn_unit

GATES = {"i": "input", "f": "forget", "o": "output"}
AROUND = "the layer around the unit (size, weights, biases), its input and its state"


def unit(rng: Draw, c: float, **z: float) -> LSTMStep:
    """Take one step of a unit that holds `c`, in a layer that is drawn."""
    return drawn_unit(rng.weights, c, **z)


def apart(values: list[float], gap: float) -> bool:
    """Tell whether no two values could be taken for each other."""
    return all(abs(a - b) > gap for n, a in enumerate(values) for b in values[:n])


def new_cell(rng: Draw) -> dict:
    """The update with given gates, and what four known mistakes make of it."""
    while True:
        c, f, i = rng.choice([-3, -2, -1.5, 0.5, 1.5, 2, 4]), rng.randint(2, 9) / 10, rng.randint(1, 8) / 10
        g = rng.choice([-0.9, -0.8, -0.5, -0.4, 0.4, 0.6, 0.7, 0.9])
        pre = {"i": logit(i), "f": logit(f), "g": float(np.arctanh(g))}
        step = unit(rng, c, **pre)
        mistakes = {
            "swapped": unit(rng, c, **(pre | {"i": pre["f"], "f": pre["i"]})).c.item(),
            "inverted": unit(rng, c, **(pre | {"f": -pre["f"]})).c.item(),
            "whole-candidate": unit(rng, c, **(pre | {"i": OPEN})).c.item(),
            "squashed": step.tanh_c.item(),
        }
        if apart([step.c.item(), *mistakes.values()], 0.03):
            return {"parameters": {"c": c, "f": f, "i": i, "g": g}, "answer": step.c.item(), "mistakes": mistakes}


def new_hidden(rng: Draw) -> dict:
    """The hidden state behind a gate, and what three known mistakes make of it."""
    while True:
        c, o = rng.choice([-2.5, -1.8, -1.2, -0.7, 0.8, 1.1, 1.6, 2.2, 3.0]), rng.choice([0.1, 0.2, 0.3, 0.6, 0.7, 0.9])
        step = unit(rng, c, i=CLOSED, f=OPEN, o=logit(o))
        mistakes = {
            "no-tanh": step.o.item() * c,
            "no-gate": step.tanh_c.item(),
            "sigmoid-of-cell": step.o.item() * float(sigmoid(np.array([c]))[0]),
        }
        if apart([step.h.item(), *mistakes.values()], 0.02):
            return {"parameters": {"c": c, "o": o}, "answer": step.h.item(), "mistakes": mistakes}


def parameters_of_size(rng: Draw) -> dict:
    """Count the parameters of a layer that is run over a sequence, and four other counts."""
    features, units, steps = rng.sample(range(2, 17), 3)
    layer = LSTM(features, units, rng=rng.weights)
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


def input_weights(rng: Draw) -> dict:
    """The shape of a layer's input weights, and what wrong ideas make of it."""
    features, units, steps = rng.sample(range(2, 17), 3)
    W_x = LSTM(features, units, rng=rng.weights).params["W_x"]
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


def gates_in_code(rng: Draw) -> dict:
    """One step with gates at 0 or 1, and what two known mistakes make of it."""
    c = rng.choice([-3.0, -2.5, -1.5, -0.5, 0.5, 1.5, 2.0, 2.5, 3.0, 4.0])
    i, o = rng.choice([OPEN, CLOSED]), rng.choice([OPEN, CLOSED])
    pre = {"i": i, "f": -i, "g": OPEN, "o": o}
    return {
        "parameters": {"c": str(c), "i": str(i), "f": str(-i), "o": str(o)},
        "answer": shown(unit(rng, c, **pre)),
        "mistakes": {
            "swapped": shown(unit(rng, c, **(pre | {"i": -i, "f": i}))),
            "shown": shown(unit(rng, c, **(pre | {"o": -o}))),
        },
    }


@drawn("sizes, weights, inputs and states; what the step before has left in each place")
def update_order(rng: Rng) -> dict[str, int]:
    """Try all 5,040 orders of parts that take what they find; right is one that gives what the library's step gives."""
    arrays = arguments(rng)
    x, h, c, W_x, W_h, b = (arrays[name] for name in ("x", "h", "c", "W_x", "W_h", "b"))
    functions: dict[str, Callable] = {"i": sigmoid, "f": sigmoid, "g": np.tanh, "o": sigmoid}
    parts = {
        "show": lambda k: {"h": k["o"] * k["tanh_c"]},
        "squash-cell": lambda k: {"tanh_c": np.tanh(k["c"])},
        "add": lambda k: {"c": k["kept"] + k["written"]},
        "write": lambda k: {"written": k["i"] * k["g"]},
        "keep": lambda k: {"kept": k["f"] * c},
        "squash": lambda k: {
            name: function(z)
            for (name, function), z in zip(functions.items(), np.split(k["z"], 4, axis=1), strict=True)
        },
        "weigh": lambda k: {"z": x @ W_x + h @ W_h + b},
    }
    left = {name: rng.standard_normal(c.shape) for name in ("i", "f", "g", "o", "kept", "written", "tanh_c")}
    left |= {"z": rng.standard_normal((len(c), len(b))), "c": c, "h": h}
    step = lstm_step(x, h, c, W_x, W_h, b)
    return ranks_of_orders(parts, left, lambda k: near(k["h"], step.h) and near(k["c"], step.c))


@drawn(f"{AROUND}; the memory and the gate that is not named")
def roles(rng: Rng) -> dict[str, str]:
    """Move each gate alone and see what it lets through: new content, old content, or a view of it."""
    closed = {"i": CLOSED, "f": CLOSED, "o": CLOSED}
    c, roles = float(rng.uniform(1, 3)), {}
    for letter, name in GATES.items():
        only = closed | {letter: OPEN}
        wrote = abs(drawn_unit(rng, 0.0, g=1.0, **only).c.item()) > 0.1
        kept = abs(drawn_unit(rng, c, **only).c.item()) > 0.1
        read = abs(drawn_unit(rng, c, **(only | {"f": OPEN})).h.item()) > 0.1
        roles[name] = "write" if wrote else "keep" if kept else "read" if read else "propose"
    return roles


@drawn(f"{AROUND}; memory and candidate; the gates that are not moved")
def equations(rng: Rng) -> dict[str, str]:
    """Find the factor of the old memory, that of the candidate, and the function between c and h."""
    c, g = float(rng.uniform(0.5, 2)), float(rng.uniform(0.3, 2))

    def change(letter: str, c: float, **z: float) -> float:
        seed = int(rng.integers(2**31))
        there, gone = (drawn_unit(np.random.default_rng(seed), c, **z, **{letter: way}) for way in (OPEN, CLOSED))
        return there.c.item() - gone.c.item()

    step = drawn_unit(rng, c, i=CLOSED, f=OPEN, o=OPEN)
    functions: dict[str, Callable] = {
        "tanh": np.tanh, "sigmoid": lambda z: sigmoid(np.array([z]))[0], "identity": lambda z: z
    }  # fmt: skip
    return {
        "old": next(name for letter, name in GATES.items() if near(change(letter, c, g=g), c)),
        "new": next(name for letter, name in GATES.items() if near(change(letter, 0.0, g=g), np.tanh(g))),
        "function": next(n for n, function in functions.items() if near(step.h.item(), function(c))),
    }


@drawn(f"{AROUND}; the memory, two candidates; the gates that are not closed")
def deaf_gate(rng: Rng) -> dict[str, str]:
    """Close each gate in turn: with which is the new memory the same for every candidate?"""
    effects, c, g = {}, float(rng.uniform(0.5, 2)), float(rng.uniform(1, 3))
    for letter, name in GATES.items():
        seed = int(rng.integers(2**31))
        shut = [drawn_unit(np.random.default_rng(seed), c, g=way, **{letter: CLOSED}) for way in (-g, g)]
        effects[name] = tuple(not near(getattr(shut[0], part), getattr(shut[1], part)) for part in ("c", "h"))
    return {
        "answer": next(name for name, effect in effects.items() if effect == (False, False)),
        "output": next(name for name, effect in effects.items() if effect == (True, False)),
        "forget": next(name for name, effect in effects.items() if effect == (True, True)),
    }


@drawn(f"{AROUND}; two memories, a share and a pre-activation; sizes of a new layer")
def architecture(rng: Rng) -> dict[str, str]:
    """Test the memory for linearity, count the gates, and compare them with the logistic function."""
    (a, b, z), share = rng.standard_normal(3), float(rng.uniform(0.2, 0.9))
    keep = {"i": CLOSED, "f": logit(share)}
    linear = near(drawn_unit(rng, a, **keep).c + drawn_unit(rng, b, **keep).c, drawn_unit(rng, a + b, **keep).c)
    step = drawn_unit(rng, 0.0, i=z, f=z, g=z, o=z)
    logistic = [name for name in "ifgo" if near(getattr(step, name), 1 / (1 + np.exp(-z)))]
    numbers = ("no", "one", "two", "three", "four")
    layer = LSTM(*sizes(rng, 2), rng=rng)
    return {
        "unit": "linear" if linear else "squashed",
        "count": numbers[len(logistic)],
        "gate": "logistic" if logistic else "linear",
        "count/four": numbers[len(layer.params["b"]) // layer.hidden_size],
    }


@drawn(f"{AROUND}; two memories and two candidates; in Keras, too, over some steps")
def output_comes_from(rng: Rng) -> dict[str, bool]:
    """Change the memory, and the candidate behind a closed input gate, with an open output gate."""
    shut = {"i": CLOSED, "f": OPEN, "o": OPEN}
    memories = rng.uniform(0.5, 2) * np.array([-1.0, 1.0])
    seen = [drawn_unit(rng, c, **shut).h.item() for c in memories]
    candidates = rng.uniform(0.5, 2) * np.array([-1.0, 1.0])
    proposed = [drawn_unit(rng, memories[1], g=g, **shut).h.item() for g in candidates]
    layer, k = held(rng, **shut)
    x = rng.standard_normal((1, 3, layer.input_size), dtype=np.float32)
    start = [rng.standard_normal((1, layer.hidden_size), dtype=np.float32) + 2 for _ in range(2)]
    keras_layer = to_keras(layer.astype(np.float32), return_state=True)
    output, _, memory = (np.asarray(array)[:, k] for array in keras_layer(x, initial_state=start))
    return {
        "information-cell": near(seen, np.tanh(memories)),
        "input-cell": not near(*proposed),
        "output-cell": near(output, memory, atol=1e-5),
        "network": near(seen, 0.0),
    }
