"""The code in the book's tabs, Keras beside PyTorch: it prints what it says and computes what we compute."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from lstm_lib import DotAttention, from_keras, from_torch

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CLOSE = {"atol": 1e-5, "rtol": 1e-5}


def run(name, capsys):
    """Run an example and return its names, having compared what it prints with what its text says it prints."""
    path = EXAMPLES / f"{name}.py"
    said = re.findall(r"^# prints:\n((?:# .*\n)+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    names = runpy.run_path(str(path))
    printed = capsys.readouterr().out
    assert printed == "".join(said).replace("# ", "")
    return names


def plain(tensor):
    """Return a tensor of either library as an array."""
    return np.asarray(tensor.detach() if hasattr(tensor, "detach") else tensor)


@pytest.mark.parametrize(("name", "ours"), [("in_keras", from_keras), ("in_pytorch", from_torch)])
def test_example_prints_what_it_says_and_agrees_with_lstm_lib(name, ours, capsys):
    names = run(name, capsys)
    values = {key: plain(names[key]) for key in ("h", "h_T", "c_T", "last")}
    x, lengths = np.asarray(names["x"]), np.asarray(names["lengths"])
    layer = ours(names["layer"])
    trace = layer.forward(x)
    np.testing.assert_allclose(values["h"], trace.h, **CLOSE)
    np.testing.assert_allclose(values["h_T"].reshape(2, 4), trace.final[0], **CLOSE)
    np.testing.assert_allclose(values["c_T"].reshape(2, 4), trace.final[1], **CLOSE)
    masked = layer.forward(x, mask=np.arange(6) < lengths[:, None])
    np.testing.assert_allclose(values["last"].reshape(2, 4), masked.final[0], **CLOSE)
    assert not np.allclose(masked.final[0][1], trace.final[0][1]), "padding makes a difference here"


def test_two_biases_are_added_and_gates_stand_in_one_order(capsys):
    module = run("in_pytorch", capsys)["layer"]
    weights = from_torch(module).params
    np.testing.assert_allclose(weights["b"], (module.bias_ih_l0 + module.bias_hh_l0).detach(), **CLOSE)
    np.testing.assert_allclose(weights["W_x"], module.weight_ih_l0.detach().T, **CLOSE)
    layer = run("in_keras", capsys)["layer"]
    np.testing.assert_allclose(from_keras(layer).params["W_h"], layer.get_weights()[1], **CLOSE)
    np.testing.assert_array_equal(layer.get_weights()[2], np.repeat([0, 1, 0, 0], 4), "Keras opens the forget gate")


@pytest.mark.parametrize(("name", "ours"), [("in_keras", from_keras), ("in_pytorch", from_torch)])
def test_gru_heads_and_decoder_compute_what_lstm_lib_does(name, ours, capsys):
    names = run(name, capsys)
    x = np.asarray(names["x"])
    np.testing.assert_allclose(plain(names["states"]), ours(names["gru"]).forward(x).h, **CLOSE)
    if name == "in_keras":
        recurrent, dense = names["every_step"].layers
        last, seven = (layer.get_weights() for layer in names["once"].layers)
        every = ours(recurrent).forward(x).h @ dense.get_weights()[0] + dense.get_weights()[1]
        once = ours(names["once"].layers[0]).forward(x).final[0] @ seven[0] + seven[1]
        assert len(last) == 3
    else:
        h = ours(names["lstm"]).forward(x).h
        every, once = (
            h[:, part] @ plain(names[layer].weight).T + plain(names[layer].bias)
            for layer, part in (("one", slice(None)), ("seven", -1))
        )
    np.testing.assert_allclose(plain(names["scores"]), every, **CLOSE)
    np.testing.assert_allclose(plain(names["answer"]), once, **CLOSE)
    source = ours(names["encode"]).forward(x)
    s = ours(names["decode"]).forward(np.ascontiguousarray(x[:, :5]), source.final).h
    np.testing.assert_allclose(plain(names["s"]), s, **CLOSE)
    np.testing.assert_allclose(plain(names["context"]), DotAttention().forward(s, source.h).context, **CLOSE)
