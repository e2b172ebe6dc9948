"""The judge of the page: it makes the calls of a task, and a verdict of the replies. No learner's code runs here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from quizzes.checks.messages import from_text, to_text
from quizzes.checks.model import Reply, ReplyKind, Task, TaskVerdict
from quizzes.checks.recorded import restore
from quizzes.checks.verify import calls, verify

FOLDER = Path("/tasks")
_KINDS = {kind.value for kind in ReplyKind}


@cache
def _task(task_id: str) -> Task:
    return restore((FOLDER / f"{task_id}.json").read_text(encoding="utf-8"))


def add(task_id: str, text: str) -> None:
    """Take a task that was fetched."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{task_id}.json").write_text(text, encoding="utf-8")


def requests(task_id: str) -> str:
    """Return the calls of a task as a JSON list of texts."""
    return json.dumps([to_text(call) for call in calls(_task(task_id))])


def verdict(task_id: str, replies: str) -> str:
    """Return the verdict on the answers: a JSON list of texts, and of kinds where there is no text."""
    given = [_reply(each) for each in json.loads(replies)]
    return json.dumps(as_json(verify(_task(task_id), lambda _requests: given)), ensure_ascii=False)


def _reply(text: str) -> Reply:
    return Reply(ReplyKind(text)) if text in _KINDS else from_text(text)


def as_json(told: TaskVerdict) -> dict[str, object]:
    """Return a verdict as JSON values."""
    parts: Sequence = [
        {"id": part.id, "points": part.points, "most": part.max_points, "message": part.message}
        for part in told.properties
    ]
    return {
        "task": told.task,
        "points": told.points,
        "most": told.max_points,
        "message": told.message,
        "misconception": told.misconception,
        "see": told.see,
        "mutant": told.mutant,
        "properties": parts,
    }
