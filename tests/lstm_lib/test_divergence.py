# ruff: noqa: E501 (whole messages read better on one line)
"""What fit does with losses that are not finite, with batches of unequal size, and with its best epoch."""

import numpy as np
import pytest

from lstm_lib import LSTM, SGD, Dense, Network, clip_by_global_norm, fit, mean_loss

X = np.zeros((4, 1))


class Told:
    """A model whose losses are given: w counts its updates, so that it says of which epoch it is."""

    def __init__(self, valid=(), train=()):
        self.params = {"w": np.zeros(1)}
        self.valid, self.train = list(valid), list(train)

    def loss(self, x):
        return self.valid.pop(0)

    def loss_and_grads(self, x, rng=None):
        return (self.train.pop(0) if self.train else 1.0), {"w": -np.ones(1)}


def run(model, **options):
    options = {"epochs": 6, "batch_size": 4} | options
    return fit(model, (X,), optimiser=SGD(1.0), rng=np.random.default_rng(0), progress=False, **options)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_validation_loss_that_is_not_finite_is_said_and_never_the_best(bad):
    model = Told(valid=[1.0, bad, 0.5, 0.4, 0.3, 0.2])
    with pytest.warns(RuntimeWarning, match=f"^valid: expected a finite loss, got {bad} in epoch 2, batch 1; the epoch"):
        history = run(model, valid=(X,), patience=2)
    assert history.best_epoch == 6
    assert model.params["w"] == 6


def test_the_batch_of_the_validation_data_is_told():
    with pytest.warns(RuntimeWarning, match="got nan in epoch 1, batch 2;"):
        run(Told(valid=[1.0, np.nan, 1.0, 1.0]), valid=(X,), batch_size=2, epochs=2)


@pytest.mark.filterwarnings("ignore:valid. expected a finite loss:RuntimeWarning")
def test_patience_ends_where_no_epoch_was_finite():
    model = Told(valid=[np.nan] * 6)
    history = run(model, valid=(X,), patience=3)
    assert len(history.valid_loss) == 3
    assert history.best_epoch is None
    assert model.params["w"] == 3


def test_best_epoch_can_be_had_without_patience_and_without_validation_data():
    model = Told(valid=[3.0, 1.0, 2.0])
    run(model, valid=(X,), epochs=3, keep_best=True)
    assert model.params["w"] == 2
    model = Told(train=[3.0, 2.0, 1.0, 4.0])
    run(model, epochs=4, keep_best=True)
    assert model.params["w"] == 3
    model = Told(valid=[3.0, 1.0, 2.0])
    run(model, valid=(X,), epochs=3, patience=3, keep_best=False)
    assert model.params["w"] == 3


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_training_loss_that_is_not_finite_ends_at_once_with_epoch_and_batch(bad):
    model = Told(train=[1.0, 1.0, 1.0, bad])
    with pytest.raises(ValueError, match=f"^loss: expected a finite number, got {bad} in epoch 2, batch 2: training has"):
        run(model, batch_size=2)
    assert model.params["w"] == 3


def test_after_divergence_the_best_parameters_come_back():
    model = Told(valid=[3.0, 1.0, 2.0], train=[1.0, 1.0, 1.0, np.nan])
    with pytest.raises(ValueError, match="in epoch 4, batch 1"):
        run(model, valid=(X,), patience=5)
    assert model.params["w"] == 2


def small_network(dtype=np.float32):
    rng = np.random.default_rng(1)
    return Network(LSTM(3, 4, rng=rng, dtype=dtype), Dense(4, 1, rng=rng, dtype=dtype))


def test_divergence_inside_a_layer_is_called_so():
    x = np.random.default_rng(0).standard_normal((20, 5, 3), dtype=np.float32)
    with pytest.raises(ValueError, match="^loss: training has diverged in epoch 1, batch 2: the loss is inf; a smaller"):
        fit(small_network(), (x, x[:, -1, :1].copy()), optimiser=SGD(1e20), epochs=5, batch_size=7,
            rng=np.random.default_rng(0), progress=False)  # fmt: skip


def test_last_update_that_overflows_is_seen_too():
    class Huge(Told):
        def loss_and_grads(self, x, rng=None):
            return 1.0, {"w": np.full(1, -np.inf)}

    with pytest.raises(ValueError, match="^loss: training has diverged in epoch 1: parameter w is not finite"):
        run(Huge(), epochs=1)


def test_data_that_are_not_finite_are_not_called_divergence():
    x = np.zeros((4, 5, 3))
    y = np.full((4, 1), np.nan)
    with pytest.raises(ValueError, match=r"^data: expected finite numbers, got nan in array 1 \(counted from 0\), epoch 1, batch 1$"):
        fit(small_network(np.float64), (x, y), optimiser=SGD(0.1), epochs=1, batch_size=4,
            rng=np.random.default_rng(0), progress=False)  # fmt: skip
    x[2, 3, 1] = np.inf
    with pytest.raises(ValueError, match=r"^data: expected finite numbers, got inf in array 0 \(counted from 0\), epoch 1, batch 1$"):
        fit(small_network(np.float64), (x, y), optimiser=SGD(0.1), epochs=1, batch_size=4,
            rng=np.random.default_rng(0), progress=False)  # fmt: skip


class Squares:
    """The mean of y^2, which nothing changes."""

    params = {"w": np.zeros(1)}

    def loss(self, y):
        return float((y**2).mean())

    def loss_and_grads(self, y, rng=None):
        return self.loss(y), {"w": np.zeros(1)}


@pytest.mark.parametrize("batch_size", [1, 2, 7, 32, 33, 100])
def test_mean_over_an_epoch_weighs_samples_and_not_batches(batch_size):
    y = np.zeros((33, 1))
    y[-1] = 10
    seen = []
    history = fit(Squares(), (y,), optimiser=SGD(0.1), epochs=8, batch_size=batch_size, valid=(y,),
                  rng=np.random.default_rng(0), progress=seen.append)  # fmt: skip
    np.testing.assert_allclose(history.loss, 100 / 33, rtol=1e-12)
    np.testing.assert_allclose(history.valid_loss, 100 / 33, rtol=1e-12)
    np.testing.assert_allclose([p.loss for p in seen if p.batch == p.batches], 100 / 33, rtol=1e-12)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 4])
def test_masked_steps_have_no_weight_in_the_mean(batch_size):
    rng = np.random.default_rng(3)
    model = Network(LSTM(3, 4, rng=rng, dtype=np.float64), Dense(4, 2, rng=rng, dtype=np.float64), every_step=True)
    x, y = rng.standard_normal((6, 5, 3)), 3 * rng.standard_normal((6, 5, 2))
    mask = np.arange(5) < np.array([1, 5, 2, 5, 1, 3])[:, None]
    data = (x, y, mask)
    assert mean_loss(model, data, batch_size) == pytest.approx(model.loss(*data), rel=1e-12)


def test_batches_of_padding_alone_are_passed_over():
    rng = np.random.default_rng(3)
    model = Network(LSTM(3, 4, rng=rng, dtype=np.float64), Dense(4, 2, rng=rng, dtype=np.float64), every_step=True)
    x, y, mask = rng.standard_normal((4, 5, 3)), rng.standard_normal((4, 5, 2)), np.ones((4, 5), bool)
    mask[1] = False
    assert mean_loss(model, (x, y, mask), 1) == pytest.approx(model.loss(x, y, mask), rel=1e-12)
    options = {"epochs": 1, "batch_size": 1, "progress": False}
    history = fit(model, (x, y, mask), optimiser=SGD(1e-9), rng=rng, **options)
    assert history.loss[0] == pytest.approx(model.loss(x, y, mask), rel=1e-6)
    with pytest.raises(ValueError, match="^data: expected at least one valid entry, got padding alone$"):
        fit(model, (x, y, np.zeros_like(mask)), optimiser=SGD(0.1), rng=rng, **options)


def test_mean_loss_names_bad_arguments():
    with pytest.raises(ValueError, match="^batch_size: expected a whole number from 1 up, got int 0$"):
        mean_loss(Squares(), (X,), 0)
    with pytest.raises(ValueError, match="^data: expected as many samples in each array, at least one, got"):
        mean_loss(Squares(), (X, X[:2]), 2)


@pytest.mark.parametrize(("dtype", "size"), [(np.float32, 1e30), (np.float64, 1e200), (np.float64, 1e308), (np.float32, 1e38)])
def test_finite_gradients_of_any_size_are_clipped_without_overflow(dtype, size):
    grads = {"a": np.array([3, 0], dtype) * dtype(size / 4), "b": np.array([[-4]], dtype) * dtype(size / 4)}
    clipped = clip_by_global_norm(grads, 2.0)
    assert clipped.norm == pytest.approx(1.25 * size, rel=1e-6)
    np.testing.assert_allclose(clipped.grads["a"], [1.2, 0], rtol=1e-6)
    np.testing.assert_allclose(clipped.grads["b"], [[-1.6]], rtol=1e-6)
    assert clipped.grads["a"].dtype == dtype
    assert clip_by_global_norm(grads, 1e300 if size < 1e300 else 1.7e308).norm == clipped.norm
