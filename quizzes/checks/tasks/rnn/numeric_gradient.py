"""rnn-numeric-gradient: slopes by finite differences, for checking gradients."""

import numpy as np

from quizzes.checks.cases import generator
from quizzes.checks.model import Case, Mutant, Property, Task

LOSS = '''
import numpy as np
def loss(values):
    weights = 0.3 + 0.17 * np.arange(values.size).reshape(values.shape)
    return float(np.sum(weights * np.exp(0.5 * values)) + 0.2 * np.sum(values) ** 2)
'''


def reference(values, step):
    """Return the slopes of the loss, by calculus, plus what central differences with this step add."""
    weights = 0.3 + 0.17 * np.arange(values.size).reshape(values.shape)
    exact = np.sinh(0.5 * step) / step * 2.0  # of exp(0.5 v): (e^(s/2) - e^(-s/2)) / (2 s), relative to e^(v/2)
    return 0.5 * exact * weights * np.exp(0.5 * values) + 0.4 * np.sum(values)


def case(seed, *shape, step=1e-4, decides="values"):
    """Return a case with random values."""
    values = generator(seed).normal(scale=0.8, size=shape) + 0.1
    return Case(f"values of shape {shape}, step {step:g}", (values, step), decides)


SOLUTION = '''
def numeric_gradient(values, step=1e-5):
    slopes = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        up, down = values.copy(), values.copy()
        up[place] += step
        down[place] -= step
        slopes[place] = (loss(up) - loss(down)) / (2 * step)
    return slopes
'''
DIFFERENCE = "(loss(up) - loss(down)) / (2 * step)"

TASK = Task(
    id="rnn-numeric-gradient",
    function="numeric_gradient",
    outputs=("slopes",),
    reference=reference,
    rtol=1e-6,
    atol=1e-6,
    cases=lambda: (
        case(100, 5),
        case(101, 2, 3),
        case(102, 3, 2, 4),
        case(103, 3, 2, step=0.05, decides="central"),
        case(104, 4, step=0.02, decides="central"),
    ),
    properties=(
        Property("shape", 0.25, "A slope for each value comes back, in the shape of the values", "np.ndindex(values.shape) gives every place."),
        Property("values", 1, "The slopes are right", "Move one value at a time, from the values as they were."),
        Property("central", 0.5, "The differences are central, so that a larger step does little harm", "(loss(up) - loss(down)) / (2 * step)."),
        Property("unchanged", 0.25, "The values are as they were afterwards", "Work on a copy, or put each value back."),
    ),
    given={"loss": LOSS},
    solutions={
        "model": SOLUTION,
        "moved and put back": '''
def numeric_gradient(values, step=1e-5):
    values = np.array(values)
    slopes = np.empty(values.shape)
    flat, out = values.reshape(-1), slopes.reshape(-1)
    for k in range(flat.size):
        before = flat[k]
        flat[k] = before + step
        above = loss(values)
        flat[k] = before - step
        below = loss(values)
        flat[k] = before
        out[k] = (above - below) / step / 2
    return slopes
''',
        "rows of an identity": '''
def numeric_gradient(values, step=1e-5):
    moves = step * np.eye(values.size).reshape(-1, *values.shape)
    return np.array([loss(values + m) - loss(values - m) for m in moves]).reshape(values.shape) / (2 * step)
''',
        "long double": '''
def numeric_gradient(values, step=1e-5):
    slopes = np.zeros(values.shape, np.longdouble)
    for place, value in np.ndenumerate(values):
        moved = values.copy()
        moved[place] = value + step
        slopes[place] = np.longdouble(loss(moved))
        moved[place] = value - step
        slopes[place] -= loss(moved)
    return (slopes / (2 * step)).astype(float)
''',
    },
    mutants=(
        Mutant("forward", "DIFFERENCE_ONE_SIDED", "central", "forward differences", "gradient-by-hand", (DIFFERENCE, "(loss(up) - loss(values)) / step")),
        Mutant("backward", "DIFFERENCE_ONE_SIDED", "central", "backward differences", "gradient-by-hand", (DIFFERENCE, "(loss(values) - loss(down)) / step")),
        Mutant("one-step", "", "values", "a difference over two steps, divided by one", "gradient-by-hand", ("(2 * step)", "step")),
        Mutant("half-step", "DIFFERENCE_ONE_SIDED", "values", "a difference over one step, divided by two", "gradient-by-hand", (DIFFERENCE, "(loss(up) - loss(values)) / (2 * step)")),
        Mutant("not-divided", "", "values", "differences that are not divided by the step", "gradient-by-hand", (DIFFERENCE, "loss(up) - loss(down)")),
        Mutant("sign", "", "values", "slopes with the opposite sign", "gradient-by-hand", (DIFFERENCE, "(loss(down) - loss(up)) / (2 * step)")),
        Mutant("all-at-once", "", "values", "slopes that come from moving all values at once", "gradient-by-hand", ("up[place] += step\n        down[place] -= step", "up += step\n        down -= step")),
        Mutant("not-put-back", "ARGUMENTS_OVERWRITTEN", "unchanged", "a loop that moves the values and does not put them back", "gradient-by-hand", ("up, down = values.copy(), values.copy()", "up, down = values, values.copy()")),
        Mutant("fixed-step", "", "central", "a step of its own in the place of the one that is given", "gradient-by-hand", ("    slopes =", "    step = 1e-4\n    slopes =")),
        Mutant("first-row", "", "values", "slopes of the first row, for all rows", "gradient-by-hand", ("    return slopes", "    slopes[:] = slopes[:1]\n    return slopes")),
        Mutant("flat", "", "shape", "slopes in one long row", "gradient-by-hand", ("return slopes", "return slopes.ravel()")),
        Mutant("visible-loss", "EXAMPLE_IS_TASK", "values", "the slopes of the loss in the notebook, whatever the loss is", "gradient-by-hand", ("    return slopes", "    return 3.0 * np.arange(1, values.size + 1).reshape(values.shape) * values**2")),
    ),
)  # fmt: skip
