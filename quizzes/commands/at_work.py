"""What stands around a command that works in a course: the lock, and a look at what was changed by hand."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from quizzes.commands.command import Command, tell

_CONFIG = "nbgrader_config.py"  # marks a course


@contextmanager
def at_work(command: Command, arguments: argparse.Namespace) -> Iterator[None]:
    """Hold the course while a command changes it, and note grades that were changed by hand.

    Raises
    ------
    UsageError
        If another command changes the course.
    """
    course = getattr(arguments, "course", None)
    with ExitStack() as stack:
        if course is not None and (course / _CONFIG).is_file():
            if command.alone:
                from quizzes.grading.course.lock import course_lock

                stack.enter_context(course_lock(course, _words(arguments)))
            if command.looks:
                _look(arguments)
        yield


def _look(arguments: argparse.Namespace) -> None:
    from quizzes.commands.command import without_module

    with without_module("rfc3987_syntax"):
        from quizzes.grading.record.nbgrader_by_hand import FILE, note_found
        from quizzes.grading.record.nbgrader_course import NbgraderCourse
    course = NbgraderCourse(arguments.course, getattr(arguments, "db", ""))
    if count := note_found(course):
        tell(f"note: {count} changes by hand since the last look; {FILE} names them")


def _words(arguments: argparse.Namespace) -> str:
    names = getattr(arguments, "assignment", None) or " ".join(getattr(arguments, "assignments", None) or ())
    return f"{arguments.command} {names}".strip()
