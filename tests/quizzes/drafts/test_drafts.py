"""What other programs hold, read as a draft chapter: our own exports come back, and strangers' files do no harm."""

import io
import re
import zipfile

import pytest

from quizzes.cli import main
from quizzes.commands.exports import export
from quizzes.drafts.draft import MARK, Draft, Skipped, chapter_text, slug
from quizzes.drafts.markdown import markdown
from quizzes.drafts.read import read_questions
from quizzes.errors import BankError, UsageError
from quizzes.load import read_entry
from quizzes.model import Where
from quizzes.source import plain_yaml
from quizzes.targets.csv import export_csv
from quizzes.targets.export import ExportOptions
from quizzes.targets.html import html
from quizzes.targets.questions import questions


@pytest.fixture(scope="module")
def exported(sample):
    made = {}
    for name in ("moodle", "qti"):
        for each in export(name, sample, ExportOptions()):
            made |= each.files
    return made | export_csv(sample).files


FILES = ("recurrent-networks.xml", "recurrent-networks-canvas.zip", "recurrent-networks-qti21.zip", "items.csv")


def read(exported, name):
    return {each.name: each for each in read_questions(name, exported[name])}


@pytest.mark.parametrize("name", FILES)
def test_every_question_of_our_own_exports_is_read_or_told(exported, sample, name):
    found = read(exported, name)
    asked = set(sample.items) if name == "items.csv" else {question.id for question in questions(sample)}
    assert set(found) == asked
    for skipped in (each for each in found.values() if isinstance(each, Skipped)):
        kind = sample.items[skipped.name].kind.value if name == "items.csv" else ""
        assert skipped.why in ("2 interactions in one item: only one is read", f"kind '{kind}': not read from a table")
    read_as_drafts = ["choice", "choices", "number", "text", "match"]
    read_as_drafts += ["shape", "order", "cloze"] if name == "items.csv" else []
    for kind in read_as_drafts:
        assert isinstance(found[f"kinds-{kind}"], Draft)


@pytest.mark.parametrize("name", FILES[:3])
def test_key_and_texts_come_back(exported, sample, name):
    found = read(exported, name)
    choice, item = found["kinds-choice"], sample.items["kinds-choice"]
    assert html(choice.prompt) == html(item.prompt)
    assert [(o["text"], o["right"]) for o in choice.fields["options"]] == [(o.text, o.right) for o in item.options]
    assert [html(o["why"]) for o in choice.fields["options"]] == [html(o.why) for o in item.options]
    assert html(item.explain) in html(choice.explain)
    number = found["kinds-number"].fields
    quantity = sample.items["kinds-number"].quantity
    assert (number["answer"], number["tolerance"]) == pytest.approx((quantity.value, quantity.tolerance))
    assert "forget gate" in found["kinds-text"].fields["accept"]
    match = found["kinds-match"].fields
    right = {entry["id"]: entry["text"] for entry in match["right"]}
    expected = sample.items["kinds-match"].body
    pairs = [(html(left["text"]), right[left["match"]]) for left in match["left"]]
    assert [left for left, _ in pairs] == [html(entry.text) for entry in expected.left]
    assert len(right) == len(expected.right)


def test_moodle_brings_mistakes_hints_and_blanks(exported, sample):
    found = read(exported, FILES[0])
    (mistake,) = found["kinds-number"].fields["mistakes"]
    assert mistake["value"] == sample.items["kinds-number"].quantity.mistakes[0].value
    assert len(found["kinds-choice"].hints) == len(sample.items["kinds-choice"].hints)
    blanks = found["kinds-cloze"].fields["blanks"]
    assert [blank["id"] for blank in blanks] == re.findall(r"\{\{(.*?)\}\}", found["kinds-cloze"].prompt)


@pytest.mark.parametrize("name", FILES)
def test_the_bank_refuses_the_draft_for_what_only_its_author_can_say(exported, project, name):
    """A chapter of its form: what is missing is the proof, and the names of the mistakes."""
    drafts = [each for each in read(exported, name).values() if isinstance(each, Draft)]
    text = chapter_text("mine", drafts)
    assert text.count(f"# {MARK}") == len(drafts)
    project.write("quizzes/bank/mine.yml", text)
    with pytest.raises(BankError) as error:
        project.load()
    told = [problem.message for problem in error.value.problems if problem.where.file.endswith("mine.yml")]
    assert len([line for line in told if "proof missing" in line]) == len(drafts)
    others = [line for line in told if "proof missing" not in line]
    assert all(re.search(r"misconception|TO_BE_NAMED", line) for line in others), others


def test_every_entry_is_an_item_of_the_bank(exported):
    drafts = [each for each in read(exported, FILES[0]).values() if isinstance(each, Draft)]
    entries = plain_yaml(chapter_text("mine", drafts))["items"]
    ids = [entry["id"] for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("mine-") for name in ids)


def test_two_questions_of_one_name_have_ids_of_their_own():
    drafts = [Draft("Old!", "a", {"kind": "text", "accept": ["x"]})] * 2
    ids = [entry["id"] for entry in plain_yaml(chapter_text("mine", drafts))["items"]]
    assert ids == ["mine-old", "mine-old-2"]
    assert (slug("1 + 1"), slug("??"), slug("Größe A")) == ("q-1-1", "", "gr-e-a")


def test_an_entry_is_read_by_the_banks_own_reader():
    text = chapter_text("mine", [Draft("a", "What?", {"kind": "text", "accept": ["x"]})])
    item = read_entry(text[text.index("- id:") :], "mine", Where("mine.yml", 1))
    assert (item.id, item.body.accept) == ("mine-a", ("x",))


def test_html_becomes_markdown_with_formulas():
    assert markdown(r"<p>\(a &lt; b\) costs 5$</p><ul><li>one</li></ul>").startswith(r"$a < b$ costs 5\$")
    assert "alert" not in markdown("<script>alert(1)</script>text")


TABLE = """kind,prompt,options,answer,explanation
choice,Which?,"red
blue",blue,Because.
number,How much?,,"3,5 m",
text,Who?,,Ada,
riddle,Why?,,42,
number,How much?,,about 3,
choice,Which?,"red
blue",green,
"""


def test_a_table_of_ones_own_needs_kind_prompt_and_answer():
    found = read_questions("mine.csv", TABLE.encode())
    assert [each.name for each in found if isinstance(each, Draft)] == ["row 2", "row 3", "row 4"]
    assert (found[1].fields["answer"], found[1].fields["unit"]) == (3.5, "m")
    told = {each.name: each.why for each in found if isinstance(each, Skipped)}
    assert told["row 6"] == "expected a number as answer, got 'about 3'"
    assert "kind 'riddle': not read from a table" in told.values()
    assert "no option is the answer" in told.values()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_may_be_divided_and_written_as_spreadsheets_do(encoding):
    source = "Kind;Prompt;Answer;Explanation\r\nnumber;Wie breit?;3,5 m;für a, b\r\n;;;\r\ntext;Wer?;Zoë;\r\n"
    width, person = read_questions("mine.csv", source.encode(encoding))
    assert (width.fields["answer"], width.explain, person.name) == (3.5, "für a, b", "row 4")
    assert "Zoë" in str(person.fields)


@pytest.mark.parametrize(
    ("name", "source", "told"),
    [
        ("a.xml", b"<quiz><question", "a.xml: expected Moodle XML, QTI or CSV in UTF-8"),
        ("a.zip", b"PK\x03\x04broken", "a.zip: expected Moodle XML, QTI or CSV in UTF-8"),
        ("a.csv", b"\xff\xfe\x00", "a.csv is not text in UTF-8, UTF-16 or Windows-1252: save it as 'CSV UTF-8'"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><quiz/>', "a.xml: a document type is not read"),
    ],
)
def test_what_cannot_be_read_is_told(name, source, told):
    with pytest.raises(UsageError) as error:
        read_questions(name, source)
    assert str(error.value).startswith(told)


def test_a_file_of_another_kind_inside_a_package_is_passed_over():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("imsmanifest.xml", "<manifest/>")
        package.writestr("picture.png", b"\x00")
        package.writestr("note.xml", "<note/>")
    assert read_questions("a.zip", out.getvalue()) == []


def test_the_command_writes_a_draft_and_tells_what_was_left_out(tmp_path, capsys):
    (tmp_path / "mine.csv").write_text(TABLE)
    arguments = ["import", str(tmp_path / "mine.csv"), "--chapter", "mine", "--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    told = capsys.readouterr()
    assert "left out: kind 'riddle'" in told.out
    assert "questions, without proof, in " in told.err
    assert plain_yaml((tmp_path / "out" / "mine.yml").read_text())["chapter"] == "mine"
    assert main([*arguments[:3], "No Chapter"]) == 1
    assert "expected a chapter of lower-case words" in capsys.readouterr().err
    assert main(["import", str(tmp_path / "none.csv"), "--chapter", "mine"]) == 1
    assert "cannot read " in capsys.readouterr().err
