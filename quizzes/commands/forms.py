"""Sheets in other forms, for students who need them: large print, and questions that need no calculation by hand."""

from __future__ import annotations

import argparse
from collections.abc import Set as AbstractSet

from quizzes.errors import UsageError, did_you_mean

_ALL = "all"


def forms_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--large-print`` and ``--alternative``."""
    parser.add_argument(
        "--large-print", default="", metavar="ID,ID", help=f"for these students; '{_ALL}' for every one of them"
    )
    parser.add_argument(
        "--alternative", default="", metavar="ID,ID", help="for these, questions that need no calculation by hand"
    )


def forms(arguments: argparse.Namespace, everybody: AbstractSet[str]) -> tuple[set[str], set[str]]:
    """Return who gets large print, and who gets questions without calculation.

    Raises
    ------
    UsageError
        If a student is named whom nobody knows.
    """
    large = arguments.large_print.strip()
    chosen = {*everybody} if large == _ALL else _named(large, everybody, "--large-print")
    return chosen, _named(arguments.alternative, everybody, "--alternative")


def _named(text: str, everybody: AbstractSet[str], option: str) -> set[str]:
    found = {name for part in text.split(",") if (name := part.strip())}
    unknown = [f"{name!r}{did_you_mean(name, everybody)}" for name in sorted(found - everybody)]
    if unknown:
        raise UsageError(f"{option}: nobody in the roster has the id {'; nor '.join(unknown)}")
    return found
