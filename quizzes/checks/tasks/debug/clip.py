"""debug-clip: gradients clipped one array at a time."""

import math

import numpy as np

from quizzes.checks.cases import draw
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(dW_x, dW_h, db, limit):
    """Return the three arrays, scaled by one factor where their common norm is above the limit."""
    norm = math.sqrt(math.fsum(float(v) ** 2 for array in (dW_x, dW_h, db) for v in array.ravel()))
    factor = min(1.0, limit / norm)
    return tuple(np.array([factor * v for v in array.ravel()]).reshape(array.shape) for array in (dW_x, dW_h, db))


def case(seed, D, H, limit, name, scale=1.0):
    """Return a case with random gradients."""
    arrays = draw(seed, {"dW_x": (D, H), "dW_h": (H, H), "db": (H,)}, scale)
    return Case(f"D = {D}, H = {H}, limit {limit:g}, {name}", (*arrays, limit))


SOLUTION = '''
def clip(dW_x, dW_h, db, limit):
    norm = np.sqrt((dW_x**2).sum() + (dW_h**2).sum() + (db**2).sum())
    factor = min(1.0, limit / norm)
    return dW_x * factor, dW_h * factor, db * factor
'''
NORM, FACTOR = "np.sqrt((dW_x**2).sum() + (dW_h**2).sum() + (db**2).sum())", "min(1.0, limit / norm)"
SEE = "clipping"

TASK = Task(
    id="debug-clip",
    function="clip",
    outputs=("dW_x", "dW_h", "db"),
    reference=reference,
    cases=lambda: (
        case(620, 2, 4, 1.5, "a norm above the limit"),
        case(621, 5, 3, 2.5, "a norm above the limit"),
        case(622, 3, 4, 40.0, "a norm below the limit"),
        case(623, 2, 3, 3.0, "a norm just above, each array below", 0.9),
    ),
    properties=(
        Property("values", 1.5, "All arrays are scaled by one factor, the limit over their common norm, and left alone below it", "One norm over all numbers of all arrays, then one factor for all."),
        Property("unchanged", 0.5, "The arguments stay as they are", "`dW_x *= factor` writes into the argument."),
    ),
    solutions={
        "model": SOLUTION,
        "all numbers in one row": '''
def clip(dW_x, dW_h, db, limit):
    flat = np.concatenate([a.ravel() for a in (dW_x, dW_h, db)])
    norm = np.linalg.norm(flat)
    if norm > limit:
        flat = flat / norm * limit
    a, b = dW_x.size, dW_x.size + dW_h.size
    return flat[:a].reshape(dW_x.shape), flat[a:b].reshape(dW_h.shape), flat[b:]
''',
        "norm of norms, a loop": '''
def clip(dW_x, dW_h, db, limit):
    square = 0
    for array in (dW_x, dW_h, db):
        for value in array.flat:
            square += value * value
    return [array if square <= limit**2 else array * limit / square**0.5 for array in (dW_x, dW_h, db)]
''',
        "float32": '''
def clip(dW_x, dW_h, db, limit):
    grads = [np.float32(a) for a in (dW_x, dW_h, db)]
    norm = np.linalg.norm([np.linalg.norm(a) for a in grads])
    return tuple(a * np.float32(limit / max(norm, limit)) for a in grads)
''',
    },
    mutants=(
        Mutant("as-given", "CLIPPING_PER_ARRAY", "values", "the program as it was handed out: each array by its own norm", SEE, source='''
def clip(dW_x, dW_h, db, limit):
    clipped = []
    for grad in (dW_x, dW_h, db):
        norm = np.sqrt((grad**2).sum())
        clipped.append(grad * min(1.0, limit / norm))
    return tuple(clipped)
'''),
        Mutant("by-value", "CLIPPING_CUTS_VALUES", "values", "a program that cuts each number off at the limit", SEE, ("return dW_x * factor, dW_h * factor, db * factor", "return tuple(np.clip(a, -limit, limit) for a in (dW_x, dW_h, db))")),
        Mutant("always-scaled", "", "values", "a program that scales small gradients up to the limit as well", SEE, (FACTOR, "limit / norm")),
        Mutant("not-limit", "", "values", "a program that scales to a norm of 1 in the place of the limit", SEE, (FACTOR, "1.0 if norm <= limit else 1.0 / norm")),
        Mutant("square", "", "values", "a program that takes the square for the norm", SEE, (NORM, "(dW_x**2).sum() + (dW_h**2).sum() + (db**2).sum()")),
        Mutant("norms-added", "", "values", "a program that adds the norms of the arrays", SEE, (NORM, "sum(np.sqrt((a**2).sum()) for a in (dW_x, dW_h, db))")),
        Mutant("largest", "", "values", "a program that takes the largest norm of the three", SEE, (NORM, "max(np.sqrt((a**2).sum()) for a in (dW_x, dW_h, db))")),
        Mutant("bias-left-out", "TERM_LEFT_OUT", "values", "a program whose norm leaves the bias out", SEE, (" + (db**2).sum()", "")),
        Mutant("bias-not-scaled", "", "values", "a program that does not scale the bias", SEE, ("db * factor", "db")),
        Mutant("mean", "", "values", "a program that takes the root of the mean square for the norm", SEE, (NORM, "np.sqrt(np.mean(np.concatenate([dW_x.ravel(), dW_h.ravel(), db]) ** 2))")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a program that scales the gradients in place", SEE, ("    return dW_x * factor, dW_h * factor, db * factor", "    for a in (dW_x, dW_h, db):\n        a *= factor\n    return dW_x, dW_h, db")),
    ),
)  # fmt: skip
