"""What a learner has tried on their own machine: solutions open for the tasks that they have answered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.project import Project
from quizzes.targets.write import write_files

HOME = "QUIZZES_HOME"  # a variable of the environment: where the file is kept
FILE = "attempts.json"
_NOT_TRIED = ("unanswered", "missing")


@dataclass(frozen=True)
class Attempt:
    """One time that a notebook was graded here."""

    assignment: str
    time: str  # ISO
    score: float
    max_score: float
    tried: tuple[str, ...]  # tasks that were answered, right or not
    explained: Mapping[str, int] | None = None  # questions on their own code: how many `asked`, and `right`


def tried_in(tasks: Iterable[object], untouched: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the ids of the task grades that hold an answer; `untouched` are cells left as they were handed out."""
    left = set(untouched)
    return tuple(
        task.id  # type: ignore[attr-defined]
        for task in tasks
        if task.outcome.value not in _NOT_TRIED and task.id not in left  # type: ignore[attr-defined]
    )


def attempts_file(project: Project) -> Path:
    """Return where attempts at a project's assignments are kept."""
    return Path(os.environ.get(HOME) or Path.home() / f".{project.store}") / FILE


def record_attempt(attempt: Attempt, path: Path) -> None:
    """Add an attempt."""
    write_files({path.name: as_json([*read_attempts(path), attempt])}, path.parent)


def as_json(attempts: Iterable[Attempt]) -> bytes:
    """Return attempts as the file that the book's page My progress takes in."""
    text = json.dumps([vars(each) for each in attempts], ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def read_attempts(path: Path) -> tuple[Attempt, ...]:
    """Return all attempts, the oldest first.

    Raises
    ------
    UsageError
        If the file is damaged.
    """
    if not path.is_file():
        return ()
    try:
        return tuple(Attempt(**{**each, "tried": tuple(each["tried"])}) for each in json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{path} is damaged; rename it and grade your notebook again ({error})") from error


def tried(assignment: str, attempts: Iterable[Attempt]) -> frozenset[str]:
    """Return the tasks of an assignment that were ever answered."""
    return frozenset(task for attempt in attempts if attempt.assignment == assignment for task in attempt.tried)


def now() -> str:
    """Return the time as it is recorded."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
