"""Sentences that were false once do not come back, and what is said in their place stands on something that is run."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    path
    for folder in ("book", "quizzes/bank")
    for path in sorted((ROOT / folder).rglob("*.*"))
    if path.suffix in (".md", ".yml", ".bib")
]
TEXTS = {path: path.read_text(encoding="utf-8") for path in FILES}
# what was false, and why
WITHDRAWN = {
    "finds every mistake in a derivative": "from a state of zeros the forget gate's may be anything",
    "everything, the older the fainter": "with a forget gate near 1 it hardly is",
    "two thirds of that paper": "nobody can know",
    "a thousand noisy days are too few": "the network had not been told the date",
    "is slow to learn to close": "in the runs that succeed it has not closed either",
    "stay copies of each other for ever": "below a layer that starts at random they part",
    "in each of the eight units": "at two seeds it is seven",
    "does not stay what it was. It shrinks or grows": "a rotation keeps every length",
    "as long as the gates do not depend on the earlier state": "the candidate must not, either",
    "nothing simple beats": "a mixture of two rules does",
    "receptive field doubles with each layer": "with kernels of 2 alone",
    "starts from a state that is not empty": "a new layer's biases leave it empty",
    "each quiz has a proof": "fifteen rest on sources",
    "No weight keeps the 0.8": "one of 1.37 does, and makes 0.8 of everything",
    "could only grow": "what is written may not be below zero; a forget gate still lowers what is there",
    "a gate that sees the state has more to learn": "the cell with blind gates failed as well, and nothing was tried",
    "into \"odd above even\". No training helps": "several units can turn their sum a few times",
    "so both directions are needed": "a layer that reads forwards may wait with its answer",
    "cannot be used where the future is not known": "over a window of the past it may be used for a forecast",
    "A threshold knows seasons": "no window of three winters and summers of training reaches it either",
    "later the models know more": "on the second day one of them does not",
    "can never be emptied": "what is written may be the opposite of what is there",
    "a softmax never gives exactly 0": "of scores far apart rounding makes 0",
    "although `a` is the more probable text": "not where the blank has more than 0.707 at both steps",
    "knows something that the last value does not tell": "nine tenths of the last value may err less than all of it",
    "better has learnt nothing that is not in the last value": "it may have learnt something, and not enough",
    "are taken with teacher forcing look better": "they may; where no sequence survives a mistake they do not",
    "Twelve answers need twelve hidden states": "a dense layer of twelve outputs gives them from one",
    "the only one that lets nothing of the future through": "others only leave a step undone",
    "Nobody had computed persistence": "nobody can know",
    "each cell runs at each build": "what has not changed is kept",
    "none reaches the threshold either": "the assertion lets one in two hundred",
    "Thirty-seven of the fifty-eight": "thirty-six hold",
    "falls and falls": "it stops at a part of the variance",
    "whether a memory is raised or lowered": "a forget gate lowers one, too",
}
# page, what it says now, and the assertion or result that it stands on
STANDS_ON = [
    ("gates", "a gradient that is wrong by a factor of a hundred passes", "seen > 0.4 and max(blind.values()) < 1e-7"),
    ("sequences", "with a forget gate near 1 it hardly is", "assert level.min() / level.max() > 0.5"),
    ("sequences", "tests why", 'recall = stored("recall")'),
    (
        "states",
        "Day by day $c$ moves less than $h$, in {result}`states_forecast: slower: d`",
        'stored("states_forecast")',
    ),
    ("states", "as long as gates and candidate do not depend", 'W_h"][:] = 0'),
    ("seq2seq", "even one of three words that is the same as its reference", "assert bleu([three], [three]) == bleu("),
    ("practice", "In the order of time it is better and not\nright", "assert len(shared) == PAST + AHEAD - 1"),
    ("practice", "**tell every model the same**", 'runs = stored("forecast")'),
    (
        "debugging",
        "finds the mistakes in a derivative that its inputs let\nit see",
        "assert not np.allclose(h_new, step.h)",
    ),
    ("index", "with the pictures that you have scrolled to", ""),
]


@pytest.mark.parametrize("sentence", WITHDRAWN)
def test_a_sentence_that_was_false_does_not_come_back(sentence):
    words = re.compile(r"\s+".join(map(re.escape, sentence.split())), re.IGNORECASE)
    found = [
        (path.relative_to(ROOT).as_posix(), match[0]) for path, text in TEXTS.items() for match in words.finditer(text)
    ]
    assert found == [], WITHDRAWN[sentence]


@pytest.mark.parametrize(("page", "says", "stands_on"), STANDS_ON)
def test_what_is_said_in_its_place_stands_on_what_is_run(page, says, stands_on):
    part = ROOT / "book" / page
    text = "\n".join(TEXTS[path] for path in (part.with_suffix(".md"), *sorted(part.glob("*.md"))))
    assert says in text
    assert stands_on in text


def test_cards_are_quoted_with_what_their_verdict_is_about():
    entries = YAML(typ="safe").load(TEXTS[ROOT / "quizzes" / "bank" / "cards.yml"])["cards"]
    cards = {card["id"]: card for card in entries}
    assert "length" in cards["A-02"]["says"]  # and it is the width
    assert "width" not in cards["A-02"]["says"]
    assert "sigmoid" not in cards["D-05"]["says"]  # it names no function
    assert "from the input cell" in cards["D-12"]["says"]  # and it is from the information cell
    assert "attention" in cards["A-04"]["truth"]  # its encoder is one, too
    assert "return_sequences=True" in cards["A-10"]["truth"]  # both cases in words


def test_an_encoder_with_attention_is_one():
    text = TEXTS[ROOT / "quizzes" / "bank" / "seq2seq.yml"]
    item = text.partition("- id: seq2seq-is-encoder\n")[2].partition("\n- id: ")[0]
    assert "a decoder with attention all" in item
