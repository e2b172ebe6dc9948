"""What a course's folder holds of an assignment's answers: grades, diagnoses, and the answers to items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

import numpy as np

from quizzes.grading.cells import notes_of
from quizzes.grading.course.sources import read_sources
from quizzes.grading.intake.notebook_size import MAX_BYTES
from quizzes.grading.rebuild.rebuild import rebuild
from quizzes.grading.record.grade_json import read_notes
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import Scored
from quizzes.model import Bank, Item
from quizzes.plain_text import cut
from quizzes.variants import shown


@dataclass(frozen=True)
class TaskAnswer:
    """What one student did in one task."""

    score: float
    max_score: float
    outcome: str
    message: str = ""
    misconception: str = ""
    mutant: str = ""
    see: str = ""
    answer: object = None  # to an item


@dataclass(frozen=True)
class Answers:
    """All submissions of an assignment."""

    assignment: str
    tasks: tuple[str, ...]  # in the order of the notebook
    students: tuple[str, ...]  # whose notebook was run
    by_task: Mapping[str, Mapping[str, TaskAnswer]]  # task -> student -> answer
    totals: Mapping[str, float]  # of every submission, after penalties
    max_score: float
    not_run: Mapping[str, str] = field(default_factory=dict)  # student -> why
    waiting: Mapping[str, int] = field(default_factory=dict)  # task -> how many answers a person has yet to grade

    def scores(self) -> np.ndarray:
        """Return the scores, students by tasks; what is missing counts zero."""
        return np.array(
            [[self._score(task, student) for task in self.tasks] for student in self.students], dtype=float
        ).reshape(len(self.students), len(self.tasks))

    def most(self) -> np.ndarray:
        """Return the best score of each task."""
        return np.array(
            [max((each.max_score for each in self.by_task[task].values()), default=0.0) for task in self.tasks]
        )

    def _score(self, task: str, student: str) -> float:
        found = self.by_task[task].get(student)
        return found.score if found else 0.0


def read_answers(root: Path, assignment: str, scored: Mapping[str, Scored]) -> Answers:
    """Return the answers of every submission that the gradebook has.

    Scores come from the gradebook, where grades by hand are; diagnoses from the grader's own notes.
    """
    by_task: dict[str, dict[str, TaskAnswer]] = {}
    order: list[str] = []
    students, not_run, totals = [], {}, {}
    waiting: Counter[str] = Counter()
    for student, submission in sorted(scored.items()):
        totals[student] = submission.score
        notes = read_notes(root, assignment, student)
        told = {task["id"]: task for task in notes.get("tasks", ())}
        if not told and not _was_run(root, assignment, student):
            not_run[student] = notes.get("message") or "it could not be run"
            continue
        students.append(student)
        for cell in submission.cells:
            if cell.id not in by_task:
                by_task[cell.id] = {}
                order.append(cell.id)
            waiting[cell.id] += cell.open and cell.manual is None
            by_task[cell.id][student] = _answer(cell.score, cell.max_score, told.get(cell.id, {}))
    most = max((submission.max_score for submission in scored.values()), default=0.0)
    late = {task: count for task, count in waiting.items() if count}
    tasks = tuple(task for task in order if task not in late)
    known = {task: by_task[task] for task in tasks}
    return Answers(assignment, tasks, tuple(students), known, totals, most, not_run, late)


def _was_run(root: Path, assignment: str, student: str) -> bool:
    return any((root / "autograded" / student / assignment).glob("*.ipynb"))


def _answer(score: float, most: float, told: Mapping) -> TaskAnswer:
    outcome = "passed" if score >= most else "partly" if score > 0 else "failed"
    texts = {name: told.get(name) or "" for name in ("message", "misconception", "mutant", "see")}
    return TaskAnswer(score, most, told.get("outcome") or outcome, answer=told.get("answer"), **texts)


@dataclass(frozen=True)
class Held:
    """A misconception, and who held it."""

    misconception: str
    students: frozenset[str]
    tasks: tuple[str, ...]
    sees: tuple[str, ...]  # labels of the paragraphs that put it right, most frequent first


def held_misconceptions(answers: Answers, bank: Bank) -> list[Held]:
    """Return the misconceptions that answers point to, the most frequent first."""
    students: dict[str, set[str]] = {}
    tasks: dict[str, Counter[str]] = {}
    sees: dict[str, Counter[str]] = {}
    for task, by_student in answers.by_task.items():
        item = shown(bank, task)
        for student, answer in by_student.items():
            for name, see in led_by(answer, item):
                students.setdefault(name, set()).add(student)
                tasks.setdefault(name, Counter())[task] += 1
                if see:
                    sees.setdefault(name, Counter())[see] += 1
    found = [
        Held(name, frozenset(who), tuple(tasks[name]), tuple(see for see, _ in sees.get(name, Counter()).most_common()))
        for name, who in students.items()
    ]
    return sorted(found, key=lambda held: (-len(held.students), held.misconception))


def led_by(answer: TaskAnswer, item: Item | None) -> list[tuple[str, str]]:
    """Return the misconceptions that an answer points to, each with the label of the paragraph that puts it right."""
    found = [(answer.misconception, answer.see or (item.see if item else ""))] if answer.misconception else []
    if item is None:
        return found
    for option in item.options:
        if option.misconception and option.id in chosen_options(answer.answer):
            found.append((option.misconception, item.see))
    number = answer.answer
    if item.quantity and _is_number(number):
        found += [
            (mistake.misconception, item.see)
            for mistake in item.quantity.mistakes
            if mistake.misconception and abs(number - mistake.value) <= item.quantity.tolerance
        ]
    return list(dict.fromkeys(found))


def chosen_options(answer: object) -> tuple[str, ...]:
    """Return the ids of the options that an answer names."""
    if isinstance(answer, str):
        return (answer,)
    if isinstance(answer, list | tuple | set):
        return tuple(dict.fromkeys(part for part in answer if isinstance(part, str)))
    return ()


@dataclass(frozen=True)
class SameWay:
    """Students who failed one task in one way."""

    task: str
    way: str  # what tells it: the mutant's id or the misconception, else the message's beginning
    told: str  # what the grader said
    students: tuple[str, ...]
    share: float  # of those who did not get all points
    see: str = ""


_WAY = 80  # letters
_LARGEST = 10**300
_ENOUGH = 3  # students who fail alike before it is worth a line


def failed_alike(answers: Answers) -> list[SameWay]:
    """Return where several failed a task in the same way, by diagnosis; the most frequent first."""
    found = []
    for task, by_student in answers.by_task.items():
        failed = {student: each for student, each in by_student.items() if each.score < each.max_score}
        ways: dict[str, list[str]] = {}
        for student, each in failed.items():
            ways.setdefault(way_of(each), []).append(student)
        for way, students in ways.items():
            if len(students) >= _ENOUGH:
                first = failed[students[0]]
                share = len(students) / len(failed)
                found.append(SameWay(task, way, first.message, tuple(students), share, first.see))
    return sorted(found, key=lambda same: (-len(same.students), same.task))


def way_of(answer: TaskAnswer) -> str:
    """Return what tells one way of failing from another."""
    if answer.outcome in ("unanswered", "timed-out", "crashed", "missing"):
        return answer.outcome
    chosen = cut(", ".join(sorted(chosen_options(answer.answer))), _WAY)
    if _is_number(answer.answer):
        chosen = f"{answer.answer:g}"
    return answer.mutant or answer.misconception or chosen or answer.message.split(":")[0][:_WAY] or answer.outcome


def _is_number(answer: object) -> TypeGuard[int | float]:
    """Say whether an answer is a number that can be compared: no integer that no float holds."""
    return isinstance(answer, float) or (isinstance(answer, int) and abs(answer) < _LARGEST)


def code_of(course: NbgraderCourse, assignment: str, students: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """Return each student's solutions, and the stubs that everybody was given."""
    root, sources = course.root, course.ready(assignment, read_sources(course.root, assignment))
    wanted = {
        name: {
            notes_of(cell)["grade_id"]
            for cell in source["cells"]
            if cell["cell_type"] == "code" and notes_of(cell).get("solution")
        }
        for name, source in sources.items()
    }

    def joined(folder: Path) -> str:
        texts = []
        for name, source in sources.items():
            path = folder / f"{name}.ipynb"
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as file:
                    found = rebuild(file.read(MAX_BYTES + 1), source).sources
                texts += [
                    found[cell].rstrip() for cell in found if cell in wanted[name] and not cell.endswith("-answer")
                ]
        return "\n\n".join(texts)

    code = {student: joined(root / "submitted" / student / assignment) for student in students}
    return {student: text for student, text in code.items() if text}, joined(root / "release" / assignment)
