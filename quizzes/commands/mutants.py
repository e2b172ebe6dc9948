"""`quizzes check --mutants`: the graders tested against right solutions and known mistakes."""

from __future__ import annotations

import json

from quizzes.commands.command import tell, write
from quizzes.errors import CourseError
from quizzes.project import Project


def check_mutants(project: Project | None, *, as_json: bool) -> int:
    """Show the table of tasks by mutants; raise CourseError where a grader does not do what it is for."""
    from quizzes.checks.load import assignments  # paid by those who call it
    from quizzes.targets.mutants import mutant_table

    rows = []
    for row in mutant_table(assignments(project), project):
        rows.append(row)
        if not as_json:
            for line in row.as_lines():
                write(line)
    if as_json:
        write(json.dumps({"tasks": [row.as_json() for row in rows]}, ensure_ascii=False, indent=1))
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise CourseError("\n".join([f"{len(problems)} things are wrong with the graders", *problems]))
    mutants = sum(len(row.mutants) for row in rows)
    solutions = sum(len(row.solutions) for row in rows)
    tell(f"{len(rows)} tasks: {solutions} right solutions earn everything, all {mutants} mutants are killed and named")
    return 0
