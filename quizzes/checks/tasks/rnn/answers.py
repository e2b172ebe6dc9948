"""rnn-answers: one answer for the whole sequence, or one at every step."""

import numpy as np

from quizzes.checks.cases import draw
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(all_h, W_y, b_y, every_step):
    """Return the answers number by number."""
    def answer(h):
        return [float(b) + sum(float(a) * float(w) for a, w in zip(h, column, strict=True)) for column, b in zip(W_y.T, b_y, strict=True)]

    if every_step:
        return np.array([[answer(h) for h in sample] for sample in all_h])
    return np.array([answer(sample[-1]) for sample in all_h])


def case(seed, N, T, H, K, every_step):
    """Return a case with random states."""
    all_h, W_y, b_y = draw(seed, {"h": (N, T, H), "W_y": (H, K), "b": (K,)}, 0.6)
    kind = "an answer at every step" if every_step else "one answer a sequence"
    return Case(f"N = {N}, T = {T}, H = {H}, K = {K}, {kind}", (all_h, W_y, b_y, every_step), "each" if every_step else "one")


SOLUTION = '''
def answers(all_h, W_y, b_y, every_step):
    if every_step:
        return all_h @ W_y + b_y
    return all_h[:, -1] @ W_y + b_y
'''
LAST = "all_h[:, -1] @ W_y + b_y"

TASK = Task(
    id="rnn-answers",
    function="answers",
    outputs=("y",),
    reference=reference,
    cases=lambda: (case(70, 3, 5, 4, 2, False), case(71, 2, 6, 3, 1, False), case(72, 3, 5, 4, 2, True), case(73, 4, 2, 3, 5, True)),
    properties=(
        Property("shape", 0.5, "y has the shape (N, K), or (N, T, K) at every step", "The last step alone for one answer; all steps for an answer at each."),
        Property("one", 0.75, "One answer a sequence is made from the state after the last step", "all_h[:, -1] holds it; then times W_y plus b_y."),
        Property("each", 0.75, "An answer at every step is made from the state after that step", "The same W_y and b_y at every step; `@` works on the last axis."),
    ),
    solutions={
        "model": SOLUTION,
        "loops": '''
def answers(all_h, W_y, b_y, every_step):
    steps = range(all_h.shape[1]) if every_step else [all_h.shape[1] - 1]
    y = np.zeros((len(all_h), len(steps), len(b_y)))
    for n in range(len(all_h)):
        for place, t in enumerate(steps):
            for k in range(len(b_y)):
                y[n, place, k] = sum(all_h[n, t] * W_y[:, k]) + b_y[k]
    return y if every_step else y[:, 0]
''',
        "einsum, and the last one taken": '''
def answers(all_h, W_y, b_y, every_step):
    y = np.einsum("nti,ik->ntk", all_h, W_y) + b_y
    return y if every_step else y[:, all_h.shape[1] - 1]
''',
        "float32": '''
def answers(all_h, W_y, b_y, every_step):
    h = np.float32(all_h) if every_step else np.float32(all_h)[:, -1, :]
    return np.dot(h, np.float32(W_y)) + np.float32(b_y)
''',
    },
    mutants=(
        Mutant("first-step", "WRONG_STEP_READ", "one", "an answer from the first step", "problem-kinds", ("[:, -1]", "[:, 0]")),
        Mutant("last-but-one", "WRONG_STEP_READ", "one", "an answer from the last step but one", "problem-kinds", ("[:, -1]", "[:, -2]")),
        Mutant("last-sample", "AXES_SWAPPED", "shape", "an answer from the last sample, for all its steps", "sequence-shapes", ("all_h[:, -1]", "all_h[-1]")),
        Mutant("last-unit", "AXES_SWAPPED", "shape", "an answer from the last unit at all steps", "sequence-shapes", ("all_h[:, -1] @ W_y", "all_h[:, :, -1:].repeat(len(W_y), axis=2) @ W_y")),
        Mutant("mean-of-steps", "", "one", "the mean of the answers of all steps", "problem-kinds", ("[:, -1]", ".mean(axis=1)")),
        Mutant("sum-of-steps", "", "one", "the sum of all states in the place of the last one", "problem-kinds", ("[:, -1]", ".sum(axis=1)")),
        Mutant("always-each", "OUTPUT_COUNT_IGNORED", "shape", "an answer at every step where one is asked for", "problem-kinds", (LAST, "all_h @ W_y + b_y")),
        Mutant("never-each", "ANSWER_ONLY_AT_THE_END", "shape", "one answer where one at every step is asked for", "answer-every-step", ("return all_h @ W_y + b_y", "return all_h[:, -1] @ W_y + b_y")),
        Mutant("last-repeated", "ANSWER_ONLY_AT_THE_END", "each", "the last answer, repeated at every step", "answer-every-step", ("return all_h @ W_y + b_y", "return (all_h[:, -1:] @ W_y + b_y).repeat(all_h.shape[1], axis=1)")),
        Mutant("shifted", "WRONG_STEP_READ", "each", "answers that stand one step too late", "answer-every-step", ("return all_h @ W_y", "return np.roll(all_h, 1, axis=1) @ W_y")),
        Mutant("no-bias", "TERM_LEFT_OUT", "one", "answers without their bias", "answer-every-step", (" + b_y", "")),
        Mutant("squashed", "", "one", "answers that pass through tanh once more", "answer-every-step", source='''
def answers(all_h, W_y, b_y, every_step):
    h = all_h if every_step else all_h[:, -1]
    return np.tanh(h @ W_y + b_y)
'''),
        Mutant("flags-swapped", "", "shape", "one answer and answers at every step changed over", "problem-kinds", ("if every_step", "if not every_step")),
    ),
)  # fmt: skip
