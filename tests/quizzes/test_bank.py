"""The rules that the course's own bank keeps beyond being well-formed."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from quizzes import Bank, Item, Kind
from quizzes.checks.load import all_tasks
from quizzes.kinds.text import accepted
from quizzes.model import Standing
from quizzes.wording import texts

ROOT = Path(__file__).resolve().parent.parent.parent
GATES_CARDS = ("A-11", "B-10", "C-09", "C-10", "C-11", "D-02", "D-03", "D-04", "D-05", "D-07", "D-13", "D-18")
# What the documents hold: how many cards each has.
DOCUMENTS = {"A": 11, "B": 14, "C": 11, "D": 22}


def test_the_id_of_an_item_begins_with_its_chapter(bank):
    for item in bank.items.values():
        assert item.id.startswith(f"{item.chapter}-"), item.id
        assert bank.files[item.id] == f"quizzes/bank/{item.chapter}.yml"


def test_all_flashcards_are_there(bank):
    assert len(bank.cards) == 58
    expected = [f"{letter}-{n:02}" for letter, count in DOCUMENTS.items() for n in range(1, count + 1)]
    assert list(bank.cards) == expected


def test_two_cards_are_wrong_and_twenty_need_care(bank):
    count = Counter(card.standing for card in bank.cards.values())
    assert count == {Standing.WRONG: 2, Standing.NEEDS_CARE: 21, Standing.HOLDS: 35}
    assert [card.id for card in bank.cards.values() if card.standing is Standing.WRONG] == ["B-01", "C-06"]


def test_the_truth_is_told_of_a_card_exactly_where_it_does_not_hold(bank):
    for card in bank.cards.values():
        assert (card.truth is None) == (card.standing is Standing.HOLDS), card.id


@pytest.mark.parametrize("card", GATES_CARDS)
def test_every_card_of_the_chapter_gates_is_mirrored_by_an_item(bank, card):
    assert [item.id for item in bank.items.values() if card in item.cards and item.chapter == "gates"]


def test_no_item_cites_a_card_twice(bank):
    for item in bank.items.values():
        assert len(set(item.cards)) == len(item.cards), item.id


def test_every_misconception_that_an_item_names_is_known(bank):
    for item in bank.items.values():
        assert set(item.misconceptions) <= set(bank.misconceptions), item.id


# Seen in the page: a wrong answer was told an idea that does not lead to it, or that is its opposite.
ACCUSED = [
    ("gates-forget-bias", "bias-zero", "GATES_SUM_TO_ONE"),
    ("seq2seq-beam", "same", "BEAM_IS_EXHAUSTIVE"),
    ("seq2seq-mirror", "same-order", "MIRROR_REQUIRED"),
    ("seq2seq-same-layer", "one-layer", "ENCODER_IS_A_KIND"),
    ("seq2seq-bottleneck", "teacher", "TEACHER_FORCING_AT_TEST"),
    ("practice-leaks", "trailing", "FUTURE_LEAKS"),
    ("practice-forget-gate-came-later", "input", "ORIGINAL_HAD_FORGET_GATE"),
    ("debugging-attention-depends", "source", "ATTENTION_WITHOUT_SOURCE"),
    ("debugging-dead-bias", "b-o", "ONE_BLOCK_OF_WEIGHTS"),
    ("states-one-a-step", "last", "SEQUENCES_BY_DEFAULT"),
    ("sequences-bptt-name", "plain", "GRADIENT_STOPS_AT_THE_STEP"),
    ("sequences-weight-power", "once", "GRADIENT_STOPS_AT_THE_STEP"),
    ("sequences-cell-keep", "once", "GRADIENT_STOPS_AT_THE_STEP"),
    ("gates-gru-parameters", "one-bias", "TWO_BIASES"),
    ("states-carry-arrays", "hidden-alone", "H_IS_C"),
    ("practice-modelled-on", "neuron", "GATES_ARE_SWITCHES"),
    ("practice-group-split", "random", "FUTURE_LEAKS"),
    ("seq2seq-lengths", "at-most", "LENGTHS_MUST_MATCH"),
    ("strips-how-many", "steps", "LENGTHS_MUST_MATCH"),
    ("strips-blank-rules", "elsewhere", "BLANK_IS_A_SPACE"),
    ("captions-first-state", "last", "ANSWER_ONLY_AT_THE_END"),
    ("captions-first-state", "inputs", "PAST_INPUTS_REREAD"),
    ("captions-control", "exact", "BASELINE_FORGOTTEN"),
    ("captions-control", "words", "SYMBOLS_ARE_SEQUENCES"),
    ("debugging-stack-shape", "meant", "AXES_SWAPPED"),
    ("seq2seq-attention-number", "raw", "SCORES_ARE_WEIGHTS"),
    ("seq2seq-attention-shape", "swapped", "AXES_SWAPPED"),
    ("states-need-sequences", "handover", "RETURN_STATE_IS_SEQUENCE"),
    ("states-final-shapes", "states-of-all-steps", "RETURN_STATE_IS_SEQUENCE"),
    ("states-refused", "swap-read", "AXES_SWAPPED"),
    ("strips-training", "classes", "LENGTHS_MUST_MATCH"),
    ("practice-window-count", "no-target", "WINDOW_OFF_BY_ONE"),
    ("practice-card-convolution", "one-length", "LENGTH_IS_FIXED"),
    ("practice-scaling", "each-alone", "FUTURE_LEAKS"),
]


@pytest.mark.parametrize(("item_id", "part", "name"), ACCUSED)
def test_a_wrong_answer_is_not_told_an_idea_that_does_not_lead_to_it(bank, item_id, part, name):
    item = bank.items[item_id]
    named = {option.id: option.misconception for option in item.options}
    if item.quantity:
        named = {mistake.id: mistake.misconception for mistake in item.quantity.mistakes}
    elif item.template:
        named = {mistake["id"]: mistake.get("misconception") for mistake in json.loads(item.template.entry)["mistakes"]}
    elif not named:
        named = {mistake.id: mistake.misconception for mistake in item.body.mistakes}
    assert named[part] != name


def test_who_takes_a_mean_of_eigenvalues_is_not_told_that_the_factors_of_the_steps_are_added(bank):
    left = {entry.id: dict(entry.confused) for entry in bank.items["sequences-radius"].body.left}
    assert left["one-large"] == {}


@pytest.mark.parametrize(
    ("item_id", "blank", "answer"),
    [
        ("gates-equations", "function", "tanh function"),
        ("gates-deaf", "", "i gate"),
        ("sequences-bptt-name", "", "BPTT (backpropagation through time)"),
    ],
)
def test_a_right_answer_in_other_words_is_not_refused(bank, item_id, blank, answer):
    body = bank.items[item_id].body
    key = next(one for one in body.blanks if one.id == blank).accept if blank else body.accept
    assert accepted(answer, key)


def test_every_misconception_is_met_in_an_item_or_in_a_mutant(bank):
    met = {name for item in bank.items.values() for name in item.misconceptions}
    met |= {mutant.misconception for task in all_tasks().values() for mutant in task.mutants}
    assert set(bank.misconceptions) - met == set()


def test_every_objective_is_asked_for(bank):
    assert set(bank.objectives) - {item.objective for item in bank.items.values()} == set()


def test_every_option_and_mistake_has_feedback_of_its_own(bank):
    for item in bank.items.values():
        feedback = [text.strip() for path, text in texts(item) if path.endswith(".why")]
        assert all(feedback), item.id
        assert len(set(feedback)) == len(feedback), item.id


def test_misconceptions_are_in_alphabetical_order(bank):
    assert list(bank.misconceptions) == sorted(bank.misconceptions)


CATCH_ALL = re.compile(
    r"\b(all|none|both|neither) of (the above|these|them|the others)\b|\ball that apply$", re.IGNORECASE
)


def test_no_option_speaks_of_the_other_options(bank):
    for item in bank.items.values():
        for option in item.options:
            assert not CATCH_ALL.search(option.text), f"{item.id}: {option.id}"


@pytest.mark.parametrize("text", ["All of the above", "none of these.", "Both of them"])
def test_the_rule_knows_a_catch_all_option(text):
    assert CATCH_ALL.search(text)


def longest_is_right(items: list[Item]) -> list[str]:
    """Return the ids of the items in which the right option alone is the longest."""
    return [
        item.id
        for item in items
        if len(next(o.text for o in item.options if o.right)) > max(len(o.text) for o in item.options if not o.right)
    ]


def test_the_longest_option_is_no_hint(bank):
    choices = [item for item in bank.items.values() if item.kind is Kind.CHOICE]
    hints = longest_is_right(choices)
    assert len(hints) <= 0.4 * len(choices), f"the right option is the longest in {hints}"


def unbalanced(text: str) -> bool:
    """Tell whether a formula is opened and not closed; code in backticks is left out."""
    return re.sub(r"`[^`]*`|\\\$", "", text).count("$") % 2 == 1


def test_every_formula_is_closed(bank):
    for item in bank.items.values():
        for name, text in texts(item):
            assert not unbalanced(text), f"{item.id}: {name}"
    for misconception in bank.misconceptions.values():
        assert not unbalanced(misconception.text), misconception.id


@pytest.mark.parametrize(("text", "expected"), [("$a$ and $b", True), ("$a$", False), ("`$`", False), (r"\$5", False)])
def test_the_rule_knows_an_open_formula(text, expected):
    assert unbalanced(text) == expected


LABEL = re.compile(r"^\(([a-z0-9-]+)\)=$", re.MULTILINE)


def missing_labels(bank: Bank, book: str) -> list[str]:
    """Return the items that point to a paragraph which no page of the book labels."""
    # One paragraph for each flashcard: the chapter "Flashcards put to the test" is made from the cards.
    labels = {*LABEL.findall(book), *(f"card-{card.lower()}" for card in bank.cards)}
    return [f"{item.id}: {item.see}" for item in bank.items.values() if item.see not in labels]


def test_every_item_points_to_a_labelled_paragraph_of_the_book(bank):
    book = "\n".join(page.read_text(encoding="utf-8") for page in sorted((ROOT / "book").rglob("*.md")))
    assert missing_labels(bank, book) == []


def test_the_rule_knows_a_label_that_is_missing(bank):
    book = "\n".join(f"({label})=" for label in {item.see for item in bank.items.values()} - {"forget-bias"})
    assert missing_labels(bank, book) == ["gates-forget-bias: forget-bias"]
