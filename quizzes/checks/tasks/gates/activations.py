"""gates-activations: from the result of the matrix products to three gates and the candidate."""

import math

import numpy as np

from quizzes.checks.cases import generator
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(z):
    """Return i, f, g, o number by number."""
    parts = []
    for q in range(4):
        columns = np.split(z, 4, axis=1)[q].tolist()
        squash = math.tanh if q == 2 else (lambda v: (1.0 + math.tanh(v / 2.0)) / 2.0)
        parts.append(np.array([[squash(v) for v in row] for row in columns]))
    return tuple(parts)


def case(seed, N, H, scale=2.0, name="", decides="values"):
    """Return a case with random z."""
    z = generator(seed).normal(scale=scale, size=(N, 4 * H)) + 0.1
    return Case(name or f"N = {N}, H = {H}", (z,), decides)


SOLUTION = '''
def gates(z):
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)

    def sigmoid(v):
        return 0.5 + 0.5 * np.tanh(0.5 * v)

    return sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)
'''
SIGMOID = "0.5 + 0.5 * np.tanh(0.5 * v)"

TASK = Task(
    id="gates-activations",
    function="gates",
    outputs=("i", "f", "g", "o"),
    reference=reference,
    cases=lambda: (
        case(11, 3, 2),
        case(12, 2, 5),
        case(13, 1, 3),
        case(14, 3, 2, name="N = 3, H = 2 and other numbers"),
        case(15, 2, 3, scale=2000.0, name="N = 2, H = 3 and z as large as 2000", decides="large"),
    ),
    properties=(
        Property("shape", 0.5, "Four arrays of shape (N, H) come back", "np.split(z, 4, axis=1) cuts the columns."),
        Property("values", 1, "i, f and o are sigmoids, g is a tanh, in the order i f g o",
                 "Are the columns cut in the order i f g o, H each? Does g alone pass through tanh?"),
        Property("large", 0.25, "Large z give no nan",
                 "exp(1000) is too large for a float: use (1 + tanh(z / 2)) / 2."),
        Property("unchanged", 0.25, "z stays as it is", "Compute new arrays instead of writing into z."),
    ),
    solutions={
        "model": SOLUTION,
        "one array for the four parts": '''
def gates(z):
    z = z.reshape(len(z), 4, -1)
    s = 1 / (1 + np.exp(-z))
    return s[:, 0], s[:, 1], np.tanh(z[:, 2]), s[:, 3]
''',
        "loop over samples and columns": '''
import math
def gates(z):
    N, H = z.shape[0], z.shape[1] // 4
    parts = [np.zeros((N, H)) for _ in range(4)]
    for n in range(N):
        for k in range(4 * H):
            q = k // H
            value = math.tanh(z[n, k]) if q == 2 else 0.5 * (1 + math.tanh(z[n, k] / 2))
            parts[q][n, k % H] = value
    return parts
''',
        "float32": '''
def gates(z):
    z = np.asarray(z, dtype=np.float32)
    H = z.shape[1] // 4
    squashed = np.tanh(z * np.repeat(np.float32([0.5, 0.5, 1, 0.5]), H))
    i, f, g, o = (squashed[:, q * H:(q + 1) * H] for q in range(4))
    return (i + 1) / 2, (f + 1) / 2, g, (o + 1) / 2
''',
    },
    mutants=(
        Mutant("candidate-sigmoid", "SIGMOID_TANH_SWAPPED", "values", "a cell whose candidate passes through the sigmoid",
               "candidate", ("np.tanh(z_g)", "sigmoid(z_g)")),
        Mutant("gates-tanh", "SIGMOID_TANH_SWAPPED", "values", "a cell whose gates pass through tanh",
               "gate-equations", (SIGMOID, "np.tanh(v)")),
        Mutant("overflow", "ALWAYS_A_NUMBER", "large", "a sigmoid that divides infinity by infinity",
               "gate-equations", (SIGMOID, "np.exp(v) / (1 + np.exp(v))")),
        Mutant("clipped", "", "values", "a sigmoid that is cut off at z = -3 and 3",
               "gate-equations", (SIGMOID, "1 / (1 + np.exp(-np.clip(v, -3, 3)))")),
        Mutant("hard-sigmoid", "", "values", "gates with a straight line in the place of the sigmoid",
               "gate-equations", (SIGMOID, "np.clip(0.2 * v + 0.5, 0, 1)")),
        Mutant("softmax", "GATES_SUM_TO_ONE", "values", "gates that share one softmax",
               "gate-equations", source='''
def gates(z):
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
    e = np.exp(np.stack([z_i, z_f, z_o]) - np.maximum(np.maximum(z_i, z_f), z_o))
    i, f, o = e / e.sum(axis=0)
    return i, f, np.tanh(z_g), o
'''),
        Mutant("order-ifog", "", "values", "a cell that reads the columns in the order i f o g",
               "gate-equations", ("z_i, z_f, z_g, z_o =", "z_i, z_f, z_o, z_g =")),
        Mutant("order-figo", "GATES_SWAPPED", "values", "a cell whose input and forget gate have changed places",
               "gate-equations", ("z_i, z_f, z_g, z_o =", "z_f, z_i, z_g, z_o =")),
        Mutant("in-turns", "", "values", "a cell that deals the columns out in turns, i f g o i f g o",
               "gate-equations", ("np.split(z, 4, axis=1)", "[z[:, k::4] for k in range(4)]")),
        Mutant("split-samples", "", "shape", "a cell that cuts the samples in the place of the columns",
               "gate-equations", ("np.split(z, 4, axis=1)", "np.array_split(z, 4)")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a function that writes its results into z",
               "gate-equations", ("    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)",
                                  "    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)\n    z_g[:] = np.tanh(z_g)\n"
                                  "    z_g = np.arctanh(np.clip(z_g, -1 + 1e-16, 1 - 1e-16))")),
        Mutant("example", "EXAMPLE_IS_TASK", "shape", "the visible example, whatever z is",
               "gate-equations", source='''
def gates(z):
    return np.array([[0.5]]), np.array([[0.880797]]), np.array([[-0.761594]]), np.array([[0.622459]])
'''),
    ),
)  # fmt: skip
