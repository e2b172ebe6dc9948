"""Runs a cell in the page: what it prints, its last value, its figures, and an error with the line that made it."""

from __future__ import annotations

import ast
import base64
import errno
import io
import linecache
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

from quizzes.live.inside.offered import LATER, PACKAGES

MOST = 200_000  # characters that one cell may print
MOST_VALUE = 20_000  # characters of its last value
CLOSED = ("fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "Worker", "eval", "caches",
          "indexedDB", "localStorage", "navigator", "document", "window", "self")  # fmt: skip
NO_NETWORK = "Python in this page reaches nothing outside it: no network, no storage, no other script."
NO_QUESTION = "input() cannot ask in this page: write the value into the code."
NO_MAGIC = (
    "Lines that begin with ! or % are Jupyter's own: in this page Python alone runs, and nothing can be installed."
)
PAUSE_S = 0.05  # between two messages to the page
MOST_FIGURES = 20

Tell = Callable[[str, str], object]  # kind ("out", "value", "figure", "error") and text


class PrintedTooMuch(BaseException):
    """Ends a cell that prints without end; no `except Exception` of the learner's holds it."""


class ToldStream(io.TextIOBase):
    """Hands on what is printed, a few times a second."""

    def __init__(self, tell: Tell) -> None:
        """Take the function that is told."""
        self._tell, self._room, self._last = tell, MOST, time.monotonic()
        self._parts: list[str] = []

    def write(self, text: str) -> int:
        """Keep a text, and hand on what is kept where the last message is long enough ago."""
        text = str(text)
        if not self._room:
            self.flush()
            raise PrintedTooMuch  # also where the first one was caught: no message for each text
        if len(text) > self._room:
            self._parts.append(text[: self._room])
            self._room = 0
            self.flush()
            raise PrintedTooMuch
        self._room -= len(text)
        self._parts.append(text)
        if time.monotonic() - self._last > PAUSE_S:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Hand on what is kept."""
        if self._parts:
            self._tell("out", "".join(self._parts))
            self._parts.clear()
        self._last = time.monotonic()

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True


def run(source: str, name: str, space: dict, tell: Tell) -> bool:
    """Run a cell on the names of the notebook; return whether it went through."""
    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    writer = ToldStream(tell)
    try:
        with redirect_stdout(writer), redirect_stderr(writer):
            value = _value(source, file, space)
            drawn = _is_figure(value)
            shown = None if value is None or drawn else repr(value)
    except PrintedTooMuch:
        tell("error", f"Stopped: the cell printed more than {MOST:,} characters.")
        return False
    except BaseException as error:  # noqa: BLE001  whatever the learner's code raises is its result
        writer.flush()
        tell("error", in_words(error))
        return False
    writer.flush()
    if shown is not None:
        more = " ..." if len(shown) > MOST_VALUE else ""
        tell("value", shown[:MOST_VALUE] + more)
    _show_figures(tell, value if drawn else None)
    return True


def _value(source: str, file: str, space: dict) -> object:
    """Run the statements and return the value of the last one where it is an expression."""
    tree = ast.parse(source, file)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";"):
        exec(compile(tree, file, "exec"), space)
        return None
    tree.body.pop()
    exec(compile(tree, file, "exec"), space)
    return eval(compile(ast.Expression(last.value), file, "eval"), space)


def in_words(error: BaseException) -> str:
    """Return an error as a reader is told of it: what, and the lines of cells that led to it."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"ModuleNotFoundError: No module named {error.name!r}. {_packages(error.name)}"
    said = traceback.TracebackException.from_exception(error, compact=True)
    closed = f"{hint} " if (hint := _hint(error, said)) else ""
    kind = "".join(said.format_exception_only()).strip()
    lines = [f"{closed}{kind[:MOST_VALUE]}{' ...' if len(kind) > MOST_VALUE else ''}"]
    frames = [frame for frame in said.stack if frame.filename.startswith("<")]
    for frame in frames[-6:]:
        code = f": {frame.line}" if frame.line else ""
        if frame.filename not in ("<string>", "<exec>") and not frame.filename.startswith("<frozen"):
            lines.append(f"  {frame.filename.strip('<>')}, line {frame.lineno}{code}")
    if frames and said.stack[-1] is not frames[-1]:
        deep = said.stack[-1]
        lines.append(f"  in {deep.name}, {deep.filename.rpartition('site-packages/')[2]}, line {deep.lineno}")
    return "\n".join(lines)


def _hint(error: BaseException, said: traceback.TracebackException) -> str:
    """Return what a page is not made for, where that is why code has failed."""
    if _asks_for_the_network(error, said):
        return NO_NETWORK
    if isinstance(error, OSError) and error.errno == errno.EIO and said.stack[-1].filename.startswith("<"):
        return NO_QUESTION
    if isinstance(error, SyntaxError) and (error.text or "").lstrip().startswith(("!", "%")):
        return NO_MAGIC
    return ""


def _asks_for_the_network(error: BaseException, said: traceback.TracebackException) -> bool:
    """Return whether an error comes of asking for what the worker has closed."""
    if isinstance(error, AttributeError):
        return str(error) in CLOSED  # of `js`; Python's own objects say more than the name
    if isinstance(error, ImportError):
        return error.name == "js"
    places = [frame.filename for frame in said.stack]
    return type(error).__name__ == "URLError" or any("pyodide/http" in place for place in places)


def _packages(name: str) -> str:
    there = f"{', '.join(('numpy', 'matplotlib', *PACKAGES, *LATER))} and Python's own library"
    if name.split(".")[0] in ("keras", "tensorflow", "torch"):
        return f"It cannot run in a page; what the book printed stands above. In the page there are {there}."
    return f"In the page there are {there}."


def _is_figure(value: object) -> bool:
    return type(value).__module__.startswith("matplotlib") and hasattr(value, "savefig")


def _show_figures(tell: Tell, last: object = None) -> None:
    """Show the figures that are open, and the one that is the cell's value; then close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    try:
        figures = [pyplot.figure(number) for number in pyplot.get_fignums()[:MOST_FIGURES]] if pyplot else []
        if last is not None and last not in figures:
            figures.append(last)
        for figure in figures:
            data = io.BytesIO()
            figure.savefig(data, format="png", bbox_inches="tight", dpi=100)
            tell("figure", base64.b64encode(data.getvalue()).decode("ascii"))
        if pyplot:
            pyplot.close("all")
    except Exception as error:  # noqa: BLE001  a figure that cannot be drawn is the learner's
        tell("error", in_words(error))
