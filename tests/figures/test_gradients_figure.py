"""The figure `gradients`: its facts, its numbers as text, and that the page computes what lstm_lib does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "book" / "_ext"))  # pytest's importlib mode does not

from figures import gradients  # noqa: E402
from figures.nodes import data_json  # noqa: E402
from figures.table import make  # noqa: E402

SETTINGS = [
    (bias, length, scale) for bias in (-2.0, 1.0, 3.5, 6.0) for length in (5, 50, 100) for scale in (0.5, 1.0, 2.75)
]
SIZES = (
    0,
    1e-300,
    9.96e-4,
    0.001,
    0.00995,
    0.04321,
    0.0996,
    0.1,
    0.4321,
    0.996,
    1,
    9.96,
    26.4,
    99.6,
    123,
    999.4,
    999.6,
    4321,
    1e12,
)
SCRIPT = """
import { measure, power } from "./book/_ext/figures/assets/gradients.js";
let text = "";
for await (const piece of process.stdin) text += piece;
const { data, settings, sizes } = JSON.parse(text);
const norms = settings.map(([bias, length, scale]) => measure(data, { bias, length, scale }));
const plain = norms.map((each) => Object.fromEntries(Object.entries(each).map(([name, row]) => [name, [...row]])));
console.log(JSON.stringify({ norms: plain, texts: sizes.map(power) }));
"""


@pytest.fixture(scope="module")
def in_node():
    """What the page's script computes and writes from the data of the page."""
    told = json.dumps({"data": json.loads(data_json(make("gradients").data)), "settings": SETTINGS, "sizes": SIZES})
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["node", "--input-type=module", "--eval", SCRIPT]
    done = subprocess.run(
        command,
        input=told,
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def measured(bias=1.0, length=50, scale=1.0):
    params = {kind: gradients.weights(kind) for kind in gradients.KINDS}
    return gradients.measure(gradients.readings(), params, bias, length, scale)


def test_page_measures_what_lstm_lib_measures_at_every_setting(in_node):
    for setting, page in zip(SETTINGS, in_node["norms"], strict=True):
        ours = measured(*setting)
        assert page.keys() == ours.keys()
        for name, values in ours.items():
            np.testing.assert_allclose(page[name], values, rtol=1e-6, atol=1e-290, err_msg=f"{setting} {name}")


def test_page_writes_numbers_as_python_does(in_node):
    assert in_node["texts"] == [gradients.power(size) for size in SIZES]


@pytest.mark.parametrize(
    ("setting", "left"),
    [
        ((1.0, 50, 1.0), {"rnn": "3.4·10⁻⁴", "gru": "8.6·10⁻⁵", "h": "1.1·10⁻⁵", "c": "6.7·10⁻⁵"}),
        ((3.0, 50, 1.0), {"rnn": "3.4·10⁻⁴", "gru": "0.25", "h": "0.044", "c": "1.1", "f": "0.28"}),
        ((3.0, 100, 1.0), {"rnn": "2.1·10⁻¹⁰", "gru": "0.083", "h": "0.013", "c": "0.58"}),
        ((1.0, 50, 2.0), {"rnn": "47", "gru": "3.1·10⁻³", "h": "1.4·10⁻⁴", "c": "1.1·10⁻³"}),
        ((4.0, 50, 1.0), {"rnn": "3.4·10⁻⁴", "gru": "0.60", "h": "0.12", "c": "3.7"}),
        ((1.0, 100, 1.0), {"rnn": "2.1·10⁻¹⁰", "gru": "4.5·10⁻⁸", "h": "9.1·10⁻¹⁰", "c": "1.3·10⁻⁸"}),
    ],
)
def test_what_chapters_say_of_the_figure(setting, left):
    norms = measured(*setting)
    assert {name: gradients.power(norms[name][-1]) for name in left} == left


def test_sequence_ends_on_the_same_day_whatever_its_length():
    long, short = measured(length=100), measured(length=50)
    np.testing.assert_allclose(short["f"][:11], long["f"][:11], rtol=1e-3)  # the gates of the last days hardly differ
    assert not np.allclose(gradients.readings()[:50], gradients.readings()[50:])


def test_labels_keep_apart_and_in_order():
    heights = gradients.apart({"a": 10.0, "b": 12.0, "c": 500.0, "d": 499.0}, 200)
    order = sorted(heights, key=heights.__getitem__)
    assert order == ["a", "b", "d", "c"]
    gaps = np.diff([heights[name] for name in order])
    assert gaps.min() >= 14 and max(heights.values()) <= 200 and heights["a"] == 10


def test_no_line_goes_through_the_names_of_the_curves():
    """They stand where the sequence is not: its ground lies over the lines of the scale, which run there."""
    drawing = make("gradients").drawing
    assert drawing.rindex("gradients-one") < drawing.index("gradients-beyond") < drawing.index("gradients-labels")
