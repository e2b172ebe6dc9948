"""What a subcommand is, and what all of them share: arguments, lines for the person, lines of the result."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import UsageError, did_you_mean
from quizzes.plain_text import shown


@dataclass(frozen=True)
class Command:
    """One subcommand."""

    help: str  # one line
    arguments: Callable[[argparse.ArgumentParser], object]
    run: Callable[[argparse.Namespace], int]  # returns the exit code
    note: str = ""  # below the options in the subcommand's own help
    alone: bool = False  # it changes a course, so no other such command may do so meanwhile
    looks: bool = False  # it looks at the grades of a course: what was changed by hand is noted


@contextmanager
def without_module(name: str) -> Iterator[None]:
    """Let an import inside do without an optional module that takes long to load."""
    missing = name not in sys.modules
    if missing:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if missing:
            del sys.modules[name]


def course_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--course DIR``."""
    parser.add_argument(
        "--course",
        type=Path,
        default=Path("course"),
        metavar="DIR",
        help="folder of the course (default: %(default)s)",
    )


def section_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--section NAME``."""
    parser.add_argument("--section", default="", metavar="NAME", help="only this section's students, as in roster.csv")


def json_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help="write JSON, one value a line")


def chosen(what: str, wanted: list[str], known: Mapping[str, object]) -> list[str]:
    """Return the names asked for, all known ones where none is asked for."""
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known) or f"; known are {', '.join(known) or 'none'}"
            raise UsageError(f"unknown {what} {name!r}{hint}")
    return wanted or list(known)


def tell(line: str) -> None:
    """Write a line for the person at the terminal."""
    sys.stderr.write(_written(line, sys.stderr.encoding))
    sys.stderr.flush()


def write(line: str) -> None:
    """Write a line of the result."""
    sys.stdout.write(_written(line, sys.stdout.encoding))
    sys.stdout.flush()


def _written(line: str, encoding: str | None) -> str:
    """Return a line that steers no terminal, in signs that the terminal's encoding has."""
    encoding = encoding or "utf-8"
    return shown(line).encode(encoding, "backslashreplace").decode(encoding) + "\n"
