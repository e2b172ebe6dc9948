# ruff: noqa: E501 (whole messages read better on one line)
"""A checkpoint goes on with what wrote it, and is refused by everything else before anything changes."""

import json

import numpy as np
import pytest

from lstm_lib import LSTM, SGD, Adam, Dense, Network, fit

GENERATORS = [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64, np.random.PCG64DXSM]
X = np.random.default_rng(0).standard_normal((20, 5, 3), dtype=np.float32)
Y = X[:, -1, :1].copy()


def train(path, epochs, optimiser, bits=np.random.PCG64, hidden=4):
    rng = np.random.default_rng(1)
    model = Network(LSTM(3, hidden, rng=rng), Dense(hidden, 1, rng=rng))
    rng = np.random.Generator(bits(3))
    fit(model, (X, Y), optimiser=optimiser, epochs=epochs, batch_size=7, rng=rng, checkpoint=path, progress=False)
    return model, rng


@pytest.mark.parametrize("bits", GENERATORS)
def test_any_generator_of_numpy_resumes_to_the_bit(bits, tmp_path):
    whole, rng = train(tmp_path / "whole.npz", 3, Adam(), bits)
    train(tmp_path / "half.npz", 1, Adam(), bits)
    other, other_rng = train(tmp_path / "half.npz", 3, Adam(), bits)
    for name, value in whole.params.items():
        np.testing.assert_array_equal(other.params[name], value)
    np.testing.assert_array_equal(rng.integers(2**60, size=9), other_rng.integers(2**60, size=9))


def resumed(tmp_path, change, first=Adam, then=Adam, bits=np.random.PCG64):
    """What is said when a checkpoint with that change is gone on with; nothing may be trained or changed."""
    path = tmp_path / "t.npz"
    train(path, 1, first())
    with np.load(path) as file:
        arrays = dict(file)
    change(arrays)
    np.savez(path, **arrays)
    before = path.read_bytes()
    optimiser = then()
    memory = dict(optimiser.memory)
    with pytest.raises(ValueError) as error:
        train(path, 2, optimiser, bits)
    assert path.read_bytes() == before
    assert optimiser.memory == memory
    return str(error.value).replace(str(path), "t.npz")


def other_state(arrays):
    state = json.loads(str(arrays["rng"]))
    state["state"] = {"state": -1, "inc": "x"}
    arrays["rng"] = np.array(json.dumps(state))


def other_memory(arrays):
    arrays["memory/m/dense.b"] = np.zeros(7, np.float32)


@pytest.mark.parametrize(
    ("options", "change", "message"),
    [
        ({"first": lambda: SGD(0.1)}, None, "checkpoint: expected optimiser Adam, got t.npz of SGD"),
        ({"then": lambda: SGD(0.1, 0.9)}, None, "checkpoint: expected optimiser SGD, got t.npz of Adam"),
        ({"bits": np.random.MT19937}, None, "checkpoint: expected a generator MT19937, got t.npz of PCG64"),
        ({}, lambda a: a.pop("rng"), "checkpoint: expected a training that fit kept, got other arrays in t.npz"),
        ({}, lambda a: a.update(rng=np.array("[")), "checkpoint: expected a generator's state in t.npz, got something else"),
        ({}, lambda a: a.update(rng=np.array("[1]")), "checkpoint: expected a generator's state in t.npz, got something else"),
        ({}, other_state, "checkpoint: expected a state of PCG64 in t.npz, got another"),
        ({}, other_memory, "checkpoint: expected a memory of the model's parameters in t.npz, got m/dense.b"),
        ({}, lambda a: a.pop("memory/updates"), "checkpoint: expected the optimiser's updates in t.npz, got none"),
        ({}, lambda a: a.update(loss=np.array("x")), "checkpoint: expected curves of numbers in t.npz, got others"),
        (
            {},
            lambda a: a.update({"params/dense.b": np.zeros(1)}),
            "checkpoint: expected parameters of the model's names, shapes and dtypes in t.npz, got others",
        ),
        (
            {},
            lambda a: a.update({"best/dense.b": np.zeros(1)}),
            "checkpoint: expected best parameters of the model's names, shapes and dtypes in t.npz, got others",
        ),
    ],
)
def test_what_does_not_belong_to_the_training_is_refused_before_it(options, change, message, tmp_path):
    assert resumed(tmp_path, change or (lambda arrays: None), **options) == message


def test_another_rate_may_go_on(tmp_path):
    train(tmp_path / "t.npz", 1, SGD(0.1))
    model, _ = train(tmp_path / "t.npz", 2, SGD(0.01))
    assert np.isfinite(model.params["dense.b"]).all()
