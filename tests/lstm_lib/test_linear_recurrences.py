# ruff: noqa: E501 (whole messages read better on one line)
"""minGRU, minLSTM, a diagonal state space layer, sLSTM and mLSTM: their equations, both scans, gradients, and errors."""

import re

import numpy as np
import pytest
from kinds import flat, like

from lstm_lib import (
    MLSTM,
    SLSTM,
    Adam,
    Bidirectional,
    Carry,
    Dense,
    DiagonalSSM,
    Embedding,
    EncoderDecoder,
    MinGRU,
    MinLSTM,
    Network,
    Stack,
    check_layer,
    fit,
    linear_scan,
    linear_scan_backward,
    load,
    numeric_gradient,
    pieces,
    relative_error,
    save,
    sigmoid,
)

N, T, D, H = 3, 7, 4, 5
LAYERS = {
    "MinGRU": MinGRU,
    "MinLSTM": MinLSTM,
    "DiagonalSSM": lambda D, H, **options: DiagonalSSM(D, H, 3, **options),
    "SLSTM": SLSTM,
    "MLSTM": MLSTM,
}
LINEAR = ["MinGRU", "MinLSTM", "DiagonalSSM"]
MASK = np.arange(T) < np.array([T, 0, 3])[:, None]


def make(name, dtype=np.float64, seed=0, D=D, H=H):
    rng = np.random.default_rng(seed)
    layer = LAYERS[name](D, H, rng=rng, dtype=dtype)
    for value in layer.params.values():
        value += (0.3 * rng.standard_normal(value.shape)).astype(dtype)
    return layer


def drawn(layer, seed=1, N=N, T=T):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((N, T, layer.input_size)).astype(layer.dtype)
    if hasattr(layer, "draw_state"):
        return x, layer.draw_state(N, rng)
    return x, like(layer.forward(x).final, lambda s: rng.standard_normal(s.shape).astype(layer.dtype))


@pytest.mark.parametrize("mask", [None, MASK[:2], np.ones((2, T), bool)], ids=["no mask", "padding", "nothing padded"])
@pytest.mark.parametrize("name", LAYERS)
def test_layers_pass_the_check(name, mask):
    check_layer(make(name), mask=mask, T=T)


@pytest.mark.parametrize("name", LAYERS)
def test_stacks_and_both_ways_pass_the_check(name):
    if name == "SLSTM":  # whose states cannot be any numbers
        return
    check_layer(Bidirectional(make(name), make(name, seed=1)), mask=MASK[:2, :4], T=4)
    check_layer(Stack([make(name), make(name, D=H, H=3)]), T=3)


@pytest.mark.parametrize("length", [1, 2, 3, 64, 100])
@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("name", LINEAR)
def test_rounds_give_what_steps_give(name, mask, length):
    layer = make(name)
    x, state = drawn(layer, T=length)
    rng = np.random.default_rng(2)
    mask = np.arange(length) < np.array([length, 0, (length + 1) // 2])[:, None] if mask else None
    one, other = layer.forward(x, state, mask), layer.forward(x, state, mask, parallel=True)
    np.testing.assert_allclose(other.h, one.h, rtol=1e-10, atol=1e-12)
    dh = rng.standard_normal(one.h.shape)
    dfinal = like(one.final, lambda s: rng.standard_normal(s.shape))
    mine, theirs = layer.backward(one, dh, dfinal), layer.backward(other, dh, dfinal, parallel=True)
    np.testing.assert_allclose(theirs.x, mine.x, rtol=1e-9, atol=1e-11)
    for a, b in zip(flat(theirs.state), flat(mine.state), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)
    for key, value in mine.params.items():
        np.testing.assert_allclose(theirs.params[key], value, rtol=1e-8, atol=1e-10)


def test_min_gru_is_the_papers_equation():
    layer = make("MinGRU")
    x, h = drawn(layer)
    trace, p = layer.forward(x, h), layer.params
    for t in range(T):
        theirs_z = sigmoid(-(x[:, t] @ p["W_x"][:, :H] + p["b"][:H]))  # the paper's z is the share that is written
        h = (1 - theirs_z) * h + theirs_z * (x[:, t] @ p["W_x"][:, H:] + p["b"][H:])
        np.testing.assert_allclose(trace.h[:, t], h, rtol=1e-12)


def test_min_lstm_is_the_papers_equation():
    layer = make("MinLSTM")
    x, h = drawn(layer)
    trace, p = layer.forward(x, h), layer.params
    for t in range(T):
        i, f, g = np.split(x[:, t] @ p["W_x"] + p["b"], 3, axis=1)
        i, f = sigmoid(i), sigmoid(f)
        h = f / (f + i) * h + i / (f + i) * g
        np.testing.assert_allclose(trace.h[:, t], h, rtol=1e-12)


def test_two_closed_gates_still_have_shares():
    layer = make("MinLSTM", np.float32)
    layer.params["b"][: 2 * H] = -1000
    trace = layer.forward(drawn(layer)[0])
    assert np.isfinite(trace.h).all()
    assert np.isfinite(layer.backward(trace, np.ones_like(trace.h)).params["W_x"]).all()


def test_state_space_is_a_convolution_with_damped_rotations():
    layer = make("DiagonalSSM")
    x, _ = drawn(layer)
    p, S = layer.params, layer.states
    size = np.exp(-np.exp(p["decay"]))
    assert (size < 1).all()
    factor = size * np.exp(1j * np.exp(p["turn"]))
    W_x = (p["W_x"][:, :S] + 1j * p["W_x"][:, S:]) * np.sqrt(1 - size**2)
    W_s = p["W_s"][:S] - 1j * p["W_s"][S:]
    h = x @ p["W_d"] + p["b"]
    for t in range(T):
        for back in range(t + 1):
            h[:, t] += (x[:, t - back] @ (W_x * factor**back) @ W_s).real
    np.testing.assert_allclose(layer.forward(x).h, h, rtol=1e-10)


@pytest.mark.parametrize("shift", [0.0, 3.0])
def test_slstm_is_the_papers_equations_without_stabiliser(shift):
    layer = make("SLSTM")
    x, (h, c, n, m) = drawn(layer)
    trace, p = layer.forward(x, (h, c, n, m + shift)), layer.params
    c, n = c * np.exp(m + shift), n * np.exp(m + shift)
    for t in range(T):
        i, f, g, o = np.split(x[:, t] @ p["W_x"] + h @ p["W_h"] + p["b"], 4, axis=1)
        c = sigmoid(f) * c + np.exp(i) * np.tanh(g)
        n = sigmoid(f) * n + np.exp(i)
        h = sigmoid(o) * c / n
        np.testing.assert_allclose(trace.h[:, t], h, rtol=1e-10)
        np.testing.assert_allclose(trace.c[:, t] * np.exp(trace.m[:, t]), c, rtol=1e-10)


def test_mlstm_is_the_papers_equations_without_stabiliser():
    layer = make("MLSTM")
    x, (h, C, n, m) = drawn(layer)
    trace, p = layer.forward(x, (h, C, n, m)), layer.params
    C, n = C * np.exp(m)[:, :, None], n * np.exp(m)
    for t in range(T):
        q, k, v, o = np.split(x[:, t] @ p["W_x"] + p["b"], 4, axis=1)
        i, f = np.split(x[:, t] @ p["W_g"] + p["b_g"], 2, axis=1)
        k = k / np.sqrt(H)
        C = sigmoid(f)[:, :, None] * C + np.exp(i)[:, :, None] * np.einsum("nv,nk->nvk", v, k)
        n = sigmoid(f) * n + np.exp(i) * k
        dot = np.abs((n * q).sum(axis=1, keepdims=True))
        h = sigmoid(o) * np.einsum("nvk,nk->nv", C, q) / np.maximum(dot, 1)
        np.testing.assert_allclose(trace.h[:, t], h, rtol=1e-9)


def test_first_step_of_slstm_is_written_whole_however_small_its_gate_is():
    layer = make("SLSTM", np.float32)
    layer.params["b"][:H] = -1000
    trace = layer.forward(drawn(layer)[0])
    np.testing.assert_allclose(trace.h[:, 0], trace.o[:, 0] * trace.g[:, 0], rtol=1e-6)


@pytest.mark.parametrize("size", [1e3, -1e3])
@pytest.mark.parametrize("name", ["SLSTM", "MLSTM"])
def test_exponential_gates_do_not_overflow(name, size):
    layer = make(name, np.float32)
    gate = "b" if name == "SLSTM" else "b_g"
    layer.params[gate][: H if name == "SLSTM" else 1] = size
    trace = layer.forward(drawn(layer)[0])
    assert np.isfinite(trace.h).all()
    grads = layer.backward(trace, np.ones_like(trace.h))
    assert all(np.isfinite(grad).all() for grad in (grads.x, *grads.params.values()))


def test_padded_steps_hold_and_a_sample_of_padding_gives_its_state():
    for name in LAYERS:
        layer = make(name)
        x, state = drawn(layer)
        trace = layer.forward(x, state, MASK)
        for mine, first in zip(flat(trace.final), flat(state), strict=True):
            np.testing.assert_array_equal(mine[1], first[1])
        short = layer.forward(x[2:, :3], like(state, lambda s: s[2:].copy())).final
        for mine, other in zip(flat(trace.final), flat(short), strict=True):
            np.testing.assert_allclose(mine[2], other[0], rtol=1e-13)
        for one, other in zip(flat(layer.run(x, state, MASK)), flat(trace.final), strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", LAYERS)
def test_state_is_carried_over_pieces(name):
    layer = make(name)
    x, _ = drawn(layer)
    carry = Carry(layer)
    parts = [carry.forward(np.ascontiguousarray(piece)).h for piece in pieces(x, 3)]
    np.testing.assert_allclose(np.concatenate(parts, axis=1), layer.forward(x).h, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", LAYERS)
def test_layers_can_be_saved_trained_and_handed_over(name, tmp_path):
    rng = np.random.default_rng(0)
    layer = LAYERS[name](2, 8, rng=rng)
    save(tmp_path / "m.npz", layer)
    x = rng.standard_normal((64, 10, 2), dtype=np.float32)
    np.testing.assert_array_equal(load(tmp_path / "m.npz").forward(x).h, layer.forward(x).h)
    model = Network(layer, Dense(8, 1, rng=rng))
    y = x.mean(axis=1)[:, :1]
    history = fit(model, (x, y), optimiser=Adam(0.02), epochs=40, batch_size=16, rng=rng, progress=False)
    assert history.loss[-1] < history.loss[0] / 2
    pair = [LAYERS[name](3, 4, rng=rng, dtype=np.float64) for _ in range(2)]
    f64 = {"rng": rng, "dtype": np.float64}
    seq = EncoderDecoder(Embedding(6, 3, **f64), pair[0], Embedding(6, 3, **f64), pair[1], Dense(4, 6, **f64))
    for value in seq.params.values():
        value += 0.3 * rng.standard_normal(value.shape)
    source, target = np.array([[3, 4, 0], [5, 5, 3]]), np.array([[4, 2], [3, 2]])
    _, grads = seq.loss_and_grads(source, target)
    for key in ("source_embedding.W", "encoder.b", "decoder.b"):
        numeric = numeric_gradient(lambda: seq.loss(source, target), seq.params[key])
        assert relative_error(grads[key], numeric) < 1e-6, key


@pytest.mark.parametrize("parallel", [False, True])
def test_scan_gradients_equal_finite_differences(parallel):
    rng = np.random.default_rng(0)
    a, b, dh = rng.standard_normal((3, 2, 5, 3))
    h0 = rng.standard_normal((2, 3))
    grads = linear_scan_backward(a, linear_scan(a, b, h0), h0, dh, parallel=parallel)
    for value, grad in ((a, grads.a), (b, grads.b), (h0, grads.h0)):
        numeric = numeric_gradient(lambda: float((linear_scan(a, b, h0, parallel=parallel) * dh).sum()), value)
        assert relative_error(grad, numeric) < 1e-7


RNG = np.random.default_rng(0)
A = np.ones((2, 3, 4))
X = np.zeros((2, 3, D))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: linear_scan(A[0], A[0], A[0, 0]), "a, b, h0: expected numbers of shapes (N, T, H), (N, T, H) and (N, H), got an array of shape (3, 4)"),
        (lambda: linear_scan(A, A.astype(int), A[:, 0]), "a, b, h0: expected numbers of shapes"),
        (lambda: linear_scan(A, A, A[:, 0, :1]), "b, h0: expected to fit a, an array of shape (2, 3, 4) and dtype float64, got"),
        (lambda: linear_scan(A, A.astype(np.float32), A[:, 0]), "b, h0: expected to fit a, an array of shape (2, 3, 4)"),
        (lambda: linear_scan(A[:, :0], A[:, :0], A[:, 0]), "a: expected at least one along axis T, got"),
        (lambda: MinGRU(0, 3, rng=RNG), "input_size: expected a whole number from 1 up, got int 0"),
        (lambda: MinGRU(2, 3, rng=0), "rng: expected np.random.default_rng(seed), got int 0"),
        (lambda: MinLSTM(2, 3, rng=RNG, dtype=np.float16), "dtype: expected float32 or float64, got float16"),
        (lambda: DiagonalSSM(2, 3, 0, rng=RNG), "states: expected a whole number from 1 up, got int 0"),
        (lambda: MinGRU.from_params({"W_x": np.zeros((2, 5)), "b": np.zeros(5)}), "W_x: expected shape (D=2, 2H=4), got an array of shape (2, 5)"),
        (lambda: MinGRU.from_params({}), "params: expected ['W_x', 'b'], got []"),
        (lambda: DiagonalSSM.from_params(make("DiagonalSSM").params | {"turn": np.zeros(2)}), "turn: expected shape (S=3,), got"),
        (lambda: MLSTM.from_params(make("MLSTM").params | {"W_g": np.zeros((D, 3))}), "W_g: expected shape (D=4, 2=2), got"),
        (lambda: make("MinGRU").forward(X, np.zeros((2, 4))), "state: expected shape (N=2, H=5), got an array of shape (2, 4)"),
        (lambda: make("MinGRU").forward(X + np.inf), "x: expected finite numbers, got inf at index (0, 0, 0)"),
        (lambda: make("MinGRU").forward(X.astype(np.float32)), "x: expected dtype float64, got float32"),
        (lambda: make("SLSTM").forward(X, (None, None)), "state: expected four arrays (h, c, n, m), got a tuple of 2"),
        (lambda: make("MLSTM").forward(X, np.zeros(4)), "state: expected four arrays (h, C, n, m), got an array"),
        (lambda: make("MLSTM").forward(X, (None, np.zeros((2, 5)), None, None)), "state[1] (C): expected shape (N=2, H=5, H=5), got"),
        (lambda: make("DiagonalSSM").forward(X, (None, np.zeros((2, 5)))), "state[1] (s): expected shape (N=2, 2S=6), got"),
        (lambda: make("MinGRU").backward(make("MinLSTM").forward(X), np.zeros((2, 3, H))), "trace: expected MinGRUTrace, from this layer's forward, got a MinLSTMTrace"),
        (lambda: make("SLSTM").backward(make("SLSTM").forward(X), np.zeros((2, 3, 4))), "dh: expected shape (N=2, T=3, H=5), got"),
        (
            lambda: EncoderDecoder(Embedding(6, D, rng=RNG), Bidirectional(MLSTM(D, 2, rng=RNG), MLSTM(D, 2, rng=RNG)), Embedding(6, D, rng=RNG), MLSTM(D, 4, rng=RNG), Dense(4, 6, rng=RNG)),
            "decoder: expected a state that cannot be joined with another one, units, as the encoder, got MLSTM of 4",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        call()


def test_scan_solves_the_system_of_all_steps():
    rng = np.random.default_rng(0)
    a, b, h0 = rng.standard_normal((1, 6, 1)), rng.standard_normal((1, 6, 1)), rng.standard_normal((1, 1))
    system = np.eye(6) - np.diag(a[0, 1:, 0], -1)
    right = b[0, :, 0].copy()
    right[0] += a[0, 0, 0] * h0[0, 0]
    np.testing.assert_allclose(linear_scan(a, b, h0, parallel=True)[0, :, 0], np.linalg.solve(system, right))
