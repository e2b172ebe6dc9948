"""states-shapes: the shapes of what a Keras layer returns for each setting of its flags."""

from quizzes.checks.cases import sizes
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(N, T, units, return_sequences, return_state):
    """Look the shapes up in a table of the four settings."""
    table = {
        (False, False): [(N, units)],
        (True, False): [(N, T, units)],
        (False, True): [(N, units), (N, units), (N, units)],
        (True, True): [(N, T, units), (N, units), (N, units)],
    }
    return table[return_sequences, return_state]


def case(N, T, units, sequences, state):
    """Return a case with one setting of the flags."""
    name = f"N = {N}, T = {T}, units = {units}, return_sequences={sequences}, return_state={state}"
    return Case(name, (N, T, units, sequences, state), "state" if state else "output")


SOLUTION = '''
def returned_shapes(N, T, units, return_sequences, return_state):
    output = (N, T, units) if return_sequences else (N, units)
    if return_state:
        return [output, (N, units), (N, units)]
    return [output]
'''

TASK = Task(
    id="states-shapes",
    function="returned_shapes",
    outputs=("the list of shapes",),
    reference=reference,
    cases=lambda: (
        case(*sizes(141, 2, 5, 3), False, False),
        case(*sizes(142, 3, 4, 6), True, False),
        case(*sizes(143, 4, 7, 2), False, True),
        case(*sizes(144, 5, 3, 8), True, True),
    ),
    properties=(
        Property("output", 1, "The output alone is right, with and without return_sequences", "The last hidden state, or that of every step."),
        Property("state", 1, "With return_state h and c of the last step follow", "An LSTM adds two arrays, h_T and c_T, each (N, units)."),
    ),
    solutions={
        "model": SOLUTION,
        "axes put together": '''
def returned_shapes(N, T, units, return_sequences, return_state):
    steps = (T,) if return_sequences else ()
    return [(N, *steps, units)] + 2 * return_state * [(N, units)]
''',
        "a table": '''
def returned_shapes(N, T, units, return_sequences, return_state):
    shapes = []
    if return_sequences:
        shapes.append([N, T, units])
    if not return_sequences:
        shapes.append([N, units])
    for state in ["h", "c"]:
        if return_state:
            shapes.append([N, units])
    return tuple(shapes)
''',
    },
    mutants=(
        Mutant("sequences-by-default", "SEQUENCES_BY_DEFAULT", "output", "a layer that returns every step by default", "states-flag-table", ("(N, T, units) if return_sequences else (N, units)", "(N, T, units)")),
        Mutant("never-sequences", "", "output", "a layer that returns the last step whatever return_sequences says", "states-flag-table", ("(N, T, units) if return_sequences else (N, units)", "(N, units)")),
        Mutant("one-state", "", "state", "a layer with one state, as a GRU has it", "states-gru", ("[output, (N, units), (N, units)]", "[output, (N, units)]")),
        Mutant("only-c", "", "state", "a layer whose two states replace its output", "states-flag-table", ("[output, (N, units), (N, units)]", "[(N, units), (N, units)]")),
        Mutant("states-of-all-steps", "RETURN_STATE_IS_SEQUENCE", "state", "a layer whose return_state returns every step", "states-flag-table", ("[output, (N, units), (N, units)]", "[output, (N, T, units), (N, T, units)]")),
        Mutant("cell-sequence", "RETURN_SEQUENCES_IS_CELL", "output", "a layer whose return_sequences adds the cell states", "states-flag-table", ("    return [output]", "    return [output, output] if return_sequences else [output]")),
        Mutant("state-ignored", "", "state", "a layer whose return_state does nothing", "states-flag-table", ("    if return_state:\n        return [output, (N, units), (N, units)]\n", "")),
        Mutant("time-first", "AXES_SWAPPED", "output", "a layer whose output has time on its first axis", "states-axes", ("(N, T, units) if", "(T, N, units) if")),
        Mutant("units-in-the-middle", "AXES_SWAPPED", "output", "a layer whose output has its steps on the last axis", "states-axes", ("(N, T, units) if", "(N, units, T) if")),
        Mutant("units-are-steps", "UNITS_ARE_TIMESTEPS", "output", "a layer with as many numbers in its output as there are steps", "states-unit-width", ("else (N, units)", "else (N, T)")),
        Mutant("no-batch", "BATCH_AXIS_FORGOTTEN", "output", "a layer without the axis of the samples", "states-shapes", ("(N, T, units) if return_sequences else (N, units)", "(T, units) if return_sequences else (units,)")),
        Mutant("kept-axis", "", "output", "a last step that keeps an axis of length 1", "states-shapes", ("else (N, units)", "else (N, 1, units)")),
        Mutant("flags-swapped", "RETURN_STATE_IS_SEQUENCE", "output", "a layer whose two flags have changed places", "states-flag-table", ("    output =", "    return_sequences, return_state = return_state, return_sequences\n    output =")),
    ),
)  # fmt: skip
