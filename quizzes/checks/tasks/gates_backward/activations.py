"""gates-backward-activations: from the gradients of the gates to that of the pre-activations."""

import numpy as np

from quizzes.checks.cases import generator
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(di, df, dg, do, i, f, g, o):
    """Return dz number by number."""
    N, H = i.shape
    dz = np.zeros((N, 4 * H))
    for n in range(N):
        for k in range(H):
            for q, (d, v) in enumerate(((di, i), (df, f), (dg, g), (do, o))):
                slope = 1.0 - v[n, k] * v[n, k] if q == 2 else v[n, k] - v[n, k] * v[n, k]
                dz[n, q * H + k] = d[n, k] * slope
    return dz


def case(seed, N, H, name=""):
    """Return a case with random gradients and gates."""
    rng = generator(seed)
    grads = [rng.normal(size=(N, H)) + 0.1 for _ in range(4)]
    values = [1 / (1 + np.exp(-rng.normal(scale=1.5, size=(N, H)))) for _ in range(4)]
    values[2] = 2 * values[2] - 1
    return Case(name or f"N = {N}, H = {H}", (*grads, *values))


SOLUTION = '''
def gates_backward(di, df, dg, do, i, f, g, o):
    dz_i = di * i * (1 - i)
    dz_f = df * f * (1 - f)
    dz_g = dg * (1 - g**2)
    dz_o = do * o * (1 - o)
    return np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)
'''

TASK = Task(
    id="gates-backward-activations",
    function="gates_backward",
    outputs=("dz",),
    reference=reference,
    cases=lambda: (case(110, 3, 2), case(111, 2, 5), case(112, 1, 3), case(113, 3, 2, "N = 3, H = 2 and other numbers")),
    properties=(
        Property("shape", 0.5, "dz has the shape (N, 4H)", "The four parts side by side: np.concatenate([...], axis=1)."),
        Property("values", 2, "Each part has the slope of its own activation, in the order i f g o", "i (1 - i) for a sigmoid, 1 - g ** 2 for tanh: written with the results."),
        Property("unchanged", 0.5, "The arguments stay as they are", "Make new arrays."),
    ),
    solutions={
        "model": SOLUTION,
        "stacked on an axis of gates": '''
def gates_backward(di, df, dg, do, i, f, g, o):
    d, v = np.stack([di, df, dg, do], axis=1), np.stack([i, f, g, o], axis=1)
    slope = v - v**2
    slope[:, 2] = (1 + g) * (1 - g)
    return (d * slope).reshape(len(i), -1)
''',
        "loop over the numbers": '''
def gates_backward(di, df, dg, do, i, f, g, o):
    N, H = i.shape
    dz = np.zeros((N, 4 * H))
    for n in range(N):
        for k in range(H):
            dz[n, k] = di[n, k] * i[n, k] * (1 - i[n, k])
            dz[n, H + k] = df[n, k] * f[n, k] * (1 - f[n, k])
            dz[n, 2 * H + k] = dg[n, k] * (1 - g[n, k] * g[n, k])
            dz[n, 3 * H + k] = do[n, k] * o[n, k] * (1 - o[n, k])
    return dz
''',
        "float32": '''
def gates_backward(di, df, dg, do, i, f, g, o):
    di, df, dg, do, i, f, g, o = (np.float32(a) for a in (di, df, dg, do, i, f, g, o))
    slopes = [i * (1 - i), f * (1 - f), 1 - np.square(g), o * (1 - o)]
    return np.hstack([d * s for d, s in zip([di, df, dg, do], slopes)])
''',
    },
    mutants=(
        Mutant("candidate-sigmoid", "SIGMOID_TANH_SWAPPED", "values", "a candidate with the slope of a sigmoid", "gate-equations", ("dg * (1 - g**2)", "dg * g * (1 - g)")),
        Mutant("gates-tanh", "SIGMOID_TANH_SWAPPED", "values", "gates with the slope of tanh", "gate-equations", source='''
def gates_backward(di, df, dg, do, i, f, g, o):
    return np.concatenate([d * (1 - v**2) for d, v in ((di, i), (df, f), (dg, g), (do, o))], axis=1)
'''),
        Mutant("no-slopes", "SLOPE_MISPLACED", "values", "gates without the slope of their activations", "gate-equations", ("    return np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)", "    return np.concatenate([di, df, dg, do], axis=1)")),
        Mutant("no-sigmoid-slope", "SLOPE_MISPLACED", "values", "a slope of tanh alone; that of the sigmoids is missing", "gate-equations", ("    return np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)", "    return np.concatenate([di, df, dz_g, do], axis=1)")),
        Mutant("squashed-twice", "SLOPE_MISPLACED", "values", "a slope of tanh taken of tanh(g), which is squashed already", "gate-equations", ("1 - g**2", "1 - np.tanh(g) ** 2")),
        Mutant("sigmoid-twice", "SLOPE_MISPLACED", "values", "slopes of sigmoids taken of sigmoid(gate), which is squashed already", "gate-equations", source='''
def gates_backward(di, df, dg, do, i, f, g, o):
    s = lambda v: 1 / (1 + np.exp(-v))
    parts = [d * s(v) * (1 - s(v)) for d, v in ((di, i), (df, f), (do, o))]
    return np.concatenate([*parts[:2], dg * (1 - g**2), parts[2]], axis=1)
'''),
        Mutant("one-minus", "SLOPE_MISPLACED", "values", "a sigmoid's slope of 1 - f in the place of f (1 - f)", "gate-equations", ("df * f * (1 - f)", "df * (1 - f)")),
        Mutant("order-fi", "GATES_SWAPPED", "values", "parts in the order f i g o", "gate-equations", ("[dz_i, dz_f, dz_g, dz_o]", "[dz_f, dz_i, dz_g, dz_o]")),
        Mutant("order-ifog", "", "values", "parts in the order i f o g", "gate-equations", ("[dz_i, dz_f, dz_g, dz_o]", "[dz_i, dz_f, dz_o, dz_g]")),
        Mutant("in-turns", "", "values", "parts that are dealt out in turns, i f g o i f g o", "gate-equations", ("np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)", "np.stack([dz_i, dz_f, dz_g, dz_o], axis=2).reshape(len(i), -1)")),
        Mutant("below", "", "shape", "parts that stand below each other", "notation", ("axis=1", "axis=0")),
        Mutant("added", "", "shape", "four parts that are added up", "gate-equations", ("np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)", "dz_i + dz_f + dz_g + dz_o")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a function that multiplies a slope into dg itself", "gate-equations", ("dz_g = dg * (1 - g**2)", "dg *= 1 - g**2\n    dz_g = dg")),
    ),
)  # fmt: skip
