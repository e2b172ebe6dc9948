"""The gradebook's cells of an assignment beside those of its source: added, removed, or of other points.

nbgrader refuses to change the cells of an assignment that has submissions. Here they follow the source, and what
students had in cells that went is kept in a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nbgrader.api import Assignment, Comment, Grade, Gradebook, MissingEntry, Notebook
from sqlalchemy import delete

from quizzes.grading.cells import notes_of
from quizzes.targets.table import table

_GRADED, _SOLUTION, _TASK, _SOURCE = "grade_cells", "solution_cells", "task_cells", "source_cells"
_KINDS = {_GRADED: "grade_cell", _SOLUTION: "solution_cell", _TASK: "task_cell", _SOURCE: "source_cell"}
_COLUMNS = ("student", "notebook", "cell", "points", "points_by_hand", "comment")

Cells = dict[str, dict[str, float]]  # by kind and grade id: the points, 0 for cells that give none


@dataclass(frozen=True)
class Difference:
    """One thing in which source and gradebook differ."""

    cell: str  # its grade id, or the notebook's file
    says: str


@dataclass(frozen=True)
class Followed:
    """What was changed in the gradebook."""

    differences: tuple[Difference, ...]
    submissions: int  # that are in the gradebook, and have to be graded again
    lost: tuple[tuple[str, ...], ...]  # what students had in cells that went, as rows of a table
    above: tuple[str, ...]  # students to whom a person gave more points than a cell is worth now

    def table(self) -> bytes:
        """Return what students had in cells that went."""
        return table(_COLUMNS, self.lost)


def differences(gradebook: Gradebook, assignment: str, sources: Mapping[str, Mapping]) -> tuple[Difference, ...]:
    """Return in what the source differs from what was released."""
    try:
        found = gradebook.find_assignment(assignment)
    except MissingEntry:
        return ()
    known = {book.name: _recorded(book) for book in found.notebooks}
    return tuple(_differ(known, {name: _wanted(source) for name, source in sources.items()}))


def follow(gradebook: Gradebook, assignment: str, sources: Mapping[str, Mapping]) -> Followed | None:
    """Make the gradebook's cells those of the source where there are submissions; None where nobody has been graded."""
    try:
        found = gradebook.find_assignment(assignment)
    except MissingEntry:
        return None
    if not found.submissions:
        return None
    wanted = {name: _wanted(source) for name, source in sources.items()}
    told = tuple(_differ({book.name: _recorded(book) for book in found.notebooks}, wanted))
    lost = tuple(_lost(gradebook, found, wanted))
    above = tuple(sorted(_above(gradebook, found, wanted)))
    for book in list(found.notebooks):
        if book.name in wanted:
            _remove(gradebook, book, wanted[book.name])
        else:
            gradebook.remove_notebook(book.name, assignment)
    there = {book.name for book in gradebook.find_assignment(assignment).notebooks}
    for name, cells in wanted.items():
        if name not in there:
            gradebook.add_notebook(name, assignment)
        _add(gradebook, assignment, name, cells)
    return Followed(told, len(found.submissions), lost, above)


def _wanted(source: Mapping) -> Cells:
    """Return the cells that nbgrader makes of a source, as its SaveCells does."""
    cells: Cells = {kind: {} for kind in _KINDS}
    for notes in map(notes_of, source["cells"]):
        points = float(notes.get("points") or 0)
        for kind, key in ((_GRADED, "grade"), (_SOLUTION, "solution"), (_TASK, "task")):
            if notes.get(key):
                cells[kind][notes["grade_id"]] = 0.0 if kind == _SOLUTION else points
        if any(notes.get(key) for key in ("grade", "solution", "task", "locked")):
            cells[_SOURCE][notes["grade_id"]] = 0.0
    return cells


def _recorded(book: Notebook) -> Cells:
    return {
        kind: {cell.name: float(getattr(cell, "max_score", 0) or 0) for cell in getattr(book, kind)} for kind in _KINDS
    }


def _points(cells: Cells) -> dict[str, float]:
    return {**cells[_GRADED], **cells[_TASK]}


def _differ(before: Mapping[str, Cells], after: Mapping[str, Cells]) -> Iterator[Difference]:
    for name in sorted({*before, *after}):
        if name not in after:
            yield Difference(f"{name}.ipynb", "was removed")
        elif name not in before:
            yield Difference(f"{name}.ipynb", "is new")
        else:
            yield from _differ_in(before[name], after[name])


def _differ_in(before: Cells, after: Cells) -> Iterator[Difference]:
    old, new = _points(before), _points(after)
    for cell in dict.fromkeys((*old, *new)):
        if cell not in new:
            yield Difference(cell, f"({old[cell]:g}) was removed")
        elif cell not in old:
            yield Difference(cell, f"({new[cell]:g}) is new")
        elif old[cell] != new[cell]:
            yield Difference(cell, f"is worth {new[cell]:g} in place of {old[cell]:g}")
    others = [(set(before[kind]) ^ set(after[kind])) - set(old) - set(new) for kind in (_SOLUTION, _SOURCE)]
    for cell in sorted(set().union(*others)):
        says = "is new" if cell not in before[_SOURCE] else "is another kind of cell"
        yield Difference(cell, says if cell in after[_SOURCE] else "was removed")


def _gone(book: Notebook, wanted: Mapping[str, Cells]) -> list:
    """Return the rows of cells that the source no longer has."""
    cells = wanted.get(book.name, {kind: {} for kind in _KINDS})
    return [cell for kind in _KINDS for cell in getattr(book, kind) if cell.name not in cells[kind]]


def _lost(gradebook: Gradebook, assignment: Assignment, wanted: Mapping[str, Cells]) -> Iterator[tuple[str, ...]]:
    gone = {cell.id: (book.name, cell.name) for book in assignment.notebooks for cell in _gone(book, wanted)}
    if not gone:
        return
    for submission in assignment.submissions:
        for book in submission.notebooks:
            rows: dict[tuple[str, str], list[str]] = {}
            for grade in (each for each in book.grades if each.cell_id in gone):
                rows.setdefault(gone[grade.cell_id], ["", "", ""])[:2] = [
                    "" if value is None else f"{value:g}" for value in (grade.auto_score, grade.manual_score)
                ]
            for comment in (each for each in book.comments if each.cell_id in gone and each.manual_comment):
                rows.setdefault(gone[comment.cell_id], ["", "", ""])[2] = comment.manual_comment
            yield from ((submission.student_id, *place, *values) for place, values in sorted(rows.items()))


def _above(gradebook: Gradebook, assignment: Assignment, wanted: Mapping[str, Cells]) -> set[str]:
    found = set()
    for submission in assignment.submissions:
        for book in submission.notebooks:
            points = _points(wanted[book.name]) if book.name in wanted else {}
            found |= {
                submission.student_id
                for grade in book.grades
                if grade.manual_score is not None and grade.manual_score > points.get(grade.name, float("inf"))
            }
    return found


def _remove(gradebook: Gradebook, book: Notebook, cells: Cells) -> None:
    """Remove the cells that the source no longer has, with what hangs on them."""
    gone = _gone(book, {book.name: cells})
    ids = [cell.id for cell in gone]
    for rows in (Grade, Comment):
        gradebook.db.execute(delete(rows).where(rows.cell_id.in_(ids)).execution_options(synchronize_session=False))
    gradebook.db.expire_all()
    for cell in gone:
        gradebook.db.delete(cell)
    gradebook.db.commit()


def _add(gradebook: Gradebook, assignment: str, name: str, cells: Cells) -> None:
    """Enter the cells that are new, as nbgrader then finds them; their texts and points it writes itself."""
    book = gradebook.find_notebook(name, assignment)
    for kind, called in _KINDS.items():
        there = {cell.name for cell in getattr(book, kind)}
        for cell, points in cells[kind].items():
            if cell not in there:
                values = {"max_score": points, "cell_type": "code"} if kind in (_GRADED, _TASK) else {}
                values |= {"cell_type": "code", "source": "", "locked": True} if kind == _SOURCE else {}
                getattr(gradebook, f"add_{called}")(cell, name, assignment, **values)
