"""rnn-backward: back-propagation through time."""

import numpy as np

from lstm_lib import RNN
from quizzes.checks.cases import draw, rnn_shapes
from quizzes.checks.model import Case, Mutant, Property, Task

STEP_BACKWARD = '''
def rnn_step_backward(dh_new, h_new, x, h, W_x, W_h):
    dz = dh_new * (1 - h_new**2)
    return dz @ W_x.T, dz @ W_h.T, x.T @ dz, h.T @ dz, dz.sum(axis=0)
'''


def reference(dall_h, all_h, x, h, W_x, W_h):
    """Return the gradients step by step and sample by sample."""
    N, T, D = x.shape
    dx, dW_x, dW_h, db = np.zeros((N, T, D)), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(len(W_h))
    later = np.zeros_like(h)
    for t in range(T - 1, -1, -1):
        before = all_h[:, t - 1] if t else h
        for n in range(N):
            dz = (dall_h[n, t] + later[n]) * (1.0 - all_h[n, t] ** 2)
            dx[n, t] = W_x @ dz
            dW_x += np.outer(x[n, t], dz)
            dW_h += np.outer(before[n], dz)
            db += dz
            later[n] = W_h @ dz
    return dx, later, dW_x, dW_h, db


def case(seed, N, T, D, H, decides="values", name="", last=False):
    """Return a case with random arguments, the states that they give, and gradients at every step or at the last."""
    x, h, W_x, W_h, b = draw(seed, rnn_shapes(N, D, H, T), 0.8)
    all_h = np.ascontiguousarray(RNN.from_params({"W_x": W_x, "W_h": W_h, "b": b}).forward(x, state=h).h)
    (dall_h,) = draw(seed + 500, {"dh": (N, T, H)})
    if last:
        dall_h[:, :-1] = 0.0
    where = "the loss at the last step" if last else "a loss at every step"
    return Case(name or f"N = {N}, T = {T}, D = {D}, H = {H}, {where}", (dall_h, all_h, x, h, W_x, W_h), decides)


SOLUTION = '''
def rnn_backward(dall_h, all_h, x, h, W_x, W_h):
    dx = np.zeros_like(x)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(W_h.shape[1])
    dh = np.zeros_like(h)
    for t in reversed(range(x.shape[1])):
        before = all_h[:, t - 1] if t > 0 else h
        dx[:, t], dh, dW_x_t, dW_h_t, db_t = rnn_step_backward(dall_h[:, t] + dh, all_h[:, t], x[:, t], before, W_x, W_h)
        dW_x += dW_x_t
        dW_h += dW_h_t
        db += db_t
    return dx, dh, dW_x, dW_h, db
'''
BEFORE = "all_h[:, t - 1] if t > 0 else h"
SUMS = "        dW_x += dW_x_t\n        dW_h += dW_h_t\n        db += db_t\n"

TASK = Task(
    id="rnn-backward",
    function="rnn_backward",
    outputs=("dx", "dh", "dW_x", "dW_h", "db"),
    reference=reference,
    cases=lambda: (
        case(90, 2, 1, 3, 4, "one"),
        case(91, 3, 5, 2, 4, "last", last=True),
        case(92, 3, 5, 2, 4),
        case(93, 2, 6, 4, 3),
        case(94, 3, 5, 2, 4, name="N = 3, T = 5, D = 2, H = 4 and other numbers"),
    ),
    properties=(
        Property("shape", 0.5, "dx like x, dh like h, dW_x, dW_h and db like the parameters", "dx has an entry for every step; the others have none for time."),
        Property("one", 0.5, "One step is right", "With T = 1 it is rnn_step_backward; the state before it is the given h."),
        Property("last", 1, "A loss at the last step reaches every earlier step", "Hand the dh of step t on to step t - 1, and sum the gradients of the weights over the steps."),
        Property("values", 0.5, "Losses at every step are added to what comes back from later steps", "The gradient of the state after step t is dall_h[:, t] plus what came back from step t + 1."),
        Property("unchanged", 0.5, "The arguments stay as they are", "`dall_h[:, t] += dh` writes into the argument; add into a new array."),
    ),
    given={"rnn_step_backward": STEP_BACKWARD},
    solutions={
        "model": SOLUTION,
        "the step written out": '''
def rnn_backward(dall_h, all_h, x, h, W_x, W_h):
    T = x.shape[1]
    dz = np.zeros_like(all_h)
    dh = np.zeros_like(h)
    for t in range(T - 1, -1, -1):
        dz[:, t] = (dall_h[:, t] + dh) * (1 - all_h[:, t] ** 2)
        dh = dz[:, t] @ W_h.T
    before = np.concatenate([h[:, None], all_h[:, :-1]], axis=1)
    return dz @ W_x.T, dh, np.tensordot(x, dz, ((0, 1), (0, 1))), np.tensordot(before, dz, ((0, 1), (0, 1))), dz.sum(axis=(0, 1))
''',
        "recursion": '''
def rnn_backward(dall_h, all_h, x, h, W_x, W_h):
    if x.shape[1] == 0:
        return x, np.zeros_like(h), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(len(W_h))
    dx, dh, dW_x, dW_h, db = rnn_backward(dall_h[:, 1:], all_h[:, 1:], x[:, 1:], all_h[:, 0], W_x, W_h)
    first = rnn_step_backward(dall_h[:, 0] + dh, all_h[:, 0], x[:, 0], h, W_x, W_h)
    return np.concatenate([first[0][:, None], dx], axis=1), first[1], dW_x + first[2], dW_h + first[3], db + first[4]
''',
        "float32, sample by sample": '''
def rnn_backward(dall_h, all_h, x, h, W_x, W_h):
    dall_h, all_h, x, h, W_x, W_h = (np.float32(a) for a in (dall_h, all_h, x, h, W_x, W_h))
    dx, dh = np.zeros_like(x), np.zeros_like(h)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    for n in range(len(x)):
        for t in range(x.shape[1])[::-1]:
            dz = (dall_h[n, t] + dh[n]) * (1 - all_h[n, t] ** 2)
            dx[n, t], dh[n] = W_x @ dz, W_h @ dz
            dW_x += x[n, t][:, None] * dz
            dW_h += (all_h[n, t - 1] if t else h[n])[:, None] * dz
            db += dz
    return [dx, dh, dW_x, dW_h, db]
''',
    },
    mutants=(
        Mutant("not-handed-on", "GRADIENT_STOPS_AT_THE_STEP", "last", "a gradient that goes back one step and no further", "back-propagation-through-time", ("dall_h[:, t] + dh", "dall_h[:, t]")),
        Mutant("loss-of-last-step", "USED_TWICE_COUNTED_ONCE", "values", "a gradient that leaves out the losses of all steps but the last", "back-propagation-through-time", ("dall_h[:, t] + dh", "(dall_h[:, t] if t == x.shape[1] - 1 else 0) + dh")),
        Mutant("forwards", "", "last", "a loop that goes forwards in time", "back-propagation-through-time", ("reversed(range(x.shape[1]))", "range(x.shape[1])")),
        Mutant("overwritten", "GRADIENT_NOT_SUMMED", "last", "gradients of the weights that come from the first step alone", "back-propagation-through-time", (SUMS, SUMS.replace("+=", "="))),
        Mutant("mean", "GRADIENT_NOT_SUMMED", "last", "gradients of the weights that are means over the steps", "back-propagation-through-time", ("return dx, dh, dW_x, dW_h, db", "T = x.shape[1]\n    return dx, dh, dW_x / T, dW_h / T, db / T")),
        Mutant("bias-once", "GRADIENT_NOT_SUMMED", "last", "a gradient of b that is not summed over the steps", "back-propagation-through-time", ("db += db_t", "db = db_t")),
        Mutant("state-after", "", "one", "a gradient of W_h made with the state after the step", "back-propagation-through-time", (BEFORE, "all_h[:, t]")),
        Mutant("last-for-first", "WRONG_STEP_READ", "one", "a first step whose state before is all_h[:, -1], the last one", "back-propagation-through-time", (BEFORE, "all_h[:, t - 1]")),
        Mutant("zero-for-first", "STATE_IGNORED", "one", "a first step whose state before is zero", "back-propagation-through-time", (BEFORE, "all_h[:, t - 1] if t > 0 else np.zeros_like(h)")),
        Mutant("given-state", "STATE_NOT_CARRIED", "last", "a gradient of W_h made with the first state at every step", "back-propagation-through-time", (BEFORE, "h")),
        Mutant("dx-shifted", "WRONG_STEP_READ", "last", "gradients of x that stand one step too early", "back-propagation-through-time", ("dx[:, t], dh", "dx[:, t - 1], dh")),
        Mutant("truncated", "GRADIENT_STOPS_AT_THE_STEP", "last", "a gradient that is cut off after two steps", "truncated-bptt", ("for t in reversed(range(x.shape[1])):", "for t in reversed(range(x.shape[1])):\n        if (x.shape[1] - t) % 2 and t < x.shape[1] - 1:\n            dh = np.zeros_like(h)")),
        Mutant("dh-zero", "", "one", "a gradient of the first state that is left at zero", "back-propagation-through-time", ("return dx, dh,", "return dx, np.zeros_like(h),")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a loop that adds the later gradients into dall_h itself", "back-propagation-through-time", ("        before =", "        dall_h[:, t] += dh\n        dh = 0\n        before =")),
        Mutant("added-twice", "", "last", "gradients of W_h and b that start from ones", "back-propagation-through-time", ("np.zeros_like(W_h), np.zeros(", "np.ones_like(W_h), np.ones(")),
    ),
)  # fmt: skip
