"""A student's own hidden numbers tell right from wrong, and each mistake by its name, exactly as the usual ones do."""

import secrets
from dataclasses import replace

import pytest

from quizzes.checks import draws
from quizzes.checks.load import assignments, load_tasks
from quizzes.targets.mutants import task_row

TASKS = [(name, task) for name in assignments() for task in load_tasks(name).values()]
IDS = [task.id for _, task in TASKS]


def outcomes(assignment, task):
    row = task_row(assignment, task)
    assert row.problems == ()
    return [(mutant.id, mutant.points, mutant.named) for mutant in row.mutants]


@pytest.mark.parametrize(("assignment", "task"), TASKS, ids=IDS)
def test_solutions_and_mutants_fare_with_a_students_numbers_as_with_the_usual_ones(assignment, task):
    secret = secrets.token_bytes(32)
    drawn = draws.own_task(assignment, task.id, secret, "ada")
    assert outcomes(assignment, drawn) == outcomes(assignment, task), f"secret {secret.hex()}"
    assert [case.property for case in drawn.cases] == [case.property for case in task.cases]


@pytest.mark.parametrize(("assignment", "task"), TASKS, ids=IDS)
def test_every_task_has_many_tried_draws(assignment, task):
    entry = draws.entries(assignment)[task.id]
    assert entry["task"] == draws.fingerprint(assignment, task.id), "another task than was tried: run `make draws`"
    assert entry["unfit"] == sorted(set(entry["unfit"]) & set(range(draws.DRAWS)))
    assert draws.DRAWS - len(entry["unfit"]) >= 100


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "tried on the spot"])
def test_next_draw_is_taken_where_one_is_unfit(monkeypatch, listed):
    fresh = {"task": draws.fingerprint("debug", "debug-clip") if listed else "another"}
    even = [number for number in range(draws.DRAWS) if number % 2 == 0]
    monkeypatch.setattr(draws, "entries", lambda assignment, project: {"debug-clip": {**fresh, "unfit": even if listed else []}})
    monkeypatch.setattr(draws, "drawn_task", lambda assignment, task_id, number, project: number)
    monkeypatch.setattr(draws, "fits", lambda assignment, task_id, number, project: number % 2 == 1)
    draws.is_fit.cache_clear()
    try:
        taken = {draws.own_task("debug", "debug-clip", b"s", f"student-{k}") for k in range(200)}
        monkeypatch.setattr(draws, "fits", lambda *which: False)
        monkeypatch.setattr(draws, "entries", lambda assignment, project: {})
        draws.is_fit.cache_clear()
        none_left = draws.own_task("debug", "debug-clip", b"s", "ada")
    finally:
        draws.is_fit.cache_clear()
    assert len(taken) > 60 and all(number % 2 == 1 for number in taken)
    assert none_left is load_tasks("debug")["debug-clip"]


def test_draw_is_unfit_where_a_mistake_earns_other_points_or_another_name(monkeypatch):
    task = load_tasks("debug")["debug-clip"]
    one_case = replace(task, cases=task.cases[2:3] * len(task.cases), draw=None)  # a norm below the limit
    assert draws.fits("debug", "debug-clip", 0)
    monkeypatch.setattr(draws, "drawn_task", lambda *which: one_case)
    assert not draws.fits("debug", "debug-clip", 0)


def test_draws_are_chosen_anew_for_each_student_task_and_secret():
    def chosen(secret, student):
        tasks = (draws.own_task("debug", name, secret, student) for name in load_tasks("debug"))
        return tuple(repr(task.cases[0].arguments) for task in tasks)

    ada = chosen(b"s", "ada")
    assert chosen(b"s", "ada") == ada
    assert len({ada, chosen(b"s", "bob"), chosen(b"t", "ada")}) == 3
    assert draws.own_task("debug", "debug-clip", b"", "ada") is load_tasks("debug")["debug-clip"]
    students = {repr(draws.own_task("debug", "debug-clip", b"s", f"{k}").cases[0].arguments) for k in range(300)}
    assert len(students) > 120


def test_draws_of_a_task_that_is_what_it_was_are_not_tried_again(monkeypatch):
    monkeypatch.setattr(draws, "fits", lambda assignment, task_id, number: number != 7)
    changed, *others = names = list(load_tasks("gates"))
    known = {name: {"task": draws.fingerprint("gates", name), "unfit": [1, 2]} for name in names}
    known[changed]["task"] = "another"
    found = dict(draws.tried("gates", known))
    assert found == {changed: {"task": draws.fingerprint("gates", changed), "unfit": [7]}} | {n: known[n] for n in others}
    assert {tuple(entry["unfit"]) for entry in dict(draws.tried("gates")).values()} == {(7,)}
