"""gates-count: how many numbers an LSTM learns."""

import numpy as np

from lstm_lib import LSTM
from quizzes.checks.cases import sizes
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(D, H):
    """Count them in a layer of the library."""
    layer = LSTM(D, H, rng=np.random.default_rng(0))
    return int(sum(values.size for values in layer.params.values()))


def case(D, H):
    """Return a case with these sizes."""
    return Case(f"D = {D}, H = {H}", (D, H))


SOLUTION = '''
def parameter_count(D, H):
    return 4 * (D * H + H * H + H)
'''
FORMULA = "4 * (D * H + H * H + H)"

TASK = Task(
    id="gates-count",
    function="parameter_count",
    outputs=("the count",),
    reference=reference,
    cases=lambda: (case(*sizes(44, 3, 7)), case(*sizes(45, 10, 4)), case(1, 1)),
    properties=(
        Property("values", 1, "The count is that of a layer", "Four blocks, each with weights for x, weights for h, a bias."),
    ),
    solutions={
        "model": SOLUTION,
        "the arrays' sizes": '''
def parameter_count(D, H):
    return np.zeros((D, 4 * H)).size + np.zeros((H, 4 * H)).size + np.zeros(4 * H).size
''',
        "a loop": '''
def parameter_count(D, H):
    count = 0
    for gate in "ifgo":
        for unit in range(H):
            count += D + H + 1
    return count
''',
        "a float": '''
def parameter_count(D, H):
    return np.float64(4.0) * H * (D + H + 1)
''',
    },
    mutants=(
        Mutant("one-block", "ONE_BLOCK_OF_WEIGHTS", "values", "one block in the place of four", "parameter-count",
               (FORMULA, "D * H + H * H + H")),
        Mutant("three-blocks", "", "values", "three blocks: the candidate has one too",
               "parameter-count", ("4 * ", "3 * ")),
        Mutant("no-bias", "TERM_LEFT_OUT", "values", "a layer without biases", "parameter-count",
               (" + H)", ")")),
        Mutant("two-biases", "TWO_BIASES", "values", "a layer with a bias for x and one for h", "parameter-count",
               (" + H)", " + 2 * H)")),
        Mutant("one-bias", "ONE_BLOCK_OF_WEIGHTS", "values", "four blocks of weights and one of biases", "parameter-count",
               (FORMULA, "4 * (D * H + H * H) + H")),
        Mutant("no-recurrence", "STATE_IGNORED", "values", "a layer without recurrent weights", "parameter-count",
               (" + H * H", "")),
        Mutant("units-are-features", "UNITS_ARE_FEATURES", "values", "recurrent matrices of D by D in the place of H by H",
               "parameter-count", ("H * H", "D * D")),
        Mutant("bias-a-feature", "UNITS_ARE_FEATURES", "values", "a bias for each feature", "parameter-count",
               (" + H)", " + D)")),
        Mutant("peepholes", "GATE_LOOKS_AT_CELL", "values", "a layer whose gates look at the cell state as well",
               "parameter-count", (FORMULA, FORMULA + " + 3 * H")),
        Mutant("example", "EXAMPLE_IS_TASK", "values", "the visible example, whatever D and H are", "parameter-count",
               (FORMULA, "72")),
    ),
)  # fmt: skip
