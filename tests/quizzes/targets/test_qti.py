"""The QTI 2.1 package, read and answered by pyslet's implementation of the specification."""

import io
import re
import warnings
import xml.etree.ElementTree as ET
import zipfile

import pytest

from quizzes.judge import judge
from quizzes.kinds.content import Blanks, Choices, Match, Order, Written
from quizzes.model import Quantity
from quizzes.targets.html import html, inline_html
from quizzes.targets.qti21 import export_qti21
from quizzes.targets.qti21_answers import right_orders
from quizzes.targets.questions import questions
from quizzes.verdict import Outcome

PACKAGE = "recurrent-networks-qti21.zip"

with warnings.catch_warnings():  # pyslet is of 2017
    warnings.simplefilter("ignore")
    from pyslet.qtiv2 import expressions, variables
    from pyslet.qtiv2.xml import QTIDocument

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use:DeprecationWarning")  # pyslet's own names
QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
# What pyslet lets pass: the order of an item's parts, and attributes that the specification does not know.
ORDER = ("responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback")
ATTRIBUTES = {
    "assessmentItem": {"identifier", "title", "adaptive", "timeDependent"},
    "responseDeclaration": {"identifier", "cardinality", "baseType"},
    "outcomeDeclaration": {"identifier", "cardinality", "baseType", "normalMaximum"},
    "mapping": {"lowerBound", "upperBound", "defaultValue"},
    "mapEntry": {"mapKey", "mappedValue", "caseSensitive"},
    "choiceInteraction": {"responseIdentifier", "shuffle", "maxChoices"},
    "orderInteraction": {"responseIdentifier", "shuffle"},
    "matchInteraction": {"responseIdentifier", "shuffle", "maxAssociations"},
    "inlineChoiceInteraction": {"responseIdentifier", "shuffle"},
    "textEntryInteraction": {"responseIdentifier", "expectedLength"},
    "simpleChoice": {"identifier"},
    "inlineChoice": {"identifier"},
    "simpleAssociableChoice": {"identifier", "matchMax"},
    "setOutcomeValue": {"identifier"},
    "variable": {"identifier"},
    "correct": {"identifier"},
    "mapResponse": {"identifier"},
    "baseValue": {"baseType"},
    "equal": {"toleranceMode", "tolerance"},
    "stringMatch": {"caseSensitive"},
    "modalFeedback": {"outcomeIdentifier", "identifier", "showHide"},
    "a": {"href"}, "code": {"class"}, "th": set(), "td": set(),
}  # fmt: skip
CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"


@pytest.fixture(scope="module")
def package(exported_bank):
    return zipfile.ZipFile(io.BytesIO(export_qti21(exported_bank).files[PACKAGE]))


@pytest.fixture(scope="module")
def asked(exported_bank):
    return {question.id: question for question in questions(exported_bank)}


@pytest.fixture(scope="module")
def items(package, asked):
    return {name: read(package, f"items/{name}.xml") for name in asked}


def read(package, path):
    document = QTIDocument()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document.read(src=package.read(path).decode())
    for equal in document.root.find_children_depth_first(expressions.Equal):
        equal.tolerance = equal.tolerance.split()  # pyslet keeps the list of the attribute as one text
    return document.root


def answered(item, **responses):
    """Return the points, and the ids of the feedback that is shown."""
    state = variables.ItemSessionState(item)
    state.begin_session()
    for declaration in item.ResponseDeclaration:
        value = variables.Value.new_value(declaration.cardinality, declaration.baseType)
        value.set_value(responses[declaration.identifier])
        state.map[declaration.identifier] = value
    item.ResponseProcessing.run(state)
    shown = state["FEEDBACK"].value
    return state["SCORE"].value, {str(name) for name in shown} - {"EXPLAIN"}


def right_response(question):
    content = question.content
    if isinstance(content, Choices):
        right = [option.id for option in content.options if option.right]
        return {"RESPONSE": right if content.several else right[0]}
    if isinstance(content, Quantity):
        return {"RESPONSE": content.value}
    if isinstance(content, Written):
        return {"RESPONSE": content.answers[0].spellings[0]}
    if isinstance(content, Match):
        return {"RESPONSE": [(f"left.{entry.id}", f"right.{entry.match}") for entry in content.left]}
    if isinstance(content, Order):
        return {"RESPONSE": [step.id for step in content.steps]}
    return {f"BLANK-{blank.id}": filled(blank, blank.answers[0]) for blank in content.blanks}


def filled(blank, answer):
    return f"option-{blank.options.index(answer.spellings[0]) + 1}" if blank.options else answer.spellings[0]


def of_type(asked, kind):
    return [question for question in asked.values() if isinstance(question.content, kind)]


def test_same_bytes_twice(exported_bank):
    assert export_qti21(exported_bank) == export_qti21(exported_bank)


def test_manifest_names_every_file_and_the_test_every_item(package, asked):
    manifest, test = ET.fromstring(package.read("imsmanifest.xml")), ET.fromstring(package.read("test.xml"))
    files = {file.get("href") for file in manifest.iter(f"{CP}file")}
    assert files | {"imsmanifest.xml"} == set(package.namelist())
    sections = {
        section.get("title"): [ref.get("identifier") for ref in section.iter(f"{QTI}assessmentItemRef")]
        for section in test.iter(f"{QTI}assessmentSection")
    }
    assert [name for names in sections.values() for name in names] == list(asked)
    assert all(asked[name].item.chapter == chapter for chapter, names in sections.items() for name in names)
    depends = [each.get("identifierref") for each in manifest.iter(f"{CP}dependency")]
    assert depends == list(asked)


def test_every_item_is_read_as_the_specification_has_it(items, asked):
    for name, question in asked.items():
        assert items[name].identifier == name
        assert items[name].declarations["SCORE"].normalMaximum == question.points


def test_right_answer_earns_all_points_and_no_word_on_a_mistake(items, asked):
    for name, question in asked.items():
        points, shown = answered(items[name], **right_response(question))
        assert points == pytest.approx(question.points), name
        options = question.content.options if isinstance(question.content, Choices) else ()
        right = {option.id for option in options if option.right}
        assert shown == right, name


def test_each_option_earns_what_the_page_gives(items, asked):
    for question in of_type(asked, Choices):
        for option in question.content.options:
            several = question.content.several
            answer = [option.id] if several else option.id
            points, shown = answered(items[question.id], RESPONSE=answer)
            expected = question.points * judge(question.item, answer).score
            assert points == pytest.approx(expected), (question.id, option.id)
            assert shown == {option.id}
        if question.content.several:
            everything = [option.id for option in question.content.options]
            points, shown = answered(items[question.id], RESPONSE=everything)
            assert points == pytest.approx(question.points * judge(question.item, everything).score)
            assert shown == set(everything)


def test_number_is_right_within_its_tolerance_and_mistakes_are_known(items, asked):
    for question in of_type(asked, Quantity):
        quantity, item = question.content, items[question.id]
        for factor, right in ((0.9, True), (-0.9, True), (1.1, False), (-1.1, False)):
            value = quantity.value + factor * quantity.tolerance
            assert answered(item, RESPONSE=value)[0] == (question.points if right else 0), (question.id, value)
        for mistake in quantity.mistakes:
            assert answered(item, RESPONSE=mistake.value) == (0, {mistake.id})


def test_written_answer_gets_the_verdict_that_the_page_gives(items, asked):
    for question in of_type(asked, Written):
        for answer in question.content.answers:
            for spelling in (*answer.spellings, answer.spellings[0].upper()):
                expected = (question.points, set()) if answer.right else (0, {answer.id})
                assert answered(items[question.id], RESPONSE=spelling) == expected, (question.id, spelling)
        assert answered(items[question.id], RESPONSE="something else") == (0, set())


def test_each_blank_earns_its_share(items, asked):
    for question in of_type(asked, Blanks):
        key, count = right_response(question), len(question.content.blanks)
        for blank in question.content.blanks:
            for answer in blank.answers[1:]:
                response = {**key, f"BLANK-{blank.id}": filled(blank, answer)}
                points, shown = answered(items[question.id], **response)
                assert points == pytest.approx(question.points * (count - 1) / count)
                assert shown == {f"{blank.id}.{answer.id}"} | ({blank.id} if blank.why else set())


def test_each_pair_earns_its_share(items, asked):
    for question in of_type(asked, Match):
        pairs = right_response(question)["RESPONSE"]
        for place, entry in enumerate(question.content.left):
            other = next(each.id for each in question.content.right if each.id != entry.match)
            changed = [*pairs[:place], (f"left.{entry.id}", f"right.{other}"), *pairs[place + 1 :]]
            points, shown = answered(items[question.id], RESPONSE=changed)
            assert points == pytest.approx(question.points * (len(pairs) - 1) / len(pairs))
            assert shown == {entry.id}


def test_order_is_right_in_every_right_order_and_in_no_other(items, asked):
    for question in of_type(asked, Order):
        orders = right_orders(question.content)
        for order in orders:
            assert judge(question.item, list(order)).outcome is Outcome.RIGHT
            assert answered(items[question.id], RESPONSE=list(order)) == (question.points, set())
        wrong = list(orders[0][1:] + orders[0][:1])
        assert tuple(wrong) not in orders
        assert answered(items[question.id], RESPONSE=wrong) == (0, set())


def test_feedback_and_texts_are_the_items(package, asked):
    for name, question in asked.items():
        root = ET.fromstring(package.read(f"items/{name}.xml"))
        said = {node.get("identifier"): inner(node) for node in root.iter(f"{QTI}modalFeedback")}
        assert said.pop("EXPLAIN").startswith(canonical(html(question.item.explain)))
        body = inner(root.find(f"{QTI}itemBody"))
        if isinstance(question.content, Choices):
            assert said == {option.id: canonical(html(option.why)) for option in question.content.options}
            for option in question.content.options:
                assert canonical(inline_html(option.text)) in body
        if isinstance(question.content, Quantity):
            assert said == {mistake.id: canonical(html(mistake.why)) for mistake in question.content.mistakes}
        if not isinstance(question.content, Blanks):
            assert body.startswith(canonical(html(question.item.prompt)))


def inner(node):
    text = (node.text or "") + "".join(ET.tostring(child, encoding="unicode") for child in node)
    return text.replace("ns0:", "").replace(' xmlns:ns0="http://www.imsglobal.org/xsd/imsqti_v2p1"', "")


def canonical(text):
    return inner(ET.fromstring(f"<div>{text}</div>"))


def test_identifiers_are_of_the_form_that_qti_asks_for(package):
    for name in package.namelist():
        for node in ET.fromstring(package.read(name)).iter():
            identifier = node.get("identifier")
            assert identifier is None or identifier.replace("-", "").replace(".", "").replace("_", "").isalnum()


def test_parts_and_attributes_are_those_of_the_specification(package, asked):
    for name in asked:
        root = ET.fromstring(package.read(f"items/{name}.xml"))
        parts = [ORDER.index(child.tag.removeprefix(QTI)) for child in root]
        assert parts == sorted(parts)
        for node in root.iter():
            known = ATTRIBUTES.get(node.tag.removeprefix(QTI), set())
            assert {key for key in node.attrib if "}" not in key} <= known, (name, node.tag, node.attrib)
        declared = {node.get("identifier") for node in root.iter(f"{QTI}responseDeclaration")}
        answered_by = {node.get("responseIdentifier") for node in root.iter()} - {None}
        assert declared == answered_by, name


def test_what_qti_cannot_hold_is_listed(sample):
    losses = {(loss.item, loss.note) for loss in export_qti21(sample).losses}
    assert ("kinds-order", "all or nothing: no credit for a part") in losses
    assert ("kinds-choice", "hints are left out") in losses
    assert {loss.item for loss in export_qti21(sample).losses if loss.becomes == "-"} == {"kinds-code"}


def test_each_entry_of_a_match_has_one_partner_and_a_partner_as_many_as_there_are_entries(exported_bank, package):
    for question in questions(exported_bank):
        if isinstance(question.content, Match):
            text = package.read(f"items/{question.id}.xml").decode()
            most = dict(re.findall(r'<simpleAssociableChoice identifier="(\w+)\.\w+" matchMax="(\d+)"', text))
            assert most["left"] == "1" and int(most["right"]) >= 1, question.id
