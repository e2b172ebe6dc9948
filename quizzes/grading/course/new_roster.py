"""A list of students that an LMS gives in mid-term, laid beside the course's roster: who is new, changed or missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

from quizzes.grading.course.roster import COLUMNS, Roster, Student, folder_key, key_of


@dataclass(frozen=True)
class RosterChange:
    """What a new list says of one student."""

    what: str  # added, changed, missing or unclear
    student: str
    message: str

    def as_line(self) -> str:
        """Return the change as one line."""
        return f"{self.what:<9} {self.student:<16} {self.message}".rstrip()


@dataclass(frozen=True)
class NewRoster:
    """The roster after the list was taken over; whoever is missing in the list is still there."""

    roster: Roster
    changes: tuple[RosterChange, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Return who is in the roster and not in the list."""
        return tuple(change.student for change in self.changes if change.what == "missing")


def take_over(before: Roster, new: Roster, source: str) -> NewRoster:
    """Return the roster with what a new list says.

    A student is known again by id, address, number of the school or of the LMS, never by the name alone, and keeps the
    id. What the list leaves empty stays.
    """
    students = dict(before.students)
    changes: list[RosterChange] = []
    met: set[str] = set()
    for student in new.students.values():
        same = sorted(_same(student, before))
        if len(same) > 1 or set(same) & met:
            message = f"may be {', '.join(same)}; nothing was taken over: correct {source} or roster.csv"
            changes.append(RosterChange("unclear", student.id, message))
            met |= set(same)
        elif same:
            met.add(same[0])
            there = before.students[same[0]]
            merged = replace(
                there, **{name: value for name in COLUMNS if name != "id" and (value := getattr(student, name))}
            )
            if told := "; ".join(_told(there, merged)):
                students[there.id] = merged
                changes.append(RosterChange("changed", there.id, told))
        elif student.id in students:
            message = f"the id is that of {_name(students[student.id])}; nothing was taken over"
            changes.append(RosterChange("unclear", student.id, message))
        else:
            students[student.id] = student
            changes.append(RosterChange("added", student.id, f"{_name(student)}{_namesakes(student, before)}"))
    for student in before.students.values():
        if student.id not in met:
            changes.append(RosterChange("missing", student.id, f"{_name(student)} is not in {source}"))
    return NewRoster(Roster(students, new.notes), tuple(changes))


def _same(student: Student, roster: Roster) -> set[str]:
    """Return whom a student of the list may be: by what a person has alone."""
    marks: list[tuple[str, Callable[[Student], tuple[str, ...]]]] = [
        (folder_key(student.id), lambda other: (folder_key(other.id),)),
        (student.email.casefold(), lambda other: (other.email.casefold(),)),
        (student.id_number, lambda other: (other.id_number,)),
        (student.lms_id, lambda other: (other.lms_id,)),
    ]
    return {other.id for other in roster.students.values() for mark, of in marks if mark and mark in of(other)}


def _told(before: Student, after: Student) -> Iterator[str]:
    for each in fields(Student):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if old != new:
            yield f"{each.name} {old!r} -> {new!r}" if old else f"{each.name} {new!r}"


def _name(student: Student) -> str:
    return f"{student.first_name} {student.last_name}".strip() or student.id


def _namesakes(student: Student, roster: Roster) -> str:
    key = key_of(_name(student))
    alike = [other.id for other in roster.students.values() if key_of(_name(other)) == key]
    return f"; is it {alike[0]}? then: quizzes roster --merge {alike[0]} {student.id}" if alike else ""
