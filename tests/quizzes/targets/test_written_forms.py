"""How a question of each kind is written for another program: small ones, whole."""

import csv
import io
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from frozen import changeable

from quizzes.errors import UsageError
from quizzes.kinds.content import Blank, Blanks, Choices, Order, Spelled, Step, Written
from quizzes.model import Mistake, Option, Quantity
from quizzes.targets import canvas_answers, qti21_answers, selection
from quizzes.targets import questions as neutral
from quizzes.targets.cloze_text import cloze_blank, escaped
from quizzes.targets.csv import COLUMNS, export_csv
from quizzes.targets.gift import export_gift, gift
from quizzes.targets.html import code_html, html, inline_html, plain, readable
from quizzes.targets.moodle import export_moodle, fraction, order_as_match
from quizzes.targets.questions import Omission, lost, parts, questions
from quizzes.targets.selection import Selection, names, selected
from quizzes.targets.shown import key_lines, number, one_line, prompt_html, remarks, remarks_html


@pytest.fixture(scope="module")
def asked(sample):
    return {question.id.removeprefix("kinds-"): question for question in questions(sample)}


def test_questions_and_their_forms_cannot_be_changed():
    assert changeable(canvas_answers, qti21_answers, neutral, selection) == []


EXPLAIN = "<p>Four gates.</p>"


def question(asked, content, code="", points=1):
    """Return a question with another content and simple words around it."""
    item = replace(asked["choice"].item, prompt="Which?", explain="Four gates.", hints=())
    return replace(asked["choice"], id="q", item=item, content=content, code=code, points=points)


OPTIONS = (
    Option("a", "one: $x$", True, "Yes.", None),
    Option("b", "two", False, "No {x}.", "M"),
    Option("c", "three", True, "", None),
)
NUMBER = Quantity(0.25, 0.01, "px", (Mistake("m", 1 / 3, "A third.", "M"), Mistake("n", -2.0, "", None)))
WRITTEN = Written((Spelled("answer", ("a*b", "c"), True, ""), Spelled("m", ("d=e",), False, "No.")))
BLANKS = Blanks(
    (
        Blank("x", "", (Spelled("answer", ("2", "two"), True, ""), Spelled("m", ("4",), False, "No.")), (), ""),
        Blank("y", "", (Spelled("answer", ("3",), True, ""), Spelled("m", ("5",), False, "")), (), "Three."),
    )
)
ORDER = Order(tuple(Step(name, f"do {name}", f"Why {name}.") for name in "abcd"), (("b", "c"),))


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (Choices(OPTIONS[:2], several=False), ["{", r"=one\: \\(x\\)#<p>Yes.</p>", r"~two#<p>No \{x\}.</p>"]),
        (
            Choices(OPTIONS, several=True),
            ["{", r"~%50%one\: \\(x\\)#<p>Yes.</p>", r"~%-50%two#<p>No \{x\}.</p>", "~%50%three"],
        ),
        (NUMBER, ["{#", "=0.25:0.01", "=%0%0.3333333333:0.01#<p>A third.</p>", "=%0%-2:0.01"]),
        (WRITTEN, ["{", r"=a\\*b", "=c", r"=%0%d\=e#<p>No.</p>"]),
    ],
)
def test_question_in_gift(asked, content, body):
    unit = r"\n<p>Unit\: px</p>" if isinstance(content, Quantity) else ""
    assert gift(question(asked, content)).split("\n") == [
        f"::q::[html]<p>Which?</p>{unit}{body[0]}", *body[1:], f"####{EXPLAIN}", "}",
    ]  # fmt: skip


def test_order_and_match_in_gift(asked):
    assert gift(question(asked, ORDER)).split("\n") == [
        "::q::[html]<p>Which?</p>{",
        "=do a -> 1",
        "=do b -> 2 or 3",
        "=do c -> 2 or 3",
        "=do d -> 4",
        r"####<p>Four gates.</p><ul><li>do a\: Why a.</li><li>do b\: Why b.</li><li>do c\: Why c.</li>"
        r"<li>do d\: Why d.</li></ul>",
        "}",
    ]
    rows = gift(asked["match"]).split("\n")
    assert rows[1:5] == [
        r"=forget gate \\(f_t\\) -> c_(t-1)",
        r"=input gate \\(i_t\\) -> g_t",
        r"=output gate \\(o_t\\) -> tanh(c_t)",
        "= -> the input x_t",
    ]


def test_gift_of_a_bank_has_a_category_for_each_chapter_and_counts_its_questions(sample):
    made = export_gift(sample)
    text = made.files["recurrent-networks.gift"].decode()
    assert text.startswith("$CATEGORY: $course$/top/Recurrent networks/kinds\n\n::kinds-choice::")
    assert (text.count("$CATEGORY"), text.count("::["), text[-3:]) == (1, made.questions, "\n}\n")
    assert made.questions == len(questions(sample)) - 2  # a cloze and a trace of two lines
    told = [loss for loss in made.losses if "hints" in loss.note]
    assert told == [Omission("kinds-choice", "choice", "-", "points and hints are left out")]
    more = export_gift(sample, 3)
    assert (
        more.questions == made.questions + 2 * 3
        and more.files["recurrent-networks.gift"].count(b"::[") == more.questions
    )


@pytest.mark.parametrize(
    ("blank", "text"),
    [
        (
            Blank("x", "", (Spelled("answer", ("two", "2"), True, ""),), (), "Two."),
            "{1:SHORTANSWER:%100%two#Two.~%100%2#Two.~%0%*#Two.}",
        ),
        (
            Blank("x", "", (Spelled("answer", ("a*",), True, ""), Spelled("m", ("b",), False, "No.")), (), ""),
            r"{1:SHORTANSWER:%100%a&#92;*~%0%b#No.}",
        ),
        (
            Blank(
                "x",
                "",
                (Spelled("answer", ("two*",), True, "Yes."), Spelled("m", ("four",), False, "Blocks.")),
                ("one", "two*", "four"),
                "Two.",
            ),
            "{1:MULTICHOICE:%0%one#Two.~%100%two*#Yes.~%0%four#Blocks.}",
        ),
        (
            Blank("x", "", (Spelled("answer", ("two",), True, ""),), ("two", "four"), ""),
            "{1:MULTICHOICE:%100%two~%0%four}",
        ),
    ],
)
def test_blank_in_moodle(blank, text):
    assert cloze_blank(blank) == text


def test_text_of_a_blank_is_on_one_line():
    assert escaped(" a\n  b} ") == "a b&#125;"


def moodle(sample, name):
    nodes = ET.fromstring(export_moodle(sample).files["recurrent-networks.xml"])
    return next(node for node in nodes if node.findtext("idnumber") == f"kinds-{name}")


@pytest.mark.parametrize(
    ("name", "kind", "single"), [("choice", "multichoice", "true"), ("choices", "multichoice", "false")]
)
def test_options_in_moodle(sample, name, kind, single):
    node = moodle(sample, name)
    assert (node.get("type"), node.findtext("single"), node.findtext("shuffleanswers")) == (kind, single, "true")
    assert {answer.get("format") for answer in node.findall("answer")} == {"html"}
    assert [answer.get("fraction") for answer in node.findall("answer")] == (
        ["100", "0"] if name == "choice" else ["50", "50", "-50"]
    )


@pytest.mark.parametrize(("name", "rest"), [("number", "moodle_auto_format"), ("text", "moodle_auto_format")])
def test_what_is_written_is_plain_in_moodle(sample, name, rest):
    node = moodle(sample, name)
    assert {answer.get("format") for answer in node.findall("answer")} == {rest}
    assert node.findtext("defaultgrade") == "1" and node.findtext("penalty") == "0.3333333"


def test_entries_in_moodle(sample):
    node = moodle(sample, "match")
    assert [(row.findtext("text") or "", row.findtext("answer/text")) for row in node.findall("subquestion")] == [
        (r"forget gate \(f_t\)", "c_(t-1)"),
        (r"input gate \(i_t\)", "g_t"),
        (r"output gate \(o_t\)", "tanh(c_t)"),
        ("", "the input x_t"),
    ]
    general = node.findtext("generalfeedback/text")
    assert general.endswith("<li>output gate \\(o_t\\): It scales what is shown.</li></ul>")
    assert moodle(sample, "choice").findtext("generalfeedback/text") == "<p>The gate multiplies the memory.</p>"


def test_blanks_in_moodle_stand_in_the_text_and_have_no_points_of_their_own(sample):
    node = moodle(sample, "cloze")
    assert node.find("defaultgrade") is None
    assert node.findtext("questiontext/text").count("{1:") == 2
    assert "<li>" in node.findtext("generalfeedback/text")


@pytest.mark.parametrize(
    ("share", "grade"),
    [(1, "100"), (-1, "-100"), (0.5, "50"), (-0.5, "-50"), (0.8333, "83.33333"), (0.02, "0"), (0.03, "5"),
     (-0.03, "-5"),
     (0.95, "100"), (0.949, "90"), (1.5, "100"), (0.0, "0"), (-0.024, "0"), (1 / 9, "11.11111")],
)  # fmt: skip
def test_grade_that_moodle_allows(share, grade):
    assert fraction(share) == grade


def test_steps_are_matched_with_the_places_that_are_right_for_them():
    match = order_as_match(ORDER)
    assert [(entry.id, entry.text) for entry in match.right] == [
        ("place-0", "1"), ("place-1", "2 or 3"), ("place-2", "4"),
    ]  # fmt: skip
    assert [(entry.id, entry.match, entry.text, entry.why) for entry in match.left] == [
        ("a", "place-0", "do a", "Why a."), ("b", "place-1", "do b", "Why b."), ("c", "place-1", "do c", "Why c."),
        ("d", "place-2", "do d", "Why d."),
    ]  # fmt: skip


def declared(answer):
    """Return of each response its cardinality and type, its right values, the bounds and what each value is worth."""
    rows = []
    for text in answer.declarations:
        node = ET.fromstring(text)
        mapping = node.find("mapping")
        rows.append((
            node.get("cardinality"),
            node.get("baseType"),
            [value.text for value in node.findall("correctResponse/value")],
            None if mapping is None else (mapping.get("lowerBound"), mapping.get("upperBound")),
            {entry.get("mapKey"): entry.get("mappedValue") for entry in node.iter("mapEntry")},
        ))  # fmt: skip
    return rows


def shown_controls(answer):
    root = ET.fromstring(f"<div>{answer.body}</div>")
    names = ("maxChoices", "maxAssociations", "matchMax", "expectedLength", "shuffle")
    return [(node.tag, {key: node.get(key) for key in names if node.get(key)}) for node in root.iter()
            if "Interaction" in node.tag or node.get("matchMax")]  # fmt: skip


def test_options_in_qti(asked):
    one = qti21_answers.answering(question(asked, Choices(OPTIONS[:2], several=False), points=3))
    assert declared(one) == [("single", "identifier", ["a"], ("0", "3"), {"a": "3", "b": "0"})]
    assert shown_controls(one) == [("choiceInteraction", {"maxChoices": "1", "shuffle": "true"})]
    several = qti21_answers.answering(question(asked, Choices(OPTIONS, several=True), points=3))
    assert declared(several) == [
        ("multiple", "identifier", ["a", "c"], ("0", "3"), {"a": "1.5", "b": "-1.5", "c": "1.5"})
    ]
    assert shown_controls(several) == [("choiceInteraction", {"maxChoices": "0", "shuffle": "true"})]
    assert [name for _, name in several.said] == [name for name, _ in several.feedback] == ["a", "b", "c"]


def test_numbers_and_texts_in_qti(asked):
    made = qti21_answers.answering(question(asked, NUMBER, points=2))
    assert declared(made) == [("single", "float", ["0.25"], None, {})]
    assert shown_controls(made) == [("textEntryInteraction", {"expectedLength": "12"})]
    assert 'tolerance="0.01 0.01"' in made.scoring and '<baseValue baseType="float">2</baseValue>' in made.scoring
    assert made.feedback == [("m", "<p>A third.</p>"), ("n", "")]
    made = qti21_answers.answering(question(asked, WRITTEN, points=2))
    assert declared(made) == [("single", "string", ["a*b"], ("0", "2"), {"a*b": "2", "c": "2"})]
    assert shown_controls(made) == [("textEntryInteraction", {"expectedLength": "30"})]
    assert made.scoring.count("<stringMatch") == 2 and made.scoring.count("<or>") == 1
    assert made.said[0][0].startswith("<stringMatch") and made.feedback == [("m", "<p>No.</p>")]


def test_pairs_in_qti_have_as_many_partners_as_there_can_be(asked):
    made = qti21_answers.answering(replace(asked["match"], points=6))
    pairs = ["left.forget right.memory", "left.input right.candidate", "left.output right.squashed"]
    assert declared(made) == [("multiple", "directedPair", pairs, ("0", "6"), dict.fromkeys(pairs, "2"))]
    assert shown_controls(made) == [
        ("matchInteraction", {"maxAssociations": "3", "shuffle": "true"}),
        *[("simpleAssociableChoice", {"matchMax": "1"})] * 3,
        *[("simpleAssociableChoice", {"matchMax": "3"})] * 4,
    ]


def test_blanks_in_qti(asked):
    made = qti21_answers.answering(replace(asked["cloze"], points=3))
    first, second = declared(made)
    assert first[:4] == ("single", "string", ["return_sequences"], ("0", "1.5"))
    assert set(first[4].values()) == {"1.5"}
    assert second == ("single", "identifier", ["option-2"], ("0", "1.5"), {"option-2": "1.5"})
    assert shown_controls(made) == [
        ("textEntryInteraction", {"expectedLength": "20"}),
        ("inlineChoiceInteraction", {"shuffle": "false"}),
    ]
    assert [name for name, _ in made.feedback] == ["every-step.state", "every-step", "count.mistake-1", "count"]
    assert '<inlineChoice identifier="option-1">one</inlineChoice>' in made.body
    assert made.scoring.count('<baseValue baseType="float">1.5</baseValue>') == 2


def test_blank_of_which_nothing_is_said_has_no_feedback_in_qti(asked):
    silent = Blanks((Blank("x", "", (Spelled("answer", ("2",), True, ""), Spelled("m", ("4",), False, "")), (), ""),))
    made = qti21_answers.answering(question(asked, silent))
    assert made.feedback == [("x.m", "")]


def test_order_in_qti_is_right_in_each_order_of_tied_steps(asked):
    made = qti21_answers.answering(question(asked, ORDER, points=2))
    assert qti21_answers.right_orders(ORDER) == [tuple("abcd"), tuple("acbd")]
    assert made.scoring.count("<ordered>") == 2
    assert declared(made) == [("ordered", "identifier", list("abcd"), None, {})]
    assert shown_controls(made) == [("orderInteraction", {"shuffle": "true"})]
    assert (made.said, made.feedback) == ([], [])


def canvas(asked, content, points=1):
    made = canvas_answers.answering(question(asked, content, points=points))
    return made, ET.fromstring(f"<r>{''.join(ET.tostring(part, encoding='unicode') for part in made.presentation)}</r>")


def labels(root):
    return [(menu.get("ident"), menu.get("rcardinality"), [label.get("ident") for label in menu.iter("response_label")])
            for menu in root.iter("response_lid")]  # fmt: skip


def test_options_in_canvas(asked):
    made, root = canvas(asked, Choices(OPTIONS, several=True))
    assert made.kind == "multiple_answers"
    assert labels(root) == [("response1", "Multiple", ["option1", "option2", "option3"])]
    assert [name for name, _ in made.feedback] == ["option1_fb", "option2_fb", "option3_fb"]
    ((key, action, percent),) = made.scoring
    assert (key[0].tag, [part.tag for part in key[0]], action, percent) == (
        "and", ["varequal", "not", "varequal"], "Set", "100",
    )  # fmt: skip
    made, root = canvas(asked, Choices(OPTIONS[:2], several=False))
    assert (made.kind, labels(root)) == ("multiple_choice", [("response1", "Single", ["option1", "option2"])])
    assert made.scoring[0][0][0].text == "option1"


def test_numbers_and_texts_in_canvas(asked):
    made, root = canvas(asked, NUMBER)
    assert (made.kind, root.find("response_str/render_fib").get("fibtype")) == ("numerical", "Decimal")
    ((condition,), action, percent) = made.scoring[0]
    assert [(part.tag, part.text) for part in condition.iter() if part.text] == [
        ("varequal", "0.25"), ("vargte", "0.24"), ("varlte", "0.26"),
    ]  # fmt: skip
    assert (action, percent, made.said, made.feedback) == ("Set", "100", (), ())
    made, root = canvas(asked, WRITTEN)
    assert made.kind == "short_answer" and [part.text for part in made.scoring[0][0]] == ["a*b", "c"]
    assert root.find("response_str").get("rcardinality") == "Single"


def test_pairs_and_steps_in_canvas(asked):
    made, root = canvas(asked, ORDER)
    places = ["entry1", "entry2", "entry3"]
    assert labels(root) == [(f"response_{n}", "Single", places) for n in (101, 102, 103, 104)]
    assert [(rule[0][0].text, *rule[1:]) for rule in made.scoring] == [
        ("entry1", "Add", "25"), ("entry2", "Add", "25"), ("entry2", "Add", "25"), ("entry3", "Add", "25"),
    ]  # fmt: skip


def test_blanks_in_canvas_are_menus_where_all_are(asked):
    content = asked["cloze"].content
    made, root = canvas(asked, content)
    assert made.kind == "fill_in_multiple_blanks"
    assert made.prompt.endswith("<p>Choose from: one, two, four</p>")
    menus = labels(root)
    assert [name for name, _, _ in menus] == ["response_every_step", "response_count"]
    assert menus[0][2][0] == "every_step_1" and menus[1][2] == ["count_1"]
    assert {rule[2] for rule in made.scoring} == {"50"}
    assert len(made.scoring) == len(content.blanks[0].answers[0].spellings) + 1
    made, root = canvas(asked, Blanks(content.blanks[1:]))
    assert (made.kind, labels(root)) == (
        "multiple_dropdowns", [("response_count", "Single", ["count_1", "count_2", "count_3"])],
    )  # fmt: skip
    assert "Choose from" not in made.prompt and [rule[0][0].text for rule in made.scoring] == ["count_2"]


def test_content_that_nobody_knows_is_refused(asked):
    for target in (canvas_answers, qti21_answers):
        with pytest.raises(TypeError, match=r"^q: no .* for str$"):
            target.answering(question(asked, "text"))


def test_prompt_with_code_unit_and_lines(asked):
    assert prompt_html(question(asked, NUMBER, code="a < b\n")) == (
        '<p>Which?</p>\n<pre><code class="language-python">a &lt; b</code></pre>\n<p>Unit: px</p>'
    )
    assert prompt_html(question(asked, replace(NUMBER, unit=""))) == "<p>Which?</p>"
    lines = Blanks(tuple(Blank(f"l{n}", f"Line {n}", (Spelled("answer", ("1",), True, ""),), (), "") for n in (1, 2)))
    assert prompt_html(question(asked, lines)) == "<p>Which?</p>\n<p>Line 1: _____</p>\n<p>Line 2: _____</p>"
    assert prompt_html(question(asked, lines), str.upper).endswith("<p>Line 2: L2</p>")
    assert prompt_html(asked["cloze"]) == (
        r"<p>The flag _____ gives \(h_t\) at every step. The state of an LSTM has _____ parts.</p>"
    )


@pytest.mark.parametrize(
    ("content", "key", "said"),
    [
        (
            Choices(OPTIONS, several=True),
            ("one: $x$", "three"),
            [("one: $x$", "Yes."), ("two", "No {x}."), ("three", "")],
        ),
        (NUMBER, ("0.25 px (within 0.01)",), [("0.3333333333", "A third."), ("-2", "")]),
        (WRITTEN, ("`a*b`",), [("`d=e`", "No.")]),
        (Written((Spelled("answer", ("a`b",), True, "Yes."),)), ("`` a`b ``",), [("`` a`b ``", "Yes.")]),
        (ORDER, ("do a", "do b", "do c", "do d"), [(f"do {name}", f"Why {name}.") for name in "abcd"]),
        (BLANKS, ("`2`", "`3`"), [("`4`", "No."), ("`3`", "Three.")]),
    ],
)
def test_key_and_remarks_are_written_for_people(asked, content, key, said):
    made = question(asked, content)
    assert (key_lines(made), list(remarks(made))) == (key, said)


def test_remarks_are_a_list(asked):
    assert remarks_html(question(asked, WRITTEN)) == "<ul><li><code>d=e</code>: No.</li></ul>"
    assert one_line(("*a*", "`b`")) == "a | b"


@pytest.mark.parametrize(("value", "text"), [(1 / 3, "0.3333333333"), (100.0, "100"), (-0.5, "-0.5"), (1e-12, "1e-12")])
def test_number_has_ten_digits(value, text):
    assert number(value) == text


def test_row_of_the_table(sample):
    made = export_csv(sample)
    rows = list(csv.DictReader(io.StringIO(made.files["items.csv"].decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS and made.questions == len(rows) == len(sample.items)
    by_id = {row["id"]: row for row in rows}
    assert by_id["kinds-choice"] == {
        "id": "kinds-choice", "chapter": "kinds", "objective": "keep", "kind": "choice", "cards": "A-01", "points": "1",
        "prompt": "What is kept at $f_t = 1$?", "options": "all of it\nnothing of it", "answer": "all of it",
        "remarks": "all of it: One times the memory.\nnothing of it: A gate of 0 would do that.",
        "hints": "The gate is a factor.\nOne times a number is the number: 1 · c = c.",
        "explanation": "The gate multiplies the memory.", "see": "forget-gate",
        "proof": "quizzes/proofs/sample.py::keep", "sources": "", "misconceptions": "FORGET_ONE_FORGETS",
        "variants": "no",
    }  # fmt: skip
    code = by_id["kinds-code"]
    assert (code["options"], code["answer"], code["remarks"]) == ("", "sample: sample-step", "")
    assert by_id["kinds-tracing"]["prompt"].startswith("What does this print?\n\nimport numpy as np\n")
    assert by_id["kinds-number-variants"]["variants"] == "yes" and "<<" not in by_id["kinds-number-variants"]["prompt"]
    assert (by_id["kinds-text"]["options"], by_id["kinds-text"]["answer"]) == ("", "forget gate")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a\n\nb", "a b"), ("a  \nb", "a b"), ("```\ncode\n```", "code"), ("    code", "code"), ("a &lt; b", "a < b"),
        ("$$\nh_t\n$$", "h_t"), ("it is $$h_t$$ here", "it is h_t here"), ("", ""), ("---", ""), ("# One", "One"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"), ("[a](https://b.org)", "a"), (r"\*", "*"),
    ],
)  # fmt: skip
def test_plain_text_of_every_block(markdown, text):
    assert plain(markdown) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"a\,b", "a b"), (r"\sigma x", "σ x"), (r"\left( x \right)", "( x )"), (r"a \le b", "a ≤ b"),
        (r"x_{ab}^{2}", "x_(ab)^2"),
        (r"\tfrac{a}{b}", "(a)/(b)"), (r"\text{in} x", "in x"), (r"\zeta x", "zeta x"), (r"a \\ b", "a; b"),
        (r"\begin{aligned} a &= b \end{aligned}", "a &= b"), (r"{a}", "a"),
        (r"\begin{matrix} 1 & 2\end{matrix}", "[1, 2]"),
    ],
)  # fmt: skip
def test_formula_as_a_reader_writes_it(formula, text):
    assert readable(formula) == text


@pytest.mark.parametrize(
    ("markdown", "made"),
    [
        ("a\nb", "a\nb"), ("- a", "<ul>\n<li>a</li>\n</ul>"), ("a\n\n- b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
        ("", ""), ("$$\na < b\n$$", r"\[a &lt; b\]"), ("it is $$a$$ here", r"it is \[a\] here"), ("$ a$", r"\(a\)"),
    ],
)  # fmt: skip
def test_one_paragraph_alone_loses_its_tag(markdown, made):
    assert inline_html(markdown) == made


def test_tables_and_line_ends_are_those_of_xml():
    assert "<table>" in html("| a |\n|---|\n| b |")
    assert html("a  \nb") == "<p>a<br />\nb</p>"
    assert code_html('  a = "b" & c\n\n').startswith('<pre><code class="language-python">  a = "b" &amp; c</code>')


def many_chapters(sample, count):
    item = sample.items["kinds-choice"]
    return replace(sample, items={f"i{n}": replace(item, id=f"i{n}", chapter=f"{n}-chapter") for n in range(count)})


@pytest.mark.parametrize(("count", "listed"), [(1, True), (39, True), (40, False), (41, False)])
def test_names_are_listed_where_there_are_not_too_many(sample, count, listed):
    with pytest.raises(UsageError) as error:
        selected(many_chapters(sample, count), Selection(chapter=("zzzzzzzzz",)))
    assert ("; known are 0-chapter" in str(error.value)) == listed


def test_names_of_an_option_may_be_none_at_all():
    assert names([]) == names(None) == names([" , ,"]) == ()
    assert names(["a,,b ", "c"]) == ("a", "b", "c")


def test_objective_and_kind_are_fields_to_select_by(sample):
    made = selected(sample, Selection(objective=("shapes",), kind=("tracing", "shape"), chapter=("kinds",)))
    assert [item.id for item in made.items.values()] == [
        "kinds-shape", "kinds-shape-variants", "kinds-tracing", "kinds-tracing-variants",
    ]  # fmt: skip


def test_losses_of_a_bank(sample):
    told = list(lost(sample))
    assert [(loss.item, loss.kind, loss.becomes) for loss in told] == [
        ("kinds-number-variants", "number", "1 variant"), ("kinds-shape-variants", "shape", "1 variant"),
        ("kinds-tracing-variants", "tracing", "1 variant"), ("kinds-code", "code", "-"),
    ]  # fmt: skip
    assert [loss.becomes for loss in lost(sample, 2)][:1] == ["2 variants"]


def test_variants_are_numbered_by_their_seed(sample):
    made = [each.id for each in questions(sample, 2) if each.item.id == "kinds-shape-variants"]
    assert made[0] == "kinds-shape-variants" and made[1].startswith("kinds-shape-variants-v") and len(made) == 2
    assert [each.points for each in questions(sample)] == [1] * len(questions(sample))


def test_parts_that_are_written(asked):
    assert parts(asked["choice"].content) == ()
    assert parts(asked["text"].content) == (asked["text"].content,)
    assert parts(asked["cloze"].content) == asked["cloze"].content.blanks


def test_what_moodle_cannot_hold_of_each_question(sample):
    told = {}
    for loss in export_moodle(sample).losses:
        told.setdefault(loss.item.removeprefix("kinds-"), []).append((loss.becomes, loss.note))
    (points,), (lines, *rest) = told["cloze"], told["tracing"]
    assert points[1].startswith("points: 2, ") and rest == [points]
    assert "a blank for each line" in lines[1], "of a program alone"
    assert [[becomes for becomes, _ in told[name]] for name in ("order", "match")] == [["matching"]] * 2
    assert "tied" in told["order"][0][1] and "formulas" in told["match"][0][1]
    assert [note.partition(";")[0] for _, note in told["shape"]] == ["right spellings: 12"]
    assert [becomes for becomes, _ in told["tracing-variants"]] == ["1 variant", "shortanswer"]
    assert not {"choice", "choices", "number"} & set(told)


@pytest.mark.parametrize(("rights", "told"), [(1, False), (2, False), (3, False), (9, False), (11, True), (13, True)])
def test_grades_that_make_no_hundred_are_told(sample, rights, told):
    item = sample.items["kinds-choices"]
    several = tuple(replace(OPTIONS[0], id=f"o{n}", text=f"{n}", right=n < rights) for n in range(rights + 1))
    losses = export_moodle(replace(sample, items={item.id: replace(item, options=several)})).losses
    assert [loss.becomes for loss in losses] == (["multichoice"] if told else [])
