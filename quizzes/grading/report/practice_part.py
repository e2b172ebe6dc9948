"""The part of the report about the questions on the pages: what learners have handed over of their own accord."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quizzes.grading.report import plots
from quizzes.grading.report.class_files import ClassFile, Practice
from quizzes.grading.report.html_page import Table
from quizzes.model import Bank
from quizzes.plain_text import cut

_LEVELS = {1: "guess", 2: "fairly sure", 3: "certain"}


@dataclass(frozen=True)
class ClassPractice:
    """What was handed over."""

    files: Mapping[str, ClassFile] = field(default_factory=dict)  # by student
    refused: Mapping[str, str] = field(default_factory=dict)  # file name -> what is wrong with it
    strangers: tuple[str, ...] = ()  # who is not in the course; left out of the figures
    enrolled: int = 0  # students of the course, or of the section


def practice_part(handed: ClassPractice, bank: Bank) -> dict[str, object] | None:
    """Return what ``practice.html.j2`` shows; None where no file was named."""
    if not handed.files and not handed.refused and not handed.strangers:
        return None
    tables = [_refused(handed)] if handed.refused else []
    if handed.files:
        tables += [
            _objectives(handed, bank),
            *_misconceptions(handed, bank),
            *_calibration(handed, bank),
            _learners(handed, bank),
        ]
    return {
        "learners": len(handed.files),
        "enrolled": handed.enrolled,
        "strangers": handed.strangers,
        "tables": tables,
    }


def _refused(handed: ClassPractice) -> Table:
    rows = [(cut(name, 100), why) for name, why in sorted(handed.refused.items())]
    return Table("Files that were not used", ("File", "Why"), rows)


def _known(file: ClassFile, bank: Bank) -> dict[str, Practice]:
    return {name: each for name, each in file.items.items() if name in bank.items}


def _objectives(handed: ClassPractice, bank: Bank) -> Table:
    found: dict[str, list[Practice]] = {}
    learners: dict[str, set[str]] = {}
    for student, file in handed.files.items():
        for name, each in _known(file, bank).items():
            objective = bank.items[name].objective
            found.setdefault(objective, []).append(each)
            learners.setdefault(objective, set()).add(student)
    rows = []
    for name, label in bank.objectives.items():
        if not (all_ := found.get(name)):
            continue
        last = sum(each.last_right for each in all_) / len(all_)
        first = sum(each.first_right for each in all_) / len(all_)
        shown = plots.bar(last, f"{last:.0%} right at the first try of the last day")
        rows.append((label, str(len(learners[name])), str(len(all_)), f"{first:.0%}", f"{last:.0%}", shown))
    columns = ("Objective", "Learners", "Questions met", "Right at first", "Right by now", "")
    return Table("Objectives, by the first try of the first day and of the last", columns, rows, [1, 2, 3, 4])


def _misconceptions(handed: ClassPractice, bank: Bank) -> Iterator[Table]:
    met = Counter(
        name
        for file in handed.files.values()
        for name in {name for each in _known(file, bank).values() for name in each.met}
        if name in bank.misconceptions
    )
    if not met:
        return
    whole = len(handed.files)
    rows = [(bank.misconceptions[name].name, f"{count} of {whole}") for name, count in met.most_common()]
    yield Table("Misconceptions that were met on the pages", ("Misconception", "Learners"), rows, [1])


def _calibration(handed: ClassPractice, bank: Bank) -> Iterator[Table]:
    said = [pair for file in handed.files.values() for each in _known(file, bank).values() for pair in each.sure]
    if not said:
        return
    rows = []
    for level, word in _LEVELS.items():
        rights = [right for sure, right in said if sure == level]
        share = f"{sum(rights) / len(rights):.0%}" if rights else "-"
        rows.append((word, str(len(rights)), share))
    yield Table("How sure they were at first tries", ("They said", "First tries", "Of them right"), rows, [1, 2])


def _learners(handed: ClassPractice, bank: Bank) -> Table:
    rows = []
    for student, file in sorted(handed.files.items()):
        items = _known(file, bank)
        answered = sum(each.attempts > 0 for each in items.values())
        right = sum(each.last_right for each in items.values())
        rows.append((cut(student, 100), file.made.isoformat(), str(len(file.read)), str(answered), str(right)))
    columns = ("Learner", "Made", "Pages read", "Questions answered", "Right by now")
    return Table("Learners who handed something over", columns, rows, [2, 3, 4])
