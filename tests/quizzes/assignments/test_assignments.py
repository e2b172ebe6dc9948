"""The assignments as learners get them: solvable, honest about what is asked, and of use to who is stuck."""

import ast
import re

import pytest

from quizzes.assignments.master import Role, load_masters
from quizzes.assignments.regions import Region, without
from quizzes.assignments.rehearse import rehearse
from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source
from quizzes.load import load_bank
from quizzes.targets.check import stubs
from quizzes.targets.nbgrader_source import source_notebook

BANK = load_bank()
MASTERS = load_masters(BANK)
NOTEBOOKS = {name: source_notebook(BANK, master) for name, master in MASTERS.items()}
TASKS = [(name, task) for name in MASTERS for task in load_tasks(name)]


def graded(name):
    return [cell for cell in NOTEBOOKS[name]["cells"] if cell["metadata"].get("nbgrader", {}).get("points")]


def rehearsed(name, replace=None, notebook=None):
    return rehearse(notebook or NOTEBOOKS[name], replace, MASTERS[name].files)


def of_role(name, role):
    return [cell for cell in MASTERS[name].cells if cell.role is role]


@pytest.mark.parametrize("name", MASTERS)
def test_solution_of_the_master_earns_everything(name):
    scores = rehearsed(name)
    assert {task: score.message for task, score in scores.items() if score.points < score.max_points} == {}


@pytest.mark.parametrize("name", MASTERS)
def test_stubs_left_as_they_are_get_a_friendly_zero(name):
    scores = rehearsed(name, stubs(NOTEBOOKS[name]))
    tasks = load_tasks(name)
    assert set(tasks) <= set(scores)
    for task, score in scores.items():
        assert score.points == 0.0, task
        if task not in tasks:
            assert score.message.startswith(f"AssertionError: {task} is not answered yet")
        elif name == "debug":  # its stubs are broken programs
            assert re.match("Your (numbers are those|function works like) .*as it was handed out", score.message)
        else:
            assert score.message.startswith(f"{tasks[task].function} returned None: write its code, ")


def visible_tests(name, task, source):
    """Run the notebook with one cell of the learner's and return what its visible tests say."""
    cells = [dict(cell) for cell in NOTEBOOKS[name]["cells"]]
    for cell in cells:
        if cell["id"] == f"{task}-tests":
            cell["metadata"] = {"nbgrader": {"grade": True, "grade_id": "visible", "points": 1}}
    return rehearsed(name, {f"{task}-solution": source}, {"cells": cells})["visible"]


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_visible_tests_let_the_right_solutions_through(name, task):
    for label, source in load_tasks(name)[task].solutions.items():
        assert visible_tests(name, task, source).message == "", label


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_visible_tests_stop_the_stub_and_name_the_suspect(name, task):
    function = load_tasks(name)[task].function
    score = visible_tests(name, task, stubs(NOTEBOOKS[name])[f"{task}-solution"])
    assert score.points == 0.0
    assert re.match(rf"AssertionError: .*({function}|None)", score.message), score.message


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_solution_of_the_master_is_the_one_that_mutants_edit(name, task):
    (cell,) = [cell for cell in of_role(name, Role.SOLUTION) if cell.id == task]
    source = "\n".join(line for line in cell.source.split("\n") if "SOLUTION" not in line)
    assert plain(source) == plain(next(iter(load_tasks(name)[task].solutions.values())))


def test_programs_to_mend_are_the_first_mutants():
    for task in load_tasks("debug").values():
        assert task.mutants[0].id == "as-given"
        stub = stubs(NOTEBOOKS["debug"])[f"{task.id}-solution"]
        assert plain(stub) == plain(mutant_source(task, task.mutants[0]))


def test_what_a_mistake_calls_the_visible_example_stands_in_the_visible_tests():
    called = [
        (name, task, mutant) for name, task in TASKS for mutant in load_tasks(name)[task].mutants
        if mutant.says.startswith("the visible example")
    ]  # fmt: skip
    assert len(called) >= 4
    for name, task, mutant in called:
        (tests,) = [cell.source for cell in of_role(name, Role.TESTS) if cell.id == task]
        answered = re.findall(r"\b\d+\.\d+|\b\d\d+\b", mutant.source or mutant.edit[1])
        assert answered, (task, mutant.id)
        assert set(answered) <= set(re.findall(r"\b\d+\.\d+|\b\d\d+\b", tests)), (task, mutant.id)


def plain(source):
    """Return the code without comments and docstrings; of functions of one name the last one stands."""
    tree = ast.parse(source)
    last = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    tree.body = [node for node in tree.body if not isinstance(node, ast.FunctionDef) or last[node.name] is node]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.unparse(tree)


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_stub_says_what_goes_in_and_what_comes_out(name, task):
    (cell,) = [cell for cell in of_role(name, Role.SOLUTION) if cell.id == task]
    stub = without(cell.source, Region.SOLUTION)
    function = next(node for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef))
    text = ast.get_docstring(function)
    assert function.name == load_tasks(name)[task].function
    assert re.search(r"\breturns?\b", text, re.IGNORECASE), text
    for argument in function.args.args:
        assert re.search(rf"\b{argument.arg}\b", text), f"{argument.arg} is not explained"


@pytest.mark.parametrize("name", MASTERS)
def test_assignment_is_worth_ten_to_twenty_points_and_says_so_with_the_time(name):
    points = sum(cell["metadata"]["nbgrader"]["points"] for cell in graded(name))
    assert 10 <= points <= 20
    told = re.search(r"\*\*About (.+?), (\d+) points\.\*\*", MASTERS[name].cells[0].source)
    assert told, "the first cell says: **About two hours, 20 points.**"
    assert int(told[2]) == points
    assert re.fullmatch(r"(an?|two|three|one and a half|two and a half|\d+) (hours?|minutes)", told[1])


@pytest.mark.parametrize("name", MASTERS)
def test_heading_of_each_task_says_its_points(name):
    text = "\n".join(cell.source for cell in MASTERS[name].cells if cell.role is Role.TEXT)
    told = [int(points) for points in re.findall(r"^## Task \d+: .*\((\d+) points?\)$", text, re.MULTILINE)]
    assert told == [cell.points for cell in of_role(name, Role.TESTS)]


@pytest.mark.parametrize("name", MASTERS)
def test_assignment_tells_a_story_gives_hints_and_says_how_it_is_graded(name):
    texts = [cell.source for cell in MASTERS[name].cells if cell.role is Role.TEXT]
    story = texts[0].partition("**How to work.**")[0].split("\n\n")[2:]
    assert sum(len(paragraph.split()) for paragraph in story) > 80
    assert "It gives no points." in texts[0]
    assert any("*Hint" in text for text in texts)


@pytest.mark.parametrize("name", MASTERS)
def test_code_that_learners_read_is_not_cut_off(name):
    for cell in MASTERS[name].cells:
        if cell.role in (Role.CODE, Role.GIVEN, Role.TESTS, Role.SOLUTION):
            for line in without(cell.source, Region.SOLUTION).split("\n"):
                assert len(line) <= 132, f"{cell.where}: {line}"


@pytest.mark.parametrize("name", MASTERS)
def test_assignment_has_items_and_one_question_that_a_person_reads(name):
    assert len(of_role(name, Role.ITEM)) >= 2
    (question,) = of_role(name, Role.MANUAL)
    rubric = question.source.partition("BEGIN RUBRIC")[2].partition("### END")[0]
    assert sum(float(points) for points in re.findall(r"^- ([\d.]+) points?:", rubric, re.MULTILINE)) == question.points


@pytest.mark.parametrize("name", MASTERS)
def test_no_graded_cell_needs_another_one(name):
    cells = [cell["id"] for cell in graded(name) if cell["cell_type"] == "code"]
    for task in cells:
        score = rehearsed(name, {other: "" for other in cells if other != task})[task]
        assert score.points == score.max_points, score.message


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_mistake_in_one_task_costs_nothing_in_another(name, task):
    function = load_tasks(name)[task].function
    scores = rehearsed(name, {f"{task}-solution": f"def {function}(*arguments):\n    return 7"})
    lost = {other for other, score in scores.items() if score.points < score.max_points}
    assert lost == {task}


@pytest.mark.parametrize("name", MASTERS)
def test_notebook_imports_numpy_alone(name):
    for cell in MASTERS[name].cells:
        if cell.role in (Role.CODE, Role.GIVEN, Role.TESTS, Role.SOLUTION):
            nodes = list(ast.walk(ast.parse(cell.source)))
            names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
            names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
            assert names <= {"numpy", "math"}, f"{cell.where}: {names}"
