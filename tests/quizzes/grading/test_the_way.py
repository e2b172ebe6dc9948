"""A submission goes through the rooms of grading one after the other, and comes back to none."""

import shutil
import sys
from itertools import groupby
from pathlib import Path

import pytest

import quizzes.grading as package
from quizzes.grading.grade import Options, grade
from quizzes.grading.outcome import SubmissionGrade
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.run.executors import SerialExecutor
from quizzes.targets.write import write_files

HERE = Path(package.__file__).parent
# Room, and the function by which it takes a submission. Judging asks the run for further cells (`Run.cell`, `Run.ask`),
# and a later room reads what an earlier one wrote; neither is a step.
STEPS = (
    ("intake", "read_notebooks"),
    ("rebuild", "rebuild"),
    ("run", "Run.__init__"),
    ("judge", "judge_cells"),
    ("record", "GradebookWriter.record"),
    ("report", "make_feedback"),
)
FUNCTIONS = {function for _, function in STEPS}


def module_of(frame) -> str:
    """Return the module of a frame below quizzes/grading, as `room` or `room.module`; nothing where it is none."""
    path = Path(frame.f_code.co_filename)
    return ".".join(path.relative_to(HERE).with_suffix("").parts) if path.is_relative_to(HERE) else ""


@pytest.fixture
def calls(released, tmp_path):
    """Return the steps as one submission is graded, whoever calls them: room and function."""
    shutil.copytree(released, tmp_path / "course")
    course = NbgraderCourse(tmp_path / "course")
    handed_out = (course.root / "release" / "gates" / "gates.ipynb").read_bytes()
    write_files({"gates.ipynb": handed_out}, course.folder("submitted", "ada", "gates"))
    made = []

    def note(frame, event, _):
        function = frame.f_code.co_qualname
        if event == "call" and function in FUNCTIONS:
            step = module_of(frame).partition(".")[0], function
            made.extend([step] if step in STEPS else [])

    run = grade(course, "gates", options=Options(workers=1), executor=SerialExecutor())
    sys.setprofile(note)
    try:
        results = list(run)
    finally:
        sys.setprofile(None)
    assert [result.student for result in results if isinstance(result, SubmissionGrade)] == ["ada"]
    return made


def test_a_submission_passes_the_rooms_in_their_order_and_comes_back_to_none(calls):
    assert [step for step, _ in groupby(calls)] == list(STEPS)  # what is settled is recorded every quarter of a second
