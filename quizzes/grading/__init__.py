"""Grading: submissions in a course's folder become grades, feedback pages and a table of grades."""

from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade, Totals

__all__ = ["GradingOutcome", "SubmissionGrade", "TaskGrade", "Totals"]
