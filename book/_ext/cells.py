"""How a chapter's cells are run: each is counted; a tolerant build runs them all and marks those that failed.

A cell that carries the tag `raises-exception` fails on purpose and is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_cache.executors import utils as executors
from markdown_it.tree import SyntaxTreeNode
from myst_nb.sphinx_ import SphinxNbRenderer
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from sphinx.application import Sphinx
from told import Told, say
from tolerance import Failures, is_tolerant
from warm_kernels import can_fork, manager_for

_MARK = "failed_cell"  # in the metadata of a note
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ARROW = re.compile(r"^-+> *\d+ (.*)$", re.MULTILINE)
_PARTS = ("input", "output", "cell", "stdout", "stderr")
_HIDING = {f"{what}-{part}" for what in ("hide", "remove") for part in _PARTS}
NOTE = (
    '<div class="admonition warning failed-cell"><p class="admonition-title">This cell failed when this copy of the '
    "book was built</p><p>What it was to show is missing here, and the text around it may speak of numbers that this "
    "copy does not have. The error stands below.{after} The command <code>make course</code> runs the cell again; "
    "if it fails each time, please report this error and the file <code>_build/build.log</code> to the authors of "
    "the book.</p></div>"
)
FAILED = "A cell failed:"  # tools/build_book.py knows it: what follows in a strict build is for the log
_NOT_RUN = " The cells after it on this page were not run."


class Cells:
    """Runs notebooks for jupyter-cache, in the place of nbclient's own function."""

    def __init__(self, app: Sphinx, told: Told, failures: Failures) -> None:
        self.app, self.told, self.failures = app, told, failures

    def run(self, notebook: NotebookNode, cwd: str | None = None, **options: object) -> NotebookNode:
        """Run a notebook in place.

        The prints of a cell are joined as they are: myst-nb breaks the line wherever the kernel had sent a part.

        Raises
        ------
        CellExecutionError
            If a cell failed: at once, or in a tolerant build at the end, so that the cache does not keep the notebook.
        """
        at = [0]

        def start(cell: NotebookNode, cell_index: int) -> None:
            at[0] = cell_index

        def executed(cell: NotebookNode, cell_index: int, execute_reply: dict) -> None:
            self.told.cell(self.app.env.docname)

        resources = {"metadata": {"path": cwd}} if cwd else {}
        if can_fork():
            options["kernel_manager_class"] = manager_for(notebook)
        client = NotebookClient(nb=notebook, resources=resources, **options)
        client.coalesce_streams = True
        client.on_cell_start, client.on_cell_executed = start, executed
        if not is_tolerant():
            try:
                return client.execute()
            except CellExecutionError as error:
                where = f"{self.app.env.docname}.md:{self.line(notebook, at[0])}"
                say(f"{FAILED} book/{where}\n{error}")
                raise
        client.allow_errors = True
        ended = ""
        try:
            client.execute()
        except (CellTimeoutError, DeadKernelError) as error:
            ended = _NOT_RUN
            cell = notebook.cells[at[0]]  # one that took too long was interrupted: that is not an error of its own
            cell.outputs = [output for output in cell.outputs if output.output_type != "error"]
            cell.outputs.append(error_of(error, options.get("timeout")))
        failed = list(failed_cells(notebook))  # before any note is put anywhere
        for index in failed:
            self.show(notebook, index, ended if index == failed[-1] else "")
        if failed:
            raise CellExecutionError("", "", f"{len(failed)} cells failed; each is shown in the page")
        return notebook

    def show(self, notebook: NotebookNode, index: int, after: str) -> None:
        """Put a note in front of a failed cell's error; in the next cell, too, where the page leaves this one out."""
        outputs = notebook.cells[index].outputs
        place = next(n for n, output in enumerate(outputs) if output.output_type == "error")
        error = outputs[place]
        note = new_output("display_data", {"text/html": NOTE.format(after=after)}, metadata={_MARK: True})
        outputs.insert(place, note)
        if is_left_out(notebook.cells[index]):
            later = notebook.cells[index + 1 :]
            shown = next((cell for cell in later if cell.cell_type == "code" and not is_left_out(cell)), None)
            if shown is not None:
                shown.outputs[:0] = outputs[place : place + 2]
        self.failures.add(self.app.env.docname, self.line(notebook, index), in_words(error))

    @staticmethod
    def line(notebook: NotebookNode, index: int) -> int:
        """Return the line of a cell in its page."""
        lines = notebook.metadata.get("source_map") or []
        return lines[index] + 1 if index < len(lines) else 0


def is_left_out(cell: NotebookNode) -> bool:
    """Return whether a page leaves a cell out."""
    return not {"remove-cell", "remove_cell"}.isdisjoint(cell.metadata.get("tags", []))


def unfold(renderer: type[SphinxNbRenderer]) -> None:
    """Have a page show a cell with a note, whatever the cell's tags hide."""
    render = renderer.render_nb_cell_code

    def render_open(self: SphinxNbRenderer, token: SyntaxTreeNode) -> None:
        _, outputs = self.nb_client.code_cell_outputs(token.meta["index"])
        if any(output.get("metadata", {}).get(_MARK) for output in outputs):
            metadata = token.meta["metadata"]
            metadata["tags"] = [tag for tag in metadata.get("tags", []) if tag not in _HIDING]
            metadata.pop("mystnb", None)  # the alternative text of an image that is not there
        render(self, token)

    renderer.render_nb_cell_code = render_open


def error_of(error: Exception, timeout: object) -> NotebookNode:
    """Return the output of a cell that ended otherwise than by an exception of its own."""
    if isinstance(error, CellTimeoutError):
        name, value = "TimeoutError", f"the cell was stopped after {timeout} s"
    else:
        name = "DeadKernelError"
        value = "the process that ran the cells ended: memory was short, or the processor lacks something"
    return new_output("error", ename=name, evalue=value, traceback=[f"{name}:", *value.split(": ")])


def failed_cells(notebook: NotebookNode) -> Iterator[int]:
    """Yield the places of the cells that failed and were not to."""
    for index, cell in enumerate(notebook.cells):
        fails = cell.cell_type == "code" and any(output.output_type == "error" for output in cell.outputs)
        if fails and "raises-exception" not in cell.metadata.get("tags", []):
            yield index


def in_words(error: NotebookNode) -> str:
    """Return an error as one line: its name, and its message or else the line of code that raised it."""
    message = " ".join(error.evalue.split())
    if not message:
        arrows = _ARROW.findall(_COLOUR.sub("", "\n".join(error.traceback)))
        message = arrows[0].strip() if arrows else ""
    text = f"{error.ename}: {message}" if message else error.ename
    return text if len(text) <= 160 else text[:157] + "..."


def run_cells(app: Sphinx, told: Told, failures: Failures) -> None:
    """Have jupyter-cache run chapters in this way."""
    executors.executenb = Cells(app, told, failures).run
    if is_tolerant():
        unfold(SphinxNbRenderer)
