"""The page's scripts: Stryker's instrumenter puts all its changes into one source, a variable says which is there."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rooms import Room

HERE = Path(__file__).resolve().parent
LIMIT_S = 20  # of processor time for a file of tests; one that runs longer is noticed
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def fates(room: Room, copy: Path, count: int, seed: int) -> Iterator[tuple[str, bool]]:
    """Yield each of a sample of changes, and whether it survives the room's tests."""
    made = subprocess.run(
        ["node", HERE / "instrument.mjs", *room.paths],
        cwd=copy, env={**os.environ, "PATH": PATH}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    instrumented = json.loads(made.stdout)
    for name, source in instrumented["files"].items():
        (copy / name).write_text(source, encoding="utf-8")
    if not _pass(room, copy, "none"):
        sys.exit("scripts: expected tests that pass before anything is changed, got a failure")
    mutants = instrumented["mutants"]
    for mutant in random.Random(seed).sample(mutants, min(count, len(mutants))):
        yield f"{mutant['name']}: {mutant['before']}  ->  {mutant['after']}", _pass(room, copy, mutant["id"])


def _pass(room: Room, copy: Path, mutant: str) -> bool:
    environment = {**os.environ, "PATH": PATH, "__STRYKER_ACTIVE_MUTANT__": mutant}
    for name in room.tests:
        limited = ["bash", "-c", f'ulimit -t {LIMIT_S}; exec node "$1"', "limited", f"tests/js/{name}.test.js"]
        done = subprocess.run(limited, cwd=copy, env=environment, capture_output=True, check=False)
        if done.returncode:
            return False
    return True
