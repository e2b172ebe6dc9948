"""Small faults put into the code one after the other, and whether a test beside it notices: a sample, always the same.

    python tools/mutants [--count 20] [--seed 1] [--rooms kinds,late]

cosmic-ray says what can be changed and how. This program draws a sample of it (all of it takes hours), works in a copy
of the sources, and prints each survivor, before and after. One that changes nothing which anybody can see stands in
equivalent.txt beside this file, below its reason, and is counted apart.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from rooms import ROOMS

ROOT = Path(__file__).resolve().parent.parent.parent
EQUIVALENT = Path(__file__).parent / "equivalent.txt"
# Annotations hold most of the bars of our sources, and are never evaluated; `is` in the place of `==` is another style.
LEFT_OUT = ("BinaryOperator_BitOr", "_Is", "_IsNot")
LIMIT_S = 60  # of processor time for the tests of one mutant; one that runs longer is noticed
_TIMES = itertools.count(1_000_000_000)


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    path: str  # from the project's folder
    operator: str
    occurrence: int


@dataclass(frozen=True)
class Fate:
    """What became of a mutant."""

    line: str  # file, the line before and after
    survived: bool


def mutants_of(path: str) -> Iterator[Mutant]:
    """Yield every change of a module that cosmic-ray knows."""
    nodes = list(ast_nodes(get_ast((ROOT / path).read_text(encoding="utf-8"))))
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments() or any(part in name for part in LEFT_OUT):
            continue
        count = sum(len(list(operator().mutation_positions(node))) for node in nodes)
        yield from (Mutant(path, name, place) for place in range(count))


def drawn(paths: Iterable[str], count: int, seed: int) -> list[Mutant]:
    """Return the sample of a room; the same for the same sources, count and seed."""
    found = [mutant for path in paths for mutant in mutants_of(path)]
    return random.Random(seed).sample(found, min(count, len(found)))


def tried(mutant: Mutant, tests: tuple[str, ...], copy: Path) -> Fate | None:
    """Put the mutant into the copy and run the tests there; None where it is the same program."""
    file = copy / mutant.path
    source = file.read_text(encoding="utf-8")
    changed = mutate_code(source, get_operator(mutant.operator)(), mutant.occurrence)
    if changed is None or _same(source, changed):
        return None
    _write(file, changed)
    try:
        passed = tests_pass(tests, copy)
    finally:
        _write(file, source)
    return Fate(described(mutant.path, source, changed), passed)


def _write(file: Path, source: str) -> None:
    """Write a source with a time of its own, so that no compiled one of another mutant is taken for it."""
    file.write_text(source, encoding="utf-8")
    os.utime(file, (next(_TIMES),) * 2)


def _same(source: str, changed: str) -> bool:
    try:
        return ast.dump(ast.parse(source)) == ast.dump(ast.parse(changed))
    except SyntaxError:
        return True


def described(path: str, source: str, changed: str) -> str:
    """Return the first line that differs, before and after."""
    pairs = zip(source.splitlines(), changed.splitlines(), strict=False)
    before, after = next((a.strip(), b.strip()) for a, b in pairs if a != b)
    return f"{path}: {before}  ->  {after}"


def tests_pass(tests: tuple[str, ...], copy: Path) -> bool:
    """Return whether the tests pass in the copy, in a process of their own that is ended with all that it started."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "OPENBLAS_NUM_THREADS": "1"}
    limited = ["bash", "-c", f'ulimit -t {LIMIT_S}; exec "$@"', "limited", *command]
    process = subprocess.Popen(
        limited, cwd=copy, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return process.wait(10 * LIMIT_S) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


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
    parser.add_argument("--count", type=int, default=20, help="mutants a room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", default=",".join(ROOMS), help=f"some of {','.join(ROOMS)}")
    asked = parser.parse_args()
    same, left = known_equivalent(), 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        for name in asked.rooms.split(","):
            room = ROOMS[name]
            began = time.monotonic()
            for tests in dict.fromkeys(room.values()):
                if not tests_pass(tests, copy):
                    sys.exit(f"{name}: expected tests that pass before anything is changed, got a failure: {tests}")
            fates = [
                fate for mutant in drawn(room, asked.count, asked.seed)
                if (fate := tried(mutant, room[mutant.path], copy)) is not None
            ]  # fmt: skip
            survivors = sorted({fate.line for fate in fates if fate.survived})
            real = [line for line in survivors if line not in same]
            left += len(real)
            minutes = (time.monotonic() - began) / 60
            print(
                f"{name:10} {len(fates):3} mutants, {len(survivors):2} survived, of them {len(real):2} not equivalent: "
                f"{len(real) / max(len(fates), 1):4.0%}  ({minutes:.1f} min)", flush=True,
            )  # fmt: skip
            for line in real:
                print(f"    {line}", flush=True)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
