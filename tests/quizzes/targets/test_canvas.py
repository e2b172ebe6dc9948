"""Canvas's QTI 1.2, read by pyslet, and answered by the rules of QTI 1.2."""

import io
import math
import warnings
import xml.etree.ElementTree as ET
import zipfile

import pytest

from quizzes.judge import judge
from quizzes.kinds.content import Blanks, Choices, Match, Order, Written
from quizzes.model import Quantity
from quizzes.targets.canvas import export_canvas
from quizzes.targets.canvas_parts import comment
from quizzes.targets.html import html, plain
from quizzes.targets.moodle import order_as_match
from quizzes.targets.questions import questions
from quizzes.targets.shown import remarks_html

PACKAGE = "recurrent-networks-canvas.zip"

with warnings.catch_warnings():  # pyslet is of 2017
    warnings.simplefilter("ignore")
    from pyslet.imsqtiv1p2p1 import QTIDocument
    from pyslet.qtiv1 import common, item, objectbank

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use:DeprecationWarning")  # pyslet's own names
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
CP = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
LANGUAGE = ' lang="en"'  # of a comment that is one run of text
KINDS = {
    "choice": "multiple_choice", "choices": "multiple_answers", "number": "numerical", "shape": "short_answer",
    "text": "short_answer", "order": "matching", "match": "matching",
}  # fmt: skip


@pytest.fixture(scope="module")
def package(exported_bank):
    return zipfile.ZipFile(io.BytesIO(export_canvas(exported_bank).files[PACKAGE]))


@pytest.fixture(scope="module")
def asked(exported_bank):
    return {question.id: question for question in questions(exported_bank)}


@pytest.fixture(scope="module")
def nodes(package):
    names = [name for name in package.namelist() if name != "imsmanifest.xml"]
    roots = [ET.fromstring(package.read(name)) for name in names]
    return {node.get("ident"): node for root in roots for node in root.iter(f"{QTI}item")}


def fields(node, place="itemmetadata/qtimetadata"):
    path = "/".join(f"{QTI}{name}" for name in (*place.split("/"), "qtimetadatafield"))
    return {f.findtext(f"{QTI}fieldlabel"): f.findtext(f"{QTI}fieldentry") for f in node.findall(path)}


def answered(node, **responses):
    """Return the percent that an answer earns, and the ids of the feedback that is shown."""
    score, shown = 0.0, set()
    for rule in node.findall(f"{QTI}resprocessing/{QTI}respcondition"):
        tests = list(rule.find(f"{QTI}conditionvar"))
        side_by_side = len(tests) > 1 and all(test.tag == f"{QTI}varequal" for test in tests)  # spellings: any of them
        if (any if side_by_side else all)(holds(test, responses) for test in tests):
            value = rule.find(f"{QTI}setvar")
            if value is not None:
                score = float(value.text) + (score if value.get("action") == "Add" else 0)
            shown |= {display.get("linkrefid") for display in rule.findall(f"{QTI}displayfeedback")}
            if rule.get("continue") == "No":
                break
    return score, shown - {"general_fb"}


def holds(test, responses):
    name = test.tag.removeprefix(QTI)
    if name in ("and", "or", "not"):
        results = [holds(child, responses) for child in test]
        return any(results) if name == "or" else all(results) != (name == "not")
    if name == "other":
        return True
    given = responses[test.get("respident")]
    if name == "varequal":
        known = [given] if not isinstance(given, list) else given
        return any(str(one).casefold() == test.text.casefold() for one in known)
    return float(given) >= float(test.text) if name == "vargte" else float(given) <= float(test.text)


def of_type(asked, *kinds):
    return [question for question in asked.values() if isinstance(question.content, kinds)]


def text(node):
    return node.findtext(f"{QTI}material/{QTI}mattext")


def feedback(node):
    return {f.get("ident"): text(f.find(f"{QTI}flow_mat")) for f in node.findall(f"{QTI}itemfeedback")}


def test_same_bytes_twice(exported_bank):
    assert export_canvas(exported_bank) == export_canvas(exported_bank)


def test_every_chapter_is_a_question_bank(package, asked):
    manifest = ET.fromstring(package.read("imsmanifest.xml"))
    resources = list(manifest.iter(f"{CP}resource"))
    assert {each.get("type") for each in resources} == {"imsqti_xmlv1p2"}
    found = {}
    for resource in resources:
        bank = ET.fromstring(package.read(resource.find(f"{CP}file").get("href"))).find(f"{QTI}objectbank")
        title = fields(bank, "qtimetadata")["bank_title"]
        found |= {node.get("ident"): title for node in bank.findall(f"{QTI}item")}
    assert found == {name: f"Recurrent networks: {question.item.chapter}" for name, question in asked.items()}


def test_another_reader_finds_the_same_items_with_kind_and_points(package, asked, monkeypatch):
    begin = objectbank.ObjectBank.__init__

    def init(bank, parent):  # pyslet 0.7 forgets that a bank has metadata
        begin(bank, parent)
        common.MetadataContainerMixin.__init__(bank)

    monkeypatch.setattr(objectbank.ObjectBank, "__init__", init)
    found = {}
    for name in package.namelist():
        if name != "imsmanifest.xml":
            document = QTIDocument()
            document.read(src=package.read(name).decode())
            (bank,) = document.root.find_children_breadth_first(objectbank.ObjectBank)
            for each in bank.ObjectMixin:
                labels = [label.ident for label in each.find_children_depth_first(item.ResponseLabel)]
                found[each.ident] = {key: value[0][0] for key, value in each.ItemMetadata.metadata.items()}, labels
    assert list(found) == list(asked)
    for name, question in asked.items():
        told, labels = found[name]
        assert float(told["points_possible"]) == question.points
        if isinstance(question.content, Choices):
            assert len(set(labels)) == len(question.content.options)


def test_every_item_has_its_kind_text_and_explanation(nodes, asked):
    assert list(nodes) == list(asked)
    for name, question in asked.items():
        node, kind = nodes[name], question.item.kind.value
        told = fields(node)
        assert told["question_type"].endswith("_question")
        if kind in KINDS:
            assert told["question_type"] == f"{KINDS[kind]}_question"
            assert text(node.find(f"{QTI}presentation")).startswith(html(question.item.prompt))
        general = feedback(node)["general_fb"].replace(LANGUAGE, "")
        assert general.startswith(html(question.item.explain))


def test_options_have_texts_key_and_feedback(nodes, asked):
    for question in of_type(asked, Choices):
        node, options = nodes[question.id], question.content.options
        labels = [label.get("ident") for label in node.iter(f"{QTI}response_label")]
        assert [text(label) for label in node.iter(f"{QTI}response_label")] == [html(o.text) for o in options]
        ids = dict(zip([option.id for option in options], labels, strict=True))
        said = feedback(node)
        assert [said[f"{ids[o.id]}_fb"] for o in options] == [comment(html(o.why)) for o in options]
        right = [ids[option.id] for option in options if option.right]
        assert answered(node, response1=right) == (100, {f"{name}_fb" for name in right})
        for option in options:
            full = judge(question.item, [option.id] if question.content.several else option.id).score == 1
            assert answered(node, response1=[ids[option.id]]) == (100 if full else 0, {f"{ids[option.id]}_fb"})


def test_number_is_right_within_its_tolerance_and_each_mistake_is_wrong(nodes, asked):
    for question in of_type(asked, Quantity):
        quantity, node = question.content, nodes[question.id]
        for factor, percent in ((0, 100), (0.9, 100), (-0.9, 100), (1.1, 0), (-1.1, 0)):
            value = quantity.value + factor * quantity.tolerance
            assert answered(node, response1=value)[0] == percent, (question.id, value)
        for mistake in quantity.mistakes:
            assert answered(node, response1=mistake.value) == (0, set())


def test_written_answer_gets_the_verdict_that_the_page_gives(nodes, asked):
    for question in of_type(asked, Written):
        for answer in question.content.answers:
            for spelling in answer.spellings:
                expected = (100 if answer.right else 0, set())
                assert answered(nodes[question.id], response1=spelling) == expected, (question.id, spelling)


def test_what_is_said_of_mistakes_stands_in_the_general_comment(nodes, asked):
    for question in of_type(asked, Quantity, Written):
        assert feedback(nodes[question.id]) == {
            "general_fb": comment(html(question.item.explain) + remarks_html(question))
        }


def test_each_pair_earns_its_share(nodes, asked):
    for question in of_type(asked, Match, Order):
        node, content = nodes[question.id], question.content
        content = order_as_match(content) if isinstance(content, Order) else content
        rows = list(node.iter(f"{QTI}response_lid"))
        labels = {text(label): label.get("ident") for label in rows[0].iter(f"{QTI}response_label")}
        right = {entry.id: labels[plain(entry.text)] for entry in content.right}
        fields = [row.get("ident") for row in rows]
        key = {field: right[entry.match] for field, entry in zip(fields, content.left, strict=True)}
        assert [text(row) for row in rows] == [comment(html(entry.text)) for entry in content.left]
        assert answered(node, **key)[0] == pytest.approx(100)
        for field in fields:
            assert answered(node, **{**key, field: "another"})[0] == pytest.approx(100 * (1 - 1 / len(key)))
        for row in rows:
            assert {text(label): label.get("ident") for label in row.iter(f"{QTI}response_label")} == labels


def test_each_blank_earns_its_share_and_stands_in_the_prompt(nodes, asked):
    for question in of_type(asked, Blanks):
        node, count = nodes[question.id], len(question.content.blanks)
        prompt = text(node.find(f"{QTI}presentation"))
        rows = {row.get("ident"): row for row in node.iter(f"{QTI}response_lid")}
        key, total = {}, 0.0
        for blank in question.content.blanks:
            name = blank.id.replace("-", "_")
            assert prompt.count(f"[{name}]") == 1
            row = rows[f"response_{name}"]
            labels = {text(label): label.get("ident") for label in row.iter(f"{QTI}response_label")}
            assert set(blank.answers[0].spellings) <= set(labels)
            key[f"response_{name}"] = labels[blank.answers[0].spellings[0]]
            for spelling in blank.answers[0].spellings:
                empty = dict.fromkeys(rows, "")
                given = {**empty, f"response_{name}": labels[spelling]}
                assert answered(node, **given)[0] == pytest.approx(100 / count)
        total = answered(node, **key)[0]
        assert math.isclose(total, 100, abs_tol=1e-6)


def test_what_canvas_cannot_hold_is_listed(sample):
    losses = {(loss.item, loss.becomes) for loss in export_canvas(sample).losses}
    assert ("kinds-code", "-") in losses
    assert ("kinds-order", "matching_question") in losses
    assert ("kinds-cloze", "fill_in_multiple_blanks_question") in losses
