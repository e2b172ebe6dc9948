"""The calculation for many submissions, on figures that can be worked out by hand."""

from dataclasses import replace

import pytest

from benchmarks.grading.courses import tensorflow_notebook, write_ordinary_course
from benchmarks.grading.figures import Figures
from benchmarks.grading.scale import enough, hours, limits, report, worker_gb, writer_s
from quizzes.grading.record.nbgrader_course import NbgraderCourse

FIGURES = Figures(
    worker_s=0.1, reading_s=0.001, files_s=0.002, hand_out_s=0.003,
    writer_s={"sqlite": {0: 0.002, 10_000: 0.004, 100_000: 0.014}}, end_s=0.005, task_s=0.001,
    sent=60_000, returned=40_000, disk=50_000, row={"sqlite": 9_000}, own_mb=100.0, kept=500,
    worker_mb=100.0, template_mb=40.0, kernel_mb=4.0, rates={1: 9.0, 2: 18.0},
)  # fmt: skip


def test_writer_is_taken_at_the_largest_gradebook_that_was_measured_and_is_not_larger():
    assert [writer_s(FIGURES, "sqlite", size) for size in (9_999, 10_000, 1_000_000)] == [0.002, 0.004, 0.014]


def test_one_process_bounds_how_many_workers_help():
    assert limits(FIGURES, "sqlite", 10_000) == {
        "the one grading process": pytest.approx(0.01), "Dask's scheduler": 0.001
    }  # fmt: skip
    assert enough(FIGURES, "sqlite", 10_000) == (10, "the one grading process")
    assert enough(replace(FIGURES, task_s=0.05), "sqlite", 10_000) == (2, "Dask's scheduler")


def test_hours_are_those_of_the_slowest_and_then_of_the_end():
    assert hours(FIGURES, "sqlite", 10_000, 2) == pytest.approx(10_000 * (0.05 + 0.005) / 3600)
    assert hours(FIGURES, "sqlite", 10_000, 16) == pytest.approx(10_000 * (0.01 + 0.005) / 3600)
    assert hours(FIGURES, "sqlite", 10_000, 256) == hours(FIGURES, "sqlite", 10_000, 16)


def test_memory_counts_what_one_submission_may_take():
    assert worker_gb(FIGURES, 10) == pytest.approx(10 * (100 + 40 + 12 + 2048) / 1000)


def test_report_says_where_it_was_measured_and_both_sizes():
    lines = list(report(FIGURES, "a machine"))
    assert lines[0] == "measured on a machine"
    heads = [line for line in lines if line.endswith("core hours")]
    assert heads == ["10,000 submissions: 0.3 core hours", "1,000,000 submissions: 27.8 core hours"]
    (small, large) = [line for line in lines if line.startswith("  gradebook in sqlite")]
    assert small.startswith("  gradebook in sqlite: 0.09 GB; from 10 workers on more do not help: the one grading")
    assert large.startswith("  gradebook in sqlite: 9.00 GB; from 5 workers on")


def test_ordinary_course_of_the_benchmark_is_one_that_can_be_opened(tmp_path):
    write_ordinary_course(tmp_path / "course", "keras", tensorflow_notebook())
    NbgraderCourse(tmp_path / "course").require("keras")
    assert NbgraderCourse(tmp_path / "course").config
