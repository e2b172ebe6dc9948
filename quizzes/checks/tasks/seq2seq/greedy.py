"""seq2seq-greedy: the decoder in use, which reads what it has just written."""

import numpy as np

from lstm_lib import lstm_step
from quizzes.checks.cases import draw, near, salted, until
from quizzes.checks.given import ATTEND, LSTM_STEP, MARKS
from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.seq2seq.attend import reference as attend

START, END = 1, 2


def reference(h, c, all_h, embedding, W_x, W_h, b, W_y, b_y, max_length):
    """Return the symbols without END, and the weights over the source at each step that was taken."""
    ids, weights, symbol = [], [], START
    for _ in range(max_length):
        step = lstm_step(np.array([embedding[symbol]]), h, c, W_x, W_h, b)
        h, c = step.h, step.c
        shares, context = attend(h, all_h, np.ones((1, all_h.shape[1]), bool))
        scores = (np.concatenate([h, context], axis=1) @ W_y + b_y)[0].tolist()
        symbol = scores.index(max(scores))
        weights.append(shares[0])
        if symbol == END:
            break
        ids.append(symbol)
    return ids, np.array(weights)


def case(seed, T, V, D, H, max_length, decides):
    """Return a case with random weights; the seeds are chosen so that it ends as `decides` says.

    Where END comes is a matter of few draws in a hundred, so other numbers are drawn near the usual ones.
    """
    shapes = {"h": (1, H), "c": (1, H), "all_h": (1, T, H), "W_e": (V, D), "W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
    with salted(b""):
        usual = draw(seed, shapes, {"W_e": 2.0, "W_x": 1.5, "W_h": 1.5}) + draw(seed + 700, {"W_y": (2 * H, V), "b": (V,)})
    name = f"T = {T}, V = {V}, D = {D}, H = {H}, at most {max_length} symbols"
    kept = course_of(usual, max_length)
    drawn = until(lambda given: course_of(given, max_length) == kept, lambda seed: near(seed, usual, 0.06), seed)
    return Case(name, (*drawn, max_length), decides)


def course_of(given, max_length):
    """Return what is to stay as the seed has it: how many symbols are written, whether they differ, whether each wins
    clearly, and whether the first one is another with a context that is missing or stands before h.
    """
    *states, W_y, b_y = given
    H = len(W_y) // 2
    others = np.concatenate([W_y[H:], W_y[:H]]), np.concatenate([W_y[:H], 0 * W_y[H:]])
    ids, clear = written(*given, max_length + 1)
    first = [written(*states, other, b_y, 1)[0] != ids[:1] for other in others]
    return clear, len(ids), len(set(ids)) > 1, first


def written(h, c, all_h, embedding, W_x, W_h, b, W_y, b_y, length):
    """Return the symbols, computed in little time, and whether each wins clearly."""
    ids, symbol, clear = [], START, True
    for _ in range(length):
        i, f, g, o = np.split(np.tanh((embedding[symbol] @ W_x + h[0] @ W_h + b) * np.repeat([0.5, 0.5, 1, 0.5], h.size)), 4)
        c = ((f + 1) * c + (i + 1) * g) / 2
        h = (o + 1) / 2 * np.tanh(c)
        shares = np.exp(all_h[0] @ h[0])
        scores = np.concatenate([h[0], shares / shares.sum() @ all_h[0]]) @ W_y + b_y
        *_, second, most = np.sort(scores)
        symbol, clear = int(scores.argmax()), clear and bool(most - second > 0.01)
        if symbol == END:
            break
        ids.append(symbol)
    return ids, clear


SOLUTION = '''
def greedy(h, c, all_h, embedding, W_x, W_h, b, W_y, b_y, max_length):
    ids, all_weights = [], []
    valid = np.ones(all_h.shape[:2], bool)
    symbol = START
    for u in range(max_length):
        h, c = lstm_step(embedding[[symbol]], h, c, W_x, W_h, b)
        weights, context = attend(h, all_h, valid)
        symbol = int(np.argmax(np.hstack([h, context]) @ W_y + b_y))
        all_weights.append(weights[0])
        if symbol == END:
            break
        ids.append(symbol)
    return ids, np.array(all_weights)
'''
BEST = "int(np.argmax(np.hstack([h, context]) @ W_y + b_y))"
STEP = "h, c = lstm_step(embedding[[symbol]], h, c, W_x, W_h, b)"
STOP = "        if symbol == END:\n            break\n"

TASK = Task(
    id="seq2seq-greedy",
    function="greedy",
    outputs=("ids", "weights"),
    reference=reference,
    cases=lambda: (
        case(569, 5, 8, 3, 6, 1, "first"),
        case(722, 4, 9, 2, 7, 1, "first"),
        case(569, 5, 8, 3, 6, 12, "values"),
        case(465, 4, 9, 2, 7, 10, "values"),
        case(499, 6, 7, 3, 5, 9, "values"),
        case(472, 5, 8, 3, 6, 11, "limit"),
        case(578, 6, 7, 3, 5, 8, "limit"),
    ),
    properties=(
        Property("shape", 0.5, "A list of symbols comes back, and weights with a row for each step that was taken", "A row of weights for each step, the one that wrote END included. After other symbols there may be more or fewer."),
        Property("first", 1, "The first symbol is right", "From START and the encoder's state: the largest of [h, context] @ W_y + b_y."),
        Property("values", 1.5, "Each step reads the symbol just written, and END ends the answer", "symbol = the best one; stop when it is END, and leave END out of ids."),
        Property("limit", 0.5, "An answer that never ends is cut off at max_length symbols", "for u in range(max_length)."),
        Property("unchanged", 0.5, "The arguments stay as they are, and nothing is kept from call to call", "Write nothing into h, c or all_h."),
    ),
    given={"lstm_step": LSTM_STEP, "attend": ATTEND, **MARKS},
    solutions={
        "model": SOLUTION,
        "while": '''
def greedy(h, c, all_h, embedding, W_x, W_h, b, W_y, b_y, max_length):
    written, rows = [START], []
    while len(rows) < max_length and written[-1] != END:
        h, c = lstm_step(embedding[written[-1:]], h, c, W_x, W_h, b)
        shares, context = attend(h, all_h, np.full((1, all_h.shape[1]), True))
        logits = np.concatenate([h[0], context[0]]) @ W_y + b_y
        written.append(logits.argmax())
        rows.append(shares[0])
    return [int(symbol) for symbol in written[1:] if symbol != END], np.stack(rows)
''',
        "recursion": '''
def greedy(h, c, all_h, embedding, W_x, W_h, b, W_y, b_y, max_length, symbol=None):
    if max_length == 0:
        return [], np.zeros((0, all_h.shape[1]))
    h, c = lstm_step(embedding[[START if symbol is None else symbol]], h, c, W_x, W_h, b)
    weights, context = attend(h, all_h, np.ones((1, all_h.shape[1]), bool))
    best = max(range(len(b_y)), key=(np.hstack([h, context]) @ W_y + b_y)[0].__getitem__)
    if best == END:
        return [], weights
    ids, rest = greedy(h, c, all_h, embedding, W_x, W_h, b, W_y, b_y, max_length - 1, best)
    return [best, *ids], np.vstack([weights, rest])
''',
        "float32, with probabilities, attention written out": '''
def greedy(h, c, all_h, embedding, W_x, W_h, b, W_y, b_y, max_length):
    h, c, all_h, embedding, W_x, W_h, b, W_y, b_y = (
        np.float32(a) for a in (h, c, all_h, embedding, W_x, W_h, b, W_y, b_y))
    ids, rows, symbol = [], [], START
    for _ in range(max_length):
        h, c = lstm_step(embedding[symbol][None], h, c, W_x, W_h, b)
        scores = all_h[0] @ h[0]
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        logits = np.hstack([h[0], shares @ all_h[0]]) @ W_y + b_y
        p = np.exp(logits - logits.max())
        symbol = np.argmax(p / p.sum()).item()
        rows.append(shares)
        if symbol == END:
            return ids, rows
        ids.append(symbol)
    return ids, np.array(rows)
''',
    },
    mutants=(
        Mutant("always-start", "TARGETS_NOT_SHIFTED", "values", "a decoder that reads START at every step", "decoding-steps", (STEP, "h, c = lstm_step(embedding[[START]], h, c, W_x, W_h, b)")),
        Mutant("state-not-carried", "STATE_NOT_CARRIED", "values", "a decoder that begins each step with the encoder's state", "decoding-steps", ("    symbol = START\n    for u in range(max_length):\n        " + STEP, "    symbol, h_0, c_0 = START, h, c\n    for u in range(max_length):\n        h, c = lstm_step(embedding[[symbol]], h_0, c_0, W_x, W_h, b)")),
        Mutant("zero-state", "STATE_IGNORED", "first", "a decoder that starts from zeros in the place of the code", "state-hand-over", ("    symbol = START\n", "    symbol = START\n    h, c = np.zeros_like(h), np.zeros_like(c)\n")),
        Mutant("starts-with-end", "TARGETS_NOT_SHIFTED", "first", "a decoder that begins with END", "decoding-steps", ("symbol = START", "symbol = END")),
        Mutant("end-kept", "END_IS_A_SYMBOL", "values", "an answer that holds END itself", "decoding-steps", (STOP + "        ids.append(symbol)", "        ids.append(symbol)\n" + STOP.rstrip("\n"))),
        Mutant("start-kept", "END_IS_A_SYMBOL", "first", "an answer that begins with START", "decoding-steps", ("ids, all_weights = [], []", "ids, all_weights = [START], []")),
        Mutant("never-ends", "", "values", "a decoder that goes on behind END, up to max_length", "decoding-steps", (STOP, "")),
        Mutant("end-left-out", "", "values", "a decoder that leaves END out and goes on", "decoding-steps", (STOP, "        if symbol == END:\n            continue\n")),
        Mutant("source-length", "LENGTHS_MUST_MATCH", "limit", "a decoder that writes at most as many symbols as the source has", "decoding-steps", ("range(max_length)", "range(min(max_length, all_h.shape[1]))")),
        Mutant("one-too-few", "", "limit", "a decoder that stops one symbol before max_length", "decoding-steps", ("range(max_length)", "range(max(1, max_length - 1))")),
        Mutant("one-too-many", "", "limit", "a decoder that writes one symbol more than max_length", "decoding-steps", ("range(max_length)", "range(max_length + 1)")),
        Mutant("least", "", "first", "a decoder that writes the least probable symbol", "decoding-steps", ("np.argmax", "np.argmin")),
        Mutant("no-context", "TERM_LEFT_OUT", "first", "a decoder that answers without the context", "attention-weights", ("np.hstack([h, context])", "np.hstack([h, 0 * context])")),
        Mutant("context-first", "", "first", "a decoder that puts the context before h", "seq2seq-shapes", ("np.hstack([h, context])", "np.hstack([context, h])")),
        Mutant("attends-with-old-h", "OLD_STATE_SHOWN", "first", "a decoder that looks at the source with the state before the step", "attention-weights", (STEP + "\n        weights, context = attend(h, all_h, valid)", "weights, context = attend(h, all_h, valid)\n        " + STEP)),
        Mutant("attends-with-c", "H_IS_C", "first", "a decoder that looks at the source with its cell state", "attention-weights", ("attend(h, all_h", "attend(c, all_h")),
        Mutant("one-row", "", "shape", "weights of the last step alone", "attention-map", ("np.array(all_weights)", "all_weights[-1]")),
        Mutant("turned", "AXES_SWAPPED", "shape", "weights whose rows are the steps of the source", "attention-map", ("np.array(all_weights)", "np.array(all_weights).T")),
        Mutant("h-in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a decoder that writes its state into the encoder's", "state-hand-over", ("        " + STEP, "        h[:], c[:] = lstm_step(embedding[[symbol]], h, c, W_x, W_h, b)")),
    ),
)  # fmt: skip
