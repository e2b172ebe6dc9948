"""Try every draw of every task's hidden numbers, and write down which are unfit: `make draws`, after a task changed."""

from __future__ import annotations

import argparse
import json

from quizzes.checks.draws import DRAWS, FILE, entries, fingerprint, tried
from quizzes.checks.load import assignments, folder_of, load_tasks


def main() -> None:
    """Write draws.json of the assignments named, or of those whose tasks are others than the list was made for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: those with a task that changed")
    for name in parser.parse_args().assignments or [name for name in assignments() if is_stale(name)]:
        found = dict(tried(name))
        for task, entry in found.items():
            print(f"{task}: {len(entry['unfit'])} of {DRAWS} draws are unfit", flush=True)
        text = json.dumps(found, indent=1).replace("\n   ", " ").replace("\n  ]", " ]")
        (folder_of(name) / FILE).write_text(f"{text}\n", encoding="utf-8")


def is_stale(assignment: str) -> bool:
    """Say whether a task of the assignment is another one than its draws were tried for."""
    known = entries(assignment)
    drawn = [task.id for task in load_tasks(assignment).values() if task.draw is not None]
    return sorted(drawn) != sorted(known) or any(known[task]["task"] != fingerprint(assignment, task) for task in drawn)


if __name__ == "__main__":
    main()
