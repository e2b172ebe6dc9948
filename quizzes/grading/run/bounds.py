"""What one of the grader's own processes may use for one submission, and what is said where it used more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Bounds:
    """What a worker may use for one job, beside the kernels that it asks."""

    wall_s: float = 1800.0
    cpu_s: float = 120.0  # an ordinary job takes 0.1
    memory_mb: int = 1024  # beyond what it has at its start


ANY = Bounds()


class Ended(Enum):
    """Why a worker ended in the middle of a job."""

    TIMED_OUT = "timed-out"
    OVER_MEMORY = "over-memory"
    CRASHED = "crashed"


class WorkerEndedError(Exception):
    """A job was not done because its worker ended, or was ended."""

    def __init__(self, why: Ended, told: str) -> None:
        super().__init__(why, told)
        self.why, self.told = why, told

    def __str__(self) -> str:
        return self.told
