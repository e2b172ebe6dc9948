"""Marks of a test on paper: from the table into the gradebook, the grades, the LMS's tables and the report."""

import csv
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from quizzes import cli
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_paper import require_graded
from quizzes.grading.record.nbgrader_roll import assignments_of, open_roll, scored
from quizzes.grading.report.beside import beside, read_beside
from quizzes.grading.report.item_shares import item_shares
from quizzes.paper.make import make_files
from quizzes.paper.manifest import paper_tests
from quizzes.paper.sheets import Person, sheets
from quizzes.targets.nbgrader_config import CONFIG

SHOWN = Path(__file__).resolve().parents[3] / "book" / "paper-test"
COUNT = 24
IDS = [f"s{k:02}" for k in range(COUNT)]


@pytest.fixture(scope="module")
def sheets_of_24(bank, manifest):
    people = [Person(name, f"First{name} Last") for name in IDS]
    return make_files(bank, manifest, tuple(sheets(bank, manifest.slots, people, manifest.seed))).files


@pytest.fixture(scope="module")
def plain_course(tmp_path_factory):
    """A course with a notebook `gates` in which student k has k of 23 points."""
    root = tmp_path_factory.mktemp("plain") / "course"
    (root / "source" / "gates").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    (root / "roster.csv").write_text("id,first_name,last_name\n" + "".join(f"{n},First{n},Last\n" for n in IDS))
    cell = {"cell_type": "markdown", "id": "c", "source": "why", "metadata": {"nbgrader": {
        "grade_id": "gates-cell-update", "grade": True, "solution": True, "locked": False, "task": False,
        "schema_version": 3, "points": 23}}}  # fmt: skip
    notebook = {"cells": [cell], "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
                "nbformat": 4, "nbformat_minor": 5}  # fmt: skip
    (root / "source" / "gates" / "gates.ipynb").write_text(json.dumps(notebook))
    assert cli.main(["release", "gates", "--course", str(root)]) == 0
    with open_roll(NbgraderCourse(root)) as gradebook:
        for k, name in enumerate(IDS):
            gradebook.update_or_create_student(name)
            gradebook.add_submission("gates", name)
            grade = gradebook.find_grade("gates-cell-update", "gates", "gates", name)
            grade.auto_score, grade.needs_manual_grade = float(k), False
        gradebook.db.commit()
    return root


@pytest.fixture
def course(plain_course, tmp_path):
    return shutil.copytree(plain_course, tmp_path / "course")


@pytest.fixture
def handed(sheets_of_24, tmp_path):
    folder = tmp_path / "paper-1"
    folder.mkdir()
    for name in ("test.json", "marks.csv"):
        (folder / name).write_bytes(sheets_of_24[name])
    return folder


def filled(folder, marks, name="marks.csv"):
    """Fill the template in as a person does: `marks(k)` are the points of student k."""
    rows = list(csv.reader(io.StringIO((folder / "marks.csv").read_text(encoding="utf-8-sig"))))
    for k, row in enumerate(rows[2:]):
        row[2:] = marks(k)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    (folder / name).write_bytes(text.getvalue().encode())
    return folder / name


def shown(name, command, told):
    """Compare what was said with what the guide shows; REWRITE_GUIDE=1 writes it there."""
    path, text = SHOWN / name, f"$ {command}\n{told}"
    if os.environ.get("REWRITE_GUIDE"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def ones(right):
    return [1] * right + [0] * (8 - right)


def run(capsys, *arguments):
    code = cli.main([str(each) for each in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_marks_become_an_assignment_of_their_own(course, handed, capsys, bank):
    marks = filled(handed, lambda k: ones(k // 3) if k != 5 else [""] * 8)
    code, _, told = run(capsys, "marks", marks, "--course", course)
    assert (code, told) == (0, (
        "paper-1: marks of 23 students: 23 new, 0 changed, 0 as before\n"
        "note: without marks, so nothing was written for them: s05\n"
        f"beside: gates; see quizzes report paper-1 --course {course.as_posix()}\n"))  # fmt: skip
    shown("marks.txt", "quizzes marks paper-1/marks.csv --course course", told.replace(course.as_posix(), "course"))
    found = scored(NbgraderCourse(course), "paper-1")
    assert found["s23"].score == 7.0 and found["s23"].max_score == 8.0 and "s05" not in found
    assert [cell.id for cell in found["s23"].cells] == [f"q{n}" for n in range(1, 9)]
    assert scored(NbgraderCourse(course), "gates")["s23"].score == 23.0

    assert run(capsys, "export-grades", "--course", course)[0] == 0
    rows = list(csv.DictReader(io.StringIO((course / "grades.csv").read_text())))
    mine = {row["assignment"]: row["score"] for row in rows if row["student"] == "s23"}
    assert mine == {"gates": "23.0", "paper-1": "7.0"}
    for arguments, column in ((["--lms", "moodle"], "paper-1"), (["--questions"], "q7")):
        assert run(capsys, "export-grades", "paper-1", *arguments, "--course", course)[0] == 0
        kind = arguments[-1].strip("-")
        table = (course / f"paper-1-{kind}.csv").read_text(encoding="utf-8-sig")
        last = list(csv.DictReader(io.StringIO(table)))[-1]
        assert float(last[column]) == {"paper-1": 7.0, "q7": 1.0}[column]

    shares = item_shares(NbgraderCourse(course), bank)
    test = paper_tests(course)["paper-1"]
    first = {row[0]["item"] for student, row in test.sheets.items() if student != "s05"}
    assert sum(shares[name].count for name in first) >= 23
    assert shares["gates-cell-update"].count >= COUNT  # the notebook's, and what was on paper


def test_the_report_shows_the_test_and_where_it_lies_beside_the_notebook(course, handed, capsys):
    marks = filled(handed, lambda k: ones(8 if k == 0 else 0 if k == 23 else round(8 * k / 23)))
    assert run(capsys, "marks", marks, "--course", course)[0] == 0
    code, _, told = run(capsys, "report", "paper-1", "--course", course)
    assert (code, told) == (0, f"24 marked sheets: {course.as_posix()}/report/paper-1.html\n")
    page = (course / "report" / "paper-1.html").read_text()
    assert run(capsys, "report", "gates", "--course", course)[0] == 0
    beside_gates = (course / "report" / "gates.html").read_text()
    for each in (page, beside_gates):
        soup = BeautifulSoup(each, "html.parser")
        (table,) = (t for t in soup.select("table") if "farthest from the expected" in t.caption.get_text())
        lines = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tbody tr")]
        assert {lines[0][0], lines[1][0]} == {"s00", "s23"}
        assert [line[-1] for line in lines[:2]] == ["yes: talk"] * 2 and {line[-1] for line in lines[2:]} == {"no"}
        assert {line[0]: line[1:3] for line in lines}["s23"] == ["100%", "0%"]
        words = " ".join(soup.get_text().split())
        assert "it is no evidence of dishonesty" in words and "changes no grade" in words
    assert "2 lie farther off; about 1.2 would by chance alone" in " ".join(page.split())
    assert "Facility" in page and "gates-" in page


def test_marks_again_are_updates_and_the_journal_says_who(course, handed, capsys):
    four = lambda k: ones(4) if k < 4 else [""] * 8  # noqa: E731
    assert run(capsys, "marks", filled(handed, four), "--course", course)[0] == 0
    again = filled(handed, lambda k: four(k) if k else ["0,5"] * 8)
    told = run(capsys, "marks", again, "--course", course)[2]
    assert told.startswith("paper-1: marks of 4 students: 0 new, 1 changed, 3 as before\n")
    assert scored(NbgraderCourse(course), "paper-1")["s00"].score == 4.0
    journal = list(csv.DictReader(io.StringIO((course / "manual-grades.csv").read_text())))
    mine = [row for row in journal if (row["assignment"], row["student"], row["cell"]) == ("paper-1", "s00", "q1")]
    assert [(row["through"], row["before"], row["after"]) for row in mine] == [
        ("quizzes marks marks.csv", "", "1"), ("quizzes marks marks.csv", "1", "0.5")]  # fmt: skip
    assert not [row for row in journal if row["assignment"] == "paper-1" and row["through"].startswith("found")]


def test_totals_alone_are_enough_and_points_of_questions_may_follow(course, handed, capsys):
    totals = handed / "totals.csv"
    totals.write_text(
        "student;total\n" + "".join(f"{name};{k / 4:g}\n".replace(".", ",") for k, name in enumerate(IDS))
    )
    assert run(capsys, "marks", totals, "--course", course)[0] == 0
    assert scored(NbgraderCourse(course), "paper-1")["s23"].score == 5.75
    assert run(capsys, "report", "paper-1", "--course", course)[0] == 0
    assert "Only totals were entered" in (course / "report" / "paper-1.html").read_text()
    fewer = filled(handed, lambda k: ones(4) if k else [""] * 8)
    code, _, told = run(capsys, "marks", fewer, "--course", course)
    assert code == 1 and "s00 would lose their marks" in told
    assert scored(NbgraderCourse(course), "paper-1")["s00"].max_score == 8.0
    assert run(capsys, "marks", filled(handed, lambda k: ones(4)), "--course", course)[0] == 0
    assert len(scored(NbgraderCourse(course), "paper-1")["s00"].cells) == 8


def test_all_mistakes_are_told_at_once_and_nothing_is_written(course, handed, capsys):
    wrong = handed / "marks.csv"
    lines = [
        "student,name,q1,q2,q3,q4,q5,q6,q7,q8,total,q9,q1x",
        "(points possible),,1,1,1,1,1,1,1,2,,,",
        "s00,,1,1,1,1,1,1,1,1,7,,",
        "s01,,1,2,-1,x,1,1,1,1,,,",
        "s02,,1,,1,1,1,1,1,1,,,",
        "s0x,,1,1,1,1,1,1,1,1,,,",
        "s03,,1,1,1,1,1,1,1,1,,,",
        "s03,,1,1,1,1,1,1,1,1,,,",
        ",,1,1,1,1,1,1,1,1,,,",
        "nobody at all,,1,1,1,1,1,1,1,1,,,",
    ]
    wrong.write_text("\n".join(lines))
    code, _, told = run(capsys, "marks", wrong, "--course", course)
    assert code == 1
    for says in (
        "the marks have 12 mistakes; nothing was written",
        "marks.csv: no question of paper-1 is called 'q9'; did you mean",
        "marks.csv: no question of paper-1 is called 'q1x'; did you mean 'q1'?",
        "marks.csv:2: q8 gives 1 points on the sheets, got '2'",
        "marks.csv:3: total is 7, and the questions add up to 8: correct one",
        "marks.csv:4: q2: expected points from 0 to 1, got '2'",
        "marks.csv:4: q3: expected points from 0 to 1, got '-1'",
        "marks.csv:4: q4: expected points from 0 to 1, got 'x'",
        "marks.csv:5: q2 is empty: write 0 where nothing was answered, or leave the whole line empty",
        "marks.csv:6: 's0x' has no sheet in paper-1; did you mean 's",
        "marks.csv:8: s03 a second time, first on line 7: keep one line",
        "marks.csv:9: no student: write the id that stands on the sheet",
        "marks.csv:10: 'nobody at all' has no sheet in paper-1",
    ):
        assert says in told, says
    assert list(assignments_of(NbgraderCourse(course))) == ["gates"]
    assert not (course / "paper").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("name,q1\nx,1\n", "no column 'student'"),
        ("student,q1\ns00,1\n", "no column q2, q3"),
        ("student,student,total\ns00,s00,1\n", "2 columns are called 'student'"),
        ("student,name\ns00,x\n", "or total alone; got none of them"),
        ("student,total\n", "no line has marks"),
        ("PK\x03\x04", "save it there as 'CSV UTF-8'"),
    ],
)
def test_a_table_that_is_none_is_refused(course, handed, capsys, content, says):
    (handed / "marks.csv").write_text(content)
    code, _, told = run(capsys, "marks", handed / "marks.csv", "--course", course)
    assert code == 1 and says in told
    assert not (course / "paper").exists()


def test_marks_without_their_test_of_another_one_or_under_a_taken_name_are_refused(course, handed, capsys):
    marks = filled(handed, lambda k: ones(3))
    alone = course.parent / "marks.csv"
    alone.write_bytes(marks.read_bytes())
    assert "which `quizzes sheet` writes beside the sheets" in run(capsys, "marks", alone, "--course", course)[2]
    assert run(capsys, "marks", alone, "--course", course, "--test", handed)[0] == 0
    path = handed / "test.json"
    kept = path.read_text()
    path.write_text(kept.replace('"seed": "2026"', '"seed": "1"'))
    assert (
        "the course has marks of another test 'paper-1' (seed 2026"
        in run(capsys, "marks", marks, "--course", course)[2]
    )
    path.write_text(kept.replace('"name": "paper-1"', '"name": "gates"', 1))
    assert "an assignment 'gates' with a notebook" in run(capsys, "marks", marks, "--course", course)[2]
    path.write_text(kept)
    told = run(capsys, "marks", marks, "--course", course, "--beside", "gate")[2]
    assert "--beside: no released assignment 'gate'; did you mean 'gates'?" in told


def test_who_left_the_course_has_no_marks_entered(course, handed, capsys):
    roster = (course / "roster.csv").read_text()
    (course / "roster.csv").write_text(roster.replace("s07,Firsts07,Last\n", ""))
    code, _, told = run(capsys, "marks", filled(handed, lambda k: ones(3)), "--course", course)
    assert code == 1 and "marks.csv:10: s07 is not in roster.csv: add them there, or take the line out" in told


def test_marks_of_a_student_who_has_another_id_now_are_corrected_under_either(course, handed, capsys):
    words = ("marks", filled(handed, lambda k: ones(3)), "--course", course)
    assert run(capsys, *words)[0] == 0
    code, out, _ = run(capsys, "roster", "--course", course, "--rename", "s03", "renamed")
    assert code == 0
    assert "paper-1: on the sheet stands s03; marks may be written under either id" in out
    assert "renamed" in paper_tests(course)["paper-1"].sheets and "s03" not in paper_tests(course)["paper-1"].sheets
    for name in ("s03", "renamed"):  # the table says the one, as the sheet does, and then the other
        handed.joinpath("marks.csv").write_bytes(
            handed.joinpath("marks.csv").read_bytes().replace(b"s03,", f"{name},".encode())
        )
        code, _, told = run(capsys, *words)
        assert code == 0, told
        assert f"0 new, 0 changed, {COUNT} as before" in told


def test_the_guide_shows_how_mistakes_are_told(course, handed, capsys):
    lines = [
        "student,name,q1,q2,q3,q4,q5,q6,q7,q8",
        "s00,,1,1,1,1,1,1,1,2",
        "s01,,1,,1,1,1,1,1,1",
        "s22x,,1,1,1,1,1,1,1,1",
    ]
    (handed / "marks.csv").write_text("\n".join(lines))
    code, _, told = run(capsys, "marks", handed / "marks.csv", "--course", course)
    assert code == 1
    shown("wrong.txt", "quizzes marks paper-1/marks.csv --course course", told)


def test_a_test_is_no_notebook_for_the_grader(course, handed, capsys):
    assert run(capsys, "marks", filled(handed, lambda k: ones(3)), "--course", course)[0] == 0
    require_graded(NbgraderCourse(course), "paper-1")
    for command in ("grade", "feedback", "release", "regrade"):
        code, _, told = run(capsys, command, "paper-1", "--course", course)
        assert code == 1 and "the course has no assignment 'paper-1'" in told, command
    assert scored(NbgraderCourse(course), "paper-1")["s01"].score == 3.0


def test_chance_is_measured_by_the_number_of_questions(course, handed, capsys):
    assert run(capsys, "marks", filled(handed, lambda k: ones(round(8 * k / 23))), "--course", course)[0] == 0
    test = paper_tests(course)["paper-1"]
    found = read_beside(NbgraderCourse(course), test)
    pair = next(each for each in found.pairs if each.student == "s12")
    expected = 12 / 23 - found.gap
    assert pair.expected == pytest.approx(expected)
    assert pair.width == pytest.approx(1.96 * (expected * (1 - expected) / 8) ** 0.5)
    assert found.questions == 8 and not any(each.outside for each in found.pairs)
    assert beside(test, (), {}, {}).pairs == ()
