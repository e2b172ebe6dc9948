"""What the grader writes into the gradebook, run after run, and that what a person gave stays."""

from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from quizzes.errors import UsageError
from quizzes.grading.judge.exercise import Examined
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade
from quizzes.grading.record import nbgrader_writer
from quizzes.grading.record.nbgrader_roll import scored
from quizzes.grading.record.nbgrader_writer import open_writer, submitted_at

WORDS, TEST, SECOND, PROOF, SEEN = ("one", "words"), ("one", "test"), ("two", "test"), ("two", "proof"), ("one", "seen")


def written(course, *results):
    with open_writer(course, "hw") as writer:
        return {each.student: each for each in writer.record(results)}


def cells(course, student="ada"):
    """Return the machine's points, a person's, and whether a person has to look, by notebook and cell."""
    with Gradebook(course.db_url) as book:
        return {
            (part.name, each.name): (each.auto_score, each.manual_score, each.needs_manual_grade)
            for part in book.find_submission("hw", student).notebooks
            for each in part.grades
        }


def comments(course, student="ada"):
    with Gradebook(course.db_url) as book:
        return {
            each.name: (each.auto_comment, each.manual_comment)
            for part in book.find_submission("hw", student).notebooks
            for each in part.comments
            if each.auto_comment or each.manual_comment
        }


def test_points_stand_in_their_notebooks_and_what_waits_for_a_person_is_open(small, result):
    written(small, result("ada"), result("bob", words=1.0))
    assert cells(small) == {
        TEST: (2.0, None, False), WORDS: (None, None, True), SEEN: (0.0, None, False),
        SECOND: (1.5, None, False), PROOF: (None, None, True),
    }  # fmt: skip
    assert cells(small, "bob")[WORDS] == (1.0, None, False)
    with Gradebook(small.db_url) as book:
        assert book.find_assignment("test").num_submissions == 0


def test_second_run_changes_what_changed_and_keeps_what_a_person_gave(small, result, by_hand):
    written(small, result("ada"), result("bob"))
    by_hand(small, "ada", WORDS, manual_score=3.5, needs_manual_grade=False, comment="Nearly.")
    by_hand(small, "ada", TEST, manual_score=0.5, needs_manual_grade=False)
    by_hand(small, "bob", SECOND, extra_credit=0.25)
    again = written(small, result("ada"), result("bob"))
    assert {task.id: task.score for task in again["ada"].tasks} == {
        "one/test": 0.5, "words": 3.5, "two/test": 1.5, "proof": 0.0
    }  # fmt: skip
    assert (again["ada"].score, again["bob"].score) == (5.5, 3.75)
    assert cells(small)[WORDS] == (None, 3.5, False) and cells(small)[TEST] == (2.0, 0.5, False)
    changed = written(small, result("ada", one_test=1.0, two_test=3.0))["ada"]
    assert changed.score == 0.5 + 3.5 + 3.0
    assert cells(small)[TEST] == (1.0, 0.5, True), "a person looks again where the machine has changed its mind"
    assert cells(small)[SECOND] == (3.0, None, False) and cells(small)[WORDS] == (None, 3.5, False)
    written(small, result("ada", one_test=1.0, two_test=3.0))
    assert cells(small)[TEST] == (1.0, 0.5, True), "and until somebody has"
    assert comments(small) == {"words": (None, "Nearly.")}
    assert cells(small, "bob")[SECOND] == (1.5, None, False)


def test_points_and_extra_credit_by_hand_add_up(small, result, by_hand):
    written(small, result("ada"))
    by_hand(small, "ada", WORDS, manual_score=3.0, extra_credit=0.5, needs_manual_grade=False)
    by_hand(small, "ada", PROOF, extra_credit=0.25)
    by_hand(small, "ada", TEST, manual_score=1.0, extra_credit=0.0)
    grade = written(small, result("ada"))["ada"]
    assert {task.id: task.score for task in grade.tasks} == {
        "one/test": 1.0, "words": 3.5, "two/test": 1.5, "proof": 0.0
    }  # fmt: skip
    assert scored(small, "hw")["ada"].raw == grade.score == 6.0


def test_cell_that_a_person_had_to_grade_and_the_machine_can_now_is_open_no_longer(small, result):
    written(small, result("ada"))
    written(small, result("ada", words=0.0))
    assert cells(small)[WORDS] == (0.0, None, False)
    written(small, result("ada"))
    assert cells(small)[WORDS] == (None, None, True)


def test_submission_of_which_nothing_could_be_read_has_no_points_and_one_that_lacks_a_task_waits(small, result):
    nothing = SubmissionGrade("ada", 0.0, 17.0, GradingOutcome.UNREADABLE, "", ())
    written(small, Examined(nothing))
    assert set(cells(small).values()) == {(0.0, None, False)}
    bob = result("bob")
    lacks = Examined(SubmissionGrade("bob", 2.0, 2.0, GradingOutcome.PASSED, "", bob.grade.tasks[:1]))
    written(small, lacks)
    assert cells(small, "bob") == {
        TEST: (2.0, None, False), SEEN: (0.0, None, False),
        **dict.fromkeys((WORDS, SECOND, PROOF), (None, None, True)),
    }  # fmt: skip


def test_fault_of_ours_is_told_in_its_place_and_leaves_what_there_is(small, result, by_hand):
    written(small, result("ada"))
    by_hand(small, "ada", WORDS, manual_score=3.0)
    before = cells(small)
    with open_writer(small, "hw") as writer:
        faults = [result(name, outcome=GradingOutcome.FAULT, one_test=0.0) for name in ("ada", "cyd")]
        told = writer.record([faults[0], result("bob"), faults[1]])
    assert [(each.student, each.outcome.value) for each in told] == [
        ("ada", "fault"),
        ("bob", "partly"),
        ("cyd", "fault"),
    ]
    assert told[0].score == faults[0].grade.score
    assert cells(small) == before
    assert list(scored(small, "hw")) == ["ada", "bob"]


def test_untouched_cells_are_told_until_somebody_writes_there(small, result, by_hand):
    written(small, result("ada", untouched=("words", "proof", "one/test")), result("bob"))
    assert comments(small) == {"words": ("No response.", None), "proof": ("No response.", None)}
    assert comments(small, "bob") == {}
    by_hand(small, "ada", WORDS, comment="Please do.")
    written(small, result("ada", untouched=("proof", "alone")))
    assert comments(small) == {
        "words": (None, "Please do."), "proof": ("No response.", None), "alone": ("No response.", None)
    }  # fmt: skip


def test_time_of_handing_in_is_kept_changed_and_never_lost(small, result):
    written(small, result("ada", submitted="2026-10-05T12:00:00+00:00"), result("bob"))
    times = []
    for time in (None, "2026-10-06T12:00:00+02:00"):
        written(small, result("ada", submitted=time))
        with Gradebook(small.db_url) as book:
            times.append(book.find_submission("hw", "ada").timestamp)
            assert book.find_submission("hw", "bob").timestamp is None
    assert times == [datetime(2026, 10, 5, 12), datetime(2026, 10, 6, 10)]


def test_of_many_nobody_is_left_out_and_each_is_told_once(small, result, monkeypatch):
    monkeypatch.setattr(nbgrader_writer, "AT_ONCE", 2)
    students = [f"s{number}" for number in range(5)]
    with open_writer(small, "hw") as writer:
        assert [each.student for each in writer.record([result(name) for name in students])] == students
        assert writer.record([]) == []
    assert {name: each.raw for name, each in scored(small, "hw").items()} == dict.fromkeys(students, 3.5)


def test_student_whom_the_gradebook_knows_and_one_who_lacks_a_notebook(small, result, handed, by_hand):
    handed(small, "ada", "test")
    written(small, result("ada"))
    by_hand(small, "ada", TEST, manual_score=0.5)
    with Gradebook(small.db_url) as book:
        book.remove_submission_notebook("two", "hw", "ada")
    grade = written(small, result("ada"))["ada"]
    assert cells(small)[SECOND] == (1.5, None, False) and cells(small)[TEST][:2] == (2.0, 0.5)
    assert grade.score == 2.0


def test_score_is_free_of_the_dust_of_fractions(small, result):
    assert written(small, result("ada", one_test=0.1, two_test=0.2))["ada"].score == 0.3


def test_source_that_has_changed_is_refused_with_what_changed(small, sources, cell):
    with open_writer(small, "hw") as writer:
        writer.require(sources)
        one = sources["one"]
        for count, ends in ((8, "new-8 (1) is new. Run"), (9, "new-8 (1) is new; .... Run")):
            more = [cell(f"new-{number}", "grade", "locked", points=1) for number in range(1, count + 1)]
            with pytest.raises(UsageError) as told:
                writer.require(sources | {"one": one | {"cells": one["cells"] + more}})
            assert "the source of 'hw' has changed since it was released: new-1 (1) is new; new-2 (1)" in str(
                told.value
            )
            assert ends in str(told.value)
            assert "release hw --again`, then `quizzes regrade hw`" in str(told.value)


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        (b"2026-10-05 23:59:30.9 Europe/Berlin\n", "2026-10-05T21:59:30+00:00"),
        (b"2026-10-05 21:59 UTC", "2026-10-05T21:59:00+00:00"),
        (b"yesterday evening", None),
        (b"\xff", None),
        (b"", None),
        (None, None),
    ],
)
def test_time_is_what_the_stamp_says(tmp_path, stamp, time):
    if stamp is not None:
        (tmp_path / "timestamp.txt").write_bytes(stamp)
    assert submitted_at(tmp_path) == time
