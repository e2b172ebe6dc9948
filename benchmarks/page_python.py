"""What the page's Python costs a reader: bytes, and seconds until it is ready and until a verdict.

A part of ``python -m benchmarks.page``. What is counted is what the server was asked for, as a host sends it (text and
WebAssembly compressed); what the service worker answers costs nothing. A verdict is what stands in the page after a
press of Check, as at the peer's page.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.site import sent, served
from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source

TASK, PAGE = "gates-lstm-step", "write-gates.html"
CHAPTER = "gates/memory.html"
FIRST_VIEW = "kB of a page before it is asked"
READY_MB = "MB to a ready Python"
FIRST_MB = "MB to the first verdict, page and all"
VISITS = ("first", "second")
KINDS = {"right": "s to a verdict", "known": "s to a diagnosis", "wrong": "s to a wrong one without a name"}
GOALS = {READY_MB: 10, "s to ready, second visit": 5, KINDS["right"]: 1, KINDS["known"]: 2}
READY = """async (folder) => {
    const { learner } = await import(`${folder}/engine.js`);
    const begun = performance.now();
    await learner.ready();
    return (performance.now() - begun) / 1000;
}"""
BOX = f'.py-task[data-task="{TASK}"]'
WRITE = f"""(code) => {{
    document.querySelector('{BOX} .cm-content').focus();
    document.execCommand('selectAll');
    document.execCommand('insertText', false, code);
}}"""
CHECK = f"(word) => document.querySelector(`button[aria-label='${{word}}: {TASK}']`)?.click()"
TOLD = f"(word) => document.querySelector('{BOX} .py-verdict')?.textContent.includes(word)"
SAID = {"right": "Right: ", "known": "without the tanh on c", "wrong": "of 4 points."}


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float

    @property
    def goal(self) -> str:
        """Whether a goal is reached; empty where there is none."""
        goal = GOALS.get(self.name)
        return "" if goal is None else f"goal {goal}: {'reached' if self.value <= goal else 'MISSED'}"

    def __str__(self) -> str:
        return f"{self.name:<40}{self.value:10.2f}  {self.goal}".rstrip()


def codes() -> dict[str, str]:
    """Return what is written: a right step, one with a known mistake, and a wrong one that nobody has a name for."""
    task = load_tasks("gates")[TASK]
    right = next(iter(task.solutions.values()))
    known = mutant_source(task, next(mutant for mutant in task.mutants if mutant.id == "no-tanh"))
    return {"right": right, "known": known, "wrong": right.replace("f * c + i * g", "f * c + i * g + 0.321")}


def above() -> str:
    """Return what stands above the task in the assignment, for a page that has this cell alone."""
    return "import numpy as np\n\n" + next(iter(load_tasks("gates")["gates-activations"].solutions.values())) + "\n\n"


def measure(browser: Browser, site: Path) -> Iterator[Figure]:
    """Yield the figures of the built book."""
    asked: list[str] = []
    with served(site, asked) as address:
        (folder,) = (f"{address}/_static/{path.name}" for path in site.glob("_static/python-*/"))
        page = _page(browser)
        page.goto(f"{address}/{CHAPTER}", wait_until="networkidle")
        yield Figure(FIRST_VIEW, _bytes(site, asked) / 1e3)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload(wait_until="networkidle")
        asked.clear()
        seconds = [page.evaluate(READY, folder)]
        yield Figure(READY_MB, _bytes(site, asked) / 1e6)
        page.reload(wait_until="networkidle")
        asked.clear()
        seconds.append(page.evaluate(READY, folder))
        yield Figure(f"{READY_MB}, second visit", _bytes(site, asked) / 1e6)
        yield from (Figure(f"s to ready, {visit} visit", each) for visit, each in zip(VISITS, seconds, strict=True))
        page.context.close()
        asked.clear()
        page = _page(browser)
        for visit in VISITS:
            begun = time.perf_counter()
            page.goto(f"{address}/{PAGE}")
            _write(page, codes()["right"])
            page.evaluate(CHECK, "Check")
            page.wait_for_function(TOLD, arg=SAID["right"])
            yield Figure(f"s from opening to a verdict, {visit} visit", time.perf_counter() - begun)
            if visit == VISITS[0]:
                yield Figure(FIRST_MB, _bytes(site, asked) / 1e6)
        yield from _verdicts(page, codes())
        page.context.close()


def _page(browser: Browser) -> Page:
    page = browser.new_context().new_page()
    page.set_default_timeout(180_000)  # a busy machine
    return page


def _write(page: Page, code: str) -> None:
    page.wait_for_function(f"() => document.querySelector('{BOX} .cm-content') || ({CHECK})('Write')")
    page.evaluate(WRITE, code)


def _verdicts(page: Page, sources: Mapping[str, str]) -> Iterator[Figure]:
    for kind, code in sources.items():
        _write(page, f"{code}\n")  # what is changed takes the verdict away
        begun = time.perf_counter()
        page.evaluate(CHECK, "Check")
        page.wait_for_function(TOLD, arg=SAID[kind])
        yield Figure(KINDS[kind], time.perf_counter() - begun)


def _bytes(site: Path, asked: list[str]) -> int:
    paths = (site / path.lstrip("/") for path in dict.fromkeys(asked))
    return sum(sent(path.name, path.read_bytes()) for path in paths if path.is_file())
