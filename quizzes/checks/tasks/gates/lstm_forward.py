"""gates-lstm-forward: an LSTM over a whole sequence."""

import numpy as np

from lstm_lib import LSTM
from quizzes.checks.cases import draw, lstm_shapes, without_state
from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.gates.lstm_step import GATES

STEP = '''
import numpy as np
def lstm_step(x, h, c, W_x, W_h, b):
    z = (x @ W_x + h @ W_h + b) * np.repeat([0.5, 0.5, 1.0, 0.5], h.shape[1])
    i, f, g, o = np.split(np.tanh(z), 4, axis=1)
    c = (f + 1.0) / 2.0 * c + (i + 1.0) / 2.0 * g
    return (o + 1.0) / 2.0 * np.tanh(c), c
'''


def reference(x, h, c, W_x, W_h, b):
    """Return what the library's layer gives: all h, then the last state."""
    trace = LSTM.from_params({"W_x": W_x, "W_h": W_h, "b": b}).forward(x, state=(h, c))
    return np.ascontiguousarray(trace.h), trace.final


def case(seed, N, T, D, H, decides="state"):
    """Return a case with random arguments; the first state is zero where `decides` is "values"."""
    arguments = draw(seed, lstm_shapes(N, D, H, T))
    state = "a first state of zeros" if decides == "values" else "a first state that is not zero"
    arguments = without_state(arguments, 1, 2) if decides == "values" else arguments
    return Case(f"N = {N}, T = {T}, D = {D}, H = {H}, {state}", arguments, decides)


SOLUTION = '''
def lstm_forward(x, h, c, W_x, W_h, b):
    all_h = []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, W_x, W_h, b)
        all_h.append(h)
    return np.stack(all_h, axis=1), (h, c)
'''
STEP_LINE = "h, c = lstm_step(x[:, t], h, c"

TASK = Task(
    id="gates-lstm-forward",
    function="lstm_forward",
    outputs=("all_h", "h", "c"),
    reference=reference,
    cases=lambda: (
        case(30, 3, 5, 2, 4, "values"),
        case(31, 2, 3, 4, 5, "values"),
        case(32, 3, 5, 2, 4),
        case(33, 2, 1, 3, 5),
        case(34, 1, 4, 3, 2),
        case(35, 4, 6, 1, 3),
    ),
    properties=(
        Property("shape", 0.5, "all_h (N, T, H) and the pair (h, c) come back", "End with `return all_h, (h, c)`."),
        Property("values", 1, "Each step starts from the state that the step before it left",
                 "Axis 1 is time. Hand both h and c on from step to step."),
        Property("state", 1, "The first step starts from the given state, and the last state is that of step T",
                 "Start from the h and c that are given; hand back the state after the last step."),
        Property("unchanged", 0.5, "The arguments stay as they are, and nothing is kept from call to call",
                 "Do not write into x, h or c."),
    ),
    given={"lstm_step": STEP, "gates": GATES},
    solutions={
        "model": SOLUTION,
        "step written out again": '''
def lstm_forward(x, h, c, W_x, W_h, b):
    out = np.zeros(x.shape[:2] + h.shape[1:])
    for t in range(x.shape[1]):
        i, f, g, o = gates(x[:, t] @ W_x + h @ W_h + b)
        c = f * c + i * g
        h = o * np.tanh(c)
        out[:, t] = h
    return out, (h, c)
''',
        "recursion": '''
def lstm_forward(x, h, c, W_x, W_h, b):
    h, c = lstm_step(x[:, 0], h, c, W_x, W_h, b)
    if x.shape[1] == 1:
        return h[:, None], (h, c)
    rest, last = lstm_forward(x[:, 1:], h, c, W_x, W_h, b)
    return np.concatenate([h[:, None], rest], axis=1), last
''',
        "float32, all inputs multiplied at once": '''
def lstm_forward(x, h, c, W_x, W_h, b):
    x, h, c, W_x, W_h, b = (a.astype(np.float32) for a in (x, h, c, W_x, W_h, b))
    out = []
    for z in np.moveaxis(x @ W_x + b, 1, 0):
        i, f, g, o = gates(z + h @ W_h)
        c = f * c + i * g
        h = o * np.tanh(c)
        out.append(h)
    return np.array(out).swapaxes(0, 1), [out[-1], c]
''',
    },
    mutants=(
        Mutant("h-not-carried", "STATE_NOT_CARRIED", "values", "a layer that forgets h after each step", "hidden-state",
               (STEP_LINE, "h, c = lstm_step(x[:, t], np.zeros_like(h), c")),
        Mutant("c-not-carried", "STATE_NOT_CARRIED", "values", "a layer that hands h on, but not c", "cell-update",
               ("h, c = lstm_step(x[:, t]", "h, _ = lstm_step(x[:, t]")),
        Mutant("zeros", "STATE_IGNORED", "state", "a layer that starts from zeros, whatever state it is given",
               "hidden-state", ("    all_h = []", "    all_h = []\n    h, c = np.zeros_like(h), np.zeros_like(c)")),
        Mutant("time-reversed", "", "values", "a layer that reads the sequence from its end",
               "gate-equations", ("for t in range(x.shape[1])", "for t in reversed(range(x.shape[1]))")),
        Mutant("previous-step", "WRONG_STEP_READ", "values", "a layer that reads x[:, t - 1], at first the last step",
               "gate-equations", ("x[:, t]", "x[:, t - 1]")),
        Mutant("first-step", "WRONG_STEP_READ", "values", "a layer that reads the first step again and again",
               "gate-equations", ("x[:, t]", "x[:, 0]")),
        Mutant("one-step-short", "WRONG_STEP_READ", "shape", "a layer that leaves out the last step", "gate-equations",
               ("range(x.shape[1])", "range(max(1, x.shape[1] - 1))")),
        Mutant("two-steps", "EXAMPLE_IS_TASK", "shape", "a layer that takes two steps, as in the visible example",
               "gate-equations", ("range(x.shape[1])", "range(2)")),
        Mutant("time-first", "AXES_SWAPPED", "shape", "a layer that puts time on the first axis", "notation",
               ("axis=1", "axis=0")),
        Mutant("loop-over-samples", "AXES_SWAPPED", "shape", "a layer that runs along the samples in the place of time",
               "notation", ("range(x.shape[1])", "range(x.shape[0])")),
        Mutant("last-but-one", "OLD_STATE_SHOWN", "values", "a layer that hands back h from before the last step",
               "hidden-state", ("axis=1), (h, c)", "axis=1), (all_h[-2] if len(all_h) > 1 else h, c)")),
        Mutant("cells-for-hidden", "H_IS_C", "values", "a layer that collects c in the place of h", "hidden-state",
               ("all_h.append(h)", "all_h.append(c)")),
        Mutant("state-swapped", "", "values", "a layer that hands back (c, h)", "hidden-state",
               ("(h, c)\n", "(c, h)\n")),
        Mutant("x-in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a layer that scales its argument x in place",
               "gate-equations", ("    all_h = []", "    all_h = []\n    x *= 1.0000001")),
        Mutant("state-kept", "STATE_SURVIVES_CALLS", "state", "a layer that goes on from the state of its last call",
               "hidden-state", source='''
kept = {}
def lstm_forward(x, h, c, W_x, W_h, b):
    h, c = kept.get(h.shape, (h, c))
    all_h = []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, W_x, W_h, b)
        all_h.append(h)
    kept[h.shape] = h, c
    return np.stack(all_h, axis=1), (h, c)
'''),
    ),
)  # fmt: skip
