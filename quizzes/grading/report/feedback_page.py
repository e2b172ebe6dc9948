"""The learner's feedback on one submission as a page: points, messages, diagnosis, where to read again.

The page holds the learner's own cells and what the grader said of them; of the tests it holds nothing. It runs no
script and loads nothing, and whatever stands in an answer is shown as text.

Why: DECISIONS.md#feedback-pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from quizzes.grading.report.html_page import code, link, page, table, text
from quizzes.grading.report.paragraphs import paragraph
from quizzes.model import Bank, Item
from quizzes.targets.html import plain
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
    next_steps: Sequence[str] = field(default_factory=tuple)  # HTML
    remarks: Sequence[tuple[str, str]] = ()  # what a person wrote to a cell that belongs to no task: its name, the text


def feedback_page(feedback: Feedback, bank: Bank) -> bytes:
    """Return the page."""
    score = max(0.0, sum(task.score for task in feedback.tasks) - feedback.penalty)
    body = [
        f"<h1>{text(feedback.assignment)} (Score: {score:g} / {feedback.max_score:g})</h1>",
        *_head(feedback),
        *_overview(feedback, bank),
        *(part for task in feedback.tasks for part in _task(task, feedback.book, bank)),
        *(
            f'<p class="told"><strong>A person writes on {text(name)}:</strong> {text(said)}</p>'
            for name, said in feedback.remarks
        ),
        *feedback.next_steps,
    ]
    return page(f"{feedback.assignment}: feedback for {feedback.student}", body)


def _head(feedback: Feedback) -> Iterator[str]:
    time = f", handed in {_time(feedback.submitted)}" if feedback.submitted else ""
    yield f'<p class="soft">For {text(feedback.student)}{time}.</p>'
    if feedback.penalty and feedback.due:
        due = _time(feedback.due)
        yield f"<p>It was due {due}: {feedback.penalty:g} points are taken off for being late.</p>"
    for message in dict.fromkeys((feedback.message, str(feedback.notes.get("message") or ""))):
        if message:
            yield f"<p><strong>{text(message)}</strong></p>"
    rebuilt = feedback.notes.get("rebuilt")
    if isinstance(rebuilt, list) and rebuilt:
        yield "<h2>What was put right in your notebook</h2>"
        yield "<p>It cost no points. Next time start from a fresh copy, and write only where it says so.</p>"
        yield "<ul>" + "".join(f"<li>{text(note)}</li>" for note in rebuilt) + "</ul>"


def _time(time: datetime) -> str:
    return text(f"{time:%Y-%m-%d %H:%M %Z}")


def _overview(feedback: Feedback, bank: Bank) -> Iterator[str]:
    if not feedback.tasks:
        return
    rows = []
    for task in feedback.tasks:
        name = _id(task)
        rows.append((f'<a href="#{text(name)}">{text(_title(name, bank))}</a>', _points(task), _outcome(task)))
    yield table("Points for each task", ("Task", "Points", "Outcome"), rows, [1])


def _task(task: TaskFeedback, book: str, bank: Bank) -> Iterator[str]:
    name = _id(task)
    item = shown(bank, name)
    yield f'<section class="box" id="{text(name)}"><h2><span>{text(_title(name, bank))}</span>'
    points = f"{_points(task)} points" if task.max_score else "no points"
    yield f"<span>{points}, {_outcome(task)}</span></h2>"
    if item is not None:
        yield f"<p>{text(plain(item.prompt))}</p>"
    if message := str(task.notes.get("message") or ""):
        yield f'<p class="told">{_message(message, item)}</p>'
    yield from _diagnosis(task, item, book, bank)
    yield from _properties(task)
    if task.comment:
        yield f'<p class="told"><strong>A person writes:</strong> {text(task.comment)}</p>'
    if task.by_hand:
        yield '<p class="soft">The points were given by a person.</p>'
    elif task.waits:
        yield '<p class="soft">A person will look at this answer; the points may still change.</p>'
    if task.code.strip():
        yield f"<details><summary>Your cell</summary>{code(task.code, f'Your cell for {name}')}</details>"
    yield "</section>"


def _diagnosis(task: TaskFeedback, item: Item | None, book: str, bank: Bank) -> Iterator[str]:
    if (task.max_score and task.score >= task.max_score) or task.waits:
        return
    known = bank.misconceptions.get(str(task.notes.get("misconception") or ""))
    if known is not None:
        said = f"A common misconception: <strong>{text(known.name)}.</strong>"
        yield f"<p>{said} What is true: {text(plain(known.text))}</p>"
    label = str(task.notes.get("see") or (item.see if item else ""))
    found = paragraph(label, bank.project) if label else None
    if found is not None:
        where = link(found.url(book), found.title)
        yield f"<p>Read again: {where}, on the page {text(found.page)} of the book.</p>"


def _properties(task: TaskFeedback) -> Iterator[str]:
    parts = task.notes.get("properties")
    if not isinstance(parts, list) or len(parts) < 2 or task.notes.get("outcome") in ("unanswered", "missing"):
        return
    rows = []
    for part in parts:
        got, most = float(part["points"]), float(part["max_points"])
        kind, word = _OUTCOMES["passed" if got >= most else "partly" if got > 0 else "failed"]
        said = str(part.get("message") or "")
        rows.append((text(part["id"]), f"{got:g} / {most:g}", f'<span class="{kind}">{word}</span>', _message(said)))
    yield table(f"What was looked at in {_id(task)}", ("Property", "Points", "Outcome", "Message"), rows, [1])


def _message(message: str, item: Item | None = None) -> str:
    """Return what the grader said: of an item it is Markdown, of code it may name things between backquotes."""
    return text(plain(message)) if item else _CODE.sub(r"<code>\1</code>", text(message))


def _id(task: TaskFeedback) -> str:
    return str(task.notes.get("id") or "")


def _title(name: str, bank: Bank) -> str:
    item = shown(bank, name)
    return f"Question {name}" if item else f"Task {name}"


def _points(task: TaskFeedback) -> str:
    if not task.max_score and not task.score:
        return "–"
    return f"{task.score:g} / {task.max_score:g}"


def _outcome(task: TaskFeedback) -> str:
    outcome = "manual" if task.waits else str(task.notes.get("outcome") or "")
    if not task.max_score and outcome in _OUTCOMES:  # no points tell whether it is right
        pass
    elif task.by_hand or outcome not in _OUTCOMES or outcome in ("passed", "partly", "failed"):
        outcome = "passed" if task.score >= task.max_score else "partly" if task.score > 0 else "failed"
    kind, word = _OUTCOMES[outcome]
    return f'<span class="{kind}">{word}</span>'
