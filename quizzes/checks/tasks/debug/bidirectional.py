"""debug-bidirectional: two directions that meet at different steps."""

import numpy as np

from lstm_lib import RNN, Bidirectional
from quizzes.checks.cases import draw
from quizzes.checks.given import RNN_FORWARD
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(x, forwards, backwards):
    """Return what the library's layer gives."""
    layers = [RNN.from_params(dict(zip(("W_x", "W_h", "b"), weights, strict=True))) for weights in (forwards, backwards)]
    return np.ascontiguousarray(Bidirectional(*layers).forward(x).h)


def case(seed, N, T, D, H, name=""):
    """Return a case with random weights for both directions."""
    (x,) = draw(seed, {"x": (N, T, D)})
    shapes = {"W_x": (D, H), "W_h": (H, H), "b": (H,)}
    return Case(name or f"N = {N}, T = {T}, D = {D}, H = {H}", (x, draw(seed + 1, shapes), draw(seed + 2, shapes)))


SOLUTION = '''
def bidirectional(x, forwards, backwards):
    ahead = rnn_forward(x, *forwards)
    back = rnn_forward(x[:, ::-1], *backwards)[:, ::-1]
    return np.concatenate([ahead, back], axis=2)
'''
BACK = "rnn_forward(x[:, ::-1], *backwards)[:, ::-1]"
SEE = "states-bidirectional"

TASK = Task(
    id="debug-bidirectional",
    function="bidirectional",
    outputs=("h",),
    reference=reference,
    cases=lambda: (case(640, 3, 5, 2, 4), case(650, 2, 4, 6, 3), case(660, 3, 5, 2, 4, "N = 3, T = 5, D = 2, H = 4 and other numbers"), case(670, 1, 2, 3, 5)),
    properties=(
        Property("values", 2.5, "At each step stand what the forward layer has read up to it and the backward layer from it on", "The backward layer's first state belongs to the last step: turn its result round before the two are joined."),
        Property("unchanged", 0.5, "The arguments stay as they are", "x[:, ::-1] is a view of x: write nothing into it."),
    ),
    given={"rnn_forward": RNN_FORWARD},
    solutions={
        "model": SOLUTION,
        "flip": '''
def bidirectional(x, forwards, backwards):
    flipped = np.flip(x, axis=1).copy()
    return np.dstack([rnn_forward(x, *forwards), np.flip(rnn_forward(flipped, *backwards), axis=1)])
''',
        "both loops written out": '''
def bidirectional(x, forwards, backwards):
    N, T, _ = x.shape
    H = len(forwards[2])
    joined = np.zeros((N, T, 2 * H))
    for (W_x, W_h, b), steps, columns in (
        (forwards, range(T), slice(0, H)), (backwards, range(T - 1, -1, -1), slice(H, 2 * H))):
        h = np.zeros((N, H))
        for t in steps:
            h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
            joined[:, t, columns] = h
    return joined
''',
        "float32, the order as an index": '''
def bidirectional(x, forwards, backwards):
    x = np.float32(x)
    order = np.arange(x.shape[1])[::-1]
    ahead = rnn_forward(x, *(np.float32(a) for a in forwards))
    back = rnn_forward(x[:, order], *(np.float32(a) for a in backwards))
    return np.concatenate([ahead, back[:, order]], axis=-1)
''',
    },
    mutants=(
        Mutant("as-given", "BIDIRECTIONAL_LAST", "values", "the program as it was handed out: the backward states stand in the order in which they were computed", SEE, (BACK, "rnn_forward(x[:, ::-1], *backwards)")),
        Mutant("not-reversed", "BIDIRECTIONAL_LAST", "values", "a backward layer that reads forwards", SEE, (BACK, "rnn_forward(x, *backwards)")),
        Mutant("only-result-turned", "", "values", "a backward layer that reads forwards and whose result is turned round", SEE, (BACK, "rnn_forward(x, *backwards)[:, ::-1]")),
        Mutant("all-turned", "", "values", "a result in which both halves are turned round", SEE, ("return np.concatenate([ahead, back], axis=2)", "return np.concatenate([ahead[:, ::-1], back[:, ::-1]], axis=2)")),
        Mutant("wrong-axis", "AXES_SWAPPED", "values", "a backward layer that turns the samples round, not the steps", "sequence-shapes", (BACK, "rnn_forward(x[::-1], *backwards)")),
        Mutant("features-turned", "AXES_SWAPPED", "values", "a backward layer that turns the features round, not the steps", "sequence-shapes", (BACK, "rnn_forward(x[:, :, ::-1], *backwards)")),
        Mutant("units-turned", "", "values", "a backward half whose units are turned round as well", "sequence-shapes", ("*backwards)[:, ::-1]", "*backwards)[:, ::-1, ::-1]")),
        Mutant("backwards-first", "", "values", "a result with the backward half in front", SEE, ("[ahead, back]", "[back, ahead]")),
        Mutant("shared", "", "values", "one set of weights for both directions", SEE, ("*backwards", "*forwards")),
        Mutant("added", "", "values", "two halves that are added", SEE, ("np.concatenate([ahead, back], axis=2)", "ahead + back")),
        Mutant("joined-in-time", "AXES_SWAPPED", "values", "two halves that are joined along time", "sequence-shapes", ("axis=2", "axis=1")),
        Mutant("last-only", "BIDIRECTIONAL_LAST", "values", "the last backward state, repeated at every step", SEE, (BACK, "rnn_forward(x[:, ::-1], *backwards)[:, -1:].repeat(x.shape[1], axis=1)")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a program that turns its argument x round in place", SEE, ("    back = " + BACK, "    x[:] = x[:, ::-1].copy()\n    back = rnn_forward(x, *backwards)[:, ::-1]")),
    ),
)  # fmt: skip
