"""Lighthouse on a page, with its mobile and its desktop settings: three runs, of which the middle one counts."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CLI = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
GOALS = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3
FLAGS = "--headless=new --disable-gpu --disable-background-networking"


@dataclass(frozen=True)
class Scores:
    """What Lighthouse gave, of 100."""

    page: str
    setting: str  # mobile or desktop
    scores: dict[str, int]
    failed: tuple[str, ...]  # the audits that cost points outside performance
    runs: tuple[int, ...]  # the performance of each run

    @property
    def missed(self) -> list[str]:
        """Return the goals that were not reached."""
        return [name for name, goal in GOALS.items() if self.scores[name] < goal]


def judge_page(address: str, page: str, setting: str, chromium: str | None) -> Scores:
    """Run Lighthouse three times: what counts is the middle performance, and the worst of all else."""
    return together([_run(address, page, setting, chromium) for _ in range(RUNS)])


def together(runs: Sequence[Scores]) -> Scores:
    """Return what some runs on a page say."""
    scores = {name: min(run.scores[name] for run in runs) for name in GOALS}
    performances = tuple(run.scores["performance"] for run in runs)
    scores["performance"] = statistics.median_low(performances)
    failed = tuple(dict.fromkeys(line for run in runs for line in run.failed))
    return Scores(runs[0].page, runs[0].setting, scores, failed, performances)


def _run(address: str, page: str, setting: str, chromium: str | None) -> Scores:
    flags = FLAGS + (" --no-sandbox" if hasattr(os, "geteuid") and os.geteuid() == 0 else "")
    command = ["node", str(CLI), f"{address}/{page}", "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command += [f"--only-categories={','.join(GOALS)}"] + (["--preset=desktop"] if setting == "desktop" else [])
    env = {**os.environ, "CHROME_PATH": chromium or _own_chromium()}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {page} ({setting}): {done.stderr.strip()[-400:]}")
    report = json.loads(done.stdout)
    failed = [
        f"{category}: {reference['id']}"
        for category in GOALS
        if category != "performance"
        for reference in report["categories"][category]["auditRefs"]
        if reference["weight"]
        and (report["audits"][reference["id"]]["score"] or 0) < 1
        and report["audits"][reference["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
    scores = {name: round(100 * report["categories"][name]["score"]) for name in GOALS}
    return Scores(page, setting, scores, tuple(failed), (scores["performance"],))


def _own_chromium() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
