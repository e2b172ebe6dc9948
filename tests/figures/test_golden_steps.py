"""The golden file of the page's steps is what lstm_lib computes; tests/js holds the page to it.

``REWRITE_GOLDEN=1 pytest tests/figures/test_golden_steps.py`` writes the file; CI never does.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from golden import golden  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "figures" / "steps.json"


def leaves(value, path=""):
    """Every number and text of a nest of lists and dicts, with where it stands."""
    if isinstance(value, dict):
        value = list(value.items())
    elif isinstance(value, list):
        value = list(enumerate(value))
    else:
        yield path, value
        return
    for name, inner in value:
        yield from leaves(inner, f"{path}/{name}")


def test_lstm_lib_computes_what_the_golden_file_says():
    computed = golden()
    if os.environ.get("REWRITE_GOLDEN") == "1":
        assert "CI" not in os.environ, "CI compares with the golden file and never writes it"
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(json.dumps(computed) + "\n", encoding="utf-8")
    ours, theirs = dict(leaves(computed)), dict(leaves(json.loads(GOLDEN.read_text(encoding="utf-8"))))
    assert list(ours) == list(theirs)
    for path, value in ours.items():
        if isinstance(value, float):
            np.testing.assert_allclose(value, theirs[path], rtol=1e-9, atol=1e-300, err_msg=path)
        else:
            assert value == theirs[path], path


def test_golden_sequences_end_in_different_ways():
    lengths = {len(each["ids"]) for case in golden()["decoding"] for each in case["written"]}
    assert min(lengths) < 12 <= max(lengths), lengths
