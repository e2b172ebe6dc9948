"""Lighthouse on many pages, in as many sittings as it takes: a run is kept for as long as its page is the same."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from site_check.lighthouse import GOALS, QUIET, SETTINGS, Run, Scores, together

IN_VAIN = 3  # runs one after the other that said nothing, because the machine was busy


@dataclass
class Kept:
    """The runs so far, by page and setting, in a file beside the site."""

    site: Path
    file: Path
    runs: dict[tuple[str, str], list[Run]] = field(default_factory=dict)

    @classmethod
    def read(cls, site: Path, file: Path) -> Kept:
        """Return the runs that still hold: every file that the page loaded is the one that it was."""
        kept = cls(site, file)
        for entry in json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []:
            runs = [
                Run(each["scores"], tuple(each["failed"]), each["speed"], tuple(each["loaded"]))
                for each in entry["runs"]
            ]
            if entry["digest"] == kept.digest(runs):
                kept.runs[entry["page"], entry["setting"]] = runs
        return kept

    def add(self, page: str, setting: str, run: Run) -> None:
        """Keep a run, on the disk too."""
        self.runs.setdefault((page, setting), []).append(run)
        entries = [
            {"page": page, "setting": setting, "digest": self.digest(runs), "runs": [asdict(run) for run in runs]}
            for (page, setting), runs in self.runs.items()
        ]
        self.file.parent.mkdir(parents=True, exist_ok=True)
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(entries), encoding="utf-8")
        new.replace(self.file)

    def digest(self, runs: Sequence[Run]) -> str:
        """Return a hash of all that the page loaded, as it is now."""
        sums = hashlib.sha256()
        for name in sorted({name for run in runs for name in run.loaded}):
            path = self.site / name
            sums.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"-"))
        return sums.hexdigest()

    def said(self, page: str, setting: str) -> Scores | None:
        """Return what the runs on a page say together; None where there is none."""
        runs = self.runs.get((page, setting))
        return together(runs) if runs else None

    def next(self, pages: Sequence[str]) -> tuple[str, str] | None:
        """Return what is to be run next: each page once, then those in doubt, the lowest first; None at the end."""
        said = {(page, setting): self.said(page, setting) for page in pages for setting in SETTINGS}
        unseen = [each for each, scores in said.items() if scores is None]
        if unseen:
            return unseen[0]
        doubtful = {
            each: (not scores.missed, scores.margin) for each, scores in said.items() if scores and scores.doubtful
        }
        return min(doubtful, key=doubtful.__getitem__, default=None)


def run_pages(kept: Kept, pages: Sequence[str], run: Callable[[str, str], Run], minutes: float | None) -> str:
    """Run Lighthouse on the pages until nothing is left; what stopped it before, empty where nothing did."""
    end = time.monotonic() + 60 * minutes if minutes is not None else float("inf")
    in_vain = 0
    while (each := kept.next(pages)) is not None:
        if time.monotonic() > end:
            return "The time is up"
        made = run(*each)
        if made.counts:
            kept.add(*each, made)
            in_vain = 0
        elif (in_vain := in_vain + 1) == IN_VAIN:
            return f"The machine is too busy (Lighthouse measures its speed as {made.speed}, {QUIET} is needed)"
    return ""


def table(kept: Kept, pages: Sequence[str]) -> Iterator[str]:
    """Yield a line for each page and setting: the scores, each run's performance, and what was missed."""
    yield f"{'Lighthouse':<34}{'setting':<9}" + "".join(f"{name:>15}" for name in GOALS) + "   machine  runs"
    for page in pages:
        for setting in SETTINGS:
            said = kept.said(page, setting)
            if said is None:
                yield f"{page:<34}{setting:<9}{'not run yet':>15}"
                continue
            numbers = "".join(f"{said.scores[name]:>15}" for name in GOALS)
            more = (f"  MISSED: {', '.join(said.missed)}" * bool(said.missed)) + "  more runs are due" * said.doubtful
            yield f"{page:<34}{setting:<9}{numbers}{said.speed:>10}  {', '.join(map(str, said.runs))}{more}"
            yield from (f"  {line}" for line in said.failed)


def faults(kept: Kept, pages: Sequence[str]) -> int:
    """Return how many goals were missed."""
    return sum(len(said.missed) for page in pages for setting in SETTINGS if (said := kept.said(page, setting)))
