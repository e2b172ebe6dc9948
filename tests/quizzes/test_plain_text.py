"""Text of any kind: nothing steers a terminal, forges a line, breaks JSON for its reader or makes a record grow."""

import io
import json
import os
import sys

import pytest

from quizzes.commands.command import tell, write
from quizzes.grading.course.roster import can_name_folder
from quizzes.grading.intake.collect import Event
from quizzes.grading.intake.place import Happened
from quizzes.grading.intake.submissions import find_submissions
from quizzes.grading.outcome import GradingOutcome, PropertyGrade, SubmissionGrade, TaskGrade
from quizzes.plain_text import LONGEST, bounded, json_line, one_line, shown

FORGED = "fine\nbob                  20.00 / 20  passed\r\x1b[2K\u202e\u2028\x85\ud83d"


def grade(text, answer=None):
    parts = (PropertyGrade("values", 0.0, 1.0, text),)
    task = TaskGrade("t", 0.0, 1.0, GradingOutcome.FAILED, text, text, answer=answer, properties=parts)
    return SubmissionGrade("ada", 0.0, 1.0, GradingOutcome.FAILED, text, (task,), text, rebuilt=(text,) * 5000)


def test_a_learners_message_is_one_line_of_the_terminal_and_steers_nothing():
    line = grade(FORGED).as_line()
    assert len(line.splitlines()) == 1
    assert all(sign.isprintable() for sign in line)
    assert "fine\\nbob" in line and "\\x1b[2K\\u202e\\u2028\\x85\N{REPLACEMENT CHARACTER}" in line


def test_a_files_name_is_one_line_of_the_terminal():
    line = Event(Happened.SET_ASIDE, "ada", f"a/{FORGED}.ipynb", FORGED).as_line()
    assert len(line.splitlines()) == 1 and all(sign.isprintable() for sign in line)
    assert len(Event(Happened.REFUSED, "", "x" * 100_000, "y" * 100_000).as_line()) < 6000


def test_a_line_of_json_is_one_for_every_reader():
    for value in (grade(FORGED).as_json(), grade(FORGED).as_record("gates")):
        line = json_line(value)
        assert len(line.splitlines()) == 1
        line.encode("utf-8")
        read = json.loads(line)
        assert read["message"] == FORGED.replace("\ud83d", "\N{REPLACEMENT CHARACTER}")


def test_a_record_does_not_grow_with_what_was_written():
    record = grade("x" * 2**20, answer=["y" * 2**20, ["z"] * 2**20, "\ud83d"]).as_record("gates")
    text = json.dumps(record, ensure_ascii=False)
    text.encode("utf-8")
    assert len(text) < 2_000_000
    assert len(record["tasks"][0]["answer"][0]) < LONGEST + 40
    assert len(record["tasks"][0]["answer"][1]) == 201


def test_depth_is_bounded():
    deep = []
    for _ in range(5000):
        deep = [deep]
    assert len(json.dumps(bounded(deep))) < 100


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_what_is_written_has_only_signs_that_the_terminal_knows(monkeypatch, encoding):
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", out)
    write(f"{FORGED} Zoë \u4e2d")
    tell("two\n  lines")
    written = out.buffer.getvalue().decode(encoding)
    assert "\x1b" not in written and written.endswith("two\n  lines\n".replace("\n", out.newlines or "\n"))


@pytest.mark.parametrize("name", ["a\x1b[2J", "a\u202eb", "a\x85b", "a\ud800", "a\nb", "../a", " a", ""])
def test_names_that_steer_are_no_students(name):
    assert not can_name_folder(name)


def test_a_folder_that_is_no_text_is_told_and_the_others_are_found(tmp_path):
    odd = os.fsdecode(b"z\xff")
    for name in ("ada", odd):
        try:
            (tmp_path / name / "gates").mkdir(parents=True)
        except OSError:
            pytest.skip("this file system takes names in UTF-8 alone")
    told = []
    assert [each.student for each in find_submissions(tmp_path, "gates", tell=told.append)] == ["ada"]
    assert told == [
        "note: not graded, since the name of the folder is not text in UTF-8: z\N{REPLACEMENT CHARACTER}"
    ]


def test_plain_text_stays():
    text = "Zoë\t20 / 20 \N{GREEK SMALL LETTER ALPHA} 中"
    assert shown(text) == text
    assert one_line("a b") == "a b"
