"""Build the book: Jupyter Book, with warnings as errors, or tolerantly for a reader; quiet where all is well."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from steps import COLOUR, Log, Step, run_logged
from trouble import explain

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
LOG = BUILD / "build.log"
BIN = Path(sys.executable).parent
EVENT = "::book "  # how book/_ext/told.py marks what it tells a program
# A chapter's kernel listens on this machine's loopback alone, and says so at each start.
EXPECTED = "[IPKernelApp] WARNING | Kernel is running over TCP without encryption."
# Each kernel is interrupted before it is ended; a cell that was interrupted tells its own error.
ENDED = "[IPKernelApp] ERROR | KeyboardInterrupt caught in kernel"
NOISE = (EXPECTED, ENDED, "findfont: ")  # the last: a weight that the cards' font has not
# Jupyter Book's own greeting and goodbye.
CHATTER = re.compile(
    r"Running Jupyter-Book v|Source Folder: |Config Path: |Output Path: |\s*$|=+$|Finished generating HTML"
    r"|Your book's HTML pages are here|You can look at your book|Or paste this line|    (_build/html/|file://)"
)
WARNING = re.compile(r"(?:^|: )(WARNING|ERROR|CRITICAL): ")
# What myst-nb says of a cell that failed; a tolerant build has a list of those.
OF_CELLS = re.compile(r"Executing notebook failed: |Notebook exception traceback saved in: ")
# Errors of ours and of Sphinx's that are complete messages.
TOLD = ("A cell failed:", "Quiz error:", "Extension error", "Sphinx error:", "Configuration error:")
# A chapter's kernel says on stderr only what the reader should know, and leaves the user's own folders alone.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
OWN = {
    "IPYTHONDIR": "ipython",
    "KERAS_HOME": "keras",
    "MPLCONFIGDIR": "matplotlib",
    "JUPYTER_CONFIG_DIR": "jupyter-config",
    "JUPYTER_DATA_DIR": "jupyter-data",
}


@dataclass
class Built:
    """The result of a build."""

    code: int  # Jupyter Book's exit code
    failures: list[dict] = field(default_factory=list)  # page, line and error of what a tolerant build went on after
    warnings: list[str] = field(default_factory=list)
    log: Log | None = None

    @property
    def whole(self) -> bool:
        """Return whether nothing failed and nothing was warned of."""
        return not (self.code or self.failures or self.warnings)


def environment(*, tolerant: bool) -> dict[str, str]:
    """Return the environment of a build."""
    own = {name: str(BUILD / ".home" / folder) for name, folder in OWN.items()}
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, **QUIET, **own, "PATH": path, "BOOK_EVENTS": "1", "BOOK_TOLERANT": str(int(tolerant))}


def build(command: list[str], env: dict[str, str], step: Step, *, tolerant: bool = False) -> Built:
    """Run Jupyter Book and return the result; a strict build shows its author what it says without the chatter."""
    BUILD.mkdir(exist_ok=True)
    failures = BUILD / "failures.json"
    failures.unlink(missing_ok=True)
    log = Log(LOG)
    show = relay(step.say)
    warnings: list[str] = []

    def on_line(line: str) -> None:
        if line.startswith(EVENT):
            tell(step, json.loads(line.removeprefix(EVENT)))
            return
        plain = COLOUR.sub("", line).strip()
        if WARNING.search(plain) and not plain.startswith(NOISE) and not OF_CELLS.search(plain):
            warnings.append(plain)
        if not tolerant:
            show(line)

    code = run_logged(command, log, env, cwd=ROOT, on_line=on_line)
    entries = []
    with contextlib.suppress(OSError, ValueError):
        entries = json.loads(failures.read_text(encoding="utf-8"))
    return Built(code, entries, warnings, log)


def tell(step: Step, event: dict) -> None:
    """Show an event of the build."""
    if event.get("writing"):
        if step.total:
            step.progress(step.total, step.total, f"{step.counts.partition(':')[0]}: writing pages")
        return
    pages, cells = f"{event['pages']} of {event['of_pages']} pages", f"{event['cells']} of {event['of_cells']} cells"
    page = event.get("page") or event.get("at") or ""
    # A page without cells counts like one cell.
    done, total = event["pages"] + event["cells"], event["of_pages"] + event["of_cells"]
    step.progress(done, total, f"{pages}, {cells}{f': {page}' if page else ''}")
    if "page" in event and not step.live:
        step.say(f"    {event['page']:<20}{event['seconds']:6.1f} s, {pages}, {cells}")


def relay(say: Callable[[str], object]) -> Callable[[str], None]:
    """Return a function that takes each line and says those that an author needs."""
    lines = _needed()
    next(lines)

    def take(line: str) -> None:
        for needed in lines.send(line):
            say(needed.rstrip("\n"))

    return take


def _needed() -> Iterator[list[str]]:
    """Receive lines and give back those to be shown."""
    held, shown, told = "", True, False
    result: list[str] = []
    while True:
        line = yield result
        result = []
        if not shown:
            continue
        told = told or any(name in line for name in TOLD)
        if line.startswith("Traceback (most recent call last):"):
            held, shown = line, not told  # an error that has told its message needs no traceback
        elif held and "jupyter" in line and ("/bin/" in line or "jupyter_book/" in line):
            shown = False  # the launcher's own traceback; what it is about stands above it
        elif held or not (line.startswith(NOISE) or CHATTER.match(COLOUR.sub("", line))):
            result = [*held.splitlines(), line]
            held = ""


def build_book(*, tolerant: bool = False, clean: bool = False) -> Built:
    """Build; a build with failures leaves no page behind that a later build would take for good."""
    if clean:
        for folder in ("html", ".doctrees"):
            shutil.rmtree(BUILD / folder, ignore_errors=True)
    command = [str(BIN / "jupyter-book"), "build", "book", "--config", "_config.yml", "--path-output", "."]
    command += ["--quiet"] if tolerant else ["-W", "--keep-going", "--quiet"]
    with Step("Book, from nothing" if clean else "Book") as step:
        built = build(command, environment(tolerant=tolerant), step, tolerant=tolerant)
        if not built.whole:
            # Sphinx takes a page with a warning for read: the next build would pass in silence.
            shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
        step.summary = (f"{step.counts.partition(':')[0]}" or "nothing has changed") + ", _build/html/index.html"
        if built.code:
            step.summary = "not built"
    return built


def reason(built: Built) -> str:
    """Return why a build ended, where its log tells of the machine and not of the book."""
    known = explain(built.log.text() if built.log else "", ROOT, built.code)
    return "" if known.startswith("its last lines") else f"{known}. "


def main(arguments: list[str] | None = None) -> int:
    """Build strictly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clean", action="store_true", help="read every page again; keep only executed cells")
    built = build_book(clean=parser.parse_args(arguments).clean)
    if built.code:
        told = f"{reason(built)}the book has errors, listed above; all output: {LOG.relative_to(ROOT)}"
        print(f"build_book: {told}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
