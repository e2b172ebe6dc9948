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
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jobs import NUMERIC_TESTS, PARTS, fingerprint, jobs_of, perform
from settings import chosen, distinct, possible
from table import faults_of, lines_of, table_of

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "_build" / "kernels.json"


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
    parser.add_argument("--join", type=Path, nargs="*", default=[], help="run nothing; one table of earlier results")
    options = parser.parse_args()
    if options.list:
        print("\n".join(setting.name for setting in possible()))
        return 0
    if options.join:
        return told(joined(options.join), options.rows)
    try:
        settings = chosen(options.settings)
    except ValueError as error:
        print(f"kernels: {error}", file=sys.stderr)
        return 2
    twins = distinct(settings, fingerprint)
    for setting, same in twins.items():
        if same:
            print(f"{setting.name} computes the same bits as {' and '.join(each.name for each in same)}; run once")
    settings = tuple(twins)
    jobs = list(jobs_of(options.parts.split(","), options.pages, options.experiments, options.tests))
    results: dict[str, dict[str, dict]] = {setting.name: {} for setting in settings}
    with ThreadPoolExecutor(options.jobs) as pool:
        work = [pool.submit(perform, setting, name, command) for name, command in jobs for setting in settings]
        for future in work:
            setting, name, result = future.result()
            results[setting][name] = result
            print(f"  {setting}: {name}: {len(result['rows'])} comparisons", file=sys.stderr, flush=True)
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return told(results, options.rows)


def joined(files: list[Path]) -> dict[str, dict[str, dict]]:
    """Return the results of several runs as those of one."""
    results: dict[str, dict[str, dict]] = {}
    for file in files:
        for setting, parts in json.loads(file.read_text(encoding="utf-8")).items():
            results.setdefault(setting, {}).update(parts)
    return results


def told(results: dict[str, dict[str, dict]], rows: int) -> int:
    """Print the table; return 1 where a claim has too little room or something failed."""
    lines, faults = lines_of(results), faults_of(results)
    depend = [line for line in lines if line.depends or line.tight]
    tight = [line for line in lines if line.tight]
    print(table_of(depend[: max(rows, len(tight))]))
    print(f"\n{len(lines)} comparisons under {len(results)} settings ({'; '.join(results)});")
    print(
        f"{len(depend)} give other numbers on other kernels, {len(tight)} have too little room, {len(faults)} failures"
    )
    for fault in faults:
        print(f"FAILED  {fault}")
    return 1 if tight or faults else 0


if __name__ == "__main__":
    sys.exit(main())
