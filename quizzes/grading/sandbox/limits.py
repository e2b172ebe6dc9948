"""What a learner's code may use before it is stopped."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace


# Why: DECISIONS.md#no-cgroups
@dataclass(frozen=True)
class Limits:
    """The limits of one submission; the budgets in seconds are for a cell or a task, and for all of them."""

    cell_cpu_s: float = 10.0  # what counts: it is the same on a busy machine
    cell_wall_s: float = 60.0  # for code that waits
    submission_cpu_s: int = 60
    submission_wall_s: float = 300.0
    memory_mb: int = 2048  # beyond what the imports take
    processes: int = 64  # and threads
    open_files: int = 256
    file_mb: int = 64  # one file
    disk_mb: int = 128  # all files
    files: int = 4096
    output_kb: int = 256  # of a cell; what is beyond is cut off
    flood_mb: int = 8  # of all cells; beyond it nothing more is kept, and the cells go on
    data_mb: int = 1024  # files beside the notebook that are too large to be copied into each kernel, and are mounted

    def as_json(self) -> dict[str, float]:
        """Return the limits as JSON values."""
        return asdict(self)

    def replaced(self, said: Mapping[str, float]) -> Limits:
        """Return the limits with others, by name."""
        return Limits(**{**asdict(self), **said})

    def by_the_clock(self, cell_s: float, cells: int) -> Limits:
        """Return limits in which a cell's seconds by the clock are the only limit of time, whatever processors it uses.

        Those of a submission are what its cells can use together.
        """
        cpu_s = cell_s * self.processes
        every = cells + 1
        return replace(
            self, cell_wall_s=cell_s, cell_cpu_s=cpu_s,
            submission_wall_s=cell_s * every, submission_cpu_s=math.ceil(cpu_s * every),
        )  # fmt: skip
