"""The assignment gates: its tests let every right solution through and stop the mistakes that learners make."""

import numpy as np
import pytest

from lstm_lib import LSTM, lstm_step
from quizzes.assignments.master import Role, load_masters
from quizzes.assignments.rehearse import rehearse
from quizzes.load import load_bank
from quizzes.targets.nbgrader_source import source_notebook

BANK = load_bank()
MASTER = load_masters(BANK)["gates"]
NOTEBOOK = source_notebook(BANK, MASTER)
STEP, ACTIVATIONS, FORWARD = "gates-lstm-step", "gates-activations", "gates-lstm-forward"
SOLUTIONS = {cell.id: cell.source for cell in MASTER.cells if cell.role is Role.SOLUTION}

# What learners write in the place of lines of the master's solution.
STEP_MISTAKES = {
    "tanh missing on c": ("new_h = o * np.tanh(new_c)", "new_h = o * new_c"),
    "input and forget gate swapped": ("i, f, g, o = gates", "f, i, g, o = gates"),
    "candidate and output gate swapped": ("i, f, g, o = gates", "i, f, o, g = gates"),
    "order o g f i": ("(x @ W_x + h @ W_h + b)", "(np.hstack(np.split(x @ W_x + h @ W_h + b, 4, axis=1)[::-1]))"),
    "h where c belongs": ("f * c + i * g", "f * h + i * g"),
    "c where h belongs": ("h @ W_h", "c @ W_h"),
    "one bias for all units": ("+ b)", "+ b.mean())"),
    "one bias for each gate": ("+ b)", "+ np.repeat(b[:: h.shape[1]], h.shape[1]))"),
    "bias forgotten": (" + b)", ")"),
    "output from the previous cell state": ("np.tanh(new_c)", "np.tanh(c)"),
    "forget gate inverted": ("f * c", "(1 - f) * c"),
    "input gate as one minus forget gate": ("i * g", "(1 - f) * g"),
    "input gate forgotten": ("+ i * g", "+ g"),
    "old state forgotten": ("f * c + i * g", "i * g"),
    "old hidden state forgotten": (" + h @ W_h", ""),
    "recurrent weights transposed": ("h @ W_h", "(h @ W_h.reshape(W_h.shape[::-1]).T)"),
    "matrix product of the gates": ("f * c", "f @ c.T @ c"),
    "tanh on c itself": ("new_c = f * c + i * g", "new_c = np.tanh(f * c + i * g)"),
    "c changed in place": ("new_c = f * c + i * g", "c *= f; c += i * g; new_c = c"),
    "x changed in place": ("    i, f, g, o = gates(", "    x *= 1.0000001\n    i, f, g, o = gates("),
    "c and h returned in the other order": ("return new_h, new_c", "return new_c, new_h"),
    "state kept from call to call": ("new_c = f * c", "new_c = f * globals().setdefault(f'kept {c.shape}', c)"),
    "only the first sample": ("new_c = f * c + i * g", "new_c = (f * c + i * g)[:1].repeat(len(c), axis=0)"),
    "answers of the visible example": ("return new_h, new_c", "return np.array([[0.474328]]), c * 0 + 0.745185"),
    "nothing returned": ("return new_h, new_c", "new_h, new_c"),
}  # fmt: skip
ACTIVATION_MISTAKES = {
    "sigmoid for the candidate": ("np.tanh(z_g)", "sigmoid(z_g)"),
    "tanh for the gates": ("0.5 + 0.5 * np.tanh(0.5 * v)", "np.tanh(v)"),
    "sigmoid that overflows to nan": ("0.5 + 0.5 * np.tanh(0.5 * v)", "np.exp(v) / (1 + np.exp(v))"),
    "sigmoid that is cut off": ("0.5 + 0.5 * np.tanh(0.5 * v)", "1 / (1 + np.exp(-np.clip(v, -3, 3)))"),
    "order i f o g": ("z_i, z_f, z_g, z_o =", "z_i, z_f, z_o, z_g ="),
    "cut along the samples": ("np.split(z, 4, axis=1)", "z.T.reshape(4, -1, len(z)).swapaxes(1, 2)[[0, 2, 1, 3]]"),
    "columns in turns": ("np.split(z, 4, axis=1)", "[z[:, k::4] for k in range(4)]"),
    "z changed in place": ("    z_i, z_f", "    z += 0.0000001\n    z_i, z_f"),
}
FORWARD_MISTAKES = {
    "hidden state not handed on": ("h, c = lstm_step(x[:, t], h, c", "h, c = lstm_step(x[:, t], np.zeros_like(h), c"),
    "cell state not handed on": ("h, c = lstm_step(x[:, t]", "h, _ = lstm_step(x[:, t]"),
    "starts from zeros": ("    all_h = []", "    all_h = []\n    h, c = np.zeros_like(h), np.zeros_like(c)"),
    "time reversed": ("for t in range(x.shape[1])", "for t in reversed(range(x.shape[1]))"),
    "one step too few": ("range(x.shape[1])", "range(max(1, x.shape[1] - 1))"),
    "first step each time": ("x[:, t]", "x[:, 0]"),
    "time on the first axis": ("axis=1", "axis=0"),
    "state before the last step": ("axis=1), (h, c)", "axis=1), (all_h[-2] if len(all_h) > 1 else h, c)"),
    "h and c swapped at the end": ("(h, c)\n", "(c, h)\n"),
    "two steps whatever T is": ("range(x.shape[1])", "range(2)"),
}  # fmt: skip

RIGHT = {
    "loop over samples and units": (STEP, """
import math
def lstm_step(x, h, c, W_x, W_h, b):
    N, H = h.shape
    new_h, new_c = [[0.0] * H for _ in range(N)], [[0.0] * H for _ in range(N)]
    for n in range(N):
        for k in range(H):
            z = [b[q * H + k] for q in range(4)]
            for q in range(4):
                for d in range(x.shape[1]):
                    z[q] += x[n, d] * W_x[d, q * H + k]
                for j in range(H):
                    z[q] += h[n, j] * W_h[j, q * H + k]
            s = [0.5 * math.tanh(v / 2) + 0.5 for v in z]
            new_c[n][k] = s[1] * c[n, k] + s[0] * math.tanh(z[2])
            new_h[n][k] = s[3] * math.tanh(new_c[n][k])
    return np.array(new_h), np.array(new_c)
"""),
    "float32": (STEP, """
def lstm_step(x, h, c, W_x, W_h, b):
    x, h, c, W_x, W_h, b = (np.asarray(a, dtype=np.float32) for a in (x, h, c, W_x, W_h, b))
    i, f, g, o = gates(x @ W_x + h @ W_h + b)
    c = f * c + i * g
    return o * np.tanh(c), c
"""),
    "einsum, one gate at a time": (STEP, """
def lstm_step(x, h, c, W_x, W_h, b):
    H = h.shape[1]
    def part(q):
        columns = slice(q * H, (q + 1) * H)
        return np.einsum("nd,dk->nk", x, W_x[:, columns]) + np.einsum("nj,jk->nk", h, W_h[:, columns]) + b[columns]
    s = lambda v: 1 / (1 + np.exp(-v))
    c = s(part(1)) * c + s(part(0)) * np.tanh(part(2))
    return s(part(3)) * np.tanh(c), c
"""),
    "a list in the place of the pair": (STEP, """
def lstm_step(x, h, c, W_x, W_h, b):
    i, f, g, o = gates(np.hstack([x, h, np.ones((len(x), 1))]) @ np.vstack([W_x, W_h, b]))
    c = f * c + i * g
    return [o * np.tanh(c), c]
"""),
    "one array for the four gates": (ACTIVATIONS, """
def gates(z):
    z = z.reshape(len(z), 4, -1)
    s = 1 / (1 + np.exp(-z))
    return s[:, 0], s[:, 1], np.tanh(z[:, 2]), s[:, 3]
"""),
    "step written out again": (FORWARD, """
def lstm_forward(x, h, c, W_x, W_h, b):
    out = np.zeros(x.shape[:2] + h.shape[1:])
    for t in range(x.shape[1]):
        i, f, g, o = gates(x[:, t] @ W_x + h @ W_h + b)
        c = f * c + i * g
        h = o * np.tanh(c)
        out[:, t] = h
    return out, (h, c)
"""),
    "recursion": (FORWARD, """
def lstm_forward(x, h, c, W_x, W_h, b):
    h, c = lstm_step(x[:, 0], h, c, W_x, W_h, b)
    if x.shape[1] == 1:
        return h[:, None], (h, c)
    rest, last = lstm_forward(x[:, 1:], h, c, W_x, W_h, b)
    return np.concatenate([h[:, None], rest], axis=1), last
"""),
}  # fmt: skip


def scores_with(task, source):
    return rehearse(NOTEBOOK, {f"{task}-solution": source})


def mistaken(task, change):
    old, new = change
    assert old in SOLUTIONS[task], f"the master's solution no longer holds {old!r}"
    return scores_with(task, SOLUTIONS[task].replace(old, new))


@pytest.mark.parametrize("mistake", STEP_MISTAKES)
def test_wrong_step_loses_the_points_of_the_step_and_of_no_other_task(mistake):
    scores = mistaken(STEP, STEP_MISTAKES[mistake])
    assert scores[STEP].points == 0.0
    assert scores[STEP].message.startswith(("AssertionError: ", "ValueError: "))
    assert scores[ACTIVATIONS].points == 3.0


@pytest.mark.parametrize("mistake", ["tanh missing on c", "forget gate inverted", "bias forgotten"])
def test_wrong_step_costs_nothing_in_the_task_that_builds_on_it(mistake):
    assert mistaken(STEP, STEP_MISTAKES[mistake])[FORWARD].points == 4.0


@pytest.mark.parametrize("mistake", ACTIVATION_MISTAKES)
def test_wrong_activations_lose_their_points(mistake):
    assert mistaken(ACTIVATIONS, ACTIVATION_MISTAKES[mistake])[ACTIVATIONS].points == 0.0


@pytest.mark.parametrize("mistake", FORWARD_MISTAKES)
def test_wrong_forward_loses_its_points_and_no_others(mistake):
    scores = mistaken(FORWARD, FORWARD_MISTAKES[mistake])
    assert scores[FORWARD].points == 0.0
    assert scores[STEP].points == 6.0


@pytest.mark.parametrize("name", RIGHT)
def test_right_solution_gets_full_marks_however_it_is_written(name):
    task, source = RIGHT[name]
    assert {k: s.points - s.max_points for k, s in scores_with(task, source).items() if s.points < s.max_points} == {}


def test_no_graded_cell_needs_another_one():
    graded = [cell["id"] for cell in NOTEBOOK["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    for task in graded:
        others = {other: "" for other in graded if other != task}
        score = rehearse(NOTEBOOK, others)[task]
        assert score.points == score.max_points, score.message


def test_stub_is_told_what_to_do():
    scores = scores_with(STEP, "def lstm_step(x, h, c, W_x, W_h, b):\n    pass")
    assert scores[STEP].message == (
        "AssertionError: lstm_step returned None: write its code, and end it with `return h, c`."
    )


def test_solution_of_the_master_is_the_step_and_the_layer_of_the_library():
    space = {"np": np}
    for task in (ACTIVATIONS, STEP, FORWARD):
        exec(SOLUTIONS[task], space)
    rng = np.random.default_rng(5)
    N, T, D, H = 3, 4, 2, 5
    layer = LSTM(D, H, rng=rng, dtype=np.float64)
    layer.params["b"][...] = rng.normal(size=4 * H)
    x, h, c = rng.normal(size=(N, T, D)), rng.normal(size=(N, H)), rng.normal(size=(N, H))
    weights = (layer.params["W_x"], layer.params["W_h"], layer.params["b"])
    step = lstm_step(x[:, 0], h, c, *weights)
    for ours, theirs in zip(space["lstm_step"](x[:, 0], h, c, *weights), (step.h, step.c), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)
    trace = layer.forward(x, state=(h, c))
    all_h, (last_h, last_c) = space["lstm_forward"](x, h, c, *weights)
    np.testing.assert_allclose(all_h, trace.h, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(last_h, trace.final[0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(last_c, trace.final[1], rtol=1e-12, atol=1e-14)


def test_assignment_is_worth_ten_to_twenty_points_and_says_how_long_it_takes():
    assert 10 <= sum(score.max_points for score in rehearse(NOTEBOOK).values()) <= 20
    assert "**About 90 minutes.**" in MASTER.cells[0].source
