# ruff: noqa: E501 (whole messages read better on one line)
"""Optimisers, clipping, fit, interrupts, early stopping, progress, files."""

import io
import re

import numpy as np
import pytest
from kinds import NAMES, make

from lstm_lib import (
    LSTM,
    SGD,
    Adam,
    AdditiveAttention,
    Autoencoder,
    Dense,
    DotAttention,
    Embedding,
    EncoderDecoder,
    Network,
    Progress,
    ProgressBar,
    clip_by_global_norm,
    cosine_schedule,
    fit,
    load,
    save,
    step_schedule,
)
from lstm_lib.data import adding_task

N, T, D, H = 24, 5, 2, 6


def start(seed=0, dropout=0.3):
    """A model, data and a generator, all from one seed."""
    rng = np.random.default_rng(seed)
    data = adding_task(N, T, rng)
    return Network(LSTM(D, H, rng=rng), Dense(H, 1, rng=rng), dropout=dropout), data, rng


OPTIMISERS = {"SGD": lambda: SGD(0.1), "momentum": lambda: SGD(0.1, momentum=0.9), "Adam": lambda: Adam(0.01)}
QUIET = {"batch_size": 10, "progress": False}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_loss_falls(name):
    model, data, rng = start(dropout=0.0)
    before = model.loss(*data)
    history = fit(model, data, optimiser=OPTIMISERS[name](), epochs=30, rng=rng, **QUIET)
    assert model.loss(*data) < before / 2
    assert history.loss[-1] < history.loss[0]


@pytest.mark.parametrize("name", OPTIMISERS)
def test_training_is_reproducible_from_a_seed_to_the_bit(name):
    ends = []
    for _ in range(2):
        model, data, rng = start()
        history = fit(model, data, optimiser=OPTIMISERS[name](), epochs=3, rng=rng, clip=1.0, **QUIET)
        ends.append((model.params, history.loss))
    assert ends[0][1] == ends[1][1]
    for key, value in ends[0][0].items():
        np.testing.assert_array_equal(value, ends[1][0][key])


@pytest.mark.parametrize("at", [(1, 2), (3, 1), (3, 3), (5, 2)], ids=str)
@pytest.mark.parametrize("name", OPTIMISERS)
def test_resumed_training_ends_as_if_there_had_been_no_interrupt(name, at, tmp_path):
    def train(model, data, rng, **more):
        valid = adding_task(8, T, np.random.default_rng(9))
        return fit(model, data, optimiser=OPTIMISERS[name](), epochs=5, rng=rng, valid=valid, patience=4, clip=0.5,
                   batch_size=10, **more)  # fmt: skip

    def interrupt(progress):
        if (progress.epoch, progress.batch) == at:
            raise KeyboardInterrupt

    whole, data, rng = start()
    expected = train(whole, data, rng, progress=False)
    checkpoint = tmp_path / "training.npz"
    model, data, rng = start()
    with pytest.raises(KeyboardInterrupt):
        train(model, data, rng, progress=interrupt, checkpoint=checkpoint)
    model, data, rng = start()  # a new process begins like this
    found = train(model, data, rng, progress=False, checkpoint=checkpoint)
    assert found.loss == expected.loss
    assert found.valid_loss == expected.valid_loss
    assert found.norm == expected.norm
    for key, value in whole.params.items():
        np.testing.assert_array_equal(model.params[key], value)


def test_history_has_the_largest_norm_of_each_epoch_before_clipping():
    lengths = []

    class Measuring(SGD):
        def update(self, params, grads):
            lengths.append(np.sqrt(sum(np.sum(grad**2) for grad in grads.values())))
            super().update(params, grads)

    model, data, rng = start()
    history = fit(model, data, optimiser=Measuring(0.1), epochs=2, rng=rng, clip=1e9, **QUIET)
    assert len(set(lengths)) == 6
    assert history.norm == pytest.approx([max(lengths[:3]), max(lengths[3:])], rel=1e-6)


def test_finished_training_is_not_trained_again(tmp_path):
    model, data, rng = start()
    options = {"epochs": 2, "checkpoint": tmp_path / "training.npz"} | QUIET
    fit(model, data, optimiser=Adam(), rng=rng, **options)
    before = {key: value.copy() for key, value in model.params.items()}
    history = fit(model, data, optimiser=Adam(), rng=rng, **options)
    assert len(history.loss) == 2
    for key, value in before.items():
        np.testing.assert_array_equal(model.params[key], value)


def test_early_stopping_goes_back_to_the_best_epoch():
    model, data, rng = start(dropout=0.0)
    valid = adding_task(8, T, np.random.default_rng(9))
    best = {}

    def remember(progress):
        if progress.valid_loss is not None and progress.valid_loss <= min(best, default=np.inf):
            best[progress.valid_loss] = {key: value.copy() for key, value in model.params.items()}

    history = fit(model, data, optimiser=SGD(0.9), epochs=200, batch_size=10, rng=rng, valid=valid, patience=3, progress=remember)
    assert len(history.loss) == history.best_epoch + 3 < 200
    assert model.loss(*valid) == pytest.approx(min(history.valid_loss), rel=1e-6)
    for key, value in best[min(best)].items():
        np.testing.assert_array_equal(model.params[key], value)


def test_adam_corrects_both_means_as_worked_by_hand():
    optimiser, params = Adam(0.1, beta1=0.5, beta2=0.75, epsilon=1e-12), {"w": np.array([1.0])}
    optimiser.update(params, {"w": np.array([2.0])})  # m = 1, v = 1; corrected 2 and 4: a step of 0.1
    assert params["w"].item() == pytest.approx(0.9)
    optimiser.update(params, {"w": np.array([4.0])})  # m = 2.5, v = 4.75; corrected by 0.75 and 0.4375
    assert params["w"].item() == pytest.approx(0.9 - 0.1 * (2.5 / 0.75) / (4.75 / 0.4375) ** 0.5)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_gradient_of_another_shape_changes_nothing(name):
    optimiser, params = OPTIMISERS[name](), {"a": np.zeros(2), "W": np.zeros((3, 4))}
    for grad, got in ((np.ones(4), "an array of shape (4,) and dtype float64"), (1.0, "float 1.0"),
                      (np.ones((1, 4)), "an array of shape (1, 4) and dtype float64")):  # fmt: skip
        message = f"grads: expected shape (3, 4) of W, as the parameter's, got {got}"
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            optimiser.update(params, {"a": np.ones(2), "W": grad})
    assert not params["a"].any()
    assert not optimiser.memory.get("updates", 0)


def test_schedule_sets_the_share_of_the_rate_at_each_update():
    model, data, rng = start()
    asked, rates = [], []

    class Watched(SGD):
        def update(self, params, grads):
            rates.append(self.rate)

    optimiser = Watched(0.5)
    fit(model, data, optimiser=optimiser, epochs=2, rng=rng, schedule=lambda k, K: asked.append((k, K)) or 1 / (1 + k), **QUIET)
    assert asked == [(k, 6) for k in range(6)]
    assert rates == [0.5 / (1 + k) for k in range(6)]
    assert optimiser.rate == 0.5


def test_scheduled_training_resumes_to_the_bit(tmp_path):
    def train(epochs, schedule, name):
        model, data, rng = start()
        seen = lambda k, K: schedule(k, 12)  # noqa: E731
        fit(model, data, optimiser=Adam(0.01), epochs=epochs, rng=rng, schedule=seen, checkpoint=tmp_path / name, **QUIET)
        return model.params

    whole = train(4, cosine_schedule(0.25), "whole.npz")
    train(2, cosine_schedule(0.25), "half.npz")
    for key, value in train(4, cosine_schedule(0.25), "half.npz").items():
        np.testing.assert_array_equal(value, whole[key])
    assert any((value != whole[key]).any() for key, value in train(4, step_schedule([0.5]), "other.npz").items())


def test_clipping_keeps_direction_and_limits_length():
    rng = np.random.default_rng(0)
    grads = {"a": rng.standard_normal((3, 4), dtype=np.float32), "b": rng.standard_normal(5, dtype=np.float32)}
    clipped = clip_by_global_norm(grads, 0.5)
    length = np.sqrt(sum((grad.astype(np.float64) ** 2).sum() for grad in clipped.grads.values()))
    np.testing.assert_allclose(length, 0.5, rtol=1e-6)
    for name, grad in grads.items():
        assert clipped.grads[name].dtype == np.float32
        np.testing.assert_allclose(clipped.grads[name] * (clipped.norm / 0.5), grad, rtol=1e-5)
    same = clip_by_global_norm(grads, 100.0)
    assert same.grads is grads
    assert same.norm == pytest.approx(clipped.norm)


def test_progress_is_told_after_every_batch():
    model, data, rng = start()
    told = []
    fit(model, data, optimiser=SGD(0.1), epochs=2, batch_size=10, rng=rng, valid=data, progress=told.append)
    assert [(p.epoch, p.batch, p.batches, p.done) for p in told] == [
        (1, 1, 3, False), (1, 2, 3, False), (1, 3, 3, False), (2, 1, 3, False), (2, 2, 3, False), (2, 3, 3, True),
    ]  # fmt: skip
    assert [p.valid_loss is not None for p in told] == [False, False, True] * 2


def test_progress_bar_shows_loss_and_time_left(capsys):
    out = io.StringIO()
    bar = ProgressBar(out, clock=iter([0.0, 10.0, 30.0, 40.0]).__next__)
    for epoch, batch, done in ((1, 1, False), (2, 1, False), (2, 2, True)):
        bar(Progress(epoch, 2, batch, 2, 0.5, 0.25 if done else None, done))
    lines = [line.rstrip() for line in out.getvalue().split("\r")]
    assert lines[1] == "epoch 1/2 [#####...............]  25 %  loss 0.5000  0:30 left"
    assert lines[2] == "epoch 2/2 [###############.....]  75 %  loss 0.5000  0:10 left"
    assert lines[3] == "epoch 2/2 [####################] 100 %  loss 0.5000  valid 0.2500  0:40 in all"
    model, data, rng = start()
    fit(model, data, optimiser=SGD(0.1), epochs=1, batch_size=10, rng=rng)
    assert "epoch 1/1 [####################] 100 %" in capsys.readouterr().out


def models():
    """One of each kind that can be saved."""
    rng = np.random.default_rng(0)
    yield from (make(name, D, H) for name in NAMES)
    yield Network(
        make("Stack GRU reset after", D, H), Dense(H, 3, rng=rng), embedding=Embedding(5, D, rng=rng),
        every_step=True, loss="softmax_cross_entropy", dropout=0.25,
    )  # fmt: skip
    yield Autoencoder(LSTM(D, 3, rng=rng), LSTM(3, H, rng=rng), Dense(H, D, rng=rng))
    for attention in (None, DotAttention(), AdditiveAttention(H, 3, rng=rng)):
        yield EncoderDecoder(
            Embedding(7, D, rng=rng), LSTM(D, H, rng=rng), Embedding(6, 3, rng=rng), LSTM(3, H, rng=rng),
            Dense(H if attention is None else 2 * H, 6, rng=rng), attention,
        )  # fmt: skip


@pytest.mark.parametrize("model", list(models()), ids=lambda model: type(model).__name__)
def test_saved_model_is_loaded_equal_to_the_bit(model, tmp_path):
    save(tmp_path / "model.npz", model)
    back = load(tmp_path / "model.npz")
    assert type(back) is type(model)
    assert getattr(back, "options", None) == getattr(model, "options", None)
    assert list(back.params) == list(model.params)
    for key, value in model.params.items():
        assert back.params[key].dtype == value.dtype
        np.testing.assert_array_equal(back.params[key], value)
    np.load(tmp_path / "model.npz", allow_pickle=False).close()


def test_model_saved_in_half_is_loaded_in_float32_rounded_to_float16(tmp_path):
    model, _, _ = start()
    save(tmp_path / "model.npz", model, half=True)
    back = load(tmp_path / "model.npz")
    for key, value in model.params.items():
        assert back.params[key].dtype == np.float32
        np.testing.assert_array_equal(back.params[key], value.astype(np.float16))
    assert any((back.params[key] != value).any() for key, value in model.params.items())


def test_arrays_beside_a_model_are_kept_and_do_not_disturb_it(tmp_path):
    model, _, _ = start()
    save(tmp_path / "model.npz", model, beside={"loss": np.array([0.5, 0.25])})
    with np.load(tmp_path / "model.npz") as kept:
        np.testing.assert_array_equal(kept["loss"], [0.5, 0.25])
    for key, value in load(tmp_path / "model.npz").params.items():
        np.testing.assert_array_equal(value, model.params[key])


def test_arrays_beside_a_model_may_not_take_its_names(tmp_path):
    model, _, _ = start()
    with pytest.raises(ValueError, match="^beside: expected other names than those of the model, got kind$"):
        save(tmp_path / "model.npz", model, beside={"kind": np.zeros(1)})
    assert not list(tmp_path.iterdir())


def test_loaded_network_answers_as_before(tmp_path):
    model, data, _ = start()
    save(tmp_path / "model.npz", model)
    np.testing.assert_array_equal(load(tmp_path / "model.npz").forward(data[0]).y, model.forward(data[0]).y)


def test_interrupted_save_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    path = tmp_path / "model.npz"
    save(path, make("LSTM", D, H, seed=1))
    before = path.read_bytes()

    def half_written(file, **arrays):
        file.write(before[:100])
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", half_written)
    with pytest.raises(KeyboardInterrupt):
        save(path, make("LSTM", D, H, seed=2))
    monkeypatch.undo()
    assert path.read_bytes() == before


def other_kind(path):
    np.savez(path, **{"kind": np.array('{"kind": "Transformer"}')})
    return load(path)


def not_a_model(path):
    np.savez(path, x=np.zeros(3))
    return load(path)


def with_pickle(path):
    np.savez(path, kind=np.array([{}], dtype=object))
    return load(path)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (other_kind, "kind: expected one of AdditiveAttention, .*GRU, LSTM, .*Stack, got 'Transformer'$"),
        (not_a_model, "model.npz: expected a model that lstm_lib saved, got a file without one$"),
        (with_pickle, "model.npz: expected an .npz file as lstm_lib writes it: ValueError: expected numbers or text, got objects in kind.npy$"),
        (lambda path: save(path.with_suffix(".txt"), make("RNN", 2, 3)), "path: expected a name that ends in .npz, got 'model.txt'$"),
        (lambda path: save(path, {}), "model: expected one of AdditiveAttention, .* got dict$"),
    ],
)  # fmt: skip
def test_files_that_are_no_models_are_refused(call, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        call(tmp_path / "model.npz")


def fit_with(**changes):
    model, data, rng = start()
    options = {"optimiser": SGD(0.1), "epochs": 1, "batch_size": 10, "rng": rng, "progress": False}
    return lambda tmp_path: fit(model, changes.pop("data", data), **(options | changes))


def fit_too_far(tmp_path):
    model, (x, y), rng = start()
    fit(model, (x, y * np.float32(1e30)), optimiser=SGD(0.1), epochs=1, rng=rng, **QUIET)


def clip_too_far(tmp_path):
    clip_by_global_norm({"w": np.array([np.inf])}, 1.0)


def resume_another_model(tmp_path):
    for hidden in (H, H + 1):
        rng = np.random.default_rng(0)
        model = Network(LSTM(D, hidden, rng=rng), Dense(hidden, 1, rng=rng))
        fit(model, adding_task(8, T, rng), optimiser=SGD(0.1), epochs=1, rng=rng, checkpoint=tmp_path / "t.npz", **QUIET)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (fit_with(data=[1]), "data: expected a tuple of arrays, got list [1]"),
        (fit_with(data=(np.zeros((3, 2, 2)), np.zeros((2, 1)))), "data: expected as many samples in each array, at least one, got [3, 2]"),
        (fit_with(valid=()), "valid: expected a tuple of arrays, got a tuple of 0"),
        (fit_with(epochs=0), "epochs: expected a whole number from 1 up, got int 0"),
        (fit_with(batch_size=1.5), "batch_size: expected a whole number from 1 up, got float 1.5"),
        (fit_with(rng=0), "rng: expected np.random.default_rng(seed), got int 0"),
        (fit_with(patience=2), "patience: expected valid data to judge by, got none"),
        (fit_with(clip=-1.0), "limit: expected a number above 0, got float -1.0"),
        (resume_another_model, "checkpoint: expected parameters of the model's names, shapes and dtypes in "),
        (clip_too_far, "grads: expected finite gradients, got nan or inf; training has diverged: a smaller rate may help"),
        (lambda _: cosine_schedule(warmup=1), "warmup: expected a number from 0 and below 1, got int 1"),
        (lambda _: cosine_schedule(floor="a"), "floor: expected a number from 0 and below 1, got str 'a'"),
        (lambda _: step_schedule([]), "at: expected a list of shares, got list []"),
        (lambda _: step_schedule([0.5, 0.5]), "at: expected points that rise, got list [0.5, 0.5]"),
        (lambda _: step_schedule([0.5, 0.25]), "at: expected points that rise, got list [0.5, 0.25]"),
        (lambda _: step_schedule([1.5]), "at[0]: expected a number above 0 and below 1, got float 1.5"),
        (lambda _: step_schedule([0.5], factor=1), "factor: expected a number above 0 and below 1, got int 1"),
        (lambda _: SGD(np.nan), "rate: expected a number above 0, got float nan"),
        (lambda _: SGD(0), "rate: expected a number above 0, got int 0"),
        (lambda _: SGD(0.1, momentum=1.0), "momentum: expected a number from 0 and below 1, got float 1.0"),
        (lambda _: Adam(beta1=-0.1), "beta1: expected a number from 0 and below 1, got float -0.1"),
        (lambda _: SGD(0.1).update({"a": np.zeros(1)}, {}), "grads: expected gradients of ['a'], got []"),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(call, message, tmp_path):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        call(tmp_path)


def test_loss_that_is_not_finite_stops_training(tmp_path):
    with pytest.raises(ValueError, match="^loss: expected a finite number, got inf in epoch 1, batch 1: training has diverged; a smaller rate, or clip, may help$"):
        fit_too_far(tmp_path)


@pytest.mark.parametrize(("warmup", "floor"), [(0.0, 0.0), (0.25, 0.1), (0.5, 0.5)])
def test_cosine_schedule_is_its_formula(warmup, floor):
    K = 40
    W = warmup * K
    expected = [(k + 1) / W if k < W else floor + (1 - floor) * (1 + np.cos(np.pi * (k - W) / (K - W))) / 2 for k in range(K)]
    np.testing.assert_allclose([cosine_schedule(warmup, floor)(k, K) for k in range(K)], expected, rtol=1e-12)


def test_step_schedule_falls_where_a_share_of_the_updates_is_reached():
    share = step_schedule([0.3, 0.6], factor=0.5)
    assert [share(k, 10) for k in range(10)] == [1.0] * 3 + [0.5] * 3 + [0.25] * 4


class Mean:
    """A model of one number that keeps the batches that it was given, and the updates that it was told of."""

    def __init__(self, losses=()):
        self.params, self.batches, self.updates, self.losses = {"mean": np.zeros(1)}, [], [], list(losses)

    def loss(self, x):
        return self.losses.pop(0) if self.losses else float(np.mean(x))

    def loss_and_grads(self, x, rng=None):
        self.batches.append(x)
        return 1.0, {"mean": np.zeros(1)}

    def at_update(self, k, K):
        self.updates.append((k, K))


def test_every_example_is_in_one_batch_of_each_epoch_and_the_updates_are_counted():
    model = Mean()
    fit(model, (np.arange(24.0),), optimiser=SGD(0.1), epochs=2, rng=np.random.default_rng(0), **QUIET)
    assert [len(batch) for batch in model.batches] == [10, 10, 4] * 2
    for epoch in (model.batches[:3], model.batches[3:]):
        assert sorted(np.concatenate(epoch)) == list(range(24))
    assert model.updates == [(k, 6) for k in range(6)]


def test_validation_loss_that_is_not_finite_names_the_batch():
    model, x = Mean([1.0, np.inf, 1.0]), np.arange(24.0)
    with pytest.warns(RuntimeWarning, match="^valid: expected a finite loss, got inf in epoch 1, batch 2; the epoch does"):
        fit(model, (x,), optimiser=SGD(0.1), epochs=1, rng=np.random.default_rng(0), valid=(x,), **QUIET)


@pytest.mark.parametrize("limit", [1.0, 1e300])
def test_gradients_whose_squares_overflow_are_clipped_to_their_direction(limit):
    grads = {"a": np.array([3e200]), "b": np.array([-4e200])}
    clipped = clip_by_global_norm(grads, limit)
    assert clipped.norm == pytest.approx(5e200)
    share = min(1.0, limit / 5e200)
    np.testing.assert_allclose([clipped.grads["a"][0], clipped.grads["b"][0]], [3e200 * share, -4e200 * share], rtol=1e-12)


@pytest.mark.parametrize("valid", [True, False])
def test_best_epoch_is_kept_where_it_is_asked_for_or_judged(valid):
    model, x = Mean([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), np.arange(20.0)
    history = fit(
        model, (x,), optimiser=SGD(0.1), epochs=2, rng=np.random.default_rng(0), valid=(x,) if valid else None, **QUIET
    )
    assert history.best_epoch == 1


def test_shares_of_adams_means_lie_between_nothing_and_one():
    for name in ("beta1", "beta2"):
        assert getattr(Adam(0.1, **{name: 0}), name) == 0
        for bad in (-0.1, 1, 1.5):
            with pytest.raises(ValueError, match=f"^{name}: expected a number from 0 and below 1"):
                Adam(0.1, **{name: bad})


def test_progress_tells_the_mean_loss_of_the_examples_so_far():
    told = []
    model = Mean()
    fit(model, (np.arange(24.0),), optimiser=SGD(0.1), epochs=1, rng=np.random.default_rng(0), batch_size=10, progress=told.append)
    assert [p.loss for p in told] == [1.0, 1.0, 1.0]  # of batches of 10, 10 and 4, each with a loss of 1
