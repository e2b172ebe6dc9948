"""states-returns: the arrays that a Keras LSTM returns for each setting of its flags, taken from a trace."""

from quizzes.checks.cases import draw
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(all_h, all_c, return_sequences, return_state):
    """Return the list that Keras returns."""
    T = all_h.shape[1]
    last_h, last_c = all_h.transpose(1, 0, 2)[T - 1].copy(), all_c.transpose(1, 0, 2)[T - 1].copy()
    first = all_h if return_sequences else last_h
    return [first, last_h, last_c] if return_state else [first]


def case(seed, N, T, H, sequences, state):
    """Return a case with random states and one setting of the flags."""
    flags = f"return_sequences={sequences}, return_state={state}"
    return Case(f"N = {N}, T = {T}, H = {H}, {flags}", (*draw(seed, {"h": (N, T, H), "c": (N, T, H)}, 0.6), sequences, state),
                "state" if state else "output")  # fmt: skip


SOLUTION = '''
def keras_returns(all_h, all_c, return_sequences, return_state):
    output = all_h if return_sequences else all_h[:, -1]
    if return_state:
        return [output, all_h[:, -1], all_c[:, -1]]
    return [output]
'''
STATES = "[output, all_h[:, -1], all_c[:, -1]]"

TASK = Task(
    id="states-returns",
    function="keras_returns",
    outputs=("returned",),
    reference=reference,
    cases=lambda: (
        case(150, 2, 5, 3, False, False),
        case(151, 3, 4, 2, True, False),
        case(152, 2, 5, 3, False, True),
        case(153, 4, 3, 5, True, True),
        case(154, 3, 1, 4, True, True),
    ),
    properties=(
        Property("shape", 1, "As many arrays as Keras returns come back, in its shapes", "A list of one array, or of three with return_state."),
        Property("output", 1, "The first array is the hidden state of every step, or of the last", "all_h[:, -1] is the last step; hidden states, never cell states."),
        Property("state", 1.5, "With return_state the last h and the last c follow, in this order", "all_h[:, -1] again, then all_c[:, -1]."),
        Property("unchanged", 0.5, "The trace stays as it is", "Slices are enough; write nothing into all_h or all_c."),
    ),
    solutions={
        "model": SOLUTION,
        "last step counted from the front": '''
def keras_returns(all_h, all_c, return_sequences, return_state):
    T = all_h.shape[1]
    h, c = all_h[:, T - 1, :], all_c[:, T - 1, :]
    returned = (all_h.copy() if return_sequences else h.copy(),)
    return returned + (h, c) if return_state else returned
''',
        "a loop over the samples": '''
def keras_returns(all_h, all_c, return_sequences, return_state):
    h = np.array([sample[-1] for sample in all_h])
    c = np.array([sample[-1] for sample in all_c])
    arrays = []
    if return_sequences:
        arrays.append(all_h)
    else:
        arrays.append(h)
    if return_state:
        arrays.extend([h, c])
    return arrays
''',
        "float32, as Keras has it": '''
def keras_returns(all_h, all_c, return_sequences, return_state):
    all_h, all_c = np.float32(all_h), np.float32(all_c)
    output = np.take(all_h, range(all_h.shape[1]), axis=1) if return_sequences else np.take(all_h, -1, axis=1)
    return [output, np.take(all_h, -1, axis=1), np.take(all_c, -1, axis=1)][: 3 if return_state else 1]
''',
    },
    mutants=(
        Mutant("cells-for-sequences", "RETURN_SEQUENCES_IS_CELL", "output", "a layer whose return_sequences returns cell states", "states-flag-table", ("all_h if return_sequences", "all_c if return_sequences")),
        Mutant("cell-for-output", "H_IS_C", "output", "a layer that returns its last cell state", "states-h-beside-c", ("else all_h[:, -1]", "else all_c[:, -1]")),
        Mutant("c-before-h", "", "state", "a layer that returns c before h", "states-flag-table", (STATES, "[output, all_c[:, -1], all_h[:, -1]]")),
        Mutant("h-twice", "H_IS_C", "state", "a layer that returns h where c belongs", "states-h-beside-c", ("all_c[:, -1]]", "all_h[:, -1]]")),
        Mutant("squashed-c", "CELL_IS_SQUASHED", "state", "a layer that squashes c before it returns it", "states-h-beside-c", ("all_c[:, -1]]", "np.tanh(all_c[:, -1])]")),
        Mutant("one-state", "", "shape", "a layer with one state, as a GRU has it", "states-gru", (STATES, "[output, all_h[:, -1]]")),
        Mutant("no-output", "", "shape", "a layer whose two states replace its output", "states-flag-table", (STATES, "[all_h[:, -1], all_c[:, -1]]")),
        Mutant("states-of-all-steps", "RETURN_STATE_IS_SEQUENCE", "shape", "a layer whose return_state returns every step", "states-flag-table", (STATES, "[output, all_h, all_c]")),
        Mutant("always-sequences", "SEQUENCES_BY_DEFAULT", "shape", "a layer that returns every step by default", "states-flag-table", ("all_h if return_sequences else all_h[:, -1]", "all_h")),
        Mutant("first-step", "WRONG_STEP_READ", "output", "a layer that returns the first step for the last", "states-flag-table", ("else all_h[:, -1]", "else all_h[:, 0]")),
        Mutant("state-of-first-step", "WRONG_STEP_READ", "state", "a layer whose returned state is that of the first step", "states-flag-table", (STATES, "[output, all_h[:, 0], all_c[:, 0]]")),
        Mutant("last-sample", "AXES_SWAPPED", "shape", "a layer that returns the last sample for the last step", "states-axes", ("else all_h[:, -1]", "else all_h[-1]")),
        Mutant("mean", "", "output", "a layer that returns the mean of all steps", "states-flag-table", ("else all_h[:, -1]", "else all_h.mean(axis=1)")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a function that scales the cell states of the trace in place", "states-flag-table", ("    output =", "    all_c *= 1.0000001\n    output =")),
    ),
)  # fmt: skip
