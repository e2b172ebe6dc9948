"""An assignment done in the page, from its first line to the notebook handed in: `quizzes` gives the same points."""

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect
from python_page import python_page

from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source
from quizzes.kinds import KINDS

pytestmark = pytest.mark.browser
SLOW = 120_000
ASSIGNMENT, PAGE = "gates", "write-gates.html"
MISTAKEN = ("gates-lstm-step", "no-tanh")  # the task with a known mistake; all others are right
WRONG = "gates-beyond-one"  # the question that is answered wrongly


def write_task(page, task):
    """Write a task's code and check it; return the points that the page shows."""
    box = page.locator(f'.py-task[data-task="{task.id}"]')
    mistake = next((mutant for mutant in task.mutants if (task.id, mutant.id) == MISTAKEN), None)
    code = mutant_source(task, mistake) if mistake else next(iter(task.solutions.values()))
    box.get_by_role("button", name="Write").click()
    editor = box.locator(".cm-content")
    editor.wait_for(timeout=SLOW)
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    box.get_by_role("button", name="Check").click()
    head = box.locator(".py-verdict-head")
    expect(head).to_be_visible(timeout=SLOW)
    return float(re.search(r": ([0-9.]+) of ", head.text_content())[1])


def answer(page, item, given):
    """Answer a question of the assignment and check it."""
    section = page.locator(f"section#{item.id}")
    section.scroll_into_view_if_needed()
    if section.locator("input[type=text]").count():
        section.locator("input[type=text]").fill(str(given))
    for value in given if isinstance(given, list) else [given]:
        option = section.locator(f'input[value="{value}"]:is([type=radio], [type=checkbox])')
        if option.count():
            option.check()
    section.get_by_role("button", name="Check").click()


@pytest.mark.ways
@pytest.mark.parametrize("width", [1280, 390])
def test_the_notebook_of_an_assignment_done_in_the_page_gets_its_points(site, browser, bank, tmp_path, width):
    tasks = load_tasks(ASSIGNMENT)
    with python_page(browser, site, PAGE, viewport={"width": width, "height": 844}) as page:
        ids = page.locator(".py-task").evaluate_all("all => all.map((each) => each.dataset.task)")
        assert set(ids) == set(tasks)
        shown = {name: write_task(page, tasks[name]) for name in ids}
        items = json.loads(page.locator(".py-assignment").get_attribute("data-items"))
        assert WRONG in items
        for name, points in items.items():
            item = bank.item(name)
            kind = KINDS[item.kind]
            answer(page, item, kind.mistaken(item)[0][1] if name == WRONG else kind.right_answer(item))
            shown[name] = 0 if name == WRONG else points
        page.locator(".py-words textarea").fill("With f = 1 and i = 0 the cell state stays as it is.")
        expect(page.locator(".py-rubric")).to_be_visible()
        total = f"Points so far: {round(sum(shown.values()), 2):g} of 18; 2 more"
        expect(page.locator(".py-total")).to_contain_text(total)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the notebook").click()
        path = tmp_path / f"{ASSIGNMENT}.ipynb"
        download.value.save_as(path)
    command = [sys.executable, "-m", "quizzes.cli", "grade-me", str(path), "--no-browser", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    told = {task["id"]: task for task in json.loads(done.stdout)["tasks"]}
    assert {name: told[name]["score"] for name in shown} == pytest.approx(shown, abs=0.01)
    assert 0 < shown[MISTAKEN[0]] < told[MISTAKEN[0]]["max_score"]
    assert told["gates-in-words"]["outcome"] == "manual"  # there is something for a person to read
