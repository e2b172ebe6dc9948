"""`quizzes check`: every proof and assignment run, and what the bank lacks."""

from __future__ import annotations

import argparse
import json

from quizzes.commands.command import tell, write
from quizzes.commands.mutants import check_mutants
from quizzes.errors import CourseError


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``check``."""
    parser.add_argument("--json", action="store_true", help="write one JSON value, with all items or mutants")
    parser.add_argument(
        "--mutants", action="store_true", help="test the assignments' graders instead: tasks by known mistakes"
    )


def check(arguments: argparse.Namespace) -> int:
    """Check everything; raise CourseError where anything disagrees or is missing."""
    if arguments.mutants:
        return check_mutants(arguments.project, as_json=arguments.json)
    from quizzes.assignments import load_masters  # the imports of a subcommand are paid by those who call it
    from quizzes.load import load_bank
    from quizzes.targets.check import check_course
    from quizzes.targets.coverage import as_json, cards_as_json, coverage, missing_of

    bank, checks = load_bank(arguments.project), []
    for check in check_course(bank, load_masters(bank)):
        checks.append(check)
        if not arguments.json:
            write(f"{'ok' if check.agrees else 'WRONG':<9}{check.id:<36}{check.by:<10}{check.note}")
    parts = coverage(bank, checks)
    missing = list(missing_of(parts))
    if arguments.json:
        items = [as_json(item) for item in bank.items.values()]
        value = {"items": items, "cards": cards_as_json(bank), "missing": missing}
        value["checks"] = [check.as_json() for check in checks]
        value["coverage"] = {part.name: part.rows for part in parts}
        write(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        write("")
        for part in parts:
            write(part.as_line())
        for line in missing:
            write(f"missing  {line}")
    wrong = sum(not check.agrees for check in checks)
    if wrong or missing:
        raise CourseError(f"{wrong} of {len(checks)} checks do not agree, and {len(missing)} things are missing")
    tell(f"{len(checks)} checks, all agree; nothing is missing")
    return 0
