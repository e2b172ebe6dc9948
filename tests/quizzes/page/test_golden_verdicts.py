"""What Python decides about an answer, written down for the page's script to be held to.

``REWRITE_GOLDEN=1 pytest tests/quizzes/page/test_golden_verdicts.py`` writes the file; CI never does.
"""

import json
import math
import os
from pathlib import Path

import pytest

from quizzes import Item, Kind, judge, load_bank
from quizzes.errors import Where
from quizzes.kinds import KINDS
from quizzes.kinds.number import parse_number
from quizzes.model import Mistake, Option, Quantity
from quizzes.page.key import page_key
from quizzes.project import read_project

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "verdicts.json"


def item(name, kind, options=(), quantity=None):
    """Return an item of which only the key matters."""
    made = tuple(Option(id_, id_, right, "because", misconception) for id_, right, misconception in options)
    return Item(name, kind, "c", (), "o", "?", made, quantity, "e", "s", None, ("x",), 1, Where("", 0))


CHOICE = item("one", Kind.CHOICE, [("a", True, None), ("b", False, "H_IS_C"), ("c", False, None)])
CHOICES = item(
    "several",
    Kind.CHOICES,
    [("a", True, None), ("b", True, None), ("c", True, None), ("d", False, "X"), ("e", False, "X"), ("f", False, "Y")],
)
SINGLE = item("single", Kind.CHOICES, [("a", False, None), ("b", True, None)])
NUMBER = item(
    "half",
    Kind.NUMBER,
    quantity=Quantity(0.5, 0.25, "", (Mistake("one", 1.5, "w", "X"), Mistake("negative", -2.0, "w", "Y"))),
)
FINE = item("fine", Kind.NUMBER, quantity=Quantity(0.7310585786, 0.001, "", ()))
LARGE = item("large", Kind.NUMBER, quantity=Quantity(1.2e6, 0.5, "", ()))

NOTHING = [None, "", []]
TEXTS = [
    "0.5", "0,5", " 0.5 ", "\t0.5\n", "\u00a00.5\u2003", "\ufeff0.5", "\x1c0.5", "+0.5", ".5", ",5", "5e-1", "5E-1",
    "0.5.", "0..5", "0,5,", "1.000,5", "1,000.5", "0.75", "0.7500001", "0.25", "0.2499999", "-0", "0", "2", "1.5",
    "1.25", "1.75", "1.7500001", "-2", "\u22122", "\u22121.75", "--2", "- 2", "2-", "nan", "NaN", "inf", "Infinity",
    "-inf", "1e3", "1e999", "1e-999", "1e1000", "0x1", "1_0", "0b1", "half", "\u0665", "\u00bd", "0.5 volts", "50%",
    "e1", ".", ",", "+", "-", "1e", "1e+", "   ", "\u2028", "123456789012345678901234567890", "0." + "3" * 60,
]  # fmt: skip
ANSWERS = {
    CHOICE: [*NOTHING[:2], "a", "b", "c", "d", " a", "A", 1, True, ["a"], {}, "a, b"],
    CHOICES: [
        *NOTHING, ["a"], ["a", "b"], ["a", "b", "c"], ["c", "b", "a"], ["a", "a"], ["a", "d"], ["d"], ["d", "e"],
        ["e", "d"], ["a", "b", "d"], ["a", "b", "c", "d"], ["a", "b", "c", "d", "e", "f"], ["d", "e", "f"],
        ["a", "d", "e", "f"], ["z"], ["a", "z"], "a", 1, [1], [None], [["a"]], {"a": 1}, True,
    ],
    SINGLE: [["a"], ["b"], ["a", "b"]],
    NUMBER: [*NOTHING, *TEXTS, 0.5, 0.75, 0.7500001, 1.5, -2, 0, 10**30, True, False, ["0.5"], {}],
    FINE: ["0.731", "0,731", "0.7320585786", "0.73206", "0.73", "0.7300585786", "0.73005", 0.7310585786, "7.31e-1"],
    LARGE: ["1200000", "1.2e6", "1,2e6", "1 200 000", "1200000.5", "1200000.51", "1199999.5", 1200000],
}  # fmt: skip

SAMPLE = Path(__file__).resolve().parents[1] / "fixtures"
ODD = [None, "", "  ", [], {}, 0, 1.5, True, ["a"], {"a": 1}, {"": ""}, [None], [[]], "\ufeff", "\x1f", "\u2028"]
FLAG, COUNT = "every-step", "count"
# Beside the usual ones; of the sample bank, which has an item of each kind.
SAMPLE_ANSWERS = {
    "kinds-shape": [
        "(None, 3, 5)", "None,3,5", " [ none , 3 ,5 ] ", "(N, 3, 5)", "null, 03, 5", "(None, 3, 5,)", "(3, 5)",
        "(8, 3, 5)", "(None, 5)", "(None, 5, 3)", "(None, 3)", "(None, 3, 6)", "(5, 3, None)", "()", "( )", "(5,)",
        ",", "3,,5", "(None, 3, 5", "None, 3, 5)", "[None, 3, 5)", "((None, 3, 5))", "None 3 5", "3.0, 5", "-1, 3, 5",
        "(T, H)", "t, h", "(None, T, H)", "1234567890", "\u0663, 5", "(None,\u00a03,\u20035)", "(None,\n3, 5)",
        "(None,\ufeff3, 5)", [None, 3, 5], ["n", 3, 5], [None, 3.0, 5], [None, 3.5, 5], [None, True, 5], [None, "3", 5],
        [None, -3, 5], [None, 10**9, 5], [3, 5], [8, 3, 5], [None, 5], [None, 5, 3], "(" + "1, " * 40 + "1)",
    ],
    "kinds-order": [
        ["pre", "forget", "candidate", "sum", "hidden"], ["pre", "candidate", "forget", "sum", "hidden"],
        ["hidden", "sum", "candidate", "forget", "pre"], ["forget", "pre", "candidate", "sum", "hidden"],
        ["pre", "forget", "candidate", "hidden", "sum"], ["sum", "pre", "forget", "candidate", "hidden"],
        ["hidden", "pre", "forget", "candidate", "sum"], ["sum", "candidate", "pre", "hidden", "forget"],
        ["pre", "forget"], ["pre", "pre", "forget", "candidate", "sum"], ["pre", "forget", "candidate", "sum", "x"],
        ["pre", "forget", "candidate", "sum", None], ["pre", "forget", "candidate", "sum", 4], "pre",
        ["pre", "forget", "candidate", "sum", "hidden", "hidden"], {"pre": 1},
    ],
    "kinds-match": [
        {"forget": "memory", "input": "candidate", "output": "squashed"}, {"forget": "memory"},
        {"forget": "memory", "input": "candidate", "output": "raw"}, {"forget": "", "input": None, "output": "raw"},
        {"forget": "raw", "input": "raw", "output": "raw"}, {"forget": "candidate", "input": "memory", "output": "raw"},
        {"forget": "memory", "input": "candidate", "output": "squash"}, {"forget": "memory", "gate": "raw"},
        {"forget": 1, "input": "candidate", "output": "squashed"}, {"forget": ["memory"]}, "memory",
    ],
    "kinds-cloze": [
        {FLAG: "return_sequences", COUNT: "two"}, {FLAG: "Return Sequences=True.", COUNT: "2"}, {FLAG: "x"},
        {FLAG: "return_state", COUNT: "two"}, {FLAG: "return-state", COUNT: "four"}, {FLAG: "units", COUNT: "one"},
        {FLAG: "return_sequences", COUNT: "one"}, {FLAG: None, COUNT: ""}, {FLAG: " _ ", COUNT: "two"},
        {FLAG: 1, COUNT: "two"}, {FLAG: "return_sequences", COUNT: "two", "more": "x"}, {FLAG: ["x"], COUNT: "two"},
    ],
    "kinds-text": [
        "forget gate", "The  Forget-Gate.", "forget", "FORGET_GATE", "\uff46orget gate", "a forget gate .", "the",
        "the forget gate..", "forget\u2011gate", "forget\u2014gate", "\ufeffforget gate", "forget\x1cgate", "-1", "f",
        "$f$", "$F$", "input gate", "an input", "input-gate!", "output gate", "theforget gate", "\u0130nput", "_", "-",
        "forgetgate", "f o r g e t", "the the forget gate", "\u03a3\u0391\u03a3", "\u00df", ".", " .",
    ],
    "kinds-tracing": [
        "0 0.5\n1 0.25", "0 0.5\r\n1 0.25\r\n", "\n\n0 0.5  \n1 0.25\n\n", "0 0.5\r1 0.25", "0 0.5\n1 0.0",
        "0 0.5", "0 0.5\n1 0.25\n2 0.125", " 0 0.5\n1 0.25", "0 0.5\n\n1 0.25", "0  0.5\n1 0.25", "1 0.25\n0 0.5",
        "0 0.5\u20281 0.25", "0 0.5\x0b1 0.25", "0 0.5\x1c\n1 0.25\u3000", "0 0.5\n1 0.25\ufeff", "0 0,5\n1 0,25",
    ],
}  # fmt: skip


def nearby(answer):
    """Yield an answer and others like it: with a part less, a part twice, of another type, written otherwise."""
    yield answer
    if isinstance(answer, str):
        yield from (f" {answer}\n", f"\ufeff{answer}", f"{answer}.", answer.upper(), answer[:-1])
        yield from (f"{answer} {answer}", [answer])
    elif isinstance(answer, list):
        yield from (answer[1:], answer[::-1], [*answer, *answer[:1]], [*answer[:-1], None])
        yield from ([*answer, "x"], {"a": answer})
    elif isinstance(answer, dict):
        for name in answer:
            yield {other: value for other, value in answer.items() if other != name}
            yield from (answer | {name: value} for value in (None, "", 1, ["x"]))
        yield answer | {"more": "x"}


def usual_answers(each):
    """Return answers that are asked of every kind: odd ones, and what its module calls right or a known mistake."""
    module = KINDS[each.kind]
    known = [module.right_answer(each), *(answer for _, answer in module.mistaken(each))]
    return [*ODD, *(other for answer in known for other in nearby(answer))]


def decided():
    """Return the verdicts of Python in the form of the file."""
    return [
        {
            "key": page_key(each),
            "answers": [{"answer": answer, "verdict": judge(each, answer).as_json()} for answer in answers],
        }
        for each, answers in (ANSWERS | sampled()).items()
    ]


def sampled():
    """Return the answers to the first item of each kind of the sample bank, by item: the usual ones and its own."""
    items = load_bank(read_project(SAMPLE)).items
    first = {each.kind: each for each in reversed(items.values()) if each.kind is not Kind.CODE}
    chosen = {each.id: each for each in first.values()} | {name: items[name] for name in SAMPLE_ANSWERS}
    return {each: [*usual_answers(each), *SAMPLE_ANSWERS.get(name, ())] for name, each in sorted(chosen.items())}


def test_every_kind_that_the_page_judges_is_held_to_python():
    assert {each["key"]["kind"] for each in decided()} == {kind.value for kind in Kind} - {"code"}


@pytest.mark.parametrize("each", sampled(), ids=lambda each: each.kind.value)
def test_usual_answers_of_a_kind_are_right_not_right_and_no_answers(each):
    outcomes = {judge(each, answer).outcome.value for answer in usual_answers(each)}
    assert outcomes >= {"right", "unanswered", "unreadable"}
    assert outcomes & {"wrong", "partly"}


def test_python_decides_what_the_golden_file_says():
    if os.environ.get("REWRITE_GOLDEN") == "1":
        assert "CI" not in os.environ, "CI compares with the golden file and never writes it"
        GOLDEN.parent.mkdir(exist_ok=True)
        text = json.dumps(decided(), indent=1, sort_keys=True)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
    assert decided() == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_golden_file_holds_every_outcome_and_partial_credit():
    answers = [answer for each in json.loads(GOLDEN.read_text(encoding="utf-8")) for answer in each["answers"]]
    assert {a["verdict"]["outcome"] for a in answers} == {"right", "partly", "wrong", "unanswered", "unreadable"}
    assert {0.0, 0.333333, 0.666667, 1.0} <= {a["verdict"]["score"] for a in answers}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_number_that_json_cannot_hold_is_unreadable(value):
    assert judge(NUMBER, value).as_json() == judge(NUMBER, "no number").as_json()


@pytest.mark.parametrize("text", ["1e999", "-1e999", "nan"])
def test_text_beyond_the_floats_is_no_number(text):
    assert parse_number(text) is None


def test_key_changes_with_what_is_right_and_not_with_the_text():
    before = page_key(CHOICE)["hash"]
    retold = [("a", True, None), ("b", False, "H_IS_C"), ("c", False, None)]
    assert page_key(item("one", Kind.CHOICE, retold))["hash"] == before
    flipped = [("a", False, None), ("b", True, None), ("c", False, None)]
    assert page_key(item("one", Kind.CHOICE, flipped))["hash"] != before
