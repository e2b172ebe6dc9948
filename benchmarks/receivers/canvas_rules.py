"""What Canvas takes for granted in a QTI 1.2 package, beyond what QTI says, as rules without any code of Canvas.

Learnt from its public import code for both quiz engines: Classic Quizzes and New Quizzes. Each rule yields what breaks
it, as sentences.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
TYPED = ("numerical_question", "short_answer_question")
FILLED = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")
VALUES = ("varequal", "vargte", "varlte", "vargt", "varlt", "varsubstring")
GENERAL = "general_fb"
# A comment with such an id becomes the whole question's, whatever condition shows it.
_OWN = re.compile(r"wrong|incorrect|correct|solution|general_|_all|_I?C$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_SHOWN = re.compile(r"&(?:lt|gt|amp);")
_RUN = re.compile(r"(?:<(?:p|div|span)>)*(?P<text>[^<]*)(?:</(?:p|div|span)>)*")


def kind(item: ET.Element) -> str:
    return item.findtext(f".//{QTI}fieldentry")


def conditions(item: ET.Element) -> list[ET.Element]:
    return item.findall(f"{QTI}resprocessing/{QTI}respcondition")


def menus(item: ET.Element) -> list[ET.Element]:
    return item.findall(f"{QTI}presentation/{QTI}response_lid")


def labels(menu: ET.Element) -> list[str]:
    return [label.get("ident") for label in menu.iter(f"{QTI}response_label")]


def text(node: ET.Element) -> str:
    return node.findtext(f".//{QTI}mattext") or ""


def every_value_scores(item: ET.Element) -> Iterator[str]:
    """Classic takes each condition on a typed value for a right answer, whether it scores or not."""
    if kind(item) in TYPED:
        for condition in conditions(item):
            tests = [test.text for name in VALUES for test in condition.iter(f"{QTI}{name}")]
            if tests and condition.find(f"{QTI}setvar") is None:
                yield f"a condition on {tests[0]!r} does not score"


def spellings_side_by_side(item: ET.Element) -> Iterator[str]:
    """New Quizzes reads the spellings of a short answer beside each other, and no <or>."""
    if kind(item) == "short_answer_question":
        path = f"{QTI}conditionvar/{QTI}varequal"
        if not any(c.find(f"{QTI}setvar") is not None and c.find(path) is not None for c in conditions(item)):
            yield "no spelling stands directly in a condition that scores"
        if item.find(f".//{QTI}resprocessing//{QTI}or") is not None:
            yield "spellings stand in <or>"


def comments_are_those_of_answers(item: ET.Element) -> Iterator[str]:
    """A comment's id is the label's with ``_fb``; one that looks like the question's own is taken for that."""
    answers = {f"{name}_fb" for menu in menus(item) for name in labels(menu)}
    comments = [comment.get("ident") for comment in item.findall(f"{QTI}itemfeedback")]
    for name in comments:
        if name != GENERAL and _OWN.search(name):
            yield f"the comment {name!r} would be the question's own"
        elif name != GENERAL and name not in answers:
            yield f"the comment {name!r} belongs to no label"
    for display in item.iter(f"{QTI}displayfeedback"):
        if display.get("linkrefid") not in comments:
            yield f"there is no comment {display.get('linkrefid')!r}"
    if comments.count(GENERAL) != 1:
        yield f"expected one {GENERAL}, got {comments.count(GENERAL)}"


def entities_stay_html(item: ET.Element) -> Iterator[str]:
    """A comment, or an entry to be matched, that is one run of text is kept as text: its entities would be read."""
    nodes = item.findall(f"{QTI}itemfeedback")
    if kind(item) == "matching_question":
        nodes += [menu.find(f"{QTI}material") for menu in menus(item)]
    for node in nodes:
        run = _RUN.fullmatch(text(node).strip())
        if run and _SHOWN.search(run["text"]):
            yield f"the entities of {run['text'][:40]!r} would be shown"


def menu_texts_are_plain(item: ET.Element) -> Iterator[str]:
    """The entries of a menu are shown as they are written."""
    if kind(item) in ("matching_question", *FILLED):
        for menu in menus(item):
            for label in menu.iter(f"{QTI}response_label"):
                if label.find(f".//{QTI}mattext").get("texttype", "text/plain") != "text/plain":
                    yield f"the entry {label.get('ident')!r} is HTML"


def matches_differ_in_their_digits(item: ET.Element) -> Iterator[str]:
    """Classic knows an entry of a matching by the first digits of its id, and reads the first menu alone."""
    if kind(item) == "matching_question":
        numbers = [_DIGITS.search(name) for name in labels(menus(item)[0])]
        digits = [number and int(number[0]) for number in numbers]
        if None in digits or len(set(digits)) != len(digits):
            yield f"the entries {labels(menus(item)[0])} have no different numbers"
        if any(labels(menu) != labels(menus(item)[0]) for menu in menus(item)):
            yield "the menus differ"


def number_lies_in_the_middle(item: ET.Element) -> Iterator[str]:
    """Both read one value and one margin: Classic takes it from the upper end, New Quizzes from the lower one."""
    if kind(item) == "numerical_question":
        found = {name: [float(test.text) for test in item.iter(f"{QTI}{name}")] for name in VALUES[:3]}
        if [len(values) for values in found.values()] != [1, 1, 1]:
            yield f"expected a value and its two ends, got {found}"
            return
        ((value,), (low,), (high,)) = found.values()
        if not low < value < high or abs((high - value) - (value - low)) > 1e-9 * max(1, abs(value)):
            yield f"{value} does not lie midway between {low} and {high}"


def blanks_stand_once(item: ET.Element) -> Iterator[str]:
    """A blank is its field's id without ``response_``: in brackets in the prompt, and the field's own text."""
    if kind(item) in FILLED:
        prompt = text(item.find(f"{QTI}presentation/{QTI}material"))
        for menu in menus(item):
            name = menu.get("ident").removeprefix("response_")
            if prompt.count(f"[{name}]") != 1:
                yield f"[{name}] stands {prompt.count(f'[{name}]')} times in the prompt"
            if text(menu.find(f"{QTI}material")) != name:
                yield f"the field {name!r} is called {text(menu.find(f'{QTI}material'))!r}"
        names = [name for menu in menus(item) for name in labels(menu)]
        if len(set(names)) != len(names):
            yield "two entries of different blanks have one id"


def choice_has_one_key(item: ET.Element) -> Iterator[str]:
    """A question with options has one condition that scores."""
    if kind(item) in ("multiple_choice_question", "multiple_answers_question"):
        keys = [c for c in conditions(item) if c.find(f"{QTI}setvar") is not None]
        if len(keys) != 1:
            yield f"expected one condition that scores, got {len(keys)}"


RULES = (
    every_value_scores, spellings_side_by_side, comments_are_those_of_answers, entities_stay_html, menu_texts_are_plain,
    matches_differ_in_their_digits, number_lies_in_the_middle, blanks_stand_once, choice_has_one_key,
)  # fmt: skip


def broken(item: ET.Element) -> list[str]:
    """Return what Canvas would read otherwise than it is meant, as ``rule: what``."""
    return [f"{rule.__name__}: {told}" for rule in RULES for told in rule(item)]
