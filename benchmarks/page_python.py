"""What the page's Python costs a reader: bytes, and seconds until it is ready and until a verdict.

A part of ``python -m benchmarks.page``. What is counted are the bytes of the bodies as they lie on the server.
"""

from dataclasses import dataclass
from pathlib import Path

from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source

TASK = "gates-lstm-step"
GOALS = {"MB at the first visit": 10, "s to ready, second visit": 5, "s to a verdict": 1, "s to a diagnosis": 2}
READY = """async (folder) => {
    const { learner } = await import(`${folder}/engine.js`);
    const begun = performance.now();
    await learner.ready();
    return (performance.now() - begun) / 1000;
}"""
VERDICT = """async ([folder, task, code]) => {
    const { check } = await import(`${folder}/check.js`);
    const sources = [{title: 'numpy', code: 'import numpy as np'}, {title: task, code}];
    const ask = () => check(task, sources, {tell: () => {}, progress: () => {}});
    await ask(); // the second Python is started and the task fetched
    const begun = performance.now();
    await ask();
    return (performance.now() - begun) / 1000;
}"""


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float

    def __str__(self) -> str:
        goal = GOALS.get(self.name)
        word = "" if goal is None else f"goal {goal}: {'reached' if self.value <= goal else 'MISSED'}"
        return f"{self.name:<34}{self.value:10.2f}  {word}".rstrip()


def codes() -> dict[str, tuple[str, str]]:
    """Return the cells that the peer's page is given, each with the word of its verdict that is waited for."""
    task = load_tasks("gates")[TASK]
    above = "import numpy as np\n\n" + next(iter(load_tasks("gates")["gates-activations"].solutions.values()))
    right = f"{above}\n{next(iter(task.solutions.values()))}"
    known = f"{above}\n{mutant_source(task, next(each for each in task.mutants if each.id == 'no-tanh'))}"
    return {"s to a verdict": (right, "Bravo"), "s to a diagnosis": (known, "AssertionError")}


def measure(browser, address: str, site: Path):
    """Yield the figures of the built book, served at an address."""
    (folder,) = (path.name for path in site.glob("_static/python-*/"))
    base = f"{address}/_static/{folder}"
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(180_000)  # a busy machine
    bodies: dict[str, int] = {}
    page.on("response", lambda got: got.ok and bodies.setdefault(got.url, _size(site, address, got.url)))
    page.goto(f"{address}/gates.html", wait_until="networkidle")
    yield Figure("kB of a chapter before it is asked", sum(bodies.values()) / 1e3)
    yield Figure("kB of it for the page's Python", _size(site, address, f"{address}/_static/python-start.js") / 1e3)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload(wait_until="networkidle")
    first = page.evaluate(READY, base)
    names = [path for pattern in ("pyodide-*/*", "python-*/*") for path in site.glob(f"_static/{pattern}")]
    later = ("matplotlib", "pillow", "fonttools", "contourpy", "kiwisolver", "pyparsing", "python_dateutil")
    later += ("packaging", "cycler", "six")
    fetched = [path for path in names if path.is_file() and not path.name.startswith(later)]
    fetched = [path for path in fetched if path.suffix != ".zip" or path.parent.name.startswith("pyodide-")]
    yield Figure("MB at the first visit", sum(path.stat().st_size for path in fetched) / 1e6)
    yield Figure("s to ready, first visit", first)
    page.reload(wait_until="networkidle")
    yield Figure("s to ready, second visit", page.evaluate(READY, base))
    task = load_tasks("gates")[TASK]
    right = next(iter(task.solutions.values()))
    known = mutant_source(task, next(mutant for mutant in task.mutants if mutant.id == "no-tanh"))
    nothing_known = right.replace("f * c + i * g", "f * c + i * g + 0.321")
    yield Figure("s to a verdict", page.evaluate(VERDICT, [base, TASK, right]))
    yield Figure("s to a diagnosis", page.evaluate(VERDICT, [base, TASK, known]))
    yield Figure("s to a wrong one without a name", page.evaluate(VERDICT, [base, TASK, nothing_known]))
    context.close()


def _size(site: Path, address: str, url: str) -> int:
    path = site / url.removeprefix(f"{address}/").split("?")[0].split("#")[0]
    return path.stat().st_size if path.is_file() else 0
