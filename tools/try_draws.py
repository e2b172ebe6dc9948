"""Try every draw of every task's hidden numbers, and write down which are unfit: `make draws`, after a task changed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable

from quizzes.checks.draws import DRAWS, FILE, entries, fingerprint, tried
from quizzes.checks.load import assignments, folder_of, load_tasks


def main() -> None:
    """Write draws.json of the assignments named, or the tasks that are others than the list was made for."""
    parser = argparse.ArgumentParser(description=__doc__)
    which = "all tasks of an assignment, or one task; default: the tasks that changed"
    parser.add_argument("names", nargs="*", metavar="NAME", help=which)
    named = parser.parse_args().names
    try:
        again = asked(named) if named else {name: set() for name in assignments() if is_stale(name)}
    except LookupError as error:
        parser.error(str(error))
    for name, tasks in again.items():
        found = dict(tried(name, {task: entry for task, entry in entries(name).items() if task not in tasks}))
        for task, entry in found.items():
            print(f"{task}: {len(entry['unfit'])} of {DRAWS} draws are unfit", flush=True)
        text = json.dumps(found, indent=1).replace("\n   ", " ").replace("\n  ]", " ]")
        (folder_of(name) / FILE).write_text(f"{text}\n", encoding="utf-8")


def asked(names: Iterable[str]) -> dict[str, set[str]]:
    """Return which tasks are to be tried again, by assignment, for names of assignments and of tasks.

    Raises
    ------
    LookupError
        If a name is neither; the message says what there is.
    """
    tasks = {name: set(load_tasks(name)) for name in assignments()}
    again: dict[str, set[str]] = {}
    for name in names:
        mine = {assignment: {name} for assignment, its in tasks.items() if name in its}
        mine = {name: tasks[name]} if name in tasks else mine
        if not mine:
            raise LookupError(f"expected an assignment ({', '.join(tasks)}) or the id of a task, got {name!r}")
        for assignment, its in mine.items():
            again.setdefault(assignment, set()).update(its)
    return again


def is_stale(assignment: str) -> bool:
    """Say whether a task of the assignment is another one than its draws were tried for."""
    known = entries(assignment)
    drawn = [task.id for task in load_tasks(assignment).values() if task.draw is not None]
    return sorted(drawn) != sorted(known) or any(known[task]["task"] != fingerprint(assignment, task) for task in drawn)


if __name__ == "__main__":
    main()
