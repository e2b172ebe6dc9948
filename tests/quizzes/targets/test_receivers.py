"""The table of receivers: what it says of exports that are right, and that it finds what is not."""

import copy
import io
import xml.etree.ElementTree as ET
import zipfile

import pytest

from benchmarks.receivers.__main__ import compared, summary
from benchmarks.receivers.anki import read_anki
from benchmarks.receivers.canvas import read_classic, read_new
from benchmarks.receivers.canvas_rules import QTI
from benchmarks.receivers.compare import COLUMNS, compare
from benchmarks.receivers.moodle import read_moodle
from benchmarks.receivers.qti import read_qti21
from benchmarks.receivers.readings import Reading, from_json, interval, options, parts, texts
from quizzes.commands.exports import export
from quizzes.targets.archive import zipped
from quizzes.targets.export import ExportOptions
from quizzes.targets.questions import questions

PACKAGE = "recurrent-networks-canvas.zip"

pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use:DeprecationWarning")  # pyslet's own names


@pytest.fixture(scope="module")
def asked(sample):
    return {question.id: question for question in questions(sample)}


@pytest.fixture(scope="module")
def made(sample):
    return {
        name: {path: content for each in export(name, sample, ExportOptions()) for path, content in each.files.items()}
        for name in ("anki", "moodle", "qti")
    }


def told(asked, found):
    """Return what is otherwise than in the bank, by item and column."""
    cells = {name: compare(question, found.get(name)) for name, question in asked.items()}
    rows = ((item, column, cell) for item, row in cells.items() for column, cell in row.items())
    return {(item, column): cell for item, column, cell in rows if cell not in ("", "ok")}


def test_canvas_scores_as_the_bank_does(asked, made):
    assert told(asked, read_classic(made["qti"])) == {}
    assert told(asked, read_new(made["qti"])) == {}


def test_moodle_scores_as_the_bank_does_but_for_the_points_of_blanks(asked, made):
    assert {column for _, column in told(asked, read_moodle(made["moodle"]))} <= {"points"}


def test_qti_scores_as_the_bank_does_but_for_parts_of_an_order(asked, made):
    found = told(asked, read_qti21(made["qti"], asked))
    assert {item for item, _ in found} == {"kinds-order"}


def test_anki_shows_everything_and_judges_nothing(asked, made):
    found = read_anki(made["anki"])
    assert told(asked, found) == {}
    assert {reading.score for reading in found.values()} == {None}


def spoiled(files, spoil):
    """Return the Canvas package with each item changed."""
    package = zipfile.ZipFile(io.BytesIO(files[PACKAGE]))
    contents = {name: package.read(name) for name in package.namelist()}
    for name in [name for name in contents if name != "imsmanifest.xml"]:
        root = ET.fromstring(contents[name])
        for item in root.iter(f"{QTI}item"):
            spoil(item)
        contents[name] = ET.tostring(root)
    return {PACKAGE: zipped(contents)}


def add_mistake(item):
    processing = item.find(f"{QTI}resprocessing")
    if item.get("ident") == "kinds-text":
        condition = copy.deepcopy(processing.findall(f"{QTI}respcondition")[-1])
        condition.remove(condition.find(f"{QTI}setvar"))
        for test in condition.iter(f"{QTI}varequal"):
            test.text = "input gate"
        processing.append(condition)


def test_a_condition_on_a_mistake_is_a_right_answer_in_classic(asked, made):
    files = spoiled(made["qti"], add_mistake)
    classic, new = read_classic(files)["kinds-text"], read_new(files)["kinds-text"]
    assert (classic.score("input gate"), new.score("input gate")) == (1, 0)


def drop_keys(item):
    for condition in item.iter(f"{QTI}respcondition"):
        value = condition.find(f"{QTI}setvar")
        if value is not None:
            condition.find(f"{QTI}conditionvar").clear()


def test_an_item_without_a_key_is_not_accepted(asked, made):
    found = told(asked, read_new(spoiled(made["qti"], drop_keys)))
    assert {cell for (_, column), cell in found.items() if column == "accepted"} == {"no key"}
    assert {item for item, _ in found} == set(asked)


def test_what_is_missing_or_otherwise_is_told_in_its_column(asked):
    question = asked["kinds-number"]
    assert compare(question, None)["accepted"] == "missing"
    value, width = question.content.value, question.content.tolerance
    bare = Reading("n", 7.0, "", (), interval(value - width / 2, value + 9 * width))
    cells = compare(question, bare)
    assert cells["points"] == "7"
    assert (cells["key"], cells["tolerance"]) == ("ok", "2 of 4")
    assert cells["feedback"].startswith("0 of ")
    shown = Reading("n", 1.0, r"<p>\(a &amp;lt; b\)</p>", (), None)
    assert (compare(question, shown)["formulas"], compare(question, shown)["key"]) == ("entities are shown", "")


def test_scores_of_readings_from_a_file():
    assert from_json({"key": {"right": [True, False], "several": True}}).score([0, 1]) == 0
    assert from_json({"key": {"low": 1, "high": 2}}).score(2) == 1
    assert from_json({"key": {"parts": [{"accept": ["a"]}, {"accept": ["b"]}]}}).score(["A ", "c"]) == 0.5
    assert from_json({"problem": "refused"}).score is None
    assert options([True, False, True], several=False)([0]) == 1
    assert parts([texts(["x"])])(["X"]) == 1


def test_the_summary_counts_what_could_be_compared(asked, made):
    lines = list(summary(compared(asked, {"Anki": read_anki(made["anki"]), "Nobody": {}})))
    assert lines[0].split() == list(COLUMNS)
    assert lines[1].split()[:4] == ["Anki", f"{len(asked)}/{len(asked)}", "-", "-"]
    assert lines[2].split() == ["Nobody", f"0/{len(asked)}", *["-"] * 7]
