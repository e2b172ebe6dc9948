"""The reader of the page on strips, what of it is handed out, and what its hidden cases hold, belong together."""

import importlib.util
import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from lstm_lib import load
from quizzes.assignments.master import load_masters
from quizzes.load import load_bank
from quizzes.targets.nbgrader_source import source_notebook

ROOT = Path(__file__).resolve().parents[3]


def program():
    """The program that trains the reader, without training it."""
    spec = importlib.util.spec_from_file_location("train_strips", ROOT / "book" / "models" / "train_strips.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kept():
    """What the stored reader gives: the arrays handed out, the hidden ones, and its share of right numbers."""
    train = program()
    return train, *train.of_the_model(load(train.MODEL))


def test_the_stored_reader_reads_new_strips(kept):
    assert kept[-1] > 0.95


def test_what_is_handed_out_is_the_stored_reader(kept):
    train, handed_out, _, _ = kept
    with np.load(train.HANDED_OUT) as file:
        assert sorted(file.files) == sorted(handed_out)
        for name, values in handed_out.items():
            np.testing.assert_allclose(file[name].astype(float), values.astype(float), atol=1, err_msg=name)
            if name != "pixels":  # one grey level may round either way
                np.testing.assert_array_equal(file[name], values, err_msg=name)


def test_hidden_scores_are_the_stored_reader_s(kept):
    train, _, hidden, _ = kept
    with np.load(train.HIDDEN) as file:
        assert file["numbers"].tolist() == hidden["numbers"].tolist()
        assert file["widths"].tolist() == hidden["widths"].tolist()
        for stored, made, width in zip(file["scores"], hidden["scores"], hidden["widths"], strict=True):
            np.testing.assert_allclose(stored[:width].astype(float), made[:width].astype(float), atol=0.1)


def test_no_strip_is_both_handed_out_and_hidden(kept):
    train, _, hidden, _ = kept
    assert not set(hidden["numbers"].tolist()) & set(train.TO_READ)
    doubled = [any(a == b for a, b in itertools.pairwise(number)) for number in hidden["numbers"].tolist()]
    assert sum(doubled) == len(doubled) / 2


def test_the_finished_notebook_reads_five_of_six_and_doubts_the_one_that_it_misreads(monkeypatch, capsys):
    bank = load_bank()
    monkeypatch.chdir(ROOT / "quizzes" / "assignments" / "strips")
    notebook, space = source_notebook(bank, load_masters(bank)["strips"]), {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and not cell["id"].endswith("-tests"):
            exec(cell["source"], space)
    read = dict(re.findall(r"^(\d+), with probability ([\d.]+)$", capsys.readouterr().out, re.MULTILINE))
    assert list(read) == ["7815", *program().TO_READ[1:]], "the question in words speaks of the first strip"
    assert float(read.pop("7815")) < 0.95 < min(map(float, read.values()))
