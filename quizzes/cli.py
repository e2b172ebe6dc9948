"""The command `quizzes`: reads the arguments and runs one of the subcommands of `quizzes.commands`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quizzes.commands import COMMANDS
from quizzes.commands.at_work import at_work
from quizzes.commands.command import tell, without_module
from quizzes.commands.trouble import sentence_of
from quizzes.errors import CourseError
from quizzes.project import meant, read_project
from quizzes.threads import use_one_thread


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand: exit code 0 done, 1 the message on stderr says why not, 2 wrong usage."""
    arguments = _parser().parse_args(argv)
    use_one_thread()
    try:
        arguments.project = read_project(arguments.project) if arguments.project else None
        # by which jsonschema, which nbgrader imports, would check addresses that nobody has: 1.7 s
        lighter, command = without_module("rfc3987_syntax"), COMMANDS[arguments.command]
        with lighter, meant(arguments.project), at_work(command, arguments):
            return COMMANDS[arguments.command].run(arguments)
    except CourseError as error:
        told = str(error)
    except Exception as error:
        told = sentence_of(error)
        if not told:
            raise
    tell(f"quizzes {arguments.command}: {told}")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizzes", description="Items, assignments and grades of the course.",
        epilog="Learners need grade-me and solution alone. COMMAND --help says more of each.",
    )  # fmt: skip
    parser.add_argument(
        "--project", type=Path, metavar="DIR", help="the folder with quizzes.toml (default: this one, or one above it)"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        text = f"{command.help[0].upper()}{command.help[1:]}."
        sub = commands.add_parser(name, help=command.help, description=text, epilog=command.note or None)
        command.arguments(sub)
    return parser


if __name__ == "__main__":
    sys.exit(main())
