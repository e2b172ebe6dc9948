"""Measure in a browser how soon a page shows what a click on an answer does (INP), on a slow processor.

``python -m benchmarks.inp`` opens the built book in the Chromium of the browser tests, chooses an answer and presses
Check with the mouse, question by question, and prints the Event Timing API's durations: from the press until the next
picture. Goals: 200 ms at six times slower, and 50 ms for the verdict itself as the processor is (`benchmarks.page`).
Other programs lengthen these times, so the time of the page's own processor stands beside them: it, too, is with the
slowing, and counts what is done within a quarter of a second, so also what follows the picture.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from benchmarks.site import SITE, opened

GOAL_MS = 200
SLOWER = 6
PAGES = ("gates/equations.html", "states/gradient.html", "gates/practice.html", "flashcards.html")
WATCH = """() => {
    globalThis.seen = [];
    const take = (entries) => seen.push(...entries.filter((each) => each.interactionId).map(({duration}) => duration));
    new PerformanceObserver((list) => take(list.getEntries())).observe({type: "event", durationThreshold: 16});
}"""
WHOLE = "() => 'whole' in document.documentElement.dataset"
READY = """() => [...document.querySelectorAll("section.quiz")]
    .filter((quiz) => quiz.querySelector(".quiz-check")?.checkVisibility()).map(({id}) => id)"""
FILL = """(id) => {
    const quiz = document.getElementById(id);
    for (const select of quiz.querySelectorAll("select")) select.selectedIndex = select.options.length - 1;
    const fields = "input:not([type=radio], [type=checkbox]), textarea";
    for (const field of quiz.querySelectorAll(fields)) field.value = "1";
    quiz.scrollIntoView({block: "center"});
}"""


def measure(page: Page, most: int, used: Callable[[], float]) -> dict[str, list[tuple[float, float]]]:
    """Answer the questions of a page with the mouse; return what each press took, by what was pressed."""
    page.wait_for_function(WHOLE, timeout=120_000)
    found: dict[str, list[tuple[float, float]]] = {"choose": [], "check": []}
    for identity in page.evaluate(READY)[:most]:
        page.evaluate(FILL, identity)
        quiz = page.locator(f'[id="{identity}"]')
        option = quiz.locator("input[type=radio], input[type=checkbox]")
        if option.count():
            found["choose"].append(_pressed(page, option.first, used))
        found["check"].append(_pressed(page, quiz.locator(".quiz-check"), used))
    return found


def _pressed(page: Page, target: object, used: Callable[[], float]) -> tuple[float, float]:
    """Press; return the milliseconds until the next picture, and those of the page's processor."""
    page.evaluate(WATCH)
    box = target.bounding_box()
    before = used()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(250)
    return max(page.evaluate("() => seen"), default=0), 1000 * (used() - before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line a page: how many interactions, their median, the longest (INP of so few is the longest)."""
    parser = argparse.ArgumentParser(prog="benchmarks.inp", description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("--pages", nargs="*", default=PAGES, metavar="PAGE", help="as gates.html")
    parser.add_argument("--slower", type=int, default=SLOWER, help="how many times (default: %(default)s)")
    parser.add_argument("--most", type=int, default=20, help="questions of a page")
    options = parser.parse_args(arguments)
    missed = 0
    with opened(options.site, "benchmarks.inp") as (browser, address):
        print(f"processor {options.slower} times slower")
        print(f"{'page':16} {'pressed':8} {'number':>6} {'median ms':>10} {'longest ms':>11} {'median cpu':>11}")
        for name in options.pages:
            page = browser.new_page(viewport={"width": 390, "height": 844})
            session = page.context.new_cdp_session(page)
            page.goto(f"{address}/{name}", wait_until="load", timeout=120_000)
            session.send("Emulation.setCPUThrottlingRate", {"rate": options.slower})
            session.send("Performance.enable", {"timeDomain": "threadTicks"})

            def used(session: CDPSession = session) -> float:
                metrics = session.send("Performance.getMetrics")["metrics"]
                return next(each["value"] for each in metrics if each["name"] == "TaskDuration")

            for pressed, took in measure(page, options.most, used).items():
                if not took:
                    continue
                times = [until for until, _ in took]
                word = "reached" if max(times) <= GOAL_MS else "MISSED"
                missed += word == "MISSED"
                cpu = statistics.median(spent for _, spent in took)
                numbers = f"{len(times):6} {statistics.median(times):10.0f} {max(times):11.0f} {cpu:11.0f}"
                print(f"{name:16} {pressed:8} {numbers}  {word}", flush=True)
            page.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
