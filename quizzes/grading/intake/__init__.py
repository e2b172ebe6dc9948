"""Intake: what an exchange, an LMS or a folder gives becomes submissions in the course's folder."""

from quizzes.grading.course.roster import Roster, Student, read_roster
from quizzes.grading.intake.collect import Event, collect
from quizzes.grading.intake.place import Happened

__all__ = ["Event", "Happened", "Roster", "Student", "collect", "read_roster"]
