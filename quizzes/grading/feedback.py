"""The learner's feedback pages: test cells show their messages, not the source of the hidden tests."""

from __future__ import annotations

from html import escape

from nbconvert.preprocessors import Preprocessor

from quizzes.assignments.regions import Region, without

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title} (Score: 0.0 / {most})</h1><p>{message}</p></body>
</html>
"""


class HideTests(Preprocessor):
    """Remove the hidden tests from test cells, and the traceback that quotes them."""

    def preprocess_cell(self, cell, resources, index):
        """Change one cell in place, as nbconvert asks for it."""
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = without(cell.source, Region.HIDDEN_TESTS)
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources


def unread_page(assignment: str, most: float, message: str) -> bytes:
    """Return the feedback page of a submission that could not be run."""
    return _PAGE.format(title=escape(assignment), most=most, message=escape(message)).encode()
