# ruff: noqa: E501 (whole messages read better on one line)
"""CTC: the sum over all paths, PyTorch's values and gradients, finite differences, two ways of reading."""

import itertools
import re

import numpy as np
import pytest
from late import Late

from lstm_lib import (
    GRU,
    Adam,
    Bidirectional,
    Dense,
    Network,
    ctc_beam,
    ctc_best_path,
    ctc_loss,
    fit,
    log_softmax,
    numeric_gradient,
    relative_error,
)

torch = Late("torch")


def collapsed(path, blank=0):
    return tuple(k for t, k in enumerate(path) if k != blank and (t == 0 or path[t - 1] != k))


def all_readings(log, blank=0):
    """The probability of everything that can be read from log (T, K), each path written out."""
    readings = {}
    for path in itertools.product(range(log.shape[1]), repeat=len(log)):
        p = np.exp(sum(log[t, k] for t, k in enumerate(path)))
        readings[collapsed(path, blank)] = readings.get(collapsed(path, blank), 0) + p
    return readings


@pytest.mark.parametrize("blank", [0, 1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_probability_is_the_sum_over_all_paths(seed, blank):
    z = 2 * np.random.default_rng(seed).standard_normal((1, 4, 3))
    total = 0
    for symbols, p in all_readings(log_softmax(z)[0], blank).items():
        padded = np.array([[*symbols, *[blank] * (4 - len(symbols))]])
        assert np.exp(-ctc_loss(z, padded, blank=blank).value) == pytest.approx(p, rel=1e-12)
        total += p
    assert total == pytest.approx(1)


def drawn(seed, N=4, T=9, K=5, U=4, blank=0):
    """Scores, targets with repetitions (few symbols), and how many steps and symbols each sample has."""
    rng = np.random.default_rng(seed)
    z = 2 * rng.standard_normal((N, T, K))
    counts = rng.integers(0, U + 1, N)
    symbols = np.array([k for k in range(K) if k != blank])[: 2 + seed % 3]
    targets = np.where(np.arange(U) < counts[:, None], rng.choice(symbols, (N, U)), blank)
    repeats = ((targets[:, 1:] == targets[:, :-1]) & (targets[:, 1:] != blank)).sum(axis=1)
    lengths = rng.integers(np.maximum(1, counts + repeats), T + 1)
    lengths[0] = T
    return z, targets, lengths, counts


@pytest.mark.parametrize("blank", [0, 3])
@pytest.mark.parametrize("seed", range(8))
def test_loss_and_gradient_are_pytorchs(seed, blank):
    z, targets, lengths, counts = drawn(seed, blank=blank)
    mask = np.arange(z.shape[1]) < lengths[:, None]
    theirs = torch.tensor(z, requires_grad=True)
    losses = torch.nn.functional.ctc_loss(
        theirs.log_softmax(2).transpose(0, 1), torch.tensor(targets), torch.tensor(lengths), torch.tensor(counts),
        blank=blank, reduction="none",
    )  # fmt: skip
    losses.mean().backward()
    ours = ctc_loss(z, targets, mask, blank=blank)
    assert ours.value == pytest.approx(losses.mean().item(), rel=1e-12)
    np.testing.assert_allclose(ours.grad, theirs.grad.numpy(), rtol=1e-9, atol=1e-12)
    assert not ours.grad[~mask].any()


@pytest.mark.parametrize("seed", range(3))
def test_gradient_equals_finite_differences(seed):
    z, targets, lengths, _ = drawn(seed, N=3, T=6, U=3)
    mask = np.arange(6) < lengths[:, None]
    numeric = numeric_gradient(lambda: ctc_loss(z, targets, mask).value, z)
    assert relative_error(ctc_loss(z, targets, mask).grad, numeric) < 1e-7


def test_long_input_and_huge_scores_stay_finite():
    rng = np.random.default_rng(0)
    z = rng.standard_normal((2, 2000, 6), dtype=np.float32)
    targets = rng.integers(1, 6, (2, 300))
    loss = ctc_loss(z, targets)
    assert loss.value > 700  # exp(-loss) is zero in float64
    assert loss.grad.dtype == np.float32
    np.testing.assert_allclose(loss.grad.sum(axis=2), 0, atol=1e-7)
    huge = ctc_loss(1e4 * z[:, :20].astype(np.float64), targets[:, :3])
    assert np.isfinite(huge.value)
    assert np.isfinite(huge.grad).all()


def test_padding_and_empty_samples_count_for_nothing():
    z, targets, lengths, _ = drawn(1)
    mask = np.arange(9) < lengths[:, None]
    other = np.where(mask[:, :, None], z, 7.0)
    assert ctc_loss(other, targets, mask).value == ctc_loss(z, targets, mask).value
    wide = np.pad(targets, ((0, 0), (0, 3)))
    assert ctc_loss(z, wide, mask).value == pytest.approx(ctc_loss(z, targets, mask).value, rel=1e-13)
    mask[1], targets = False, targets.copy()
    targets[1] = 0
    loss = ctc_loss(z, targets, mask)
    assert not loss.grad[1].any()
    rest = [0, 2, 3]
    assert loss.value == pytest.approx(ctc_loss(z[rest], targets[rest], mask[rest]).value * 3 / 4, rel=1e-12)
    nothing = ctc_loss(z, targets[:, :0], None)
    assert nothing.value == pytest.approx(-log_softmax(z)[:, :, 0].sum(axis=1).mean())


@pytest.mark.parametrize("blank", [0, 2])
@pytest.mark.parametrize("seed", range(4))
def test_wide_beam_finds_the_most_probable_reading(seed, blank):
    z = np.random.default_rng(seed).standard_normal((3, 5, 3))
    mask = np.arange(5) < np.array([5, 3, 4])[:, None]
    found = ctc_beam(z, mask, width=1000, blank=blank)
    path = ctc_best_path(z, mask, blank=blank)
    for n, length in enumerate([5, 3, 4]):
        log = log_softmax(z)[n, :length]
        readings = all_readings(log, blank)
        best = max(readings, key=readings.get)
        assert tuple(k for k in found.ids[n] if k != blank) == best
        assert np.exp(found.log_p[n]) == pytest.approx(readings[best], rel=1e-12)
        assert tuple(k for k in path.ids[n] if k != blank) == collapsed(log.argmax(axis=1).tolist(), blank)
        assert path.log_p[n] == pytest.approx(log.max(axis=1).sum())
        assert readings[best] >= np.exp(path.log_p[n])


def test_narrow_beam_is_a_lower_bound_and_never_worse_than_nothing():
    z = np.random.default_rng(7).standard_normal((4, 12, 5))
    narrow, wide = ctc_beam(z, width=2), ctc_beam(z, width=40)
    for n in range(4):
        assert narrow.log_p[n] <= -ctc_loss(z[n : n + 1], narrow.ids[n : n + 1]).value + 1e-12
    assert (narrow.log_p <= wide.log_p + 1e-12).all()


def test_narrow_beam_loses_the_paths_through_a_beginning_that_it_left_out():
    z = np.log(np.array([[[0.5, 0.3, 0.2], [0.1, 0.4, 0.5], [0.2, 0.6, 0.2]]]))
    narrow, wide = ctc_beam(z, width=2), ctc_beam(z, width=8)
    assert narrow.ids.tolist() == wide.ids.tolist() == [[1]]
    assert np.exp(narrow.log_p[0]) == pytest.approx(0.262)            # all but - - 1, with 0.03: - - fell out
    assert np.exp(wide.log_p[0]) == pytest.approx(0.292)


def test_nothing_is_read_from_padding_alone():
    z, mask = np.ones((1, 3, 2)), np.zeros((1, 3), bool)
    assert ctc_beam(z, mask).ids.tolist() == ctc_best_path(z, mask).ids.tolist() == [[0]]
    assert ctc_beam(z, mask).log_p == ctc_best_path(z, mask).log_p == 0


def test_network_learns_to_write_without_being_told_where():
    rng = np.random.default_rng(0)
    V, N, T = 4, 200, 12
    targets = rng.integers(1, V, (N, 3))
    x = 0.1 * rng.standard_normal((N, T, V), dtype=np.float32)
    for n in range(N):  # each symbol shows up once, somewhere, in order
        x[n, np.sort(rng.choice(np.arange(0, T, 2), 3, replace=False)), targets[n]] += 1
    layer = Bidirectional(GRU(V, 12, rng=rng), GRU(V, 12, rng=rng))
    model = Network(layer, Dense(24, V, rng=rng), every_step=True, loss="ctc_loss")
    history = fit(model, (x[:150], targets[:150]), optimiser=Adam(0.02), epochs=25, batch_size=25, rng=rng, progress=False)
    assert history.loss[-1] < 0.1 < 3 < history.loss[0]
    assert (ctc_best_path(model.forward(x[150:]).y).ids == targets[150:]).all(axis=1).mean() > 0.9


Z = np.zeros((2, 3, 4))
ONE = np.array([[1], [2]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ctc_loss(Z[0], ONE), "z: expected shape (N, T, K), got an array of shape (3, 4) and dtype float64"),
        (lambda: ctc_loss(Z.astype(int), ONE), "z: expected dtype float64, got int64; convert it with z.astype(np.float64)"),
        (lambda: ctc_loss(Z + np.nan, ONE), "z: expected finite numbers, got nan at index (0, 0, 0)"),
        (lambda: ctc_loss(Z[:, :0], ONE), "z: expected at least one along axis T, got an array of shape (2, 0, 4) and dtype float64"),
        (lambda: ctc_loss(Z, [[1], [2]]), "targets: expected whole numbers of shape (N, U), got list [[1], [2]]"),
        (lambda: ctc_loss(Z, ONE / 1), "targets: expected whole numbers of shape (N, U), got an array of shape (2, 1) and dtype float64"),
        (lambda: ctc_loss(Z, ONE[:1]), "targets: expected 2 samples, as z has, got an array of shape (1, 1) and dtype int64"),
        (lambda: ctc_loss(Z, 2 * ONE), "targets: expected classes from 0 to 3, got 2 to 4"),
        (lambda: ctc_loss(Z, -ONE), "targets: expected classes from 0 to 3, got -2 to -1"),
        (lambda: ctc_loss(Z, np.array([[1, 2], [0, 1]])), "targets: expected blanks (0) only after the last symbol, got others in sample 1"),
        (lambda: ctc_loss(Z, np.array([[1, 2], [1, 1]]), np.arange(3) < np.array([[3], [2]])), "targets: expected at most what 2 valid steps can write in sample 1, got one that needs 3 (a step a symbol, and one between equal symbols)"),
        (lambda: ctc_loss(Z, ONE, np.ones((2, 2), bool)), "mask: expected a bool array of shape (N=2, T=3), got an array of shape (2, 2) and dtype bool"),
        (lambda: ctc_loss(Z, ONE, blank=4), "blank: expected a class from 0 to 3, got 4"),
        (lambda: ctc_loss(Z, ONE, blank=-1), "blank: expected a whole number from 0 up, got int -1"),
        (lambda: ctc_beam(Z, width=0), "width: expected a whole number from 1 up, got int 0"),
        (lambda: Network(GRU(2, 3, rng=np.random.default_rng(0)), Dense(3, 4, rng=np.random.default_rng(0)), loss="ctc_loss"), "every_step: expected True for ctc_loss, which reads an answer at every step, got False"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
