"""debug-history: every entry of the list is one and the same array."""

import numpy as np

from lstm_lib import RNN
from quizzes.checks.cases import draw, rnn_shapes
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(x, h, W_x, W_h, b):
    """Return what the library's layer gives at every step."""
    return np.ascontiguousarray(RNN.from_params({"W_x": W_x, "W_h": W_h, "b": b}).forward(x, state=h).h)


def case(seed, N, T, D, H, name=""):
    """Return a case with random arguments."""
    return Case(name or f"N = {N}, T = {T}, D = {D}, H = {H}", draw(seed, rnn_shapes(N, D, H, T), 0.8))


SOLUTION = '''
def all_states(x, h, W_x, W_h, b):
    all_h = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
        all_h.append(h)
    return np.stack(all_h, axis=1)
'''
LINE = "h = np.tanh(x[:, t] @ W_x + h @ W_h + b)"
SEE = "one-step-repeated"

TASK = Task(
    id="debug-history",
    function="all_states",
    outputs=("all_h",),
    reference=reference,
    cases=lambda: (case(600, 3, 5, 2, 4), case(601, 2, 3, 6, 5), case(602, 3, 5, 2, 4, "N = 3, T = 5, D = 2, H = 4 and other numbers")),
    properties=(
        Property("values", 1.5, "Each step has a state of its own", "`h[:] = ...` writes into the array that the list holds already; `h = ...` makes a new one."),
        Property("unchanged", 0.5, "The given state stays as it is", "The caller still needs the h that was handed in."),
    ),
    solutions={
        "model": SOLUTION,
        "copies": '''
def all_states(x, h, W_x, W_h, b):
    h, all_h = h.copy(), []
    for t in range(x.shape[1]):
        h[:] = np.tanh(x[:, t] @ W_x + h @ W_h + b)
        all_h.append(h.copy())
    return np.stack(all_h, axis=1)
''',
        "an array that is filled": '''
def all_states(x, h, W_x, W_h, b):
    all_h = np.zeros((*x.shape[:2], len(b)))
    for t in range(x.shape[1]):
        before = h if t == 0 else all_h[:, t - 1]
        all_h[:, t] = np.tanh(x[:, t] @ W_x + before @ W_h + b)
    return all_h
''',
        "float32": '''
def all_states(x, h, W_x, W_h, b):
    h, states = h.astype(np.float32), []
    for row in np.moveaxis(x, 1, 0):
        h = np.tanh(row @ W_x + h @ W_h + b).astype(np.float32)
        states += [h]
    return np.array(states).swapaxes(0, 1)
''',
    },
    mutants=(
        Mutant("as-given", "ARGUMENTS_OVERWRITTEN", "values", "the program as it was handed out: one array, T times in the list", SEE, (LINE, LINE.replace("h =", "h[:] ="))),
        Mutant("copied-first", "", "values", "a program that copies the given state and still fills the list with one array", SEE, ("    all_h = []\n    for t in range(x.shape[1]):\n        " + LINE, "    all_h, h = [], h.copy()\n    for t in range(x.shape[1]):\n        h[:] = np.tanh(x[:, t] @ W_x + h @ W_h + b)")),
        Mutant("still-in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a program that copies into the list, but writes into the given state", SEE, (LINE + "\n        all_h.append(h)", "h[:] = np.tanh(x[:, t] @ W_x + h @ W_h + b)\n        all_h.append(h.copy())")),
        Mutant("not-carried", "STATE_NOT_CARRIED", "values", "a program that starts every step from the given state", "state-carries-past", (LINE + "\n        all_h.append(h)", "all_h.append(np.tanh(x[:, t] @ W_x + h @ W_h + b))")),
        Mutant("before", "OLD_STATE_SHOWN", "values", "a program that keeps the state before each step", SEE, (LINE + "\n        all_h.append(h)", "all_h.append(h)\n        " + LINE)),
        Mutant("first-everywhere", "", "values", "a program that returns the first state at every step", SEE, ("np.stack(all_h, axis=1)", "np.stack([all_h[0]] * len(all_h), axis=1)")),
        Mutant("reversed", "", "values", "a program that returns the states from the last to the first", SEE, ("all_h.append(h)", "all_h.insert(0, h)")),
        Mutant("added", "", "values", "a program that adds each new state to the old one", SEE, (LINE, LINE.replace("h =", "h = h +"))),
        Mutant("zeros", "STATE_IGNORED", "values", "a program that starts from zeros, whatever state it is given", "state-carries-past", ("    all_h = []", "    all_h, h = [], np.zeros_like(h)")),
        Mutant("time-first", "AXES_SWAPPED", "values", "a result with time on its first axis", "sequence-shapes", ("axis=1", "axis=0")),
    ),
)  # fmt: skip
