"""`make kernels`: every cell that trains, every proof, experiment and numeric test under each set of matrix kernels.

    python tools/kernels                              everything, under every setting that this processor can run
    python tools/kernels --settings pair              under the two that differ most
    python tools/kernels --parts chapters --pages gates
    python tools/kernels --list                       the settings

What is printed: claims whose value depends on the kernel, the tightest first, with the worst value, its bound and the
room between them, which must be 2 or more; then what failed. All rows are in _build/kernels.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from settings import Setting, chosen, possible
from table import faults_of, lines_of, table_of

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
OUT = ROOT / "_build" / "kernels.json"
PARTS = ("chapters", "proofs", "experiments", "tests")
NUMERIC_TESTS = ("tests/lstm_lib", "tests/figures", "tests/quizzes/checks", "tests/quizzes/test_prove.py")
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "PYTHONWARNINGS": "ignore"}


def pages_with_cells() -> list[Path]:
    """Return the pages that have code cells."""
    return [page for page in sorted((ROOT / "book").glob("**/*.md")) if "\n```{code-cell}" in page.read_text("utf-8")]


def jobs_of(
    parts: list[str], pages: list[str], experiments: list[str], tests: list[str]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each job and its command; {out} stands for the file that it writes."""
    if "experiments" in parts:
        yield "experiment", [str(HERE / "again.py"), "{out}", *experiments]
    if "chapters" in parts:
        for page in pages_with_cells():
            name = page.relative_to(ROOT / "book").with_suffix("").as_posix()
            if not pages or name in pages:
                yield name, [str(HERE / "chapter.py"), str(page), "{out}"]
    if "proofs" in parts:
        yield "proof", [str(HERE / "bank.py"), "{out}"]
    if "tests" in parts:
        yield "test", ["-m", "pytest", "-q", "-p", "numeric_tests", "-p", "no:cacheprovider", *tests]


def perform(setting: Setting, name: str, command: list[str]) -> tuple[str, str, dict]:
    """Run one job under one setting, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        env = {**setting.environment(dict(os.environ)), **QUIET, "KERNELS_OUT": str(out)}
        env["PYTHONPATH"] = str(HERE)
        start = time.monotonic()
        words = [sys.executable, *(str(out) if word == "{out}" else word for word in command)]
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        print(f"  {setting.name}: {name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
        if not out.is_file():
            tail = (done.stderr or done.stdout).strip().splitlines()[-1:]
            return (
                setting.name,
                name,
                {"rows": {}, "failed": [{"line": 0, "source": " ".join(tail), "error": "did not run"}]},
            )
        return setting.name, name, json.loads(out.read_text(encoding="utf-8"))


def main() -> int:
    """Run the command; exit code 1 where a claim has too little room or something failed."""
    parser = argparse.ArgumentParser(prog="python tools/kernels", description=__doc__.partition("\n")[0])
    parser.add_argument("--settings", default="all", help='"all", "pair", or names with semicolons between them')
    parser.add_argument("--parts", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--pages", nargs="*", default=[], help="chapters; all by default")
    parser.add_argument("--experiments", nargs="*", default=[], help="experiments; all by default")
    parser.add_argument("--tests", nargs="*", default=list(NUMERIC_TESTS), help="numeric tests")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes side by side")
    parser.add_argument("--rows", type=int, default=40, help="how many claims are printed, the tightest first")
    parser.add_argument("--list", action="store_true", help="print the settings that this processor can run")
    parser.add_argument("--out", type=Path, default=OUT, help="where all rows go")
    options = parser.parse_args()
    if options.list:
        print("\n".join(setting.name for setting in possible()))
        return 0
    try:
        settings = chosen(options.settings)
    except ValueError as error:
        print(f"kernels: {error}", file=sys.stderr)
        return 2
    jobs = list(jobs_of(options.parts.split(","), options.pages, options.experiments, options.tests))
    results: dict[str, dict[str, dict]] = {setting.name: {} for setting in settings}
    with ThreadPoolExecutor(options.jobs) as pool:
        work = [pool.submit(perform, setting, name, command) for name, command in jobs for setting in settings]
        for future in work:
            setting, name, result = future.result()
            results[setting][name] = result
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(results, indent=1), encoding="utf-8")
    lines, faults = lines_of(results), faults_of(results)
    depend = [line for line in lines if line.depends or line.tight]
    tight = [line for line in lines if line.tight]
    print(table_of(depend[: max(options.rows, len(tight))]))
    print(f"\n{len(lines)} comparisons under {len(settings)} settings ({'; '.join(results)});")
    print(
        f"{len(depend)} give other numbers on other kernels, {len(tight)} have too little room, {len(faults)} failures"
    )
    for fault in faults:
        print(f"FAILED  {fault}")
    return 1 if tight or faults else 0


if __name__ == "__main__":
    sys.exit(main())
