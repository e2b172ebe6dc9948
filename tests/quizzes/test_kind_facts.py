"""What each kind says of an item beside its judgement: key, known mistakes, what a guess is worth, reasons."""

from dataclasses import replace
from random import Random

import pytest
from frozen import changeable

from quizzes import Outcome, judge, kinds
from quizzes.kinds import KINDS, content, named, order, shape, tracing
from quizzes.kinds.content import Blank, Blanks, Spelled, Written
from quizzes.kinds.numerals import finite, numeral
from quizzes.kinds.shape import Shape, spellings_of_shape
from quizzes.kinds.text import TextMistake, spellings_of_text
from quizzes.model import Option


def of(sample, name):
    item = sample.item(f"kinds-{name}")
    return item, KINDS[item.kind]


def test_values_of_the_kinds_cannot_be_changed():
    assert changeable(kinds) == []


RIGHT = {
    "choice": "all",
    "choices": ["one", "zero"],
    "number": 0.25,
    "shape": [None, 3, 5],
    "order": ["pre", "forget", "candidate", "sum", "hidden"],
    "match": {"forget": "memory", "input": "candidate", "output": "squashed"},
    "cloze": {"every-step": "return_sequences", "count": "two"},
    "text": "forget gate",
    "tracing": "0 0.5\n1 0.25\n",
    "code": "",
}
MISTAKEN = {
    "choice": [("FORGET_ONE_FORGETS", "nothing")],
    "choices": [("FORGET_ONE_FORGETS", ["zero", "half"])],
    "number": [("LINEAR_DECAY", 0.0)],
    "shape": [("RETURN_STATE_IS_SEQUENCE", [None, 5]), ("AXES_SWAPPED", [None, 5, 3])],
    "order": [("OUTPUT_FIRST", ["pre", "forget", "candidate", "hidden", "sum"])],
    "match": [
        ("GATES_SWAPPED", RIGHT["match"] | {"forget": "candidate"}),
        ("GATES_SWAPPED", RIGHT["match"] | {"input": "memory"}),
    ],
    "cloze": [
        ("RETURN_STATE_IS_SEQUENCE", RIGHT["cloze"] | {"every-step": "return_state"}),
        ("GATES_SWAPPED", RIGHT["cloze"] | {"count": "four"}),
    ],
    "text": [("GATES_SWAPPED", "input gate")],
    "tracing": [("LINEAR_DECAY", "0 0.5\n1 0.0\n")],
    "code": [],
}
# What a guess earns on average; how much there is to decide; parts of the key that may be calculated.
WEIGHT = {
    "choice": (1 / 2, 1, ()),
    "choices": (0.34, 3, ()),
    "number": (0, 1, ()),
    "shape": (0, 3, ("None", "3", "5")),
    "order": (0.25, 4, ()),
    "match": (1 / 4, 3, ()),
    "cloze": (1 / 6, 2, ("return_sequences", "two")),  # nothing for a blank to write in, a third for one of three
    "text": (0, 2, ()),
    "tracing": (0, 5, ()),
    "code": (0, 0, ()),
}
REASONS = {
    "choice": {"all": "One times the memory.", "nothing": "A gate of 0 would do that."},
    "choices": {"one": "One times the memory.", "zero": "Zero times the memory.", "half": "It keeps a half."},
    "number": {"linear": "That subtracts twice."},
    "shape": {
        "last": "That is the last step alone.",
        "swapped": "The time axis comes before the features.",
    },
    "order": {
        "pre": "It needs nothing but what comes in.",
        "forget": "It needs the gate.",
        "candidate": "It needs the gate.",
        "sum": "It needs both products.",
        "hidden": "It needs $c_t$.",
    },
    "match": {
        "forget": "It scales the old memory.",
        "input": "It scales what is new.",
        "output": "It scales what is shown.",
    },
    "cloze": {
        "every-step": "The sequence is what it returns.",
        "every-step/state": "That one gives the last state.",
        "count": "Hidden state and cell state.",
        "count/mistake-1": "Four are the blocks of its weights.",
    },
    "text": {"input": "That one scales the candidate."},
    "tracing": {"linear": "The gate multiplies."},
    "code": {},
}
ALSO = {
    "number": "(right from 0.24 to 0.26; a fraction as well)",
    "shape": "(brackets may be missing; None or N is the axis that is left open)",
    "text": "(also: forget, $f$)",
}


@pytest.mark.parametrize("name", RIGHT)
def test_key_mistakes_weight_and_reasons_are_those_of_the_bank(sample, name):
    item, kind = of(sample, name)
    assert kind.right_answer(item) == RIGHT[name]
    assert kind.mistaken(item) == MISTAKEN[name]
    assert (kind.luck(item), kind.parts(item), kind.values(item)) == (pytest.approx(WEIGHT[name][0]), *WEIGHT[name][1:])
    assert dict(kind.whys(item)) == REASONS[name]
    assert kind.also(item) == ALSO.get(name, "")
    assert kind.program(item) == (item.body.code if name == "tracing" else "")


@pytest.mark.parametrize("name", [name for name, mistaken in MISTAKEN.items() if mistaken])
def test_each_known_mistake_is_judged_as_the_one_that_it_is(sample, name):
    item, kind = of(sample, name)
    for misconception, answer in kind.mistaken(item):
        verdict = judge(item, answer)
        assert verdict.outcome is not Outcome.RIGHT
        assert verdict.misconceptions == (misconception,)


def guesses(item, kind, count=800):
    """Return different guesses of many people."""
    return list({repr(made): made for made in (kind.guess(item, Random(seed)) for seed in range(count))}.values())


@pytest.mark.parametrize("name", ["choice", "choices", "order", "match", "cloze"])
def test_who_guesses_clicks_anything_that_can_be_clicked(sample, name):
    item, kind = of(sample, name)
    made = guesses(item, kind)
    assert all(judge(item, answer).outcome not in (Outcome.UNANSWERED, Outcome.UNREADABLE) for answer in made)
    if name == "choice":
        assert sorted(made) == ["all", "nothing"]
    if name == "choices":
        assert all(len(set(answer)) == len(answer) for answer in made)
        assert {frozenset(answer) for answer in made} == {
            frozenset(answer)
            for answer in (["one"], ["zero"], ["half"], ["one", "zero"], ["one", "half"], ["zero", "half"],
                           ["one", "zero", "half"])
        }  # fmt: skip
    if name == "order":
        assert len(made) > 100 and all(sorted(answer) == sorted(RIGHT["order"]) for answer in made)
    if name == "match":
        assert len(made) == 4**3
    if name == "cloze":
        assert {answer["count"] for answer in made} == {"one", "two", "four", "?"}
        assert {answer["every-step"] for answer in made} == {"return_state", "?"}, "nobody guesses what is written"


@pytest.mark.parametrize("name", ["number", "shape", "text", "tracing"])
def test_what_is_written_by_guess_is_a_known_mistake_or_nothing_that_is_known(sample, name):
    item, kind = of(sample, name)
    verdicts = [judge(item, answer) for answer in guesses(item, kind)]
    assert {verdict.outcome for verdict in verdicts} == {Outcome.WRONG}
    known = sorted(mistake.id for mistake in (item.quantity or item.body).mistakes)
    assert sorted("".join(verdict.shown) for verdict in verdicts) == ["", *known]


def test_a_step_that_is_confused_with_one_far_away_is_put_right_before_it(sample):
    item, _ = of(sample, "order")
    far = replace(item, body=replace(item.body, confused=(content.Confused("hidden", "forget", "OUTPUT_FIRST"),)))
    assert order.mistaken(far) == [("OUTPUT_FIRST", ["pre", "hidden", "forget", "candidate", "sum"])]


FOUND = {
    "choice": ({"all": True, "nothing": False}, ["true: all of it", "false: nothing of it"]),
    "number": (
        {"answer": 0.1234567891, "linear": 1, "code": 3},
        ["the answer: `0.123457`", "the mistake linear would give: `1`"],
    ),
    "shape": (
        {"answer": (None, 3, 5), "last": (5,), "swapped": ()},
        ["the answer: `(None, 3, 5)`", "the mistake last would give: `(5,)`", "the mistake swapped would give: `()`"],
    ),
    "order": (
        {"pre": 2, "forget": 10, "candidate": 11, "sum": 12, "hidden": 1},
        [
            "the order: read off $h_t$, then weigh $x_t$ and $h_{t-1}$, then scale the old memory by $f_t$, "
            "then scale the candidate by $i_t$, then add the two"
        ],
    ),
    "match": (
        {"forget": "raw", "input": "candidate", "output": "squashed"},
        ["forget gate $f_t$: the input $x_t$", "input gate $i_t$: $g_t$", "output gate $o_t$: $\\tanh(c_t)$"],
    ),
    "cloze": (
        {"every-step": "a`b", "count": "2", "count/mistake-1": "four"},
        ["blank every-step: ``a`b``", "blank count: `2`"],
    ),
    "tracing": ({"answer": "\n0 0.5\n1 0.25\n", "linear": " "}, [
        "the answer: `0 0.5 / 1 0.25`", "the mistake linear would give: `(nothing)`"]),
    "code": ({}, []),
}  # fmt: skip


@pytest.mark.parametrize(("name", "truth", "told"), [(name, *both) for name, both in FOUND.items()])
def test_what_a_proof_found_is_told_a_line_a_finding(sample, name, truth, told):
    item, kind = of(sample, name)
    assert list(kind.findings(item, truth)) == told


def test_lines_within_a_text_are_no_lines_of_a_finding(sample):
    item, kind = of(sample, "choice")
    lines = replace(item, options=tuple(replace(o, text=" two\n  lines\n") for o in item.options))
    assert list(kind.findings(lines, {"all": 1, "nothing": 0})) == ["true: two lines", "false: two lines"]


def test_mistake_without_a_misconception_is_told_without_one(sample):
    item, kind = of(sample, "text")
    silent = replace(item, body=replace(item.body, mistakes=(TextMistake("input", ("input",), "Why.", None),)))
    assert judge(silent, "input").misconceptions == ()
    assert kind.mistaken(silent) == [(None, "input")]


KEYS = {
    "choice": {
        "options": [
            {"id": "all", "right": True, "misconception": None},
            {"id": "nothing", "right": False, "misconception": "FORGET_ONE_FORGETS"},
        ]
    },
    "number": {
        "answer": 0.25,
        "tolerance": 0.01,
        "mistakes": [{"id": "linear", "value": 0.0, "misconception": "LINEAR_DECAY"}],
    },
    "shape": {
        "axes": [None, 3, 5],
        "mistakes": [
            {"id": "last", "axes": [None, 5], "misconception": "RETURN_STATE_IS_SEQUENCE"},
            {"id": "swapped", "axes": [None, 5, 3], "misconception": "AXES_SWAPPED"},
        ],
    },
    "order": {
        "steps": [
            {"id": "pre", "rank": 0},
            {"id": "forget", "rank": 1},
            {"id": "candidate", "rank": 1},
            {"id": "sum", "rank": 2},
            {"id": "hidden", "rank": 3},
        ],
        "confused": [{"first": "hidden", "second": "sum", "misconception": "OUTPUT_FIRST"}],
    },
    "match": {
        "left": [
            {"id": "forget", "match": "memory", "confused": {"candidate": "GATES_SWAPPED"}},
            {"id": "input", "match": "candidate", "confused": {"memory": "GATES_SWAPPED"}},
            {"id": "output", "match": "squashed", "confused": {}},
        ],
        "right": ["memory", "candidate", "squashed", "raw"],
    },
    "cloze": {
        "blanks": [
            {
                "id": "every-step",
                "accept": ["return sequences", "return sequences=true"],
                "mistakes": [{"id": "state", "accept": ["return state"], "misconception": "RETURN_STATE_IS_SEQUENCE"}],
            },
            {
                "id": "count",
                "accept": ["two", "2"],
                "mistakes": [{"id": "mistake-1", "accept": ["four"], "misconception": "GATES_SWAPPED"}],
            },
        ]
    },
    "text": {
        "accept": ["forget gate", "forget", "f"],
        "mistakes": [{"id": "input", "accept": ["input gate", "input"], "misconception": "GATES_SWAPPED"}],
    },
    "tracing": {
        "lines": ["0 0.5", "1 0.25"],
        "mistakes": [{"id": "linear", "lines": ["0 0.5", "1 0.0"], "misconception": "LINEAR_DECAY"}],
    },
    "code": {},
}


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_the_pages_script_gets_the_key_as_it_compares_it(sample, name, key):
    item, kind = of(sample, name)
    assert kind.script_key(item) == key


def test_a_shape_without_axes_has_a_key_too(sample):
    item, kind = of(sample, "shape")
    scalar = replace(item, body=Shape((), (shape.ShapeMistake("one", (1,), "Why.", None),)))
    assert kind.script_key(scalar) == {"axes": [], "mistakes": [{"id": "one", "axes": [1], "misconception": None}]}
    assert (kind.parts(scalar), kind.values(scalar), kind.also(scalar)) == (0, (), "")


def test_options_and_entries_are_handed_over_as_they_are(sample):
    for name, several in (("choice", False), ("choices", True)):
        item, kind = of(sample, name)
        assert kind.content(item) == content.Choices(item.options, several)
    for name in ("match", "order", "code"):
        item, kind = of(sample, name)
        assert kind.content(item) is item.body
    item, kind = of(sample, "number")
    assert kind.content(item) is item.quantity


def test_a_written_answer_is_handed_over_in_its_spellings(sample):
    item, kind = of(sample, "text")
    right, wrong = kind.content(item).answers
    assert (right.id, right.right, right.why) == ("answer", True, "")
    assert (wrong.id, wrong.right, wrong.why) == ("input", False, "That one scales the candidate.")
    assert right.spellings[0] == "forget gate" and wrong.spellings[0] == "input gate"
    item, kind = of(sample, "shape")
    assert [(one.id, one.right, one.spellings[0]) for one in kind.content(item).answers] == [
        ("answer", True, "(None, 3, 5)"),
        ("last", False, "(None, 5)"),
        ("swapped", False, "(None, 5, 3)"),
    ]


@pytest.mark.parametrize(
    ("forms", "spellings"),
    [
        (["forget gate"], ("forget gate", "forget_gate", "forget-gate", "the forget gate")),
        (["The  gate"], ("The gate", "gate")),
        (["$f$"], ("$f$",)),
        (["x1"], ("x1",)),
        (["two", "Two"], ("two", "the two")),
    ],
)
def test_a_text_is_spelled_with_each_gap_and_with_an_article(forms, spellings):
    assert spellings_of_text(forms) == spellings


@pytest.mark.parametrize(
    ("axes", "spellings"),
    [
        ((), ("()", "[]")),
        ((3, 5), ("(3, 5)", "[3, 5]", "3, 5", "(3,5)", "[3,5]", "3,5")),
        ((5,), ("(5,)", "[5,]", "5,", "(5)", "[5]", "5")),
        (
            (None, 4),
            ("(None, 4)", "[None, 4]", "None, 4", "(None,4)", "[None,4]", "None,4",
             "(N, 4)", "[N, 4]", "N, 4", "(N,4)", "[N,4]", "N,4"),
        ),
    ],
)  # fmt: skip
def test_a_shape_is_spelled_with_each_bracket_and_gap(axes, spellings):
    assert spellings_of_shape(axes) == spellings


def test_blanks_are_handed_over_with_what_can_be_chosen(sample):
    item, kind = of(sample, "cloze")
    first, second = kind.content(item).blanks
    assert (first.id, first.label, first.options, first.why) == (
        "every-step", "", (), "The sequence is what it returns.",
    )  # fmt: skip
    assert first.answers[0].spellings[:2] == ("return_sequences", "return sequences")
    assert second == Blank(
        "count",
        "",
        (
            Spelled("answer", ("two",), True, ""),
            Spelled("mistake-1", ("four",), False, "Four are the blocks of its weights."),
        ),
        ("one", "two", "four"),
        "Hidden state and cell state.",
    )


def traced(sample, answer, *mistakes):
    item, _ = of(sample, "tracing")
    (mistake,) = item.body.mistakes
    wrong = tuple(replace(mistake, id=f"m{n}", value=value, why=f"Why {n}.") for n, value in enumerate(mistakes))
    return replace(item, body=replace(item.body, answer=answer, mistakes=wrong))


def test_one_printed_line_is_a_text_to_write(sample):
    item = traced(sample, " (3, 4) \n", "(4, 3)", "two\nlines", "(3, 4)", "(4, 3)", "A", "a")
    assert tracing.content(item) == Written(
        (
            Spelled("answer", ("(3, 4)",), True, ""),
            Spelled("m0", ("(4, 3)",), False, "Why 0."),
            Spelled("m4", ("A",), False, "Why 4."),
        )
    )


def test_several_printed_lines_are_blanks_one_a_line(sample):
    item = traced(sample, "0 0.5\n\n1 0.25", "0 0.5\n\n1 0.0", "9", "0 0.5\n7\n \n")
    assert tracing.content(item) == Blanks(
        (
            Blank(
                "line-1",
                "Line 1",
                (Spelled("answer", ("0 0.5",), True, ""), Spelled("m1", ("9",), False, "Why 1.")),
                (),
                "",
            ),
            Blank(
                "line-3",
                "Line 3",
                (Spelled("answer", ("1 0.25",), True, ""), Spelled("m0", ("1 0.0",), False, "Why 0.")),
                (),
                "",
            ),
        )
    )


@pytest.mark.parametrize(
    ("value", "spelled"),
    [(0.1, "0.1"), (1 / 3, "0.3333333333"), (250.0, "250"), (1e-12, "1e-12"), (-2.5, "-2.5")],
)
def test_a_number_is_written_for_programs(value, spelled):
    assert numeral(value) == spelled


@pytest.mark.parametrize(("value", "float_"), [(2, 2.0), (10**400, None), (-(10**400), None), (float("inf"), None)])
def test_no_float_holds_a_number_of_four_hundred_digits(value, float_):
    assert finite(value) == float_


def test_texts_that_differ_in_capitals_alone_are_one():
    assert named.different(["Gate", "gate", "GATE", "gates"]) == ("Gate", "gates")


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        (["a", "b", "c"], []),
        (["a", "b", "a"], ["two entries on the right have the id 'a'"]),
    ],
)
def test_entries_that_stand_twice_are_told_and_others_are_not(sample, ids, told):
    item, kind = of(sample, "match")
    left = tuple(replace(entry, match="a", confused=()) for entry in item.body.left)
    right = tuple(content.Right(name, f"text {n}") for n, name in enumerate(ids))
    broken = replace(item, body=content.Match(left, right))
    assert list(kind.problems(broken)) == [f"kinds-match: {line}" for line in told]


def with_options(item, *pairs):
    return replace(item, options=tuple(Option(name, words, right, "Why.", None) for name, words, right in pairs))


@pytest.mark.parametrize(
    ("name", "pairs", "told"),
    [
        ("choice", [("a", "x", True), ("b", "y", False)], []),
        ("choice", [("a", "x", True)], ["expected at least 2 options, got 1"]),
        (
            "choice",
            [("a", "x", True), ("b", "y", True), ("c", "z", False)],
            ["a choice has one right option, got 2; use 'kind: choices' for several"],
        ),
        ("choices", [("a", "x", True), ("b", "y", True), ("c", "z", False)], []),
        ("choices", [("a", "x", True), ("b", "y", True)], ["every option is right; a choices item needs a wrong one"]),
        ("choice", [("a", "x", False), ("b", "y", False)], ["no right option; mark the right one with 'right: true'"]),
        (
            "choices",
            [("a", "x", False), ("b", "y", False)],
            ["no right option; mark the right one with 'right: true'"],
        ),
        (
            "choice",
            [("a", "x ", True), ("b", "x", False), ("b", "y", False), ("b", "None of the above", False)],
            [
                "option id 'b' stands 3 times; give each option its own",
                "two options have the same text 'x'",
                "option 'b' speaks of the other options; let it stand by itself",
            ],
        ),
    ],
)
def test_faulty_options_are_told(sample, name, pairs, told):
    item, kind = of(sample, name)
    assert list(kind.problems(with_options(item, *pairs))) == [f"{item.id}: {line}" for line in told]


def test_a_right_option_that_names_a_misconception_is_told(sample):
    item, kind = of(sample, "choice")
    both = replace(item, options=tuple(replace(o, misconception="FORGET_ONE_FORGETS") for o in item.options))
    assert list(kind.problems(both)) == [
        "kinds-choice: option 'all' is right and names a misconception; remove one of the two"
    ]
