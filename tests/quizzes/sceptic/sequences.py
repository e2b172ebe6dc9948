"""Attempts on the keys of the chapter Sequences."""

from decimal import Decimal, getcontext

import numpy as np

from lstm_lib import GRU, LSTM, RNN, Stack, clip_by_global_norm, jacobian_norms
from sceptic import BANK, by_hand, close, doubt, made_in_order, shapes, torch, variants


def new(kind, *sizes, seed=0):
    return kind(*sizes, rng=np.random.default_rng(seed), dtype=np.float64)


@doubt("sequences-answer-shape", "PyTorch, whose layers take time first: the question has to say the order of the axes")
def answers_of_torch():
    def scores(p):
        layer = torch.nn.RNN(p["features"], p["units"], batch_first=True)
        dense = torch.nn.Linear(p["units"], p["classes"])
        return dense(layer(torch.zeros(p["batch"], p["steps"], p["features"]))[0]).shape

    return (
        shapes("sequences-answer-shape", scores)
        and "(<<batch>>, <<steps>>," in BANK.items["sequences-answer-shape"].prompt
    )


@doubt("sequences-unrolled", "a library that unrolls by copying its weights")
def torch_has_one():
    layer = torch.nn.RNN(2, 3)
    layer(torch.zeros(50, 1, 2))
    return [tuple(p.shape) for name, p in layer.named_parameters() if "weight_hh" in name] == [(3, 3)]


@doubt("sequences-parameters", "a library that keeps two biases: the question names Keras's layer")
def count_of_torch():
    for v in variants("sequences-parameters"):
        layer = torch.nn.RNN(v.p["features"], v.p["units"])
        if sum(p.numel() for p in layer.parameters()) - v.p["units"] != v.answer:
            return False
    return "SimpleRNN" in BANK.items["sequences-parameters"].prompt


@doubt("sequences-what-may-change", "one step, one sequence, or very many")
def longer_than_trained():
    layer = LSTM(2, 3, rng=np.random.default_rng(0))
    return all(layer.forward(np.zeros((n, t, 2), np.float32)).h.shape == (n, t, 3) for n, t in ((1, 1), (50, 500)))


@doubt("sequences-card-graph", "layers other than the plain one, and stacks, in which something might run back")
def no_layer_looks_ahead():
    x = np.random.default_rng(1).standard_normal((1, 8, 3))
    later = x.copy()
    later[0, 5] += 1
    layers = [new(LSTM, 3, 4), new(GRU, 3, 4), Stack([new(RNN, 3, 5), new(LSTM, 5, 2)])]
    return all(np.array_equal(layer.forward(x).h[:, :5], layer.forward(later).h[:, :5]) for layer in layers)


@doubt("sequences-state-not-layer", "a gated layer, and a difference that lies thirty steps back")
def states_tell_apart_what_is_long_gone():
    layer = new(LSTM, 1, 4)
    layer.params["b"][4:8] = 3
    x = np.random.default_rng(2).standard_normal((2, 31, 1))
    x[1, 1:] = x[0, 1:]
    h = layer.forward(x).h
    return not close(h[0, -1], h[1, -1], 1e-9) and np.array_equal(x[0, -1], x[1, -1])


@doubt("sequences-trace-history", "numbers so near each other that rounding decides")
def two_histories_by_hand():
    a, b = np.tanh(1 + np.tanh(np.tanh(1))), np.tanh(1 + np.tanh(1))
    return round(a, 3) == 0.928 and round(b, 3) == 0.943


@doubt("sequences-not-true", "wide layers, in which gradients live longer")
def little_is_left_in_a_wide_layer():
    layer = new(RNN, 1, 256)
    trace = layer.forward(np.random.default_rng(0).standard_normal((1, 60, 1)))
    dh = np.zeros_like(trace.h)
    dh[0, -1] = 1
    size = np.abs(layer.backward(trace, dh).x[0]).max(axis=1)
    return size[0] < 0.1 * size[-1]


@doubt("sequences-training-order", "clipping at each time step, or an update before the gradient is whole")
def training_finds_what_it_needs():
    return made_in_order(
        [
            ("forward", lambda k: {"states": k["x"]}),
            ("loss", lambda k: {"dh": k["states"]}),
            ("backward", lambda k: {"sum": (k["states"], k["dh"])}),
            ("clip", lambda k: {"short": k["sum"]}),
            ("update", lambda k: {"weights": k["short"]}),
        ],
        {"x": 0},
    )


@doubt("sequences-weight-gradient", "a library that keeps the steps apart")
def gradient_of_torch():
    def shape(p):
        layer = torch.nn.RNN(p["features"], p["units"])
        layer(torch.randn(p["steps"], p["batch"], p["features"]))[0].sum().backward()
        return layer.weight_hh_l0.grad.shape

    return shapes("sequences-weight-gradient", shape)


@doubt("sequences-weight-power", "who computes the power by hand and rounds to two decimals")
def power_by_hand():
    return by_hand("sequences-weight-power", lambda p: p["weight"] ** p["steps"], 2)


@doubt("sequences-hundredth", "a power that meets the hundredth exactly, or logarithms that are rounded the wrong way")
def hundredth_by_counting():
    for v in variants("sequences-hundredth", 20):
        left, k = Decimal(1), 0
        while left >= Decimal("0.01"):
            left, k = left * Decimal(str(v.p["weight"])), k + 1
        if k != v.answer:
            return False
    return True


@doubt("sequences-radius", "a matrix that is not normal and grows first")
def radius_with_large_first_steps():
    """A matrix whose norm grows for many steps before its eigenvalue of 0.9 wins: the item has none such."""
    matrix = np.array([[0.5, 0.4], [0.4, 0.5]])
    return np.linalg.norm(np.linalg.matrix_power(matrix, 100)) < 1e-3 and np.linalg.norm(matrix, 2) < 1


@doubt("sequences-orthogonal", "a layer so wide that its states stay near 0")
def orthogonal_in_a_wide_layer():
    layer = new(RNN, 1, 300, seed=5)
    norms = jacobian_norms(layer, layer.forward(np.random.default_rng(5).standard_normal((1, 100, 1)))).dh
    shares = norms[1:] / norms[:-1]
    return norms[100] < 0.1 * norms[0] and shares[10:].std() < 0.1 * shares.mean()


@doubt("sequences-card-gradients", "fifty digits, in which a growth that is rounding would shrink")
def growth_in_fifty_digits():
    getcontext().prec = 50
    return round(Decimal("1.5") ** 30) == 191751 and abs(np.float32(1.5) ** np.float32(30) / 191751.06 - 1) < 1e-6


@doubt("sequences-gates-purpose", "PyTorch's layer and automatic derivative, in single precision")
def gates_and_gradients_in_torch():
    def left(f, scale=0.0, units=1):
        torch.manual_seed(0)
        layer = torch.nn.LSTM(1, units)
        with torch.no_grad():
            layer.weight_hh_l0.mul_(scale)
            if not scale:
                layer.bias_ih_l0.zero_()
                layer.bias_hh_l0.zero_()
            layer.bias_ih_l0[units : 2 * units] += np.log(f / (1 - f))
        c = torch.zeros(1, 1, units, requires_grad=True)
        last = layer(torch.zeros(100, 1, 1), (torch.zeros(1, 1, units), c))[1][1]
        return torch.autograd.grad(last[0, 0, 0], c)[0].abs().max().item()

    return 1 / 3 < left(0.99) < 0.4 and left(0.5) < 1e-20 and left(0.99, scale=2.0, units=12) > 1


@doubt("sequences-cell-keep", "a candidate that listens to h: the question has to exclude it, too")
def listening_candidate():
    f, W = 0.8, np.array([[0.0, 0.0, 2.0, 0.0]])
    cell = LSTM.from_params({"W_x": np.zeros((1, 4)), "W_h": W, "b": np.array([1.0, np.log(f / (1 - f)), 0.2, 1.0])})
    measured = jacobian_norms(cell, cell.forward(np.zeros((1, 4, 1)))).dc[-1]
    said = "candidate" in BANK.items["sequences-cell-keep"].prompt
    return (
        abs(measured - f**4) > 0.1
        and said
        and by_hand("sequences-cell-keep", lambda p: float(p["share"]) ** (1 / p["steps"]), 4)
    )


@doubt(
    "sequences-cell-paths", "a cell that shows nothing: then no way leads through h, and the product has to be exact"
)
def product_where_nothing_is_shown():
    cell = new(LSTM, 2, 3)
    cell.params["W_x"][:, 9:] = cell.params["W_h"][:, 9:] = 0
    cell.params["b"][9:] = -60
    norms = jacobian_norms(cell, cell.forward(np.random.default_rng(3).standard_normal((1, 6, 2))))
    return np.allclose(norms.dc, norms.forget.max(axis=1), rtol=1e-9)


@doubt("sequences-clip-number", "another library's global norm, such as PyTorch's, which adds a little to it")
def clipped_by_torch():
    for v in variants("sequences-clip-number", 20):
        arrays = [torch.zeros(2).requires_grad_(), torch.zeros(1).requires_grad_()]
        arrays[0].grad, arrays[1].grad = torch.tensor([v.p["a"], v.p["b"]]), torch.tensor([v.p["c"]])
        torch.nn.utils.clip_grad_norm_(arrays, v.p["limit"])
        if not v.accepts(f"{arrays[0].grad[0].item():.2f}"):
            return False
    return True


@doubt("sequences-clip-code", "a norm that is just the limit, at which it is open whether something is clipped")
def clipped_as_printed():
    for v in variants("sequences-clip-code", 20):
        w, b, limit = (float(v.p[name]) for name in ("w", "v", "limit"))
        norm = (w * w + b * b) ** 0.5
        by = min(1.0, limit / norm)
        if not v.accepts(f"{norm}\n{np.array([w * by]).round(2)} {np.array([b * by]).round(2)}"):
            return False
    return True


@doubt("sequences-clip-vanished", "a gradient of exactly 0, by whose length one divides")
def clipping_a_zero():
    return not clip_by_global_norm({"a": np.zeros(3)}, 1.0).grads["a"].any()


@doubt("sequences-truncated-reach", "PyTorch and a gated layer, whose memory might take a gradient over the cut")
def reach_by_detaching():
    for v in variants("sequences-truncated-reach"):
        torch.manual_seed(0)
        layer = torch.nn.LSTM(1, 3, batch_first=True)
        x, state = torch.randn(1, v.p["steps"], 1, requires_grad=True), None
        states = []
        for part in x.split(v.p["piece"], dim=1):
            h, state = layer(part, state and tuple(each.detach() for each in state))
            states.append(h)
        grad = torch.autograd.grad(torch.cat(states, dim=1)[0, v.p["at"] - 1].sum(), x)[0]
        if int((grad != 0).sum()) != v.answer:
            return False
    return True


@doubt("sequences-looks-ahead", "a kernel that is laid the other way round")
def same_by_numpy():
    x, kernel = np.arange(9.0), np.array([1.0, 2.0, 3.0])
    later = x + np.eye(9)[-1]
    moved = [
        np.flatnonzero(np.convolve(later, k, mode="same") - np.convolve(x, k, mode="same")).tolist()
        for k in (kernel, kernel[::-1])
    ]
    return moved == [[7, 8], [7, 8]]
