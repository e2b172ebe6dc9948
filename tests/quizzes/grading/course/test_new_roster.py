"""A new list beside the roster: who is known again, by what, and what is never guessed."""

from quizzes.grading.course.new_roster import RosterChange, take_over
from quizzes.grading.course.roster import Roster, Student

ADA = Student("ada", "Ada", "Lovelace", "ada@x.y", "4701", "3001", "A")
BOB = Student("bob", "Bob", "Byron", "bob@x.y", "4702", "3002", "A")


def taken(*students):
    roster = Roster({each.id: each for each in (ADA, BOB)})
    return take_over(roster, Roster({each.id: each for each in students}), "new.csv")


def test_what_is_known_again_by_any_mark_keeps_the_id_and_what_the_list_leaves_empty():
    for mark in ({"id": "ADA"}, {"email": "Ada@X.y"}, {"id_number": "3001"}, {"lms_id": "4701"}):
        new = taken(Student(**{"id": "other", "last_name": "King", **mark}), BOB)
        assert new.roster.students["ada"] == Student(
            "ada", "Ada", "King", mark.get("email", "ada@x.y"), "4701", "3001", "A"
        )
        assert new.changes[0].what == "changed" and "last_name 'Lovelace' -> 'King'" in new.changes[0].message
        assert list(new.roster.students) == ["ada", "bob"] and new.missing == ()


def test_who_is_new_is_added_and_a_namesake_is_a_question():
    new = taken(ADA, BOB, Student("lovelace", "ada", "LOVELACE", "a@other.y"))
    assert new.roster.students["lovelace"].email == "a@other.y"
    assert new.changes == (
        RosterChange("added", "lovelace", "ada LOVELACE; is it ada? then: quizzes roster --merge ada lovelace"),
    )


def test_who_is_missing_stays_and_is_named():
    new = taken(ADA)
    assert new.roster.students["bob"] == BOB
    assert (new.missing, new.changes) == (("bob",), (RosterChange("missing", "bob", "Bob Byron is not in new.csv"),))


def test_who_may_be_two_is_nobody():
    new = taken(Student("x", "Ada", "Byron", "ada@x.y", "", "3002"))
    assert new.roster.students == {"ada": ADA, "bob": BOB}
    (change,) = new.changes
    assert change.as_line() == (
        "unclear   x                may be ada, bob; nothing was taken over: correct new.csv or roster.csv"
    )


def test_two_lines_of_the_list_that_are_one_student_are_a_question():
    new = taken(Student("ada", email="ada@x.y"), Student("a2", email="ada@x.y", section="B"), BOB)
    assert [(change.what, change.student) for change in new.changes] == [("unclear", "a2")]
