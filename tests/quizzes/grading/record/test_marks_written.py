"""The marks of a test on paper in the gradebook: all or none, and nobody's are lost."""

import csv

import pytest
from nbgrader.api import Gradebook

from quizzes.errors import UsageError
from quizzes.grading.record.nbgrader_paper import Entered, enter_marks, require_graded
from quizzes.grading.record.nbgrader_roll import scored

MOST = {"q1": 2.0, "q2": 3.0}


def enter(course, most=None, **points):
    return enter_marks(course, "paper", points, most or MOST, "quizzes marks marks.csv")


def marks(course):
    return {
        name: {each.id: (each.manual, each.auto, each.max_score, each.open) for each in row.cells}
        for name, row in scored(course, "paper").items()
    }


def full(q1, q2):
    return {"q1": (q1, None, 2.0, False), "q2": (q2, None, 3.0, False)}


def test_marks_are_new_then_changed_then_the_same(small, handed):
    handed(small, "ada")
    first = enter(small, ada={"q1": 1.0, "q2": 0.0}, bob={"q2": 3.0, "q1": 2.0}, cyd={"q1": 0.0, "q2": 0.0})
    assert first == Entered(("ada", "bob", "cyd"), (), (), ())
    assert marks(small) == {"ada": full(1.0, 0.0), "bob": full(2.0, 3.0), "cyd": full(0.0, 0.0)}
    again = enter(small, bob={"q1": 2.0, "q2": 2.5}, cyd={"q2": 0.0, "q1": 0.0}, dan={"q1": 1.0, "q2": 1.0})
    assert again == Entered(("dan",), ("bob",), ("cyd",), ("ada",))
    assert marks(small)["bob"] == full(2.0, 2.5) and marks(small)["ada"] == full(1.0, 0.0)
    with (small.root / "manual-grades.csv").open(newline="") as file:
        noted = [(row["student"], row["cell"], row["before"], row["after"]) for row in csv.DictReader(file)]
    assert len(noted) == 6 + 1 + 2 and ("bob", "q2", "3", "2.5") in noted
    assert scored(small, "hw")["ada"].raw == 0.0 and list(scored(small, "hw")) == ["ada"]


def test_who_is_kept_stands_in_order(small):
    enter(small, dan={"q1": 1.0, "q2": 1.0}, ada={"q1": 1.0, "q2": 1.0}, cyd={"q1": 1.0, "q2": 1.0})
    assert enter(small, cyd={"q1": 1.0, "q2": 1.0}).kept == ("ada", "dan")


def test_other_questions_take_the_place_of_the_old_ones_where_nobody_loses_marks(small):
    enter(small, ada={"q1": 1.0, "q2": 1.0}, bob={"q1": 1.0, "q2": 1.0})
    with pytest.raises(UsageError, match=r"paper has marks for q1, q2, and this table is for total: bob would lose"):
        enter(small, {"total": 5.0}, ada={"total": 2.0})
    assert marks(small) == {"ada": full(1.0, 1.0), "bob": full(1.0, 1.0)}, "nothing was written"
    with pytest.raises(UsageError, match="ada, bob would lose"):
        enter(small, {"q1": 2.0, "q2": 4.0}, cyd={"q1": 2.0, "q2": 4.0})
    done = enter(small, {"total": 5.0}, bob={"total": 0.0}, ada={"total": 2.0})
    assert done == Entered(("bob", "ada"), (), (), ())
    assert {name: (row.raw, row.max_score) for name, row in scored(small, "paper").items()} == {
        "ada": (2.0, 5.0), "bob": (0.0, 5.0)
    }  # fmt: skip


def test_points_that_a_person_took_away_since_are_entered_again(small):
    enter(small, ada={"q1": 1.0, "q2": 1.0})
    with Gradebook(small.db_url) as book:
        book.find_grade("q1", "paper", "paper", "ada").manual_score = None
        book.db.commit()
    assert enter(small, ada={"q1": 1.0, "q2": 1.0}).changed == ("ada",)
    assert marks(small) == {"ada": full(1.0, 1.0)}


def test_name_of_an_assignment_with_a_notebook_is_refused(small):
    with pytest.raises(UsageError, match="an assignment 'hw' with a notebook: .* another --name; nothing was written"):
        enter_marks(small, "hw", {"ada": {"q1": 1.0, "q2": 1.0}}, MOST, "x")
    assert scored(small, "hw") == {}


def test_what_can_be_graded_is_released_or_on_paper(small):
    require_graded(small, "hw")
    with pytest.raises(UsageError, match="no assignment 'paper'; known are hw, test"):
        require_graded(small, "paper")
    (small.root / "paper" / "paper").mkdir(parents=True)
    (small.root / "paper" / "paper" / "test.json").write_text("{}")
    require_graded(small, "paper")
    (small.root / "source" / "next").mkdir()
    with pytest.raises(UsageError, match="'next' is not released yet; run: quizzes release next --course"):
        require_graded(small, "next")
