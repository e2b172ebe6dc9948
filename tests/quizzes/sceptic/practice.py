"""Attempts on the keys of the chapter At work."""

import itertools
from functools import cache

import numpy as np

from experiments import stored
from lstm_lib import LSTM, RNN, MinGRU, softmax
from lstm_lib.data import load_series, make_windows
from quizzes.proofs import practice_order
from sceptic import BANK, by_hand, close, doubt, shapes, torch


@cache
def temperatures():
    return load_series("temperature").values


def convolved(x, kernel, dilations):
    """Causal convolutions by hand, of a vector."""
    for d in dilations:
        x = sum(w * np.concatenate([np.zeros(n * d), x])[: len(x)] for n, w in enumerate(kernel))
    return x


@doubt("practice-card-convolution", "a kernel of equal weights, to which order might be nothing")
def order_under_equal_weights():
    x = np.random.default_rng(0).standard_normal(30)
    swapped = x.copy()
    swapped[-2:] = x[:-3:-1]
    y, other = (convolved(values, [1, 1, 1], [1, 2]) for values in (x, swapped))
    later = [convolved(x + np.eye(30)[t], [1, 1, 1], [1, 2])[-1] != y[-1] for t in range(30)]
    return not close(y, other, 1e-3) and np.flatnonzero(later).tolist() == list(range(23, 30))


@doubt(
    "practice-side-by-side",
    "a layer that forgets so fast that nothing is left: the question has to say that it does not",
)
def a_layer_that_forgets():
    x = np.random.default_rng(1).standard_normal((1, 50, 1)).astype(np.float32)
    first = x.copy()
    first[0, 0] += 1
    fast = LSTM(1, 1, rng=np.random.default_rng(1))
    slow = RNN.from_params({"W_x": np.ones((1, 1)), "W_h": np.full((1, 1), 0.9), "b": np.zeros(1)})
    small, moved = 0.01 * x.astype(float), 0.01 * x.astype(float)
    moved[0, 0] += 1
    gone = close(fast.forward(x).h[:, -1], fast.forward(first).h[:, -1])
    there = not close(slow.forward(small).h[:, -1], slow.forward(moved).h[:, -1], 1e-4)
    return gone and there and "nine tenths" in BANK.items["practice-side-by-side"].prompt


@doubt("practice-receptive-field", "the formula, for each variant")
def field_by_formula():
    return by_hand(
        "practice-receptive-field",
        lambda p: 1 + (p["kernel"] - 1) * sum(int(d) for d in str(p["dilations"]).split(",")),
        0,
    )


@doubt(
    "practice-at-once",
    "a layer whose states can be had at once, by a scan: the question has to say which layer it means",
)
def states_by_a_scan():
    layer = MinGRU(2, 3, rng=np.random.default_rng(0), dtype=np.float64)
    linear = not any(name.startswith("W_h") for name in layer.params)
    return linear and "tanh" in BANK.items["practice-at-once"].prompt


@doubt("practice-twice-as-long", "PyTorch, which hands its sequences over whole")
def weights_of_any_length():
    layer = torch.nn.LSTM(2, 3)
    with torch.no_grad():
        return [layer(torch.zeros(steps, 1, 2))[0].shape[0] for steps in (5, 10)] == [5, 10]


@doubt("practice-window-count", "a series so short that no window fits")
def windows_by_hand():
    for n, p, q in itertools.product(range(30, 40), (3, 5), (2, 4)):
        x, _ = make_windows(np.arange(3.0 * n)[:, None], p, q, valid=1 / 3, test=1 / 3).train
        if len(x) != sum(1 for start in range(n) if start + p + q <= n):
            return False
    return True


@doubt("practice-window-shape", "windows counted one by one")
def window_shape_by_hand():
    return shapes(
        "practice-window-shape",
        lambda p: (sum(1 for start in range(p["steps"]) if start + p["past"] < p["steps"]), p["past"], p["features"]),
        count=20,
    )


@doubt("practice-scaling", "another measure, and another series")
def scaling_of_a_stock_index():
    values = load_series("stock index").values[:, :1]
    cut = len(values) - round(0.15 * len(values))
    other = values.copy()
    other[cut:] *= 1.5
    trained = [make_windows(each, 10).train[0] for each in (values, other)]
    by_all = [(each / each.std())[:100] for each in (values, other)]
    return np.array_equal(*trained) and not np.array_equal(*by_all)


@doubt("practice-split", "windows that also have days to predict")
def no_day_in_both():
    days = np.arange(800.0)[:, None]
    windows = make_windows(days, 30, 7)

    def seen(part):
        return set(windows.scaler.unscale(np.concatenate([part[0], part[1]], axis=1)).round().ravel())

    spans = np.lib.stride_tricks.sliding_window_view(np.arange(800), 30)
    late = set(spans[:-120].ravel()) & set(spans[-120:].ravel())
    return not seen(windows.train) & seen(windows.test) and len(late) == 29


@doubt("practice-leaks", "a single day that differs, the first one after the cut")
def one_day_after_the_cut():
    x, cut = temperatures()[:400, 0], 300
    other = x.copy()
    other[cut] = x.max() + 5
    means = [np.convolve(each, np.ones(7) / 7, mode=mode)[:cut] for mode in ("same", "full") for each in (x, other)]
    largest = [(each / each.max())[:cut] for each in (x, other)]
    return not np.array_equal(*means[:2]) and np.array_equal(*means[2:]) and not np.array_equal(*largest)


@doubt("practice-preparation", "a real series, on which another order might pass")
def neighbours_exchanged_on_a_real_series():
    series = temperatures()[:160, 0]
    other = series.copy()
    other[round(0.85 * len(series)) :] += 10
    key = [step.id for step in BANK.items["practice-preparation"].body.steps]
    orders = [[*key[:k], key[k + 1], key[k], *key[k + 2 :]] for k in range(5)]
    return practice_order.is_honest(key, series, other) and not any(
        practice_order.is_honest(order, series, other) for order in orders
    )


def values_of_series(p, count):
    return [float(p[f"v{n}"]) for n in range(1, count + 1)]


@doubt("practice-persistence", "who computes by hand and rounds to two decimals")
def persistence_by_hand():
    def error(p):
        v = values_of_series(p, 5)
        return sum((b - a) ** 2 for a, b in itertools.pairwise(v)) / 4

    return by_hand("practice-persistence", error, 2)


@doubt("practice-skill", "who computes by hand and rounds to whole per cents")
def skill_by_hand():
    return by_hand("practice-skill", lambda p: 100 * (1 - p["model"] / p["base"]), 0)


@doubt("practice-shifted", "the other curve of the series, which might be less like its past")
def lowest_temperatures_a_day_late():
    low = temperatures()[:, 1]
    target, late = low[1:], low[:-1]
    return np.corrcoef(target, late)[0, 1] > 0.85 and np.mean((late - target) ** 2) < 0.5 * low.var()


@doubt("practice-seasonal", "who computes by hand and rounds to two decimals")
def season_by_hand():
    def error(p):
        v = values_of_series(p, 6)
        return sum((v[k + 3] - v[k]) ** 2 for k in range(3)) / 3

    return by_hand("practice-seasonal", error, 2)


@doubt("practice-accuracy-rare", "counts in place of networks: what else has an accuracy of 96.5 %")
def four_detectors_of_one_accuracy():
    steps, events = 1000, 35
    wrong = [(missed, false) for missed in range(events + 1) for false in range(events + 1) if missed + false == events]
    accuracies = {(steps - missed - false) / steps for missed, false in wrong}
    return accuracies == {0.965} and (events, 0) in wrong and (0, events) in wrong


@doubt(
    "practice-threshold",
    "a detector that is always sure: no threshold matters to it, so the question has to say that it is not",
)
def a_detector_that_is_always_sure():
    p = np.array([0.01, 0.99, 0.98, 0.02])
    unsure = np.array([0.1, 0.5, 0.9])
    prompt = BANK.items["practice-threshold"].prompt
    return ((p > 0.2) == (p > 0.8)).all() and (unsure > 0.2).sum() > (unsure > 0.8).sum() and "between" in prompt


@doubt("practice-bits", "who counts the powers of one half")
def bits_by_counting():
    def mean(p):
        return sum(np.log2(int(p[f"p{n}"].split("/")[1])) for n in range(1, 5)) / 4

    return by_hand("practice-bits", mean, 2)


@doubt("practice-temperature", "powers by hand, and scores in the place of logarithms")
def powers_by_hand():
    def heated(p):
        powers = [float(p[f"p{n}"]) ** (1 / p["tau"]) for n in (1, 2, 3)]
        return 100 * powers[0] / sum(powers)

    z = np.log([0.7, 0.2, 0.1]) + 5.0
    return by_hand("practice-temperature", heated, 0) and close(softmax(z / 2), softmax(np.log([0.7, 0.2, 0.1]) / 2))


@doubt(
    "practice-stuck", "other widths, longer training and failures that begin elsewhere: the experiment's eight seeds"
)
def stuck_in_the_experiment():
    runs = stored("anomalies")
    return bool((runs["error stuck"] < 0.9 * runs["error normal"]).all()) and len(runs.seeds) == 8
