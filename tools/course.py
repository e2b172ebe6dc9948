"""What a reader gets from `make course`: the book, also where a cell fails; the assignments; a server."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import build_book
import serve
from steps import Log, Step, run_logged
from trouble import AGAIN, explain, memory_note

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
BIN = Path(sys.executable).parent
MEMORY_GIB = 1.5  # what the build of the book takes, measured


def make_book() -> list[str]:
    """Build the book and return what is to be told about it.

    Raises
    ------
    SystemExit
        If there is no book, neither of this build nor of an earlier one.
    """
    built = build_book.build_book(tolerant=True)
    if built.code == 0:
        return list(told_of(built))
    log = built.log or Log(build_book.LOG)
    reason = explain(log.text(), ROOT, built.code)
    index = BUILD / "html" / "index.html"
    print(log.ending(), file=sys.stderr)
    if not index.is_file():
        print(f"course: the book could not be built: {reason}; all output: _build/build.log", file=sys.stderr)
        raise SystemExit(1)
    when = time.strftime("%d %B %Y, %H:%M", time.localtime(index.stat().st_mtime))
    return [
        f"The book could not be built anew: {reason}; all output: _build/build.log",
        f"What is served is the book of {when}.",
    ]


def told_of(built: build_book.Built) -> Iterator[str]:
    """Yield the lines on what failed in a book that was built all the same."""
    if built.failures:
        things = "One thing" if len(built.failures) == 1 else f"{len(built.failures)} things"
        yield f"{things} in the book failed; the page shows the error in its place, and the rest is built:"
        for entry in sorted(built.failures, key=lambda entry: (entry["page"], entry["line"])):
            yield f"  book/{entry['page']}.md:{entry['line']}: {entry['error']}"
    if built.warnings:
        count = "A warning" if len(built.warnings) == 1 else f"{len(built.warnings)} warnings"
        yield f"{count} while the book was built; the first: {built.warnings[0]}"
    if built.failures or built.warnings:
        yield "What to do: read on; `make course` tries again what failed. If it fails each time, report these lines"
        yield "and _build/build.log to the authors of the book."


def make_assignments() -> list[str]:
    """Make the nbgrader course and release its assignments; return what is to be told about it."""
    log = Log(BUILD / "assignments.log")
    released: list[str] = []
    kept: list[str] = []

    def on_line(line: str) -> None:
        if line.startswith("released: "):
            released.append(line)
        elif " was worked in" in line:
            kept.append(line.strip())

    with Step("Assignments") as step:
        command = [BIN / "quizzes", "build", "--course", "course", "--release"]
        code = run_logged(command, log, build_book.environment(tolerant=True), cwd=ROOT, on_line=on_line)
        step.summary = f"{len(released) + len(kept)} in course/release" if code == 0 else "not made"
    if code:
        print(log.ending(), file=sys.stderr)
        reason = explain(log.text(), ROOT, code)
        return [f"The assignments could not be made: {reason}; all output: _build/assignments.log"]
    return kept


def sandbox_note() -> str:
    """Return a sentence where this machine offers no sandbox to grade in; nothing where it does."""
    from quizzes.grading.sandbox.doctor import examine_machine

    for finding in examine_machine():
        if not finding.fine and finding.needed:
            return (
                f"Grading is not safe here, since {finding.name} is lacking ({finding.says}; {finding.todo}). "
                "The book and the assignments do without; `.venv/bin/quizzes doctor` says more."
            )
        if finding.name == "namespaces":
            break
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, tell, serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="end when all is built")
    options = parser.parse_args(arguments)
    try:
        note = memory_note(MEMORY_GIB, "the build of the book")
        if note:
            print(f"note: {note}", flush=True)
        lines = [*make_book(), *make_assignments(), *filter(None, [sandbox_note()])]
    except KeyboardInterrupt:
        print(f"\ncourse: stopped; {AGAIN}", file=sys.stderr)
        return 130
    if lines:
        print("\n".join(["", *lines, ""]), flush=True)
    return 0 if options.no_serve else serve.main(["--port", str(options.port)])


if __name__ == "__main__":
    sys.exit(main())
