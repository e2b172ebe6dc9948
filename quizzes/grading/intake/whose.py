"""Whose each submission is: the roster decides, and what speaks against itself is a question to a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from quizzes.grading.course.roster import Owner, Roster, can_name_folder, key_of, one_folder, twins
from quizzes.grading.intake.layouts import Handed, Passed

_HYPHENS = 5  # of a name that are looked at


def match(
    parts: Iterable[Handed | Passed], roster: Roster, there: Collection[str] = ()
) -> tuple[list[tuple[str, Handed]], list[Passed]]:
    """Return the submissions with their students' ids, and what could not be given to anybody.

    `there` are the students of whom something was collected before.
    """
    found: list[tuple[str, Handed]] = []
    passed: list[Passed] = []
    for part in _without_teams(list(parts), roster):
        if isinstance(part, Passed):
            passed.append(part)
            continue
        student, why_not = _student(part, roster)
        if student:
            note = _other_number(part.owner, roster)
            found.append((student, replace(part, note="; ".join(each for each in (part.note, note) if each))))
        else:
            passed.append(Passed(part.entries, why_not))
    for student, other in _twins(found, there).items():
        why = f"{one_folder(student, other)}; enter a roster that says who they are"
        passed += [Passed(part.entries, why) for who, part in found if who == student]
        found = [(who, part) for who, part in found if who != student]
    for student in _doubles(found):
        passed += [Passed(part.entries, _two(student, found)) for who, part in found if who == student]
        found = [(who, part) for who, part in found if who != student]
    return found, passed


def _without_teams(parts: list[Handed | Passed], roster: Roster) -> Iterator[Handed | Passed]:
    """Yield the parts; where teams hand in, Moodle gives each member a folder called `Team 1-Ada Lovelace_4711_...`.

    A first name may have a hyphen, too. So what stands before it is a team only where all who have it are known without
    it, and there are two of them.
    """
    names = [part.owner.name for part in parts if isinstance(part, Handed) and part.owner.lms == "Moodle"]
    teams: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        for found in islice(re.finditer("-", name), _HYPHENS):
            teams.setdefault(name[: found.start()], []).append(name[found.end() :].strip())
    known = {
        team
        for team, members in teams.items()
        if len(members) > 1 and all(len(roster.find(Owner(member))) == 1 for member in members)
    }
    for part in parts:
        if isinstance(part, Handed) and part.owner.lms == "Moodle" and not roster.find(part.owner):
            team = next((team for team in known if part.owner.name.startswith(f"{team}-")), None)
            if team is not None:
                owner = replace(part.owner, name=part.owner.name.removeprefix(f"{team}-").strip())
                part = replace(part, owner=owner, note="; ".join(filter(None, (part.note, f"of the team {team!r}"))))
        yield part


def _student(handed: Handed, roster: Roster) -> tuple[str, str]:
    """Return the student's id, or an empty one and why there is none."""
    owner = handed.owner
    called = f"{owner.name!r}{f' (number {owner.number})' if owner.number else ''}"
    if not roster.students:
        name = f"{key_of(owner.name).replace(' ', '-')}-{owner.number}" if owner.number else owner.name
        return (name, "") if can_name_folder(name) else ("", f"{called} cannot name a folder: enter a roster")
    fits = roster.find(owner)
    if len(fits) == 1:
        student = fits[0].id
        if handed.account in roster.students and handed.account != student:
            return "", f"named as {student}'s, put there by the account {handed.account!r}: ask whose it is"
        return student, ""
    if fits:
        many = ", ".join(student.id for student in fits)
        return "", f"{called} may be {many}: enter the number in the roster's column lms_id and collect again"
    if doubt := roster.doubt(owner):
        return "", f"{called}: {doubt}; ask whose it is, correct roster.csv and collect again"
    return "", f"{called} is not in the roster{roster.hint(owner)}; add a line to roster.csv and collect again"


def _doubles(found: list[tuple[str, Handed]]) -> list[str]:
    """Return the students for whom an LMS names two people."""
    numbers: dict[str, set[str]] = {}
    for student, handed in found:
        if handed.owner.number:
            numbers.setdefault(student, set()).add(handed.owner.number)
    return [student for student, each in numbers.items() if len(each) > 1]


def _twins(found: list[tuple[str, Handed]], there: Collection[str]) -> dict[str, str]:
    """Return the students whose folder is that of another one, who was found first."""
    taken = list(there)
    shared: dict[str, str] = {}
    for student in dict.fromkeys(who for who, _ in found):
        if twin := twins([student], taken):
            shared |= twin
        else:
            taken.append(student)
    return shared


def _two(student: str, found: list[tuple[str, Handed]]) -> str:
    people = [f"{part.owner.name!r} (number {part.owner.number})" for who, part in found if who == student]
    return f"{' and '.join(people)} both seem to be {student}: enter the numbers in the roster's column lms_id"


def _other_number(owner: Owner, roster: Roster) -> str:
    number = roster.other_number(owner)
    return f"known by the name: {owner.lms}'s number is {owner.number}, the roster's {number}" if number else ""
