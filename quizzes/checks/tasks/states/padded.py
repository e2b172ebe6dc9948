"""states-padded: a batch of sequences of different lengths, filled up behind their ends."""

import numpy as np

from lstm_lib import LSTM
from quizzes.checks.cases import draw
from quizzes.checks.given import LSTM_STEP
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(x, lengths, W_x, W_h, b):
    """Return what the library's layer gives with a mask, from a state of zeros."""
    mask = np.arange(x.shape[1]) < np.asarray(lengths)[:, None]
    trace = LSTM.from_params({"W_x": W_x, "W_h": W_h, "b": b}).forward(x, mask=mask)
    return np.ascontiguousarray(trace.h), trace.final


def case(seed, lengths, T, D, H, decides="values"):
    """Return a case whose padding holds numbers that would be noticed."""
    N = len(lengths)
    x, W_x, W_h, b = draw(seed, {"x": (N, T, D), "W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)})
    name = f"N = {N}, T = {T}, D = {D}, H = {H}, lengths {', '.join(map(str, lengths))}"
    return Case(name, (x, np.array(lengths), W_x, W_h, b), decides)


SOLUTION = '''
def padded_forward(x, lengths, W_x, W_h, b):
    N, T, D = x.shape
    h, c = np.zeros((N, len(W_h))), np.zeros((N, len(W_h)))
    all_h = []
    for t in range(T):
        new_h, new_c = lstm_step(x[:, t], h, c, W_x, W_h, b)
        valid = (t < lengths)[:, None]
        h, c = np.where(valid, new_h, h), np.where(valid, new_c, c)
        all_h.append(h)
    return np.stack(all_h, axis=1), (h, c)
'''
HOLD = "h, c = np.where(valid, new_h, h), np.where(valid, new_c, c)"

TASK = Task(
    id="states-padded",
    function="padded_forward",
    outputs=("all_h", "h", "c"),
    reference=reference,
    cases=lambda: (
        case(210, [5, 5, 5], 5, 2, 4, "full"),
        case(211, [4, 4], 4, 5, 3, "full"),
        case(212, [5, 2, 4], 5, 2, 4),
        case(213, [1, 6], 6, 3, 4),
        case(214, [3, 5, 1, 4], 5, 2, 3),
        case(215, [2, 5, 3], 5, 2, 4),
    ),
    properties=(
        Property("shape", 0.5, "all_h (N, T, H) and the pair (h, c) come back", "End with `return all_h, (h, c)`."),
        Property("full", 1, "Sequences that fill the batch are run as they are", "A loop of lstm_step from zeros; with full lengths nothing is padding."),
        Property("values", 2, "At a padded step the state stays as it was", "np.where(valid, new, old) with valid of shape (N, 1), for h and for c."),
        Property("unchanged", 0.5, "The arguments stay as they are", "Do not write into x or lengths."),
    ),
    given={"lstm_step": LSTM_STEP},
    solutions={
        "model": SOLUTION,
        "sample by sample": '''
def padded_forward(x, lengths, W_x, W_h, b):
    N, T, _ = x.shape
    H = W_h.shape[0]
    all_h, last_h, last_c = np.zeros((N, T, H)), np.zeros((N, H)), np.zeros((N, H))
    for n in range(N):
        h, c = np.zeros((1, H)), np.zeros((1, H))
        for t in range(T):
            if t < lengths[n]:
                h, c = lstm_step(x[n : n + 1, t], h, c, W_x, W_h, b)
            all_h[n, t] = h[0]
        last_h[n], last_c[n] = h[0], c[0]
    return all_h, (last_h, last_c)
''',
        "all steps first, the right one picked afterwards": '''
def padded_forward(x, lengths, W_x, W_h, b):
    h, c = np.zeros((2, len(x), len(W_h)))
    hs, cs = [], []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, W_x, W_h, b)
        hs.append(h)
        cs.append(c)
    hs, cs = np.stack(hs, axis=1), np.stack(cs, axis=1)
    place = np.minimum(np.arange(x.shape[1]), lengths[:, None] - 1)
    rows = np.arange(len(x))
    return hs[rows[:, None], place], [hs[rows, lengths - 1], cs[rows, lengths - 1]]
''',
        "float32, a mask that multiplies": '''
def padded_forward(x, lengths, W_x, W_h, b):
    x, W_x, W_h, b = (np.float32(a) for a in (x, W_x, W_h, b))
    mask = (np.arange(x.shape[1])[None] < lengths[:, None]).astype(np.float32)[:, :, None]
    h = c = np.zeros((len(x), W_h.shape[0]), np.float32)
    all_h = np.zeros((len(x), x.shape[1], W_h.shape[0]), np.float32)
    for t in range(x.shape[1]):
        new = lstm_step(x[:, t], h, c, W_x, W_h, b)
        h, c = (mask[:, t] * a + (1 - mask[:, t]) * old for a, old in zip(new, (h, c)))
        all_h[:, t] = h
    return all_h, (h, c)
''',
    },
    mutants=(
        Mutant("no-mask", "PADDING_IS_NOTHING", "values", "a layer that reads the padding like data", "states-padded-steps", (HOLD, "h, c = new_h, new_c")),
        Mutant("padding-zeroed", "PADDING_IS_NOTHING", "values", "a layer that reads zeros where padding is", "states-padded-steps", ("lstm_step(x[:, t], h, c, W_x, W_h, b)\n        valid = (t < lengths)[:, None]\n        " + HOLD, "lstm_step(np.where((t < lengths)[:, None], x[:, t], 0), h, c, W_x, W_h, b)\n        h, c = new_h, new_c")),
        Mutant("h-held-alone", "", "values", "a layer that holds h at padding, but not c", "states-masking", ("np.where(valid, new_c, c)", "new_c")),
        Mutant("c-held-alone", "", "values", "a layer that holds c at padding, but not h", "states-masking", ("np.where(valid, new_h, h)", "new_h")),
        Mutant("zero-at-padding", "PADDING_IS_NOTHING", "values", "a layer whose state is zero at padding", "states-masking", (HOLD, "h, c = np.where(valid, new_h, 0), np.where(valid, new_c, 0)")),
        Mutant("output-zeroed", "", "values", "a layer whose output is zero at padding, though its state is held", "states-padding-keras", ("all_h.append(h)", "all_h.append(np.where(valid, h, 0))")),
        Mutant("one-too-many", "", "values", "a mask that takes one step of padding for data", "states-masking", ("t < lengths", "t <= lengths")),
        Mutant("one-too-few", "", "values", "a mask that leaves out the last step of each sequence but the longest", "states-masking", ("(t < lengths)", "(t < lengths - (lengths < T))")),
        Mutant("mask-inverted", "", "full", "a mask that holds the state at data and moves it at padding", "states-masking", (HOLD, "h, c = np.where(valid, h, new_h), np.where(valid, c, new_c)")),
        Mutant("shortest", "", "values", "a layer that stops at the end of the shortest sequence", "states-masking", ("(t < lengths)[:, None]", "np.full((N, 1), t < lengths.min())")),
        Mutant("front-padding", "", "values", "a mask for padding that stands in front", "states-padded-steps", ("(t < lengths)", "(t >= T - lengths)")),
        Mutant("state-at-minus-one", "LAST_INDEX_IS_LAST_STEP", "values", "a layer that returns the state at index -1, padding or not", "states-padded-steps", source='''
def padded_forward(x, lengths, W_x, W_h, b):
    N, T, D = x.shape
    h, c = np.zeros((N, len(W_h))), np.zeros((N, len(W_h)))
    run_h, run_c, all_h = h, c, []
    for t in range(T):
        run_h, run_c = lstm_step(x[:, t], run_h, run_c, W_x, W_h, b)
        h = np.where((t < lengths)[:, None], run_h, h)
        all_h.append(h)
    return np.stack(all_h, axis=1), (run_h, run_c)
'''),
        Mutant("time-first", "AXES_SWAPPED", "shape", "a result with time on its first axis", "states-axes", ("axis=1), (h, c)", "axis=0), (h, c)")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a layer that blanks the padding of its argument x", "states-padded-steps", ("    all_h = []", "    all_h = []\n    x[np.arange(T) >= lengths[:, None]] = 0")),
    ),
)  # fmt: skip
