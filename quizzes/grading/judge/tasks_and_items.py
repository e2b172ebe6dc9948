"""One graded cell judged: a code task by calls, an item by its answer; the outcome and what is told about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.checks.inside import report
from quizzes.checks.model import Read, Reply, ReplyKind, Request, Task, TaskVerdict
from quizzes.checks.verify import verify
from quizzes.grading.outcome import Diagnosis, GradingOutcome, PropertyGrade, TaskGrade
from quizzes.grading.run.run import Run
from quizzes.grading.sandbox.session import CellResult, Stop
from quizzes.judge import judge
from quizzes.kinds import KINDS
from quizzes.kinds.content import Choices
from quizzes.model import Item, Quantity
from quizzes.plain_text import cut
from quizzes.targets.item_cells import answer_name

OF_STOP = {
    Stop.TIMED_OUT: GradingOutcome.TIMED_OUT,
    Stop.OVER_CPU: GradingOutcome.TIMED_OUT,
    Stop.CRASHED: GradingOutcome.CRASHED,
    Stop.OVER_MEMORY: GradingOutcome.OVER_MEMORY,
    Stop.OVER_OUTPUT: GradingOutcome.OVER_OUTPUT,
    Stop.TAMPERED: GradingOutcome.TAMPERED,
}
SAYS = {
    GradingOutcome.TIMED_OUT: "did not end in time. Look for a loop that never ends.",
    GradingOutcome.CRASHED: "ended the process in which it ran.",
    GradingOutcome.OVER_MEMORY: "took more memory than there is.",
    GradingOutcome.OVER_DISK: "wrote more files, or larger ones, than there is room for.",
    GradingOutcome.OVER_OUTPUT: "put out far more than can be kept.",
    GradingOutcome.TAMPERED: "answered the grader in a way that an honest run cannot.",
}
_DISK = (27, 28, 122)  # errno: file too large, no space left, quota exceeded
_LONG_ANSWER, _SHORT = 50_000, 100  # letters of all its texts; of one that is not counted
_UNANSWERED: tuple[object, ...] = (None, "", [], (), {})


@dataclass(frozen=True)
class WrittenCells:
    """What is known of the cells in which a learner wrote a task."""

    untouched: bool = False  # all of them are as they were handed out
    missing: bool = False  # one of them was nowhere to be found
    result: CellResult = CellResult()  # of the first that did not end well, else of the last


def judge_task(task: Task, points: float, run: Run, written: WrittenCells) -> tuple[TaskGrade, str]:
    """Return the grade of a code task, and the report that stands below its cell."""
    seen: list[Reply] = []
    stops: list[Stop | None] = []

    def ask(requests: Sequence[Request]) -> Sequence[Reply]:
        replies, stop = run.ask(requests)
        seen.extend(replies)
        stops.append(stop)
        return replies

    verdict = verify(task, ask)
    share = points / verdict.max_points if verdict.max_points else 0.0
    outcome, message, note = _outcome(verdict, written, seen, next((stop for stop in stops if stop), None))
    grade = TaskGrade(
        id=task.id,
        score=round(verdict.points * share, 6),
        max_score=points,
        outcome=outcome,
        message=message,
        instructor_message=note,
        diagnosis=Diagnosis(verdict.misconception, verdict.mutant, verdict.see),
        properties=tuple(
            PropertyGrade(part.id, part.points * share, part.max_points * share, part.message)
            for part in verdict.properties
        ),
    )
    text = report(verdict)
    return grade, text if message == verdict.message else f"{message}\n{text}"


def _outcome(
    verdict: TaskVerdict, written: WrittenCells, seen: list[Reply], stop: Stop | None
) -> tuple[GradingOutcome, str, str]:
    """Return the outcome, the learner's message and the instructor's note."""
    errors = [reply for reply in seen if reply.kind is ReplyKind.ERROR]
    note = f"First error: {errors[0].message}" if errors else ""
    if verdict.points >= verdict.max_points:
        return GradingOutcome.PASSED, verdict.message, ""
    if stop is not None:
        outcome = OF_STOP[stop]
        note = f"Stopped while it was judged: {stop.value}. {note}".strip()
        if verdict.points <= 0 or outcome is GradingOutcome.TAMPERED:
            return outcome, _says(outcome, verdict), note
    if verdict.points > 0:
        return GradingOutcome.PARTLY, verdict.message, note
    cell = outcome_of_cell(written.result)
    if cell is not None and any(reply.kind is ReplyKind.ABSENT for reply in seen):
        return cell[0], cell[1], f"Its cell did not run to its end. {note}".strip()
    if written.missing:
        return GradingOutcome.MISSING, "The cell in which this task is written is not in the notebook.", note
    if written.untouched:
        return GradingOutcome.UNANSWERED, verdict.message, note
    if any(reply.kind is ReplyKind.OVER_MEMORY for reply in seen):
        return GradingOutcome.OVER_MEMORY, verdict.message, note
    if errors and len(errors) == len(seen):
        disk = any(f"[Errno {number}]" in errors[0].message for number in _DISK)
        return (GradingOutcome.OVER_DISK if disk else GradingOutcome.ERROR), verdict.message, note
    return GradingOutcome.FAILED, verdict.message, note


def _says(outcome: GradingOutcome, verdict: TaskVerdict) -> str:
    if outcome in (GradingOutcome.TIMED_OUT, GradingOutcome.OVER_MEMORY):
        return verdict.message
    return f"The function {SAYS[outcome]}"


def outcome_of_cell(result: CellResult) -> tuple[GradingOutcome, str] | None:
    """Return the outcome of a cell that did not end well, and the message; None where it did."""
    if result.stop is not None:
        outcome = OF_STOP[result.stop]
        return outcome, f"The cell {SAYS[outcome]}"
    if not result.error:
        return None
    if result.error == "MemoryError":
        return GradingOutcome.OVER_MEMORY, f"The cell {SAYS[GradingOutcome.OVER_MEMORY]}"
    if result.errno in _DISK:
        return GradingOutcome.OVER_DISK, f"The cell {SAYS[GradingOutcome.OVER_DISK]}"
    return GradingOutcome.ERROR, f"{result.error}: {result.message}".removesuffix(": ")


def judge_item(item: Item, points: float, run: Run, written: WrittenCells) -> tuple[TaskGrade, str]:
    """Return the grade of an item's answer, and the report that stands below its cell."""
    (reply,), stop = run.ask([Read(answer_name(item.id))])
    if stop is not None:
        outcome = OF_STOP[stop]
        grade = TaskGrade(item.id, 0.0, points, outcome, f"Reading the answer: the notebook {SAYS[outcome]}")
        return grade, grade.message
    if _is_long(reply.value):
        message = "The answer is far longer than any that was asked for."
        return TaskGrade(item.id, 0.0, points, GradingOutcome.FAILED, message), message
    answer = _answer(item, reply.value)
    cell = outcome_of_cell(written.result)
    empty = reply.kind is ReplyKind.VALUE and any(type(answer) is type(none) and answer == none for none in _UNANSWERED)
    if reply.kind is not ReplyKind.VALUE or (empty and cell is not None):
        if written.missing:
            outcome, message = GradingOutcome.MISSING, "The cell for the answer is not in the notebook."
        elif written.untouched:
            outcome, message = GradingOutcome.UNANSWERED, "Not answered."
        elif cell is not None:
            outcome, message = cell
        elif reply.kind is ReplyKind.ABSENT:
            outcome, message = GradingOutcome.FAILED, f"There is no answer: {reply.message}."
        else:
            outcome, message = GradingOutcome.FAILED, f"The answer cannot be read: {reply.message}."
        return TaskGrade(item.id, 0.0, points, outcome, message), message
    if empty:
        outcome = GradingOutcome.MISSING if written.missing else GradingOutcome.UNANSWERED
        message = "The cell for the answer is not in the notebook." if written.missing else "Not answered."
        return TaskGrade(item.id, 0.0, points, outcome, message, answer=answer), message
    verdict = judge(item, answer)
    if verdict.score >= 1:
        outcome = GradingOutcome.PASSED
    else:
        outcome = GradingOutcome.PARTLY if verdict.score > 0 else GradingOutcome.FAILED
    message = cut(" ".join([verdict.message, *_reasons(item, verdict.shown)]))
    named = verdict.misconceptions[0] if verdict.misconceptions else ""
    grade = TaskGrade(
        id=item.id,
        score=round(points * verdict.score, 6),
        max_score=points,
        outcome=outcome,
        message=message,
        diagnosis=Diagnosis(misconception=named, see=item.see if verdict.score < 1 else ""),
        answer=answer,
    )
    return grade, message


def _reasons(item: Item, shown: tuple[str, ...]) -> list[str]:
    """Return why each wrong option that was chosen is wrong, and what leads to a known wrong number."""
    return [why.strip() for name, why in KINDS[item.kind].whys(item) if name in shown and name not in item.key]


def _answer(item: Item, value: object) -> object:
    """Return an answer as the judge takes it: where one thing is asked for, what holds one thing alone is that."""
    answer = _as_json(value)
    content = KINDS[item.kind].content(item)
    one = content.several is False if isinstance(content, Choices) else isinstance(content, Quantity)
    if one and isinstance(answer, list) and len(answer) == 1:
        return answer if isinstance(answer[0], list) else answer[0]
    return answer


def _is_long(answer: object) -> bool:
    """Say whether an answer holds texts of more letters than any question asks for."""
    waiting, letters = [answer], 0
    while waiting and letters <= _LONG_ANSWER:
        part = waiting.pop()
        if isinstance(part, str) and len(part) > _SHORT:
            letters += len(part)
        elif isinstance(part, list | tuple | frozenset):
            waiting += part
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
    return letters > _LONG_ANSWER


def _as_json(value: object) -> object:
    """Return an answer as JSON values: lists for tuples and sets, Python's numbers for numpy's."""
    if isinstance(value, frozenset):
        return sorted(map(_as_json, value), key=repr)
    if isinstance(value, tuple | list):
        return [_as_json(part) for part in value]
    if isinstance(value, dict):
        return {key: _as_json(part) for key, part in value.items()}
    return value.tolist() if hasattr(value, "tolist") else value
