"""Run experiments in this process and write down each claim's value and room: again.py OUT.json [NAME ...]."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from experiments.catalogue import load, names, perform
from experiments.kernel import kernel_in_use


def main() -> None:
    """Run them; nothing is kept but the claims' values."""
    rows, seconds = {}, {}
    for name in sys.argv[2:] or names():
        experiment = load(name)
        runs, spent = perform(experiment)
        seconds[name] = round(spent, 1)
        for claim in experiment.claims:
            value = float(claim.value(runs))
            bound = claim.below if claim.below is not None else claim.above
            rows[f"{name}: {claim.says}"] = {
                "line": 0,
                "source": claim.bound,
                "value": value,
                "bound": bound,
                "room": claim.room(value),
                "times": 1,
                "trained": True,
            }
    Path(sys.argv[1]).write_text(
        json.dumps({"rows": rows, "failed": [], "seconds": seconds, "kernel": kernel_in_use()}), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
