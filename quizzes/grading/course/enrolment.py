"""Who is in the course: the roster says it. Who left it stays in the gradebook, and out of every list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from quizzes.errors import UsageError, did_you_mean
from quizzes.grading.course.roster import Roster, Student, read_course_roster
from quizzes.plain_text import several

Value = TypeVar("Value")


@dataclass(frozen=True)
class Enrolment:
    """The course's students, or those of one section; where there is no roster, everybody."""

    roster: Roster = Roster()
    section: str = ""

    def has(self, student: str) -> bool:
        """Say whether somebody belongs to the course, and to the section where one is asked for."""
        if not self.roster.students:
            return True
        there = self.roster.students.get(student)
        return there is not None and (not self.section or self.section in there.sections)

    def only(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return what belongs to students of the course, by student."""
        return {student: value for student, value in values.items() if self.has(student)}

    def gone(self, students: Iterable[str]) -> list[str]:
        """Return who is not in the course's roster."""
        known = self.roster.students
        return sorted({student for student in students if known and student not in known})

    def sections(self) -> dict[str, tuple[str, ...]]:
        """Return the students of each section."""
        found: dict[str, list[str]] = {}
        for student in self.roster.students.values():
            for section in student.sections:
                found.setdefault(section, []).append(student.id)
        return {section: tuple(students) for section, students in sorted(found.items())}

    def sections_of(self, student: str) -> tuple[str, ...]:
        """Return the sections of a student."""
        return self.roster.students.get(student, Student(student)).sections


EVERYBODY = Enrolment()


def read_enrolment(root: Path, section: str = "") -> Enrolment:
    """Return who is in the course in `root`.

    Raises
    ------
    UsageError
        If nobody is in the section.
    """
    roster = read_course_roster(root)
    sections = Enrolment(roster).sections()
    if section and section not in sections:
        hint = did_you_mean(section, sections) or f"; the roster has {', '.join(sections) or 'no sections'}"
        raise UsageError(f"nobody in roster.csv is in the section {section!r}{hint}")
    return Enrolment(roster, section)


def gone_note(gone: list[str], what: str) -> str:
    """Return the sentence on those who left the course."""
    return f"note: {what}, since roster.csv does not have them: {several(gone)}"

