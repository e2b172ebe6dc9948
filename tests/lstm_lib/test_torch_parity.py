"""Parity with PyTorch, float32 within 1e-5: outputs, states and gradients, weights both ways."""

import re

import numpy as np
import pytest
from kinds import NAMES, flat, make
from late import Late

from lstm_lib import GRU, LSTM, RNN, Bidirectional, Stack, from_torch, to_torch

torch = Late("torch")
N, T, D, H = 3, 7, 4, 5
CLOSE = {"atol": 1e-5, "rtol": 1e-5}
BOTH_HAVE = [name for name in NAMES if "reset before" not in name]
KINDS = ["RNN", "LSTM", "GRU"]


@pytest.mark.parametrize("name", BOTH_HAVE)
def test_outputs_and_gradients_of_the_input_equal_pytorch(name):
    rng = np.random.default_rng(0)
    layer = make(name, D, H)
    x = rng.standard_normal((N, T, D), dtype=np.float32)
    dh = rng.standard_normal((N, T, layer.hidden_size), dtype=np.float32)
    given = torch.tensor(x, requires_grad=True)
    h, _ = to_torch(layer)(given)
    (h * torch.tensor(dh)).sum().backward()
    trace = layer.forward(x)
    np.testing.assert_allclose(trace.h, h.detach(), **CLOSE)
    np.testing.assert_allclose(layer.backward(trace, dh).x, given.grad, **CLOSE)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("bias", [True, False], ids=["two biases", "no bias"])
@pytest.mark.parametrize("kind", KINDS)
def test_weights_of_pytorch_come_over(kind, bias, bidirectional, layers):
    torch.manual_seed(0)
    module = getattr(torch.nn, kind)(D, H, num_layers=layers, bidirectional=bidirectional, bias=bias, batch_first=True)
    x = np.random.default_rng(1).standard_normal((N, T, D), dtype=np.float32)
    with torch.no_grad():
        h, final = module(torch.tensor(x))
    layer = from_torch(module)
    trace = layer.forward(x)
    np.testing.assert_allclose(trace.h, h, **CLOSE)
    ours = flat(trace.final)
    if kind == "LSTM":  # PyTorch has all h, then all c
        ours, final = ours[::2] + ours[1::2], torch.cat(final)
    np.testing.assert_allclose(np.stack(ours), final, **CLOSE)


@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU reset after"])
def test_initial_state_and_weight_gradients_equal_pytorch(name):
    rng = np.random.default_rng(2)
    layer = make(name, D, H)
    x = rng.standard_normal((N, T, D), dtype=np.float32)
    state = tuple(rng.standard_normal((N, H), dtype=np.float32) for _ in range(1 + (name == "LSTM")))
    module = to_torch(layer)
    given = tuple(torch.tensor(s[None], requires_grad=True) for s in state)
    h, _ = module(torch.tensor(x), given if len(given) == 2 else given[0])
    h.square().sum().backward()
    trace = layer.forward(x, state if len(state) == 2 else state[0])
    grads = layer.backward(trace, 2 * trace.h)
    np.testing.assert_allclose(trace.h, h.detach(), **CLOSE)
    for mine, other in zip(flat(grads.state), given, strict=True):
        np.testing.assert_allclose(mine, other.grad[0], rtol=1e-5, atol=1e-4)
    theirs = {key: getattr(module, f"{key}_l0").grad.numpy() for key in ("weight_ih", "weight_hh", "bias_ih")}
    ours = {"weight_ih": "W_x", "weight_hh": "W_h", "bias_ih": "b"}
    for key, value in theirs.items():
        parts = np.split(value, len(layer.parts))
        if name.startswith("GRU"):  # PyTorch's order is r z n
            parts[:2] = parts[1::-1]
        np.testing.assert_allclose(grads.params[ours[key]].T, np.concatenate(parts), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("name", BOTH_HAVE)
def test_weights_survive_the_way_to_pytorch_and_back(name):
    layer = make(name, D, H)
    back = from_torch(to_torch(layer))
    assert type(back) is type(layer)
    for key, value in layer.params.items():
        np.testing.assert_array_equal(back.params[key], value)


def test_padding_equals_a_packed_sequence():
    layer = make("Bidirectional LSTM", D, H)
    lengths = [7, 3, 5]
    mask = np.arange(T) < np.array(lengths)[:, None]
    x = np.random.default_rng(3).standard_normal((N, T, D), dtype=np.float32)
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.tensor(x), torch.tensor(lengths), batch_first=True, enforce_sorted=False
    )
    with torch.no_grad():
        h, (h_final, c_final) = to_torch(layer)(packed)
    h, _ = torch.nn.utils.rnn.pad_packed_sequence(h, batch_first=True)
    trace = layer.forward(x, mask=mask)
    np.testing.assert_allclose(trace.h[mask], h.numpy()[mask], **CLOSE)
    for way in range(2):
        np.testing.assert_allclose(trace.final[way][0], h_final[way], **CLOSE)
        np.testing.assert_allclose(trace.final[way][1], c_final[way], **CLOSE)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "make_argument", "message"),
    [
        (
            from_torch,
            lambda: torch.nn.Linear(2, 3),
            "module: expected torch.nn.RNN, LSTM or GRU, got Linear(in",
        ),
        (
            from_torch,
            lambda: torch.nn.RNN(2, 3, nonlinearity="relu"),
            "module: expected nonlinearity='tanh', got 'relu'",
        ),
        (
            from_torch,
            lambda: torch.nn.LSTM(2, 3, num_layers=2, dropout=0.25),
            "module: expected dropout=0, got 0.25; the counterpart has none between layers",
        ),
        (from_torch, lambda: torch.nn.GRU(2, 3).half(), "module: expected float32 or float64, got torch.float16"),
        (from_torch, lambda: torch.nn.GRU(2, 3).bfloat16(), "module: expected float32 or float64, got torch.bfloat16"),
        (from_torch, lambda: torch.nn.LSTM(2, 3, proj_size=1), "module: expected proj_size=0, got 1"),
        (to_torch, dict, "layer: expected RNN, LSTM or GRU layers of one kind and size, got others"),
        (
            to_torch,
            lambda: Stack([LSTM(2, 3, rng=RNG), GRU(3, 3, rng=RNG)]),
            "layer: expected RNN, LSTM or GRU layers of one kind and size, got others",
        ),
        (
            to_torch,
            lambda: Bidirectional(RNN(2, 3, rng=RNG), RNN(2, 4, rng=RNG)),
            "layer: expected RNN, LSTM or GRU layers of one kind and size, got others",
        ),
        (
            to_torch,
            lambda: GRU(2, 3, reset_after=False, rng=RNG),
            "layer: expected a GRU with reset_after=True, got one with reset_after=False",
        ),
    ],
)
def test_what_has_no_counterpart_is_refused(call, make_argument, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        call(make_argument())
