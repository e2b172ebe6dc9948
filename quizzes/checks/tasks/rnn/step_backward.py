"""rnn-step-backward: the gradients of one step."""

import numpy as np

from quizzes.checks.cases import draw
from quizzes.checks.model import Case, Mutant, Property, Task

NAMES = ("dx", "dh", "dW_x", "dW_h", "db")


def reference(dh_new, h_new, x, h, W_x, W_h):
    """Return dx, dh, dW_x, dW_h, db number by number."""
    (N, D), H = x.shape, h.shape[1]
    dx, dh = np.zeros((N, D)), np.zeros((N, H))
    dW_x, dW_h, db = np.zeros((D, H)), np.zeros((H, H)), np.zeros(H)
    for n in range(N):
        for k in range(H):
            dz = float(dh_new[n, k]) * (1.0 - float(h_new[n, k]) ** 2)
            db[k] += dz
            for d in range(D):
                dW_x[d, k] += float(x[n, d]) * dz
                dx[n, d] += float(W_x[d, k]) * dz
            for j in range(H):
                dW_h[j, k] += float(h[n, j]) * dz
                dh[n, j] += float(W_h[j, k]) * dz
    return dx, dh, dW_x, dW_h, db


def case(seed, N, D, H, decides="values", name=""):
    """Return a case with random arguments and the state that they give."""
    x, h, W_x, W_h, b, dh_new = draw(seed, {"x": (N, D), "h": (N, H), "W_x": (D, H), "W_h": (H, H), "b": (H,), "dh": (N, H)}, 0.8)
    h_new = np.tanh(x @ W_x + h @ W_h + b)
    return Case(name or f"N = {N}, D = {D}, H = {H}", (dh_new, h_new, x, h, W_x, W_h), decides)


SOLUTION = '''
def rnn_step_backward(dh_new, h_new, x, h, W_x, W_h):
    dz = dh_new * (1 - h_new**2)
    return dz @ W_x.T, dz @ W_h.T, x.T @ dz, h.T @ dz, dz.sum(axis=0)
'''
SLOPE = "dh_new * (1 - h_new**2)"

TASK = Task(
    id="rnn-step-backward",
    function="rnn_step_backward",
    outputs=NAMES,
    reference=reference,
    cases=lambda: (
        case(80, 1, 2, 3, "one"),
        case(81, 1, 4, 2, "one"),
        case(82, 4, 2, 3),
        case(83, 3, 5, 2),
        case(84, 4, 2, 3, name="N = 4, D = 2, H = 3 and other numbers"),
    ),
    properties=(
        Property("shape", 0.5, "Each gradient has the shape of what it belongs to", "dx like x, dW_x like W_x, and so on, in this order."),
        Property("one", 1, "The gradients of one sample are right", "dz = dh_new times the slope of tanh, 1 - h_new ** 2; then the chain rule, product by product."),
        Property("values", 1, "The gradients of a batch are right: weights and bias sum over the samples", "x.T @ dz sums over the samples by itself; db is dz.sum(axis=0)."),
        Property("unchanged", 0.5, "The arguments stay as they are", "Compute dz into a new array."),
    ),
    solutions={
        "model": SOLUTION,
        "loop over the samples": '''
def rnn_step_backward(dh_new, h_new, x, h, W_x, W_h):
    dx, dh = np.zeros(x.shape), np.zeros(h.shape)
    dW_x, dW_h, db = np.zeros(W_x.shape), np.zeros(W_h.shape), np.zeros(W_h.shape[1])
    for n in range(len(x)):
        dz = dh_new[n] - dh_new[n] * h_new[n] * h_new[n]
        dx[n], dh[n] = W_x @ dz, W_h @ dz
        dW_x += np.outer(x[n], dz)
        dW_h += np.outer(h[n], dz)
        db += dz
    return dx, dh, dW_x, dW_h, db
''',
        "einsum, slope from the pre-activation": '''
def rnn_step_backward(dh_new, h_new, x, h, W_x, W_h):
    dz = dh_new / np.cosh(np.arctanh(h_new)) ** 2
    return [np.einsum("nk,ik->ni", dz, W_x), np.einsum("nk,jk->nj", dz, W_h),
            np.einsum("ni,nk->ik", x, dz), np.einsum("nj,nk->jk", h, dz), np.einsum("nk->k", dz)]
''',
        "float32, one product for all weights": '''
def rnn_step_backward(dh_new, h_new, x, h, W_x, W_h):
    dh_new, h_new, x, h, W_x, W_h = (np.float32(a) for a in (dh_new, h_new, x, h, W_x, W_h))
    dz = (1 + h_new) * (1 - h_new) * dh_new
    D = x.shape[1]
    dW = np.hstack([x, h, np.ones((len(x), 1), np.float32)]).T @ dz
    return dz.dot(W_x.T), dz.dot(W_h.T), dW[:D], dW[D:-1], dW[-1]
''',
    },
    mutants=(
        Mutant("no-slope", "SLOPE_MISPLACED", "one", "a step without the slope of tanh", "gradient-by-hand", (SLOPE, "dh_new")),
        Mutant("slope-twice", "SLOPE_MISPLACED", "one", "a slope taken of tanh(h), which is squashed already", "gradient-by-hand", ("h_new**2", "np.tanh(h_new)**2")),
        Mutant("slope-not-squared", "", "one", "a slope of 1 - h in the place of 1 - h squared", "gradient-by-hand", ("h_new**2", "h_new")),
        Mutant("sigmoid-slope", "", "one", "the slope of a sigmoid, h (1 - h)", "gradient-by-hand", ("(1 - h_new**2)", "h_new * (1 - h_new)")),
        Mutant("old-slope", "SLOPE_MISPLACED", "one", "a slope taken at the old state", "gradient-by-hand", ("1 - h_new**2", "1 - h**2")),
        Mutant("plus-slope", "", "one", "a slope of 1 + h squared", "gradient-by-hand", ("1 - h_new**2", "1 + h_new**2")),
        Mutant("weights-not-transposed", "WEIGHTS_TRANSPOSED", "one", "a gradient that goes back through W_h as it went forward", "gradient-by-hand", ("W_h.T", "W_h")),
        Mutant("gradient-transposed", "WEIGHTS_TRANSPOSED", "one", "a gradient of W_h with rows and columns changed over", "gradient-by-hand", ("h.T @ dz", "dz.T @ h")),
        Mutant("new-state-in-dW", "", "one", "a gradient of W_h made with the new state", "gradient-by-hand", ("h.T @ dz", "h_new.T @ dz")),
        Mutant("mean-bias", "GRADIENT_NOT_SUMMED", "values", "a gradient of b that is the mean over the samples", "back-propagation-through-time", ("dz.sum(axis=0)", "dz.mean(axis=0)")),
        Mutant("mean-weights", "GRADIENT_NOT_SUMMED", "values", "gradients of the weights that are means over the samples", "back-propagation-through-time", ("x.T @ dz, h.T @ dz, dz.sum(axis=0)", "x.T @ dz / len(x), h.T @ dz / len(x), dz.mean(axis=0)")),
        Mutant("first-sample", "GRADIENT_NOT_SUMMED", "values", "gradients of the weights that come from the first sample alone", "back-propagation-through-time", ("x.T @ dz, h.T @ dz, dz.sum(axis=0)", "x[:1].T @ dz[:1], h[:1].T @ dz[:1], dz[0]")),
        Mutant("bias-a-sample", "GRADIENT_NOT_SUMMED", "shape", "a gradient of b that is not summed over the samples", "sequence-shapes", (".sum(axis=0)", "")),
        Mutant("bias-over-units", "", "shape", "a gradient of b that is summed over the units", "sequence-shapes", ("axis=0", "axis=1")),
        Mutant("dz-in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a step that multiplies the slope into dh_new itself", "gradient-by-hand", ("dz = dh_new * (1 - h_new**2)", "dz = dh_new\n    dz *= 1 - h_new**2")),
        Mutant("order", "", "shape", "gradients returned in another order, dh before dx", "sequence-shapes", ("dz @ W_x.T, dz @ W_h.T", "dz @ W_h.T, dz @ W_x.T")),
    ),
)  # fmt: skip
