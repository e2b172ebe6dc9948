"""Assignments: their masters as text notebooks, and what reads and rehearses them."""

from quizzes.assignments.master import Master, MasterCell, Role, load_masters
from quizzes.assignments.regions import Region, inside, without
from quizzes.assignments.rehearse import Score, rehearse

__all__ = [
    "Master",
    "MasterCell",
    "Region",
    "Role",
    "Score",
    "inside",
    "load_masters",
    "rehearse",
    "without",
]
