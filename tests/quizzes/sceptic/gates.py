"""Attempts on the keys of the chapter Gates: the cell."""

import itertools

import numpy as np

from lstm_lib import LSTM, lstm_step
from sceptic import (
    BANK,
    by_hand,
    close,
    doubt,
    keras,
    logit,
    made_in_order,
    sigmoid,
    torch,
    torch_cell,
    torch_step,
    variants,
)

OPEN, SHUT = 60.0, -60.0


def far(seed=0, scale=100.0):
    """A step of a cell with inputs, states and weights far beyond the usual."""
    rng = np.random.default_rng(seed)
    shapes = ((9, 3), (9, 4), (9, 4), (3, 16), (4, 16), (16,))
    return [scale * rng.standard_normal(shape) for shape in shapes]


@doubt("gates-forget-one", "a memory so large or small that one times it is not it")
def memory_of_any_size():
    zero, weights, b = np.zeros((1, 1)), np.zeros((1, 4)), np.array([-800.0, 800.0, 3.0, 0.0])
    return all(lstm_step(zero, zero, np.array([[c]]), weights, weights, b).c == c for c in (0.8, 1e300, -1e-300))


@doubt("gates-forget-role", "units that hear each other, so that no share is a unit's own")
def one_share_a_unit():
    cell = torch.nn.LSTMCell(2, 3).double()
    x, h, c = torch.randn(1, 2).double(), torch.randn(1, 3).double(), torch.randn(1, 3).double()
    with torch.no_grad():
        before, after = cell(x, (h, c))[1], cell(x, (h, c + torch.tensor([[0.0, 1.0, 0.0]])))[1]
    change = (after - before)[0].numpy()
    return close(change[[0, 2]], 0) and 0 < change[1] < 1


@doubt("gates-forget-decay", "single precision, in which 0.8 is not 0.8 and errors add up over three steps")
def decay_in_single_precision():
    left = np.prod(np.full(3, sigmoid(np.float32(logit(0.8))), np.float32))
    return abs(left - 0.8**3) < 1e-5 and left.dtype == np.float32


@doubt("gates-cell-update", "another library with another update")
@doubt("gates-hidden-from-cell", "another library with another view of the memory")
def pytorch_by_hand():
    i, f, g, o, c = 0.3, 1.2, -0.7, 0.4, 2.0
    memory = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return close(torch_step(c, i=i, f=f, g=g, o=o), [sigmoid(o) * np.tanh(memory), memory])


@doubt("gates-values", "inputs so large that a gate leaves [0, 1], or a sum of one")
def gates_at_the_extremes():
    o = lstm_step(*far()).o
    return bool(((o >= 0) & (o <= 1)).all()) and not np.allclose(o.sum(axis=1), 1)


@doubt("gates-three", "a library that counts four, as PyTorch's documentation names a cell gate")
def the_fourth_is_no_share():
    return torch_step(0.0, i=OPEN, g=-3.0)[1] < -0.99 and torch_step(1.0, f=-3.0, i=SHUT)[1] > 0


@doubt("gates-responsible", "a share of a share, by which a gate might turn a sign after all")
def no_gate_turns_a_sign():
    grid = np.linspace(-8, 8, 9)
    return all(torch_step(0.0, i=i, f=f, o=o, g=-1.0)[1] < 0 for i, f, o in itertools.product(grid, grid, (0.0,)))


@doubt("gates-inputs", "a memory so large that some path from it to the gate shows")
def output_gate_with_a_huge_memory():
    x, h, c, *weights = far(scale=1.0)
    return np.array_equal(lstm_step(x, h, c, *weights).o, lstm_step(x, h, 1e6 * c, *weights).o)


@doubt("gates-input-zero", "a later step, at which the candidate of this one comes back")
def refused_for_good():
    x, h, c, W_x, W_h, b = far(scale=1.0)
    other = b.copy()
    other[8:12] += 5.0  # the candidate
    ends = []
    for first in (b, other):
        first = first.copy()
        first[:4] = -800.0
        state = lstm_step(x, h, c, W_x, W_h, first)
        for _ in range(3):
            state = lstm_step(x, state.h, state.c, W_x, W_h, b)
        ends.append(state)
    return np.array_equal(ends[0].c, ends[1].c) and np.array_equal(ends[0].h, ends[1].h)


@doubt("gates-candidate-card", "a candidate of 0, which writes nothing whatever the gate says")
def amount_is_gate_times_content():
    written = {(i, g): torch_step(0.0, i=logit(i), g=np.arctanh(g))[1] for i in (0.2, 0.8) for g in (0.0, 0.5)}
    return close([written[0.2, 0.0], written[0.8, 0.0]], 0) and close(written[0.8, 0.5] / written[0.2, 0.5], 4)


@doubt("gates-output-function", "Keras's gates, which were a hard sigmoid once")
def gate_of_keras_today():
    h, c = torch_step(1.0, o=2.0, i=SHUT, f=OPEN)
    return keras.layers.LSTM(1).get_config()["recurrent_activation"] == "sigmoid" and close(
        h / np.tanh(c), sigmoid(2.0)
    )


@doubt("gates-output-zero", "Keras, whose next step might start from what was shown")
def hidden_in_keras():
    layer = keras.layers.LSTM(1, return_sequences=True, return_state=True)
    layer.build((None, None, 1))
    layer.set_weights([np.array([[0.0, 0, 0, 2 * OPEN]]), np.zeros((1, 4)), np.array([SHUT, OPEN, 0, SHUT])])
    x = np.array([[[0.0], [1.0]]], np.float32)  # the output gate is shut, then open
    y, _, c = layer(x, initial_state=[np.zeros((1, 1), np.float32), np.full((1, 1), 1.5, np.float32)])
    return close(np.asarray(y)[0, :, 0], [0, np.tanh(1.5)]) and close(c, 1.5)


@doubt("gates-beyond-one", "a sequence so long that h or g pass 1, or c stops")
def counting_for_ever():
    layer = LSTM.from_params({"W_x": np.zeros((1, 4)), "W_h": np.zeros((1, 4)), "b": np.array([60.0, 60, 60, 60])})
    trace = layer.forward(np.zeros((1, 2000, 1)))
    return trace.c.max() > 1999 and trace.h.max() <= 1 and trace.g.max() <= 1


@doubt("gates-forget-bias", "PyTorch, which adds two biases: a 2 in each would be 4, so the question has one bias")
def forget_bias_of_torch():
    once = torch_step(1.0, f=2.0, i=SHUT)[1]
    return close(once, 0.880797, 1e-6) and "bias is set to 2" in BANK.items["gates-forget-bias"].prompt


@doubt("gates-parameters", "a count that includes PyTorch's second bias")
def parameters_of_torch():
    ours = LSTM(3, 5, rng=np.random.default_rng(0))
    theirs = torch.nn.LSTM(3, 5)
    count = sum(weight.numel() for weight in theirs.parameters())
    return count == 200 and sum(v.size for v in ours.params.values()) == 180


@doubt("gates-update-order", "another pair that may change places, such as the output gate made at the end")
def each_part_finds_what_it_needs():
    return made_in_order(
        [
            ("weigh", lambda k: {"z": k["x"]}),
            ("squash", lambda k: dict.fromkeys("ifgo", k["z"])),
            ("keep", lambda k: {"kept": (k["f"], k["c before"])}),
            ("write", lambda k: {"written": (k["i"], k["g"])}),
            ("add", lambda k: {"c": (k["kept"], k["written"])}),
            ("squash-cell", lambda k: {"tanh": k["c"]}),
            ("show", lambda k: {"h": (k["o"], k["tanh"])}),
        ],
        {"x": 0, "c before": 0},
        ties=[("keep", "write")],
    )


@doubt("gates-roles", "PyTorch's numbering of the gates, read as the order of the names")
def each_gate_of_torch_alone():
    wrote = torch_step(0.0, i=OPEN, f=SHUT, o=SHUT, g=1.0)[1]
    kept = torch_step(2.0, i=SHUT, f=OPEN, o=SHUT, g=1.0)[1]
    read = torch_step(2.0, i=SHUT, f=OPEN, o=OPEN, g=1.0)[0]
    return close([wrote, kept, read], [np.tanh(1), 2, np.tanh(2)])


@doubt("gates-equations", "a product that is no product: its factors by automatic differentiation")
def factors_by_autograd():
    c, b = (
        torch.tensor([[0.7]]).double().requires_grad_(),
        torch.tensor([0.3, -0.4, 0.9, 0.1]).double().requires_grad_(),
    )
    cell = torch_cell()
    state = torch.func.functional_call(
        cell, {"bias_ih": b}, (torch.zeros(1, 1).double(), (torch.zeros(1, 1).double(), c))
    )
    by_c, by_b = torch.autograd.grad(state[1].sum(), (c, b))
    return close(by_c, sigmoid(-0.4)) and close(by_b[2], sigmoid(0.3) * (1 - np.tanh(0.9) ** 2)) and close(by_b[3], 0)


@doubt("gates-deaf", "two gates shut at once, so that another one than the input gate is enough")
def only_the_input_gate_deafens():
    for i, f, o in itertools.product((SHUT, OPEN), repeat=3):
        ends = [torch_step(0.5, i=i, f=f, o=o, g=g) for g in (-1.0, 1.0)]
        if close(*ends) != (i == SHUT):
            return False
    return True


@doubt("gates-architecture", "a memory that is bent a little, where two small ones look linear")
def linear_far_from_zero():
    keep = {"i": SHUT, "f": logit(0.6)}
    sums = [torch_step(c, **keep)[1] for c in (50.0, 400.0, 450.0)]
    return close(sums[0] + sums[1], sums[2])


@doubt("gates-card-how", "a memory so small that its tanh is itself")
def shown_through_tanh():
    h, c = torch_step(1.0, i=SHUT, f=OPEN, o=OPEN)
    small = torch_step(1e-4, i=SHUT, f=OPEN, o=OPEN)
    return close(c, 1) and abs(h - 0.76) < 0.005 and close(*small)


@doubt("gates-cell-number", "who computes by hand and rounds to two decimals")
def update_by_hand():
    return by_hand("gates-cell-number", lambda p: p["f"] * p["c"] + p["i"] * p["g"], 2)


@doubt("gates-hidden-number", "who computes by hand and rounds to two decimals")
def view_by_hand():
    return by_hand("gates-hidden-number", lambda p: p["o"] * np.tanh(p["c"]), 2)


@doubt("gates-weights-shape", "PyTorch, whose matrix stands the other way round, for W x and not x W")
@doubt("gates-parameters-number", "PyTorch's second bias, counted by the learner's own library")
def torch_turned_round():
    for v in variants("gates-weights-shape"):
        if tuple(torch.nn.LSTM(v.p["features"], v.p["units"]).weight_ih_l0.T.shape) != tuple(v.answer):
            return False
    for v in variants("gates-parameters-number"):
        layer = torch.nn.LSTM(v.p["features"], v.p["units"])
        if sum(weight.numel() for weight in layer.parameters()) - layer.bias_hh_l0.numel() != v.answer:
            return False
    return "x_t W_x" in BANK.items["gates-weights-shape"].prompt


@doubt("gates-trace-step", "a sigmoid of 50 that is not yet 1 in two digits")
def printed_by_hand():
    for v in variants("gates-trace-step", 20):
        i, f, o = (float(v.p[name]) > 0 for name in "ifo")
        c = f * float(v.p["c"]) + i * 1.0
        if not v.accepts(f"{round(c, 2)}\n{abs(o * np.tanh(c)) > 0.01}"):
            return False
    return True
