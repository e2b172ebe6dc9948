"""gates-initial-bias: a bias that starts with the forget gate open."""

import numpy as np

from quizzes.checks.cases import numbers, sizes
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(H, forget):
    """Return zeros, but `forget` at the H places of the forget gate."""
    return np.array([forget if k // H == 1 else 0.0 for k in range(4 * H)])


def case(seed, H, usual):
    """Return a case with a value for the forget gate that is neither 0 nor 1."""
    (forget,) = numbers(seed, usual)
    return Case(f"H = {H}, forget = {forget:g}", (H, forget))


SOLUTION = '''
def initial_bias(H, forget=1.0):
    b = np.zeros(4 * H)
    b[H:2 * H] = forget
    return b
'''

TASK = Task(
    id="gates-initial-bias",
    function="initial_bias",
    outputs=("b",),
    reference=reference,
    cases=lambda: (
        case(46, *sizes(46, 3, most=9), 1.5),
        case(47, *sizes(47, 5, most=9), 2.25),
        case(48, 1, 0.75),
    ),
    properties=(
        Property("shape", 0.25, "b has shape (4H,)", "One bias for each unit of each of the four parts."),
        Property("values", 0.75, "The forget gate's biases are `forget`, all others zero",
                 "The order is i f g o, H numbers each: the forget gate's are b[H:2 * H]."),
    ),
    solutions={
        "model": SOLUTION,
        "blocks joined": '''
def initial_bias(H, forget=1.0):
    return np.concatenate([np.zeros(H), np.full(H, forget), np.zeros(H), np.zeros(H)])
''',
        "a loop, float32": '''
def initial_bias(H, forget=1.0):
    b = np.empty(4 * H, dtype=np.float32)
    for k in range(4 * H):
        b[k] = forget if H <= k < 2 * H else 0
    return b
''',
        "repeated": '''
def initial_bias(H, forget=1.0):
    return np.repeat([0, forget, 0, 0], H)
''',
    },
    mutants=(
        Mutant("input-gate", "GATES_SWAPPED", "values", "a bias that opens the input gate", "forget-bias",
               ("b[H:2 * H]", "b[:H]")),
        Mutant("candidate", "", "values", "a bias for the order i g f o", "forget-bias",
               ("b[H:2 * H]", "b[2 * H:3 * H]")),
        Mutant("output-gate", "", "values", "a bias that opens the output gate", "forget-bias",
               ("b[H:2 * H]", "b[3 * H:]")),
        Mutant("all", "", "values", "one bias for all four parts", "forget-bias",
               ("b[H:2 * H] = forget", "b[:] = forget")),
        Mutant("one-unit", "", "values", "a bias for the first unit's forget gate alone", "forget-bias",
               ("b[H:2 * H] = forget", "b[H] = forget")),
        Mutant("in-turns", "", "values", "a bias for columns that are dealt out in turns", "forget-bias",
               ("b[H:2 * H]", "b[1::4]")),
        Mutant("always-one", "EXAMPLE_IS_TASK", "values", "a bias of 1, whatever is asked for", "forget-bias",
               ("= forget\n", "= 1.0\n")),
        Mutant("closed", "FORGET_ONE_FORGETS", "values", "a bias that shuts the forget gate", "forget-bias",
               ("= forget\n", "= -forget\n")),
        Mutant("short", "", "shape", "a bias of H numbers", "forget-bias",
               ("return b", "return b[H:2 * H]")),
        Mutant("matrix", "", "shape", "a bias with an axis of gates and one of units", "forget-bias",
               ("return b", "return b.reshape(4, H)")),
    ),
)  # fmt: skip
