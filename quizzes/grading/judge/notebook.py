"""One notebook judged: its cells run in order, each graded one judged in its place; and how its test cells may run."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace

from quizzes.checks.draws import own_task
from quizzes.checks.load import load_tasks
from quizzes.grading.cells import is_graded, notes_of, text_of
from quizzes.grading.judge import asserts
from quizzes.grading.judge.asserts_apart import Apart
from quizzes.grading.judge.callees import MasterRun
from quizzes.grading.judge.carried import Carried, source_of, to_be_moved
from quizzes.grading.judge.evidence import Grounds, grounds_within
from quizzes.grading.judge.exercise import Exercise
from quizzes.grading.judge.formative import Ran, is_formative, tasks_of
from quizzes.grading.judge.probes import note_identities
from quizzes.grading.judge.shared_names import shared_names
from quizzes.grading.judge.tasks_and_items import WrittenCells, judge_item, judge_task
from quizzes.grading.outcome import GradingOutcome, TaskGrade
from quizzes.grading.rebuild.names_in_code import names_of
from quizzes.grading.rebuild.rebuild import Rebuilt
from quizzes.grading.run.run import Connect, Run
from quizzes.grading.sandbox.session import CellResult


def with_apart(exercise: Exercise, connect: Connect, tests: Connect | None = None) -> Exercise:
    """Return the exercise with the ordinary test cells that give the master's solution all points when they run apart.

    No submission has a say in it. A cell that uses magics, looks into a function's source or finds nothing to call
    apart is not among them. Where cells of both kinds stand in one notebook, the master's solution is tried with just
    that division, and without any where it loses points by it. What it does not get even so is noted, with the reason.
    """
    foreign = exercise.test_cells
    if not foreign:
        return exercise
    whole = replace(exercise, apart=frozenset(foreign))
    kernels = connect, tests or connect
    grades, masters = _masters(whole, *kernels)
    idle = {name for name, evidence in masters.evidence.items() if evidence.looks_at_nothing}
    found = _all_points(grades) - idle
    if found >= set(foreign):
        return replace(whole, masters=masters)
    mixed = replace(exercise, apart=_kept_apart(exercise, found), masters=masters)
    grades, _ = _masters(mixed, *kernels)
    lost = set(foreign) - _all_points(grades)
    if lost and mixed.apart:
        together = replace(exercise, masters=masters)
        others, _ = _masters(together, *kernels)
        if _all_points(others) >= _all_points(grades) and len(_all_points(others)) > len(_all_points(grades)):
            mixed, grades = together, others
    return replace(mixed, unproven={name: task.message for name, task in grades.items() if not _is_full(task)})


def _masters(exercise: Exercise, connect: Connect, tests: Connect) -> tuple[dict[str, TaskGrade], MasterRun]:
    """Return what the master's solution gets in the ordinary test cells, and what these see of its objects."""
    foreign, masters = exercise.test_cells, MasterRun()
    best: dict[str, TaskGrade] = {}
    for _ in range(2):  # the second time for what a busy machine may have spoiled
        master = Rebuilt(notebook=copy.deepcopy(dict(exercise.source)))
        run = Run(connect, exercise.files, looked_at_first(exercise))
        with closing(run), closing(Apart(tests, exercise.files, run)) as apart:
            notebook, grades = judge_cells(master, exercise, run, apart)
        masters = masters.joined(apart.learnt)
        grades = tuple(replace(task, message=_with_line(task, notebook)) for task in grades)
        best |= {task.id: task for task in grades if task.id in foreign and not _is_full(best.get(task.id))}
        if not run.stops or all(map(_is_full, best.values())):
            break
    return best, masters


def _with_line(task: TaskGrade, notebook: Mapping) -> str:
    """Return what is said of a test cell, with the line of it that fails."""
    for cell in notebook["cells"]:
        if notes_of(cell).get("grade_id") == task.id:
            texts = "\n".join(text for output in cell.get("outputs", ()) for text in output.get("traceback", ()))
            lines = [line.partition(" ")[2].strip() for line in texts.splitlines() if line.startswith("---->")]
            if lines:
                return f"{task.message.removesuffix('.')}, in the line: {' '.join(lines[0].split()[1:])}"
    return task.message


def _is_full(task: TaskGrade | None) -> bool:
    return task is not None and task.outcome is GradingOutcome.PASSED and task.score >= task.max_score


def _all_points(grades: Mapping[str, TaskGrade]) -> set[str]:
    return {name for name, task in grades.items() if _is_full(task)}


def _kept_apart(exercise: Exercise, found: set[str]) -> frozenset[str]:
    """Return those of the cells that can run apart beside the others, which run in the learner's kernel."""
    cells = [(notes_of(cell), text_of(cell)) for cell in exercise.source["cells"] if cell["cell_type"] == "code"]
    solutions = (names_of(text).bound for notes, text in cells if notes.get("solution"))
    learner_names: frozenset[str] = frozenset().union(*solutions)
    apart = frozenset(found)
    while True:
        placed = [
            (name, text, "learner" if notes.get("solution") else "apart" if name in apart else "within")
            for notes, text in cells
            for name in [notes.get("grade_id", "")]
        ]
        moved = to_be_moved(placed, learner_names)
        if not moved & apart:
            return apart
        apart -= moved


def grounds(exercise: Exercise) -> dict[str, Grounds]:
    """Return what the points of each graded cell that needs no person rest on, by grade id."""
    foreign, found, tools = exercise.test_cells, {}, exercise.tools
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
            own = tools.functions.get(name, ""), *tools.modules.values()
            found[name] = grounds_within(foreign[name], *own)
    return found


def looked_at_first(exercise: Exercise) -> Callable[[Run], object]:
    """Return what a run looks at in each kernel before any cell runs there."""
    if not exercise.within:
        return lambda run: None
    modules = tuple(exercise.tools.modules)
    return lambda run: note_identities(run, modules)


def judge_cells(
    rebuilt: Rebuilt,
    exercise: Exercise,
    run: Run,
    apart: Apart,
    student: str = "",
    judged_one: Callable[[TaskGrade], object] = lambda grade: None,
) -> tuple[dict, tuple[TaskGrade, ...]]:
    """Run the cells in order and judge the graded ones; return the notebook with its outputs and the grades.

    `judged_one` is given each grade as it is made; what lies in an ordinary test cell may take its points yet.
    """
    cells, grades = [], []
    known, foreign = load_tasks(exercise.name, exercise.project), exercise.test_cells
    written: dict[str, CellResult] = {}  # by grade id: the cells that the learner filled for what is judged next
    judged = False  # since they were filled
    ran: list[Ran] = []
    shared = iter(shared_names(exercise.source["cells"]) if exercise.apart else ())
    carried = Carried()  # from cells that ran apart
    told = 0
    for place, cell in enumerate(rebuilt.notebook["cells"]):
        master_cell = None if place in rebuilt.added else next(shared, None)  # of a cell of the master's
        notes, code = notes_of(cell), cell["cell_type"] == "code"
        name = notes.get("grade_id", "")
        result = CellResult()
        if code and name not in exercise.apart:
            hidden = master_cell is not None and not notes.get("solution")
            if before := source_of(carried.before(text_of(cell), hidden=hidden)):
                run.cell(before)
        if notes.get("solution") or not (is_graded(cell) or notes.get("task") or name in foreign):
            if code and text_of(cell).strip():
                result = run.cell(text_of(cell))
                if master_cell is not None and not notes.get("solution") and result.stop is None:
                    apart.follow(text_of(cell), master_cell)
            if notes.get("solution"):
                written = {name: result} if judged else {**written, name: result}
                judged = False
            if is_graded(cell) or (notes.get("grade") and notes.get("solution")):
                grades.append(_manual(name, notes, untouched=name in rebuilt.untouched and not exercise.ask))
        elif notes.get("task") or not code:
            grades.append(_manual(name, notes))
        else:
            points = float(notes.get("points", 0))
            state = _state(written, rebuilt)
            if name in known:
                task = own_task(exercise.name, name, exercise.secret, student, exercise.project)
                grade, report = judge_task(task, points, run, state)
                result = CellResult(_shown(report))
            elif name in exercise.items:
                grade, report = judge_item(exercise.items[name], points, run, state)
                result = CellResult(_shown(report))
            elif name in exercise.apart and master_cell is not None:
                grade, result = apart.judge(name, text_of(cell), master_cell, points, state)
                carried.add(name, text_of(cell))
            else:
                grade, result = asserts.judge_cell(name, text_of(cell), points, run, state, exercise.tools)
                if master_cell is not None and result.stop is None:
                    apart.follow(text_of(cell), master_cell)
            grades.append(grade)
            judged = True
        for grade in grades[told:]:
            judged_one(grade)
        told = len(grades)
        if code and place not in rebuilt.added:
            ran.append((notes, result))
        cells.append(_with_outputs(cell, result) if code else cell)
    if is_formative(exercise.source):
        grades += tasks_of(ran, rebuilt.untouched)
    inside = {name: foreign[name] for name in exercise.within}
    return {**rebuilt.notebook, "cells": cells}, asserts.judge_liars(inside, grades, run, exercise.tools)


def _state(written: Mapping[str, CellResult], rebuilt: Rebuilt) -> WrittenCells:
    bad = [result for result in written.values() if result.stop is not None or result.error]
    return WrittenCells(
        untouched=bool(written) and all(name in rebuilt.untouched for name in written),
        missing=any(name in rebuilt.missing for name in written),
        result=bad[0] if bad else CellResult(),
    )


def _manual(name: str, notes: Mapping, *, untouched: bool = False) -> TaskGrade:
    points = float(notes.get("points") or 0)
    if untouched:
        return TaskGrade(name, 0.0, points, GradingOutcome.UNANSWERED, "Not answered.")
    message = "Read and graded by a person." if points else "Read by a person; it gives no points."
    return TaskGrade(name, 0.0, points, GradingOutcome.MANUAL, message)


def _shown(report: str) -> tuple[dict, ...]:
    return ({"output_type": "stream", "name": "stdout", "text": report + "\n"},)


def _with_outputs(cell: Mapping, result: CellResult) -> dict:
    outputs = list(result.outputs)
    if result.stop is not None:
        text = f"This cell was stopped: {result.stop.value}."
        outputs.append({"output_type": "error", "ename": "Stopped", "evalue": text, "traceback": [text]})
    return {**cell, "outputs": outputs, "execution_count": result.count or None}
