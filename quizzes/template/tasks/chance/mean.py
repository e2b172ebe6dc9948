"""chance-mean: the mean of a random value, from its values and their chances."""

import numpy as np

from quizzes.checks.model import Case, Mutant, Property, Task


def reference(values, chances):
    """Return the sum of values, each times its chance."""
    return float(np.dot(values, chances))


def cases():
    """Return a fair die, and values whose chances differ."""
    return (
        Case("a fair die", (np.arange(1.0, 7.0), np.full(6, 1 / 6))),
        Case("three values with chances that differ", (np.array([0.0, 1.0, 10.0]), np.array([0.5, 0.3, 0.2]))),
        Case("one value", (np.array([4.0]), np.array([1.0])), "one"),
    )


SOLUTION = '''
def mean(values, chances):
    return sum(v * c for v, c in zip(values, chances))
'''
TERMS = "sum(v * c for v, c in zip(values, chances))"

TASK = Task(
    id="chance-mean",
    function="mean",
    outputs=("the mean",),
    reference=reference,
    cases=cases(),
    properties=(
        Property("values", 3, "The mean weighs each value with its chance", "Each value counts as often as it is met."),
        Property("one", 1, "A value that is certain is its own mean", "What remains where there is one value?"),
    ),
    solutions={
        "a sum": SOLUTION,
        "a loop": '''
def mean(values, chances):
    total = 0.0
    for place in range(len(values)):
        total = total + values[place] * chances[place]
    return total
''',
        "numpy": '''
import numpy as np

def mean(values, chances):
    return np.asarray(values) @ np.asarray(chances)
''',
    },
    mutants=(
        Mutant("unweighted", "MEAN_IS_MIDDLE", "values", "a mean without the chances", "mean-of-a-value",
               (TERMS, "sum(values) / len(values)")),
        Mutant("middle", "MEAN_IS_MIDDLE", "values", "the middle between the smallest and the largest value",
               "mean-of-a-value", (TERMS, "(max(values) + min(values)) / 2")),
        Mutant("sum", "CHANCES_ADD", "values", "the sum of the values", "mean-of-a-value", (TERMS, "sum(values)")),
    ),
)  # fmt: skip
