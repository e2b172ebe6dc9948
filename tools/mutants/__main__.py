"""Small faults put into the code one after the other, and whether a test beside it notices: a sample, always the same.

    python tools/mutants [--count 40] [--seed 1] [--rooms kinds,late]

cosmic-ray says what can be changed and how, for the scripts Stryker. This program draws a sample of it (all of it
takes hours), works in a copy of the sources, and prints each survivor, before and after. One that changes nothing
which anybody can see stands in equivalent.txt beside this file, below its reason, and is counted apart.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import scripts
from rooms import ROOMS, Room
from sample import sample

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EQUIVALENT = HERE / "equivalent.txt"


def fates(room: Room, copy: Path, count: int, seed: int) -> Iterator[tuple[str, bool]]:
    """Yield each mutant of a sample, and whether it survives the room's tests in a pytest that is kept warm."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "OPENBLAS_NUM_THREADS": "1"}
    temporary = f"--basetemp={copy.parent / 'tests'}"
    warm = subprocess.Popen(
        [sys.executable, HERE / "warm.py", copy, temporary, *room.arguments],
        cwd=copy, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert warm.stdin is not None and warm.stdout is not None
    with warm:
        first = json.loads(warm.stdout.readline() or '{"failed": "what collects them"}')
        if first["failed"]:
            sys.exit(f"expected tests that pass before anything is changed, got a failure: {first['failed']}")
        for mutant in sample(ROOT, room.paths, count, seed):
            asked = {"path": mutant.path, "source": mutant.source, "changed": mutant.changed}
            warm.stdin.write(json.dumps(asked) + "\n")
            warm.stdin.flush()
            yield mutant.line, json.loads(warm.stdout.readline())


def copied(into: Path) -> Path:
    """Return a copy of what git knows of the project, beside which the installed packages are found."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    copy = into / "project"
    copy.mkdir()
    for name in names.decode().rstrip("\0").split("\0"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name, follow_symlinks=False)
    if not (copy / "node_modules").exists():
        (copy / "node_modules").symlink_to(ROOT / "node_modules")
    return copy


def known_equivalent() -> set[str]:
    """Return the lines of survivors that change nothing which anybody can see."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines() if EQUIVALENT.is_file() else []
    return {line for line in lines if line and not line.startswith("#")}


def main() -> int:
    """Try the sample of each room; the exit code says whether a survivor is not known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=40, help="mutants a room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", default=",".join(ROOMS), help=f"some of {','.join(ROOMS)}")
    asked = parser.parse_args()
    same, left = known_equivalent(), 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        for name in asked.rooms.split(","):
            room, began = ROOMS[name], time.monotonic()
            tried = scripts.fates if room.ending == ".js" else fates
            count, survivors, real = 0, 0, 0
            for line, survived in tried(room, copy, asked.count, asked.seed):
                count += 1
                survivors += survived
                if survived and line not in same:
                    real += 1
                    print(f"    {line}", flush=True)
            left += real
            minutes = (time.monotonic() - began) / 60
            print(
                f"{name:10} {count:3} mutants, {survivors:2} survived, of them {real:2} "
                f"not equivalent: {real / max(count, 1):4.0%}  ({minutes:.1f} min)", flush=True,
            )  # fmt: skip
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
