"""GIFT, read again by another program (gift-pegjs) and compared with every question."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizzes.kinds.content import Blanks, Choices, Match, Order, Written
from quizzes.model import Quantity
from quizzes.targets.gift import escaped, export_gift
from quizzes.targets.html import html, inline_html, plain
from quizzes.targets.moodle import order_as_match
from quizzes.targets.questions import questions
from quizzes.targets.shown import prompt_html

FILE = "recurrent-networks.gift"

ROOT = Path(__file__).resolve().parents[3]
READ = """
const gift = require('gift-pegjs');
console.log(JSON.stringify(gift.parse(require('fs').readFileSync(0, 'utf8'))));
"""


def parsed(text):
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["node", "-e", READ], input=text, capture_output=True, text=True, cwd=ROOT, env=env, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def read(exported_bank):
    rows = parsed(export_gift(exported_bank).files[FILE].decode())
    return {row["title"]: row for row in rows if row["type"] != "Category"}


@pytest.fixture(scope="module")
def asked(exported_bank):
    return {q.id: q for q in questions(exported_bank) if not isinstance(q.content, Blanks)}


def said(choice):
    return (choice["feedback"] or {"text": ""})["text"]


def test_every_question_but_those_with_blanks_is_read(read, asked, exported_bank):
    assert list(read) == list(asked)
    for name, question in asked.items():
        assert read[name]["stem"] == {"format": "html", "text": prompt_html(question)}
        assert read[name]["globalFeedback"]["text"].startswith(html(question.item.explain))
    left_out = {loss.item for loss in export_gift(exported_bank).losses if "blanks" in loss.note}
    assert left_out == {q.id for q in questions(exported_bank) if isinstance(q.content, Blanks)}


def test_options_have_key_and_comment(read, asked):
    for name, question in asked.items():
        if isinstance(question.content, Choices):
            options, found = question.content.options, read[name]["choices"]
            assert [choice["text"]["text"] for choice in found] == [inline_html(option.text) for option in options]
            assert [said(choice) for choice in found] == [html(option.why) for option in options]
            right = [choice["weight"] > 0 if question.content.several else choice["isCorrect"] for choice in found]
            assert right == [option.right for option in options]


def test_numbers_have_tolerance_and_mistakes_earn_nothing(read, asked):
    for name, question in asked.items():
        if isinstance(question.content, Quantity):
            quantity, (key, *wrong) = question.content, read[name]["choices"]
            assert (key["text"]["number"], key["text"]["range"]) == pytest.approx((quantity.value, quantity.tolerance))
            assert [choice["text"]["number"] for choice in wrong] == pytest.approx([m.value for m in quantity.mistakes])
            assert {choice["weight"] for choice in wrong} <= {0}
            assert [said(choice) for choice in wrong] == [html(mistake.why) for mistake in quantity.mistakes]


def test_written_answers_have_every_spelling(read, asked):
    for name, question in asked.items():
        if isinstance(question.content, Written):
            found = [(c["text"]["text"].replace(r"\*", "*"), c["weight"] != 0) for c in read[name]["choices"]]
            assert found == [(text, a.right) for a in question.content.answers for text in a.spellings]


def test_pairs_are_matched(read, asked):
    for name, question in asked.items():
        content = question.content
        if isinstance(content, Match | Order):
            match = order_as_match(content) if isinstance(content, Order) else content
            right = {entry.id: plain(entry.text) for entry in match.right}
            found = [(pair["subquestion"]["text"], pair["subanswer"]) for pair in read[name]["matchPairs"]]
            pairs = [
                (text, answer.replace("&&058;", ":")) for text, answer in found
            ]  # the reader's own mark, left there
            assert [pair for pair in pairs if pair[0]] == [(inline_html(e.text), right[e.match]) for e in match.left]
            assert {answer for _, answer in pairs} == set(right.values())


@pytest.mark.parametrize("text", [r"\{a\} = #1 ~ 2: \nabla", "a\nb", r"C:\new", "{=}"])
def test_any_text_is_read_as_it_is(text):
    (row,) = parsed(f"::t::[html]{escaped(text)}{{=a}}")
    assert row["stem"]["text"] == text
