"""The results of an experiment as they were stored, and networks that were trained once, for the pages to show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).parent / "results"
TRAINED = Path(__file__).parent / "trained"


@dataclass(frozen=True)
class Stored:
    """What an experiment measured: `runs[name]` holds one value a seed, first axis seeds."""

    name: str
    seeds: tuple[int, ...]
    runs: Mapping[str, np.ndarray]
    kernel: str  # the matrix kernels of the machine that ran it, as OpenBLAS calls them
    seconds: float  # of CPU, for all seeds

    def __getitem__(self, name: str) -> np.ndarray:
        """Return the values of a measurement, one a seed."""
        return self.runs[name]

    def line(self, name: str, form: str = ".3g") -> str:
        """Return mean and range of a measurement: "0.0021 (0.0018 to 0.0026)"."""
        values = np.asarray(self.runs[name], float)
        return f"{values.mean():{form}} ({values.min():{form}} to {values.max():{form}})"


def stored(name: str, folder: Path = RESULTS) -> Stored:
    """Return the stored results of an experiment.

    Raises
    ------
    FileNotFoundError
        If it has never been run.
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        raise FileNotFoundError(f"no results of the experiment {name!r}; run `make experiments ARGS={name}`")
    found = json.loads(path.read_text(encoding="utf-8"))
    runs = {key: np.array(values) for key, values in found["runs"].items()}
    return Stored(name, tuple(found["seeds"]), runs, found["kernel"], found["cpu_seconds"])


def trained_file(name: str) -> Path:
    """Return the file of a network that was trained once: ``load(trained_file("dates"))``; its folder has the names."""
    return TRAINED / f"{name}.npz"
