"""What a large gradebook costs: statements, tables that are read from end to end, and what is held in memory."""

import gc
import json
import shutil
from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from quizzes.grading import batch as grading
from quizzes.grading.batch import Options, grade_submissions
from quizzes.grading.course.settings import read_settings
from quizzes.grading.judge.exercise import Examined
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade
from quizzes.grading.record.journal import Journal
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import apply_deadlines, open_roll, scored
from quizzes.grading.record.nbgrader_writer import open_writer

GROWING = ("grade", "comment", "submitted_notebook", "submitted_assignment")
LATE = "2026-10-09 12:00:00 UTC"


@pytest.fixture
def course(released, tmp_path):
    shutil.copytree(released, tmp_path / "course")
    settings = tmp_path / "course" / "course.toml"
    settings.write_text(
        "[late]\nper_day = 0.1\n[assignments.gates]\ndue = 2026-10-07T12:00:00\n[assignments.gates.extensions]\n"
        "s0001 = 2026-10-20T12:00:00\n",
        encoding="utf-8",
    )
    return NbgraderCourse(tmp_path / "course")


def results(course, students, share=0.5):
    """What a worker gives for each student: every second task is left to a person."""
    notebook = json.loads((course.root / "release" / "gates" / "gates.ipynb").read_text(encoding="utf-8"))
    notes = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    points = {note["grade_id"]: note["points"] for note in notes if note.get("points")}
    tasks = []
    for place, (name, most) in enumerate(points.items()):
        outcome = GradingOutcome.MANUAL if place % 2 else GradingOutcome.PARTLY
        tasks.append(TaskGrade(name, 0.0 if place % 2 else most * share, most, outcome, ""))
    score, most = sum(task.score for task in tasks), sum(points.values())
    return [
        Examined(SubmissionGrade(who, score, most, GradingOutcome.PARTLY, "", tuple(tasks), submitted=LATE))
        for who in students
    ]


def names(first, last):
    return [f"s{number:04d}" for number in range(first, last)]


@contextmanager
def statements():
    """Collect the statements that any database is asked, with their parameters."""
    told = []

    def tell(connection, cursor, statement, parameters, context, executemany):
        told.append((statement, parameters[0] if executemany else parameters))

    event.listen(Engine, "before_cursor_execute", tell)
    yield told
    event.remove(Engine, "before_cursor_execute", tell)


def read_whole(course, told):
    """Return the growing tables that SQLite would read from end to end for these statements."""
    found = set()
    with open_roll(course) as gradebook, gradebook.engine.connect() as connection:
        for statement, parameters in told:
            if statement.split()[0] in ("SELECT", "UPDATE", "INSERT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                scans = [row[3].split() for row in plan if row[3].startswith("SCAN")]
                found |= {(words[1], statement) for words in scans if words[1] in GROWING}
    return found


def test_batch_is_written_in_as_many_statements_whatever_its_size(course):
    with open_writer(course, "gates") as writer:
        counts = []
        for students in (names(0, 2), names(2, 52)):
            with statements() as told:
                writer.record(results(course, students))
            counts.append(Counter(statement.split()[0] for statement, _ in told))
        with statements() as told:
            writer.record(results(course, names(0, 52), share=1.0))
        again = Counter(statement.split()[0] for statement, _ in told)
    assert counts == [{"SELECT": 4, "INSERT": 5}] * 2
    assert again == {"SELECT": 4, "UPDATE": 1}, "nothing but the points has changed"


def test_writing_looks_rows_up_and_reads_no_table_from_end_to_end(course):
    with open_writer(course, "gates") as writer, statements() as told:
        writer.record(results(course, names(0, 20)))
        writer.record(results(course, names(0, 20), share=1.0))
    assert read_whole(course, told) == set()


def test_end_of_a_run_takes_as_many_statements_for_many_as_for_few(course):
    counts = []
    for first, last in ((0, 3), (3, 60)):
        with open_writer(course, "gates") as writer:
            writer.record(results(course, names(first, last)))
        with statements() as told:
            apply_deadlines(course, "gates", read_settings(course.root))
            rows = {row.student: row for row in course.export_rows() if row.assignment == "gates"}
            found = scored(course, "gates", names(0, 2))
        counts.append(sum(statement.startswith(("SELECT", "UPDATE")) for statement, _ in told))
        assert read_whole(course, told) == set()
        assert set(rows) == set(names(0, last)) and set(found) == {"s0000", "s0001"}
    assert counts[1] <= counts[0], "the second time the due time and the extension are there already"
    late = rows["s0002"]
    assert late.late_submission_penalty == pytest.approx(round(0.2 * late.raw_score, 2)) and late.raw_score > 0
    assert rows["s0001"].late_submission_penalty == 0.0, "they had an extension"


def test_indexes_are_added_to_a_gradebook_that_is_older_than_they(course):
    with open_writer(course, "gates") as writer:
        writer.record(results(course, names(0, 1)))
    with open_roll(course) as gradebook, gradebook.engine.begin() as connection:
        kept = connection.execute(text("SELECT name FROM sqlite_master WHERE name LIKE 'quizzes_%'")).scalars().all()
        for name in kept:
            connection.execute(text(f"DROP INDEX {name}"))
    assert sorted(kept) == [
        "quizzes_comment_notebook_id", "quizzes_grade_notebook_id",
        "quizzes_submitted_assignment_student_id", "quizzes_submitted_notebook_assignment_id",
    ]  # fmt: skip
    with open_writer(course, "gates") as writer, statements() as told:
        writer.record(results(course, names(0, 1), share=1.0))
    assert read_whole(course, told) == set()
    with statements() as told, open_writer(course, "gates"):
        pass
    assert not [statement for statement, _ in told if statement.startswith("CREATE INDEX")], "once is enough"


def test_cell_that_the_gradebook_has_no_row_for_gets_one(course):
    with open_writer(course, "gates") as writer:
        writer.record(results(course, ["ada"]))
    whole = scored(course, "gates")["ada"]
    with open_roll(course) as gradebook:
        gradebook.db.execute(text("DELETE FROM grade WHERE auto_score > 0"))
        gradebook.db.commit()
    assert scored(course, "gates")["ada"].raw == 0 < whole.raw
    with open_writer(course, "gates") as writer:
        writer.record(results(course, ["ada"]))
    assert scored(course, "gates")["ada"].cells == whole.cells


def test_run_holds_neither_results_nor_rows_nor_a_journal_of_what_is_done(course, put_in, monkeypatch):
    monkeypatch.setattr(grading, "RECORD_S", 0.0)  # else the run is over before there is a second write
    journals, held = [], []
    monkeypatch.setattr(grading, "Journal", lambda *of: journals.append(Journal(*of)) or journals[0])
    for number in range(12):
        put_in(course.root, f"s{number:02d}", "partly.py")
    for _ in grade_submissions(course, "gates", options=Options(workers=1)):
        held.append(sum(type(each) is Examined for each in gc.get_objects()))
    assert len(held) == 13 and max(held) <= 3, held
    assert len(journals[0]) == 0
    with open_writer(course, "gates") as writer:
        writer.record(results(course, names(0, 30)))
        assert len(writer.db.identity_map) <= 3, "of the assignment, not of students"
