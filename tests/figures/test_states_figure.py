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
    told = {17: -1.60, 19: -1.19, 20: -0.36, 49: -1.88, 52: -1.40, 53: -0.54}
    assert {t: round(float(unit[t - 1]), 2) for t in told} == told
    assert round(float(winter.gates["f"][19, 2]), 2) == 0.31
    assert states.day_of_forgetting(winter) == 19 and states.date_of(19) == "4 December"
    assert round(float(winter.h[16, 2]), 2) == -0.66
    assert np.abs(winter.c).max() == winter.c[51, 1] and np.abs(winter.h).max() < 0.9
    assert [round(float(each[51, 1]), 2) for each in (winter.c, winter.h, winter.gates["o"])] == [2.46, 0.14, 0.15]
    assert winter.gates["f"][52, 1] < 0.1


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
