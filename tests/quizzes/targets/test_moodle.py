"""Moodle XML: read again by the rules by which Moodle imports it, and compared with every item."""

import html as entities
import re
import xml.etree.ElementTree as ET

import pytest
from moodle_questions.questions.multiplechoice import MultipleChoiceQuestion

from quizzes.kinds.content import Blank, Blanks, Choices, Match, Order, Spelled, Written
from quizzes.model import Quantity
from quizzes.targets.cloze_text import cloze_blank, escaped
from quizzes.targets.html import html, inline_html, plain
from quizzes.targets.moodle import FRACTIONS, export_moodle, fraction
from quizzes.targets.questions import questions

# How Moodle cuts an embedded answer (question/type/multianswer/questiontype.php), as one would write it in Python.
_END = r"(?<!\\)(?<!&)(?<!&amp;)"
ALTERNATIVE = re.compile(rf"(=|%(-?[0-9]+(?:[.,][0-9]*)?)%)?(.+?{_END}(?=[~#}}]|$))(#(.*?(?<!\\)(?=[~}}]|$)))?")
NEXT = re.compile(f"~?{ALTERNATIVE.pattern}")
EMBEDDED = re.compile(
    rf"\{{([0-9]*):(SHORTANSWER|MULTICHOICE):({ALTERNATIVE.pattern}(?:~{ALTERNATIVE.pattern})*)\}}"
)


def decoded(text):
    return entities.unescape(text).replace(r"\}", "}").replace(r"\#", "#")


def embedded(text):
    """Return the embedded answers of a text: (points, kind, [(percent, answer, feedback)])."""
    found = []
    for match in EMBEDDED.finditer(text):
        rows = [(a[2], decoded(a[3]), decoded(a[5] or "")) for a in NEXT.finditer(match[3])]
        found.append((int(match[1]), match[2], rows))
    return found


@pytest.fixture(scope="module")
def made(exported_bank):
    return export_moodle(exported_bank)


@pytest.fixture(scope="module")
def xml(made):
    return made.files["recurrent-networks.xml"]


@pytest.fixture(scope="module")
def nodes(xml):
    return {node.findtext("name/text"): node for node in ET.fromstring(xml) if node.get("type") != "category"}


@pytest.fixture(scope="module")
def asked(exported_bank):
    return {question.id: question for question in questions(exported_bank)}


def of_type(asked, kind):
    return [question for question in asked.values() if isinstance(question.content, kind)]


def answers(node):
    return [(a.get("fraction"), a.findtext("text"), a.findtext("feedback/text") or "") for a in node.findall("answer")]


def test_same_bytes_twice(exported_bank, made):
    assert export_moodle(exported_bank) == made


def test_every_question_stands_in_the_category_of_its_chapter(xml, asked):
    place, found = None, {}
    for node in ET.fromstring(xml):
        if node.get("type") == "category":
            place = node.findtext("category/text")
        else:
            found[node.findtext("idnumber")] = place
    expected = {name: f"$course$/top/Recurrent networks/{question.item.chapter}" for name, question in asked.items()}
    assert found == expected


def test_every_question_has_its_text_points_explanation_hints_and_tags(nodes, asked):
    assert list(nodes) == list(asked)
    for name, question in asked.items():
        node, item = nodes[name], question.item
        assert node.findtext("generalfeedback/text").startswith(html(item.explain))
        assert [hint.findtext("text") for hint in node.findall("hint")] == [html(hint) for hint in item.hints]
        tags = {tag.findtext("text") for tag in node.findall("tags/tag")}
        assert tags == {item.chapter, f"objective-{item.objective}", f"kind-{item.kind.value}",
                        *(f"card-{card}" for card in item.cards)}  # fmt: skip
        if node.get("type") != "cloze":
            assert node.findtext("questiontext/text").startswith(html(item.prompt))
            assert float(node.findtext("defaultgrade")) == item.points


def test_all_html_stands_in_cdata(xml):
    text = xml.decode()
    assert "&lt;p&gt;" not in re.sub(r"<!\[CDATA\[.*?\]\]>", "", text, flags=re.DOTALL)
    for inside in re.findall(r'format="html"><text>(.*?)</text>', text, flags=re.DOTALL):
        assert not inside or inside.startswith("<![CDATA[")


def test_every_grade_is_one_that_moodle_allows_and_right_ones_make_100(nodes, asked):
    for question in of_type(asked, Choices):
        grades = [grade for grade, _, _ in answers(nodes[question.id])]
        assert {grade.removeprefix("-") for grade in grades} <= set(FRACTIONS)
        right = [float(grade) for grade in grades if float(grade) > 0]
        assert sum(right) == pytest.approx(100, abs=0.01)
        assert (nodes[question.id].findtext("single") == "true") == (len(right) == 1 and not question.content.several)


def test_options_have_key_and_feedback(nodes, asked):
    for question in of_type(asked, Choices):
        options = question.content.options
        found = [(float(grade) > 0, text, why) for grade, text, why in answers(nodes[question.id])]
        assert found == [(o.right, inline_html(o.text), html(o.why)) for o in options]


def test_another_program_writes_the_same_elements_for_a_choice(nodes, asked):
    """The package moodle-questions writes Moodle XML, too; it knows whole percents only."""
    for question in of_type(asked, Choices):
        if question.content.several:
            continue
        other = MultipleChoiceQuestion(
            name=question.id,
            question_text=html(question.item.prompt),
            default_mark=question.points,
            general_feedback=html(question.item.explain),
            id_number=question.id,
        )
        for option in question.content.options:
            other.add_answer(100 if option.right else 0, inline_html(option.text), html(option.why))
        node, theirs = nodes[question.id], other._to_xml_element()
        assert theirs.get("type") == node.get("type")
        for path in ("name/text", "idnumber", "hidden"):
            assert theirs.findtext(path) == node.findtext(path)
        for path in ("questiontext", "generalfeedback"):
            assert theirs.find(path).get("format") == node.find(path).get("format")
            assert node.findtext(f"{path}/text") in theirs.findtext(f"{path}/text")
        assert float(theirs.findtext("defaultgrade")) == float(node.findtext("defaultgrade"))
        assert answers(theirs) == answers(node)


def test_number_has_tolerance_and_what_is_said_of_mistakes(nodes, asked):
    for question in of_type(asked, Quantity):
        quantity, node = question.content, nodes[question.id]
        assert node.get("type") == "numerical"
        found = answers(node)
        values = [float(text) for _, text, _ in found]
        assert values == pytest.approx([quantity.value, *(m.value for m in quantity.mistakes)], rel=1e-9, abs=1e-12)
        assert [grade for grade, _, _ in found] == ["100", *("0" for _ in quantity.mistakes)]
        assert [why for _, _, why in found] == ["", *(html(mistake.why) for mistake in quantity.mistakes)]
        for answer in node.findall("answer"):
            assert float(answer.findtext("tolerance")) == pytest.approx(quantity.tolerance)


def test_written_answer_has_every_spelling_and_no_wildcard(nodes, asked):
    for question in of_type(asked, Written):
        node = nodes[question.id]
        assert (node.get("type"), node.findtext("usecase")) == ("shortanswer", "0")
        expected = [
            ("100" if answer.right else "0", spelling.replace("*", r"\*"), html(answer.why) if answer.why else "")
            for answer in question.content.answers
            for spelling in answer.spellings
        ]
        assert answers(node) == expected


def test_matching_has_pairs_and_enough_of_them(nodes, asked):
    for question in of_type(asked, Match):
        right = {entry.id: plain(entry.text) for entry in question.content.right}
        rows = nodes[question.id].findall("subquestion")
        pairs = [(row.findtext("text") or "", row.findtext("answer/text")) for row in rows]
        left = [(text, answer) for text, answer in pairs if text]
        assert left == [(inline_html(entry.text), right[entry.match]) for entry in question.content.left]
        assert len(left) >= 2
        assert len({answer for _, answer in pairs}) >= 3 or len(left) >= 3
        assert {answer for _, answer in pairs} == set(right.values())
        assert len(set(right.values())) == len(right)


def test_order_is_a_matching_of_steps_with_places(nodes, asked, made):
    for question in of_type(asked, Order):
        node = nodes[question.id]
        assert node.get("type") == "matching"
        places = [s.findtext("answer/text") for s in node.findall("subquestion")]
        assert all(str(n) in place.split(" or ") for n, place in enumerate(places, 1))
        assert question.id in {loss.item for loss in made.losses if loss.becomes == "matching"}


def test_tied_steps_share_their_places(sample):
    node = ET.fromstring(export_moodle(sample).files["recurrent-networks.xml"])
    order = next(each for each in node if each.findtext("name/text") == "kinds-order")
    assert [s.findtext("answer/text") for s in order.findall("subquestion")] == ["1", "2 or 3", "2 or 3", "4", "5"]


def test_embedded_answers_are_read_as_they_were_written(nodes, asked):
    for question in of_type(asked, Blanks):
        node = nodes[question.id]
        found = embedded(node.findtext("questiontext/text"))
        assert node.get("type") == "cloze"
        assert [(points, kind) for points, kind, _ in found] == [
            (1, "MULTICHOICE" if blank.options else "SHORTANSWER") for blank in question.content.blanks
        ]
        for blank, (_, _, rows) in zip(question.content.blanks, found, strict=True):
            known = {spelling: answer for answer in blank.answers for spelling in answer.spellings}
            texts = [text.replace(r"\*", "*") for _, text, _ in rows if text != "*"]
            assert texts == list(blank.options or known)
            for percent, text, why in rows:
                answer = known.get(text.replace(r"\*", "*"))
                assert percent == ("100" if answer and answer.right else "0")
                expected = (answer.why if answer else "") or ("" if answer and not blank.why else blank.why)
                assert why == " ".join(inline_html(expected).split()), (question.id, text)


@pytest.mark.parametrize("text", ["a}b", "a~b", "a#b", r"\{1\} and \#", "AT&T", "a<b & c", r"ends with \ ", '"%50%=:/'])
def test_no_sign_of_a_text_ends_an_embedded_answer(text):
    clean = " ".join(text.split())
    assert embedded(f"{{1:SHORTANSWER:%100%{escaped(text)}#{escaped(text)}~%0%b}}") == [
        (1, "SHORTANSWER", [("100", clean, clean), ("0", "b", "")])
    ]


def test_star_of_a_blanks_answer_is_a_star_and_what_is_said_of_all_others_needs_one():
    """In Moodle `*` stands for any text: unescaped, whatever begins and ends like `2 * x` would be right."""
    blank = Blank("b", "", (Spelled("answer", ("2 * x",), True, ""),), (), "Twice.")
    assert cloze_blank(blank) == r"{1:SHORTANSWER:%100%2 &#92;* x#Twice.~%0%*#Twice.}"


@pytest.mark.parametrize(
    ("share", "expected"),
    [(1, "100"), (1 / 3, "33.33333"), (-1 / 3, "-33.33333"), (1 / 7, "14.28571"), (0, "0"), (-0.001, "0")],
)
def test_share_becomes_the_nearest_grade_that_moodle_allows(share, expected):
    assert fraction(share) == expected


def test_what_moodle_cannot_hold_is_listed(sample):
    losses = {(loss.item, loss.becomes) for loss in export_moodle(sample).losses}
    assert losses == {
        ("kinds-code", "-"), ("kinds-number-variants", "1 variant"), ("kinds-shape-variants", "1 variant"),
        ("kinds-tracing-variants", "1 variant"), ("kinds-shape", "shortanswer"), ("kinds-text", "shortanswer"),
        ("kinds-shape-variants", "shortanswer"), ("kinds-tracing-variants", "shortanswer"),
        ("kinds-order", "matching"), ("kinds-match", "matching"), ("kinds-cloze", "cloze"), ("kinds-tracing", "cloze"),
    }  # fmt: skip
