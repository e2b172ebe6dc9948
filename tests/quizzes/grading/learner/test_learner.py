"""Learners on their own: a notebook graded by the whole grader, solutions after an attempt."""

import json
import resource
import shutil
import sys
from pathlib import Path

import pytest

from quizzes import cli
from quizzes.assignments import load_masters
from quizzes.checks.load import load_tasks
from quizzes.errors import UsageError
from quizzes.grading.learner import grade_me
from quizzes.grading.learner.attempts import Attempt, attempts_file, read_attempts, record_attempt, tried
from quizzes.grading.learner.explain import Explained, answered
from quizzes.grading.learner.grade_me import which_assignment
from quizzes.grading.learner.solutions import Solution, solutions, without_marks
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.viva.sheets import Sheet
from quizzes.project import find_project
from quizzes.targets.learner_notebook import learner_notebook
from quizzes.targets.nbgrader_source import source_notebook
from quizzes.viva.answers import FieldKind
from quizzes.viva.choose import ALONE, choose
from quizzes.viva.here import open_here
from quizzes.viva.make import make_questions

sys.path.append(str(Path(__file__).resolve().parents[2] / "viva"))  # pytest's importlib mode does not
from labs import handed_in  # noqa: E402

PARTLY = Path(__file__).resolve().parents[3] / "submissions" / "gates" / "partly.py"


def attempts():
    return attempts_file(find_project())


@pytest.fixture(scope="module")
def masters(bank):
    return load_masters(bank)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("QUIZZES_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(capsys, *arguments):
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def as_released(notebook):
    """Return the notebook as a learner gets it, near enough for telling which it is."""
    value = json.loads(json.dumps(notebook))
    value["cells"] = [cell for cell in value["cells"] if not cell["metadata"].get("nbgrader", {}).get("solution")]
    return value


def test_assignment_is_told_from_the_cells_whatever_the_file_is_called(bank, masters):
    sources = {name: source_notebook(bank, master) for name, master in masters.items()}
    for name, source in sources.items():
        notebook = as_released(source)
        assert which_assignment(json.dumps(notebook).encode(), sources, "hw (1).ipynb") == name
        for cell in notebook["cells"]:
            cell["metadata"] = {}
        assert which_assignment(json.dumps(notebook).encode(), sources, "hw (1).ipynb") == name


def test_notebook_that_is_like_none_goes_by_its_name_or_is_asked_for(bank, masters):
    sources = {name: source_notebook(bank, master) for name, master in masters.items()}
    assert which_assignment(b"no notebook", sources, "gates.ipynb") == "gates"
    with pytest.raises(UsageError, match="cannot tell which assignment x.ipynb is of; say it with --assignment"):
        which_assignment(b'{"cells": []}', sources, "x.ipynb")


def test_attempts_are_kept_and_only_answered_tasks_count(home):
    assert read_attempts(attempts()) == ()
    first = Attempt("gates", "2026-10-05T10:00:00+02:00", 1.0, 3.0, ("a",))
    second = Attempt("gates", "2026-10-05T11:00:00+02:00", 2.0, 3.0, ("b",))
    for attempt in (first, second, Attempt("rnn", "2026-10-05T12:00:00+02:00", 0.0, 3.0, ("c",))):
        record_attempt(attempt, attempts())
    assert read_attempts(attempts())[:2] == (first, second)
    assert tried("gates", read_attempts(attempts())) == {"a", "b"}


def test_damaged_list_of_attempts_is_told_and_left_alone(home):
    home.mkdir()
    (home / "attempts.json").write_text("[{}]")
    with pytest.raises(UsageError, match=r"attempts\.json is damaged; rename it and grade your notebook again"):
        record_attempt(Attempt("gates", "", 0.0, 0.0, ()), attempts())
    assert (home / "attempts.json").read_text() == "[{}]"


def test_solutions_hold_every_task_and_no_mark_and_no_hidden_test(bank, masters):
    for master in masters.values():
        found = {each.task: each for each in solutions(bank, master)}
        source = source_notebook(bank, master)
        graded = [cell["metadata"]["nbgrader"]["grade_id"] for cell in source["cells"]
                  if cell["metadata"].get("nbgrader", {}).get("points")]  # fmt: skip
        assert list(found) == graded
        for each in found.values():
            assert "SOLUTION" not in each.as_text() and "HIDDEN" not in each.as_text()
        for name in load_tasks(master.name):
            assert found[name].others, name


def test_solution_as_text():
    made = Solution("t", "x = 1\n", (("a loop", "x = sum([1])"),), "One.\nRead again.")
    assert made.as_text() == "# t\n\nx = 1\n\n# or, a loop:\nx = sum([1])\n\n# One.\n# Read again.\n"
    assert without_marks("a\n### BEGIN SOLUTION\nb\n### END SOLUTION") == "a\nb"


def test_solutions_stay_shut_without_an_attempt(home, capsys):
    own = "`quizzes grade-me gates.ipynb`"
    assert run(capsys, "solution", "gates") == (
        1, "", "quizzes solution: solutions open after an attempt: "
        f"grade yours with {own}, then `quizzes solution gates --after-attempt`\n")  # fmt: skip
    assert run(capsys, "solution", "gates", "--after-attempt") == (
        1, "", "quizzes solution: no answered task of gates is recorded on this machine: "
        f"answer one, right or not, grade yours with {own}, then come back\n")  # fmt: skip
    assert run(capsys, "solution", "gate")[2] == "quizzes solution: unknown assignment 'gate'; did you mean 'gates'?\n"


def test_file_that_is_not_there_says_so(home, capsys, tmp_path):
    code, out, err = run(capsys, "grade-me", str(tmp_path / "none.ipynb"), "--no-browser")
    assert (code, out) == (1, "")
    assert err.endswith("none.ipynb: No such file or directory\n")
    assert read_attempts(attempts()) == ()


def a_sheet():
    work, tasks = handed_in("gates", 0)
    found = [question for question in make_questions(work, tasks, open_here, "1").questions if question.fields]
    return Sheet("you", "gates", "1", 10, choose(found, 3, places=ALONE))


def test_questions_are_answered_in_the_terminal_and_counted():
    sheet, shown = a_sheet(), []
    boxes = [field for question in sheet.questions for field in question.fields]
    chosen = [field.right[0] if field.kind is FieldKind.CHOICE else None for field in boxes]
    keys = [str(1 + f.options.index(key)) if key else str(f.right) for f, key in zip(boxes, chosen, strict=True)]
    lines = iter(["what?", *keys])
    assert answered(sheet, lambda prompt: next(lines), shown.append) == Explained(3, 3)
    assert "Expected" in "\n".join(shown), "what could not be read is asked again"
    lines = iter(["9"] * 99)
    assert answered(sheet, lambda prompt: next(lines), shown.append) == Explained(0, 3)

    def gone(prompt):
        raise EOFError

    assert answered(sheet, gone, shown.append) == Explained(0, 0)


def test_attempts_of_before_are_read_and_later_ones_hold_what_was_explained(home):
    home.mkdir()
    old = {"assignment": "gates", "time": "", "score": 1.0, "max_score": 3.0, "tried": ["a"]}
    (home / "attempts.json").write_text(json.dumps([old]))
    record_attempt(Attempt("gates", "", 1.0, 3.0, (), {"asked": 3, "right": 2}), attempts())
    assert [attempt.explained for attempt in read_attempts(attempts())] == [None, {"asked": 3, "right": 2}]


def test_answers_without_questions_are_refused(capsys):
    told = "quizzes grade-me: --answers and --seed belong to --explain\n"
    assert run(capsys, "grade-me", "x.ipynb", "--answers") == (1, "", told)


def filled(release):
    """Return the released notebook with a learner's cells in it."""
    notebook = json.loads(release.read_text(encoding="utf-8"))
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    for part in PARTLY.read_text(encoding="utf-8").split("# %% ")[1:]:
        grade_id, _, source = part.partition("\n")
        cells[grade_id.strip()]["source"] = source.strip()
    return json.dumps(notebook)


@pytest.mark.slow
def test_own_notebook_is_graded_and_its_solutions_open(released, home, capsys, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)  # no browser shall open where tests run
    path = tmp_path / "gates (1).ipynb"
    path.write_text(filled(released / "release" / "gates" / "gates.ipynb"), encoding="utf-8")
    words = ("--json", "--book", "https://example.edu/b", "--explain", "--seed", "s")
    code, out, err = run(capsys, "grade-me", str(path), *words)
    assert code == 0, err
    grade = json.loads(out)
    own = grade["explain"]
    assert own["seed"] == "s" and len(own["questions"]) == 3
    assert all(question["fields"] and "key" not in question for question in own["questions"])
    assert {field["right"] for question in own["questions"] for field in question["fields"]} == {None}
    asked = (tmp_path / "gates (1)-explain.html").read_text(encoding="utf-8")
    assert asked.count("<details><summary>The answer</summary>") == 3
    assert read_attempts(attempts())[-1].explained is None, "nobody answered"
    page = tmp_path / "gates (1)-feedback.html"
    assert (tmp_path / "gates (1)-progress.json").read_bytes() == attempts().read_bytes()
    assert opened == [page.as_uri()]
    html = page.read_text(encoding="utf-8")
    outcomes = {task["id"]: task["outcome"] for task in grade["tasks"]}
    assert grade["assignment"] == "gates" and 0 < grade["score"] < grade["max_score"]
    assert f"(Score: {grade['score']:g} / {grade['max_score']:g})" in html
    assert "a cell without the tanh on c" in html
    assert 'href="https://example.edu/b/gates/equations.html#' in html
    assert "HIDDEN" not in html and "judge_here" not in html
    assert outcomes["gates-in-words"] == "unanswered", "nothing was written, so nobody has to read it"
    answered = {task for task, outcome in outcomes.items() if outcome not in ("unanswered", "missing", "manual")}
    code, out, err = run(capsys, "solution", "gates", "--after-attempt")
    assert code == 0
    assert {line[2:] for line in out.splitlines() if line[2:] in outcomes and line.startswith("# ")} == answered
    assert err == f"not answered yet, so not shown: {', '.join(t for t in outcomes if t not in answered)}\n"


@pytest.mark.slow
def test_one_notebook_costs_a_few_seconds_of_the_processor(released, put_in, command, home, tmp_path):
    shutil.copytree(released, tmp_path / "course")
    put_in(tmp_path / "course", "ada", "partly.py")
    notebook = tmp_path / "course" / "submitted" / "ada" / "gates" / "gates.ipynb"
    words = ("grade-me", str(notebook), "--no-browser", "--out", str(tmp_path / "page.html"))
    used = []
    for _ in range(2):  # the first one reads the bank and keeps it
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = command(*words)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0, done.stderr
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(used) < 3.0, used  # 1.4 s when this was written


LOOP = "def lstm_step(x, h, c, W_x, W_h, b):\n    while True:\n        pass\n"


def test_only_the_first_loop_without_end_is_waited_for_and_each_task_is_told(bank, masters, tmp_path, monkeypatch):
    notebook = json.loads(learner_notebook(source_notebook(bank, masters["gates"])))
    for cell in notebook["cells"]:
        name = cell["id"].removesuffix("-solution")
        if name in load_tasks("gates") and name != cell["id"]:
            right = next(iter(load_tasks("gates")[name].solutions.values()))
            cell["source"] = LOOP if name == "gates-lstm-step" else right
    path = tmp_path / "gates.ipynb"
    path.write_text(json.dumps(notebook))
    monkeypatch.setattr(grade_me, "LIMITS", Limits(cell_cpu_s=1.0))
    monkeypatch.setattr(grade_me, "AFTER_A_STOP_S", 0.2)
    told = []
    made = grade_me.grade_me(path, tmp_path / "course", bank, masters, "", judged=told.append)
    outcomes = {task.id: task.outcome.value for task in made.grade.tasks}
    assert outcomes["gates-lstm-step"] == "timed-out"
    assert outcomes["gates-activations"] == outcomes["gates-lstm-forward"] == outcomes["gates-adding"] == "passed"
    assert tuple(told) == made.grade.tasks
    assert 1.0 < made.cpu_s < 3.0, "four cells call it, and each would have been given a second"
