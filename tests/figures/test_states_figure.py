"""The figure `states`: a network that counts the days since the last frost, and what chapters say of it."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "book" / "_ext"))  # pytest's importlib mode does not

from figures import states, states_drawing  # noqa: E402
from figures.table import make  # noqa: E402

from lstm_lib.data import load_series  # noqa: E402


@pytest.fixture(scope="module")
def winter():
    return states.run(*states.network())


def program():
    spec = importlib.util.spec_from_file_location("train_frost", ROOT / "book" / "models" / "train_frost.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_network_counts_the_days_since_the_last_frost(winter):
    assert np.abs(winter.answer - winter.truth).mean() < 0.5
    assert np.abs(winter.answer - np.mean(winter.truth)).mean() > 4  # not by answering the mean


def test_figure_and_training_count_alike(winter):
    assert program().days_since_frost(winter.lowest).tolist() == winter.truth.tolist()
    assert winter.truth[:8].tolist() == [1, 2, 3, 4, 5, 6, 0, 1]  # 21 November was the first frost


def test_what_chapters_say_of_the_figure(winter):
    unit = winter.c[:, 2]
    told = {8: -0.46, 17: -1.60, 18: -1.47, 19: -1.19, 20: -0.36}
    assert {t: round(float(unit[t - 1]), 2) for t in told} == told
    assert (np.diff(unit[7:17]) < 0).all() and winter.truth[16] == 10
    assert round(float(winter.gates["f"][19, 2]), 2) == 0.31
    assert states.day_of_forgetting(winter) == 19 and states.date_of(19) == "4 December"
    assert round(float(winter.h[16, 2]), 2) == -0.66
    assert np.abs(winter.c).max() == winter.c[51, 1] and np.abs(winter.h).max() < 0.9
    assert [round(float(each[51, 1]), 2) for each in (winter.c, winter.h, winter.gates["o"])] == [2.46, 0.14, 0.15]
    assert winter.gates["f"][52, 1] < 0.1


def test_answer_falls_a_day_before_unit_3_forgets(winter):
    assert np.flatnonzero(winter.lowest < 0)[:3].tolist() == [6, 18, 19]  # 21 November, 3 and 4 December
    assert [round(float(winter.answer[t]), 1) for t in (17, 18)] == [11.0, 0.3]
    assert [round(float(winter.h[t, 4]), 2) for t in (17, 18)] == [0.16, -0.27]
    _, dense = states.network()
    days = states.ANSWER * dense.params["W"][:, 0] * (winter.h[18] - winter.h[17])
    assert days.argmin() == 4 and round(float(days[4])) == -9
    assert abs(days[2]) < 1


def test_answer_to_a_day_colder_than_the_record_is_negative(winter):
    lstm, dense = states.network()
    series = load_series("temperature")
    lowest = series.values[:, series.names.index("lowest")]
    coldest = int(lowest.argmin())
    assert lowest.min() == -7.1 and (lowest == -7.1).sum() == 1
    assert (lowest[coldest - 4 : coldest + 1] < 0).all() and lowest[coldest - 5] >= 0

    def answer(degrees):
        changed = winter.lowest.copy()
        changed[16] = degrees
        h = lstm.forward((changed / states.DEGREES).reshape(1, -1, 1)).h
        return round(float(states.ANSWER * dense.forward(h).y[0, 16, 0]), 1)

    assert [answer(degrees) for degrees in (-12, -9, -5)] == [-3.0, -2.2, -0.5]


def test_table_holds_the_step_of_each_unit(winter):
    gates = make("states").tables[0]
    for row in gates.rows:
        before, f, i, g, c, _, _ = (float(cell.text.replace("−", "-")) for cell in row[1:])
        assert f * before + i * g == pytest.approx(c, abs=0.02)


def test_heat_map_paints_every_cell_once(winter):
    painted = np.zeros(winter.c.T.shape, int)
    for level in range(-states_drawing.LEVELS, states_drawing.LEVELS + 1):
        for piece in states_drawing.runs(winter.c, level, states.limit(winter.c)).split("M")[1:]:
            t, k = piece.split("h")[0].split()
            length = int(piece.split("h")[1].split("v")[0])
            painted[int(k), int(t) : int(t) + length] += 1
    assert (painted == 1).all()
