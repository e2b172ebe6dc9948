"""gates-lstm-step: one step of an LSTM."""

import math

import numpy as np

from quizzes.checks.cases import draw, lstm_shapes, without_state
from quizzes.checks.model import Case, Mutant, Property, Task

GATES = '''
import numpy as np
def gates(z):
    squashed = np.tanh(z * np.repeat([0.5, 0.5, 1.0, 0.5], z.shape[1] // 4))
    i, f, g, o = np.split(squashed, 4, axis=1)
    return (i + 1) / 2, (f + 1) / 2, g, (o + 1) / 2
'''  # what the learner's own `gates` is replaced by, so that a mistake there costs nothing here


def reference(x, h, c, W_x, W_h, b):
    """Return (h, c) number by number: slow, and independent of numpy's broadcasting."""
    (N, D), H = x.shape, h.shape[1]
    new_h, new_c = np.zeros((N, H)), np.zeros((N, H))
    for n in range(N):
        for k in range(H):
            z_i, z_f, z_g, z_o = (
                float(b[k + q * H])
                + sum(float(x[n, d]) * float(W_x[d, k + q * H]) for d in range(D))
                + sum(float(h[n, j]) * float(W_h[j, k + q * H]) for j in range(H))
                for q in range(4)
            )
            keep, write, show = ((1.0 + math.tanh(v / 2.0)) / 2.0 for v in (z_f, z_i, z_o))
            new_c[n, k] = keep * float(c[n, k]) + write * math.tanh(z_g)
            new_h[n, k] = show * math.tanh(new_c[n, k])
    return new_h, new_c


def case(seed, N, D, H, decides="state", weights=1.0, name=""):
    """Return a case with random arguments; the state is zero where the values of a first step are asked for."""
    x, h, c, W_x, W_h, b = draw(seed, lstm_shapes(N, D, H), {"h": 0.6, "c": 2.0})
    arguments = (x, h, c, weights * W_x, weights * W_h, b)
    sizes = f"N = {N}, D = {D}, H = {H}"
    if decides == "values":
        arguments = without_state(arguments, 1, 2)
    state = "a state of zeros" if decides == "values" else "a state that is not zero"
    return Case(name or f"{sizes}, {state}", arguments, decides)


SOLUTION = '''
def lstm_step(x, h, c, W_x, W_h, b):
    i, f, g, o = gates(x @ W_x + h @ W_h + b)
    new_c = f * c + i * g
    new_h = o * np.tanh(new_c)
    return new_h, new_c
'''
CELL, HIDDEN, Z = "f * c + i * g", "o * np.tanh(new_c)", "(x @ W_x + h @ W_h + b)"

TASK = Task(
    id="gates-lstm-step",
    function="lstm_step",
    outputs=("h", "c"),
    reference=reference,
    cases=lambda: (
        case(20, 3, 2, 4, "values"),
        case(21, 2, 5, 3, "values"),
        case(22, 3, 2, 4),
        case(23, 3, 2, 4, name="N = 3, D = 2, H = 4, another state and other weights"),
        case(24, 2, 5, 3),
        case(25, 1, 3, 2),
        case(26, 4, 1, 2),
        case(27, 4, 3, 2, weights=900.0, name="N = 4, D = 3, H = 2 and weights in the hundreds"),
    ),
    properties=(
        Property("shape", 0.5, "h and c come back in this order, each of shape (N, H)", "End with `return h, c`."),
        Property("values", 1.5, "A step from a state of zeros is right",
                 "c = i * g when there is no old c, and h = o * tanh(c): the order of the gates, b per column, tanh on c."),
        Property("state", 1.5, "The old state counts: h in the gates, c in the new cell state",
                 "c = f * old c + i * g, and W_h belongs to the old h."),
        Property("unchanged", 0.5, "The arguments stay as they are, and nothing is kept from call to call",
                 "Write `new_c = f * c + ...` into a new array; `c *= f` writes into the old one."),
    ),
    given={"gates": GATES},
    solutions={
        "model": SOLUTION,
        "loop over samples and units": '''
import math
def lstm_step(x, h, c, W_x, W_h, b):
    N, H = h.shape
    new_h, new_c = [[0.0] * H for _ in range(N)], [[0.0] * H for _ in range(N)]
    for n in range(N):
        for k in range(H):
            z = [b[q * H + k] for q in range(4)]
            for q in range(4):
                for d in range(x.shape[1]):
                    z[q] += x[n, d] * W_x[d, q * H + k]
                for j in range(H):
                    z[q] += h[n, j] * W_h[j, q * H + k]
            s = [0.5 * math.tanh(v / 2) + 0.5 for v in z]
            new_c[n][k] = s[1] * c[n, k] + s[0] * math.tanh(z[2])
            new_h[n][k] = s[3] * math.tanh(new_c[n][k])
    return np.array(new_h), np.array(new_c)
''',
        "float32": '''
def lstm_step(x, h, c, W_x, W_h, b):
    x, h, c, W_x, W_h, b = (np.asarray(a, dtype=np.float32) for a in (x, h, c, W_x, W_h, b))
    i, f, g, o = gates(x @ W_x + h @ W_h + b)
    c = f * c + i * g
    return o * np.tanh(c), c
''',
        "einsum, one gate at a time": '''
def lstm_step(x, h, c, W_x, W_h, b):
    H = h.shape[1]
    def part(q):
        columns = slice(q * H, (q + 1) * H)
        return np.einsum("ni,ik->nk", x, W_x[:, columns]) + np.einsum("nj,jk->nk", h, W_h[:, columns]) + b[columns]
    s = lambda v: 1 / (1 + np.exp(-v))
    c = s(part(1)) * c + s(part(0)) * np.tanh(part(2))
    return s(part(3)) * np.tanh(c), c
''',
        "one product, and a list in the place of the pair": '''
def lstm_step(x, h, c, W_x, W_h, b):
    i, f, g, o = gates(np.hstack([x, h, np.ones((len(x), 1))]) @ np.vstack([W_x, W_h, b]))
    c = f * c + i * g
    return [o * np.tanh(c), c]
''',
    },
    mutants=(
        Mutant("no-tanh", "TANH_MISSING", "values", "a cell without the tanh on c", "output-gate", (HIDDEN, "o * new_c")),
        Mutant("no-output-gate", "OUTPUT_GATE_IGNORED", "values", "a cell that shows all of tanh(c), without the output gate",
               "output-gate", (HIDDEN, "np.tanh(new_c)")),
        Mutant("input-forget-swapped", "GATES_SWAPPED", "values", "a cell whose input and forget gate have changed places",
               "cell-update", ("i, f, g, o = gates", "f, i, g, o = gates")),
        Mutant("candidate-output-swapped", "", "values", "a cell that takes the candidate for the output gate",
               "gate-equations", ("i, f, g, o = gates", "i, f, o, g = gates")),
        Mutant("order-ogfi", "", "values", "a cell that reads the columns in the order o g f i",
               "gate-equations", (Z, "(np.hstack(np.split(x @ W_x + h @ W_h + b, 4, axis=1)[::-1]))")),
        Mutant("h-for-c", "H_IS_C", "state", "a cell that keeps the old h where the old c belongs",
               "hidden-state", (CELL, "f * h + i * g")),
        Mutant("c-for-h", "GATE_LOOKS_AT_CELL", "state", "a cell whose gates look at the cell state",
               "gate-equations", ("h @ W_h", "c @ W_h")),
        Mutant("one-bias", "ONE_BLOCK_OF_WEIGHTS", "values", "a cell with one bias for all units",
               "gate-equations", ("+ b)", "+ b.mean())")),
        Mutant("one-bias-a-gate", "", "values", "a cell with one bias for each gate",
               "gate-equations", ("+ b)", "+ np.repeat(b[:: h.shape[1]], h.shape[1]))")),
        Mutant("no-bias", "TERM_LEFT_OUT", "values", "a cell without its bias", "gate-equations", (" + b)", ")")),
        Mutant("no-input", "TERM_LEFT_OUT", "values", "a cell that does not look at x", "gate-equations",
               ("x @ W_x + h", "h")),
        Mutant("no-recurrence", "STATE_IGNORED", "state", "a cell whose gates do not look at the old h", "gate-equations",
               (" + h @ W_h", "")),
        Mutant("no-old-cell", "STATE_IGNORED", "state", "a cell that forgets its old c altogether", "cell-update",
               (CELL, "i * g")),
        Mutant("zero-state", "STATE_IGNORED", "state", "a cell that starts every step from zeros", "cell-update",
               ("    i, f, g, o", "    h, c = np.zeros_like(h), np.zeros_like(c)\n    i, f, g, o")),
        Mutant("output-of-old-cell", "OLD_STATE_SHOWN", "values", "a cell that shows the old c", "output-gate",
               ("np.tanh(new_c)", "np.tanh(c)")),
        Mutant("forget-inverted", "FORGET_ONE_FORGETS", "state", "a cell whose forget gate erases where it should keep",
               "forget-gate", ("f * c", "(1 - f) * c")),
        Mutant("input-one-minus-forget", "GATES_SUM_TO_ONE", "values", "a cell whose input gate is one minus its forget gate",
               "input-gate", ("i * g", "(1 - f) * g")),
        Mutant("no-input-gate", "INPUT_GATE_IGNORED", "values", "a cell that adds the whole candidate", "input-gate",
               ("+ i * g", "+ g")),
        Mutant("input-gate-added", "INPUT_GATE_IGNORED", "values", "a cell that adds its input gate where it multiplies",
               "input-gate", ("+ i * g", "+ i + g")),
        Mutant("recurrent-transposed", "WEIGHTS_TRANSPOSED", "state", "a cell with the recurrent weights of each gate transposed",
               "gate-equations", ("h @ W_h", "np.hstack([h @ block.T for block in np.split(W_h, 4, axis=1)])")),
        Mutant("tanh-in-cell", "CELL_IS_SQUASHED", "values", "a cell that squashes c when it is updated", "cell-update",
               ("new_c = f * c + i * g", "new_c = np.tanh(f * c + i * g)")),
        Mutant("first-sample", "BATCH_AXIS_FORGOTTEN", "values", "a cell that computes the first sample for all",
               "gate-equations", ("new_c = f * c + i * g", "new_c = (f * c + i * g)[:1].repeat(len(c), axis=0)")),
        Mutant("swapped-return", "", "values", "a step that returns c before h", "hidden-state",
               ("return new_h, new_c", "return new_c, new_h")),
        Mutant("kept-state", "STATE_SURVIVES_CALLS", "state", "a step that keeps the state of its first call", "cell-update",
               ("new_c = f * c", "new_c = f * globals().setdefault(f'kept {c.shape}', c.copy())")),
        Mutant("c-in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a step that writes into its argument c", "cell-update",
               ("new_c = f * c + i * g", "c *= f; c += i * g; new_c = c")),
        Mutant("x-in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a step that writes into its argument x", "cell-update",
               ("    i, f, g, o", "    x *= 1.0000001\n    i, f, g, o")),
        Mutant("example", "EXAMPLE_IS_TASK", "values", "the visible example, whatever the arguments are", "two-units",
               ("return new_h, new_c", "return np.full_like(h, 0.474328), np.full_like(c, 0.745185)")),
    ),
)  # fmt: skip
