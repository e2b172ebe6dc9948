"""What Canvas takes for granted: the package keeps every rule, and each rule stops a package that breaks it."""

import copy
import io
import xml.etree.ElementTree as ET
import zipfile

import pytest

from benchmarks.receivers.canvas_rules import QTI, RULES, broken, kind
from quizzes.targets.canvas import export_canvas

PACKAGE = "recurrent-networks-canvas.zip"


@pytest.fixture(scope="module")
def items(exported_bank):
    package = zipfile.ZipFile(io.BytesIO(export_canvas(exported_bank).files[PACKAGE]))
    roots = [ET.fromstring(package.read(name)) for name in package.namelist() if name != "imsmanifest.xml"]
    return [item for root in roots for item in root.iter(f"{QTI}item")]


@pytest.mark.parametrize("rule", RULES)
def test_no_item_breaks_the_rule(items, rule):
    assert [(item.get("ident"), told) for item in items for told in rule(item)] == []


def condition(item, tests, score):
    """Add a condition, as the package had them for mistakes."""
    processing = item.find(f"{QTI}resprocessing")
    added = ET.SubElement(processing, f"{QTI}respcondition")
    variables = ET.SubElement(added, f"{QTI}conditionvar")
    for name, value in tests:
        ET.SubElement(variables, f"{QTI}{name}", respident="response1").text = value
    if score:
        ET.SubElement(added, f"{QTI}setvar", action="Set", varname="SCORE").text = score


def mistake(item):
    condition(item, [("vargte", "1"), ("varlte", "2")], "")


def gathered(item):
    (key,) = [c for c in item.iter(f"{QTI}respcondition") if c.find(f"{QTI}setvar") is not None]
    variables = key.find(f"{QTI}conditionvar")
    together = ET.Element(f"{QTI}or")
    together.extend(list(variables))
    variables[:] = [together]


def renamed(item):
    item.findall(f"{QTI}itemfeedback")[-1].set("ident", "wrong-ones_fb")


def unlabelled(item):
    item.findall(f"{QTI}itemfeedback")[-1].set("ident", "somewhere_fb")


def mattexts(node):
    return list(node.iter(f"{QTI}mattext"))


def one_run(item):
    mattexts(item.find(f"{QTI}itemfeedback"))[0].text = r"<p>\(a &lt; b\)</p>"


def html_entry(item):
    label = next(item.iter(f"{QTI}response_label"))
    mattexts(label)[0].set("texttype", "text/html")


def same_digits(item):
    for menu in item.iter(f"{QTI}response_lid"):
        for label in menu.iter(f"{QTI}response_label"):
            label.set("ident", "c1")


def off_centre(item):
    next(item.iter(f"{QTI}varlte")).text = "1e6"


def second_number(item):
    condition(item, [("varequal", "7")], "100")


def nameless(item):
    text = mattexts(item.find(f"{QTI}presentation"))[0]
    text.text = text.text.replace("[", "(")


def second_key(item):
    condition(item, [("varequal", "option1")], "100")


BREAKS = [
    ("numerical_question", mistake, "every_value_scores: a condition on '1' does not score"),
    ("short_answer_question", gathered, "spellings_side_by_side: no spelling stands directly"),
    ("short_answer_question", gathered, "spellings_side_by_side: spellings stand in <or>"),
    ("multiple_choice_question", renamed, "comments_are_those_of_answers: the comment 'wrong-ones_fb' would be"),
    ("multiple_choice_question", unlabelled, "comments_are_those_of_answers: the comment 'somewhere_fb' belongs to no"),
    ("multiple_choice_question", unlabelled, "comments_are_those_of_answers: there is no comment 'option"),
    ("numerical_question", one_run, r"entities_stay_html: the entities of '\\(a &lt; b\\)' would be shown"),
    ("matching_question", html_entry, "menu_texts_are_plain: the entry 'entry1' is HTML"),
    ("matching_question", same_digits, "matches_differ_in_their_digits: the entries ['c1', 'c1'"),
    ("numerical_question", off_centre, "number_lies_in_the_middle: "),
    ("numerical_question", second_number, "number_lies_in_the_middle: expected a value and its two ends, got"),
    ("fill_in_multiple_blanks_question", nameless, "blanks_stand_once: ["),
    ("multiple_choice_question", second_key, "choice_has_one_key: expected one condition that scores, got 2"),
]


@pytest.mark.parametrize(("of_kind", "spoil", "told"), BREAKS)
def test_a_package_that_breaks_a_rule_is_found_out(items, of_kind, spoil, told):
    item = copy.deepcopy(next(item for item in items if kind(item) == of_kind))
    assert broken(item) == []
    spoil(item)
    assert any(line.startswith(told) for line in broken(item)), broken(item)
