"""Attempts on the keys of the chapter Debugging."""

import numpy as np

from lstm_lib import GRU, LSTM, RNN, lstm_step, numeric_gradient, pieces
from quizzes.variants import values_of
from sceptic import BANK, close, doubt, shapes, torch, torch_cell


def new(kind, features=2, units=3):
    return kind(features, units, rng=np.random.default_rng(0), dtype=np.float64)


@doubt("debugging-gradient-check", "a state at which the factor that is missing cannot be seen")
def where_the_output_gate_is_open():
    def both(bias):
        b, c = np.array([0.0, 0.5, 0.3, bias]), np.array([[0.7]])
        zero, weights = np.zeros((1, 1)), np.zeros((1, 4))
        step = lstm_step(zero, zero, c, weights, weights, b)
        measured = numeric_gradient(lambda: lstm_step(zero, zero, c, weights, weights, b).tanh_c.sum(), c)
        own = (1 - step.tanh_c**2) * step.f
        return close(own, measured), close(step.o * own, measured)

    return both(0.2) == (True, False) and both(60.0) == (True, True)


@doubt("debugging-first-loss", "classes that are not equally likely in the batch")
def losses_of_all_classes():
    item = BANK.items["debugging-first-loss"]
    return all(
        np.isclose(values_of(item, seed)["answer"], np.log(values_of(item, seed)["parameters"]["classes"]))
        for seed in range(5)
    )


@doubt("debugging-unbounded", "PyTorch's cell, which might be one of the other mends")
def which_mend_is_torch():
    i, f, g, o, c = -0.2, 2.0, 0.8, 0.6, 3.0
    s = {name: 1 / (1 + np.exp(-z)) for name, z in {"i": i, "f": f, "g": g, "o": o}.items()}
    new_c = s["f"] * c + s["i"] * np.tanh(g)
    mends = {
        "shown": s["o"] * np.tanh(new_c),
        "gates": np.tanh(o) * (np.tanh(f) * c + np.tanh(i) * np.tanh(g)),
        "candidate": s["o"] * (s["f"] * c + s["i"] * s["g"]),
        "update": s["o"] * np.tanh(np.tanh(new_c)),
    }
    zero = torch.zeros(1, 1).double()
    with torch.no_grad():
        h = torch_cell(i=i, f=f, g=g, o=o)(zero, (zero, zero + c))[0].item()
    return [name for name, value in mends.items() if close(value, h)] == ["shown"]


@doubt("debugging-dead-bias", "a bias that another line reads")
def dead_biases_by_reading():
    prompt = BANK.items["debugging-dead-bias"].prompt
    return "b_f" not in prompt and "b_i" not in prompt and prompt.count("b_o") == 3 and "b_g" in prompt


@doubt("debugging-stack-shape", "elements that might stand elsewhere than the shape says")
def stacked_by_hand():
    windows = [10 * n + np.arange(3.0)[:, None] for n in range(4)]
    array = np.stack(windows, axis=1)
    right = all(array[t, n, 0] == 10 * n + t for t in range(3) for n in range(4))
    return right and shapes("debugging-stack-shape", lambda p: (p["steps"], p["count"], p["features"]), count=20)


@doubt("debugging-axes-checks", "as many windows as steps, and a gated layer")
def square_batches():
    windows = list(np.random.default_rng(1).standard_normal((6, 6, 2)))
    for kind in (LSTM, GRU):
        layer = new(kind)

        def answers(axis, some, layer=layer):
            return np.moveaxis(layer.forward(np.stack(some, axis=axis)).h, axis, 0)

        passes = [
            (
                answers(axis, windows).shape == (6, 6, 3),
                close(answers(axis, windows[::-1]), answers(axis, windows)[::-1], 1e-9),
                close(answers(axis, windows[-1:])[0], answers(axis, windows)[-1], 1e-9),
                bool((np.stack(windows, axis=axis)[3, 4] == windows[3][4]).all()),
            )
            for axis in (0, 1)
        ]
        if passes != [(True, True, True, True), (True, False, False, False)]:
            return False
    return True


@doubt("debugging-attention-depends", "a way by which a derivative would reach the source")
def no_derivative_by_the_source():
    embedded, h, W = (
        torch.randn(2, 3).requires_grad_(),
        torch.randn(2, 4).requires_grad_(),
        torch.randn(7, 5).requires_grad_(),
    )
    values = torch.randn(2, 5, 4).requires_grad_()
    weights = torch.softmax(torch.cat([embedded, h], dim=1) @ W, dim=1)
    context = (weights[:, None] @ values)[:, 0]
    grads = torch.autograd.grad(weights[:, 0].sum(), (embedded, h, W, values), allow_unused=True)
    return [grad is not None for grad in grads] == [True, True, True, False] and context.shape == (2, 4)


@doubt("debugging-context-first", "a code of zeros, and a gated decoder, which might part later")
def drift_of_other_decoders():
    for code in (np.zeros((1, 3)), np.full((1, 3), 0.5)):
        decoder, inputs = new(GRU, 2 + 3), np.random.default_rng(2).standard_normal((1, 6, 2))

        def decode(some, state, decoder=decoder):
            context = np.repeat(state[:, None], some.shape[1], axis=1)
            trace = decoder.forward(np.concatenate([some, context], axis=2), state)
            return trace.h, trace.final

        whole, state, same = decode(inputs, code)[0], code, []
        for t in range(6):
            h, state = decode(inputs[:, t : t + 1], state)
            same.append(close(h[:, 0], whole[:, t], 1e-9))
        if same[:2] != [True, False]:
            return False
    return True


@doubt(
    "debugging-shuffled-start", "orders that are nearly right, such as one that is turned round or begins in the middle"
)
def orders_that_are_nearly_right():
    layer = new(RNN)
    x = np.random.default_rng(3).standard_normal((2, 20, 2))
    whole, parts = layer.forward(x).h, pieces(x, 5)

    def starts(order):
        state, right = np.zeros((2, 3)), True
        for k in order:
            right &= close(state, whole[:, 5 * k - 1] if k else np.zeros((2, 3)), 1e-9)
            state = layer.forward(parts[k], state).final
        return right

    return [starts(order) for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1], [0, 1, 3, 2])] == [
        True,
        False,
        False,
        False,
    ]


@doubt("debugging-padding-index", "an arithmetic of the program that is not that of the question")
def fading_by_hand():
    return np.isclose(np.tanh(0.5 * np.tanh(0.5 * np.tanh(1))), 0.1797, atol=1e-4)


@doubt("debugging-padding-checks", "gated layers, and a batch whose first sequence is the longest")
def padding_of_gated_layers():
    x, lengths = np.random.default_rng(4).standard_normal((3, 6, 2)), np.array([6, 2, 4])
    x[np.arange(6) >= lengths[:, None]] = 0
    for kind in (LSTM, GRU):
        layer = new(kind)

        def last(x, lengths, masked, layer=layer):
            mask = np.arange(x.shape[1]) < lengths[:, None]
            return layer.forward(x, mask=mask if masked else None).h[:, -1]

        told = []
        for masked in (False, True):
            found, further = last(x, lengths, masked), np.pad(x, ((0, 0), (0, 3), (0, 0)))
            told.append(
                (
                    found.shape == (3, 3),
                    close(last(x[::-1], lengths[::-1], masked), found[::-1], 1e-9),
                    close(last(further, lengths, masked), found, 1e-9),
                    close(last(x[1:2, :2], lengths[1:2], masked), found[1:2], 1e-9),
                )
            )
        if told != [(True, True, False, False), (True, True, True, True)]:
            return False
    return True
