"""The nbgrader course: notebooks that nbgrader takes, the same bytes each time."""

import json

import nbformat
from nbgrader.apps.api import NbGraderAPI

from quizzes.assignments.master import Master, MasterCell, Role, load_masters
from quizzes.errors import Where
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.load import load_bank
from quizzes.model import Kind
from quizzes.targets import TARGETS
from quizzes.targets.nbgrader_source import build_course, source_notebook
from quizzes.variants import variant

BANK = load_bank()
MASTERS = load_masters(BANK)
WHERE = Where("demo.md", 1)


def built():
    return json.loads(build_course(BANK, MASTERS)["source/gates/gates.ipynb"])


def test_same_bank_gives_the_same_bytes():
    assert build_course(BANK, MASTERS) == build_course(load_bank(), load_masters(load_bank()))
    beside = {f"source/{name}/{file}" for name, master in MASTERS.items() for file in master.files}
    notebooks = {f"source/{name}/{name}.ipynb" for name in MASTERS}
    assert set(build_course(BANK, MASTERS)) == {"nbgrader_config.py", *notebooks, *beside}


def test_nbgrader_has_what_the_settings_of_the_course_say(tmp_path):
    (tmp_path / "nbgrader_config.py").write_bytes(build_course(BANK, {})["nbgrader_config.py"])
    assert NbgraderCourse(tmp_path).course_id == "recurrent-networks"
    assert "root" not in NbgraderCourse(tmp_path).config.Exchange
    (tmp_path / "course.toml").write_text(
        '\ufefftimezone = "Europe/Berlin"\ngradebook = "sqlite:////x.db"\n'
        'exchange = "/srv/x"\ncourse_id = "rnn-2026"\n',
        encoding="utf-8",
    )
    course = NbgraderCourse(tmp_path)
    assert (course.course_id, course.db_url) == ("rnn-2026", "sqlite:////x.db")
    assert (course.config.Exchange.root, course.config.NbGraderAPI.timezone) == ("/srv/x", "Europe/Berlin")
    assert NbGraderAPI(config=course.config).timezone == "Europe/Berlin"  # by which formgrader shows times


def test_notebook_is_valid_and_its_ids_are_unique():
    notebook = built()
    nbformat.validate(nbformat.from_dict(notebook))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))


def test_managed_cells_carry_what_nbgrader_asks_for():
    cells = {cell["id"]: cell["metadata"].get("nbgrader") for cell in built()["cells"]}
    common = {"schema_version": 3, "task": False}
    assert cells["gates-tools"] == common | {
        "grade": False, "grade_id": "gates-tools", "locked": True, "solution": False}  # fmt: skip
    assert cells["gates-lstm-step-solution"] == common | {
        "grade": False, "grade_id": "gates-lstm-step-solution", "locked": False, "solution": True}  # fmt: skip
    assert cells["gates-lstm-step-tests"] == common | {
        "grade": True, "grade_id": "gates-lstm-step-tests", "locked": True, "solution": False, "points": 0}  # fmt: skip
    assert cells["gates-lstm-step"] == common | {
        "grade": True, "grade_id": "gates-lstm-step", "locked": True, "solution": False, "points": 4}  # fmt: skip
    assert cells["gates-in-words"] == common | {
        "grade": True, "grade_id": "gates-in-words", "locked": False, "solution": True, "points": 2}  # fmt: skip
    assert cells["text-0"] is None


def test_task_is_judged_in_the_hidden_region_of_its_graded_cell():
    cells = {cell["id"]: cell["source"] for cell in built()["cells"]}
    assert cells["gates-lstm-step"].splitlines() == [
        "# Graded when you hand in: the same questions with other sizes and other numbers.",
        "# Run this cell for the grader's verdict now.",
        "try:",
        "    import quizzes",
        "except ImportError:",
        "    print(\"No verdict without quizzes: `make setup` in the course's folder installs it.\",",
        "          \"The book judges this task in its own page, too.\")",
        "else:",
        "    quizzes.show_check('gates-lstm-step')",
        "### BEGIN HIDDEN TESTS",
        "from quizzes.checks.inside import judge_here",
        "judge_here('gates', 'gates-lstm-step', globals())",
        "### END HIDDEN TESTS",
    ]
    assert "HIDDEN" not in cells["gates-lstm-step-tests"]


def test_task_without_a_task_of_checks_keeps_its_hidden_tests():
    cell = MasterCell(
        Role.TESTS, "assert 1\n### BEGIN HIDDEN TESTS\nassert 2\n### END HIDDEN TESTS", "demo-one", 3, WHERE
    )
    (made,) = source_notebook(BANK, Master("demo", (cell,)))["cells"]
    assert (made["id"], made["source"]) == ("demo-one", cell.source)
    assert made["metadata"]["nbgrader"]["points"] == 3


def test_question_for_a_person_shows_its_rubric_and_keeps_its_model_answer_in_the_solution():
    source = "Why?\n### BEGIN RUBRIC\n- 1 point: this\n### END RUBRIC\n### BEGIN SOLUTION\nBecause.\n### END SOLUTION"
    cell = MasterCell(Role.MANUAL, source, "demo-why", 1, WHERE)
    question, answer = source_notebook(BANK, Master("demo", (cell,)))["cells"]
    assert (question["cell_type"], question["id"]) == ("markdown", "demo-why-question")
    assert (
        question["source"] == "**Question, read by a person** (1 point). Why?\n\nWhat earns points:\n\n- 1 point: this"
    )
    assert question["metadata"]["nbgrader"]["locked"] is True
    assert (answer["cell_type"], answer["id"]) == ("markdown", "demo-why")
    assert answer["source"] == "### BEGIN SOLUTION\nBecause.\n### END SOLUTION"


def test_files_beside_a_master_stand_beside_its_notebook():
    master = Master("demo", (), {"weights.npz": b"abc"})
    assert build_course(BANK, {"demo": master})["source/demo/weights.npz"] == b"abc"


def test_item_is_graded_under_its_own_id():
    cells = {cell["id"]: cell for cell in built()["cells"]}
    for item_id in ("gates-forget-one", "gates-inputs", "gates-parameters"):
        assert cells[item_id]["metadata"]["nbgrader"]["points"] == BANK.items[item_id].points
        assert cells[f"{item_id}-question"]["metadata"]["nbgrader"]["locked"] is True
        assert cells[f"{item_id}-answer"]["source"].startswith("answer_gates_")


def test_only_a_target_that_says_so_holds_keys():
    assert {name for name, target in TARGETS.items() if target.secret} == {"assignments"}
    reasons = [option.why for item in BANK.items.values() for option in item.options]
    for target in (target for target in TARGETS.values() if not target.secret):
        text = b"".join(target.build(BANK, MASTERS).values()).decode()
        assert not [why for why in reasons if why in text]


def test_item_with_variants_is_asked_as_its_first_variant_with_its_key():
    item = next(item for item in BANK.items.values() if item.template and item.kind is Kind.NUMBER)
    first = variant(item, 0)
    cell = MasterCell(Role.ITEM, "", item.id, 0, WHERE)
    question, answer, tests = source_notebook(BANK, Master("demo", (cell,)))["cells"]
    assert "<<" not in json.dumps([question, answer, tests])
    assert first.prompt.strip() in question["source"]
    assert repr(first.quantity.value) in answer["source"]
