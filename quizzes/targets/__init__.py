"""What the bank is made into: each target is a pure function from bank and masters to files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizzes.assignments import Master
from quizzes.model import Bank
from quizzes.targets.item_cells import answer_name
from quizzes.targets.nbgrader_source import build_course
from quizzes.targets.write import write_files


@dataclass(frozen=True)
class Target:
    """One thing that `quizzes build` makes."""

    help: str
    secret: bool  # whether its files may hold keys, solutions and hidden tests
    build: Callable[[Bank, Mapping[str, Master]], dict[str, bytes]]


TARGETS: dict[str, Target] = {
    "assignments": Target("nbgrader course with source notebooks", secret=True, build=build_course),
}

__all__ = ["TARGETS", "Target", "answer_name", "write_files"]
