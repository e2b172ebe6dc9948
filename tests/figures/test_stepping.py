"""The figures that step: what Python draws is what lstm_lib, or a count by hand, says."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "book" / "_ext"))  # pytest's importlib mode does not

from figures import collapse, handover, temperature, threshold, unrolled  # noqa: E402
from figures.table import make  # noqa: E402

from experiments.trigger import count_events  # noqa: E402
from lstm_lib import RNN, greedy, numeric_gradient  # noqa: E402


@pytest.mark.parametrize("name", ["handover", "unrolled", "collapse", "threshold", "temperature"])
def test_every_key_of_the_tables_is_filled(name):
    figure = make(name)
    cells = [cell for table in figure.tables for row in table.rows for cell in row if not isinstance(cell, str)]
    assert cells
    assert figure.says in figure.drawing.replace("&quot;", '"').replace("&#x27;", "'")


def test_attention_of_the_handover_is_the_librarys_own_model():
    model, reads, _ = handover.dates.kept()
    for text, _ in handover.EXAMPLES:
        source = reads.encode([text.lower()])
        assert handover.run("attention", text.lower()).ids() == list(greedy(model, source, handover.MOST).ids[0])


@pytest.mark.parametrize("variant", handover.VARIANTS)
def test_variants_write_dates(variant):
    right = [handover.written(variant, text.lower()) == iso for text, iso in handover.EXAMPLES]
    assert sum(right) >= 4


def test_teacher_forcing_gives_the_right_symbols_and_own_writing_its_own():
    found = handover.run("context", "20 nov 2026", "2026-11-20")
    assert "".join(handover.name(step.reads) for step in found.steps[1:]) == "2026-11-20"
    own = handover.run("context", "20 nov 2026")
    assert [step.reads for step in own.steps[1:]] == own.ids()[:-1]


def test_context_is_the_mean_with_the_weights_or_the_last_state():
    attention, constant = (handover.run(each, "20 nov 2026") for each in ("attention", "context"))
    for step in attention.steps:
        np.testing.assert_allclose(step.context, step.weights @ attention.h, rtol=1e-5)
    assert all(np.array_equal(step.context, constant.h[-1]) for step in constant.steps)
    assert all(step.context.size == 0 for step in handover.run("state", "20 nov 2026").steps)


@pytest.mark.parametrize("w", [0.0, 0.5, 1.5])
def test_parts_of_the_unrolled_layer_add_up_to_the_numeric_gradient(w):
    W = np.array([[w]])

    def loss():
        layer = RNN.from_params({"W_x": np.array([[unrolled.W_X]]), "W_h": W, "b": np.zeros(1)})
        h = layer.forward(np.array(unrolled.X).reshape(1, -1, 1)).h[0, -1, 0]
        return (h - unrolled.WANTED) ** 2 / 2

    wanted = numeric_gradient(loss, W)[0, 0]
    assert float(unrolled.texts(w, 4)["sum"].replace("−", "-")) == pytest.approx(wanted, abs=6e-4)


def test_cut_gradient_is_the_sum_of_the_last_parts():
    whole, cut = unrolled.texts(0.9, 4), unrolled.texts(0.9, 2)
    numbers = [float(whole[f"part{t}"].replace("−", "-")) for t in (3, 4)]
    assert float(cut["sum"].replace("−", "-")) == pytest.approx(sum(numbers), abs=2e-3)
    assert cut["dh2"] == "cut"
    assert cut["dh3"] == whole["dh3"]


@pytest.mark.parametrize("word", ["", "a", "ab", "aa", "aba"])
def test_paths_are_counted_as_by_trying_all(word):
    for T in range(1, 6):
        all_paths = map("".join, itertools.product("-ab", repeat=T))
        assert collapse.paths(T, word) == sum(collapse.collapse(path) == word for path in all_paths)


@pytest.mark.parametrize("level", [0.05, 0.2, 0.5, 0.8, 0.95])
def test_words_are_heard_as_the_experiment_counts_them(level):
    p, ends = threshold.kept()
    right, false = threshold.heard(p, ends, level)
    assert (len(right), len(false)) == count_events(np.array([p]), [ends], level)


def test_thresholds_differ_in_what_they_hear():
    p, ends = threshold.kept()
    counts = {tuple(map(len, threshold.heard(p, ends, level))) for level in (0.05, 0.2, 0.5, 0.8, 0.95)}
    assert len(counts) >= 3


def test_temperature_makes_few_choices_or_many():
    choices = [float(temperature.texts(each)["choices"]) for each in (0.1, 0.5, 1.0, 3.0)]
    assert choices == sorted(choices)
    assert choices[0] == pytest.approx(1, abs=0.01)
    assert choices[-1] < 6
    assert set(temperature.texts(0.1)["drawn"].split()) == {"e"}
