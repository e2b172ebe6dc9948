"""Proofs of several chapters: a broken library is found out, and variants agree with the formulas."""

import math

import numpy as np
import pytest

from lstm_lib import LSTM, RNN, Carry, clip_by_global_norm, jacobian_norms, lstm_step
from lstm_lib.data import make_windows
from quizzes import judge, load_bank
from quizzes.proofs import debugging, draw, gradients, gradients_training, practice, sequences, states_carried
from quizzes.prove import disagreements, run_proof
from quizzes.variants import COUNT, values_of

BANK = load_bank()


class NoMemory(RNN):
    """A layer whose every step begins with an empty state."""

    def forward(self, x, state=None, mask=None):
        trace = super().forward(x)
        alone = [super(NoMemory, self).forward(x[:, t : t + 1]).h for t in range(x.shape[1])]
        return trace._replace(h=np.concatenate(alone, axis=1))


class Forgetful(Carry):
    """A state that is not carried on."""

    def forward(self, x, mask=None):
        self.reset()
        return super().forward(x, mask)


def stretched(grads, limit):
    """Bring gradients to the limit, also those that are shorter."""
    clipped = clip_by_global_norm(grads, limit)
    return clipped._replace(grads={name: grad * (limit / clipped.norm) for name, grad in grads.items()})


def never_shrinking(layer, trace):
    norms = jacobian_norms(layer, trace)
    return norms._replace(dh=np.ones_like(norms.dh), dc=None if norms.dc is None else np.ones_like(norms.dc))


def centred_by_all(values, past, *rest, **options):
    """Subtract the mean of the whole series from the training part."""
    windows = make_windows(values, past, *rest, **options)
    x, y = windows.train
    return windows._replace(train=(x - values.mean(), y))


def gates_swapped(x, h, c, W_x, W_h, b):
    i, f, g, o = np.arange(4 * c.shape[1]).reshape(4, -1)
    order = np.concatenate([f, i, g, o])
    return lstm_step(x, h, c, W_x[:, order], W_h[:, order], b[order])


@pytest.mark.parametrize(
    ("module", "name", "broken", "item_ids"),
    [
        (sequences, "RNN", NoMemory, ["sequences-state-not-layer", "sequences-not-true", "sequences-card-graph"]),
        (gradients_training, "clip_by_global_norm", stretched, ["sequences-clip-vanished"]),
        (
            gradients,
            "jacobian_norms",
            never_shrinking,
            ["sequences-radius", "sequences-orthogonal", "sequences-gates-purpose", "sequences-card-gradients"],
        ),
        (states_carried, "Carry", Forgetful, ["states-carry-gradient"]),
        (
            debugging,
            "RNN",
            NoMemory,
            ["debugging-axes-checks", "debugging-padding-index", "debugging-padding-checks"],
        ),
        (debugging, "lstm_step", gates_swapped, ["debugging-unbounded"]),
        (practice, "make_windows", centred_by_all, ["practice-scaling"]),
        (draw, "lstm_step", gates_swapped, ["gates-roles", "gates-equations", "gates-deaf"]),
    ],
)
def test_a_broken_library_is_found_out_by_the_proofs(monkeypatch, module, name, broken, item_ids):
    monkeypatch.setattr(module, name, broken)
    for item_id in item_ids:
        item = BANK.item(item_id)
        try:
            found = disagreements(item, run_proof(item, draws=1))
        except (AssertionError, StopIteration):  # the proof itself gives up
            found = ("no proof",)
        assert found, item_id


def four_blocks(features, units, steps):
    return 4 * (features * units + units**2 + units)


# The same by hand: what the variants compute by running the library must be what the formulas say.
FORMULAS = {
    "debugging-first-loss": lambda classes: math.log(classes),
    "debugging-stack-shape": lambda count, steps, features: (steps, count, features),
    "gates-cell-number": lambda c, f, i, g: f * c + i * g,
    "gates-hidden-number": lambda c, o: o * math.tanh(c),
    "gates-parameters-number": four_blocks,
    "gates-weights-shape": lambda features, units, steps: (features, 4 * units),
    "practice-receptive-field": lambda kernel, layers, dilations, steps: 1 + (kernel - 1) * (2**layers - 1),
    "practice-skill": lambda base, model: 100 * (1 - model / base),
    "practice-window-count": lambda steps, past, future: steps - past - future + 1,
    "practice-window-shape": lambda steps, past, features: (steps - past, past, features),
    "sequences-answer-shape": lambda batch, steps, features, units, classes: (batch, steps, classes),
    "sequences-truncated-reach": lambda steps, piece, at, first: (at - 1) % piece + 1,
    "sequences-cell-keep": lambda percent, share, steps: (percent / 100) ** (1 / steps),
    "sequences-clip-number": lambda a, b, c, limit: a * min(1, limit / math.hypot(a, b, c)),
    "sequences-hundredth": lambda weight: math.ceil(math.log(0.01) / math.log(weight)),
    "sequences-parameters": lambda features, units, steps: features * units + units**2 + units,
    "sequences-weight-gradient": lambda batch, steps, features, units: (units, units),
    "sequences-weight-power": lambda weight, steps: weight**steps,
}


@pytest.mark.parametrize("item_id", FORMULAS)
def test_variants_agree_with_the_formula(item_id):
    for seed in range(COUNT):
        values = values_of(BANK.item(item_id), seed)
        assert values["answer"] == pytest.approx(FORMULAS[item_id](**values["parameters"]), rel=1e-9), values


def test_variants_of_persistence_agree_with_the_formula():
    for seed in range(COUNT):
        values = values_of(BANK.item("practice-persistence"), seed)
        series = [float(value) for value in values["parameters"].values()]
        by_hand = sum((b - a) ** 2 for a, b in zip(series, series[1:], strict=False)) / 4
        assert values["answer"] == pytest.approx(by_hand)


def way_along_c(trace, W_h, slope):
    """dc_T/dc_0 of a cell of one unit, by the chain rule for (h, c), with a given slope of tanh(c)."""
    way = np.eye(2)
    for t in range(trace.h.shape[1]):
        i, f, g, o, c = (getattr(trace, name)[0, t, 0] for name in "ifgoc")
        c_before = trace.c[0, t - 1, 0] if t > 0 else 0.0
        w_i, w_f, w_g, w_o = W_h[0]
        c_by_h = c_before * f * (1 - f) * w_f + g * i * (1 - i) * w_i + i * (1 - g**2) * w_g
        h_by_h = np.tanh(c) * o * (1 - o) * w_o
        squashed = o * slope(c)
        way = np.array([[h_by_h + squashed * c_by_h, squashed * f], [c_by_h, f]]) @ way
    return abs(way[1, 1])


@pytest.mark.parametrize("seed", range(5))
def test_slope_of_tanh_is_a_factor_of_the_way_through_h(seed):
    """So `sequences-cell-paths` asks about the straight path: "at each step" would be true."""
    rng = np.random.default_rng(seed)
    layer = LSTM(2, 1, rng=rng, dtype=np.float64)
    layer.params["W_h"] += 1
    trace = layer.forward(rng.standard_normal((1, 6, 2)))
    measured, W_h = jacobian_norms(layer, trace).dc[-1], layer.params["W_h"]
    assert measured == pytest.approx(way_along_c(trace, W_h, lambda c: 1 - np.tanh(c) ** 2), rel=1e-9)
    assert measured != pytest.approx(way_along_c(trace, W_h, lambda c: 1.0), rel=1e-3)


@pytest.mark.parametrize(
    "form", ["backprop through time", "Back-prop through time", "backpropagation through time (BPTT)"]
)
def test_usual_names_of_back_propagation_through_time_are_right(form):
    assert judge(BANK.item("sequences-bptt-name"), form).score == 1


@pytest.mark.parametrize("form", ["truncated backprop through time", "back-prop"])
def test_neighbours_of_back_propagation_through_time_are_not_right(form):
    assert judge(BANK.item("sequences-bptt-name"), form).score == 0


def test_a_fall_by_the_same_share_is_told_from_one_by_the_same_amount():
    steps = np.arange(101)
    assert gradients.on_a_line(1 - 0.01 * steps)
    assert not gradients.on_a_line(0.9**steps)
