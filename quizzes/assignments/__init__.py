"""Assignments: their masters as text notebooks, and what reads and rehearses them."""

from quizzes.assignments.master import MASTERS, Master, MasterCell, Role, hidden_lines, load_masters
from quizzes.assignments.rehearse import Score, rehearse

__all__ = ["MASTERS", "Master", "MasterCell", "Role", "Score", "hidden_lines", "load_masters", "rehearse"]
