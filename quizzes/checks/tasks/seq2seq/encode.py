"""seq2seq-encode: symbols looked up and read, one after the other."""

import numpy as np

from lstm_lib import LSTM
from quizzes.checks.cases import draw, generator
from quizzes.checks.given import LSTM_STEP, MARKS
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(ids, embedding, W_x, W_h, b):
    """Return what the library's layer gives for the rows of the embedding."""
    x = np.array([[embedding[symbol] for symbol in sequence] for sequence in ids.tolist()])
    trace = LSTM.from_params({"W_x": W_x, "W_h": W_h, "b": b}).forward(x)
    return np.ascontiguousarray(trace.h), trace.final


def case(seed, N, T, V, D, H, decides="values", name=""):
    """Return a case with random symbols, each from 2 to V - 1."""
    ids = generator(seed).integers(2, V, (N, T))
    embedding, W_x, W_h, b = draw(seed + 500, {"W_e": (V, D), "W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)})
    return Case(name or f"N = {N}, T = {T}, V = {V}, D = {D}, H = {H}", (ids, embedding, W_x, W_h, b), decides)


SOLUTION = '''
def encode(ids, embedding, W_x, W_h, b):
    h, c = np.zeros((len(ids), len(W_h))), np.zeros((len(ids), len(W_h)))
    all_h = []
    for t in range(ids.shape[1]):
        h, c = lstm_step(embedding[ids[:, t]], h, c, W_x, W_h, b)
        all_h.append(h)
    return np.stack(all_h, axis=1), (h, c)
'''
LINE = "h, c = lstm_step(embedding[ids[:, t]], h, c, W_x, W_h, b)"

TASK = Task(
    id="seq2seq-encode",
    function="encode",
    outputs=("all_h", "h", "c"),
    reference=reference,
    cases=lambda: (
        case(300, 2, 1, 5, 3, 4, "one"),
        case(301, 3, 1, 7, 2, 5, "one"),
        case(302, 3, 5, 8, 2, 4),
        case(303, 2, 6, 9, 4, 3),
        case(304, 1, 4, 6, 3, 2),
        case(305, 3, 5, 8, 2, 4, name="N = 3, T = 5, V = 8, D = 2, H = 4 and other numbers"),
    ),
    properties=(
        Property("shape", 0.5, "all_h (N, T, H) and the state (h, c) come back", "End with `return all_h, (h, c)`."),
        Property("one", 1, "One symbol is looked up and read", "embedding[ids[:, 0]] picks a row for each sample; the state before is zero."),
        Property("values", 1, "A whole source is read, and its last state is the code", "Hand both h and c on from step to step."),
        Property("unchanged", 0.5, "The arguments stay as they are, and nothing is kept from call to call", "Write nothing into ids or embedding."),
    ),
    given={"lstm_step": LSTM_STEP, **MARKS},
    solutions={
        "model": SOLUTION,
        "one-hot rows times the embedding": '''
def encode(ids, embedding, W_x, W_h, b):
    x = np.eye(len(embedding))[ids] @ embedding
    N, T, _ = x.shape
    h = c = np.zeros((N, W_h.shape[0]))
    all_h = np.empty((N, T, W_h.shape[0]))
    for t in range(T):
        h, c = lstm_step(x[:, t], h, c, W_x, W_h, b)
        all_h[:, t] = h
    return all_h, (h, c)
''',
        "sample by sample, the step written out": '''
def encode(ids, embedding, W_x, W_h, b):
    H = len(W_h)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    outputs, states = [], []
    for sequence in ids:
        h, c, seen = np.zeros(H), np.zeros(H), []
        for symbol in sequence:
            z = embedding[symbol] @ W_x + h @ W_h + b
            c = sigmoid(z[H : 2 * H]) * c + sigmoid(z[:H]) * np.tanh(z[2 * H : 3 * H])
            h = sigmoid(z[3 * H :]) * np.tanh(c)
            seen.append(h)
        outputs.append(seen)
        states.append((h, c))
    return np.array(outputs), (np.array([h for h, _ in states]), np.array([c for _, c in states]))
''',
        "float32": '''
def encode(ids, embedding, W_x, W_h, b):
    embedding, W_x, W_h, b = (np.float32(a) for a in (embedding, W_x, W_h, b))
    state = (np.zeros((ids.shape[0], W_h.shape[0]), np.float32),) * 2
    all_h = []
    for row in np.take(embedding, ids.T, axis=0):
        state = lstm_step(row, *state, W_x, W_h, b)
        all_h.append(state[0])
    return np.array(all_h).transpose(1, 0, 2), list(state)
''',
    },
    mutants=(
        Mutant("reversed", "WRONG_STEP_READ", "values", "an encoder that reads the source from its end", "two-networks", ("range(ids.shape[1])", "reversed(range(ids.shape[1]))")),
        Mutant("previous", "WRONG_STEP_READ", "values", "an encoder that reads ids[:, t - 1], at first the last symbol", "two-networks", ("ids[:, t]", "ids[:, t - 1]")),
        Mutant("last-left-out", "WRONG_STEP_READ", "shape", "an encoder that leaves out the last symbol", "two-networks", ("range(ids.shape[1])", "range(max(1, ids.shape[1] - 1))")),
        Mutant("row-off", "", "one", "an embedding whose rows are read one too early", "seq2seq-shapes", ("embedding[ids[:, t]]", "embedding[ids[:, t] - 1]")),
        Mutant("h-not-carried", "STATE_NOT_CARRIED", "values", "an encoder that forgets h after each symbol", "encoder-code", (LINE, LINE.replace("h, c, W", "np.zeros_like(h), c, W"))),
        Mutant("c-not-carried", "STATE_NOT_CARRIED", "values", "an encoder that hands h on, but not c", "encoder-code", (LINE, "h, c = lstm_step(embedding[ids[:, t]], h, np.zeros_like(c), W_x, W_h, b)")),
        Mutant("cells-collected", "H_IS_C", "one", "an encoder that collects c in the place of h", "states-h-beside-c", ("all_h.append(h)", "all_h.append(c)")),
        Mutant("state-swapped", "", "one", "an encoder that hands over (c, h)", "state-hand-over", ("(h, c)\n", "(c, h)\n")),
        Mutant("h-twice", "H_IS_C", "one", "an encoder that hands over h in the place of c", "state-hand-over", ("(h, c)\n", "(h, h)\n")),
        Mutant("first-state", "WRONG_STEP_READ", "values", "an encoder whose code is the state after the first symbol", "encoder-code", ("        all_h.append(h)\n", "        all_h.append(h)\n        code = (h, c) if t == 0 else code\n    h, c = code\n")),
        Mutant("mean-code", "OUTPUTS_ARE_THE_CODE", "values", "an encoder whose code is the mean of its outputs", "encoder-code", ("    return np.stack(all_h, axis=1), (h, c)", "    return np.stack(all_h, axis=1), (np.mean(all_h, axis=0), c)")),
        Mutant("time-first", "AXES_SWAPPED", "shape", "a result with time on its first axis", "seq2seq-shapes", ("axis=1), (h, c)", "axis=0), (h, c)")),
        Mutant("not-carried-over-batch", "BATCH_AXIS_FORGOTTEN", "one", "an encoder that reads the first source for all", "seq2seq-shapes", ("embedding[ids[:, t]]", "np.tile(embedding[ids[0, t]], (len(ids), 1))")),
        Mutant("embedding-scaled", "ARGUMENTS_OVERWRITTEN", "unchanged", "an encoder that scales the embedding in place", "seq2seq-shapes", ("    all_h = []", "    all_h = []\n    embedding *= 1.0000001")),
    ),
)  # fmt: skip
