"""Attempts on the keys of the chapter States: the step, its two states, stacks, gradients."""

import inspect

import numpy as np

from lstm_lib import GRU, LSTM, RNN, Stack, jacobian_norms
from sceptic import BANK, by_hand, close, doubt, keras, logit, made_in_order, sigmoid, torch, torch_step, variants

OPEN, SHUT = 60.0, -60.0


def torch_lstm(features, units, seed=0, **options):
    torch.manual_seed(seed)
    return torch.nn.LSTM(features, units, batch_first=True, **options).double()


def random(*shape, seed=1):
    return torch.tensor(np.random.default_rng(seed).standard_normal(shape))


@doubt("states-cell-inputs", "another library's cell, which might read more")
@doubt("states-inputs-card", "a cell of another library that takes the previous output besides")
def torch_reads_three():
    torch.manual_seed(0)
    cell = torch.nn.LSTMCell(2, 3).double()
    x, h, c = random(1, 2), random(1, 3, seed=2), random(1, 3, seed=3)
    with torch.no_grad():
        before = cell(x, (h, c))
        moved = [cell(*call) for call in ((x + 1, (h, c)), (x, (h + 1, c)), (x, (h, c + 1)))]
    names = list(inspect.signature(torch.nn.LSTMCell.forward).parameters)
    return names == ["self", "input", "hx"] and not any(close(new[1], before[1]) for new in moved)


@doubt("states-two-outputs", "PyTorch, which might keep something else between two calls")
def torch_goes_on():
    layer, x = torch_lstm(2, 3), random(1, 10, 2)
    with torch.no_grad():
        whole = layer(x)[0][:, 4:]
        h, c = layer(x[:, :4])[1]
        again = [layer(x[:, 4:], state)[0] for state in ((h, c), (h, 0 * c), (0 * h, c))]
    return [close(y, whole, 1e-12) for y in again] == [True, False, False]


@doubt("states-symbols", "PyTorch's cell, in which h is the view and o a share")
@doubt("states-two-sentences", "a memory that reaches the gates after all: PyTorch's output gate under two memories")
def gates_of_torch_and_the_memory():
    shares = []
    for c in (0.3, 5.0):
        h, new = torch_step(c, i=SHUT, f=OPEN, o=0.4)
        shares.append(h / np.tanh(new))
    return close(shares, sigmoid(0.4)) and close(torch_step(2.0, i=0.0, f=logit(0.5), g=OPEN)[1], 1.5)


@doubt("states-stack-steps", "layers of another kind above and below")
def stacks_of_other_kinds():
    def layer(kind, features, units):
        return kind(features, units, rng=np.random.default_rng(0), dtype=np.float64)

    x = np.random.default_rng(1).standard_normal((1, 6, 2))
    other = x.copy()
    other[:, 3] += 1
    for below, above in ((GRU, LSTM), (LSTM, RNN), (RNN, GRU)):
        stack = Stack([layer(below, 2, 3), layer(above, 3, 4)])
        change = np.abs(stack.forward(other).h - stack.forward(x).h).max(axis=(0, 2))
        if np.flatnonzero(change).tolist() != [3, 4, 5]:
            return False
    return True


@doubt("states-stack-wiring", "PyTorch's stacks, which might hand up the last step")
def stack_of_torch():
    two = torch_lstm(2, 3, num_layers=2)
    lower, upper = torch_lstm(2, 3), torch_lstm(3, 3)
    x = random(1, 7, 2)
    with torch.no_grad():
        for layer, k in ((lower, 0), (upper, 1)):
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
                getattr(layer, f"{name}_l0").copy_(getattr(two, f"{name}_l{k}"))
        below = lower(x)[0]
        own = upper(below[:, :2])[1]  # after the second step
        return close(upper(below[:, 2:3], own)[0][:, 0], two(x)[0][:, 2], 1e-12)


@doubt("states-by-hand", "Keras, which puts 1 into the forget gate's bias whatever the others are")
def by_hand_in_keras():
    layer = keras.layers.LSTM(1)
    layer.build((None, None, 1))
    for v in variants("states-by-hand"):
        w = v.p["w"]
        bias = np.array([w, 1.0, w, w])
        layer.set_weights([np.full((1, 4), w), np.full((1, 4), w), bias])
        if not v.accepts(f"{np.asarray(layer(np.full((1, 1, 1), v.p['x'], np.float32))).item():.4f}"):
            return False
    return True


@doubt("states-constant-weights", "a constant of 0, and a layer of one unit: the question has to exclude both")
def constants_that_do_not_count():
    dead = LSTM.from_params({"W_x": np.zeros((2, 12)), "W_h": np.zeros((3, 12)), "b": np.zeros(12)})
    x = np.random.default_rng(0).standard_normal((2, 4, 2))
    prompt = BANK.items["states-constant-weights"].prompt
    return np.array_equal(dead.forward(x).h, dead.forward(2 * x).h) and all(
        words in prompt for words in ("several units", "not zero", "drawn at")
    )


@doubt("states-h-or-c", "single precision, in which a full tanh might round beyond 1")
def bounds_in_single_precision():
    weights = {
        "W_x": np.zeros((1, 4), np.float32),
        "W_h": np.zeros((1, 4), np.float32),
        "b": np.full(4, 60, np.float32),
    }
    trace = LSTM.from_params(weights).forward(np.zeros((1, 500, 1), np.float32))
    return trace.h.max() <= 1 and trace.c.max() > 499


@doubt("states-leaves", "PyTorch, whose layer might hand up another state")
def torch_puts_out_h():
    with torch.no_grad():
        y, (h, c) = torch_lstm(2, 3)(random(1, 5, 2))
    return close(y[:, -1], h[0], 1e-12) and not close(y[:, -1], c[0], 1e-3)


@doubt("states-update-order", "a step that can be taken earlier, such as the view of the old memory")
def what_a_cell_needs():
    return made_in_order(
        [
            ("gates", lambda k: dict.fromkeys("ifgo", k["x"])),
            ("cell", lambda k: {"c": (k["f"], k["i"], k["g"])}),
            ("squashed", lambda k: {"tanh": k["c"]}),
            ("hidden", lambda k: {"h": (k["o"], k["tanh"])}),
        ],
        {"x": 0},
    )


@doubt("states-growing", "who adds by hand and rounds to three digits")
def sum_by_hand():
    return by_hand("states-growing", lambda p: np.tanh(p["steps"] * p["g"]), 3)


@doubt("states-carry-gradient", "PyTorch, in which the state is handed on without being detached")
def detached_in_torch():
    layer, x = torch_lstm(1, 3), random(1, 8, 1).requires_grad_()
    h, state = layer(x[:, :4])
    cut = layer(x[:, 4:], tuple(part.detach() for part in state))[0]
    grad = torch.autograd.grad(cut[:, -1].sum(), x)[0][0, :, 0]
    whole = layer(x)[0]
    return close(cut.detach(), whole[:, 4:].detach(), 1e-12) and not grad[:4].any() and bool((grad[4:] != 0).all())


@doubt("states-carry-arrays", "another library, which keeps the layers' states in one array")
def arrays_of_torch():
    for v in variants("states-carry-arrays"):
        layers, units = v.p["layers"], v.p["units"]
        with torch.no_grad():
            state = torch.nn.LSTM(2, units, num_layers=layers)(torch.zeros(2, 1, 2))[1]
        if sum(part.numel() for part in state) != v.answer * units:
            return False
    return True


@doubt("states-gradient-product", "a candidate that listens to h: the question has to exclude it, too")
def a_candidate_that_listens():
    cell = LSTM(1, 1, rng=np.random.default_rng(0), dtype=np.float64)
    cell.params["W_h"][:] = [[0, 0, 2, 0]]
    norms = jacobian_norms(cell, cell.forward(np.ones((1, 3, 1))))
    said = "candidate" in BANK.items["states-gradient-product"].prompt
    product = by_hand("states-gradient-product", lambda p: p["first"] * p["second"] * p["third"], 3)
    return abs(norms.dc[-1] - norms.forget[-1].max()) > 0.02 and said and product
