"""The roster: who is in the course, and under which names and numbers the LMS knows them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from quizzes.errors import UsageError, did_you_mean
from quizzes.grading.course.roster_forms import read_roster_table
from quizzes.named_file import read_named
from quizzes.plain_text import INVISIBLE

LONGEST_ID = 100  # letters: it names a folder, and the gradebook has room for 128
FILE = "roster.csv"  # in the course's folder
# no path, and nothing that steers a terminal, turns the direction of text or is half a letter
_NO_FOLDER = re.compile(
    "[/\\\\+\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|^[.~-]|^\\s|\\s$"
)
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


@dataclass(frozen=True)
class Student:
    """One line of the roster; the fields are its columns."""

    id: str  # names the folder and the rows of the gradebook
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""  # Moodle's participant number or Canvas's user number, as in the names of downloaded files
    id_number: str = ""  # of the school; Moodle matches by it
    section: str = ""  # or group; several with "; " between

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the sections that the student belongs to."""
        return tuple(part for part in map(str.strip, self.section.split(";")) if part)


COLUMNS = tuple(each.name for each in fields(Student))


@dataclass(frozen=True)
class Owner:
    """What a file's path says of who handed it in."""

    name: str  # as it stands there: an id, a login, an e-mail address or a person's name
    number: str = ""  # of the LMS
    lms: str = ""  # whose number it is


@dataclass(frozen=True)
class Roster:
    """The students by id."""

    students: Mapping[str, Student] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # on how its file was read

    def find(self, *owners: Owner) -> tuple[Student, ...]:
        """Return the students that fit all that is said: one where it is clear, none where nobody fits or it disagrees.

        A number of the LMS is compared with the column lms_id alone. What fits nobody does not count.
        """
        fits: list[tuple[Student, ...]] = []
        for owner in owners:
            named, numbered = self._named(owner.name), self._numbered(owner.number)
            if owner.lms == "Canvas" and not numbered:  # its numbers stay, so another number is another person
                named = tuple(student for student in named if not (owner.number and student.lms_id))
            fits += [each for each in (named, numbered) if each]
        return tuple(student for student in fits[0] if all(student in each for each in fits)) if fits else ()

    def doubt(self, owner: Owner) -> str:
        """Return in what the name and the number of somebody disagree; nothing where they do not."""
        named, numbered = self._named(owner.name), self._numbered(owner.number)
        if named and numbered and not set(named) & set(numbered):
            return f"the name is that of {_ids(named)}, the number is that of {_ids(numbered)}"
        if owner.lms == "Canvas" and owner.number and named and not numbered and not self.find(owner):
            students = ", ".join(f"{student.id} ({student.lms_id})" for student in named)
            return f"the name is that of {students}, the number is nobody's"
        return ""

    def fitting(self, owner: Owner) -> tuple[Student, ...]:
        """Return the students whose name or number it is, whatever the other says."""
        return tuple(dict.fromkeys((*self._named(owner.name), *self._numbered(owner.number))))

    def other_number(self, owner: Owner) -> str:
        """Return the number that the roster has of the owner's student, where it is another one."""
        fits = self.find(owner)
        return fits[0].lms_id if owner.number and len(fits) == 1 and fits[0].lms_id != owner.number else ""

    def _numbered(self, number: str) -> tuple[Student, ...]:
        return tuple(student for student in self.students.values() if number and student.lms_id == number)

    def _named(self, name: str) -> tuple[Student, ...]:
        if name in self.students:
            return (self.students[name],)
        plain, key, folder = name.casefold(), key_of(name), folder_key(name)
        return tuple(
            student
            for student in self.students.values()
            if folder_key(student.id) == folder
            or (student.id_number and student.id_number == name)
            or (student.email and plain in (student.email.casefold(), student.email.casefold().split("@")[0]))
            or (key and key in set(_keys(student)))
        )

    def hint(self, owner: Owner) -> str:
        """Return the nearest id, as a question."""
        return did_you_mean(owner.name, self.students)


def _ids(students: Iterable[Student]) -> str:
    return ", ".join(student.id for student in students)


def key_of(name: str) -> str:
    """Return a name's letters and digits alone: no accents, no capitals, its words in alphabetical order.

    >>> key_of("Lovelace, Ada"), key_of("ada LOVELACE"), key_of("Zoë")
    ('ada lovelace', 'ada lovelace', 'zoe')
    """
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", name).casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(sorted(_WORD.findall(plain)))


def _keys(student: Student) -> Iterator[str]:
    both = f"{student.first_name} {student.last_name}".strip()
    if both:
        yield key_of(both)
        letters = key_of(student.last_name).replace(" ", ""), key_of(student.first_name).replace(" ", "")
        yield "".join(letters)  # Canvas: lovelaceada
        yield "".join(reversed(letters))


def folder_key(name: str) -> str:
    """Return what two ids have in common that name one folder, to a disk without capitals or to whoever reads them.

    >>> folder_key("ADA") == folder_key("ada"), folder_key("Zo\u00eb") == folder_key("zoe\u0308"), folder_key("ada. ")
    (True, True, 'ada')
    >>> folder_key("a\u200bda")
    'ada'
    """
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFKD", name))
    return unicodedata.normalize("NFC", seen.casefold()).strip().rstrip(". ")


def twins(names: Iterable[str], others: Iterable[str]) -> dict[str, str]:
    """Return the names that would share a folder with another one of `others`, each with that one."""
    keys = {folder_key(other): other for other in others}
    found = {name: keys[folder_key(name)] for name in names if folder_key(name) in keys}
    return {name: other for name, other in found.items() if name != other}


def read_roster(path: Path) -> Roster:
    """Return the students of a roster as we, an LMS or a spreadsheet write it; its first line names the columns.

    Raises
    ------
    UsageError
        If it is no such table: all its mistakes, each with its line.
    """
    table = read_roster_table(read_named(path, "the roster"), f"the roster {path.name}")
    problems: list[str] = []
    students: dict[str, Student] = {}
    for line in table.lines:
        student = Student(**line.values)
        there = students.get(student.id)
        if there and there.section != student.section and replace(there, section=student.section) == student:
            students[student.id] = replace(there, section=_joined(there.section, student.section))
        elif problem := line.problem or _problem(student, students):
            problems.append(f"{path.name}:{line.row.line}: {problem}")
        else:
            students[student.id] = student
    if problems:
        many = f"{len(problems)} mistake{'s' * (len(problems) != 1)}"
        raise UsageError("\n  ".join([f"the roster has {many}; nothing was taken over", *problems]))
    return Roster(students, table.notes)


def read_course_roster(root: Path) -> Roster:
    """Return the students of the course in `root`; none where it has no roster."""
    path = root / FILE
    return read_roster(path) if path.is_file() else Roster()


def _joined(*sections: str) -> str:
    return "; ".join(dict.fromkeys(part for each in sections for part in each.split("; ") if part))


def _problem(student: Student, students: Mapping[str, Student]) -> str:
    if not student.id:
        return "no id"
    if _NO_FOLDER.search(student.id):
        return f"the id {student.id!r} cannot name a folder: no slash, no plus sign, no dot or hyphen in front"
    if len(student.id) > LONGEST_ID:
        return f"the id {student.id[:20]!r}... has {len(student.id)} letters; expected at most {LONGEST_ID}"
    if student.id in students:
        return f"the id {student.id!r} a second time"
    twin = twins([student.id], students)
    return f"{one_folder(student.id, twin[student.id])}: give one of them another id" if twin else ""


def require_own_folders(new: Iterable[str], before: Iterable[str]) -> None:
    """Raise UsageError where a new student would share a folder with somebody who is in the gradebook."""
    for name, other in twins(new, before).items():
        raise UsageError(
            f"{one_folder(name, other)}, and {ascii(other)} is in the gradebook. If both are one person, write the old id "
            "in roster.csv and rename with `quizzes roster --rename OLD NEW`; if not, choose another id"
        )


def one_folder(name: str, other: str) -> str:
    """Return the sentence on two ids that would share a folder; ascii shows where letters look alike."""
    return (
        f"the ids {ascii(other)} and {ascii(name)} differ only in what some disks do not tell apart (capitals, forms of "
        "letters, signs that are not seen, a dot at the end), so they would share a folder"
    )


def can_name_folder(name: str) -> bool:
    """Say whether a student may be called so without a roster."""
    return bool(name) and not _NO_FOLDER.search(name)


def roster_rows(students: Iterable[Student]) -> list[tuple[str, ...]]:
    """Return the rows of a roster's table."""
    return [tuple(getattr(student, name) for name in COLUMNS) for student in students]
