"""now-scan: all states of a linear recurrence, in about log2(T) rounds."""

import numpy as np

from quizzes.checks.cases import draw
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(a, b, h0):
    """Return the states step by step, and the number of doublings that reach over all steps."""
    N, T, H = a.shape
    states = np.zeros((N, T, H))
    for n in range(N):
        for k in range(H):
            h = float(h0[n, k])
            for t in range(T):
                h = float(a[n, t, k]) * h + float(b[n, t, k])
                states[n, t, k] = h
    return states, (T - 1).bit_length()


def case(seed, N, T, H, *, start):
    """Return a case with random factors, some of them negative, and a state before the first step or none."""
    a, b, h0 = draw(seed, {"a": (N, T, H), "b": (N, T, H), "h0": (N, H)}, 0.6)
    where = "a state before it" if start else "zeros before it"
    return Case(f"N = {N}, T = {T}, H = {H}, {where}", (a, b, h0 if start else np.zeros_like(h0)), "start" if start else "values")


SOLUTION = '''
def scan(a, b, h0):
    a, h = a.copy(), b.copy()
    h[:, 0] = a[:, 0] * h0 + b[:, 0]
    k, rounds = 1, 0
    while k < a.shape[1]:
        h[:, k:] = a[:, k:] * h[:, :-k] + h[:, k:]
        a[:, k:] = a[:, k:] * a[:, :-k]
        k, rounds = 2 * k, rounds + 1
    return h, rounds
'''
LOOP = '''
def scan(a, b, h0):
    h, before = np.zeros_like(b), h0
    for t in range(a.shape[1]):
        before = a[:, t] * before + b[:, t]
        h[:, t] = before
    return h, {rounds}
'''
JOIN, FACTORS = "a[:, k:] * h[:, :-k] + h[:, k:]", "        a[:, k:] = a[:, k:] * a[:, :-k]\n"

TASK = Task(
    id="now-scan",
    function="scan",
    outputs=("h", "rounds"),
    reference=reference,
    cases=lambda: (case(170, 3, 5, 4, start=False), case(171, 2, 8, 3, start=False), case(172, 4, 9, 2, start=True), case(173, 2, 6, 5, start=True)),
    properties=(
        Property("shape", 0.5, "h has the shape (N, T, H), and rounds is one number", "Return every state, and count the rounds: `return h, rounds`."),
        Property("values", 2, "From zeros, all states are those of the recurrence", "In a round step t takes in what ends at step t - k: a[t] h[t - k] + h[t]; then the factors are multiplied."),
        Property("start", 2, "The state before the first step goes into all of them", "The first step is whole before the first round: a[:, 0] * h0 + b[:, 0]."),
        Property("unchanged", 0.5, "a, b and h0 are left as they are", "Work on copies."),
    ),
    solutions={
        "model": SOLUTION,
        "joined arrays": '''
def scan(a, b, h0):
    a = np.concatenate([np.zeros_like(a[:, :1]), a], axis=1)
    h = np.concatenate([h0[:, None], b], axis=1)
    rounds, k = 0, 1
    while k < a.shape[1]:
        joined = a[:, k:] * h[:, :-k] + h[:, k:]
        factor = a[:, k:] * a[:, :-k]
        h = np.concatenate([h[:, :k], joined], axis=1)
        a = np.concatenate([a[:, :k], factor], axis=1)
        k = k * 2
    return h[:, 1:], int(np.ceil(np.log2(b.shape[1])))
''',
        "halves": '''
def scan(a, b, h0):
    def both(a, b):
        if a.shape[1] == 1:
            return a, b
        middle = a.shape[1] // 2
        a1, b1 = both(a[:, :middle], b[:, :middle])
        a2, b2 = both(a[:, middle:], b[:, middle:])
        return (np.concatenate([a1, a2 * a1[:, -1:]], axis=1),
                np.concatenate([b1, a2 * b1[:, -1:] + b2], axis=1))

    factor, h = both(a, b)
    rounds = 0
    while 2 ** rounds < a.shape[1]:
        rounds += 1
    return factor * h0[:, None] + h, rounds
''',
        "float32": SOLUTION.replace("a.copy(), b.copy()", "np.float32(a), np.float32(b)"),
    },
    mutants=(
        Mutant("no-start", "STATE_IGNORED", "start", "a scan that always starts from zeros", "now-few-rounds", ("    h[:, 0] = a[:, 0] * h0 + b[:, 0]\n", "")),
        Mutant("start-whole", "TERM_LEFT_OUT", "start", "a scan whose first step adds h0 without its factor", "now-few-rounds", ("a[:, 0] * h0", "h0")),
        Mutant("start-everywhere", "STATE_NOT_CARRIED", "start", "a scan that gives h0 to every step in place of the state before", "now-few-rounds", source='''
def scan(a, b, h0):
    return a * h0[:, None] + b, (a.shape[1] - 1).bit_length()
'''),
        Mutant("factors-stay", "", "values", "a scan whose factors are not multiplied from round to round", "now-joining", (FACTORS, "")),
        Mutant("addition-lost", "TERM_LEFT_OUT", "values", "a scan that loses what a step adds when it is joined", "now-joining", (JOIN, "a[:, k:] * h[:, :-k]")),
        Mutant("running-sum", "TERM_LEFT_OUT", "values", "a running sum: the factors are left out", "now-joining", (JOIN, "h[:, :-k] + h[:, k:]")),
        Mutant("neighbours", "", "values", "one round alone: each step joined with its neighbour", "now-few-rounds", ("k, rounds = 2 * k, rounds + 1", "k, rounds = a.shape[1], (a.shape[1] - 1).bit_length()")),
        Mutant("earlier-factor", "WRONG_STEP_READ", "values", "steps joined with the factor of the earlier one", "now-joining", (JOIN, "a[:, :-k] * h[:, :-k] + h[:, k:]")),
        Mutant("factor-first", "", "values", "factors that are multiplied before they are used in the round", "now-joining", source='''
def scan(a, b, h0):
    a, h = a.copy(), b.copy()
    h[:, 0] = a[:, 0] * h0 + b[:, 0]
    k, rounds = 1, 0
    while k < a.shape[1]:
        a[:, k:] = a[:, k:] * a[:, :-k]
        h[:, k:] = a[:, k:] * h[:, :-k] + h[:, k:]
        k, rounds = 2 * k, rounds + 1
    return h, rounds
'''),
        Mutant("samples-joined", "AXES_SWAPPED", "values", "samples joined in the place of steps", "now-joining", source='''
def scan(a, b, h0):
    a, h = a.copy(), b.copy()
    h[:, 0] = a[:, 0] * h0 + b[:, 0]
    k = 1
    while k < len(a):
        h[k:] = a[k:] * h[:-k] + h[k:]
        a[k:] = a[k:] * a[:-k]
        k = 2 * k
    return h, (a.shape[1] - 1).bit_length()
'''),
        Mutant("mean", "", "values", "a mean: what is added is weighed with 1 - a", "now-joining", ("a.copy(), b.copy()\n    h[:, 0] = a[:, 0] * h0 + b[:, 0]", "a.copy(), (1 - a) * b\n    h[:, 0] = a[:, 0] * h0 + h[:, 0]")),
        Mutant("last-state", "ANSWER_ONLY_AT_THE_END", "shape", "the last state alone", "now-few-rounds", ("return h, rounds", "return h[:, -1], rounds")),
        Mutant("written-over", "ARGUMENTS_OVERWRITTEN", "unchanged", "a scan that writes into a and b", "now-few-rounds", ("a, h = a.copy(), b.copy()", "h = b")),
        Mutant("counted-steps", "", "values", "a loop over the steps, which takes as many rounds as there are steps", "now-few-rounds", source=LOOP.format(rounds="a.shape[1]")),
    ),
)  # fmt: skip
