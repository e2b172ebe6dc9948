"""gates-adding: the weights of one unit, set by hand, that add the marked numbers of a sequence."""

import numpy as np

from lstm_lib.data import adding_task
from quizzes.checks.cases import generator
from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.views import marked_sum


def reference(x):
    """Return the sum of the marked numbers."""
    return np.array([[sum(number for number, mark in sample if mark)] for sample in x.tolist()])


def case(seed, N, T, decides="short"):
    """Return a case with sequences of the adding task, which the function itself does not see."""
    x, _ = adding_task(N, T, generator(seed), np.float64)
    return Case(f"{N} sequences of {T} steps", (), decides, (x,))


SOLUTION = '''
def adding_weights():
    #               i    f    g    o
    W_x = np.array([[0., 0., 0.1, 0.],     # from the number
                    [30., 0., 0., 0.]])    # from the mark
    W_h = np.zeros((1, 4))
    b = np.array([-15., 15., 0., 0.])
    return W_x, W_h, b, 10.0
'''
NUMBER, MARK, BIAS = "[0., 0., 0.1, 0.]", "[30., 0., 0., 0.]", "[-15., 15., 0., 0.]"

TASK = Task(
    id="gates-adding",
    function="adding_weights",
    outputs=("the sum",),
    reference=reference,
    view=marked_sum,
    rtol=0.0,
    atol=0.05,
    cases=lambda: (
        case(40, 6, 7),
        case(41, 5, 10),
        case(42, 6, 100, "long"),
        case(43, 4, 150, "long"),
    ),
    properties=(
        Property("shape", 0.5, "W_x (2, 4), W_h (1, 4), b (4,) and the number scale come back",
                 "One unit has four columns, in the order i f g o; row 0 of W_x belongs to the number, row 1 to the mark."),
        Property("short", 1, "Ten steps: the marked numbers are added, and no others",
                 "Follow one unmarked step and one marked step with a pocket calculator: i, f and g."),
        Property("long", 0.5, "A hundred steps: nothing leaks in and nothing leaks out",
                 "A gate at 0.99 has lost two thirds after a hundred steps: move the gates further open and further shut."),
    ),
    solutions={
        "model": SOLUTION,
        "smaller numbers through tanh, farther biases": '''
def adding_weights():
    W_x, W_h, b = np.zeros((2, 4)), np.zeros((1, 4)), np.zeros(4)
    i, f, g, o = range(4)
    W_x[0, g], W_x[1, i] = 0.02, 60
    b[i], b[f], b[o] = -40, 20, 3
    return W_x, W_h, b, 50
''',
        "float32, blocks joined": '''
def adding_weights():
    blocks = [([0, 25], -12), ([0, 0], 12), ([0.05, 0], 0), ([0, 0], 50)]
    W_x = np.stack([np.float32(w) for w, _ in blocks], axis=1)
    b = np.float32([bias for _, bias in blocks])
    return [W_x, np.zeros((1, 4), np.float32), b, np.float32(20)]
''',
        "the mark shifts the candidate's share": '''
def adding_weights():
    W_x = np.array([[0.0, 0.0, -0.1, 5.0], [40.0, 8.0, 0.0, -5.0]])
    return W_x, np.zeros((1, 4)), np.array([-20.0, 14.0, 0.0, 1.0]), -10.0
''',
    },
    mutants=(
        Mutant("bias-one", "GATES_ARE_SWITCHES", "short", "a cell whose forget gate has the bias 1, and so the value 0.73",
               "forget-bias", (BIAS, "[-15., 1., 0., 0.]")),
        Mutant("bias-zero", "", "short", "a cell that loses half of its memory at each step",
               "forget-gate", (BIAS, "[-15., 0., 0., 0.]")),
        Mutant("forget-shut", "FORGET_ONE_FORGETS", "short", "a cell whose forget gate is shut", "forget-gate",
               (BIAS, "[-15., -15., 0., 0.]")),
        Mutant("always-open", "INPUT_GATE_IGNORED", "short", "a cell that adds marked and unmarked numbers alike",
               "input-gate", (BIAS, "[15., 15., 0., 0.]")),
        Mutant("half-open", "GATES_ARE_SWITCHES", "short", "a cell whose input gate stands half open where no mark is",
               "input-gate", (BIAS, "[0., 15., 0., 0.]")),
        Mutant("looks-at-number", "", "short", "a cell whose input gate looks at the number, not at the mark",
               "input-gate", (f"{NUMBER},     # from the number\n                    {MARK}",
                              "[30., 0., 0.1, 0.],\n                    [0., 0., 0., 0.]")),
        Mutant("counts-marks", "", "short", "a cell that counts the marks", "candidate",
               (f"{NUMBER},     # from the number\n                    {MARK}",
                "[0., 0., 0., 0.],\n                    [30., 0., 0.1, 0.]")),
        Mutant("last-only", "", "short", "a cell that erases its memory when it writes: the last marked number",
               "forget-gate", (MARK, "[30., -30., 0., 0.]")),
        Mutant("order-igfo", "", "short", "weights in the order i g f o", "gate-equations",
               ("return W_x, W_h, b, 10.0", "order = [0, 2, 1, 3]\n    return W_x[:, order], W_h, b[order], 10.0")),
        Mutant("leaks", "GATES_ARE_SWITCHES", "long", "a cell whose gates leak: sigmoid(-5) is not yet zero", "gates-on-a-series",
               ("30., 0., 0., 0.]])    # from the mark\n    W_h = np.zeros((1, 4))\n    b = np.array([-15., 15.",
                "10., 0., 0., 0.]])    # from the mark\n    W_h = np.zeros((1, 4))\n    b = np.array([-5., 5.")),
        Mutant("no-scale", "", "short", "a cell state that is not multiplied by its scale", "gates-on-a-series",
               ("b, 10.0", "b, 1.0")),
        Mutant("transposed", "WEIGHTS_TRANSPOSED", "shape", "weights with a row for each gate", "gate-equations",
               ("return W_x,", "return W_x.T,")),
        Mutant("example", "EXAMPLE_IS_TASK", "short", "a cell that answers 0.7, the sum of the visible example, whatever it reads", "gates-on-a-series",
               source='''
def adding_weights():
    return np.zeros((2, 4)), np.zeros((1, 4)), np.array([15., -15., 15., 15.]), 0.7
'''),
    ),
)  # fmt: skip
