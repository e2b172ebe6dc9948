"""Every grade that changed between two states of the gradebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizzes.plain_text import one_line
from quizzes.targets.table import table

WHOLE = "(all)"
COLUMNS = ("student", "task", "before", "after", "message")


@dataclass(frozen=True)
class GradeChange:
    """One grade that is another one now."""

    student: str
    task: str  # its id; WHOLE for the submission, with its penalty
    before: float | None  # None where there was no grade
    after: float | None
    message: str = ""  # what the grader says now

    def as_json(self) -> dict[str, str | float | None]:
        """Return the change as JSON values."""
        return {name: getattr(self, name) for name in COLUMNS}

    def as_line(self) -> str:
        """Return the change as one line for a terminal."""
        grades = f"{_shown(self.before):>6} -> {_shown(self.after):<6}"
        return f"{one_line(self.student):<16} {one_line(self.task):<28} {grades} {one_line(self.message)}".rstrip()


@dataclass(frozen=True)
class Snapshot:
    """The scores of one submission."""

    score: float  # that counts, after the penalty
    tasks: Mapping[str, float]


def changes(
    before: Mapping[str, Snapshot], after: Mapping[str, Snapshot], messages: Mapping[tuple[str, str], str]
) -> Iterator[GradeChange]:
    """Yield what changed, by student: the whole first, then each task.

    Parameters
    ----------
    before, after : Mapping[str, Snapshot]
        By student.
    messages : Mapping
        What the grader said of a task, by (student, task).
    """
    for student in sorted({*before, *after}):
        old, new = before.get(student), after.get(student)
        whole = (old.score if old else None, new.score if new else None)
        if not _same(*whole):
            yield GradeChange(student, WHOLE, *whole)
        tasks = {**(old.tasks if old else {}), **(new.tasks if new else {})}
        for task in tasks:
            was, now = old.tasks.get(task) if old else None, new.tasks.get(task) if new else None
            if not _same(was, now):
                yield GradeChange(student, task, was, now, messages.get((student, task), ""))


def changes_csv(found: list[GradeChange]) -> bytes:
    """Return the changes as a table."""
    return table(COLUMNS, (tuple(change.as_json().values()) for change in found))


def _same(one: float | None, other: float | None) -> bool:
    return one is other or (one is not None and other is not None and abs(one - other) < 1e-9)


def _shown(score: float | None) -> str:
    return "none" if score is None else f"{score:g}"
