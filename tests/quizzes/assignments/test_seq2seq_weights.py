"""The weights that the assignment seq2seq hands out are those of the book's date normaliser, and read dates."""

import io

import numpy as np

from experiments import trained_file
from quizzes.assignments.master import load_masters
from quizzes.assignments.rehearse import rehearse
from quizzes.load import load_bank
from quizzes.targets.nbgrader_source import source_notebook

BANK = load_bank()
MASTER = load_masters(BANK)["seq2seq"]
BOOK = trained_file("dates")
NAMES = {
    "source_embedding": "source_embedding.W", "encoder_W_x": "encoder.W_x", "encoder_W_h": "encoder.W_h",
    "encoder_b": "encoder.b", "target_embedding": "target_embedding.W", "decoder_W_x": "decoder.W_x",
    "decoder_W_h": "decoder.W_h", "decoder_b": "decoder.b", "W_y": "dense.W", "b_y": "dense.b",
}  # fmt: skip


def test_weights_are_those_of_the_book():
    ours, book = np.load(io.BytesIO(MASTER.files["dates.npz"])), np.load(BOOK)
    assert set(ours) == {*NAMES, "source_symbols", "target_symbols"}
    for name, theirs in NAMES.items():
        np.testing.assert_array_equal(ours[name], book[f"params/{theirs}"], err_msg=name)
    for name in ("source_symbols", "target_symbols"):
        assert str(ours[name]) == "".join(book[name].tolist())


def test_file_is_small_and_the_notebook_names_it():
    assert len(MASTER.files["dates.npz"]) < 100_000
    assert "`dates.npz` beside this notebook" in MASTER.cells[0].source


def test_solved_notebook_reads_dates():
    notebook = source_notebook(BANK, MASTER)
    read = 'read = {normalise(text) for text in ("20 nov 2026", "20.11.2026")}'
    ask = f"{read}\nassert read == {{'2026-11-20'}}, read\n1"
    metadata = {"nbgrader": {"grade": True, "grade_id": "asked", "points": 1}}
    notebook["cells"].append({"cell_type": "code", "id": "asked", "metadata": metadata, "source": ask})
    score = rehearse(notebook, files=MASTER.files)["asked"]
    assert (score.points, score.message) == (1.0, "")
