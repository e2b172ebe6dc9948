"""Code that runs in the page, the whole way: read, run, change, break, stop, check, be told, mend, download."""

import json
import re

import pytest
from playwright.sync_api import expect
from python_page import folder_of, python_page

from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source

pytestmark = pytest.mark.browser
SLOW = 120_000  # Python starts in seconds, on a busy machine in a minute
CHAPTER, CELL = "gates/memory.html", 4  # a cell that needs others from above, and prints what has few digits
ABOVE = "cell 1, 2"
ASSIGNMENT = "write-gates.html"
PYTHON = re.compile(r"/_static/(pyodide|python)-[^s]")


@pytest.fixture(scope="module")
def chapter(site, browser):
    """Give the chapter Gates, in which Python is started by the first test that runs a cell."""
    with python_page(browser, site, CHAPTER) as page:
        yield page


@pytest.fixture
def gates(chapter):
    """Give the chapter with the book's code in all cells; no test needs what another has left there."""
    for name in ("Stop", "Reset code"):
        for button in chapter.get_by_role("button", name=re.compile(f"^{name}, cell")).all():
            button.click()
    return chapter


@pytest.fixture(scope="module")
def assignment(site, browser):
    """Give the assignment Gates."""
    with python_page(browser, site, ASSIGNMENT, viewport={"width": 390, "height": 844}) as page:
        yield page


def write(page, place, code):
    """Put code into the editor of a cell or task, by keyboard."""
    editor = place.locator(".cm-content")
    editor.wait_for(timeout=SLOW)
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)


def run(page, cell, code):
    """Run code in a cell, in which it is written by keyboard; return its place."""
    change = cell.get_by_role("button", name=re.compile("^Change"))
    if change.is_visible():
        change.click()
    write(page, cell, code)
    page.keyboard.press("Shift+Enter")
    return cell


def ended(cell, how="Done"):
    """Wait until a cell has ended, and return what it says."""
    status = cell.locator(".py-status")
    expect(status).to_have_text(re.compile(f"^{how}"), timeout=SLOW)
    return status.text_content()


def test_nothing_is_fetched_before_a_reader_asks(visit):
    here = visit()
    here.open(CHAPTER)
    here.page.get_by_role("button", name="Run cell 1", exact=True).wait_for(state="attached")
    fetched = [address for address in here.requests if PYTHON.search(address)]
    assert not fetched


def test_the_buttons_of_a_task_stand_below_its_stub(visit):
    page = visit().open("gates/practice.html")
    task = page.locator(".py-task").first
    button = task.get_by_role("button", name=re.compile("^Write"))
    button.wait_for(state="attached")
    stub, bar = task.locator(".py-stub").bounding_box(), button.bounding_box()
    assert stub["y"] + stub["height"] <= bar["y"] < stub["y"] + stub["height"] + 40
    assert bar["x"] >= stub["x"]


def test_a_cell_runs_with_what_it_needs_from_above_and_says_so(gates):
    gates.reload()  # nothing has run
    cell = gates.locator("div.cell").nth(CELL)
    cell.get_by_role("button", name=re.compile("^Run")).click()
    said = ended(cell)
    assert f"Run before it: {ABOVE}." in said
    printed = cell.locator(".cell_output pre").text_content()
    assert cell.locator(".py-output").text_content().split() == printed.split()


def test_changed_code_runs_and_its_errors_name_the_line(gates):
    cell = gates.locator("div.cell").nth(CELL)
    run(gates, cell, "print('<b>hi</b>')\n1 / 0")
    ended(cell, "Ended with an error")
    assert cell.locator(".py-printed").text_content() == "<b>hi</b>"
    told = cell.locator(".py-error").text_content()
    assert told == f"ZeroDivisionError: division by zero\n  cell {CELL + 1}, line 2: 1 / 0"


def test_a_loop_without_end_is_stopped_and_what_ran_before_is_run_again(gates):
    cell = gates.locator("div.cell").nth(CELL)
    run(gates, cell, "while True: pass")
    cell.get_by_role("button", name="Stop").click()
    ended(cell, "Stopped")
    run(gates, cell, "print(np.ones(2).sum())")
    assert "Run before it: cell" in ended(cell)


def test_code_that_changes_what_the_page_works_with_ends_python_and_is_told(gates):
    cell = gates.locator("div.cell").nth(CELL)
    run(gates, cell, "import json\njson.loads = json.dumps = None")
    ended(cell)
    run(gates, cell, "print(1)")
    expect(cell.locator(".py-error")).to_contain_text("Python was ended. What you wrote is kept", timeout=SLOW)
    run(gates, cell, "print(2)")
    ended(cell)
    assert cell.locator(".py-printed").text_content() == "2"


def test_a_file_that_does_not_arrive_is_told_and_python_starts_when_it_does(site, browser):
    with python_page(browser, site, CHAPTER) as page:
        cell = page.locator("div.cell").nth(0)
        page.context.route("**/*.wasm.packed", lambda route: route.fulfill(body=b"<html>log in first</html>"))
        page.get_by_role("button", name="Run cell 1", exact=True).click()
        told = "Python could not be fetched (pyodide.asm.wasm: "
        expect(cell.locator(".py-error")).to_contain_text(told, timeout=SLOW)
        page.context.unroute_all()
        cell.get_by_role("button", name="Run, cell 1").click()
        ended(cell)
        expect(cell.locator(".py-error")).to_have_count(0)


UNLOAD = "import sys\nfor name in list(sys.modules):\n    if 'quizzes' in name: del sys.modules[name]\n1 / 0"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import pandas", "No module named 'pandas'. In the page there are numpy, matplotlib, lstm_lib"),
        ("while True: print('x' * 1000)", "printed more than 200,000 characters"),
        (UNLOAD, "ZeroDivisionError"),
        ("x = [bytearray(10**9) for _ in range(9)]", "emory"),
    ],
)
def test_bad_code_is_answered_with_a_sentence(gates, code, said):
    cell = gates.locator("div.cell").nth(CELL)
    run(gates, cell, code)
    expect(cell.locator(".py-error")).to_contain_text(said, timeout=SLOW)


REACH = """
import js
names = "fetch XMLHttpRequest WebSocket EventSource importScripts Worker eval caches indexedDB localStorage".split()
print([name for name in names if hasattr(js, name)])

def run_js():
    from pyodide.code import run_js
    return run_js("1")

def function():
    return js.Object.constructor("return 1")()

def open_url():
    from pyodide.http import open_url
    return open_url("https://example.org/")

async def pyfetch():
    from pyodide.http import pyfetch
    return await pyfetch("https://example.org/")

def load_package():
    import pyodide_js
    return pyodide_js.loadPackage("https://example.org/stolen-0-py3-none-any.whl")

def urlopen():
    from urllib.request import urlopen
    return urlopen("http://example.org/", timeout=1)

def later():
    js.setTimeout("globalThis.reached = 1", 0)
    raise ValueError("asked for")

for way in (run_js, function, open_url, pyfetch, load_package, urlopen, later):
    try:
        made = way()
        if hasattr(made, "send"):
            made.send(None)
        print(f"{way.__name__}: open {made}")
    except BaseException as error:
        print(f"{way.__name__}: {type(error).__name__} {str(error)[:80]}")
"""


@pytest.fixture
def asked(gates):
    """Note what the browser asks of other hosts."""
    foreign = []

    def note(request):
        if not request.url.startswith(("http://127.0.0.1:", "blob:", "data:")):
            foreign.append(request.url)

    gates.context.on("request", note)
    yield foreign
    gates.context.remove_listener("request", note)


def test_code_in_the_page_reaches_no_other_host_and_nothing_that_is_kept(gates, asked):
    cell = gates.locator("div.cell").nth(CELL)
    run(gates, cell, REACH)
    ended(cell)
    printed = cell.locator(".py-printed").text_content().splitlines()
    assert printed[0] == "[]"
    ways = dict(line.split(": ", 1) for line in printed[1:])
    assert set(ways) == {"run_js", "function", "open_url", "pyfetch", "load_package", "urlopen", "later"}
    # what is only promised fails when it is fetched
    assert not [way for way, end in ways.items() if end.startswith("open") and way != "load_package"], ways
    assert asked == []


@pytest.mark.parametrize(
    "code",
    [
        "import js\njs.fetch('https://example.org/')",
        "from js import XMLHttpRequest",
        "import js\njs.WebSocket.new('wss://example.org/')",
        "import js\njs.importScripts('https://example.org/x.js')",
        "import js\njs.eval('1')",
        "from pyodide.http import open_url\nopen_url('https://example.org/')",
    ],
)
def test_code_that_asks_for_another_host_is_told_so_in_a_sentence(gates, asked, code):
    cell = gates.locator("div.cell").nth(CELL)
    run(gates, cell, code)
    ended(cell, "Ended with an error")
    told = cell.locator(".py-error").text_content()
    assert told.startswith("Python in this page reaches nothing outside it: no network, no storage"), told
    assert f"cell {CELL + 1}, line" in told
    assert asked == []


def test_changed_code_is_there_after_a_reload_and_can_be_put_back(gates):
    cell = gates.locator("div.cell").nth(CELL)
    run(gates, cell, "print('kept')")
    ended(cell)
    gates.reload()
    expect(cell.locator(".cm-content")).to_have_text("print('kept')", timeout=SLOW)
    cell.get_by_role("button", name="Reset code").click()
    expect(cell.locator(".cm-content")).to_have_count(0)
    expect(cell.locator(".cell_input pre").first).to_be_visible()


def test_a_page_whose_storage_is_refused_runs_all_the_same(site, browser):
    with python_page(browser, site, "index.html") as page:
        page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})")
        page.goto(f"{site}/{CHAPTER}")
        cell = page.locator("div.cell").nth(0)
        run(page, cell, "print(6 * 7)")
        assert "does not keep your changes" in ended(cell)
        assert cell.locator(".py-printed").text_content() == "42"


def test_a_task_is_told_its_known_mistake_and_a_mended_one_its_points(assignment):
    task = load_tasks("gates")["gates-lstm-step"]
    mistake = next(mutant for mutant in task.mutants if mutant.id == "no-tanh")
    box = assignment.locator('.py-task[data-task="gates-lstm-step"]')
    assignment.get_by_role("button", name="Write: gates-lstm-step").click()
    write(assignment, box, mutant_source(task, mistake))
    assignment.get_by_role("button", name="Check: gates-lstm-step").click()
    verdict = box.locator(".py-verdict")
    expect(verdict).to_contain_text("Your numbers are those of a cell without the tanh on c", timeout=SLOW)
    expect(verdict).to_contain_text("The hidden state is the gated cell state, without tanh")
    expect(verdict.get_by_role("link")).to_have_attribute("href", re.compile("#output-gate$"))
    write(assignment, box, next(iter(task.solutions.values())))
    assignment.get_by_role("button", name="Check: gates-lstm-step").click()
    expect(verdict).to_contain_text("Right: 4 of 4 points.", timeout=SLOW)
    expect(assignment.locator(".py-total")).to_contain_text("Points so far: 4 of 18")


def answer(form, right):
    """Fill the boxes of a question, with what its key says or with something else, and check."""
    form.get_by_text("The answer", exact=True).click()  # what stands there is the key
    key = form.locator(".py-key p").text_content()
    line = re.match(r"\(a\) Line (\d+)", key)
    values = re.findall(r"= (\[.*?\]|-?[\d.]+)(?:;| \(c\)|$)", key)
    texts = ([line[1]] if line else []) + (values or re.findall(r": (\(.*?\))", key))
    for box, text in zip(form.get_by_role("textbox").all(), texts, strict=True):
        box.fill(text if right else "77")
    for choice in form.get_by_role("radio").all()[:1]:
        choice.check()
    form.get_by_role("button", name=re.compile("^Check answer")).press("Enter")


def test_a_solved_task_is_explained_in_the_page_and_counts_in_my_progress(assignment):
    name = "gates-lstm-step"
    box = assignment.locator(f'.py-task[data-task="{name}"]')
    assignment.get_by_role("button", name=f"Write: {name}").or_(box.locator(".cm-content")).first.click()
    write(assignment, box, "def lstm_step(x, h, c, W_x, W_h, b):\n    return h, c")
    explain = box.get_by_role("button", name=f"Explain your code: {name}")
    expect(explain).to_be_hidden()
    write(assignment, box, next(iter(load_tasks("gates")[name].solutions.values())))
    assignment.get_by_role("button", name=f"Check: {name}").click()
    expect(box.locator(".py-verdict")).to_contain_text("Right: 4 of 4 points.", timeout=SLOW)
    explain.press("Enter")
    group = box.get_by_role("group", name=f"Explain your code: {name}")
    forms = group.get_by_role("form")
    expect(forms).to_have_count(3, timeout=SLOW)
    assert [form.get_attribute("aria-labelledby") is not None for form in forms.all()] == [True] * 3
    expect(forms.first.get_by_role("textbox").first).to_be_focused()
    expect(forms.first.get_by_role("region", name="The numbers")).to_be_visible()
    first, second, third = forms.all()
    answer(first, right=True)
    expect(first.get_by_role("status")).to_have_text(re.compile("^Right.*You opened the answer before"), timeout=SLOW)
    second.get_by_role("textbox").first.fill("one")
    second.get_by_role("button", name=f"Check answer 2: {name}").click()
    expect(second.get_by_role("status")).to_have_text(re.compile(r"Box 1: Expected a number"), timeout=SLOW)
    third.get_by_role("textbox").first.fill("(9, 9)")
    for other in third.get_by_role("textbox").all()[1:]:
        other.fill("(9, 9)")
    third.get_by_role("button", name=f"Check answer 3: {name}").click()
    expect(third.get_by_role("status")).to_have_text(re.compile("^Not right"), timeout=SLOW)
    answer(third, right=True)
    expect(third.get_by_role("status")).to_have_text(re.compile("^Right"), timeout=SLOW)
    assert assignment.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = assignment.context.new_page()
    page.goto(f"{assignment.url.rpartition('/')[0]}/progress.html")
    row = page.get_by_role("table", name="Your own code explained").get_by_role("row").nth(1)
    expect(row).to_have_text(re.compile(rf"{name}\s*2\s*0\s*3"))
    page.close()


def test_a_notebook_that_is_not_ours_changes_nothing(assignment, tmp_path):
    path = tmp_path / "other.ipynb"
    path.write_text('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    frame = assignment.locator(".py-assignment")
    frame.locator('input[type="file"]').set_input_files(path)
    expect(frame.get_by_role("status")).to_contain_text("Nothing was changed")


def test_a_notebook_that_was_opened_can_be_taken_back(assignment, tmp_path, book_folder):
    notebook = json.loads((book_folder / "_static" / "assignments" / "gates.ipynb").read_text())
    (cell,) = (each for each in notebook["cells"] if each["id"] == "gates-count-solution")
    cell["source"] = "def theirs(): ..."
    path = tmp_path / "other.ipynb"
    path.write_text(json.dumps(notebook))
    box = assignment.locator('.py-task[data-task="gates-count"]')
    assignment.get_by_role("button", name="Write: gates-count").click()
    write(assignment, box, "def mine(): ...")
    frame = assignment.locator(".py-assignment")
    frame.locator('input[type="file"]').set_input_files(path)
    expect(box.locator(".cm-content")).to_have_text("def theirs(): ...")
    frame.get_by_role("button", name="Put back what stood here before").click()
    expect(box.locator(".cm-content")).to_have_text("def mine(): ...")
    expect(frame.get_by_role("status")).to_contain_text("is back")


def test_assignment_page_is_no_wider_than_a_phone(assignment):
    assert assignment.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_once_fetched_python_starts_without_a_network(site, browser):
    with python_page(browser, site, CHAPTER, service_workers="allow") as page:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        cell = page.locator("div.cell").nth(0)
        page.get_by_role("button", name="Run cell 1", exact=True).click()
        ended(cell)
        page.context.set_offline(True)
        page.reload()
        page.get_by_role("button", name="Run cell 1", exact=True).click()
        ended(cell)


def test_files_of_the_page_are_there(book_folder, site):
    assert folder_of(book_folder, site).startswith(f"{site}/_static/python-")
