"""The judge of the page: right solutions and known mistakes of every task, in Chromium, as natively.

A right solution and a third of the known mistakes of each task, others for each commit (drawn.py).
"""

import json
import zipfile

import pytest
from drawn import drawn  # noqa: E402
from python_page import folder_of, python_page

from quizzes.assignments import Region, load_masters, without
from quizzes.checks.inside import asking
from quizzes.checks.load import all_tasks
from quizzes.checks.namespace import mutant_source, namespace_of
from quizzes.checks.verify import verify
from quizzes.load import load_bank

pytestmark = pytest.mark.browser
JUDGE_ALL = """async ([folder, sources]) => {
    const { check } = await import(`${folder}/check.js`);
    const told = [];
    for (const [task, code] of sources) {
        const verdict = await check(task, [{title: 'numpy', code: 'import numpy as np'}, {title: task, code}],
            {tell: () => {}, progress: () => {}});
        told.push([task, verdict.points, verdict.message, verdict.misconception, verdict.mutant]);
    }
    return told;
}"""


SHARE = 1 / 3  # of the known mistakes of a task


def asked():
    """Yield the task and the source of what an ordinary run asks: all in a whole one."""
    for task in all_tasks().values():
        right = drawn(list(task.solutions.values()), 1 / len(task.solutions), f"{task.id}, solution")
        for mutant in drawn(task.mutants, SHARE, f"{task.id}, mutants"):
            yield task, mutant_source(task, mutant)
        yield from ((task, source) for source in right)


def corpus():
    """Yield the task and the source of every right solution and every mutant."""
    for task in all_tasks().values():
        for source in (*task.solutions.values(), *(mutant_source(task, mutant) for mutant in task.mutants)):
            yield task, source


@pytest.fixture(scope="module")
def page(site, browser):
    """Give a page of the book."""
    with python_page(browser, site, "index.html") as opened:
        yield opened


def without_digits(message):
    """Return a message without its last digits, which may be another platform's."""
    return "".join("#" if character.isdigit() else character for character in message)


def test_page_says_of_solutions_and_known_mistakes_what_the_grader_says(page, site, book_folder):
    pairs = list(asked())
    assert len(pairs) > 200
    there = page.evaluate(JUDGE_ALL, [folder_of(book_folder, site), [[task.id, source] for task, source in pairs]])
    native = [verify(task, asking(namespace_of(source))) for task, source in pairs]
    differ = [
        f"{here[0]}: {here[1:]} in the page, {(told.points, told.message, told.misconception, told.mutant)} natively"
        for here, told in zip(there, native, strict=True)
        if [here[1], here[3], here[4]] != [pytest.approx(told.points), told.misconception, told.mutant]
        or without_digits(here[2]) != without_digits(told.message)
    ]
    assert not differ, "\n".join(differ)


def given_lines(master):
    """Return the lines that an assignment itself gives: its text, its stubs, and its visible tests."""
    sources = [without(without(cell.source, Region.SOLUTION), Region.HIDDEN_TESTS) for cell in master.cells]
    return {line.strip() for source in sources for line in source.splitlines()}


def test_nothing_that_the_site_holds_is_a_solution_or_a_mistake(book_folder):
    secrets = {line.strip() for _, source in corpus() for line in source.splitlines() if len(line.strip()) > 45}
    assert len(secrets) > 200
    masters = load_masters(load_bank())
    folder = next(book_folder.glob("_static/python-*/"))
    texts = {path.name: path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in (".json", ".js")}
    for path in book_folder.glob("_static/assignments/*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        lines = [line for cell in cells for line in "".join(cell["source"]).splitlines()]
        given = given_lines(masters[path.stem])
        texts[path.name] = "\n".join(line for line in lines if line.strip() not in given)
        # what is no line of a cell: metadata, outputs, attachments
        texts[f"{path.name}, beside its cells"] = json.dumps([{**cell, "source": ""} for cell in cells])
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        texts |= {name: wheel.read(name).decode() for name in wheel.namelist() if name.startswith("quizzes/")}
    assert len(texts) > 40
    found = [f"{name}: {line}" for name, text in texts.items() for line in sorted(secrets) if line in text]
    assert not found, "\n".join(found[:10])
