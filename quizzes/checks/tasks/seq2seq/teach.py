"""seq2seq-teach: the decoder in training, which reads the true target of the step before."""

import numpy as np

from lstm_lib import lstm_step
from quizzes.checks.cases import draw, generator
from quizzes.checks.given import ATTEND, LSTM_STEP, MARKS
from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.seq2seq.attend import reference as attend

START, END = 1, 2


def reference(targets, h, c, all_h, valid, embedding, W_x, W_h, b, W_y, b_y):
    """Return the logits step by step."""
    logits = np.zeros((*targets.shape, len(b_y)))
    for u in range(targets.shape[1]):
        before = [START if u == 0 else int(target[u - 1]) for target in targets]
        step = lstm_step(np.array([embedding[symbol] for symbol in before]), h, c, W_x, W_h, b)
        h, c = step.h, step.c
        _, context = attend(h, all_h, valid)
        logits[:, u] = np.concatenate([h, context], axis=1) @ W_y + b_y
    return logits


def case(seed, N, U, T, V, D, H, lengths=None, decides="values", name=""):
    """Return a case with random targets, each from 3 to V - 1 but for END at the end, a random code and weights."""
    rng = generator(seed)
    targets = rng.integers(3, V, (N, U))
    targets[:, -1] = END
    shapes = {"h": (N, H), "c": (N, H), "all_h": (N, T, H), "W_e": (V, D), "W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
    h, c, all_h, embedding, W_x, W_h, b = draw(seed + 500, shapes)
    W_y, b_y = draw(seed + 700, {"W_y": (2 * H, V), "b": (V,)})
    valid = np.arange(T) < np.array(lengths or [T] * N)[:, None]
    told = name or f"N = {N}, U = {U}, T = {T}, V = {V}, D = {D}, H = {H}"
    return Case(told, (targets, h, c, all_h, valid, embedding, W_x, W_h, b, W_y, b_y), decides)


SOLUTION = '''
def teach(targets, h, c, all_h, valid, embedding, W_x, W_h, b, W_y, b_y):
    logits = []
    symbols = np.full(len(targets), START)
    for u in range(targets.shape[1]):
        h, c = lstm_step(embedding[symbols], h, c, W_x, W_h, b)
        weights, context = attend(h, all_h, valid)
        logits.append(np.hstack([h, context]) @ W_y + b_y)
        symbols = targets[:, u]
    return np.stack(logits, axis=1)
'''
NEXT, STEP = "symbols = targets[:, u]\n", "h, c = lstm_step(embedding[symbols], h, c, W_x, W_h, b)"

TASK = Task(
    id="seq2seq-teach",
    function="teach",
    outputs=("logits",),
    reference=reference,
    cases=lambda: (
        case(320, 2, 1, 4, 6, 3, 5, decides="first"),
        case(321, 3, 1, 5, 8, 2, 4, decides="first"),
        case(322, 3, 4, 5, 8, 2, 6),
        case(323, 2, 5, 3, 7, 4, 6, [3, 2]),
        case(324, 1, 3, 4, 6, 2, 5),
        case(325, 3, 4, 5, 8, 2, 6, name="N = 3, U = 4, T = 5, V = 8, D = 2, H = 6 and other numbers"),
    ),
    properties=(
        Property("shape", 0.5, "logits (N, U, V) come back: a score for each symbol at each step", "np.stack(..., axis=1)."),
        Property("first", 1.5, "The first step is right: it reads START and begins with the encoder's state", "lstm_step with the row of START; attend with the new h; then [h, context] @ W_y + b_y, h first."),
        Property("values", 1.5, "Each later step reads the true symbol of the step before", "Step u reads targets[:, u - 1], and goes on from the state of step u - 1."),
        Property("unchanged", 0.5, "The arguments stay as they are, and nothing is kept from call to call", "Write nothing into targets, h or c."),
    ),
    given={"lstm_step": LSTM_STEP, "attend": ATTEND, **MARKS},
    solutions={
        "model": SOLUTION,
        "targets shifted at once": '''
def teach(targets, h, c, all_h, valid, embedding, W_x, W_h, b, W_y, b_y):
    N, U = targets.shape
    read = np.concatenate([np.full((N, 1), START), targets[:, :-1]], axis=1)
    x = embedding[read]
    features = np.empty((N, U, 2 * h.shape[1]))
    for u in range(U):
        h, c = lstm_step(x[:, u], h, c, W_x, W_h, b)
        features[:, u] = np.concatenate([h, attend(h, all_h, valid)[1]], axis=1)
    return features @ W_y + b_y
''',
        "recursion over the steps": '''
def teach(targets, h, c, all_h, valid, embedding, W_x, W_h, b, W_y, b_y):
    def from_step(u, symbols, h, c):
        if u == targets.shape[1]:
            return []
        h, c = lstm_step(embedding[symbols], h, c, W_x, W_h, b)
        H = h.shape[1]
        logits = h @ W_y[:H] + attend(h, all_h, valid)[1] @ W_y[H:] + b_y
        return [logits] + from_step(u + 1, targets[:, u], h, c)
    return np.array(from_step(0, [START] * len(targets), h, c)).swapaxes(0, 1)
''',
        "float32, attention written out": '''
def teach(targets, h, c, all_h, valid, embedding, W_x, W_h, b, W_y, b_y):
    h, c, all_h, embedding, W_x, W_h, b, W_y, b_y = (
        np.float32(a) for a in (h, c, all_h, embedding, W_x, W_h, b, W_y, b_y))
    rows, logits = embedding[np.full(len(h), START)], []
    for column in targets.T:
        h, c = lstm_step(rows, h, c, W_x, W_h, b)
        scores = np.where(valid, (all_h * h[:, None]).sum(-1), -1e30)
        e = np.exp(scores - scores.max(1, keepdims=True))
        context = (e[:, :, None] * all_h).sum(1) / e.sum(1, keepdims=True)
        logits.append(np.hstack([h, context]).dot(W_y) + b_y)
        rows = embedding[column]
    return np.stack(logits, 1)
''',
    },
    mutants=(
        Mutant("not-shifted", "TARGETS_NOT_SHIFTED", "first", "a decoder that reads the very symbol that it is to write", "teacher-forcing-offset", (STEP, "symbols = targets[:, u]\n        " + STEP)),
        Mutant("shifted-twice", "TARGETS_NOT_SHIFTED", "values", "a decoder that reads the symbol of two steps before", "teacher-forcing-offset", (NEXT, "symbols = targets[:, u - 1] if u > 0 else symbols\n")),
        Mutant("next", "TARGETS_NOT_SHIFTED", "values", "a decoder that reads, behind START, the very symbol that it is to write", "teacher-forcing-offset", (NEXT, "symbols = targets[:, min(u + 1, targets.shape[1] - 1)]\n")),
        Mutant("always-start", "TARGETS_NOT_SHIFTED", "values", "a decoder that reads START at every step", "teacher-forcing", (NEXT, "pass\n")),
        Mutant("own-output", "", "values", "a decoder that reads its own best symbol in training", "teacher-forcing", (NEXT, "symbols = logits[-1].argmax(axis=1)\n")),
        Mutant("starts-with-end", "TARGETS_NOT_SHIFTED", "first", "a decoder that begins with END", "decoding-steps", ("np.full(len(targets), START)", "np.full(len(targets), END)")),
        Mutant("starts-with-padding", "TARGETS_NOT_SHIFTED", "first", "a decoder that begins with padding", "decoding-steps", ("np.full(len(targets), START)", "np.full(len(targets), PAD)")),
        Mutant("zero-state", "STATE_IGNORED", "first", "a decoder that starts from zeros in the place of the code", "state-hand-over", ("    logits = []", "    logits = []\n    h, c = np.zeros_like(h), np.zeros_like(c)")),
        Mutant("zero-c", "STATE_IGNORED", "first", "a decoder that takes h from the encoder, but not c", "state-hand-over", ("    logits = []", "    logits, c = [], np.zeros_like(c)")),
        Mutant("not-carried", "STATE_NOT_CARRIED", "values", "a decoder that begins each step with the encoder's state", "decoding-steps", ("    logits = []\n    symbols = np.full(len(targets), START)\n    for u in range(targets.shape[1]):\n        " + STEP, "    logits, h_0, c_0 = [], h, c\n    symbols = np.full(len(targets), START)\n    for u in range(targets.shape[1]):\n        h, c = lstm_step(embedding[symbols], h_0, c_0, W_x, W_h, b)")),
        Mutant("attends-with-old-h", "OLD_STATE_SHOWN", "first", "a decoder that looks at the source with the state before the step", "attention-weights", (STEP + "\n        weights, context = attend(h, all_h, valid)", "weights, context = attend(h, all_h, valid)\n        " + STEP)),
        Mutant("context-first", "", "first", "a decoder that puts the context before h", "seq2seq-shapes", ("np.hstack([h, context])", "np.hstack([context, h])")),
        Mutant("no-context", "TERM_LEFT_OUT", "first", "a decoder that answers without the context", "attention-weights", ("np.hstack([h, context])", "np.hstack([h, 0 * context])")),
        Mutant("no-bias", "TERM_LEFT_OUT", "first", "a decoder whose answers lack their bias", "seq2seq-shapes", (" + b_y", "")),
        Mutant("squashed", "", "first", "logits that pass through tanh", "seq2seq-shapes", ("np.hstack([h, context]) @ W_y + b_y", "np.tanh(np.hstack([h, context]) @ W_y + b_y)")),
        Mutant("probabilities", "", "first", "probabilities in the place of logits", "seq2seq-shapes", ("        " + NEXT, "        logits[-1] = np.exp(logits[-1]) / np.exp(logits[-1]).sum(axis=1, keepdims=True)\n        " + NEXT)),
        Mutant("time-first", "AXES_SWAPPED", "shape", "logits with time on their first axis", "seq2seq-shapes", ("axis=1)\n", "axis=0)\n")),
        Mutant("targets-in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a decoder that shifts its argument targets in place", "teacher-forcing-offset", source='''
def teach(targets, h, c, all_h, valid, embedding, W_x, W_h, b, W_y, b_y):
    targets[:, 1:] = targets[:, :-1].copy()
    targets[:, 0] = START
    logits = []
    for u in range(targets.shape[1]):
        h, c = lstm_step(embedding[targets[:, u]], h, c, W_x, W_h, b)
        weights, context = attend(h, all_h, valid)
        logits.append(np.hstack([h, context]) @ W_y + b_y)
    return np.stack(logits, axis=1)
'''),
    ),
)  # fmt: skip
