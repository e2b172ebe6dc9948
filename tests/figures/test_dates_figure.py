"""The figure `dates`: the page writes what lstm_lib's greedy decoding writes, to the character, in all locales."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lstm_lib import greedy
from lstm_lib.data.dates import LOCALES, make_dates

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "book" / "_ext"))  # pytest's importlib mode does not

from figures import dates  # noqa: E402
from figures.assets import assets  # noqa: E402
from figures.nodes import data_json  # noqa: E402
from figures.table import make  # noqa: E402

EACH = 14  # dates of each locale: 18 times 14 are 252
ODD = [
    "a",
    "-",
    "hello",
    "2026",
    "20 november",
    "31 feb 2020",
    "20 nov 1850",
    "ź" * 40,
    "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
]
SCRIPT = """
import { readFileSync } from "node:fs";
import { known, run, unpack } from "./book/_ext/figures/assets/dates.js";
let text = "";
for await (const piece of process.stdin) text += piece;
const { data, file, texts, typed } = JSON.parse(text);
const bytes = readFileSync(file);
const model = unpack(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength), data.arrays);
let short = "";
try { unpack(new ArrayBuffer(10), data.arrays); } catch (error) { short = String(error); }
const written = texts.map((each) => run(model, data, each));
const runs = written.map((each) => ({ ...each, weights: each.weights.map((row) => [...row]) }));
console.log(JSON.stringify({ runs, known: typed.map(known), short }));
"""
TYPED = {
    "20 Nov 2026": "20 nov 2026",
    "  20   NOV\t2026 ": "20 nov 2026",
    "1 de\u0301cembre 2020": "1 d\u00e9cembre 2020",  # two characters that are one letter
}


@pytest.fixture(scope="module")
def texts():
    """Dates of each locale, and texts that are none."""
    found = []
    for k, locale in enumerate(LOCALES):
        found += make_dates(EACH, np.random.default_rng(1000 + k), locales=(locale,)).written
    reads = dates.kept()[1].symbols
    return [text for text in dict.fromkeys(found) if set(text) <= set(reads)] + ODD


@pytest.fixture(scope="module")
def in_node(texts, tmp_path_factory):
    """What the page's script writes, from the file and the data that the page gets."""
    file = tmp_path_factory.mktemp("weights") / "dates.bin"
    file.write_bytes(assets()["dates.bin"])
    data = json.loads(data_json(make("dates").data))
    told = json.dumps({"data": data, "file": str(file), "texts": texts, "typed": list(TYPED)})
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


def test_page_writes_the_same_characters_as_lstm_lib_in_every_locale(texts, in_node):
    assert len(texts) >= 200
    model, reads, writes = dates.kept()
    for text, page in zip(texts, in_node["runs"], strict=True):
        decoded = greedy(model, reads.encode([text]), dates.MOST)
        names = {0: "–", 1: "–", 2: "end"} | dict(enumerate(writes.symbols, start=3))
        assert page["written"] == [names[int(k)] for k in decoded.ids[0]], text
        assert np.log(page["p"]).sum() == pytest.approx(decoded.log_p[0], abs=1e-4), text
        np.testing.assert_allclose(page["weights"], decoded.weights[0], atol=1e-4, err_msg=text)
        assert all(best[0][1] == p for best, p in zip(page["best"], page["p"], strict=True))


def test_locales_are_all_there_and_most_of_their_dates_are_right(in_node):
    right, all_of_them = 0, 0
    for k, locale in enumerate(LOCALES):
        made = make_dates(EACH, np.random.default_rng(1000 + k), locales=(locale,))
        iso = dict(zip(made.written, made.iso, strict=True))
        own = [page for page in in_node["runs"] if page["text"] in iso]
        assert len(own) >= EACH / 2, locale
        right += sum("".join(page["written"]) == f"{iso[page['text']]}end" for page in own)
        all_of_them += len(own)
    assert right / all_of_them > 0.95


def test_typed_text_is_made_what_the_model_knows(in_node):
    assert in_node["known"] == list(TYPED.values())


def test_file_of_another_length_is_refused(in_node):
    size = sum(values.size for values in dates.kept()[0].params.values())
    assert in_node["short"] == f"Error: expected {2 * size} bytes of weights, got 10"
    assert len(dates.weights()) == 2 * size


def test_weights_are_the_checkpoints_own():
    params = dates.kept()[0].params
    values = np.frombuffer(dates.weights(), "<f2")
    assert (values == np.concatenate([each.ravel() for each in params.values()])).all()


def test_what_chapters_say_of_the_figure():
    for text, written, p in [
        ("20 nov 2026", "2026-11-20", 0.99),
        ("20 nov 1850", "2005-11-20", 0.95),
        ("31 feb 2020", "2020-02-31", 0.99),
        ("20 november", "2006-11-02", 0.18),
    ]:
        ours = dates.write(text)
        assert (ours.text, round(float(np.prod(ours.p)), 2)) == (written, p)


def test_likeliest_symbols_of_the_last_step_begin_with_the_one_that_was_written():
    ours = dates.write(dates.TEXT)
    (symbol, p), *others = ours.likeliest
    assert symbol == ours.symbols[-1] == "end" and abs(p - ours.p[-1]) < 1e-4
    assert len(others) == dates.SHOWN - 1 and all(p >= other for _, other in others)


def test_examples_are_read_without_unknown_characters():
    reads = set(dates.kept()[1].symbols)
    for text, _ in dates.EXAMPLES:
        assert set(text.lower()) <= reads and len(text) <= dates.LONGEST, text
