# ruff: noqa: E501 (whole messages read better on one line)
"""BLEU equals sacreBLEU's, for corpora of all kinds; golden values are made by sacreBLEU itself.

To make them again: ``pip install sacrebleu==2.6.0`` anywhere and ``REWRITE_GOLDEN=1 python tests/lstm_lib/test_scoring.py``.
"""

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "bleu.json"


def corpora():
    """Corpora by hand, with short and empty texts, and drawn ones of many lengths."""
    yield from (
        (["the cat sat on mat"], ["the cat sat on the mat"]),
        (["a b c d e"], ["a b c d e f g"]),
        (["a b c"], ["a b c"]),
        (["a"], ["a"]),
        ([""], ["a"]),
        (["a"], [""]),
        ([""], [""]),
        (["y e s x"], ["n o p q"]),
        (["a b c d", ""], ["a b c d", "e f"]),
        (["a a a a a"], ["a b"]),
        (["a b", "c d"], ["a b", "c d"]),
        (["a b c d x", "b"], ["a b c d e", "b c"]),
    )
    rng = np.random.default_rng(5)
    for _ in range(60):
        V, most, N = rng.integers(2, 9), rng.integers(1, 13), rng.integers(1, 5)
        draw = lambda V=V, most=most: " ".join("abcdefghij"[k] for k in rng.integers(0, V, rng.integers(0, most + 1)))  # noqa: E731
        yield [draw() for _ in range(N)], [draw() for _ in range(N)]


def rewrite():
    """Ask sacreBLEU."""
    from sacrebleu.metrics import BLEU

    plain = BLEU(smooth_method="none", tokenize="none", force=True)
    smooth = BLEU(smooth_method="exp", tokenize="none", force=True, effective_order=True)
    rows = [
        {
            "candidates": candidates,
            "references": references,
            "plain": plain.corpus_score(candidates, [references]).score / 100,
            "smooth": smooth.corpus_score(candidates, [references]).score / 100,
        }
        for candidates, references in corpora()
    ]
    GOLDEN.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__" and os.environ.get("REWRITE_GOLDEN"):
    rewrite()

ROWS = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: repr(row["candidates"])[:30])
@pytest.mark.parametrize("kind", ["plain", "smooth"])
def test_bleu_is_sacrebleus(row, kind):
    from lstm_lib import bleu

    candidates, references = ([text.split() for text in row[name]] for name in ("candidates", "references"))
    assert bleu(candidates, references, smooth=kind == "smooth") == pytest.approx(row[kind], abs=1e-12)


def test_golden_corpora_are_those_of_this_file_and_of_all_kinds():
    assert [(row["candidates"], row["references"]) for row in ROWS] == list(corpora())
    assert sum(0 < row["plain"] < 1 for row in ROWS) > 5
    assert sum(row["plain"] == 0 < row["smooth"] for row in ROWS) > 10


def test_the_books_cell_gives_the_same():
    text = (ROOT / "book" / "seq2seq" / "search.md").read_text(encoding="utf-8")
    cell = re.search(r"from collections import Counter\n.*?(?=\n```)", text, re.DOTALL)[0]
    names = {"np": np}
    exec(cell, names)
    for row in ROWS:
        candidates, references = ([text.split() for text in row[name]] for name in ("candidates", "references"))
        assert names["bleu"](candidates, references) == pytest.approx(row["plain"], abs=1e-12)


def test_ids_and_texts_are_sequences_too():
    from lstm_lib import bleu

    assert bleu(["abcde"], ["abcdefg"]) == pytest.approx(np.exp(-2 / 5))
    assert bleu(np.array([[3, 4, 5, 6, 7]]), np.array([[3, 4, 5, 6, 8]])) == bleu(["abcde"], ["abcdx"]) > 0.5
    assert bleu([[3, 4]], [[3, 4]], longest=2) == 1
    assert bleu([], []) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("abc", ["abc"]), "candidates: expected a list of sequences, got str 'abc'"),
        ((["abc"], ["abc", "d"]), "references: expected 1, one for each candidate, got 2"),
        (([3], ["abc"]), "candidates[0]: expected a list of symbols, a text or ids, got int 3"),
        ((["a"], [np.zeros((2, 2))]), "references[0]: expected a list of symbols, a text or ids, got an array of shape (2, 2) and dtype float64"),
    ],
)  # fmt: skip
def test_what_cannot_be_scored_is_named(arguments, message):
    from lstm_lib import bleu

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        bleu(*arguments)
