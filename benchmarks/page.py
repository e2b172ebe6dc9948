"""Measure in a browser how long the page takes to check an answer, kind by kind (goal: at most 50 ms), and its Python.

``python -m benchmarks.page`` opens the built book (`make book`) in the Chromium of the browser tests. With
``--peer`` the same task is done in a page of pyodide-mkdocs-theme (benchmarks/page_peer), in the same run.
"""

import statistics
import sys

from benchmarks import page_peer
from benchmarks.page_python import measure
from benchmarks.site import SITE, opened

PAGES = ("gates/practice.html", "flashcards.html", "flashcards-hold.html")
GOAL_MS = 50
# Give every question an answer of its form, submit it, and return [kind, milliseconds] for each.
MEASURE = """() => Array.from(document.querySelectorAll("section.quiz"), quiz => {
    const form = quiz.querySelector("form");
    if (!form || !form.querySelector("[type=submit]")) return null;
    form.querySelector("input[type=radio], input[type=checkbox]")?.click();
    form.querySelectorAll("select").forEach(select => { select.selectedIndex = select.options.length - 1; });
    const written = "input:not([type=radio]):not([type=checkbox]), textarea";
    form.querySelectorAll(written).forEach(field => { field.value = "1"; });
    const start = performance.now();
    form.requestSubmit();
    return [quiz.dataset.kind, performance.now() - start];
}).filter(Boolean)"""


def table(ours, theirs):
    """Yield the lines of a table: what was measured here, what at the peer's page, and how many times as much."""
    yield f"{'':<40}{'this book':>10}{'pyodide-mkdocs-theme':>22}{'theirs / ours':>15}"
    for figure in ours:
        line = f"{figure.name:<40}{figure.value:10.2f}"
        if figure.name in theirs:
            other = theirs[figure.name]
            line += f"{other:22.2f}{other / max(figure.value, 1e-9):15.1f}"
        else:
            line += f"{'-':>22}{'':15}"
        yield f"{line}  {figure.goal}".rstrip()


def main():
    """Print a line a kind: how many questions, the median and the longest time."""
    found = {}
    with opened(SITE, "benchmarks.page") as (browser, address):
        page = browser.new_page()
        page.set_default_timeout(180_000)  # a busy machine
        for name in PAGES:
            page.goto(f"{address}/{name}")
            page.wait_for_load_state("networkidle")
            for kind, milliseconds in page.evaluate(MEASURE):
                found.setdefault(kind, []).append(milliseconds)
        lines = ["no Python in the pages of this build"]
        if list(SITE.glob("_static/python-*/")):
            lines = python = list(measure(browser, SITE))
            if "--peer" in sys.argv:
                (core,) = SITE.glob("_static/pyodide-*/")
                lines = table(python, dict(page_peer.measure(browser, core)))
        print(*lines, "", sep="\n")
    print(f"{'kind':10} {'questions':>9} {'median ms':>10} {'longest ms':>11}")
    for kind, times in sorted(found.items()):
        word = "reached" if max(times) <= GOAL_MS else "MISSED"
        print(f"{kind:10} {len(times):9} {statistics.median(times):10.2f} {max(times):11.2f}  {word}")


if __name__ == "__main__":
    main()
