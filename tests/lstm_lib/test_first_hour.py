# ruff: noqa: E501 (whole messages read better on one line)
"""What a newcomer needs in the first hour: three programs, predictions, scores, tables, padding, labels."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lstm_lib import (
    END,
    GRU,
    LSTM,
    RNN,
    Autoencoder,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    Network,
    Stack,
    accuracy,
    ctc_best_path,
    exact_match,
    greedy,
    length_mask,
    pad_sequences,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
)
from lstm_lib.data import make_windows

ROOT = Path(__file__).resolve().parents[2]
R = np.random.default_rng(0)


def printed(name):
    """What a program of examples/ prints, run as a newcomer runs it."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "error"}
    done = subprocess.run([sys.executable, ROOT / "examples" / f"{name}.py"], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_classifier_knows_waves_that_it_has_not_seen():
    out = printed("classifier")
    assert float(re.search(r"right: (\S+) of", out)[1]) > 0.8
    assert "recurrent  GRU      1 → 16         880" in out


def test_forecaster_is_better_than_today_a_week_ahead():
    (_, _), _, (error, naive) = re.findall(r"ahead: (\S+) degrees; of \"as today\": (\S+)", printed("forecaster"))
    assert float(error) < float(naive)


def test_reverser_writes_whole_sequences_right():
    assert float(re.search(r"last: (\S+)", printed("reverser"))[1]) > 0.8


@pytest.mark.parametrize("name", ["classifier", "forecaster", "reverser"])
def test_programs_are_short_and_need_no_inside(name):
    text = (ROOT / "examples" / f"{name}.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 25
    assert not re.search(r"import .*\b_|lstm_lib\.(?!data\b)|reshape|\.params|\.forward", text)


X = R.standard_normal((7, 4, 3), dtype=np.float32)
MASK = length_mask([4, 1, 2, 4, 3, 3, 1])


def network(outputs=2, **options):
    return Network(GRU(3, 5, rng=R), Dense(5, outputs, rng=R), **options)


@pytest.mark.parametrize("batch_size", [1, 3, 7, 256])
def test_predictions_have_the_form_of_the_targets(batch_size):
    for every_step in (False, True):
        model = network(every_step=every_step)
        y = model.forward(X, MASK).y
        np.testing.assert_allclose(model.predict(X, MASK, batch_size), y, rtol=1e-5, atol=1e-6)
        model.options["loss"] = "softmax_cross_entropy"
        np.testing.assert_array_equal(model.predict(X, MASK, batch_size), y.argmax(axis=-1))
        model.options["loss"] = "sigmoid_cross_entropy"
        np.testing.assert_array_equal(model.predict(X, MASK, batch_size), y > 0)
    model = network(outputs=4, every_step=True, loss="ctc_loss")
    np.testing.assert_array_equal(model.predict(X, MASK, batch_size), ctc_best_path(model.forward(X, MASK).y, MASK).ids)


def test_other_models_predict_too():
    model = Autoencoder(LSTM(3, 5, rng=R), RNN(5, 4, rng=R), Dense(4, 3, rng=R))
    np.testing.assert_array_equal(model.predict(X, MASK), model.forward(X, MASK).y)
    model = EncoderDecoder(Embedding(7, 3, rng=R), LSTM(3, 5, rng=R), Embedding(6, 3, rng=R), LSTM(3, 5, rng=R), Dense(10, 6, rng=R), DotAttention())
    for value in model.params.values():
        value += R.standard_normal(value.shape).astype(np.float32)
    source = R.integers(3, 7, (9, 4))
    expected = greedy(model, source, 6).ids
    found = model.predict(source, 6, batch_size=4)
    assert found.shape == (9, 6)
    np.testing.assert_array_equal(found[:, : expected.shape[1]], expected)
    assert not found[:, expected.shape[1] :].any()


def test_accuracy_counts_what_counts():
    predicted, targets = np.array([[1, 2, 3], [1, 1, 1]]), np.array([[1, 2, 0], [1, 0, 0]])
    assert accuracy(predicted, targets) == 0.5
    assert accuracy(predicted, targets, targets > 0) == 1
    assert accuracy(np.array([[True], [False]]), np.array([1, 1])) == 0.5


def test_exact_match_asks_for_every_symbol():
    targets = np.array([[5, 6, END, 0], [6, END, 0, 0], [7, 7, 7, END]])
    assert exact_match(targets, targets) == 1
    assert exact_match(targets[:, :3], targets) == 2 / 3
    assert exact_match(np.pad(targets, ((0, 0), (0, 2))), targets) == 1
    assert exact_match(np.pad(targets, ((0, 0), (0, 2)), constant_values=4), targets) == 0
    assert exact_match(np.pad(targets, ((0, 0), (0, 2)), constant_values=4), targets, targets > 0) == 1
    other = targets.copy()
    other[0, 1] = 9
    assert exact_match(other, targets, targets > 0) == 2 / 3


def test_summary_counts_every_parameter():
    stack = Stack([LSTM(3, 4, rng=R), GRU(4, 5, rng=R)])
    model = Network(stack, Dense(5, 2, rng=R), embedding=Embedding(11, 3, rng=R))
    total = sum(value.size for value in model.params.values())
    assert re.search(rf"total +{total}  float32$", model.summary())
    rows = dict(re.findall(r"^ *(\S+) +\w+ +(?:\d+ → \d+)? +([\d,]+)$", model.summary(), re.MULTILINE))
    assert int(rows["0"]) + int(rows["1"]) == int(rows["recurrent"])
    assert int(rows["embedding"]) + int(rows["recurrent"]) + int(rows["dense"]) == total


def test_padded_sequences_and_their_mask():
    parts = [R.standard_normal((length, 2)) for length in (3, 1, 0, 4)]
    x, mask = pad_sequences(parts)
    np.testing.assert_array_equal(mask, length_mask([3, 1, 0, 4]))
    for row, part in zip(x, parts, strict=True):
        np.testing.assert_array_equal(row[: len(part)], part)
        assert not row[len(part) :].any()
    assert pad_sequences(parts, np.float32)[0].dtype == np.float32
    ids, mask = pad_sequences([[3, 4], [], [5]])
    assert ids.tolist() == [[3, 4], [0, 0], [5, 0]]
    assert ids.dtype.kind == "i"
    assert length_mask([1, 2], T=3).tolist() == [[True, False, False], [True, True, False]]


@pytest.mark.parametrize("labels", [np.array([1, 0, 1]), np.array([[1], [0], [1]]), np.array([True, False, True])])
def test_yes_or_no_may_be_whole_numbers_or_booleans(labels):
    z = R.standard_normal((3, 1))
    expected = sigmoid_cross_entropy(z, np.array([[1.0], [0.0], [1.0]]))
    found = sigmoid_cross_entropy(z, labels)
    assert found.value == expected.value
    np.testing.assert_array_equal(found.grad, expected.grad)


def test_labels_at_every_step_with_a_mask():
    z, labels, mask = R.standard_normal((2, 3, 1)), np.array([[1, 0, 9], [1, 9, 9]]), np.array([[True, True, False], [True, False, False]])
    expected = sigmoid_cross_entropy(z, np.where(mask, labels, 0)[:, :, None].astype(float), mask[:, :, None])
    assert sigmoid_cross_entropy(z, labels, mask).value == expected.value


def test_windows_fit_a_network_as_they_are():
    series = np.cumsum(R.standard_normal((200, 3)), axis=0)
    plain, flat = make_windows(series, 5, 4, columns=[2, 0]), make_windows(series, 5, 4, columns=[2, 0], flat=True)
    x, y = flat.train
    assert Network(LSTM(3, 4, rng=R), Dense(4, y.shape[1], rng=R)).loss(x, y) > 0
    np.testing.assert_array_equal(y.reshape(-1, 4, 2), plain.train[1])
    np.testing.assert_array_equal(flat.unscale(y), plain.unscale(plain.train[1]))
    np.testing.assert_allclose(flat.unscale(y)[7], series[12:16, [2, 0]], rtol=1e-5, atol=1e-4)
    every = make_windows(series, 5, 4)
    np.testing.assert_array_equal(every.train[1][:, :, [2, 0]], plain.train[1])


S = np.zeros((50, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: network().predict(X, batch_size=0), "batch_size: expected a whole number from 1 up, got int 0"),
        (lambda: accuracy([1], np.array([1])), "predicted: expected classes, labels or ids, got list [1]"),
        (lambda: accuracy(np.array([1.0]), np.array([1])), "predicted: expected classes, labels or ids, got an array of shape (1,) and dtype float64"),
        (lambda: accuracy(np.array([1]), np.array([1, 2])), "predicted: expected shape (2,), as the targets, got an array of shape (1,) and dtype int64"),
        (lambda: accuracy(np.array([1]), np.array([1]), np.array([1])), "mask: expected a bool array of shape (1,), got an array of shape (1,) and dtype int64"),
        (lambda: accuracy(np.array([1]), np.array([1]), np.array([False])), "mask: expected at least one valid entry, got none"),
        (lambda: exact_match(np.array([1]), np.array([[1]])), "predicted: expected whole numbers of shape (N, U), got an array of shape (1,) and dtype int64"),
        (lambda: exact_match(np.array([[1]]), np.array([[1], [2]])), "predicted: expected 2 rows, as the targets, got an array of shape (1, 1) and dtype int64"),
        (lambda: pad_sequences([]), "sequences: expected a list of at least one sequence, got list []"),
        (lambda: pad_sequences([np.zeros((2, 2)), np.zeros((2, 3))]), "sequences: expected numbers of shapes (T_n, D), or (T_n,) for ids, got shapes (2, 2), (2, 3)"),
        (lambda: pad_sequences([[], []]), "sequences: expected numbers of shapes (T_n, D), or (T_n,) for ids, got shapes (0,)"),
        (lambda: pad_sequences(["ab"]), "sequences: expected numbers of shapes (T_n, D), or (T_n,) for ids, got shapes ()"),
        (lambda: pad_sequences([[[1], [1, 2]]]), "sequences: expected arrays of numbers, got list [[[1], [1, 2]]]"),
        (lambda: length_mask([1.5]), "lengths: expected whole numbers from 0 up, one a sequence, got list [1.5]"),
        (lambda: length_mask([-1, 2]), "lengths: expected whole numbers from 0 up, one a sequence, got list [-1, 2]"),
        (lambda: length_mask([4], T=3), "lengths: expected at most T=3 steps, got 4"),
        (lambda: sigmoid_cross_entropy(np.zeros((2, 1)), np.array([0, 2])), "targets: expected labels 0 and 1, got 0 to 2"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), np.array([[0], [2]])), "targets: expected whole numbers of shape (2,), got an array of shape (2, 1) and dtype int64; take targets[..., 0]"),
        (lambda: make_windows(S, 3, columns=[2]), "columns: expected different column numbers from 0 to 1, got list [2]"),
        (lambda: make_windows(S, 3, columns=[0, 0]), "columns: expected different column numbers from 0 to 1, got list [0, 0]"),
        (lambda: make_windows(S, 3, columns=[]), "columns: expected different column numbers from 0 to 1, got list []"),
        (lambda: make_windows(S, 3, 2).unscale(np.zeros((4, 3))), "y: expected shape (N, 2, 2) or (N, 4), got an array of shape (4, 3) and dtype float64"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


@pytest.mark.parametrize("label", [0, 1, 0.25])
def test_targets_may_all_be_equal(label):
    z = np.array([[2.0], [-1.0]])
    yes = 1 / (1 + np.exp(-z))
    expected = -np.mean(label * np.log(yes) + (1 - label) * np.log(1 - yes))
    assert sigmoid_cross_entropy(z, np.full((2, 1), label)).value == pytest.approx(expected)
