"""gates-backward-sequence: back-propagation through time for an LSTM."""

import numpy as np

from lstm_lib import LSTM
from quizzes.checks.cases import draw, lstm_shapes
from quizzes.checks.model import Case, Mutant, Property, Task

STEP_BACKWARD = '''
import numpy as np
def step_backward(dh_new, dc_new, i, f, g, o, c_new, x, h, c, W_x, W_h):
    t = np.tanh(c_new)
    d = dc_new + dh_new * o * (1 - t**2)
    dz = np.concatenate([d * g * i * (1 - i), d * c * f * (1 - f), d * i * (1 - g**2), dh_new * t * o * (1 - o)], axis=1)
    return dz @ W_x.T, dz @ W_h.T, d * f, x.T @ dz, h.T @ dz, dz.sum(axis=0)
'''


def layer_of(W_x, W_h, b):
    """Return the library's layer with these weights."""
    return LSTM.from_params({"W_x": W_x, "W_h": W_h, "b": b})


def reference(dall_h, i, f, g, o, all_c, all_h, x, h, c, W_x, W_h, b):
    """Return what the library's layer gives, which runs forward again; the gates and states are those of its trace."""
    layer = layer_of(W_x, W_h, b)
    grads = layer.backward(layer.forward(x, state=(h, c)), dall_h)
    return (np.ascontiguousarray(grads.x), *grads.state, *(grads.params[name] for name in ("W_x", "W_h", "b")))


def case(seed, N, T, D, H, decides="values", name=""):
    """Return a case with the gates and states of a layer, and gradients at every step or at the last alone."""
    x, h, c, W_x, W_h, b = draw(seed, lstm_shapes(N, D, H, T), {"h": 0.6, "c": 1.5})
    trace = layer_of(W_x, W_h, b).forward(x, state=(h, c))
    kept = [np.ascontiguousarray(getattr(trace, part)) for part in ("i", "f", "g", "o", "c", "h")]
    (dall_h,) = draw(seed + 500, {"dh": (N, T, H)})
    if decides == "last":
        dall_h[:, :-1] = 0.0
    where = "the loss at the last step" if decides == "last" else "a loss at every step"
    name = name or f"N = {N}, T = {T}, D = {D}, H = {H}, {where}"
    return Case(name, (dall_h, *kept, x, h, c, W_x, W_h), decides, (b,))


SOLUTION = '''
def lstm_backward(dall_h, i, f, g, o, all_c, all_h, x, h, c, W_x, W_h):
    dx = np.zeros_like(x)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(W_h.shape[1])
    dh, dc = np.zeros_like(h), np.zeros_like(c)
    for t in reversed(range(x.shape[1])):
        h_before = all_h[:, t - 1] if t > 0 else h
        c_before = all_c[:, t - 1] if t > 0 else c
        dx[:, t], dh, dc, dW_x_t, dW_h_t, db_t = step_backward(
            dall_h[:, t] + dh, dc, i[:, t], f[:, t], g[:, t], o[:, t], all_c[:, t], x[:, t], h_before, c_before, W_x, W_h)
        dW_x += dW_x_t
        dW_h += dW_h_t
        db += db_t
    return dx, dh, dc, dW_x, dW_h, db
'''
SUMS = "        dW_x += dW_x_t\n        dW_h += dW_h_t\n        db += db_t\n"
H_BEFORE, C_BEFORE = "all_h[:, t - 1] if t > 0 else h", "all_c[:, t - 1] if t > 0 else c"

TASK = Task(
    id="gates-backward-sequence",
    function="lstm_backward",
    outputs=("dx", "dh", "dc", "dW_x", "dW_h", "db"),
    reference=reference,
    cases=lambda: (
        case(130, 2, 1, 3, 4, "one", name="N = 2, T = 1, D = 3, H = 4, one step"),
        case(131, 3, 5, 2, 4, "last"),
        case(132, 2, 4, 5, 3, "last"),
        case(133, 3, 5, 2, 4),
        case(134, 2, 6, 4, 3),
        case(135, 3, 5, 2, 4, name="N = 3, T = 5, D = 2, H = 4 and other numbers"),
    ),
    properties=(
        Property("shape", 0.5, "Six gradients come back, each of the shape of what it belongs to", "dx has an entry for every step; dh and dc belong to the state that the layer was given."),
        Property("one", 1, "One step is right, the given state included", "The state before step 0 is the given one, not all_h[:, -1]."),
        Property("last", 2, "A loss at the last step reaches every earlier step, through h and through c", "Hand both dh and dc from step t on to step t - 1; sum the gradients of the parameters."),
        Property("values", 1, "Losses at every step are added to what comes back from later steps", "dall_h[:, t] + dh."),
        Property("unchanged", 0.5, "The arguments stay as they are", "`dall_h[:, t] += dh` writes into the argument."),
    ),
    given={"step_backward": STEP_BACKWARD},
    solutions={
        "model": SOLUTION,
        "the step written out, the parameters at the end": '''
def lstm_backward(dall_h, i, f, g, o, all_c, all_h, x, h, c, W_x, W_h):
    N, T, H = all_h.shape
    h_before = np.concatenate([h[:, None], all_h[:, :-1]], axis=1)
    c_before = np.concatenate([c[:, None], all_c[:, :-1]], axis=1)
    tanh_c = np.tanh(all_c)
    dz = np.zeros((N, T, 4 * H))
    dh, dc = np.zeros((N, H)), np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        dh = dh + dall_h[:, t]
        dc = dc + dh * o[:, t] * (1 - tanh_c[:, t] ** 2)
        dz[:, t] = np.hstack([
            dc * g[:, t] * i[:, t] * (1 - i[:, t]), dc * c_before[:, t] * f[:, t] * (1 - f[:, t]),
            dc * i[:, t] * (1 - g[:, t] ** 2), dh * tanh_c[:, t] * o[:, t] * (1 - o[:, t])])
        dh, dc = dz[:, t] @ W_h.T, dc * f[:, t]
    rows = dz.reshape(N * T, -1)
    return dz @ W_x.T, dh, dc, x.reshape(N * T, -1).T @ rows, h_before.reshape(N * T, -1).T @ rows, rows.sum(axis=0)
''',
        "recursion": '''
def lstm_backward(dall_h, i, f, g, o, all_c, all_h, x, h, c, W_x, W_h):
    if x.shape[1] == 0:
        return x, np.zeros_like(h), np.zeros_like(c), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(W_x.shape[1])
    rest = [a[:, 1:] for a in (dall_h, i, f, g, o, all_c, all_h, x)]
    dx, dh, dc, *later = lstm_backward(*rest, all_h[:, 0], all_c[:, 0], W_x, W_h)
    dx_0, dh, dc, *now = step_backward(
        dall_h[:, 0] + dh, dc, *(a[:, 0] for a in (i, f, g, o, all_c, x)), h, c, W_x, W_h)
    return np.concatenate([dx_0[:, None], dx], axis=1), dh, dc, *(a + b for a, b in zip(later, now))
''',
        "float32, lists of steps": '''
def lstm_backward(*arguments):
    dall_h, i, f, g, o, all_c, all_h, x, h, c, W_x, W_h = (np.float32(a) for a in arguments)
    steps = [np.moveaxis(a, 1, 0) for a in (dall_h, i, f, g, o, all_c, x)]
    earlier = [np.vstack([s[None], np.moveaxis(a, 1, 0)[:-1]]) for s, a in ((h, all_h), (c, all_c))]
    dh, dc, dxs, sums = 0 * h, 0 * c, [], [0, 0, 0]
    for d, i_t, f_t, g_t, o_t, c_t, x_t, h_0, c_0 in reversed(list(zip(*steps, *earlier))):
        dx, dh, dc, *grads = step_backward(d + dh, dc, i_t, f_t, g_t, o_t, c_t, x_t, h_0, c_0, W_x, W_h)
        dxs.insert(0, dx)
        sums = [s + grad for s, grad in zip(sums, grads)]
    return [np.stack(dxs, axis=1), dh, dc, *sums]
''',
    },
    mutants=(
        Mutant("dh-not-handed-on", "USED_TWICE_COUNTED_ONCE", "last", "a gradient that goes back through c alone", "states-gradient-full", ("dall_h[:, t] + dh, dc", "dall_h[:, t], dc")),
        Mutant("dc-not-handed-on", "USED_TWICE_COUNTED_ONCE", "last", "a gradient that goes back through h alone", "cell-state-path", ("+ dh, dc, i", "+ dh, np.zeros_like(c), i")),
        Mutant("nothing-handed-on", "GRADIENT_STOPS_AT_THE_STEP", "last", "a gradient that goes back one step and no further", "back-propagation-through-time", ("dall_h[:, t] + dh, dc, i", "dall_h[:, t], np.zeros_like(c), i")),
        Mutant("loss-of-last-step", "USED_TWICE_COUNTED_ONCE", "values", "a gradient that leaves out the losses of all steps but the last", "back-propagation-through-time", ("dall_h[:, t] + dh", "(dall_h[:, t] if t == x.shape[1] - 1 else 0) + dh")),
        Mutant("forwards", "", "last", "a loop that goes forwards in time", "back-propagation-through-time", ("reversed(range(x.shape[1]))", "range(x.shape[1])")),
        Mutant("overwritten", "GRADIENT_NOT_SUMMED", "last", "gradients of the parameters that come from the first step alone", "back-propagation-through-time", (SUMS, SUMS.replace("+=", "="))),
        Mutant("mean", "GRADIENT_NOT_SUMMED", "last", "gradients of the parameters that are means over the steps", "back-propagation-through-time", ("return dx, dh, dc, dW_x, dW_h, db", "T = x.shape[1]\n    return dx, dh, dc, dW_x / T, dW_h / T, db / T")),
        Mutant("h-and-c-swapped", "", "last", "gradients of h and c that are handed on in each other's place", "states-h-beside-c", ("dx[:, t], dh, dc, dW_x_t", "dx[:, t], dc, dh, dW_x_t")),
        Mutant("c-of-h", "H_IS_C", "one", "a state before the step that is h where c belongs", "states-h-beside-c", (C_BEFORE, H_BEFORE)),
        Mutant("c-after", "", "one", "a cell state of after the step where that of before belongs", "cell-update", (C_BEFORE, "all_c[:, t]")),
        Mutant("h-after", "", "one", "a hidden state of after the step where that of before belongs", "gradient-by-hand", (H_BEFORE, "all_h[:, t]")),
        Mutant("last-for-first", "WRONG_STEP_READ", "one", "a first step whose state before is that of the last step, at index -1", "back-propagation-through-time", (f"{H_BEFORE}\n        c_before = {C_BEFORE}", "all_h[:, t - 1]\n        c_before = all_c[:, t - 1]")),
        Mutant("zero-for-first", "STATE_IGNORED", "one", "a first step whose state before is zero", "states-carried", (f"{H_BEFORE}\n        c_before = {C_BEFORE}", f"{H_BEFORE} * 0\n        c_before = {C_BEFORE} * 0")),
        Mutant("no-dc", "", "one", "a gradient of the first c that is left at zero", "cell-state-path", ("return dx, dh, dc,", "return dx, dh, np.zeros_like(c),")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a loop that adds the later gradients into dall_h itself", "back-propagation-through-time", ("        h_before =", "        dall_h[:, t] += dh\n        dh = 0\n        h_before =")),
    ),
)  # fmt: skip
