"""gates-backward-step: the way back through one step of an LSTM."""

import numpy as np

from lstm_lib import lstm_step, lstm_step_backward
from quizzes.checks.cases import draw, lstm_shapes
from quizzes.checks.model import Case, Mutant, Property, Task

GATES_BACKWARD = '''
import numpy as np
def gates_backward(di, df, dg, do, i, f, g, o):
    return np.concatenate([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=1)
'''


def reference(dh_new, dc_new, i, f, g, o, c_new, x, h, c, W_x, W_h):
    """Return what the library's step gives, which finite differences and Keras have checked."""
    step = lstm_step(x, h, c, W_x, W_h, np.zeros(4 * h.shape[1]))
    step = step._replace(i=i, f=f, g=g, o=o, c=c_new, tanh_c=np.tanh(c_new))
    return tuple(lstm_step_backward(step, x, h, c, W_x, W_h, dh_new, dc_new))


def case(seed, N, D, H, decides="values", name=""):
    """Return a case whose gates and states are those of a step; without a gradient from later steps for "last"."""
    x, h, c, W_x, W_h, b = draw(seed, lstm_shapes(N, D, H), {"h": 0.6, "c": 1.5})
    step = lstm_step(x, h, c, W_x, W_h, b)
    dh_new, dc_new = draw(seed + 500, {"dh": (N, H), "dc": (N, H)})
    if decides == "last":
        dc_new = np.zeros_like(dc_new)
    later = "nothing coming back from later steps" if decides == "last" else "a gradient of c from later steps"
    arguments = (dh_new, dc_new, step.i, step.f, step.g, step.o, step.c, x, h, c, W_x, W_h)
    return Case(name or f"N = {N}, D = {D}, H = {H}, {later}", arguments, decides)


SOLUTION = '''
def step_backward(dh_new, dc_new, i, f, g, o, c_new, x, h, c, W_x, W_h):
    tanh_c = np.tanh(c_new)
    do = dh_new * tanh_c
    dc_all = dc_new + dh_new * o * (1 - tanh_c**2)
    df, di, dg = dc_all * c, dc_all * g, dc_all * i
    dc = dc_all * f
    dz = gates_backward(di, df, dg, do, i, f, g, o)
    return dz @ W_x.T, dz @ W_h.T, dc, x.T @ dz, h.T @ dz, dz.sum(axis=0)
'''
TOTAL = "dc_new + dh_new * o * (1 - tanh_c**2)"

TASK = Task(
    id="gates-backward-step",
    function="step_backward",
    outputs=("dx", "dh", "dc", "dW_x", "dW_h", "db"),
    reference=reference,
    cases=lambda: (
        case(120, 3, 2, 4, "last"),
        case(121, 2, 5, 3, "last"),
        case(122, 3, 2, 4),
        case(123, 2, 5, 3),
        case(124, 3, 2, 4, name="N = 3, D = 2, H = 4 and other numbers"),
    ),
    properties=(
        Property("shape", 1, "Six gradients come back, each of the shape of what it belongs to", "dx like x, dh and dc like h and c, then the parameters."),
        Property("last", 2, "The gradients of a last step are right", "First do and the gradient of the new c, both from h = o tanh(c); then f, i, g from c = f c + i g; then the matrices."),
        Property("values", 1, "What comes back from later steps through c is added", "The new c is used by h and by the next step: dc_new is added, not replaced."),
        Property("unchanged", 1, "The arguments stay as they are", "`dc_new += ...` writes into the argument."),
    ),
    given={"gates_backward": GATES_BACKWARD},
    solutions={
        "model": SOLUTION,
        "slopes written out, one product for all weights": '''
def step_backward(dh_new, dc_new, i, f, g, o, c_new, x, h, c, W_x, W_h):
    t = np.tanh(c_new)
    d = dh_new * o / np.cosh(c_new) ** 2 + dc_new
    dz = np.hstack([d * g * i * (1 - i), d * c * f * (1 - f), d * i * (1 - g) * (1 + g), dh_new * t * o * (1 - o)])
    dW = np.vstack([x.T, h.T, np.ones(len(x))]) @ dz
    D = x.shape[1]
    return dz @ W_x.T, dz @ W_h.T, d * f, dW[:D], dW[D:-1], dW[-1]
''',
        "loop over the samples": '''
def step_backward(dh_new, dc_new, i, f, g, o, c_new, x, h, c, W_x, W_h):
    dx, dh, dc = np.zeros_like(x), np.zeros_like(h), np.zeros_like(c)
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros(W_h.shape[1])
    for n in range(len(x)):
        t = np.tanh(c_new[n])
        d = dc_new[n] + dh_new[n] * o[n] * (1 - t * t)
        rows = [v[None] for v in (d * g[n], d * c[n], d * i[n], dh_new[n] * t, i[n], f[n], g[n], o[n])]
        dz = gates_backward(*rows)[0]
        dx[n], dh[n], dc[n] = W_x @ dz, W_h @ dz, d * f[n]
        dW_x += np.outer(x[n], dz)
        dW_h += np.outer(h[n], dz)
        db += dz
    return [dx, dh, dc, dW_x, dW_h, db]
''',
        "float32": '''
def step_backward(dh_new, dc_new, i, f, g, o, c_new, x, h, c, W_x, W_h):
    dh_new, dc_new, c_new, x, h, c, W_x, W_h = (np.float32(a) for a in (dh_new, dc_new, c_new, x, h, c, W_x, W_h))
    i, f, g, o = np.stack([i, f, g, o]).astype(np.float32)
    squashed = np.tanh(c_new)
    dc = dc_new + o * dh_new - o * dh_new * squashed * squashed
    dz = gates_backward(g * dc, c * dc, i * dc, squashed * dh_new, i, f, g, o)
    return dz.dot(W_x.T), dz.dot(W_h.T), f * dc, np.dot(x.T, dz), np.dot(h.T, dz), np.sum(dz, axis=0)
''',
    },
    mutants=(
        Mutant("no-later", "USED_TWICE_COUNTED_ONCE", "values", "a cell state whose gradient from later steps is left out", "states-gradient", (TOTAL, "dh_new * o * (1 - tanh_c**2)")),
        Mutant("no-h-path", "USED_TWICE_COUNTED_ONCE", "last", "a cell state whose gradient through h is left out", "states-gradient", (TOTAL, "dc_new")),
        Mutant("no-tanh-slope", "SLOPE_MISPLACED", "last", "a way back without the slope of tanh(c)", "states-gradient", ("dh_new * o * (1 - tanh_c**2)", "dh_new * o")),
        Mutant("slope-of-c", "SLOPE_MISPLACED", "last", "a slope of 1 - c squared, without the tanh", "states-gradient", ("(1 - tanh_c**2)", "(1 - c_new**2)")),
        Mutant("slope-of-h", "SLOPE_MISPLACED", "last", "a slope of 1 - h squared, with the hidden state in the place of tanh(c)", "states-gradient", ("(1 - tanh_c**2)", "(1 - (o * tanh_c)**2)")),
        Mutant("no-output-gate", "OUTPUT_GATE_IGNORED", "last", "a way back that does not pass the output gate", "states-gradient", ("dh_new * o * (1", "dh_new * (1")),
        Mutant("new-c-for-f", "", "last", "a forget gate whose gradient is made with the new c", "cell-update", ("dc_all * c, dc_all * g", "dc_all * c_new, dc_all * g")),
        Mutant("old-c-for-o", "OLD_STATE_SHOWN", "last", "an output gate whose gradient is made with the old c", "output-gate", ("do = dh_new * tanh_c", "do = dh_new * np.tanh(c)")),
        Mutant("do-without-tanh", "TANH_MISSING", "last", "an output gate whose gradient lacks the tanh on c", "output-gate", ("do = dh_new * tanh_c", "do = dh_new * c_new")),
        Mutant("i-g-swapped", "", "last", "an input gate and a candidate with each other's gradients", "cell-update", ("df, di, dg =", "df, dg, di =")),
        Mutant("f-i-swapped", "GATES_SWAPPED", "last", "a forget and an input gate with each other's gradients", "cell-update", ("df, di, dg =", "di, df, dg =")),
        Mutant("dc-not-forgotten", "", "last", "a gradient of the old c that is not multiplied by the forget gate", "cell-state-path", ("dc = dc_all * f", "dc = dc_all")),
        Mutant("dc-inverted", "FORGET_ONE_FORGETS", "last", "a gradient of the old c that is multiplied by 1 - f", "cell-state-path", ("dc = dc_all * f", "dc = dc_all * (1 - f)")),
        Mutant("new-h-in-dW", "", "last", "a gradient of W_h made with the new hidden state", "gradient-by-hand", ("h.T @ dz", "(o * tanh_c).T @ dz")),
        Mutant("dh-not-transposed", "WEIGHTS_TRANSPOSED", "last", "a gradient of h that goes back through blocks of W_h as they went forward", "gradient-by-hand", ("dz @ W_h.T", "sum(part @ block for part, block in zip(np.split(dz, 4, axis=1), np.split(W_h, 4, axis=1)))")),
        Mutant("mean", "GRADIENT_NOT_SUMMED", "last", "gradients of the parameters that are means over the samples", "back-propagation-through-time", ("x.T @ dz, h.T @ dz, dz.sum(axis=0)", "x.T @ dz / len(x), h.T @ dz / len(x), dz.mean(axis=0)")),
        Mutant("bias-a-sample", "GRADIENT_NOT_SUMMED", "shape", "a gradient of b that is not summed over the samples", "back-propagation-through-time", (".sum(axis=0)", "")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a step that adds into its argument dc_new", "states-gradient", ("dc_all = " + TOTAL, "dc_new += dh_new * o * (1 - tanh_c**2)\n    dc_all = dc_new")),
    ),
)  # fmt: skip
