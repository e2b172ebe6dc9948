"""gates-backward-error: how far apart two gradients are, as a share."""

import math

import numpy as np

from quizzes.checks.cases import generator, numbers
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(a, b):
    """Return the share number by number."""
    worst = 0.0
    for one, other in zip(np.ravel(a).tolist(), np.ravel(b).tolist(), strict=True):
        worst = max(worst, math.fabs(one - other) / max(math.fabs(one) + math.fabs(other), 1e-8))
    return worst


def case(name, a, b, decides="values"):
    """Return a case with two arrays."""
    return Case(name, (np.array(a), np.array(b)), decides)


def cases():
    """Return the cases; numbers of one size are drawn, the others are changed by some per cent."""
    rng = generator(140)
    a = rng.normal(size=(3, 4)) + 0.1
    b = a + rng.normal(scale=0.01, size=(3, 4))
    far, near = numbers(141, 0.3, -0.25, 2.0), numbers(142, 0.3, 0.05, 2.1)
    (left, both), (right,) = numbers(143, 0.7, -0.4), numbers(144, 0.71)
    return (
        case("two arrays that are almost the same", a, b),
        case("small numbers", 1e-5 * a, 1e-5 * b),
        case("numbers of very different size", numbers(145, 1e3, -2e-3, 5.0), numbers(146, 1e3, -2.2e-3, 5.1)),
        case("opposite signs", far, near),
        case("zeros at the same place", [0.0, left, both], [0.0, right, both], "zeros"),
        case("a zero beside a number", [0.0, left], [0.2, left], "zeros"),
    )


SOLUTION = '''
def relative_error(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))
'''
SHARE = "np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8)"

TASK = Task(
    id="gates-backward-error",
    function="relative_error",
    outputs=("the error",),
    reference=reference,
    cases=cases,
    properties=(
        Property("values", 1.5, "The largest share of any place comes back", "|a - b| / (|a| + |b|) at each place, then the largest."),
        Property("zeros", 0.5, "Two zeros are the same", "Divide by np.maximum(|a| + |b|, 1e-8): 0 / 0 is nan."),
    ),
    solutions={
        "model": SOLUTION,
        "a loop": '''
def relative_error(a, b):
    worst = 0
    for x, y in zip(a.flat, b.flat):
        size = abs(x) + abs(y)
        if size > 0:
            worst = max(worst, abs(x - y) / max(size, 1e-8))
    return worst
''',
        "divided where it can be": '''
def relative_error(a, b):
    size = np.abs(a) + np.abs(b)
    share = np.divide(np.abs(a - b), size, out=np.zeros_like(size), where=size > 1e-12)
    return float(share.max())
''',
        "long double": '''
def relative_error(a, b):
    a, b = a.astype(np.longdouble), b.astype(np.longdouble)
    return float((abs(a - b) / np.clip(abs(a) + abs(b), 1e-8, None)).max())
''',
    },
    mutants=(
        Mutant("absolute", "ERROR_WITHOUT_SCALE", "values", "an absolute difference", "test-gradient", (SHARE, "np.abs(a - b)")),
        Mutant("mean", "", "values", "the mean share in the place of the largest", "test-gradient", ("np.max(", "np.mean(")),
        Mutant("sum", "", "values", "the sum of all shares", "test-gradient", ("np.max(", "np.sum(")),
        Mutant("no-abs", "", "values", "a difference whose sign is kept", "test-gradient", ("np.abs(a - b) /", "(a - b) /")),
        Mutant("sizes-with-sign", "", "values", "a share of |a + b|, which opposite signs make small", "test-gradient", ("np.abs(a) + np.abs(b)", "np.abs(a + b)")),
        Mutant("zero-by-zero", "ALWAYS_A_NUMBER", "zeros", "zero divided by zero, which is nan", "test-gradient", ("np.maximum(np.abs(a) + np.abs(b), 1e-8)", "(np.abs(a) + np.abs(b))")),
        Mutant("share-of-first", "", "values", "a share of |a| alone", "test-gradient", ("np.abs(a) + np.abs(b)", "np.abs(a)")),
        Mutant("largest-by-largest", "ERROR_WITHOUT_SCALE", "values", "the largest difference as a share of the largest number", "test-gradient", (SHARE, "np.abs(a - b).max() / np.maximum((np.abs(a) + np.abs(b)).max(), 1e-8)")),
        Mutant("large-floor", "ERROR_WITHOUT_SCALE", "values", "a floor of 1 under the sizes, so that small gradients seem to agree", "test-gradient", ("1e-8", "1.0")),
        Mutant("norms", "ERROR_WITHOUT_SCALE", "values", "a share of norms, in which the large numbers hide the small", "test-gradient", (SHARE, "np.linalg.norm(a - b) / np.maximum(np.linalg.norm(a) + np.linalg.norm(b), 1e-8)")),
    ),
)  # fmt: skip
