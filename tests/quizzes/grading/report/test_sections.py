"""The table of a course's sections."""

import re

from quizzes.grading.report.sections import sections_part


def said(totals, sections):
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(sections_part(totals, sections, 4.0))).split())


def test_sections_stand_beside_each_other_with_who_handed_in():
    found = said({"ada": 4.0, "bob": 1.0, "eve": 2.5}, {"<B>": ("eve",), "A": ("ada", "bob", "dan"), "C": ("dan",)})
    assert found == (
        "Sections: scores of 4 points Section Handed in Mean Median "
        "&lt;B&gt; 1 of 1 2.50 2.5 A 2 of 3 2.50 2.5 C 0 of 1 - -"
    )


def test_course_of_one_section_has_no_table():
    assert said({"ada": 1.0}, {"A": ("ada",)}) == ""
