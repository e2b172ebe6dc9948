"""Which experiments there are, and running one."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.claims import Claim, Runs
from experiments.code_hash import hash_of
from experiments.stored import RESULTS

FOLDER = Path(__file__).parent
# Modules that are no experiment.
MACHINERY = ("__init__", "__main__", "catalogue", "claims", "code_hash", "html", "kernel", "stored", "table")
FEWEST_SEEDS = 5


@dataclass(frozen=True)
class Experiment:
    """A question, and how it is answered."""

    name: str
    question: str  # the first line of the module
    seeds: tuple[int, ...]
    run: Callable[[int], dict[str, float]]  # one seed: trains, and returns what was measured
    claims: tuple[Claim, ...]
    code: str  # the hash of all that decides the results


def names() -> tuple[str, ...]:
    """Return the names of all experiments."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in MACHINERY))


def load(name: str) -> Experiment:
    """Import an experiment.

    Raises
    ------
    ValueError
        If there is none of that name, or it has fewer than five seeds.
    """
    if name not in names():
        raise ValueError(f"no experiment {name!r}; there are {', '.join(names())}")
    module = importlib.import_module(f"experiments.{name}")
    seeds = tuple(module.SEEDS)
    if len(seeds) < FEWEST_SEEDS:
        raise ValueError(f"experiments/{name}.py: expected at least {FEWEST_SEEDS} seeds, got {len(seeds)}")
    code = hash_of(FOLDER / f"{name}.py", tuple(getattr(module, "NEEDS", ())))
    return Experiment(name, module.__doc__.partition("\n")[0], seeds, module.run, tuple(module.CLAIMS), code)


def join(measured: Sequence[dict[str, float]]) -> Runs:
    """Join what each seed measured into arrays whose first axis is seeds."""
    return {name: np.array([one[name] for one in measured]) for name in measured[0]}


def silent(seed: int, seconds: float) -> None:
    """Say nothing of a seed that has been run."""


def perform(experiment: Experiment, tell: Callable[[int, float], None] = silent) -> tuple[Runs, float]:
    """Run an experiment over its seeds; return the results and the seconds of CPU.

    `tell` is called after each seed, with the seed and its seconds.
    """
    measured, start = [], time.process_time()
    for seed in experiment.seeds:
        begun = time.process_time()
        measured.append(experiment.run(seed))
        tell(seed, time.process_time() - begun)
    return join(measured), time.process_time() - start


def keep(experiment: Experiment, runs: Runs, *, kernel: str, seconds: float, folder: Path = RESULTS) -> Path:
    """Write the results of an experiment; return the file's path."""
    path = folder / f"{experiment.name}.json"
    lists = {name: np.round(values, 10).tolist() for name, values in sorted(runs.items())}
    content = {
        "question": experiment.question,
        "code": experiment.code,
        "kernel": kernel,
        "cpu_seconds": round(seconds, 1),
        "seeds": list(experiment.seeds),
        "runs": lists,
    }
    folder.mkdir(exist_ok=True)
    path.write_text(_dump(content), encoding="utf-8")
    return path


def _dump(content: dict[str, object]) -> str:
    """Return JSON with one measurement a line, so that a change of results can be read as a diff."""
    runs = content.pop("runs")
    head = json.dumps(content, indent=1, ensure_ascii=False).rstrip("}\n ")
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in runs.items())
    return f'{head},\n "runs": {{\n{rows}\n }}\n}}\n'


def stale(experiments: Iterable[Experiment], folder: Path = RESULTS) -> list[Experiment]:
    """Return those whose stored results are missing or of other code."""
    return [one for one in experiments if _stored_code(folder / f"{one.name}.json") != one.code]


def _stored_code(path: Path) -> str:
    return json.loads(path.read_text(encoding="utf-8"))["code"] if path.is_file() else ""
