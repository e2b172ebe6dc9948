"""The gradebook's cells follow the source: what changed is told, and nothing that a person gave is lost unseen."""

import csv
import io

import pytest
from nbgrader.api import Gradebook

from quizzes.grading.record.nbgrader_cells import differences, follow


@pytest.fixture
def book(small):
    with Gradebook(small.db_url, small.course_id) as opened:
        yield opened


def told(book, sources):
    return [(each.cell, each.says) for each in differences(book, "hw", sources)]


def without(source, *names):
    return source | {"cells": [each for each in source["cells"] if each["id"] not in names]}


def with_points(source, name, points):
    changed = [
        {**each, "metadata": {"nbgrader": {**each["metadata"]["nbgrader"], "points": points}}}
        if each["id"] == name else each
        for each in source["cells"]
    ]  # fmt: skip
    return source | {"cells": changed}


def test_source_as_it_was_released_differs_in_nothing(book, sources):
    assert told(book, sources) == []
    assert differences(book, "unknown", sources) == ()


def test_every_difference_is_told(book, sources, cell, notebook):
    one = with_points(without(sources["one"], "words", "intro"), "test", 2.5)
    one["cells"] = [
        {**each, "metadata": {"nbgrader": {**each["metadata"]["nbgrader"], "solution": False, "locked": True}}}
        if each["id"] == "code" else each
        for each in one["cells"]
    ]  # fmt: skip
    one["cells"] += [cell("more", "grade", "locked", points=1), cell("read", "locked"), cell("try", "solution")]
    found = told(book, {"one": one, "three": notebook()})
    first = sorted(found[:3], key=lambda each: ("test", "words", "more").index(each[0]))  # the gradebook has no order
    assert first + found[3:] == [
        ("test", "is worth 2.5 in place of 2"),
        ("words", "(4) was removed"),
        ("more", "(1) is new"),
        ("code", "is another kind of cell"),
        ("intro", "was removed"),
        ("read", "is new"),
        ("try", "is new"),
        ("three.ipynb", "is new"),
        ("two.ipynb", "was removed"),
    ]


def test_points_of_a_task_count_and_a_graded_cell_without_points_gives_none(book, sources, cell):
    two = with_points(sources["two"], "proof", 9)
    two["cells"].append(cell("plain", "grade", "locked"))
    assert told(book, sources | {"two": two}) == [("proof", "is worth 9 in place of 8"), ("plain", "(0) is new")]


def test_where_nobody_has_handed_in_nothing_is_done(book, sources):
    assert follow(book, "unknown", sources) is None
    assert follow(book, "hw", {"one": sources["one"]}) is None
    assert len(book.find_assignment("hw").notebooks) == 2


@pytest.fixture
def graded(small, handed, by_hand, book):
    for student in ("bob", "ada", "cleo"):
        handed(small, student, points={("one", "words"): 1.0, ("one", "test"): 2.0, ("two", "test"): 3.0})
    handed(small, "ada", "test", points={("test", "words"): 7.0})
    by_hand(small, "ada", ("one", "words"), manual_score=3.5, comment="Well said.")
    by_hand(small, "bob", ("one", "words"), comment="See me.")
    by_hand(small, "bob", ("two", "proof"), manual_score=6.0, comment="Short.")
    by_hand(small, "bob", ("one", "test"), manual_score=1.5)
    by_hand(small, "cleo", ("two", "proof"), manual_score=5.0)
    by_hand(small, "ada", ("test", "words"), assignment="test", manual_score=9.0, comment="Fine.")
    book.db.expire_all()
    return book


def test_what_students_had_in_cells_that_went_is_kept_in_a_table(graded, sources):
    done = follow(graded, "hw", sources | {"one": without(sources["one"], "words", "code", "test")})
    assert done.submissions == 3
    rows = list(csv.reader(io.StringIO(done.table().decode())))
    assert rows[0] == ["student", "notebook", "cell", "points", "points_by_hand", "comment"]
    assert sorted(rows[1:]) == [
        ["ada", "one", "test", "2", "", ""],
        ["ada", "one", "words", "1", "3.5", "Well said."],
        ["bob", "one", "test", "2", "1.5", ""],
        ["bob", "one", "words", "1", "", "See me."],
        ["cleo", "one", "test", "2", "", ""],
        ["cleo", "one", "words", "1", "", ""],
    ]
    assert {each.cell for each in done.differences} == {"words", "code", "test"}


def test_all_else_that_a_person_gave_stays(graded, sources):
    follow(graded, "hw", sources | {"one": without(sources["one"], "words")})
    proof = graded.find_grade("proof", "two", "hw", "bob")
    assert proof.manual_score == 6.0
    assert graded.find_comment("proof", "two", "hw", "bob").manual_comment == "Short."
    assert graded.find_grade("test", "one", "hw", "bob").manual_score == 1.5
    other = graded.find_grade("words", "test", "test", "ada")
    assert (other.auto_score, other.manual_score) == (7.0, 9.0), "another assignment has a cell of this name, too"
    assert graded.find_comment("words", "test", "test", "ada").manual_comment == "Fine."
    assert {each.name for each in graded.find_notebook("one", "hw").grade_cells} == {"seen", "test"}
    assert graded.find_submission("hw", "ada").score == 5.0


def test_cell_is_gone_from_one_notebook_and_not_from_the_other(graded, sources):
    done = follow(graded, "hw", sources | {"two": without(sources["two"], "test")})
    assert {row[1:3] for row in done.lost} == {("two", "test")}
    assert graded.find_grade("test", "one", "hw", "bob").manual_score == 1.5


def test_notebook_that_went_and_one_that_came(graded, sources, cell, notebook):
    three = notebook(
        cell("sum", "grade", "locked", points=6, code=True), cell("do", "task", points=2), cell("say", "solution")
    )
    done = follow(graded, "hw", {"one": sources["one"], "three": three})
    assert [(row[0], *row[2:]) for row in sorted(done.lost)] == [
        ("ada", "proof", "", "", ""), ("ada", "test", "3", "", ""),
        ("bob", "proof", "", "6", "Short."), ("bob", "test", "3", "", ""),
        ("cleo", "proof", "", "5", ""), ("cleo", "test", "3", "", ""),
    ]  # fmt: skip
    assert {each.name for each in graded.find_assignment("hw").notebooks} == {"one", "three"}
    assert told(graded, {"one": sources["one"], "three": three}) == [], "its cells are there with their points"
    made = {each.name: (each.source, each.locked) for each in graded.find_notebook("three", "hw").source_cells}
    assert made == dict.fromkeys(("sum", "do", "say"), ("", True)), "until nbgrader writes their texts"


def test_new_cells_come_with_their_points_and_a_second_run_has_nothing_to_do(graded, sources, cell):
    now = sources | {"one": without(sources["one"], "seen")}
    now["one"]["cells"] += [cell("more", "grade", "locked", points=1, code=True), cell("show", "solution")]
    assert [each.cell for each in follow(graded, "hw", now).differences] == ["seen", "more", "show"]
    assert graded.find_grade_cell("more", "one", "hw").max_score == 1
    again = follow(graded, "hw", now)
    assert (again.differences, again.lost) == ((), ())
    assert again.submissions == 3


def test_points_by_hand_above_what_a_cell_is_worth_now_are_told(graded, sources):
    two = with_points(sources["two"], "proof", 5)
    assert follow(graded, "hw", sources | {"two": two}).above == ("bob",), "five of five are not above"
    both = {"one": with_points(sources["one"], "words", 3), "two": two}
    assert follow(graded, "hw", both).above == ("ada", "bob")
    assert follow(graded, "hw", {"one": sources["one"]}).above == (), "those of a notebook that went stand in the table"
