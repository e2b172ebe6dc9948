"""The nbgrader course: notebooks that nbgrader takes, the same bytes each time."""

import json

import nbformat

from quizzes.assignments.master import load_masters
from quizzes.load import load_bank
from quizzes.targets import TARGETS
from quizzes.targets.nbgrader_source import build_course

BANK = load_bank()
MASTERS = load_masters(BANK)


def built():
    return json.loads(build_course(BANK, MASTERS)["source/gates/gates.ipynb"])


def test_same_bank_gives_the_same_bytes():
    assert build_course(BANK, MASTERS) == build_course(load_bank(), load_masters(load_bank()))
    assert set(build_course(BANK, MASTERS)) == {"nbgrader_config.py", "source/gates/gates.ipynb"}


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
    assert cells["gates-lstm-step"] == common | {
        "grade": True, "grade_id": "gates-lstm-step", "locked": True, "solution": False, "points": 6}  # fmt: skip
    assert cells["text-0"] is None


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
