"""rnn-forward: a plain recurrent network over a whole sequence."""

import numpy as np

from lstm_lib import RNN
from quizzes.checks.cases import draw, rnn_shapes, without_state
from quizzes.checks.model import Case, Mutant, Property, Task

STEP = '''
import numpy as np
def rnn_step(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h + b)
'''


def reference(x, h, W_x, W_h, b):
    """Return what the library's layer gives at every step."""
    return np.ascontiguousarray(RNN.from_params({"W_x": W_x, "W_h": W_h, "b": b}).forward(x, state=h).h)


def case(seed, N, T, D, H, decides="state"):
    """Return a case with random arguments; the first state is zero where `decides` is "values"."""
    arguments = draw(seed, rnn_shapes(N, D, H, T), 0.8)
    arguments = without_state(arguments, 1) if decides == "values" else arguments
    state = "a first state of zeros" if decides == "values" else "a first state that is not zero"
    return Case(f"N = {N}, T = {T}, D = {D}, H = {H}, {state}", arguments, decides)


SOLUTION = '''
def rnn_forward(x, h, W_x, W_h, b):
    all_h = []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, W_x, W_h, b)
        all_h.append(h)
    return np.stack(all_h, axis=1)
'''
LOOP, LINE = "for t in range(x.shape[1])", "h = rnn_step(x[:, t], h, W_x, W_h, b)"

TASK = Task(
    id="rnn-forward",
    function="rnn_forward",
    outputs=("all_h",),
    reference=reference,
    cases=lambda: (
        case(60, 3, 5, 2, 4, "values"),
        case(61, 2, 4, 6, 3, "values"),
        case(62, 3, 5, 2, 4),
        case(63, 2, 1, 3, 5),
        case(64, 1, 4, 2, 3),
        case(65, 4, 6, 1, 3),
    ),
    properties=(
        Property("shape", 0.5, "All states come back, in the shape (N, T, H)", "Time is axis 1: np.stack(..., axis=1)."),
        Property("values", 1, "Each step starts from the state that the step before it left", "Hand the new h to the next step; step t reads x[:, t]."),
        Property("state", 1, "The first step starts from the given state", "Use the argument h before the first step."),
        Property("unchanged", 0.5, "The arguments stay as they are, and nothing is kept from call to call", "Do not write into x or h."),
    ),
    given={"rnn_step": STEP},
    solutions={
        "model": SOLUTION,
        "array filled step by step, the step written out": '''
def rnn_forward(x, h, W_x, W_h, b):
    N, T, D = x.shape
    all_h = np.empty((N, T, len(b)))
    for t in range(T):
        all_h[:, t] = np.tanh(x[:, t] @ W_x + (all_h[:, t - 1] if t > 0 else h) @ W_h + b)
    return all_h
''',
        "recursion": '''
def rnn_forward(x, h, W_x, W_h, b):
    if x.shape[1] == 0:
        return np.empty((len(x), 0, h.shape[1]))
    h = rnn_step(x[:, 0], h, W_x, W_h, b)
    return np.concatenate([h[:, None], rnn_forward(x[:, 1:], h, W_x, W_h, b)], axis=1)
''',
        "float32, sample by sample, all inputs multiplied at once": '''
def rnn_forward(x, h, W_x, W_h, b):
    W_x, W_h, b = (a.astype(np.float32) for a in (W_x, W_h, b))
    samples = []
    for x_n, h_n in zip(x.astype(np.float32), h.astype(np.float32)):
        states = []
        for z in x_n @ W_x + b:
            h_n = np.tanh(z + h_n @ W_h)
            states.append(h_n)
        samples.append(states)
    return np.array(samples)
''',
    },
    mutants=(
        Mutant("not-carried", "STATE_NOT_CARRIED", "values", "a loop that starts every step from the first state", "state-carries-past", (LINE + "\n        all_h.append(h)", "all_h.append(rnn_step(x[:, t], h, W_x, W_h, b))")),
        Mutant("zeros", "STATE_IGNORED", "state", "a loop that starts from zeros, whatever state it is given", "state-carries-past", ("    all_h = []", "    all_h, h = [], np.zeros_like(h)")),
        Mutant("previous-step", "WRONG_STEP_READ", "values", "a loop that reads x[:, t - 1], at first the last step", "one-step-repeated", ("x[:, t]", "x[:, t - 1]")),
        Mutant("reversed", "", "values", "a loop that reads the sequence from its end", "one-step-repeated", (LOOP, "for t in reversed(range(x.shape[1]))")),
        Mutant("first-step", "WRONG_STEP_READ", "values", "a loop that reads the first step again and again", "one-step-repeated", ("x[:, t]", "x[:, 0]")),
        Mutant("one-short", "WRONG_STEP_READ", "shape", "a loop that leaves out the last step", "any-length", (LOOP, "for t in range(max(1, x.shape[1] - 1))")),
        Mutant("first-included", "OLD_STATE_SHOWN", "values", "a list of states that begins with the given one and lacks the last", "state-carries-past", (LINE + "\n        all_h.append(h)", "all_h.append(h)\n        " + LINE)),
        Mutant("first-too", "OLD_STATE_SHOWN", "shape", "a list of T + 1 states, the given one among them", "state-carries-past", ("    all_h = []", "    all_h = [h]")),
        Mutant("time-first", "AXES_SWAPPED", "shape", "a result with time on its first axis", "sequence-shapes", ("axis=1", "axis=0")),
        Mutant("along-samples", "AXES_SWAPPED", "shape", "a loop along the samples in the place of time", "sequence-shapes", (LOOP, "for t in range(x.shape[0])")),
        Mutant("last-only", "ANSWER_ONLY_AT_THE_END", "shape", "a loop that returns the last state alone", "answer-every-step", ("return np.stack(all_h, axis=1)", "return h")),
        Mutant("last-everywhere", "ANSWER_ONLY_AT_THE_END", "values", "a result that holds the last state at every step", "answer-every-step", ("np.stack(all_h, axis=1)", "np.stack([h] * len(all_h), axis=1)")),
        Mutant("two-steps", "EXAMPLE_IS_TASK", "shape", "a loop of two steps, as in the visible example", "any-length", (LOOP, "for t in range(2)")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a loop that writes into the state that it was given", "state-carries-past", (LINE + "\n        all_h.append(h)", "h[:] = rnn_step(x[:, t], h, W_x, W_h, b)\n        all_h.append(h.copy())")),
        Mutant("one-array", "ARGUMENTS_OVERWRITTEN", "values", "a list that holds one and the same array T times", "state-carries-past", (LINE, "h[:] = rnn_step(x[:, t], h, W_x, W_h, b)")),
        Mutant("kept", "STATE_SURVIVES_CALLS", "state", "a loop that goes on from the state of its last call", "state-carries-past", source='''
kept = {}
def rnn_forward(x, h, W_x, W_h, b):
    h, all_h = kept.get(h.shape, h), []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, W_x, W_h, b)
        all_h.append(h)
    kept[h.shape] = h
    return np.stack(all_h, axis=1)
'''),
    ),
)  # fmt: skip
