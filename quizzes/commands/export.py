"""`quizzes export`: the bank for Anki, an LMS or a spreadsheet."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from quizzes.commands.command import chosen, tell, write
from quizzes.commands.exports import EXPORTS, export

SELECTORS = {
    "chapter": "of these chapters",
    "kind": "of these kinds: choice, number, ...",
    "objective": "of these objectives",
    "items": "with these ids",
}


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``export``."""
    targets = "; ".join(f"{name}: {made.help}" for name, made in EXPORTS.items())
    parser.add_argument("target", metavar="TARGET", help=targets)
    parser.add_argument(
        "--out", type=Path, default=Path("_build/export"), metavar="PATH", help="folder, or file (default: %(default)s)"
    )
    for name, text in SELECTORS.items():
        parser.add_argument(f"--{name}", action="append", metavar="A,B", help=f"only the items {text}")
    parser.add_argument("--variants", type=int, default=1, metavar="N", help="of an item that has them (default: 1)")
    parser.add_argument(
        "--edition",
        metavar="DATE",
        help="the time of all notes of an Anki deck (default: of each note the commit that last changed its item)",
    )


def export_bank(arguments: argparse.Namespace) -> int:
    """Write the bank in the form of one target, and a line for each loss."""
    from quizzes.kept import kept_bank
    from quizzes.project import find_project
    from quizzes.targets import write_files
    from quizzes.targets.edition import named_edition
    from quizzes.targets.export import ExportOptions, files_of
    from quizzes.targets.history import history_of
    from quizzes.targets.selection import Selection, names, selected

    name = chosen("target", [arguments.target], EXPORTS)[0]
    selection = Selection(*(names(getattr(arguments, field)) for field in SELECTORS))
    project = arguments.project or find_project()
    edition = named_edition(arguments.edition)
    history = history_of(project) if name == "anki" and edition is None else None
    for line in history.told if history else ():
        tell(f"{name}: {line}")
    if history and selection != Selection():
        history = replace(history, removed=())
    with kept_bank(project) as bank:
        made = export(name, selected(bank, selection), ExportOptions(arguments.variants, edition, history))
    files, folder = files_of(name, made, arguments.out)
    write_files(files, folder)
    for each in made:
        for loss in each.losses:
            write(f"{loss.item:<36}{loss.kind:<10}{loss.becomes:<34}{loss.note}")
    counts = ", ".join(str(each.questions) for each in made)
    tell(f"{name}: {counts} questions; in {folder.as_posix()}: {', '.join(files)}")
    if EXPORTS[name].note:
        tell(f"{name}: {EXPORTS[name].note.format(name=project.name)}")
    return 0
