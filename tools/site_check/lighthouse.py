"""Lighthouse on a page, with its mobile and its desktop settings: one run, and three where one leaves a doubt."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CLI = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
GOALS = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100}
SETTINGS = ("mobile", "desktop")
RUNS = 3  # where the first leaves a doubt
NEAR = 5  # a performance that is less than this above its goal might have missed it in another run
QUIET = (
    1500  # the speed of an idle machine, at the least; on a slower one a goal that is missed says nothing of the page
)
FLAGS = "--headless=new --disable-gpu --disable-background-networking"


@dataclass(frozen=True)
class Run:
    """What one run of Lighthouse gave, of 100."""

    scores: dict[str, int]
    failed: tuple[str, ...]  # the audits that cost points outside performance
    speed: int  # of the machine at that moment, as Lighthouse measures it (its benchmarkIndex)
    loaded: tuple[str, ...]  # the site's files that the page loaded

    @property
    def counts(self) -> bool:
        """Whether the run says something of the page, and not only of a machine that had other work."""
        return self.speed >= QUIET or self.scores["performance"] >= GOALS["performance"]


@dataclass(frozen=True)
class Scores:
    """What some runs on a page say together."""

    scores: dict[str, int]
    failed: tuple[str, ...]
    runs: tuple[int, ...]  # the performance of each run
    speed: int  # the slowest that the machine was

    @property
    def missed(self) -> list[str]:
        """Return the goals that were not reached."""
        return [name for name, goal in GOALS.items() if self.scores[name] < goal]

    @property
    def doubtful(self) -> bool:
        """Whether more runs are to be made: a goal is missed, or performance is near it."""
        return len(self.runs) < RUNS and bool(self.missed or self.margin < NEAR)

    @property
    def margin(self) -> int:
        """Return how far performance lies above its goal."""
        return self.scores["performance"] - GOALS["performance"]


def together(runs: Sequence[Run]) -> Scores:
    """Return what runs on a page say: the middle performance counts, and the worst of all else."""
    scores = {name: min(run.scores[name] for run in runs) for name in GOALS}
    performances = tuple(run.scores["performance"] for run in runs)
    scores["performance"] = statistics.median_low(performances)
    failed = tuple(dict.fromkeys(line for run in runs for line in run.failed))
    return Scores(scores, failed, performances, min(run.speed for run in runs))


def run_lighthouse(address: str, page: str, setting: str, chromium: str | None) -> Run:
    """Run Lighthouse on a page once."""
    flags = FLAGS + (" --no-sandbox" if hasattr(os, "geteuid") and os.geteuid() == 0 else "")
    command = ["node", str(CLI), f"{address}/{page}", "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command += ["--disable-full-page-screenshot", f"--only-categories={','.join(GOALS)}"]
    command += ["--preset=desktop"] if setting == "desktop" else []
    env = {**os.environ, "CHROME_PATH": chromium or _own_chromium()}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {page} ({setting}): {done.stderr.strip()[-400:]}")
    return read_report(json.loads(done.stdout), address)


def read_report(report: dict, address: str) -> Run:
    """Return what a report of Lighthouse says."""
    audits, categories = report["audits"], report["categories"]
    failed = [
        f"{category}: {reference['id']}"
        for category in GOALS
        if category != "performance"
        for reference in categories[category]["auditRefs"]
        if reference["weight"]
        and (audits[reference["id"]]["score"] or 0) < 1
        and audits[reference["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
    scores = {name: round(100 * categories[name]["score"]) for name in GOALS}
    asked = [each["url"] for each in audits["network-requests"]["details"]["items"]]
    loaded = {urlsplit(url).path.lstrip("/") for url in asked if url.startswith(f"{address}/")}
    return Run(scores, tuple(failed), round(report["environment"]["benchmarkIndex"]), tuple(sorted(loaded)))


def _own_chromium() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
