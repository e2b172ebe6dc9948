"""debug-loss: a loss whose mean counts the padding."""

import numpy as np

from quizzes.checks.cases import draw
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(predicted, target, valid):
    """Return the mean number by number, over the valid steps alone."""
    total, count = 0.0, 0
    for n, t in zip(*np.nonzero(valid), strict=True):
        for k in range(predicted.shape[2]):
            total += (float(predicted[n, t, k]) - float(target[n, t, k])) ** 2
            count += 1
    return total / count


def case(seed, lengths, T, K):
    """Return a case with random numbers, at padding too."""
    N = len(lengths)
    predicted, target = draw(seed, {"p": (N, T, K), "y": (N, T, K)})
    valid = np.arange(T) < np.array(lengths)[:, None]
    return Case(f"N = {N}, T = {T}, K = {K}, lengths {', '.join(map(str, lengths))}", (predicted, target, valid))


SOLUTION = '''
def masked_loss(predicted, target, valid):
    errors = np.where(valid[:, :, None], (predicted - target) ** 2, 0)
    return errors.sum() / (valid.sum() * predicted.shape[2])
'''
MEAN = "errors.sum() / (valid.sum() * predicted.shape[2])"
SEE = "bug-padding"

TASK = Task(
    id="debug-loss",
    function="masked_loss",
    outputs=("the loss",),
    reference=reference,
    cases=lambda: (case(610, [5, 2, 3], 5, 2), case(611, [1, 6], 6, 3), case(612, [3, 1, 4, 2], 4, 5), case(613, [5, 2, 3], 5, 1)),
    properties=(
        Property("values", 1.5, "The loss is the mean over the valid steps", "Divide by how many numbers are valid, not by how many there are."),
        Property("unchanged", 0.5, "The arguments stay as they are", "np.where makes a new array."),
    ),
    solutions={
        "model": SOLUTION,
        "valid rows picked": '''
def masked_loss(predicted, target, valid):
    return np.mean((predicted[valid] - target[valid]) ** 2)
''',
        "a loop": '''
def masked_loss(predicted, target, valid):
    errors = []
    for p, y, good in zip(predicted, target, valid):
        for t in range(len(good)):
            if good[t]:
                errors.extend((p[t] - y[t]) ** 2)
    return sum(errors) / len(errors)
''',
        "float32, weights": '''
def masked_loss(predicted, target, valid):
    weights = np.repeat(valid[:, :, None], predicted.shape[2], axis=2).astype(np.float32)
    return np.average(np.square(np.float32(predicted) - np.float32(target)), weights=weights)
''',
    },
    mutants=(
        Mutant("as-given", "", "values", "the program as it was handed out: padding counts in the mean, with an error of zero", SEE, (MEAN, "errors.mean()")),
        Mutant("no-mask", "", "values", "a loss that takes padding for data", SEE, (SOLUTION.split("\n", 2)[2].rstrip("\n"), "    return ((predicted - target) ** 2).mean()")),
        Mutant("no-mask-divided", "", "values", "a loss that adds the errors of padding and divides by the valid ones", SEE, ("np.where(valid[:, :, None], (predicted - target) ** 2, 0)", "(predicted - target) ** 2")),
        Mutant("features-not-counted", "", "values", "a loss that is divided by the valid steps alone, not by their K numbers", SEE, ("(valid.sum() * predicted.shape[2])", "valid.sum()")),
        Mutant("samples-only", "", "values", "a loss that is divided by the samples", SEE, (MEAN, "errors.sum() / len(valid)")),
        Mutant("mean-of-means", "", "values", "a mean of each sample's mean, in which short samples weigh more", SEE, (MEAN, "(errors.sum(axis=(1, 2)) / (valid.sum(axis=1) * predicted.shape[2])).mean()")),
        Mutant("absolute", "", "values", "a mean of absolute errors", SEE, ("(predicted - target) ** 2", "np.abs(predicted - target)")),
        Mutant("root", "", "values", "the root of the mean", SEE, ("return " + MEAN, f"return np.sqrt({MEAN})")),
        Mutant("inverted", "", "values", "a loss of the padding, in the place of the data", SEE, ("np.where(valid[:, :, None], (predicted - target) ** 2, 0)", "np.where(valid[:, :, None], 0, (predicted - target) ** 2)")),
        Mutant("last-step", "LAST_INDEX_IS_LAST_STEP", "values", "a loss of the step at index -1", SEE, (SOLUTION.split("\n", 2)[2].rstrip("\n"), "    return ((predicted[:, -1] - target[:, -1]) ** 2).mean()")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a loss that blanks the padding of its argument", SEE, ("    errors =", "    predicted[~valid] = target[~valid]\n    errors =")),
    ),
)  # fmt: skip
