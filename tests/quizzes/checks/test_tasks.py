"""The graders tested: every right solution earns everything, every known mistake is stopped and recognised."""

import functools
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from quizzes.checks.inside import asking
from quizzes.checks.load import all_tasks, assignments, load_tasks
from quizzes.checks.namespace import mutant_source, namespace_of
from quizzes.checks.verify import calls, verify
from quizzes.load import load_bank
from quizzes.project import find_project
from quizzes.targets.mutants import mutant_table

BOOK = Path(__file__).resolve().parents[3] / "book"
BANK = load_bank()
MASTERS = find_project().place(find_project().masters)
TASKS = all_tasks()


@functools.cache
def rows():
    """Return the row of each task: every solution and every mutant judged, which takes seconds."""
    return {row.id: row for row in mutant_table(assignments())}


@pytest.mark.parametrize("task", TASKS)
def test_right_solutions_earn_everything_and_mutants_are_stopped_and_named(task):
    assert rows()[task].problems == ()


@pytest.mark.parametrize("task", TASKS)
def test_learner_is_told_whose_numbers_hers_are(task):
    for mutant in rows()[task].mutants:
        lead = ("Your numbers are those of ", "Your function works like ")
        assert mutant.message.startswith(tuple(f"{words}{mutant.says}. " for words in lead)), mutant.id


@pytest.mark.parametrize("task", TASKS)
def test_misconception_of_each_mutant_is_in_the_bank(task):
    assert {mutant.misconception for mutant in TASKS[task].mutants} <= {"", *BANK.misconceptions}


LABELS = {label for page in BOOK.rglob("*.md") for label in re.findall(r"^\((.*)\)=$", page.read_text("utf-8"), re.M)}


@pytest.mark.parametrize("task", TASKS)
def test_paragraph_that_puts_a_mutant_right_is_in_the_book(task):
    assert {mutant.see for mutant in TASKS[task].mutants} - LABELS == set()


def test_table_of_mutants_has_a_row_for_each_task_of_each_master():
    assert set(rows()) == set(TASKS)
    assert {row.assignment for row in rows().values()} == {path.stem for path in MASTERS.glob("*.md")}


def floats(task):
    """Return the arrays of numbers with fractions that each case hands over, but for arrays of zeros."""
    for case in TASKS[task].cases:
        arrays = [value for value in case.arguments if isinstance(value, np.ndarray) and value.dtype.kind == "f"]
        yield case, [array for array in arrays if array.any()]


@pytest.mark.parametrize("task", TASKS)
def test_numbers_of_the_cases_are_neither_symmetric_nor_alike(task):
    for case, arrays in floats(task):
        for array in arrays:
            values = np.sort(np.abs(array.ravel()))
            if values.size > 1 and array.any(axis=-1).all():  # what is padded with zeros is looked at elsewhere
                assert len(np.unique(values)) > 0.9 * values.size, case.name
            if array.ndim == 2 and array.shape[0] == array.shape[1] > 1:
                assert not np.allclose(array, array.T), case.name


@pytest.mark.parametrize("task", TASKS)
def test_sizes_differ_in_a_case_of_each_task(task):
    """Were N = H, say, a transposed matrix could pass."""
    named = [dict(re.findall(r"\b([NTDHVKAU]) = (\d+)", case.name)) for case in TASKS[task].cases]
    named = [sizes for sizes in named if len(sizes) > 1]
    assert not named or any(len(set(sizes.values())) == len(sizes) for sizes in named), task


@pytest.mark.parametrize("task", TASKS)
def test_cases_differ_from_each_other(task):
    results = [TASKS[task].reference(*case.arguments, *case.beside) for case in TASKS[task].cases]
    for one, other in pairwise(results):
        assert repr(one) != repr(other)


@pytest.mark.parametrize("task", [name for name, task in TASKS.items() if "state" in [p.id for p in task.properties]])
def test_state_is_not_zero_where_the_state_is_asked_for(task):
    for case in TASKS[task].cases:
        if case.property == "state":
            assert all(np.any(value) for value in case.arguments if isinstance(value, np.ndarray)), case.name


@pytest.mark.parametrize("task", TASKS)
def test_stub_gets_a_friendly_zero(task):
    function = TASKS[task].function
    verdict = verify(TASKS[task], asking(namespace_of(f"def {function}(*arguments):\n    pass")))
    assert verdict.points == 0.0
    assert verdict.message.startswith(f"{function} returned None: write its code, and end it with `return ")
    assert (verdict.misconception, verdict.mutant) == ("", "")


@pytest.mark.parametrize("task", TASKS)
def test_stderr_and_prints_cost_nothing(task):
    source = next(iter(TASKS[task].solutions.values()))
    name = TASKS[task].function
    loud = f"{source}\nquiet = {name}\ndef {name}(*a):\n    import sys, warnings\n    warnings.warn('!')\n"
    loud += "    print('50%|#####     |', file=sys.stderr)\n    return quiet(*a)"
    assert verify(TASKS[task], asking(namespace_of(loud))).points == TASKS[task].points


@pytest.mark.parametrize("task", TASKS)
def test_what_crosses_into_the_learner_s_process_holds_no_expected_value(task):
    for case, call in zip(TASKS[task].cases, calls(TASKS[task]), strict=False):
        assert len(call.arguments) == len(case.arguments)
        assert TASKS[task].function not in call.given


# A mutant was told an idea that its mistake does not imply.
ACCUSED = [
    ("seq2seq-encode", "row-off", "WRONG_STEP_READ"),  # a row of the alphabet is no step
    ("seq2seq-attend", "mask-zero", "PADDING_GETS_WEIGHT"),  # a mask was thought needed
    ("seq2seq-attend", "mask-afterwards", "PADDING_GETS_WEIGHT"),
    ("seq2seq-greedy", "one-row", "ANSWER_ONLY_AT_THE_END"),  # all its symbols are returned
]


@pytest.mark.parametrize(("task", "mutant", "name"), ACCUSED)
def test_a_mutant_is_not_told_an_idea_that_its_mistake_does_not_imply(task, mutant, name):
    (found,) = (each for each in TASKS[task].mutants if each.id == mutant)
    assert found.misconception != name


def test_a_row_that_end_lacks_is_not_taken_for_other_symbols():
    task = TASKS["seq2seq-greedy"]
    row = "        all_weights.append(weights[0])\n"
    late = task.solutions["model"].replace(row, "").replace("        ids.append(symbol)\n", f"        ids.append(symbol)\n{row}")
    source = mutant_source(task, replace(task.mutants[0], edit=("", ""), source=late))
    parts = {part.id: part for part in verify(task, asking(namespace_of(source))).properties}
    assert parts["first"].points == parts["first"].max_points
    assert "A row of weights for each step, the one that wrote END included." in parts["shape"].message


def test_tasks_are_loaded_by_assignment():
    assert load_tasks("nowhere") == {}
    assert list(load_tasks("gates")) == sorted(load_tasks("gates")) != []


def test_a_softmax_over_all_samples_and_steps_is_one():
    task = TASKS["seq2seq-attend"]
    mutant = next(mutant for mutant in task.mutants if mutant.id == "softmax-over-all")
    attend = namespace_of(mutant_source(task, mutant))["attend"]
    h, all_h, valid = task.cases[0].arguments
    shares = np.exp(np.einsum("nh,nth->nt", h, all_h))
    np.testing.assert_allclose(attend(h, all_h, valid)[0], shares / shares.sum())
