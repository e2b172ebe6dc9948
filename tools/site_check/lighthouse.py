"""Lighthouse on a page, with its mobile and its desktop settings."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CLI = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
GOALS = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 95}
FLAGS = "--headless=new --disable-gpu --disable-background-networking"


@dataclass(frozen=True)
class Scores:
    """What Lighthouse gave, of 100."""

    page: str
    setting: str  # mobile or desktop
    scores: dict[str, int]
    failed: tuple[str, ...]  # the audits that cost points outside performance

    @property
    def missed(self) -> list[str]:
        """Return the goals that were not reached."""
        return [name for name, goal in GOALS.items() if self.scores[name] < goal]


def judge_page(address: str, page: str, setting: str, chromium: str | None) -> Scores:
    """Run Lighthouse once."""
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
    return Scores(page, setting, scores, tuple(failed))


def _own_chromium() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
