"""Checks of a code task: calls of the learner's functions, and the judgement of what comes back."""

from quizzes.checks.model import Ask, Call, Case, Mutant, Property, Read, Reply, ReplyKind, Task, TaskVerdict

__all__ = [
    "Ask",
    "Call",
    "Case",
    "Mutant",
    "Property",
    "Read",
    "Reply",
    "ReplyKind",
    "Task",
    "TaskVerdict",
]
