"""debug-gru: an update gate that is read the wrong way round."""

import math

import numpy as np

from quizzes.checks.cases import draw
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(x, h, W_x, W_h, b, b_h):
    """Return the new state number by number, in Keras's convention (reset_after=True)."""
    (N, D), H = x.shape, h.shape[1]
    new = np.zeros((N, H))

    def share(v):
        return (1.0 + math.tanh(v / 2.0)) / 2.0

    for n in range(N):
        for k in range(H):
            from_x = [float(b[k + q * H]) + sum(float(x[n, d]) * float(W_x[d, k + q * H]) for d in range(D)) for q in range(3)]
            from_h = [sum(float(h[n, j]) * float(W_h[j, k + q * H]) for j in range(H)) for q in range(3)]
            z, r = share(from_x[0] + from_h[0]), share(from_x[1] + from_h[1])
            g = math.tanh(from_x[2] + r * (from_h[2] + float(b_h[k])))
            new[n, k] = z * float(h[n, k]) + (1.0 - z) * g
    return new


def case(seed, N, D, H, name=""):
    """Return a case with random arguments."""
    shapes = {"x": (N, D), "h": (N, H), "W_x": (D, 3 * H), "W_h": (H, 3 * H), "b": (3 * H,), "b_h": (H,)}
    return Case(name or f"N = {N}, D = {D}, H = {H}", draw(seed, shapes))


SOLUTION = '''
def gru_step(x, h, W_x, W_h, b, b_h):
    x_z, x_r, x_g = np.split(x @ W_x + b, 3, axis=1)
    h_z, h_r, h_g = np.split(h @ W_h, 3, axis=1)
    z = 1 / (1 + np.exp(-(x_z + h_z)))
    r = 1 / (1 + np.exp(-(x_r + h_r)))
    g = np.tanh(x_g + r * (h_g + b_h))
    return z * h + (1 - z) * g
'''
MIX, CANDIDATE = "z * h + (1 - z) * g", "np.tanh(x_g + r * (h_g + b_h))"

TASK = Task(
    id="debug-gru",
    function="gru_step",
    outputs=("h",),
    reference=reference,
    cases=lambda: (case(680, 3, 2, 4), case(681, 2, 5, 3), case(682, 3, 2, 4, "N = 3, D = 2, H = 4 and other numbers"), case(683, 1, 3, 2)),
    properties=(
        Property("values", 2.5, "z keeps the old state and 1 - z lets the candidate in", "With z near 1 the state must stay as it was: which of the two is multiplied by z?"),
        Property("unchanged", 0.5, "The arguments stay as they are, and nothing is kept from call to call", "Make a new array for the state."),
    ),
    solutions={
        "model": SOLUTION,
        "the difference": '''
def gru_step(x, h, W_x, W_h, b, b_h):
    H = h.shape[1]
    a, p = x @ W_x + b, h @ W_h
    z, r = (0.5 + 0.5 * np.tanh((a[:, q * H:(q + 1) * H] + p[:, q * H:(q + 1) * H]) / 2) for q in (0, 1))
    g = np.tanh(a[:, 2 * H:] + r * p[:, 2 * H:] + r * b_h)
    return g + z * (h - g)
''',
        "a loop over the samples": '''
def gru_step(x, h, W_x, W_h, b, b_h):
    new = []
    for x_n, h_n in zip(x, h):
        x_z, x_r, x_g = np.split(x_n @ W_x + b, 3)
        h_z, h_r, h_g = np.split(h_n @ W_h, 3)
        keep, reset = 1 / (1 + np.exp(-x_z - h_z)), 1 / (1 + np.exp(-x_r - h_r))
        new.append(keep * h_n + (1 - keep) * np.tanh(x_g + reset * (h_g + b_h)))
    return np.array(new)
''',
        "float32": '''
def gru_step(x, h, W_x, W_h, b, b_h):
    x, h, W_x, W_h, b, b_h = (np.float32(a) for a in (x, h, W_x, W_h, b, b_h))
    a, p = (x @ W_x + b).reshape(len(x), 3, -1), (h @ W_h).reshape(len(h), 3, -1)
    z, r = np.moveaxis(1 / (1 + np.exp(-(a + p)[:, :2])), 1, 0)
    return h * z + np.tanh(a[:, 2] + r * (p[:, 2] + b_h)) * (1 - z)
''',
    },
    mutants=(
        Mutant("as-given", "UPDATE_GATE_TURNED", "values", "the program as it was handed out: z lets the candidate in and 1 - z keeps the old state", "gru-z", (MIX, "(1 - z) * h + z * g")),
        Mutant("not-mixed", "", "values", "an update gate on the old state alone, the candidate added whole", "gru", (MIX, "z * h + g")),
        Mutant("one-z-for-both", "", "values", "an update gate that multiplies both, the old state and the candidate", "gru", (MIX, "z * h + z * g")),
        Mutant("no-old-state", "STATE_IGNORED", "values", "a step that returns the candidate alone", "gru", ("return " + MIX, "return g")),
        Mutant("reset-before", "", "values", "a reset gate applied before the product with W_h, as in the paper", "gru-reset", (CANDIDATE, "np.tanh(x_g + np.split((r * h) @ W_h, 3, axis=1)[2] + b_h)")),
        Mutant("reset-old-state", "RESET_ERASES_STATE", "values", "a reset gate that multiplies the old state in the mixture", "gru-reset", (MIX, "z * r * h + (1 - z) * g")),
        Mutant("bias-outside", "", "values", "a bias b_h that stands outside the reset gate", "gru-reset", ("r * (h_g + b_h)", "r * h_g + b_h")),
        Mutant("no-b-h", "TERM_LEFT_OUT", "values", "a candidate without b_h", "gru-reset", ("(h_g + b_h)", "h_g")),
        Mutant("no-reset", "", "values", "a candidate without the reset gate", "gru-reset", ("r * (h_g", "(h_g")),
        Mutant("gates-swapped", "", "values", "update and reset gate in each other's columns, as PyTorch has them", "gru", ("x_z, x_r, x_g = np.split(x @ W_x + b, 3, axis=1)\n    h_z, h_r, h_g", "x_r, x_z, x_g = np.split(x @ W_x + b, 3, axis=1)\n    h_r, h_z, h_g")),
        Mutant("candidate-sigmoid", "SIGMOID_TANH_SWAPPED", "values", "a candidate that passes through the sigmoid", "gru", (CANDIDATE, "1 / (1 + np.exp(-(x_g + r * (h_g + b_h))))")),
        Mutant("squashed", "", "values", "a state that passes through tanh once more", "gru", ("return " + MIX, f"return np.tanh({MIX})")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a step that writes the new state into the old one", "gru", ("return " + MIX, f"h[:] = {MIX}\n    return h")),
    ),
)  # fmt: skip
