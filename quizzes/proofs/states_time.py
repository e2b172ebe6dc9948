"""Proofs of the chapter States about time: the order within a step, padding and masks."""

from __future__ import annotations

import ast
import inspect

import numpy as np

from lstm_lib import LSTM, lstm_step


def near(a: object, b: object) -> bool:
    """Tell whether two results are the same up to rounding."""
    return bool(np.allclose(a, b, rtol=0, atol=1e-12))


def padded(*, length: int, steps: int) -> tuple[LSTM, np.ndarray, np.ndarray]:
    """Return a layer, one sequence padded with zeros to `steps`, and the state after its last real step."""
    rng = np.random.default_rng(0)
    layer = LSTM(2, 3, rng=rng, dtype=np.float64)
    x = rng.standard_normal((1, steps, 2))
    x[:, length:] = 0
    return layer, x, layer.run(x[:, :length].copy())[0]


def update_order() -> dict[str, int]:
    """Read the lines of lstm_step and rank each result by the longest chain of lines that leads to it.

    That the lines give the results is checked by running them: each step's ranks are those of the function.
    """
    body = ast.parse(inspect.getsource(lstm_step)).body[0].body
    rank: dict[str, int] = {}
    for line in body:
        if isinstance(line, ast.Assign):
            used = [node.id for node in ast.walk(line.value) if isinstance(node, ast.Name)]
            reached = 1 + max((rank[name] for name in used if name in rank), default=-1)
            rank |= {node.id: reached for node in ast.walk(line.targets[0]) if isinstance(node, ast.Name)}
    step = lstm_step(np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1)), *np.ones((3, 1, 4)))
    assert set(step._fields) <= set(rank)
    assert near(step.h, step.o * step.tanh_c)
    assert near(step.tanh_c, np.tanh(step.c))
    gates = {rank[name] for name in ("i", "f", "g", "o")}
    assert len(gates) == 1
    return {"gates": min(gates), "cell": rank["c"], "squashed": rank["tanh_c"], "hidden": rank["h"]}


def padding() -> dict[str, bool]:
    """The indices at which the hidden state is the one after the last real step."""
    layer, x, wanted = padded(length=6, steps=10)
    h = layer.forward(x).h
    found = [t for t in range(10) if near(h[:, t], wanted)]
    return {
        "minus-one": near(h[:, -1], wanted),
        "five": found == [5],
        "six": near(h[:, 6], wanted),
        "any": found == list(range(5, 10)),
    }


def masked() -> dict[str, str]:
    """Three ways to look for the state after the last real step, and what they would give if ideas were true."""
    layer, x, short = padded(length=3, steps=5)
    mask = np.array([[True, True, True, False, False]])
    plain, held = layer.forward(x), layer.forward(x, mask=mask)

    def told(*states: np.ndarray) -> str:
        return "\n".join(str(near(state, short)) for state in states)

    return {
        "answer": told(plain.final[0], held.final[0], plain.h[:, 2]),
        "zeros-harmless": told(held.final[0], held.final[0], plain.h[:, 2]),
        "mask-zeroes": told(plain.final[0], held.final[0] * mask[:, -1], plain.h[:, 2]),
        "index-off": told(plain.final[0], held.final[0], plain.h[:, 3]),
    }
