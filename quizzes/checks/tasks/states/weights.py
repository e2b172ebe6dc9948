"""states-weights: Keras's weights put into a layer of one's own, which keeps them in another order and shape."""

import numpy as np

from quizzes.checks.cases import draw
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(kernel, recurrent_kernel, bias):
    """Copy number by number: column q * H + k of Keras belongs to unit k of gate q, in the order i f g o."""
    D, H = kernel.shape[0], recurrent_kernel.shape[0]
    blocks = {name: np.zeros((D + H + 1, H)) for name in "figo"}
    for q, name in enumerate("ifgo"):
        for k in range(H):
            for d in range(D):
                blocks[name][d, k] = kernel[d, q * H + k]
            for j in range(H):
                blocks[name][D + j, k] = recurrent_kernel[j, q * H + k]
            blocks[name][D + H, k] = bias[q * H + k]
    return blocks


def case(seed, D, H):
    """Return a case with random weights."""
    arrays = draw(seed, {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)})
    return Case(f"D = {D}, H = {H}", arrays)


SOLUTION = '''
def from_keras(kernel, recurrent_kernel, bias):
    stacked = np.vstack([kernel, recurrent_kernel, bias])
    i, f, g, o = np.split(stacked, 4, axis=1)
    return {"f": f, "i": i, "g": g, "o": o}
'''

TASK = Task(
    id="states-weights",
    function="from_keras",
    outputs=("f", "i", "g", "o"),
    reference=reference,
    cases=lambda: (case(220, 2, 3), case(221, 5, 4), case(222, 1, 2), case(223, 4, 6)),
    properties=(
        Property("shape", 0.5, "A matrix (D + H + 1, H) for each of f, i, g, o", "A dict with these four names."),
        Property("values", 2, "Each number stands where the controller looks for it", "Keras's columns stand in the order i f g o; the rows are those of x, then of h, then the bias."),
        Property("unchanged", 0.5, "Keras's weights stay as they are", "Make new arrays."),
    ),
    solutions={
        "model": SOLUTION,
        "a loop over the gates": '''
def from_keras(kernel, recurrent_kernel, bias):
    H = len(recurrent_kernel)
    matrices = {}
    for place, gate in enumerate("ifgo"):
        columns = slice(place * H, (place + 1) * H)
        rows = [kernel[:, columns], recurrent_kernel[:, columns], bias[None, columns]]
        matrices[gate] = np.concatenate(rows, axis=0)
    return matrices
''',
        "an axis of gates": '''
def from_keras(kernel, recurrent_kernel, bias):
    D, H = kernel.shape[0], recurrent_kernel.shape[1] // 4
    W = np.empty((4, D + H + 1, H))
    W[:, :D] = kernel.reshape(D, 4, H).transpose(1, 0, 2)
    W[:, D:-1] = recurrent_kernel.reshape(H, 4, H).transpose(1, 0, 2)
    W[:, -1] = bias.reshape(4, H)
    return dict(zip("ifgo", W))
''',
        "float32": '''
def from_keras(kernel, recurrent_kernel, bias):
    all_rows = np.float32([*kernel, *recurrent_kernel, bias])
    H = all_rows.shape[1] // 4
    return {gate: all_rows[:, k * H : k * H + H].copy() for k, gate in enumerate(["i", "f", "g", "o"])}
''',
    },
    mutants=(
        Mutant("firmware-order", "GATES_SWAPPED", "values", "weights taken in the controller's order, f i g o", "gate-equations", ("i, f, g, o = np.split", "f, i, g, o = np.split")),
        Mutant("order-ifog", "", "values", "weights taken in the order i f o g", "gate-equations", ("i, f, g, o = np.split", "i, f, o, g = np.split")),
        Mutant("order-igfo", "", "values", "weights taken in the order i g f o, that of old TensorFlow cells", "gate-equations", ("i, f, g, o = np.split", "i, g, f, o = np.split")),
        Mutant("in-turns", "", "values", "columns that are dealt out in turns", "states-keras", ("np.split(stacked, 4, axis=1)", "(stacked[:, k::4] for k in range(4))")),
        Mutant("h-above-x", "", "values", "rows of h that stand above those of x", "states-keras", ("[kernel, recurrent_kernel, bias]", "[recurrent_kernel, kernel, bias]")),
        Mutant("bias-first", "", "values", "a bias in the first row", "states-keras", ("[kernel, recurrent_kernel, bias]", "[bias, kernel, recurrent_kernel]")),
        Mutant("no-bias", "TERM_LEFT_OUT", "values", "a bias of zeros", "states-keras", ("[kernel, recurrent_kernel, bias]", "[kernel, recurrent_kernel, 0 * bias]")),
        Mutant("bias-missing", "TERM_LEFT_OUT", "shape", "matrices without a row for the bias", "states-keras", ("[kernel, recurrent_kernel, bias]", "[kernel, recurrent_kernel]")),
        Mutant("forget-plus-one", "", "values", "a forget bias with one added, which Keras has in its bias already", "forget-bias", ("    return {", "    f = f.copy()\n    f[-1] += 1\n    return {")),
        Mutant("bias-halved", "TWO_BIASES", "values", "a bias shared out between two, as if there were one for x and one for h", "states-keras", ("bias])", "bias / 2])")),
        Mutant("transposed", "WEIGHTS_TRANSPOSED", "shape", "matrices with a row for each unit", "states-keras", ('return {"f": f, "i": i, "g": g, "o": o}', 'return {"f": f.T, "i": i.T, "g": g.T, "o": o.T}')),
        Mutant("recurrent-transposed", "WEIGHTS_TRANSPOSED", "values", "recurrent weights whose blocks are transposed", "states-keras", ("np.vstack([kernel, recurrent_kernel, bias])", "np.vstack([kernel, np.hstack([block.T for block in np.split(recurrent_kernel, 4, axis=1)]), bias])")),
        Mutant("one-block", "ONE_BLOCK_OF_WEIGHTS", "values", "one block of weights for all four", "parameter-count", ('"i": i, "g": g, "o": o', '"i": f, "g": f, "o": f')),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a function that scales Keras's bias in place", "states-keras", ("    stacked", "    bias *= 1.0000001\n    stacked")),
    ),
)  # fmt: skip
