"""The learner's feedback pages: test cells show their messages, not the source of the hidden tests."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor

from quizzes.assignments.regions import Region, without
from quizzes.grading.cells import notes_of


class HideTests(Preprocessor):
    """Remove the hidden tests from test cells, and the traceback that quotes them."""

    def preprocess_cell(self, cell: Any, resources: dict, index: int) -> tuple[Any, dict]:
        """Change one cell in place, as nbconvert asks for it."""
        if cell.cell_type == "code" and notes_of(cell).get("grade"):
            cell.source = without(cell.source, Region.HIDDEN_TESTS)
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources
