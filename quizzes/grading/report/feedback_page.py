"""The learner's feedback on one submission as a page: points, messages, diagnosis, where to read again.

The page holds the learner's own cells and what the grader said of them; of the tests it holds nothing. It runs no
script and loads nothing, and whatever stands in an answer is shown as text.

Why: DECISIONS.md#feedback-pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from quizzes.grading.report.html_page import Table, link, page
from quizzes.grading.report.paragraphs import paragraph
from quizzes.model import Bank, Item
from quizzes.targets.html import plain
from quizzes.templates import text
from quizzes.variants import shown

_CODE = re.compile(r"`([^`\n]{1,200})`")
_OUTCOMES = {
    "passed": ("good", "right"),
    "partly": ("partly", "partly right"),
    "failed": ("bad", "not right yet"),
    "unanswered": ("soft", "not answered"),
    "error": ("bad", "stopped with an error"),
    "timed-out": ("bad", "took too long"),
    "crashed": ("bad", "ended its process"),
    "over-memory": ("bad", "took too much memory"),
    "over-disk": ("bad", "wrote too much to the disk"),
    "over-output": ("bad", "printed too much"),
    "tampered": ("bad", "could not be judged"),
    "missing": ("bad", "missing"),
    "manual": ("soft", "waits for a person"),
}


@dataclass(frozen=True)
class TaskFeedback:
    """What is said of one task."""

    notes: Mapping[str, object]  # the task's part of grade.json
    score: float  # that counts: a person may have given another one
    max_score: float
    code: str = ""  # the learner's cell
    comment: str = ""  # what a person wrote
    by_hand: bool = False  # a person gave the points
    waits: bool = False  # a person has to look at it


@dataclass(frozen=True)
class Feedback:
    """What is said of one submission."""

    assignment: str
    student: str
    notes: Mapping[str, object]  # grade.json; empty where the submission could not be run
    tasks: Sequence[TaskFeedback]
    max_score: float
    message: str = ""  # why nothing could be run
    penalty: float = 0.0
    submitted: datetime | None = None  # this and the next in the zone in which it is shown
    due: datetime | None = None
    book: str = ""  # address of the published book
    remarks: Sequence[tuple[str, str]] = ()  # what a person wrote to a cell that belongs to no task: its name, the text


def feedback_page(feedback: Feedback, bank: Bank) -> bytes:
    """Return the page."""
    notes = feedback.notes
    messages = dict.fromkeys((feedback.message, str(notes.get("message") or "")))
    rebuilt = notes.get("rebuilt")
    rows = [(_anchor(task, bank), _points(task), _outcome(task)) for task in feedback.tasks]
    return page(
        "feedback",
        feedback=feedback,
        score=max(0.0, sum(task.score for task in feedback.tasks) - feedback.penalty),
        submitted=_time(feedback.submitted),
        due=_time(feedback.due),
        messages=[message for message in messages if message],
        rebuilt=rebuilt if isinstance(rebuilt, list) else [],
        overview=Table("Points for each task", ("Task", "Points", "Outcome"), rows, [1]),
        tasks=[_task(task, feedback.book, bank) for task in feedback.tasks],
    )


def _time(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M %Z}" if time else ""


def _anchor(task: TaskFeedback, bank: Bank) -> Markup:
    return link(f"#{_id(task)}", _title(_id(task), bank))


def _task(task: TaskFeedback, book: str, bank: Bank) -> dict[str, object]:
    """Return what the page shows of a task."""
    name = _id(task)
    item = shown(bank, name)
    done = bool(task.max_score and task.score >= task.max_score) or task.waits
    known = None if done else bank.misconceptions.get(str(task.notes.get("misconception") or ""))
    label = "" if done else str(task.notes.get("see") or (item.see if item else ""))
    found = paragraph(label, bank.project) if label else None
    return {
        "id": name,
        "title": _title(name, bank),
        "points": f"{_points(task)} points" if task.max_score else "no points",
        "outcome": _outcome(task),
        "prompt": plain(item.prompt) if item else "",
        "message": _message(str(task.notes.get("message") or ""), item),
        "misconception": known and {"name": known.name, "truth": plain(known.text)},
        "see": found and {"link": link(found.url(book), found.title), "page": found.page},
        "properties": _properties(task),
        "comment": task.comment,
        "by_hand": task.by_hand,
        "waits": task.waits,
        "code": task.code,
    }


def _properties(task: TaskFeedback) -> Table | None:
    parts = task.notes.get("properties")
    if not isinstance(parts, list) or len(parts) < 2 or task.notes.get("outcome") in ("unanswered", "missing"):
        return None
    rows = []
    for part in parts:
        got, most = float(part["points"]), float(part["max_points"])
        outcome = _word("passed" if got >= most else "partly" if got > 0 else "failed")
        rows.append((part["id"], f"{got:g} / {most:g}", outcome, _message(str(part.get("message") or ""))))
    return Table(f"What was looked at in {_id(task)}", ("Property", "Points", "Outcome", "Message"), rows, [1])


def _message(message: str, item: Item | None = None) -> Markup:
    """Return what the grader said: of an item it is Markdown, of code it may name things between backquotes."""
    if item:
        return text(plain(message))
    return Markup(_CODE.sub(r"<code>\1</code>", text(message)))  # escaped before the tags are put in


def _id(task: TaskFeedback) -> str:
    return str(task.notes.get("id") or "")


def _title(name: str, bank: Bank) -> str:
    item = shown(bank, name)
    return f"Question {name}" if item else f"Task {name}"


def _points(task: TaskFeedback) -> str:
    if not task.max_score and not task.score:
        return "–"
    return f"{task.score:g} / {task.max_score:g}"


def _outcome(task: TaskFeedback) -> Markup:
    outcome = "manual" if task.waits else str(task.notes.get("outcome") or "")
    if not task.max_score and outcome in _OUTCOMES:  # no points tell whether it is right
        pass
    elif task.by_hand or outcome not in _OUTCOMES or outcome in ("passed", "partly", "failed"):
        outcome = "passed" if task.score >= task.max_score else "partly" if task.score > 0 else "failed"
    return _word(outcome)


def _word(outcome: str) -> Markup:
    kind, word = _OUTCOMES[outcome]
    return Markup('<span class="{}">{}</span>').format(kind, word)
