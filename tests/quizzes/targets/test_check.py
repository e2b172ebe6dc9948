"""`quizzes check`: what holds is said to hold, what does not is named."""

from dataclasses import replace

from quizzes.assignments.master import Master, MasterCell, Role, load_masters
from quizzes.errors import Where
from quizzes.load import load_bank
from quizzes.prove import flips
from quizzes.targets.check import Check, check_assignment, check_course, check_item

BANK = load_bank()
MASTER = load_masters(BANK)["gates"]
ITEM = BANK.items["gates-forget-one"]


def check_master(**changes):
    """Check the master with the cell of one role and id changed."""
    cells = tuple(
        replace(cell, source=changes["edit"](cell.source)) if (cell.role, cell.id) == changes["cell"] else cell
        for cell in MASTER.cells
    )
    return check_assignment(BANK, "gates", replace(MASTER, cells=cells))


def test_proven_item_agrees():
    assert check_item(ITEM) == Check("gates-forget-one", "proof", True, "quizzes/proofs/gates.py::forget_one")


def test_item_without_proof_rests_on_its_source():
    check = check_item(replace(ITEM, proof=None, sources=("hochreiter1997",)))
    assert check == Check("gates-forget-one", "source", True, "hochreiter1997")


def test_other_key_does_not_agree():
    check = check_item(flips(ITEM)[0])
    assert not check.agrees
    assert "option 'kept': the key says right: false, the proof found true" in check.note


def test_proof_that_fails_does_not_stop_the_others():
    check = check_item(replace(ITEM, proof="quizzes/proofs/gates.py::nowhere"))
    assert not check.agrees
    assert check.note.startswith("the proof failed: AttributeError: ")


def test_assignment_agrees_when_its_solution_earns_all_and_its_stubs_nothing():
    assert check_assignment(BANK, "gates", MASTER) == Check(
        "gates", "solution", True, "18 points in 11 tasks, 2 in 1 read by a person"
    )


def test_every_item_and_every_assignment_is_checked():
    checks = check_course(replace(BANK, items={ITEM.id: ITEM}), {})
    assert [check.as_json() for check in checks] == [{"id": ITEM.id, "by": "proof", "agrees": True, "note": ITEM.proof}]


def test_wrong_solution_is_named_with_the_message_of_the_test():
    check = check_master(cell=(Role.SOLUTION, "gates-lstm-step"), edit=lambda s: s.replace("np.tanh(new_c)", "new_c"))
    assert not check.agrees
    assert check.note.startswith(
        "gates-lstm-step: the solution earns 0.5 of 4: Your numbers are those of a cell without the tanh on c."
    )


def test_stub_that_earns_points_is_named():
    generous = "### BEGIN HIDDEN TESTS\n2\n### END HIDDEN TESTS"
    solution = MasterCell(
        Role.SOLUTION, "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "demo-x", 0, Where("demo.md", 1)
    )
    tests = MasterCell(Role.TESTS, generous, "demo-x", 3, Where("demo.md", 5))
    check = check_assignment(BANK, "demo", Master("demo", (solution, tests)))
    assert check.note == "demo-x: the solution earns 2 of 3: ; demo-x: the stub earns 2"
