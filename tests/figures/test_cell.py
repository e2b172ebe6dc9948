"""The figure `cell`: its numbers are lstm_step's, its three vocabularies compute the same, its golden file is current.

``REWRITE_GOLDEN=1 pytest tests/figures/test_cell.py`` writes the golden file that the page's script is held to
(tests/js/cell.test.js); CI never does.
"""

import json
import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from lstm_lib import LSTM, to_keras, to_torch

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "figures" / "cell.json"
sys.path.append(str(ROOT / "book" / "_ext"))  # pytest's importlib mode does not

from figures import cell, cell_drawing  # noqa: E402
from figures.table import make  # noqa: E402

NONE = ({},) * cell.STEPS
HELD = ({}, {"f": 0.0}, {"o": 0.0, "i": 0.5}, {}, {"f": 1.0, "i": 0.0}, {"o": 1.0})


def changed(preset, **values):
    """Return the cell with another sequence or state."""
    return type(preset)(**{**vars(preset), **values})


def without_infinite(step, held):
    """Return the numbers of a step but for the z of gates that are held, which JSON may not be able to hold."""
    return {name: value for name, value in step.items() if name.removeprefix("z_") not in held or name in held}


def golden():
    """Return the cases, each with what goes in, and all that is computed and written."""
    cases = []
    for preset in cell.presets().values():
        for name, holds, one in (
            ("as it is", NONE, preset),
            ("gates held", HELD, preset),
            ("moved", NONE, changed(preset, x=(-1.5, 0.3, 2.0, 0.0, 0.7, -2.0), h=-0.9, c=-2.5)),
        ):
            trace = cell.run(one, holds)
            cases.append({
                "name": name,
                "cell": {key: getattr(one, key) for key in ("label", "W_x", "W_h", "b", "x", "h", "c")},
                "held": holds,
                "trace": [without_infinite(step, held) for step, held in zip(trace, holds, strict=True)],
                "texts": [cell.texts(step, one, held) for step, held in zip(trace, holds, strict=True)],
                "says": [cell.says(t, step) for t, step in enumerate(trace, 1)],
            })  # fmt: skip
    bars = [[value, signed, *cell_drawing.bar(value, 78, signed=signed)] for value in (0, 0.3, 1) for signed in (0, 1)]
    widths = [[value, cell_drawing.flow_width(value)] for value in (-3, -0.4, 0, 0.25, 1)]
    return json.loads(json.dumps({"cases": cases, "bars": bars, "widths": widths}, allow_nan=False))


def layer_of(preset):
    """Return the cell as a layer of lstm_lib."""
    params = {name: np.array(getattr(preset, name), dtype=np.float64) for name in ("W_x", "W_h", "b")}
    return LSTM.from_params({"W_x": params["W_x"][None], "W_h": params["W_h"][None], "b": params["b"]})


def test_golden_file_is_what_the_figure_computes_and_writes():
    now = golden()
    if os.environ.get("REWRITE_GOLDEN") == "1":
        assert "CI" not in os.environ, "CI compares with the golden file and never writes it"
        GOLDEN.write_text(json.dumps(now, ensure_ascii=False) + "\n", encoding="utf-8")
    before = json.loads(GOLDEN.read_text(encoding="utf-8"))
    for one, other in zip(now["cases"], before["cases"], strict=True):
        for step, same in zip(one.pop("trace"), other.pop("trace"), strict=True):
            assert step == pytest.approx(same, abs=1e-12)
        assert one == other
    assert now["bars"] == before["bars"] and now["widths"] == before["widths"]


@pytest.mark.parametrize("name", cell.presets())
def test_sequence_is_the_layers_trace(name):
    preset = cell.presets()[name]
    trace = layer_of(preset).forward(
        np.array(preset.x, dtype=np.float64).reshape(1, -1, 1), state=(np.array([[preset.h]]), np.array([[preset.c]]))
    )
    for key in ("i", "f", "g", "o", "c", "tanh_c", "h"):
        assert [step[key] for step in cell.run(preset)] == pytest.approx(getattr(trace, key).ravel(), abs=1e-12), key


def test_held_gate_has_its_value_and_the_rest_of_the_step_follows():
    for step, held in zip(cell.run(cell.presets()["latch"], HELD), HELD, strict=True):
        assert {gate: step[gate] for gate in held} == pytest.approx(held)
        assert step["c"] == pytest.approx(step["f"] * step["c0"] + step["i"] * step["g"])
        assert step["h"] == pytest.approx(step["o"] * np.tanh(step["c"]))


def test_latch_writes_on_one_keeps_on_zero_and_erases_on_minus_one():
    trace = cell.run(cell.presets()["latch"])
    for step in trace:
        if step["x"] == 1:
            assert step["c"] - step["c0"] > 0.7
        elif step["x"] == 0:
            assert abs(step["c"] - step["c0"]) < 0.1
        else:
            assert abs(step["c"]) < 0.2 and step["c0"] > 2


def test_frost_cell_holds_the_last_temperature_below_zero():
    last = 0.0
    for step in cell.run(cell.presets()["frost"]):
        last = step["x"] if step["x"] < 0 else last
        assert 50 * step["c"] == pytest.approx(last, abs=0.2)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def compute(code, names):
    """Run the lines of a vocabulary in order; return what each computes, by its part."""
    found = {}
    for part in cell.PARTS:
        line = code[part]
        left, equals, right = line.partition(" = ")
        found[part] = eval(right if equals else left, {"sigmoid": sigmoid, "tanh": np.tanh, "np": np}, names)
        if equals:
            names[left] = found[part]
        if part == "z":
            for k, gate in enumerate("ifgo"):
                names[f"z{k}"] = names[f"z_{gate}"] = np.split(found["z"], 4, axis=1)[k]
    return found


@pytest.mark.parametrize("names", ["ours", "keras", "torch"])
def test_lines_of_every_vocabulary_compute_the_step_with_that_librarys_own_weights(names):
    preset = cell.presets()["latch"]
    layer = layer_of(preset)
    x, h, c = (np.array([[value]]) for value in (preset.x[0], preset.h, preset.c))
    if names == "ours":
        given = {**layer.params, "x": x, "h": h, "c": c}
    elif names == "keras":
        weights = {weight.name: np.asarray(weight) for weight in to_keras(layer).weights}
        assert set(weights) == {"kernel", "recurrent_kernel", "bias"}
        given = {**weights, "inputs": x, "h_tm1": h, "c_tm1": c}
    else:
        module = to_torch(layer)
        weights = {name.removesuffix("_l0"): value.detach().numpy() for name, value in module.named_parameters()}
        given = {**weights, "input": x, "h_0": h, "c_0": c}
    code = cell.library_code() if names == "ours" else cell.CODE[names]
    found = compute(code, given)
    step = cell.run(preset)[0]
    for part in cell.PARTS[1:]:
        assert found[part].item() == pytest.approx(step[part], abs=1e-6), part


def test_names_are_those_of_the_frameworks_own_cells():
    import inspect

    import keras
    import torch

    assert list(inspect.signature(keras.layers.LSTMCell.call).parameters)[1] == "inputs"
    source = inspect.getsource(keras.layers.LSTMCell)
    told = torch.nn.LSTMCell.__doc__
    for word in ("h_tm1", "c_tm1", "z0, z1, z2, z3", "self.recurrent_kernel"):
        assert word in source
    for word in ("**input**", "(h_0, c_0)", "(h_1, c_1)", "weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        assert word in told


@pytest.mark.parametrize("sequences", [False, True])
@pytest.mark.parametrize("state", [False, True])
def test_keras_returns_under_each_flag_what_the_figure_marks(sequences, state):
    preset = cell.presets()["latch"]
    trace = cell.run(preset)
    x, h, c = np.reshape(preset.x, (1, -1, 1)).astype(float), np.array([[preset.h]]), np.array([[preset.c]])
    found = to_keras(layer_of(preset), return_sequences=sequences, return_state=state)(x, initial_state=[h, c])
    found = [np.asarray(each) for each in found] if state else [np.asarray(found)]
    every, last = [step["h"] for step in trace], trace[-1]
    assert found[0].shape == ((1, cell.STEPS, 1) if sequences else (1, 1))
    assert found[0].ravel() == pytest.approx(every if sequences else [last["h"]], abs=1e-6)
    assert [each.shape for each in found[1:]] == [(1, 1)] * (2 * state)
    assert [each.item() for each in found[1:]] == pytest.approx([last["h"], last["c"]][: 2 * state], abs=1e-6)


@pytest.mark.parametrize("name", cell.presets())
def test_pytorch_returns_what_the_figure_marks(name):
    import torch

    preset = cell.presets()[name]
    trace = cell.run(preset)
    module = to_torch(layer_of(preset))
    h, c = (torch.full((1, 1, 1), value, dtype=torch.float64) for value in (preset.h, preset.c))
    output, (h_n, c_n) = module(torch.tensor(preset.x, dtype=torch.float64).reshape(1, -1, 1), (h, c))
    assert output.shape == (1, cell.STEPS, 1) and h_n.shape == c_n.shape == (1, 1, 1)
    assert output.detach().ravel().tolist() == pytest.approx([step["h"] for step in trace])
    assert (h_n.item(), c_n.item()) == pytest.approx((trace[-1]["h"], trace[-1]["c"]))


def test_drawing_holds_every_number_of_the_step_in_both_forms():
    figure = make("cell")
    step = cell.run(cell.presets()["latch"])[0]
    for drawing in (figure.drawing, figure.narrow):
        for key in ("x", "h0", "c0", "i", "f", "g", "o", "keep", "write", "c", "tanh_c", "h"):
            found = re.search(rf'data-n="{key}"[^>]*>([^<]+)<', drawing)
            assert found and found[1] == cell.number(step[key]), key
        for gate in "ifgo":
            assert drawing.count(f'data-bar="{gate}"') == 1
    assert figure.says == cell.says(1, step)


def test_every_state_that_a_link_can_set_is_one_that_the_script_reads():
    text = (ROOT / "book/_ext/figures/assets/cell.js").read_text(encoding="utf-8")
    setters = text[text.index("const setters") : text.index("const told = Object")]
    assert set(re.findall(r"^      (\w+): \(", setters, re.MULTILINE)) == set(make("cell").states)
