"""Each proof has had a second reader, who tried to make its key wrong: what was tried stands in sceptic/."""

import importlib

import pytest
from sceptic import ATTEMPTS, BANK

from quizzes import Kind, judge
from quizzes.prove import proof_of, run_proof

CHAPTERS = (
    "gates", "gates_more", "sequences", "states", "states_keras", "seq2seq", "practice", "debugging", "now", "strips",
    "captions", "text",
)  # fmt: skip
for chapter in CHAPTERS:
    importlib.import_module(f"sceptic.{chapter}")


def test_every_proof_has_had_its_sceptic():
    proven = {item.id for item in BANK.items.values() if proof_of(item) and item.kind is not Kind.CODE}
    assert set(ATTEMPTS) == proven


@pytest.mark.parametrize("item_id", ATTEMPTS)
def test_the_key_stands_against_a_sceptic(item_id):
    doubt, tried = ATTEMPTS[item_id]
    assert len(doubt) > 10
    assert tried() in (True, 1), doubt


# Keys that were refused, or that stood beside another right one, once.
RIGHT_ANSWERS = {
    "states-leaves": ["h_{t-1}", "$h_{t-1}$", "h(t-1)", "h_{t−1}", "ht−1", "the hidden state h(t-1)"],
    "seq2seq-repeat-name": ["`RepeatVector`", "the RepeatVector layer", "keras.layers.RepeatVector(n)"],
    "states-stack-wiring": [{"below": "third", "own": "2nd", "only": "seventh"}],
    "practice-forget-gate-came-later": ["the forget gate", "f_t", "f"],
    "sequences-bptt-name": ["backprop through time", "BPTT"],
    "gates-deaf": ["i_t", "$i_t$", "the input gate"],
    "seq2seq-parts": [
        {"reader": "the encoder", "code": "final state", "writer": "decoder", "length": "its own length"},
    ],
}


@pytest.mark.parametrize("item_id", RIGHT_ANSWERS)
def test_what_is_right_is_not_refused(item_id):
    for answer in RIGHT_ANSWERS[item_id]:
        assert judge(BANK.items[item_id], answer).score == 1, answer


def test_an_answer_that_is_true_is_no_wrong_option():
    """Two right answers stood in these: the slope of tanh is a factor of the way through h, an amount is no share."""
    for item_id in ("sequences-orthogonal", "sequences-cell-paths"):
        assert sum(bool(found) for found in run_proof(BANK.items[item_id], draws=3).values()) == 1
