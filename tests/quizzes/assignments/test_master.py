"""Masters: every mistake of every master is named at once, with file and line."""

from dataclasses import replace

import pytest

from quizzes.assignments.master import Role, load_masters
from quizzes.errors import MasterError
from quizzes.kinds import KINDS, InAssignments
from quizzes.load import load_bank
from quizzes.model import Kind
from quizzes.targets.item_cells import answer_name, item_cells
from quizzes.variants import variant

BANK = load_bank()
MASTERS = BANK.project.place(BANK.project.masters)
TASKS = str(BANK.project.place(BANK.project.tasks))
GOOD = """# Title

Some text.

```{code-cell} ipython3
:role: solution
:task: demo-double

def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
```

```{code-cell} ipython3
:role: tests
:task: demo-double
:points: 2

assert double(1) == 2
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS
```

```{code-cell} ipython3
:role: item
:item: gates-forget-one
```

```{code-cell} ipython3
double(21)
```

```{code-cell} ipython3
:role: manual
:id: demo-why
:points: 1

Why?
### BEGIN RUBRIC
- 1 point: the reason
### END RUBRIC
### BEGIN SOLUTION
Because.
### END SOLUTION
```
"""


def load(folder, text=GOOD):
    (folder / "demo.md").write_text(text, encoding="utf-8")
    return load_masters(replace(BANK, project=replace(BANK.project, root=folder, masters=".", tasks=TASKS)))


def problems(folder, text):
    with pytest.raises(MasterError) as caught:
        load(folder, text)
    return [str(problem) for problem in caught.value.problems]


def test_cells_have_role_id_points_and_line(tmp_path):
    cells = load(tmp_path)["demo"].cells
    assert [(cell.role, cell.id, cell.points, cell.where.line) for cell in cells] == [
        (Role.TEXT, "", 0, 1),
        (Role.SOLUTION, "demo-double", 0, 5),
        (Role.TESTS, "demo-double", 2, 15),
        (Role.ITEM, "gates-forget-one", 0, 26),
        (Role.CODE, "", 0, 31),
        (Role.MANUAL, "demo-why", 1, 35),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (":role: item", ":role: itme", "demo.md:26: unknown role 'itme'; did you mean 'item'?"),
        (":role: item", ":role: zzz", "demo.md:26: unknown role 'zzz'; known are given, solution, tests, item, manual"),
        (":points: 2", ":pionts: 2", "demo.md:15: unknown field 'pionts'; did you mean 'points'?"),
        (":points: 2\n", "", "demo.md:15: a cell of role 'tests' needs the field 'points'"),
        (":points: 2", ":points: 0", "demo.md:15: points: expected a whole number above 0, got 0"),
        (":points: 2", ":points: two", "demo.md:15: points: expected a whole number above 0, got 'two'"),
        (
            ":item: gates-forget-one",
            ":item: Gates",
            "demo.md:26: item: expected an id of lower-case words joined by hyphens, got 'Gates'",
        ),
        (
            ":item: gates-forget-one",
            ":item: gates-forget-on",
            "demo.md:26: unknown item 'gates-forget-on'; did you mean 'gates-forget-one'?",
        ),
        (
            ":item: gates-forget-one\n",
            ":item: gates-forget-one\n\nx = 1\n",
            "demo.md:26: gates-forget-one: an item's cell holds no code; its question comes from the bank",
        ),
        (
            "    ### BEGIN SOLUTION\n",
            "",
            "demo.md:5: demo-double: expected '### BEGIN SOLUTION' and '### END SOLUTION', got END",
        ),
        (
            "### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS\n",
            "",
            "demo.md:15: demo-double: expected '### BEGIN HIDDEN TESTS' and '### END HIDDEN TESTS', got neither",
        ),
        (
            "### BEGIN RUBRIC\n",
            "",
            "demo.md:35: demo-why: expected '### BEGIN RUBRIC' and '### END RUBRIC', got END",
        ),
        ("Because.\n", "", "demo.md:35: demo-why: nothing stands between BEGIN and END SOLUTION"),
        (":points: 1\n", "", "demo.md:35: a cell of role 'manual' needs the field 'points'"),
        ("    return 2 * x\n", "", "demo.md:5: demo-double: nothing stands between BEGIN and END SOLUTION"),
        (
            "double(21)",
            "### BEGIN SOLUTION\ndouble(21)\n### END SOLUTION",
            "demo.md:31: SOLUTION does not belong in a cell of role 'code'",
        ),
        (
            ":role: solution\n:task: demo-double",
            ":role: solution\n:task: demo-triple",
            "demo.md:15: the task 'demo-double' has no solution; did you mean 'demo-triple'?",
        ),
        (
            ":role: tests\n:task: demo-double",
            ":role: tests\n:task: demo-triple",
            "demo.md:5: the task 'demo-double' has no tests; did you mean 'demo-triple'?",
        ),
        (
            ":task: demo-double",
            ":task: gates-values",
            "demo.md:5: 'gates-values' is an item of the bank; give the solution another id",
        ),
    ],
)
def test_mistake_is_named_with_its_line(tmp_path, old, new, message):
    assert old in GOOD
    assert message in problems(tmp_path, GOOD.replace(old, new))


def test_ids_are_used_once(tmp_path):
    cell = "\n```{code-cell} ipython3\n:role: item\n:item: gates-forget-one\n```\n"
    assert problems(tmp_path, GOOD + cell) == ["demo.md:49: duplicate id 'gates-forget-one', first used at demo.md:26"]


def test_tests_stand_behind_their_solution(tmp_path):
    head, solution, tests, rest = GOOD.split("```{code-cell} ipython3\n:role", 3)
    swapped = "```{code-cell} ipython3\n:role".join([head, tests, solution, rest])
    assert problems(tmp_path, swapped) == ["demo.md:5: the tests of 'demo-double' stand before its solution"]


def test_all_mistakes_of_all_masters_are_told_at_once(tmp_path):
    (tmp_path / "other.md").write_text(GOOD.replace(":role: item", ":role: itme"), encoding="utf-8")
    found = problems(tmp_path, GOOD.replace(":points: 2", ":points: 0").replace("forget-one", "forget-noe"))
    assert [line.split(": ")[0] for line in found] == ["demo.md:15", "demo.md:26", "other.md:26"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# T\n\xff\n", "demo.md:1: not a text notebook in MyST Markdown: 'utf-8' codec can't decode"),
        (b"---\na: [\n---\n# T\n", "demo.md:1: not a text notebook in MyST Markdown: "),
        (b"```{code-cell}\n---\na: [\n---\n```\n", "demo.md:1: not a text notebook in MyST Markdown: "),
    ],
)
def test_file_that_cannot_be_read_is_named(tmp_path, content, message):
    (tmp_path / "demo.md").write_bytes(content)
    with pytest.raises(MasterError) as caught:
        load_masters(replace(BANK, project=replace(BANK.project, root=tmp_path, masters=".")))
    assert [str(problem).startswith(message) for problem in caught.value.problems] == [True]


def gates_master(folder, old, new):
    text = (MASTERS / "gates.md").read_text(encoding="utf-8")
    assert old in text
    (folder / "gates.md").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(MasterError) as caught:
        load_masters(replace(BANK, project=replace(BANK.project, root=folder, masters=".", tasks=TASKS)))
    return "\n".join(str(problem) for problem in caught.value.problems)


def test_points_of_a_task_are_those_of_its_checks(tmp_path):
    old = ":task: gates-count\n:points: 1"
    assert "gates-count: points: the task is worth 1, got 2" in gates_master(tmp_path, old, old[:-1] + "2")


def test_task_that_is_judged_by_checks_has_no_hidden_tests(tmp_path):
    hidden = "count = parameter_count(2, 3)\n### BEGIN HIDDEN TESTS\ncount\n### END HIDDEN TESTS\n"
    message = "HIDDEN TESTS does not belong in the tests of 'gates-count': a task of this id judges it"
    assert message in gates_master(tmp_path, "count = parameter_count(2, 3)\n", hidden)


def test_task_of_checks_that_no_master_asks_is_noticed(tmp_path):
    found = gates_master(tmp_path, ":task: gates-count", ":task: gates-number")
    assert "gates.md:1: the task 'gates-count' of tasks/gates is asked nowhere" in found
    assert "gates-number: expected '### BEGIN HIDDEN TESTS' and '### END HIDDEN TESTS', got neither" in found


def test_files_beside_a_master_are_read(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "weights.npz").write_bytes(b"abc")
    assert load(tmp_path)["demo"].files == {"weights.npz": b"abc"}


def test_masters_of_the_course_are_found():
    assert set(load_masters(BANK)) == {path.stem for path in MASTERS.glob("*.md")}


def test_item_that_left_the_bank_is_noticed():
    less = replace(BANK, items={k: v for k, v in BANK.items.items() if k != "gates-parameters"})
    with pytest.raises(MasterError, match=r"quizzes/assignments/gates\.md:\d+: unknown item 'gates-parameters'"):
        load_masters(less)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_works_in_an_assignment_or_is_refused_by_name(tmp_path, kind):
    item = variant(next(item for item in BANK.items.values() if item.kind is kind), 0)
    master = GOOD.replace("gates-forget-one", item.id)
    if not isinstance(KINDS[kind], InAssignments):
        told = f"an item of the kind {kind.value} cannot stand in an assignment; expected one of choice, choices"
        assert problems(tmp_path, master)[0].endswith(f"{item.id}: {told}, number")
        return
    assert item.id in [cell.id for cell in load(tmp_path, master)["demo"].cells]
    cells, names = item_cells(item), {}
    exec(cells.answer, names)
    right, asked = names[answer_name(item.id)], KINDS[kind]
    for answer in (right, *(wrong for _, wrong in asked.mistaken(item))):
        exec(cells.tests, found := {answer_name(item.id): answer})
        assert found["credit"] == pytest.approx(item.points * asked.judge(item, answer).score), answer
    assert asked.judge(item, right).score == 1
