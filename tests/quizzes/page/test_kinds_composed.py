"""The kinds' nodes where a whole book would show too little."""

import inspect
import re
from dataclasses import replace

import pytest
from docutils import nodes
from outline import controls, outline, said

from quizzes.kinds import KINDS, cloze, number
from quizzes.kinds.showing import PagePieces
from quizzes.model import Kind
from quizzes.page.fields import QuizBlank, QuizList, QuizPair, QuizTask
from quizzes.page.parts import Say, UnshowableError


def parse(text):
    """Return a paragraph in which $...$ is a formula and `...` is code."""
    line = nodes.paragraph()
    for piece in re.split(r"(\$[^$]*\$|`[^`]*`)", text):
        if piece.startswith("$"):
            line += nodes.math("", piece.strip("$"))
        else:
            line += nodes.literal("", piece.strip("`")) if piece.startswith("`") else nodes.Text(piece)
    return [line]


@pytest.fixture
def say(sample):
    return lambda item: Say(sample, parse, (item,))


def test_every_kind_has_its_page():
    assert set(KINDS) == set(Kind)


def test_blanks_become_fields_in_the_line_in_the_order_of_the_text(sample, say):
    item = sample.items["kinds-cloze"]
    parts = cloze.compose(item, say(item))
    blanks = list(parts.prompt[0].findall(QuizBlank))
    assert [(blank["blank_id"], blank["named"]) for blank in blanks] == [
        ("every-step", "Blank 1"),
        ("count", "Blank 2"),
    ]
    assert blanks[1]["options"] == ["one", "two", "four"]
    assert parts.prompt[0].astext().startswith("The flag ____ gives ")


@pytest.mark.parametrize("broken", ["It is $x = {{count}}$ and {{every-step}}."])
def test_blank_in_a_formula_is_an_authors_mistake(sample, say, broken):
    item = replace(sample.items["kinds-cloze"], prompt=broken)
    with pytest.raises(UnshowableError) as raised:
        cloze.compose(item, say(item))
    assert str(raised.value) == ("kinds-cloze: the blank 'count' stands in a formula or in code, where no field can be")


def test_plain_texts_stand_in_the_selects_themselves(sample, say):
    item = sample.items["kinds-match"]
    plain = tuple(replace(entry, text=f"number {n}") for n, entry in enumerate(item.body.right))
    parts = KINDS[Kind.MATCH].compose(replace(item, body=replace(item.body, right=plain)), say(item))
    assert not any(isinstance(field, QuizList) for field in parts.fields)
    pair = next(field for field in parts.fields if isinstance(field, QuizPair))
    assert sorted(pair["choices"])[0] == ("candidate", "number 1")


def test_reason_stands_once_in_the_list_and_in_each_note(sample, say):
    item = sample.items["kinds-match"]
    parts = KINDS[Kind.MATCH].compose(item, say(item))
    left = next(each for each in item.body.left if each.confused)
    notes = [each for each in parts.whys if str(each["about"]).partition("/")[0] == left.id]
    assert len(notes) == 1 + len(left.confused)
    for place, note in enumerate(notes):
        reason = next(line for line in note.findall(nodes.paragraph) if left.why in line.astext())
        assert ("quiz-noted" in reason["classes"]) == (place > 0), "the list leaves it out, a note beside a part has it"
    assert notes[1].children[0].astext().startswith("Not ")


def test_task_of_an_assignment_is_named(sample, say):
    stub, field = KINDS[Kind.CODE].compose(sample.items["kinds-code"], say(sample.items["kinds-code"])).fields
    assert (stub["stub"], stub["points"]) == ('def sample_step(x):\n    """Return twice x."""', 2)
    assert isinstance(field, QuizTask)
    assert (field["assignment"], field["task"]) == ("sample", "sample-step")


@pytest.mark.parametrize(("value", "shown"), [(-1e-17, "0"), (-0.0, "0"), (-0.5, "\N{MINUS SIGN}0.5"), (0.0, "0")])
def test_zero_has_no_sign(sample, value, shown):
    quantity = next(item.quantity for item in sample.items.values() if item.quantity)
    assert number.written(value, replace(quantity, tolerance=0.01)) == shown


def composed(item, say):
    return KINDS[item.kind].compose(item, say(item))


def named(sample, name):
    return f"A common misconception: **{sample.misconceptions[name].name}**."


TODO = {
    "choice": "Choose one.",
    "choices": "Choose all that apply.",
    "number": "Write a number.",
    "shape": "Write a shape.",
    "order": "Put the steps in order.",
    "match": "Match each entry.",
    "cloze": "Fill in the blanks.",
    "text": "Write a word or two.",
    "tracing": "Say what it prints.",
    "code": "Write code.",
}


@pytest.mark.parametrize(("name", "todo"), TODO.items())
def test_every_kind_says_what_to_do_above_the_prompt(sample, say, name, todo):
    parts = composed(sample.items[f"kinds-{name}"], say)
    assert parts.todo == todo
    if name != "cloze":
        assert [outline(node) for node in parts.prompt] == [outline(parse(sample.items[f"kinds-{name}"].prompt)[0])]


@pytest.mark.parametrize(("name", "control"), [("choice", "radio"), ("choices", "checkbox")])
def test_options_have_a_letter_and_a_control_and_each_is_explained(sample, say, name, control):
    item = sample.items[f"kinds-{name}"]
    parts = composed(item, say)
    assert controls(parts) == [
        ("QuizOption", {"option_id": option.id, "control": control}, [f"[{letter}] {option.text}"])
        for letter, option in zip("ABC", item.options, strict=False)
    ]
    assert said(parts) == [
        (
            option.id,
            option.right,
            [f"[{letter}] !{'Right.' if option.right else 'Not right.'}! {option.why}"]
            + ([] if option.right else ["{misconception} " + named(sample, "FORGET_ONE_FORGETS")]),
        )
        for letter, option in zip("ABC", item.options, strict=False)
    ]


def test_more_options_than_letters_are_cut_off_nowhere_below_twenty_seven(sample, say):
    item = sample.items["kinds-choices"]
    many = tuple(replace(item.options[2], id=f"o{n}", text=f"{n}") for n in range(26))
    fields = composed(replace(item, options=many), say).fields
    assert [field.children[0].astext() for field in fields][-1] == "Z 25"


def entry(label, **changed):
    return ("QuizEntry", {"unit": "", "mode": "text", "code": False, "rows": 1} | changed, [label])


def test_number_has_a_field_for_decimals_and_its_unit(sample, say):
    item = sample.items["kinds-number"]
    parts = composed(replace(item, quantity=replace(item.quantity, unit="px", value=-0.25)), say)
    assert controls(parts) == [entry("Your answer", unit="px", mode="decimal")]
    assert said(parts) == [
        ("answer", True, ["!Answer:! \N{MINUS SIGN}0.25 px (accepted: \N{PLUS-MINUS SIGN} 0.01)"]),
        ("linear", False, ["!Not 0.! That subtracts twice.", "{misconception} " + named(sample, "LINEAR_DECAY")]),
    ]
    assert said(composed(item, say))[0][2] == ["!Answer:! 0.25 (accepted: \N{PLUS-MINUS SIGN} 0.01)"]


def test_shape_is_written_and_shown_as_code(sample, say):
    parts = composed(sample.items["kinds-shape"], say)
    assert controls(parts) == [entry("The shape, such as `(None, 3, 1)`", code=True)]
    assert said(parts) == [
        ("answer", True, ["!Answer:! `(None, 3, 5)`"]),
        (
            "last",
            False,
            [
                "!Not! `(None, 5)`: That is the last step alone.",
                "{misconception} " + named(sample, "RETURN_STATE_IS_SEQUENCE"),
            ],
        ),
        (
            "swapped",
            False,
            [
                "!Not! `(None, 5, 3)`: The time axis comes before the features.",
                "{misconception} " + named(sample, "AXES_SWAPPED"),
            ],
        ),
    ]


def test_text_is_written_in_words_and_its_mistakes_are_quoted(sample, say):
    parts = composed(sample.items["kinds-text"], say)
    assert controls(parts) == [entry("Your answer")]
    assert said(parts) == [
        ("answer", True, ["!Answer:! forget gate"]),
        (
            "input",
            False,
            [
                "!Not! \N{LEFT DOUBLE QUOTATION MARK}input gate\N{RIGHT DOUBLE QUOTATION MARK}: "
                "That one scales the candidate.",
                "{misconception} " + named(sample, "GATES_SWAPPED"),
            ],
        ),
    ]


def test_program_stands_above_a_field_with_a_line_for_each_that_it_prints(sample, say):
    item = sample.items["kinds-tracing"]
    parts = composed(item, say)
    program, field = controls(parts)
    assert (program[0], program[2]) == ("QuizCode", [f"<{item.body.code.rstrip()}>"])
    assert field == entry("It prints, line by line", code=True, rows=2)
    assert said(parts) == [
        ("answer", True, ["!It prints:! ", "<0 0.5\n1 0.25>"]),
        (
            "linear",
            False,
            [
                "{listed} Not:",
                "{listed} <0 0.5\n1 0.0>",
                "!Not right.! The gate multiplies.",
                "{misconception} " + named(sample, "LINEAR_DECAY"),
            ],
        ),
    ]


def test_field_of_a_program_has_room_for_the_longest_of_its_variants(sample):
    item = sample.items["kinds-tracing"]
    one, three = (replace(item, body=replace(item.body, answer=text)) for text in ("(3, 4)", "1\n2\n3\n"))
    fields = [
        controls(KINDS[item.kind].compose(one, Say(sample, parse, family)))[1] for family in ((one,), (one, three))
    ]
    assert fields == [entry("It prints", code=True), entry("It prints, line by line", code=True, rows=3)]


def test_steps_are_listed_mixed_and_explained_in_order(sample, say):
    item = sample.items["kinds-order"]
    parts = composed(item, say)
    ((steps, _, _),) = controls(parts)
    assert steps == "QuizSteps"
    shown = [(step["step_id"], outline(step)) for step in parts.fields[0]]
    assert sorted(shown) == sorted((step.id, step.text) for step in item.body.steps)
    assert [name for name, _ in shown] == ["sum", "candidate", "pre", "hidden", "forget"]
    expected = [
        (step.id, False, [f"{{listed}} **{place}.** {step.text}", f"(Another place.) {step.why}"])
        for place, step in enumerate(item.body.steps, 1)
    ]
    expected[-1][2].append("{misconception listed names-output-first} " + named(sample, "OUTPUT_FIRST"))
    assert said(parts) == expected


def test_misconception_of_two_pairs_is_named_once_below_the_steps(sample, say):
    item = sample.items["kinds-order"]
    (pair,) = item.body.confused
    more = (pair, replace(pair, second="forget"), replace(pair, second="pre", misconception="GATES_SWAPPED"))
    last = said(composed(replace(item, body=replace(item.body, confused=more)), say))[-1]
    assert [line.partition("}")[0] for line in last[2][2:]] == [
        "{misconception listed names-output-first",
        "{misconception listed names-gates-swapped",
    ]


def test_entries_with_formulas_are_matched_by_letter(sample, say):
    item = sample.items["kinds-match"]
    parts = composed(item, say)
    rows, *pairs = controls(parts)
    assert (rows[0], rows[2]) == (
        "QuizList",
        ["[A] $c_{t-1}$", "[B] $\\tanh(c_t)$", "[C] $g_t$", "[D] the input $x_t$"],
    )
    choices = [("memory", "A"), ("squashed", "B"), ("candidate", "C"), ("raw", "D")]
    assert pairs == [("QuizPair", {"left_id": left.id, "choices": choices}, [left.text]) for left in item.body.left]
    assert said(parts)[:2] == [
        (
            "forget",
            False,
            [
                "{listed} forget gate $f_t$ \N{RIGHTWARDS ARROW} [A] $c_{t-1}$",
                "(Not this one.) It scales the old memory.",
            ],
        ),
        (
            "forget/candidate",
            False,
            [
                "{listed} !Not! [C] ",
                "{noted} (Not this one.) It scales the old memory.",
                "{misconception} " + named(sample, "GATES_SWAPPED"),
            ],
        ),
    ]


@pytest.mark.parametrize(
    ("words", "plain"), [("x" * 48, True), ("x" * 49, False), ("x `y`", False), ("x $y$", False), (" " * 9 + "x", True)]
)
def test_a_select_shows_plain_texts_that_fit_a_phone(sample, say, words, plain):
    item = sample.items["kinds-match"]
    memory, *others = item.body.right
    right = (replace(memory, text=words), *(replace(entry, text=f"number {n}") for n, entry in enumerate(others)))
    parts = composed(replace(item, body=replace(item.body, right=right)), say)
    shown = dict(parts.fields[-1]["choices"])
    assert shown["memory"] == (words.strip() if plain else "A")
    assert isinstance(parts.fields[0], QuizList) != plain
    assert said(parts)[1][2][0] == ("{listed} !Not! number 0" if plain else "{listed} !Not! [C] ")


def test_blanks_are_explained_by_their_names(sample, say):
    parts = composed(sample.items["kinds-cloze"], say)
    assert controls(parts) == [
        ("QuizBlankNote", {"blank_id": "every-step"}, []),
        ("QuizBlankNote", {"blank_id": "count"}, []),
    ]
    assert said(parts) == [
        (
            "every-step",
            False,
            [
                "{listed} **Blank 1:** `return_sequences`",
                "(Blank 1: not right.) The sequence is what it returns.",
            ],
        ),
        (
            "every-step/state",
            False,
            [
                "!Blank 1: not! `return_state`. That one gives the last state.",
                "{misconception} " + named(sample, "RETURN_STATE_IS_SEQUENCE"),
            ],
        ),
        (
            "count",
            False,
            ["{listed} **Blank 2:** `two`", "(Blank 2: not right.) Hidden state and cell state."],
        ),
        (
            "count/mistake-1",
            False,
            [
                "!Blank 2: not! `four`. Four are the blocks of its weights.",
                "{misconception} " + named(sample, "GATES_SWAPPED"),
            ],
        ),
    ]


def test_single_blank_has_no_number(sample, say):
    item = sample.items["kinds-cloze"]
    one = replace(item, prompt="It has {{count}} parts.", body=replace(item.body, blanks=item.body.blanks[1:]))
    parts = composed(one, say)
    (blank,) = parts.prompt[0].findall(QuizBlank)
    assert blank["named"] == "The blank"
    assert said(parts)[0][2] == [
        "{listed} **The blank:** `two`",
        "(The blank: not right.) Hidden state and cell state.",
    ]


def test_page_offers_the_pieces_that_the_kinds_are_promised():
    """The promise is a Protocol, which nobody runs: names, order and defaults are those of the pieces themselves."""
    asked = {name: value for name, value in vars(PagePieces).items() if inspect.isfunction(value) and name[0] != "_"}
    assert asked.pop("parse") and len(asked) > 20  # `parse` and `family` are given to it
    for name, promised in asked.items():
        there = inspect.signature(getattr(Say, name)).parameters.values()
        for mine, theirs in zip(inspect.signature(promised).parameters.values(), there, strict=True):
            assert mine.default == theirs.default, f"{name}: {mine.name}"
            assert mine.name == theirs.name or mine.kind is inspect.Parameter.POSITIONAL_ONLY, name


def parse_blocks(text):
    return [line for block in text.split("\n\n") for line in parse(block)]


@pytest.mark.parametrize("name", ["order", "match", "cloze", "tracing"])
def test_reason_of_two_paragraphs_stands_below_what_it_is_about(sample, name):
    """What the folded list shows comes first, then the words of a note with the reason's first paragraph."""
    item = sample.items[f"kinds-{name}"]
    field = {"order": "steps", "match": "left", "cloze": "blanks", "tracing": "mistakes"}[name]
    entries = tuple(replace(each, why="First.\n\nSecond.") for each in getattr(item.body, field))
    item = replace(item, body=replace(item.body, **{field: entries}))
    told = [lines for _, _, lines in said(KINDS[item.kind].compose(item, Say(sample, parse_blocks, (item,))))]
    for lines in told:
        if any("Second." in line for line in lines) and "{listed}" in "".join(lines):
            first = next(k for k, line in enumerate(lines) if "First." in line)
            assert all(line.startswith("{listed}") for line in lines[:first]) and first > 0
            assert lines[first + 1] in ("Second.", "{noted} Second.")
    assert sum("Second." in "".join(lines) for lines in told) >= len(entries)
