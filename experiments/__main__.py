"""`make experiments`: run what has changed over its seeds, keep the results, hold them to what the book says.

python -m experiments                  the experiments whose code, data or library has changed
python -m experiments NAME ...         these, whether they have changed or not
python -m experiments --all            all of them
python -m experiments --check          run nothing; say which are stale and hold the stored results to their claims
python -m experiments --again SECONDS  run some again, drawn by chance up to that much CPU time, and keep nothing
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence

from experiments.catalogue import Experiment, keep, load, names, perform, stale
from experiments.claims import ROOM, Runs
from experiments.kernel import kernel_in_use
from experiments.stored import RESULTS, stored


def judge(experiment: Experiment, runs: Runs) -> list[str]:
    """Print each claim with its value, bound and room; return the claims that have too little room."""
    tight = []
    for claim in experiment.claims:
        value = float(claim.value(runs))
        room = claim.room(value)
        mark = "" if room >= ROOM else "  <- too little room"
        print(f"    {claim.says}: {value:.4g} {claim.bound}, room {room:.3g}{mark}", flush=True)
        if room < ROOM:
            found = f"{value:.4g} {claim.bound} has room {room:.3g}, expected {ROOM:g}"
            tight.append(f"{experiment.name}: {claim.says}: {found}")
    return tight


def perform_and_judge(experiment: Experiment, *, store: bool) -> list[str]:
    """Run an experiment and hold it to its claims; keep the results if asked."""
    print(f"{experiment.name}: {experiment.question}", flush=True)
    runs, seconds = perform(experiment, lambda seed, spent: print(f"    seed {seed}: {spent:.1f} s", flush=True))
    kernel = kernel_in_use()
    if store:
        keep(experiment, runs, kernel=kernel, seconds=seconds)
    print(f"    {len(experiment.seeds)} seeds, {seconds:.0f} s of CPU, kernels {kernel}")
    return judge(experiment, runs)


def drawn(experiments: Sequence[Experiment], seconds: float, chance: random.Random) -> list[Experiment]:
    """Return experiments drawn by chance that together took at most so many seconds when they were stored."""
    chosen, left = [], seconds
    for experiment in chance.sample(list(experiments), len(experiments)):
        cost = stored(experiment.name).seconds
        if cost <= left:
            chosen.append(experiment)
            left -= cost
    return chosen


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; exit code 1 where a claim has too little room or (with --check) results are stale."""
    parser = argparse.ArgumentParser(prog="python -m experiments", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="these experiments, changed or not")
    parser.add_argument("--all", action="store_true", help="all experiments, changed or not")
    parser.add_argument("--check", action="store_true", help="run nothing; exit code 1 where results are stale")
    parser.add_argument("--again", type=float, metavar="SECONDS", help="run some again, by chance; keep nothing")
    parser.add_argument("--seed", type=int, default=None, help="of that chance")
    options = parser.parse_args(arguments)
    try:
        every = [load(name) for name in (options.names or names())]
    except ValueError as error:
        print(f"experiments: {error}", file=sys.stderr)
        return 2
    old = stale(every)
    if options.check:
        faults = [f"{one.name}: its results are of other code; run `make experiments`" for one in old]
        for experiment in every:
            if experiment not in old:
                print(f"{experiment.name}: {experiment.question}")
                faults += judge(experiment, stored(experiment.name).runs)
    elif options.again is not None:
        seed = random.randrange(10**6) if options.seed is None else options.seed
        print(f"drawn with --seed {seed}, on kernels {kernel_in_use()}")
        chosen = drawn([one for one in every if one not in old], options.again, random.Random(seed))
        faults = [fault for one in chosen for fault in perform_and_judge(one, store=False)]
    else:
        todo = every if options.all or options.names else old
        print(f"{len(every)} experiments, {len(todo)} to run; results are kept in experiments/{RESULTS.name}/")
        faults = [fault for one in todo for fault in perform_and_judge(one, store=True)]
    for fault in faults:
        print(f"experiments: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
