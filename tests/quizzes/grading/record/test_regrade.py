"""The report of a regrade names every grade that is another one, and no other."""

from quizzes.grading.record.regrade import GradeChange, Snapshot, changes, changes_csv

BEFORE = {
    "ada": Snapshot(7.0, {"step": 4.0, "forward": 3.0}),
    "bob": Snapshot(2.0, {"step": 1.0, "forward": 1.0}),
    "eve": Snapshot(1.0, {"step": 1.0}),
}
AFTER = {
    "ada": Snapshot(7.0, {"step": 4.0, "forward": 3.0 + 1e-12}),
    "bob": Snapshot(2.0, {"step": 2.0, "forward": 0.0}),
    "new": Snapshot(1.0, {"step": 1.0}),
}


def test_every_change_is_told_even_where_the_sum_is_the_same():
    found = list(changes(BEFORE, AFTER, {("bob", "step"): "All tests passed."}))
    assert found == [
        GradeChange("bob", "step", 1.0, 2.0, "All tests passed."),
        GradeChange("bob", "forward", 1.0, 0.0),
        GradeChange("eve", "(all)", 1.0, None),
        GradeChange("eve", "step", 1.0, None),
        GradeChange("new", "(all)", None, 1.0),
        GradeChange("new", "step", None, 1.0),
    ]


def test_lines_and_table():
    change = GradeChange("=bob", "step", None, 2.0, "now right")
    assert change.as_line() == "=bob             step                           none -> 2      now right"
    assert changes_csv([change]).decode().splitlines() == [
        "student,task,before,after,message", "'=bob,step,,2.0,now right"]  # fmt: skip


def test_grade_that_moved_by_a_rounding_is_the_same_and_by_a_thousandth_another():
    before = {"ada": Snapshot(1.0, {"step": 1.0})}
    after = {"ada": Snapshot(1.001, {"step": 1.0 - 1e-10, "new": 0.0})}
    assert list(changes(before, after, {})) == [
        GradeChange("ada", "(all)", 1.0, 1.001),
        GradeChange("ada", "new", None, 0.0),
    ]


def test_change_as_values_and_as_a_line_of_one_line():
    change = GradeChange("ada", "step", 1.25, 0.0, "two\nlines")
    assert change.as_json() == {
        "student": "ada", "task": "step", "before": 1.25, "after": 0.0, "message": "two\nlines"}  # fmt: skip
    assert change.as_line().startswith("ada              step                           1.25 -> 0      two")
    assert "\n" not in change.as_line()
    assert GradeChange("ada", "step", 1.0, None).as_line().endswith("1 -> none")
