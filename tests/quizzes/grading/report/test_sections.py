"""The table of a course's sections."""

from quizzes.grading.report.sections import sections_part


def test_sections_stand_beside_each_other_with_who_handed_in():
    scores = {"ada": 4.0, "bob": 1.0, "eve": 2.5}
    made = sections_part(scores, {"<B>": ("eve",), "A": ("ada", "bob", "dan"), "C": ("dan",)}, 4.0)
    assert (made.caption, made.columns) == (
        "Sections: scores of 4 points", ("Section", "Handed in", "Mean", "Median"))  # fmt: skip
    assert made.rows == [
        ("<B>", "1 of 1", "2.50", "2.5"), ("A", "2 of 3", "2.50", "2.5"), ("C", "0 of 1", "-", "-")]  # fmt: skip


def test_course_of_one_section_has_no_table():
    assert sections_part({"ada": 1.0}, {"A": ("ada",)}, 4.0) is None
