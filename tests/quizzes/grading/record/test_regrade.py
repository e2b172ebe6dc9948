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
