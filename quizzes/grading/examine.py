"""One submission from its bytes to its grade: rebuilt, run, judged. What a worker does; it writes nothing."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from types import MappingProxyType

from quizzes.checks.cases import salted
from quizzes.checks.load import load_tasks
from quizzes.grading import compatible
from quizzes.grading.apart import Apart
from quizzes.grading.callees import Master
from quizzes.grading.evidence import Grounds, grounds_within
from quizzes.grading.exercise import Examined, Exercise, Job, is_graded, notes_of, text_of
from quizzes.grading.judging import Written, judge_item, judge_task
from quizzes.grading.outcome import GradingOutcome, SubmissionGrade, TaskGrade, summary
from quizzes.grading.own_functions import own_functions
from quizzes.grading.probes import note_identities
from quizzes.grading.rebuild import Rebuilt, rebuild
from quizzes.grading.run import Connect, Run
from quizzes.grading.sandbox.session import CellResult, Stop
from quizzes.grading.shared_names import shared_names

# What a busy machine might have caused; time on the processor is the same on a busy one.
_AGAIN = {Stop.TIMED_OUT, Stop.CRASHED, Stop.OVER_MEMORY}


def examine(job: Job, exercise: Exercise, connect: Connect) -> Examined:
    """Return what came of a submission, whatever it holds.

    Raises
    ------
    GradingFault
        If no kernel can be had.
    """
    rebuilt = rebuild(job.content, exercise.source)
    blank = SubmissionGrade(
        student=job.student,
        score=0.0,
        max_score=exercise.max_score,
        outcome=GradingOutcome.UNREADABLE,
        message=rebuilt.unreadable,
        tasks=(),
        submitted=job.submitted,
        submission_sha256=hashlib.sha256(job.content).hexdigest(),
        master_sha256=exercise.sha256,
    )
    if rebuilt.unreadable:
        return Examined(blank)
    with (
        closing(_run_of(exercise, connect, job.beside.files)) as run,
        closing(_apart_of(exercise, connect, run)) as apart,
        salted(exercise.secret, exercise.name, job.student),
    ):
        notebook, tasks = _run(rebuilt, exercise, run, apart)
    score = round(sum(task.score for task in tasks), 6)
    notes = (*job.notes, *rebuilt.notes)
    grade = replace(
        blank,
        score=score,
        outcome=summary(tasks, notes),
        message=" ".join((*notes, *job.beside.notes)),
        tasks=tasks,
        rebuilt=notes,
        instructor_message=", ".join(dict.fromkeys(f"kernel {stop.value}" for stop in run.stops)),
    )
    short = score < grade.max_score
    again, over_cpu = short and bool(_AGAIN.intersection(run.stops)), short and Stop.OVER_CPU in run.stops
    return Examined(grade, notebook, rebuilt.untouched, again, over_cpu, run.spent.cpu_s)


def with_apart(exercise: Exercise, connect: Connect) -> Exercise:
    """Return the exercise with the ordinary test cells that give the master's solution all points when they run apart.

    No submission has a say in it. A cell that uses magics, or looks into a function's source, is not among them.
    """
    foreign = _foreign(exercise)
    found: set[str] = set()
    masters = Master()
    for _ in range(2):  # the second time for what a busy machine may have spoiled
        if found >= set(foreign):
            break
        whole = replace(exercise, apart=frozenset(foreign))
        master = Rebuilt(notebook=copy.deepcopy(dict(exercise.source)))
        with closing(_run_of(whole, connect)) as run, closing(Apart(connect, exercise.files, run)) as apart:
            _, grades = _run(master, whole, run, apart)
        masters = masters.joined(apart.learnt)
        found |= {grade.id for grade in grades if grade.id in foreign and grade.score >= grade.max_score}
    return replace(exercise, apart=frozenset(found), masters=masters)


def within(exercise: Exercise) -> tuple[str, ...]:
    """Return the ordinary test cells that run in the learner's kernel."""
    return tuple(name for name in _foreign(exercise) if name not in exercise.apart)


def grounds(exercise: Exercise) -> dict[str, Grounds]:
    """Return what the points of each graded cell that needs no person rest on, by grade id."""
    foreign, found = _foreign(exercise), {}
    for cell in exercise.source["cells"]:
        notes, name = notes_of(cell), notes_of(cell).get("grade_id", "")
        if cell["cell_type"] != "code" or not is_graded(cell):
            continue
        if notes.get("solution") or notes.get("task"):
            continue
        if name not in foreign:
            found[name] = Grounds.APART
        elif name in exercise.apart:
            found[name] = exercise.masters.evidence[name].grounds
        else:
            found[name] = grounds_within(foreign[name])
    return found


def _apart_of(exercise: Exercise, connect: Connect, run: Run) -> Apart:
    return Apart(connect, exercise.files, run, exercise.masters)


def _run_of(exercise: Exercise, connect: Connect, own: Mapping[str, bytes] = MappingProxyType({})) -> Run:
    return Run(connect, {**own, **exercise.files}, note_identities if within(exercise) else lambda run: None)


def _run(rebuilt: Rebuilt, exercise: Exercise, run: Run, apart: Apart) -> tuple[dict, tuple[TaskGrade, ...]]:
    """Run the cells in order and judge the graded ones; return the notebook with its outputs and the grades."""
    cells, grades = [], []
    known = load_tasks(exercise.name)
    written: dict[str, CellResult] = {}  # by grade id: the cells that the learner filled for what is judged next
    judged = False  # since they were filled
    shared = iter(shared_names(exercise.source["cells"]) if exercise.apart else ())
    for place, cell in enumerate(rebuilt.notebook["cells"]):
        theirs = None if place in rebuilt.added else next(shared, None)  # of a cell of the master's
        notes, code = notes_of(cell), cell["cell_type"] == "code"
        name = notes.get("grade_id", "")
        result = CellResult()
        if not is_graded(cell) or notes.get("solution"):
            if code and text_of(cell).strip():
                result = run.cell(text_of(cell))
                if theirs is not None and not notes.get("solution") and result.stop is None:
                    apart.follow(text_of(cell), theirs)
            if notes.get("solution"):
                written = {name: result} if judged else {**written, name: result}
                judged = False
            if is_graded(cell):
                grades.append(_manual(name, notes))
        elif notes.get("task") or not code:
            grades.append(_manual(name, notes))
        else:
            points = float(notes.get("points", 0))
            state = _state(written, rebuilt)
            if name in known:
                task = known[name].drawn_anew() if exercise.secret else known[name]
                grade, report = judge_task(task, points, run, state)
                result = CellResult(_shown(report))
            elif name in exercise.items:
                grade, report = judge_item(exercise.items[name], points, run, state)
                result = CellResult(_shown(report))
            elif name in exercise.apart and theirs is not None:
                grade, result = apart.judge(name, text_of(cell), theirs, points, state)
            else:
                own = own_functions(exercise.source["cells"], name)
                grade, result = compatible.judge_cell(name, text_of(cell), points, run, state, own)
                if theirs is not None and result.stop is None:
                    apart.follow(text_of(cell), theirs)
            grades.append(grade)
            judged = True
        cells.append(_with_outputs(cell, result) if code else cell)
    inside = {name: text for name, text in _foreign(exercise).items() if name not in exercise.apart}
    return {**rebuilt.notebook, "cells": cells}, compatible.judge_liars(inside, grades, run)


def _foreign(exercise: Exercise) -> dict[str, str]:
    """Return the graded cells that are ordinary test cells, by grade id."""
    known = {*load_tasks(exercise.name), *exercise.items}
    return {
        notes_of(cell)["grade_id"]: text_of(cell)
        for cell in exercise.source["cells"]
        if cell["cell_type"] == "code"
        and is_graded(cell)
        and not notes_of(cell).get("solution")
        and not notes_of(cell).get("task")
        and notes_of(cell)["grade_id"] not in known
    }


def _state(written: Mapping[str, CellResult], rebuilt: Rebuilt) -> Written:
    bad = [result for result in written.values() if result.stop is not None or result.error]
    return Written(
        untouched=bool(written) and all(name in rebuilt.untouched for name in written),
        missing=any(name in rebuilt.missing for name in written),
        result=bad[0] if bad else CellResult(),
    )


def _manual(name: str, notes: Mapping) -> TaskGrade:
    return TaskGrade(name, 0.0, float(notes.get("points", 0)), GradingOutcome.MANUAL, "Read and graded by a person.")


def _shown(report: str) -> tuple[dict, ...]:
    return ({"output_type": "stream", "name": "stdout", "text": report + "\n"},)


def _with_outputs(cell: Mapping, result: CellResult) -> dict:
    outputs = list(result.outputs)
    if result.stop is not None:
        text = f"This cell was stopped: {result.stop.value}."
        outputs.append({"output_type": "error", "ename": "Stopped", "evalue": text, "traceback": [text]})
    return {**cell, "outputs": outputs, "execution_count": result.count or None}
