"""The figure `shapes` says of every chain of layers what Keras says: shapes, weights, and its own error messages.

``REWRITE_GOLDEN=1 pytest tests/figures/test_shapes.py`` asks Keras and writes the golden file; CI never does. The
page's script is held to the same file by tests/js/shapes.test.js.
"""

import json
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
GOLDEN = ROOT / "tests" / "golden" / "figures" / "shapes.json"
sys.path += [str(ROOT / "book" / "_ext"), str(HERE)]  # pytest's importlib mode does not

import keras_shapes  # noqa: E402
from drawn import drawn  # noqa: E402
from figures import shapes, shapes_drawing  # noqa: E402
from figures.table import make  # noqa: E402

BLOCKS = [((32, 10, 3), False), ((1, 2, 8), False), ((2, 4), False), ((32, 10), True), ((3, 10, 16), False)]


def own_part():
    """What this book's Python draws and writes of the first chain."""
    rows, _, _ = shapes.first_rows()
    blocks = [
        {"shape": list(shape), "flat": flat, "drawn": shapes_drawing.block(shape, 112, 90, flat=flat)}
        for shape, flat in BLOCKS
    ]
    return {"first": {"chain": shapes.FIRST, "rows": [list(row) for row in rows]}, "blocks": blocks}


@pytest.fixture(scope="module")
def golden():
    if os.environ.get("REWRITE_GOLDEN") == "1":
        assert "CI" not in os.environ, "CI compares with the golden file and never writes it"
        recorded = {**own_part(), "keras": [keras_shapes.record(chain) for chain in keras_shapes.chains()]}
        GOLDEN.write_text(json.dumps(recorded, ensure_ascii=False) + "\n", encoding="utf-8")
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_first_chain_and_blocks_are_those_of_the_golden_file(golden):
    now = json.loads(json.dumps(own_part()))
    assert now == {name: golden[name] for name in now}


@pytest.mark.slow
def test_keras_still_says_what_the_golden_file_says(golden):
    assert [each["chain"] for each in golden["keras"]] == keras_shapes.chains()
    assert sum(each["error"] is not None for each in golden["keras"]) > 20
    some = drawn(golden["keras"], 1 / 3, "chains of Keras")
    assert any(each["error"] is not None for each in some)
    for each in some:
        assert keras_shapes.record(each["chain"]) == each, each["code"]


@pytest.mark.slow
def test_numbers_that_lstm_lib_gives_for_the_first_chain_are_kerass(golden):
    theirs = keras_shapes.record(shapes.FIRST)
    _, drawn, _ = shapes.first_rows()
    for layer, keras_layer in zip(drawn, theirs["layers"], strict=True):
        assert list(layer.output[1]) == keras_layer["output"]
        assert [list(shape) for _, shape in layer.states] == keras_layer["states"]
        assert layer.told == f"{keras_layer['name']}: {keras_layer['parameters']:,} parameters"


def test_every_state_that_a_link_can_set_is_one_that_the_script_reads():
    text = (ROOT / "book/_ext/figures/assets/shapes.js").read_text(encoding="utf-8")
    for name in make("shapes").states:
        base = name.rstrip("123")
        read = f"values.{name}" in text or f"values[`{base}${{k}}`]" in text or f'["{base}", ' in text
        assert read, name


