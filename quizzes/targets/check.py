"""What the course claims of itself, run: the proof of each item, the solution of each assignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizzes.assignments import Master, Region, Role, rehearse, without
from quizzes.model import Bank, Item
from quizzes.prove import disagreements, proof_of, run_proof
from quizzes.targets.nbgrader_source import source_notebook


@dataclass(frozen=True)
class Check:
    """One claim and what running it showed."""

    id: str  # of the item or the assignment
    by: str  # "proof", "source" or "solution": what the claim rests on
    agrees: bool
    note: str  # what was run or cited; where it does not agree, how it differs

    def as_json(self) -> dict[str, object]:
        """Return the check as JSON values."""
        return {"id": self.id, "by": self.by, "agrees": self.agrees, "note": self.note}


def check_course(bank: Bank, masters: Mapping[str, Master]) -> Iterator[Check]:
    """Yield a check for each item of the bank and each assignment, as soon as it was run."""
    for item in bank.items.values():
        yield check_item(item)
    for name, master in masters.items():
        yield check_assignment(bank, name, master)


def check_item(item: Item) -> Check:
    """Run the proof of one item and compare it with the key."""
    proof = proof_of(item)
    if proof is None:
        return Check(item.id, "source", True, ", ".join(item.sources))
    try:
        found = disagreements(item, run_proof(item))
    except Exception as error:  # noqa: BLE001  a proof may fail in any way, and the others are still to be run
        found = (f"the proof failed: {type(error).__name__}: {error}",)
    return Check(item.id, "proof", not found, "; ".join(found) or proof)


def check_assignment(bank: Bank, name: str, master: Master) -> Check:
    """Run an assignment with its own solutions, which must earn everything, and with its stubs: nothing."""
    notebook = source_notebook(bank, master)
    solved = rehearse(notebook, files=master.files, project=bank.project)
    untouched = rehearse(notebook, stubs(notebook), master.files, bank.project)
    wrong = [
        f"{task}: the solution earns {score.points:g} of {score.max_points}: {score.message}"
        for task, score in solved.items()
        if score.points < score.max_points
    ]
    wrong += [f"{task}: the stub earns {score.points:g}" for task, score in untouched.items() if score.points > 0]
    points = sum(score.max_points for score in solved.values())
    by_hand = [cell.points for cell in master.cells if cell.role is Role.MANUAL]
    read = f", {sum(by_hand):g} in {len(by_hand)} read by a person" if by_hand else ""
    return Check(name, "solution", not wrong, "; ".join(wrong) or f"{points} points in {len(solved)} tasks{read}")


def stubs(notebook: Mapping) -> dict[str, str]:
    """Return the cells that learners fill, as they are handed out, by grade id."""
    cells = (cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
    cells = (cell for cell in cells if cell["cell_type"] == "code")
    return {cell["id"]: without(cell["source"], Region.SOLUTION) for cell in cells}
