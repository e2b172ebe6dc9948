"""states-stack: recurrent layers one above the other."""

import numpy as np

from lstm_lib import LSTM, Stack
from quizzes.checks.cases import draw
from quizzes.checks.given import LSTM_FORWARD
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(x, layers):
    """Return what the library's stack gives from states of zeros."""
    stack = Stack([LSTM.from_params(dict(zip(("W_x", "W_h", "b"), layer, strict=True))) for layer in layers])
    trace = stack.forward(x)
    return [np.ascontiguousarray(trace.h), *(np.ascontiguousarray(value) for state in trace.final for value in state)]


def case(seed, N, T, D, *units, decides="values"):
    """Return a case with random weights for layers of these sizes."""
    (x,) = draw(seed, {"x": (N, T, D)})
    layers, features = [], D
    for number, H in enumerate(units):
        layers.append(draw(seed + 10 * number + 1, {"W_x": (features, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}))
        features = H
    sizes = " and ".join(str(H) for H in units)
    return Case(f"N = {N}, T = {T}, D = {D}, layers of {sizes} units", (x, layers), decides)


SOLUTION = '''
def stack_forward(x, layers):
    states = []
    for W_x, W_h, b in layers:
        zero = np.zeros((len(x), len(W_h)))
        x, all_c = lstm_forward(x, zero, zero, W_x, W_h, b)
        states += [x[:, -1], all_c[:, -1]]
    return [x] + states
'''
RUN = "x, all_c = lstm_forward(x, zero, zero, W_x, W_h, b)"

TASK = Task(
    id="states-stack",
    function="stack_forward",
    outputs=("returned",),
    reference=reference,
    cases=lambda: (
        case(160, 3, 5, 2, 4, decides="one"),
        case(170, 2, 4, 3, 5, 6),
        case(180, 3, 5, 2, 4, 6),
        case(190, 2, 3, 5, 4, 6, 7),
        case(200, 3, 5, 2, 4, 6, 3),
    ),
    properties=(
        Property("shape", 0.5, "The top layer's states and two final states a layer come back", "[all_h of the top layer, h of layer 1, c of layer 1, h of layer 2, ...]."),
        Property("one", 0.5, "One layer alone is right", "lstm_forward from zeros; its last h and its last c."),
        Property("values", 1.5, "Each layer reads the hidden states of the layer below, at every step", "The input of the next layer is all_h, not all_c and not the last step alone."),
        Property("unchanged", 0.5, "The arguments stay as they are", "Do not write into x or into the list of layers."),
    ),
    given={"lstm_forward": LSTM_FORWARD},
    solutions={
        "model": SOLUTION,
        "recursion": '''
def stack_forward(x, layers):
    if not layers:
        return [x]
    W_x, W_h, b = layers[0]
    zero = np.zeros((x.shape[0], W_h.shape[0]))
    all_h, all_c = lstm_forward(x, zero, zero, W_x, W_h, b)
    top, *states = stack_forward(all_h, layers[1:])
    return [top, all_h[:, -1], all_c[:, -1], *states]
''',
        "all layers step by step": '''
def stack_forward(x, layers):
    h = [np.zeros((len(x), len(W_h))) for _, W_h, _ in layers]
    c = [state.copy() for state in h]
    top = []
    for t in range(x.shape[1]):
        below = x[:, t]
        for k, (W_x, W_h, b) in enumerate(layers):
            i, f, g, o = np.split(below @ W_x + h[k] @ W_h + b, 4, axis=1)
            i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
            c[k] = f * c[k] + i * np.tanh(g)
            h[k] = below = o * np.tanh(c[k])
        top.append(below)
    return [np.stack(top, axis=1)] + [state for pair in zip(h, c) for state in pair]
''',
        "float32": '''
def stack_forward(x, layers):
    sequence, states = x.astype(np.float32), []
    for layer in layers:
        W_x, W_h, b = (a.astype(np.float32) for a in layer)
        start = np.zeros((x.shape[0], b.size // 4), np.float32)
        all_h, all_c = lstm_forward(sequence, start, start, W_x, W_h, b)
        sequence = all_h
        states.extend((all_h[:, -1], all_c[:, -1]))
    return (sequence, *states)
''',
    },
    mutants=(
        Mutant("cells-upwards", "H_IS_C", "values", "a stack that hands cell states to the layer above", "states-stacking", (RUN + "\n        states += [x[:, -1], all_c[:, -1]]\n    return [x] + states", "all_h, x = lstm_forward(x, zero, zero, W_x, W_h, b)\n        states += [all_h[:, -1], x[:, -1]]\n    return [all_h] + states")),
        Mutant("last-repeated", "SECOND_LAYER_NEEDS_NO_STEPS", "values", "a stack whose upper layers read the last state of the layer below, repeated", "states-stack-axes", ("    for W_x, W_h, b in layers:\n", "    T = x.shape[1]\n    for k, (W_x, W_h, b) in enumerate(layers):\n        x = x if k == 0 else x[:, -1:].repeat(T, axis=1)\n")),
        Mutant("last-step-upwards", "SECOND_LAYER_NEEDS_NO_STEPS", "shape", "a stack whose upper layers read one step, the last", "states-stack-axes", ("    for W_x, W_h, b in layers:\n", "    for k, (W_x, W_h, b) in enumerate(layers):\n        x = x if k == 0 else x[:, -1:]\n")),
        Mutant("delayed", "STEPS_MIXED", "values", "a stack whose upper layers read the layer below one step later", "states-stacking", ("    for W_x, W_h, b in layers:\n", "    for k, (W_x, W_h, b) in enumerate(layers):\n        x = x if k == 0 else np.concatenate([np.zeros_like(x[:, :1]), x[:, :-1]], axis=1)\n")),
        Mutant("state-upwards", "", "values", "a stack whose upper layers start from ones in the place of zeros", "states-stacking", ("zero = np.zeros((len(x), len(W_h)))", "zero = np.full((len(x), len(W_h)), float(bool(states)))")),
        Mutant("top-only", "", "shape", "a stack that returns the states of its top layer alone", "states-stacking", ("states += [x", "states = [x")),
        Mutant("first-only", "", "shape", "a stack that returns the states of its first layer alone", "states-stacking", ("return [x] + states", "return [x] + states[:2]")),
        Mutant("c-before-h", "", "one", "a stack that returns c before h", "states-flag-table", ("[x[:, -1], all_c[:, -1]]", "[all_c[:, -1], x[:, -1]]")),
        Mutant("first-step-state", "WRONG_STEP_READ", "one", "a stack that returns the states of the first step", "states-flag-table", ("[x[:, -1], all_c[:, -1]]", "[x[:, 0], all_c[:, 0]]")),
        Mutant("last-output", "", "shape", "a stack whose output is its last step alone", "states-flag-table", ("return [x] + states", "return [x[:, -1]] + states")),
        Mutant("states-by-kind", "", "values", "a stack that returns all h first, then all c", "states-stacking", ("return [x] + states", "return [x] + states[::2] + states[1::2]")),
        Mutant("reversed-order", "", "values", "a stack that returns the states from the top down", "states-stacking", ("return [x] + states", "return [x] + [s for k in range(len(states) - 2, -1, -2) for s in states[k:k + 2]]")),
        Mutant("two-layers", "EXAMPLE_IS_TASK", "shape", "a stack of two layers, as in the visible example", "states-stacking", ("in layers:", "in layers[:2]:")),
        Mutant("x-in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a stack that scales its argument x in place", "states-stacking", ("    states = []", "    states = []\n    x *= 1.0000001")),
    ),
)  # fmt: skip
