"""Who belongs to the course, who has left it, and the sections."""

import pytest

from quizzes.errors import UsageError
from quizzes.grading.course.enrolment import EVERYBODY, gone_note, read_enrolment


@pytest.fixture
def root(tmp_path):
    (tmp_path / "roster.csv").write_text("id,section\nada,A\nbob,A; B\ncleo,\n", encoding="utf-8")
    return tmp_path


def test_roster_says_who_is_in_the_course(root):
    enrolment = read_enrolment(root)
    assert enrolment.only({"ada": 1, "dan": 2, "cleo": 3}) == {"ada": 1, "cleo": 3}
    assert enrolment.gone(["dan", "ada", "dan", "eve"]) == ["dan", "eve"]
    assert gone_note(["dan"], "left out") == "note: left out, since roster.csv does not have them: dan"


def test_section_has_its_students_alone_and_its_others_are_not_gone(root):
    enrolment = read_enrolment(root, "B")
    assert enrolment.only(dict.fromkeys(["ada", "bob", "cleo"])) == {"bob": None}
    assert enrolment.gone(["ada"]) == []
    assert enrolment.sections() == {"A": ("ada", "bob"), "B": ("bob",)}


def test_course_without_a_roster_has_everybody(tmp_path):
    assert read_enrolment(tmp_path) == EVERYBODY
    (tmp_path / "roster.csv").write_text("id,section\n", encoding="utf-8")
    assert read_enrolment(tmp_path).has("anybody") and read_enrolment(tmp_path).gone(["anybody"]) == []


@pytest.mark.parametrize(("section", "hint"), [("Aa", "; did you mean 'A'"), ("xyz", "; the roster has A, B")])
def test_section_of_nobody_is_told(root, section, hint):
    with pytest.raises(UsageError, match=f"nobody in roster.csv is in the section '{section}'{hint}"):
        read_enrolment(root, section)
