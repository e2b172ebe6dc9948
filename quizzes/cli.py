"""The command `quizzes`: a table of subcommands, each a function from its arguments to lines of output."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import CourseError, UsageError, did_you_mean

_NO_SANDBOX = "students' code runs here without a sandbox, with your rights: grade only what you would run yourself"


@dataclass(frozen=True)
class Command:
    """One subcommand."""

    help: str  # one line
    arguments: Callable[[argparse.ArgumentParser], object]
    run: Callable[[argparse.Namespace], int]  # returns the exit code
    note: str = ""  # below the options in the subcommand's own help


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand: exit code 0 done, 1 the message on stderr says why not, 2 wrong usage."""
    arguments = _parser().parse_args(argv)
    try:
        return COMMANDS[arguments.command].run(arguments)
    except CourseError as error:
        _tell(f"quizzes {arguments.command}: {error}")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quizzes", description="Items, assignments and grades of the course.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        text = f"{command.help[0].upper()}{command.help[1:]}."
        sub = commands.add_parser(name, help=command.help, description=text, epilog=command.note or None)
        command.arguments(sub)
    return parser


def _course(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--course",
        type=Path,
        default=Path("course"),
        metavar="DIR",
        help="folder of the course (default: %(default)s)",
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="write JSON, one value a line")


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="write one JSON value, with all items")


def _check(arguments: argparse.Namespace) -> int:
    from quizzes.assignments import load_masters  # the imports of a subcommand are paid by those who call it
    from quizzes.load import load_bank
    from quizzes.targets.check import check_course
    from quizzes.targets.coverage import as_json, cards_as_json, coverage, missing_of

    bank, checks = load_bank(), []
    for check in check_course(bank, load_masters(bank)):
        checks.append(check)
        if not arguments.json:
            _write(f"{'ok' if check.agrees else 'WRONG':<9}{check.id:<36}{check.by:<10}{check.note}")
    parts = coverage(bank, checks)
    missing = list(missing_of(parts))
    if arguments.json:
        items = [as_json(item) for item in bank.items.values()]
        value = {"items": items, "cards": cards_as_json(bank), "missing": missing}
        value["checks"] = [check.as_json() for check in checks]
        value["coverage"] = {part.name: part.rows for part in parts}
        _write(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        _write("")
        for part in parts:
            _write(part.as_line())
        for line in missing:
            _write(f"missing  {line}")
    wrong = sum(not check.agrees for check in checks)
    if wrong or missing:
        raise CourseError(f"{wrong} of {len(checks)} checks do not agree, and {len(missing)} things are missing")
    _tell(f"{len(checks)} checks, all agree; nothing is missing")
    return 0


def _build_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="which assignments (default: all)")
    _course(parser)
    parser.add_argument("--only", metavar="TARGET", help="which target (default: all)")
    parser.add_argument("--release", action="store_true", help="make the learners' version, too")


def _build(arguments: argparse.Namespace) -> int:
    from quizzes.assignments import load_masters
    from quizzes.load import load_bank
    from quizzes.targets import TARGETS, write_files

    bank = load_bank()
    masters = load_masters(bank)
    targets = _chosen("target", [arguments.only] if arguments.only else [], TARGETS)
    names = _chosen("assignment", arguments.assignments, masters)
    for target in targets:
        files = TARGETS[target].build(bank, {name: masters[name] for name in names})
        changed = write_files(files, arguments.course)
        _tell(f"{target}: {len(files)} files in {arguments.course.as_posix()}, {len(changed)} of them changed")
    return _release_all(arguments.course, names) if arguments.release else 0


def _release_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignments", nargs="+", metavar="ASSIGNMENT", help="which assignments")
    _course(parser)


def _release(arguments: argparse.Namespace) -> int:
    return _release_all(arguments.course, arguments.assignments)


def _release_all(folder: Path, assignments: list[str]) -> int:
    from quizzes.grading.nbgrader_course import NbgraderCourse

    course = NbgraderCourse(folder)
    for assignment in assignments:
        course.release(assignment)
        _tell(f"released: {(folder / 'release' / assignment).as_posix()}")
    return 0


def _grade_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which assignment")
    _course(parser)
    parser.add_argument("--student", metavar="ID", help="only this student's submission (default: all)")
    _json(parser)


def _grade(arguments: argparse.Namespace) -> int:
    from quizzes.grading.export import grades_csv
    from quizzes.grading.grade import Clock, grade
    from quizzes.grading.nbgrader_course import NbgraderCourse
    from quizzes.grading.outcome import Totals
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    _tell(f"note: {_NO_SANDBOX}")
    for result in grade(course, arguments.assignment, arguments.student, tell=_tell):
        if isinstance(result, Totals):
            clock = Clock(result.seconds)
            with clock.phase("export"):
                write_files({"grades.csv": grades_csv(course.export_rows())}, arguments.course)
        _write(json.dumps(result.as_json(), ensure_ascii=False) if arguments.json else result.as_line())
    _tell(f"{arguments.course.as_posix()} now holds grades.csv and the pages for the learners in feedback/")
    return 0


def _grades_arguments(parser: argparse.ArgumentParser) -> None:
    _course(parser)
    parser.add_argument("--to", type=Path, metavar="FILE", help="the table (default: grades.csv in the course)")


def _grades(arguments: argparse.Namespace) -> int:
    from quizzes.grading.export import grades_csv
    from quizzes.grading.nbgrader_course import NbgraderCourse
    from quizzes.targets import write_files

    course = NbgraderCourse(arguments.course)
    path = arguments.to or arguments.course / "grades.csv"
    write_files({path.name: grades_csv(course.export_rows())}, path.parent)
    _tell(f"grades: {path.as_posix()}")
    return 0


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="anki, moodle, qti (2.1, and 1.2 for Canvas) or csv")
    parser.add_argument(
        "--out", type=Path, default=Path("_build/export"), metavar="PATH", help="folder, or file (default: %(default)s)"
    )
    parser.add_argument("--variants", type=int, default=1, metavar="N", help="of an item that has them (default: 1)")
    parser.add_argument(
        "--edition",
        metavar="DATE",
        help="how new an Anki deck is: Anki updates the cards of older ones (default: the bank's last commit)",
    )


def _export(arguments: argparse.Namespace) -> int:
    from quizzes.load import PROJECT, load_bank
    from quizzes.targets import write_files
    from quizzes.targets.edition import edition_of, read_edition
    from quizzes.targets.export import EXPORTS, Options, export, files_of

    name = _chosen("target", [arguments.target], EXPORTS)[0]
    edition = read_edition(arguments.edition) if arguments.edition else edition_of(PROJECT)
    made = export(name, load_bank(), Options(arguments.variants, edition))
    files, folder = files_of(name, made, arguments.out)
    write_files(files, folder)
    for each in made:
        for loss in each.losses:
            _write(f"{loss.item:<36}{loss.kind:<10}{loss.becomes:<34}{loss.note}")
    counts = ", ".join(str(each.questions) for each in made)
    _tell(f"{name}: {counts} questions; in {folder.as_posix()}: {', '.join(files)}")
    return 0


COMMANDS: dict[str, Command] = {
    "check": Command("run every proof and assignment, and say what the bank lacks", _check_arguments, _check),
    "build": Command("make the nbgrader course from the bank and the masters", _build_arguments, _build),
    "release": Command("make the learners' version of assignments", _release_arguments, _release),
    "grade": Command("grade the submissions of an assignment", _grade_arguments, _grade, f"Note: {_NO_SANDBOX}."),
    "export": Command("write the bank for Anki, an LMS or a spreadsheet", _export_arguments, _export),
    "export-grades": Command("write the table of grades as CSV", _grades_arguments, _grades),
}


def _chosen(what: str, wanted: list[str], known: Mapping[str, object]) -> list[str]:
    """Return the names asked for, all known ones where none is asked for."""
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known) or f"; known are {', '.join(known) or 'none'}"
            raise UsageError(f"unknown {what} {name!r}{hint}")
    return wanted or list(known)


def _tell(line: str) -> None:
    """Write a line for the person at the terminal."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _write(line: str) -> None:
    """Write a line of the result."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
