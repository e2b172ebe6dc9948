"""Files that learners hand over: what the report says of them, and what it refuses."""

import json
import os
import re
from datetime import date

import pytest

from quizzes.errors import UsageError
from quizzes.grading.report.class_files import class_file, read_class_files
from quizzes.grading.report.html_page import page
from quizzes.grading.report.practice_part import ClassPractice, practice_part

STORE = "recurrent-course"
ITEM = "gates-forget-one"


def written(student="ada", day="2026-03-02", **more):
    did = {"attempts": 3, "sittings": 2, "firstRight": False, "lastRight": True, "met": ["FORGET_ONE_FORGETS"],
           "sure": [[3, 0], [2, 1]]}  # fmt: skip
    head = {"format": f"{STORE} class progress", "version": 1, "student": student, "made": day}
    return {**head, "read": ["gates"], "items": {ITEM: did, "no-such-item": did}, **more}


def encoded(value):
    return json.dumps(value).encode()


def body(handed, bank):
    return re.sub(r"<[^>]+>", " ", page("practice", practice=practice_part(handed, bank)).decode())


def test_report_tells_what_was_handed_over_and_by_how_many(bank):
    files = {name: class_file(encoded(written(name)), STORE) for name in ("ada", "bob")}
    told = body(ClassPractice(files, enrolled=5, strangers=("eve",)), bank)
    assert "2 of 5 learners have handed over" in told
    assert "left out: eve" in told
    objective = bank.objectives[bank.items[ITEM].objective]
    assert re.search(rf"{re.escape(objective)}\s+2\s+2\s+0%\s+100%", told)
    assert re.search(rf"{re.escape(bank.misconceptions['FORGET_ONE_FORGETS'].name)}\s+2 of 2", told)
    assert re.search(r"certain\s+2\s+0%", told)
    assert re.search(r"fairly sure\s+2\s+100%", told)
    assert re.search(r"ada\s+2026-03-02\s+1\s+1\s+1", told)
    assert "no-such-item" not in told


def test_report_says_nothing_where_nothing_was_handed_over(bank):
    assert practice_part(ClassPractice(), bank) is None


def test_what_a_learner_writes_is_no_markup(bank):
    name = "<script>alert(1)</script>"
    files = {name: class_file(encoded(written(name)), STORE)}
    html = page("practice", practice=practice_part(ClassPractice(files, {name: name}, (name,)), bank)).decode()
    assert "<script" not in html and html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4


def test_of_two_files_of_a_learner_the_later_one_counts(tmp_path):
    (tmp_path / "a.json").write_bytes(encoded(written(day="2026-03-09")))
    (tmp_path / "b.json").write_bytes(encoded(written(day="2026-03-02")))
    (tmp_path / "notes.txt").write_text("nothing")
    files, refused = read_class_files([tmp_path], STORE)
    assert (files["ada"].made, list(files), refused) == (date(2026, 3, 9), ["ada"], {})


DID = written()["items"][ITEM]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "expected JSON"),
        (b"[" * 100_000, "expected JSON"),
        (b" " * 1_000_001, "expected at most 1000000 bytes, got 1000001 or more"),
        (b"[]", "expected a file made by this course's My progress"),
        (encoded(written(format="coins class progress")), "My progress ('recurrent-course class progress'), got"),
        (encoded(written(version=2)), "expected version 1, got 2"),
        (encoded(written(student=" ")), "expected the student's id"),
        (encoded(written(day="soon")), "expected the day when it was made"),
        (encoded(written(made=None)), "expected the day when it was made"),
        (encoded(written(read=[1])), "expected the names of the pages read"),
        (encoded(written(items=[])), "expected the questions by their ids"),
        (encoded(written(items={"x": 1})), "question 'x': expected what was done"),
        (encoded(written(items={"x": {**DID, "attempts": True}})), "expected two counts of at most 10000, got [True"),
        (encoded(written(items={"x": {**DID, "sittings": -1}})), "expected two counts"),
        (encoded(written(items={"x": {**DID, "lastRight": 1}})), "expected true or false"),
        (encoded(written(items={"x": {**DID, "met": [1]}})), "expected names of misconceptions"),
        (encoded(written(items={"x": {**DID, "sure": [[4, 1]]}})), "expected pairs of how sure"),
    ],
)
def test_damaged_file_is_refused_with_what_is_wrong(tmp_path, content, why):
    (tmp_path / "one.json").write_bytes(content)
    files, refused = read_class_files([tmp_path / "one.json"], STORE)
    assert files == {}
    assert why in refused["one.json"]


def test_only_files_are_read(tmp_path):
    (tmp_path / "link.json").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.json")
    files, refused = read_class_files([tmp_path], STORE)
    assert files == {}
    assert set(refused.values()) == {"expected a file, got something else"}
    with pytest.raises(UsageError, match="cannot read .*absent: there is no such file or folder"):
        read_class_files([tmp_path / "absent"], STORE)
