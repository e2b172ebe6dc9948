"""What a course's nbgrader_config.py calls by this name: feedback without the hidden tests."""

from quizzes.grading.report.hide_tests import HideTests

__all__ = ["HideTests"]
