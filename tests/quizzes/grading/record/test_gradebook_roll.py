"""The gradebook as commands read and write it: students, scores, points by hand, deadlines and penalties."""

from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Gradebook

from quizzes.errors import UsageError
from quizzes.grading.course.roster import Roster, Student
from quizzes.grading.course.settings import Deadline, Late, Settings
from quizzes.grading.record import nbgrader_roll
from quizzes.grading.record.nbgrader_late import after_grade, keep_penalties, lateness
from quizzes.grading.record.nbgrader_roll import (
    CellScore,
    Scored,
    add_manual_grade,
    apply_deadlines,
    assignments_of,
    enter_students,
    open_roll,
    scored,
    students_of,
    submitters,
)
from quizzes.grading.record.nbgrader_students import give_to, knows_student, submissions_of

DUE = datetime(2026, 10, 5, 12, tzinfo=UTC)
WORDS, TEST, SECOND, PROOF = ("one", "words"), ("one", "test"), ("two", "test"), ("two", "proof")
POINTS = {TEST: 2.0, WORDS: 4.0, SECOND: 3.0, PROOF: 1.0}


def late_by(**time):
    return f"{DUE + timedelta(**time):%Y-%m-%d %H:%M:%S} UTC"


def settings(late=None, due=DUE, **extensions):
    return Settings(late=late or Late(per_day=0.1, at_most=0.5), deadlines={"hw": Deadline(due, extensions)})


def parts(course, student):
    """Return what is taken off each notebook, as nbgrader keeps it."""
    with Gradebook(course.db_url) as book:
        return {each.name: each.late_submission_penalty for each in book.find_submission("hw", student).notebooks}


def cell_of(score, most):
    return CellScore("a", score, most, score, None, 0.0, open=False)


def test_score_is_what_the_penalty_leaves_and_never_below_zero():
    cells = (cell_of(1.5, 2.0), cell_of(2.0, 4.0))
    row = Scored("ada", DUE + timedelta(hours=36), DUE, 1.0, cells)
    assert (row.raw, row.score, row.max_score, row.days_late) == (3.5, 2.5, 6.0, 1.5)
    assert (dict(row.comments), row.unpaid) == ({}, ())
    assert Scored("ada", DUE - timedelta(hours=36), DUE, 4.0, cells, most=9.0).max_score == 9.0
    assert Scored("ada", DUE - timedelta(hours=36), DUE, 4.0, cells, most=0.0).max_score == 0.0
    early = Scored("ada", DUE - timedelta(hours=36), DUE, 4.0, cells)
    assert (early.score, early.days_late) == (0.0, 0.0)
    assert Scored("ada", None, DUE, 0.0, cells).days_late == Scored("ada", DUE, None, 0.0, cells).days_late == 0.0


def test_students_are_entered_as_the_roster_has_them_and_nobody_is_removed(small):
    ada, bob = Student("ada", "Ada", "Lovelace", "ada@x.y", "7"), Student("bob")
    assert enter_students(small, Roster({"ada": ada, "bob": bob})) == 2
    assert students_of(small) == {"ada": ada, "bob": bob}
    assert enter_students(small, Roster({"ada": ada, "bob": bob})) == 0
    married, cyd = Student("ada", "Ada", "King", "", "7"), Student("cyd", "Cyd")
    assert enter_students(small, Roster({"ada": married, "cyd": cyd})) == 1
    assert students_of(small) == {"ada": married, "bob": bob, "cyd": cyd}
    with Gradebook(small.db_url) as book:
        assert book.find_student("ada").email is None and book.find_student("bob").last_name is None


def test_scores_stand_in_the_order_of_the_source_with_all_that_a_person_gave(small, handed, by_hand):
    handed(small, "ada", points=POINTS, timestamp="2026-10-05 12:00:00 UTC")
    handed(small, "bob", points={TEST: 1.0})
    by_hand(small, "ada", WORDS, manual_score=2.5, extra_credit=0.5, comment="Nearly.")
    by_hand(small, "ada", SECOND, comment=None, manual_score=0.0)
    apply_deadlines(small, "hw", settings(bob=DUE + timedelta(days=1)))
    found = scored(small, "hw")
    ada, bob = found["ada"], found["bob"]
    assert ada.cells == (
        CellScore("one/test", 2.0, 2.0, 2.0, None, 0.0, open=False),
        CellScore("words", 3.0, 4.0, 4.0, 2.5, 0.5, open=False),
        CellScore("two/test", 0.0, 3.0, 3.0, 0.0, 0.0, open=False),
        CellScore("proof", 1.0, 8.0, 1.0, None, 0.0, open=False),
    )
    assert [each.id for each in ada.unpaid] == ["seen"]
    assert (ada.student, ada.submitted, ada.due, ada.penalty) == ("ada", DUE, DUE, 0.0)
    assert (ada.raw, ada.max_score, ada.comments) == (6.0, 17.0, {"words": "Nearly."})
    assert (bob.submitted, bob.due, bob.comments) == (None, DUE + timedelta(days=1), {})
    assert {each.id: each.open for each in bob.cells} == {
        "one/test": False, "words": True, "two/test": True, "proof": True
    }  # fmt: skip
    assert list(scored(small, "hw", ["bob"])) == ["bob"]
    assert scored(small, "hw", []) == {} == scored(small, "test")


def test_points_by_hand_in_a_cell_that_gives_none_count_and_missing_grades_do_not_lower_the_most(
    small, handed, by_hand
):
    handed(small, "ada", points=POINTS)
    by_hand(small, "ada", ("one", "seen"), manual_score=1.0)
    with open_roll(small) as gradebook:
        gradebook.db.delete(gradebook.find_grade("proof", "two", "hw", "ada"))
        gradebook.db.commit()
    row = scored(small, "hw")["ada"]
    assert [each.id for each in row.cells] == ["seen", "one/test", "words", "two/test"]
    assert (row.raw, row.max_score, row.unpaid) == (10.0, 17.0, ())


def test_who_handed_in_and_what_there_is(small, handed):
    for student in ("cyd", "ada", "bob"):
        handed(small, student)
    handed(small, "dan", "test")
    assert submitters(small, "hw") == ["ada", "bob", "cyd"]
    assert submitters(small, "test") == ["dan"]
    assert assignments_of(small) == {"hw": 17.0, "test": 10.0}


def test_a_person_gives_points_in_the_cell_that_is_meant_and_in_no_other(small, handed):
    for student in ("ada", "bob"):
        handed(small, student, points={TEST: 2.0})
    handed(small, "ada", "test")
    add_manual_grade(small, "hw", "ada", "two/test", 1.0)
    add_manual_grade(small, "hw", "ada", "words", 3.0, "Well said.")
    add_manual_grade(small, "hw", "ada", "words", 3.5)
    found = scored(small, "hw")
    assert {each.id: (each.manual, each.open) for each in found["ada"].cells} == {
        "one/test": (None, False), "words": (3.5, False), "two/test": (1.0, False), "proof": (None, True)
    }  # fmt: skip
    assert found["ada"].comments == {"words": "Well said."}, "points alone leave the comment"
    assert {each.manual for each in found["bob"].cells} == {None} and found["bob"].comments == {}
    assert {each.manual for each in scored(small, "test")["ada"].cells} == {None}


@pytest.mark.parametrize("ending", ["-answer", "-solution"])
def test_comment_on_a_test_stands_where_the_answer_is(small, handed, ending):
    with open_roll(small) as gradebook:
        gradebook.add_solution_cell(f"test{ending}", "two", "hw")
    handed(small, "ada")
    add_manual_grade(small, "hw", "ada", "two/test", 1.0, "Why?")
    with open_roll(small) as gradebook:
        assert gradebook.find_comment(f"test{ending}", "two", "hw", "ada").manual_comment == "Why?"


@pytest.mark.parametrize("place", [("hw", "ada", "none"), ("hw", "bob", "words"), ("none", "ada", "words")])
def test_points_for_what_is_not_there_are_refused(small, handed, place):
    handed(small, "ada")
    assignment, student, cell = place
    with pytest.raises(UsageError, match=f"no cell '{cell}' of '{student}' in '{assignment}'"):
        add_manual_grade(small, assignment, student, cell, 1.0)


def test_penalty_is_a_share_of_the_whole_and_each_notebook_bears_what_it_can(small, handed):
    handed(small, "ada", points={TEST: 1.0, SECOND: 3.0, PROOF: 6.0}, timestamp=late_by(days=3, hours=1))
    handed(small, "bob", points={PROOF: 8.0}, timestamp=late_by(hours=1))
    handed(small, "cyd", points=POINTS, timestamp=late_by())
    handed(small, "dan", points=POINTS)
    for _ in range(2):  # a second run takes nothing more
        apply_deadlines(small, "hw", settings())
        found = scored(small, "hw")
        assert {name: (each.penalty, each.score) for name, each in found.items()} == {
            "ada": (4.0, 6.0), "bob": (0.8, 7.2), "cyd": (0.0, 10.0), "dan": (0.0, 10.0)
        }  # fmt: skip
        taken = parts(small, "ada")
        assert taken in ({"one": 1.0, "two": 3.0}, {"one": None, "two": 4.0}), "none bears more than it has"
        assert parts(small, "bob") == {"one": None, "two": 0.8}
        assert parts(small, "cyd") == parts(small, "dan") == {"one": None, "two": None}
    assert all(each.due == DUE for each in found.values())


def test_who_has_more_time_pays_by_it_and_who_has_it_no_longer_pays_again(small, handed):
    for student in ("ada", "bob"):
        handed(small, student, points=POINTS, timestamp=late_by(days=1, hours=12))
    apply_deadlines(small, "hw", settings(ada=DUE + timedelta(days=1), bob=DUE + timedelta(days=1, hours=12)))
    assert {name: each.penalty for name, each in scored(small, "hw").items()} == {"ada": 1.0, "bob": 0.0}
    apply_deadlines(small, "hw", settings(ada=DUE + timedelta(days=2)))
    found = scored(small, "hw")
    assert {name: each.penalty for name, each in found.items()} == {"ada": 0.0, "bob": 2.0}
    assert (found["ada"].due, found["bob"].due) == (DUE + timedelta(days=2), DUE)
    assert parts(small, "ada") == {"one": None, "two": None}
    apply_deadlines(small, "hw", settings(due=None))
    found = scored(small, "hw")
    assert {each.penalty for each in found.values()} == {0.0} and {each.due for each in found.values()} == {None}


def test_due_time_of_another_zone_is_the_same_moment(small, handed):
    handed(small, "ada", points=POINTS, timestamp=late_by(minutes=-30))
    berlin = DUE.astimezone(datetime.fromisoformat("2026-10-05T14:00:00+02:00").tzinfo)
    apply_deadlines(small, "hw", settings(due=berlin))
    assert (scored(small, "hw")["ada"].penalty, scored(small, "hw")["ada"].due) == (0.0, DUE)


def test_one_students_penalty_can_be_written_alone(small, handed):
    for student in ("ada", "bob"):
        handed(small, student, points=POINTS, timestamp=late_by(hours=1))
    apply_deadlines(small, "hw", settings(), "bob")
    assert {name: each.penalty for name, each in scored(small, "hw").items()} == {"ada": 0.0, "bob": 1.0}


def test_of_many_nobody_is_left_out(small, handed, monkeypatch):
    monkeypatch.setattr(nbgrader_roll, "AT_ONCE", 2)
    for number in range(5):
        handed(small, f"s{number}", points=POINTS, timestamp=late_by(hours=1))
    apply_deadlines(small, "hw", settings())
    assert [each.penalty for each in scored(small, "hw").values()] == [1.0] * 5


TOML = "[late]\nper_day = 0.1\n[assignments.hw]\ndue = 2026-10-05T12:00:00\n"


def test_penalties_follow_points_where_the_course_says_something_of_lateness(small, handed, by_hand):
    handed(small, "ada", points=POINTS, timestamp=late_by(hours=1))
    keep_penalties(small)
    assert scored(small, "hw")["ada"].penalty == 0.0
    with Gradebook(small.db_url) as book:
        notebook = book.find_submission("hw", "ada").notebooks[0]
        notebook.late_submission_penalty = 2.5
        row = book.find_grade("words", "one", "hw", "ada").id
        name = notebook.id
        book.db.commit()
    keep_penalties(small, ["hw"])
    assert scored(small, "hw")["ada"].penalty == 2.5, "who says nothing keeps what is there"
    assert after_grade(small, row) == lateness(small, name) == "late: 2.5 of 10 points are taken off, 7.5 count"
    (small.root / "course.toml").write_text(TOML)
    keep_penalties(small, ["test"])
    assert scored(small, "hw")["ada"].penalty == 2.5
    keep_penalties(small)
    assert scored(small, "hw")["ada"].penalty == 1.0
    by_hand(small, "ada", WORDS, manual_score=2.0)
    assert after_grade(small, row) == "late: 0.8 of 8 points are taken off, 7.2 count"
    (small.root / "course.toml").write_text(TOML.replace("10-05", "10-06"))
    assert after_grade(small, row) == ""
    assert scored(small, "hw")["ada"].penalty == 0.0
    assert after_grade(small, "none") == lateness(small, "none") == ""


def test_points_of_one_student_move_the_penalty_of_that_submission_alone(small, handed):
    for student, score in (("ada", 1.0), ("bob", 4.0), ("cyd", 2.0)):
        handed(small, student, "test", points={("test", "words"): score}, timestamp=late_by(hours=1))
        handed(small, student, points={WORDS: score}, timestamp=late_by(hours=1))
    (small.root / "course.toml").write_text(f"{TOML}[assignments.test]\ndue = 2026-10-05T12:00:00\n")
    with Gradebook(small.db_url) as book:
        row = book.find_grade("words", "one", "hw", "bob").id
    assert after_grade(small, row) == "late: 0.4 of 4 points are taken off, 3.6 count"
    assert {name: each.penalty for name, each in scored(small, "hw").items()} == {"ada": 0.0, "bob": 0.4, "cyd": 0.0}
    assert {each.penalty for each in scored(small, "test").values()} == {0.0}


def test_either_a_price_or_a_due_time_is_enough_to_say_something(small, handed):
    handed(small, "ada", points=POINTS, timestamp=late_by(hours=1))
    for toml in ("[assignments.hw]\ndue = 2026-10-05T12:00:00\n", "[late]\nper_day = 0.1\n"):
        with Gradebook(small.db_url) as book:
            book.find_submission("hw", "ada").notebooks[0].late_submission_penalty = 2.5
            book.db.commit()
        (small.root / "course.toml").write_text(toml)
        keep_penalties(small)
        assert scored(small, "hw")["ada"].penalty == 0.0


def test_all_of_a_student_goes_to_another_id_and_nothing_of_others(small, handed, by_hand):
    roster = Roster({"ada": Student("ada", "Ada", "Lovelace", "ada@x.y", "7")})
    enter_students(small, roster)
    handed(small, "ada", points=POINTS)
    handed(small, "ada", "test", points={("test", "words"): 7.0})
    handed(small, "bob", points={TEST: 1.0})
    with open_roll(small) as gradebook:
        student = gradebook.find_student("ada")
        student.first_name, student.last_name, student.email, student.lms_user_id = "Ada", "Lovelace", "ada@x.y", "7"
        gradebook.db.commit()
    by_hand(small, "ada", WORDS, manual_score=2.5, comment="Nearly.")
    before = submissions_of(small, "ada")
    assert {name: each.score for name, each in before.items()} == {"hw": 8.5, "test": 7.0}
    give_to(small, "nobody", "somebody")
    assert not knows_student(small, "somebody")
    give_to(small, "ada", "al")
    assert knows_student(small, "al") and not knows_student(small, "ada")
    assert students_of(small)["al"] == Student("al", "Ada", "Lovelace", "ada@x.y", "7")
    after = submissions_of(small, "al")
    assert {name: (each.cells, each.comments) for name, each in after.items()} == {
        name: (each.cells, each.comments) for name, each in before.items()
    }
    assert submissions_of(small, "ada") == {}
    assert {name: each.raw for name, each in submissions_of(small, "bob").items()} == {"hw": 1.0}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_of_two_ids_each_assignment_has_the_submission_that_counts(small, handed):
    for student, score in (("ada", 1.0), ("bob", 2.0), ("cyd", 0.5)):
        handed(small, student, points={TEST: score})
        handed(small, student, "test", points={("test", "words"): score})
    with open_roll(small) as gradebook:
        gradebook.find_student("bob").first_name = "Bob"
        gradebook.db.commit()
    give_to(small, "ada", "bob", {"hw"})
    assert {name: each.raw for name, each in submissions_of(small, "bob").items()} == {"hw": 2.0, "test": 1.0}
    assert {name: each.raw for name, each in submissions_of(small, "cyd").items()} == {"hw": 0.5, "test": 0.5}
    assert {name: each.first_name for name, each in students_of(small).items()} == {"bob": "Bob", "cyd": ""}
