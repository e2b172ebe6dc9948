"""`quizzes import`: questions of another program as a draft chapter of the bank."""

from __future__ import annotations

import argparse
from pathlib import Path

from quizzes.commands.command import tell, write
from quizzes.errors import UsageError
from quizzes.named_file import read_named


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``import``."""
    parser.add_argument("file", type=Path, metavar="FILE", help="Moodle XML, QTI 1.2 or 2.1 (a file or a zip), or CSV")
    parser.add_argument("--chapter", required=True, metavar="NAME", help="chapter of the draft; its ids begin with it")
    parser.add_argument(
        "--out", type=Path, default=Path("_build/drafts"), metavar="DIR", help="folder (default: %(default)s)"
    )


def import_questions(arguments: argparse.Namespace) -> int:
    """Write the draft and a line for each question that could not be taken over."""
    from quizzes.drafts.draft import Draft, chapter_text, slug
    from quizzes.drafts.read import read_questions
    from quizzes.targets import write_files

    chapter = arguments.chapter
    if slug(chapter) != chapter:
        raise UsageError(f"expected a chapter of lower-case words joined by hyphens, got {chapter!r}")
    found = read_questions(arguments.file.name, read_named(arguments.file))
    drafts = [each for each in found if isinstance(each, Draft)]
    for each in found:
        if not isinstance(each, Draft):
            write(f"{each.name:<40}left out: {each.why}")
    if not drafts:
        raise UsageError(f"{arguments.file} holds no question that could be taken over")
    write_files({f"{chapter}.yml": chapter_text(chapter, drafts).encode()}, arguments.out)
    tell(f"{len(drafts)} of {len(found)} questions, without proof, in {(arguments.out / chapter).as_posix()}.yml")
    tell("the bank takes an item with its objective, paragraph, misconceptions and proof or source: CONTRIBUTING.md")
    return 0
