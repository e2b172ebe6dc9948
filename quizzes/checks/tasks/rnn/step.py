"""rnn-step: one step of a plain recurrent network."""

import math

import numpy as np

from quizzes.checks.cases import draw, rnn_shapes, without_state
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(x, h, W_x, W_h, b):
    """Return the new h number by number."""
    (N, D), H = x.shape, h.shape[1]
    new = np.zeros((N, H))
    for n in range(N):
        for k in range(H):
            z = float(b[k])
            z += sum(float(x[n, d]) * float(W_x[d, k]) for d in range(D))
            z += sum(float(h[n, j]) * float(W_h[j, k]) for j in range(H))
            new[n, k] = math.tanh(z)
    return new


def case(seed, N, D, H, decides="state", name=""):
    """Return a case with random arguments; the state is zero where `decides` is "values"."""
    arguments = draw(seed, rnn_shapes(N, D, H), 0.8)
    arguments = without_state(arguments, 1) if decides == "values" else arguments
    state = "a state of zeros" if decides == "values" else "a state that is not zero"
    return Case(name or f"N = {N}, D = {D}, H = {H}, {state}", arguments, decides)


SOLUTION = '''
def rnn_step(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h + b)
'''

TASK = Task(
    id="rnn-step",
    function="rnn_step",
    outputs=("h",),
    reference=reference,
    cases=lambda: (
        case(50, 3, 2, 4, "values"),
        case(51, 2, 5, 3, "values"),
        case(52, 3, 2, 4),
        case(53, 3, 2, 4, name="N = 3, D = 2, H = 4, another state and other weights"),
        case(54, 2, 5, 3),
        case(55, 1, 3, 2),
    ),
    properties=(
        Property("shape", 0.25, "h comes back in the shape (N, H)", "End with `return` and the new state."),
        Property("values", 0.75, "A step from a state of zeros is right", "tanh(x W_x + b) where h is zero: tanh around all of it, one bias a unit."),
        Property("state", 0.75, "The old state counts", "Add h @ W_h inside the tanh: the old h, not the new one, and W_h as it is."),
        Property("unchanged", 0.25, "The arguments stay as they are, and nothing is kept from call to call", "Make a new array; `h += ...` writes into the old one."),
    ),
    solutions={
        "model": SOLUTION,
        "loop over samples and units": '''
import math
def rnn_step(x, h, W_x, W_h, b):
    new = []
    for x_n, h_n in zip(x, h):
        row = []
        for k in range(len(b)):
            z = b[k]
            for d in range(len(x_n)):
                z += x_n[d] * W_x[d, k]
            for j in range(len(h_n)):
                z += h_n[j] * W_h[j, k]
            row.append(math.tanh(z))
        new.append(row)
    return np.array(new)
''',
        "one product, with a column of ones": '''
def rnn_step(x, h, W_x, W_h, b):
    ones = np.ones((len(x), 1))
    e = np.exp(-2 * np.hstack([x, h, ones]) @ np.vstack([W_x, W_h, b]))
    return (1 - e) / (1 + e)
''',
        "float32": '''
def rnn_step(x, h, W_x, W_h, b):
    z = np.einsum("ni,ih->nh", x.astype(np.float32), W_x.astype(np.float32)) + b.astype(np.float32)
    z += np.einsum("nj,jh->nh", h.astype(np.float32), W_h.astype(np.float32))
    return np.tanh(z)
''',
    },
    mutants=(
        Mutant("no-state", "STATE_IGNORED", "state", "a step that does not look at the old state", "state-carries-past", (" + h @ W_h", "")),
        Mutant("state-not-weighted", "", "state", "a step that adds the old state without its weights", "one-step-repeated", ("h @ W_h", "h")),
        Mutant("no-input", "TERM_LEFT_OUT", "values", "a step that does not look at x", "one-step-repeated", ("x @ W_x + ", "")),
        Mutant("no-bias", "TERM_LEFT_OUT", "values", "a step without its bias", "one-step-repeated", (" + b", "")),
        Mutant("one-bias", "", "values", "a step with one bias for all units", "one-step-repeated", ("+ b", "+ b[0]")),
        Mutant("no-tanh", "", "values", "a step without tanh", "one-step-repeated", ("np.tanh", "")),
        Mutant("sigmoid", "", "values", "a step with a sigmoid in the place of tanh", "one-step-repeated", ("np.tanh(x @ W_x + h @ W_h + b)", "1 / (1 + np.exp(-(x @ W_x + h @ W_h + b)))")),
        Mutant("tanh-too-early", "", "values", "a step that adds the bias behind the tanh", "one-step-repeated", ("h @ W_h + b)", "h @ W_h) + b")),
        Mutant("state-outside", "", "state", "a step that adds the old state behind the tanh", "one-step-repeated", ("x @ W_x + h @ W_h + b)", "x @ W_x + b) + h @ W_h")),
        Mutant("transposed", "WEIGHTS_TRANSPOSED", "state", "a step with W_h transposed", "one-step-repeated", ("h @ W_h", "h @ W_h.T")),
        Mutant("mean-sample", "BATCH_AXIS_FORGOTTEN", "state", "a step that gives all samples the mean state", "sequence-shapes", ("h @ W_h", "h.mean(axis=0) @ W_h")),
        Mutant("samples-softmax", "", "shape", "a step whose result has units in its rows", "sequence-shapes", ("+ b)", "+ b).T")),
        Mutant("old-state", "OLD_STATE_SHOWN", "values", "a step that returns the state that it was given", "state-carries-past", ("return np.tanh(x @ W_x + h @ W_h + b)", "return h")),
        Mutant("leaky", "", "state", "a step that adds its result to the old state", "state-carries-past", ("return ", "return h + ")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a step that writes the new state into the old one", "state-carries-past", ("return np.tanh(x @ W_x + h @ W_h + b)", "h[:] = np.tanh(x @ W_x + h @ W_h + b)\n    return h")),
        Mutant("kept", "STATE_SURVIVES_CALLS", "state", "a step that keeps the state of its first call", "state-carries-past", ("h @ W_h", "globals().setdefault(f'kept {h.shape}{h.any()}', h.copy()) @ W_h")),
        Mutant("example", "EXAMPLE_IS_TASK", "values", "the visible example, whatever the arguments are", "three-steps-by-hand", ("return np.tanh(x @ W_x + h @ W_h + b)", "return np.full_like(h, 0.291313)")),
    ),
)  # fmt: skip
