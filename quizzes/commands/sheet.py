"""`quizzes sheet`: a test on paper, each student's own, with keys and a table for the marks."""

from __future__ import annotations

import argparse
import re
import secrets
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.commands.command import chosen, tell
from quizzes.commands.forms import forms, forms_arguments
from quizzes.commands.pdfs import forget_pdfs, make_pdfs
from quizzes.errors import UsageError
from quizzes.plain_text import one_line

if TYPE_CHECKING:
    from quizzes.model import Bank
    from quizzes.paper.manifest import Manifest
    from quizzes.paper.sheets import Person

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_SEED = re.compile(r"[\w.-]{1,40}")


def sheet_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``sheet``."""
    parser.add_argument(
        "--objectives", action="append", metavar="A,B", help="what is asked; without it they are listed"
    )
    parser.add_argument("--students", type=Path, metavar="FILE", help="the roster (default: roster.csv of --course)")
    parser.add_argument("--questions", type=int, metavar="N", help="on each sheet (default: 8)")
    parser.add_argument("--seed", metavar="S", help="what chance begins with (default: drawn, and told)")
    parser.add_argument(
        "--name", default="paper-1", metavar="NAME", help="of the test and its assignment (%(default)s)"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the files go (default: NAME)")
    parser.add_argument(
        "--course", type=Path, metavar="DIR", help="whose answers so far say how hard the questions are"
    )
    forms_arguments(parser)
    parser.add_argument("--paper", default="a4", metavar="SIZE", help="a4 or letter (default: %(default)s)")
    parser.add_argument("--replace", action="store_true", help="throw away the test that lies in DIR")


def make_sheets(arguments: argparse.Namespace) -> int:
    """Write the sheets of all students."""
    from quizzes.kept import kept_bank
    from quizzes.paper.make import SIZES, make_files, version_of
    from quizzes.paper.manifest import FILE
    from quizzes.paper.sheets import sheets
    from quizzes.project import find_project
    from quizzes.targets import write_files

    size = SIZES[chosen("size of paper", [arguments.paper], SIZES)[0]]
    if not _NAME.fullmatch(arguments.name):
        raise UsageError(f"--name: expected letters, digits, - and _, such as 'paper-1', got {arguments.name!r}")
    if arguments.seed is not None and not _SEED.fullmatch(arguments.seed):
        raise UsageError(f"--seed: expected up to 40 letters, digits, dots, - and _, got {arguments.seed!r}")
    out = arguments.out or Path(arguments.name)
    with kept_bank(arguments.project or find_project()) as bank:
        before = _before(out / FILE, arguments)
        manifest = before or _planned(bank, arguments)
        people, notes = _people(arguments)
        large, alternative = forms(arguments, {person.id for person in people})
        if before:
            large, alternative = large | {*before.large}, alternative | {*before.alternative}
        manifest = replace(manifest, version=version_of(bank, manifest))
        made = list(sheets(bank, manifest.slots, people, manifest.seed, large, alternative))
        if before:
            _require_same(before, manifest, {each.person.id: each.asked for each in made}, out)
        files = make_files(bank, manifest, made, size)
    pages = [out / "sheets.html", out / "keys.html"]
    forget_pdfs(pages)
    _forget_others(out, files.files)
    write_files(files.files, out)
    for note in (*notes, *files.notes):
        tell(f"note: {one_line(note)}")
    make_pdfs(pages, "sheets.html and keys.html", sheets=len(made))
    first = f"{len(made)} sheets of {len(manifest.slots)} questions, seed {manifest.seed}, version {manifest.version}"
    tell(f"{first}: {out.as_posix()}")
    tell(f"print sheets.html or sheets.pdf; begin with {(out / 'overview.html').as_posix()}")
    tell(f"then write the points into marks.csv, and: quizzes marks {(out / 'marks.csv').as_posix()} --course DIR")
    return 0


def _planned(bank: Bank, arguments: argparse.Namespace) -> Manifest:
    """Return the test that is asked for, without its sheets."""
    from quizzes.paper.manifest import Manifest
    from quizzes.paper.plan import known_objectives, plan
    from quizzes.targets.selection import names

    objectives = known_objectives(bank, names(arguments.objectives))
    shares = _shares(arguments.course, bank) if arguments.course else {}
    slots = plan(bank, objectives, 8 if arguments.questions is None else arguments.questions, shares)
    pools = {name for slot in slots for name in slot.items}
    known = sum(1 for name in pools if name in shares and shares[name].count >= _enough())
    basis = (
        f"How hard a question is rests on the answers so far for {known} of {len(pools)} questions, on counted steps "
        "for the others: what has to be decided or written, and the operations of the worked answer."
    )
    seed = arguments.seed or str(secrets.randbelow(90_000_000) + 10_000_000)
    return Manifest(arguments.name, bank.project.title, seed, "", objectives, slots, basis)


def _enough() -> int:
    from quizzes.paper.difficulty import ENOUGH

    return ENOUGH


def _shares(course: Path, bank: Bank) -> dict:
    from quizzes.grading.record.nbgrader_course import NbgraderCourse
    from quizzes.grading.report.item_shares import item_shares

    return item_shares(NbgraderCourse(course), bank)


def _before(path: Path, arguments: argparse.Namespace) -> Manifest | None:
    """Return the test that lies there already; it is made again, with its own plan and seed."""
    from quizzes.paper.manifest import read_manifest
    from quizzes.targets.selection import names

    if arguments.replace or not path.is_file():
        return None
    there = read_manifest(path)
    asked = {
        "--name": (arguments.name, there.name),
        "--seed": (arguments.seed, there.seed),
        "--questions": (arguments.questions, len(there.slots)),
        "--objectives": (names(arguments.objectives) or None, there.objectives),
    }
    wrong = [f"{option} {_said(have)}, not {_said(want)}" for option, (want, have) in asked.items()
             if want is not None and want != have]  # fmt: skip
    if wrong:
        raise UsageError(
            f"{path.parent.as_posix()} holds another test: {'; '.join(wrong)}. Name another folder with --out, or "
            "throw that test and its keys away with --replace"
        )
    return there


def _said(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _require_same(before: Manifest, now: Manifest, asked: dict, out: Path) -> None:
    """Raise UsageError where a sheet that was made would become another one, as its key would be lost."""
    same = {student: [each.as_json() for each in sheet] for student, sheet in asked.items()}
    other = [student for student, sheet in before.sheets.items() if same.get(student) != [dict(one) for one in sheet]]
    if before.version != now.version:
        why = f"its version is {before.version}, and the bank and the program are now {now.version}"
    elif other:
        gone = [student for student in other if student not in same]
        why = f"the sheets of {', '.join(map(one_line, other[:8]))}{' ...' * (len(other) > 8)} would be other ones"
        why += f" ({', '.join(map(one_line, gone[:8]))} not in the roster any more)" if gone else ""
    else:
        return
    raise UsageError(
        f"{out.as_posix()} holds sheets that may have been handed out: {why}. Leave who has a sheet in the roster and "
        "put new students at its end; or name another folder with --out, or throw the test and its keys away with "
        "--replace"
    )


def _people(arguments: argparse.Namespace) -> tuple[list[Person], tuple[str, ...]]:
    from quizzes.grading.course.roster import FILE, read_roster
    from quizzes.paper.sheets import Person

    if not (arguments.students or arguments.course):
        raise UsageError("for whom? Name the roster with --students FILE, or a course that has one with --course DIR")
    roster = read_roster(arguments.students or arguments.course / FILE)
    people = [Person(each.id, f"{each.first_name} {each.last_name}".strip()) for each in roster.students.values()]
    if not people:
        raise UsageError("the roster has no students: nothing was made")
    return people, roster.notes


def _forget_others(out: Path, files: Collection[str]) -> None:
    """Remove the single pages of a test that is replaced: who is not in this one has no sheet of it."""
    for page in [*out.glob("sheets/*.html"), *out.glob("keys/*.html")]:
        if page.relative_to(out).as_posix() not in files:
            page.unlink()
