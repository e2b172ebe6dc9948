"""Every claim on training in one table: its seeds, its range, and what was tried against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

import numpy as np

from experiments.catalogue import load, names
from experiments.claims import Claim, Runs
from experiments.stored import stored

# What could make the claims of an experiment mean something else, and was taken away or varied in the same experiment.
TRIED = {
    "adding": "more units in the plain layer (33); the gradient cut after 1 and 10 steps, while the memory stays",
    "anomalies": "a rule of one line beside the autoencoder; stuck sensors, whose error is small",
    "bottleneck": "more examples, twice the units, a beam of five, teacher forcing: the other reasons that are offered",
    "bugs": "the same program, mended in one line, with the same data, budget and seeds",
    "captions": "known combinations beside unseen ones; the same sentences asked of other samples' pictures",
    "character_names": "counted letters and pairs; a split by names and one by countries; short and long training",
    "characters": "counted contexts of 0 to 4 characters beside the networks; units of a network that was not trained",
    "clipping": "a tenth of the rate without any clipping, for as many updates",
    "code_map": "the values themselves, an encoder that was not trained, principal components, codes of 2 and of 8",
    "code_width": "codes of 1 to 3 numbers, with one budget for all",
    "convolution": "kernels of 8, 9 and 32; a task that suits the recurrent layer and one that suits the convolution",
    "date_training": "the same data, budget and seeds for both",
    "dropped_state": "the same cuts on a task that needs memory alone; an open memory for all",
    "forecast": "the date given to the network and taken away; climatology, persistence and regression beside it",
    "forget_bias": "ten steps in place of forty; the gate's values after training; a GRU, which has no such bias",
    "frost_counter": "the forget gate held open, which is said to be the cause",
    "key_value": "an LSTM that keeps as many numbers as the matrix memory",
    "last_frost": "one wire cut; the warm days beside the frost; a year that was not seen",
    "leaks": "each leak alone; short and long training; another look at the seeds, beside the effect of scaling",
    "mirror": "decoders in the order of the encoder, with other widths, and of one layer",
    "offset": "new sequences beside those of the training; a beam of five; the same model trained with the shift",
    "read_strips": "numbers of known neighbours beside those with pairs that no training strip has",
    "reading_order": "the first and the last symbol apart, since they come nearer and go further away",
    "recall": "a factor of 0.73 put into the plain layer; the LSTM with a forget bias of 3",
    "rotations": "the angles held at zero, everything else the same; a task that the turning does not help",
    "state_tracking": "a factor that may be negative; a minGRU that may add; a small push to the state; more steps",
    "states_forecast": "the output gate held still, which is said to be the cause; units with a short memory",
    "trigger": "short and long training, no memory at all, several thresholds, and never answering",
    "typos": "clean dates before and afterwards; typos that leave all digits whole",
}


@dataclass(frozen=True)
class Row:
    """A claim with what it rests on."""

    says: str
    bound: str
    value: float  # from all seeds
    low: float  # the least value when any one of the seeds is left out
    high: float  # the largest
    room: float  # how many times the value fits into its bound

    def line(self) -> str:
        """Return the row as a line of text."""
        return f"{self.says}: {self.value:.3g} ({self.low:.3g} to {self.high:.3g}), claimed {self.bound}"


def rows(experiment: str) -> Iterator[Row]:
    """Yield the claims of an experiment, computed from its stored results."""
    runs = stored(experiment).runs
    seeds = len(stored(experiment).seeds)
    without = [{name: np.delete(values, k, axis=0) for name, values in runs.items()} for k in range(seeds)]
    for claim in load(experiment).claims:
        value, others = _value(claim, runs), [_value(claim, rest) for rest in without]
        yield Row(claim.says, claim.bound, value, min(others), max(others), claim.room(value))


def _value(claim: Claim, runs: Runs) -> float:
    return float(claim.value(runs))


def table(width: int = 78) -> Iterator[str]:
    """Yield the lines of the table of all claims, none wider than a page's code."""
    for name in names():
        experiment = load(name)
        yield from wrap(f"{name}: {experiment.question}", width, subsequent_indent="  ")
        tried = f"  {len(experiment.seeds)} seeds; tried against it: {TRIED[name]}"
        yield from wrap(tried, width, subsequent_indent="  ")
        for row in rows(name):
            yield from wrap(f"  - {row.line()}", width, subsequent_indent="    ")
        yield ""
