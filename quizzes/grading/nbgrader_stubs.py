"""What a course's nbgrader_config.py calls by this name: nbgrader's stubs, or the course's own."""

from quizzes.grading.record.nbgrader_stubs import Stubs

__all__ = ["Stubs"]
