"""What a reader does, done in Chromium, Firefox and WebKit: run by `make browsers`, since three engines take minutes.

The site is served as a careful host would: no script in a page may run (``script-src 'self'``).
"""

import contextlib
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

import engines
import pytest
from conftest import FLAGS, chromium_path
from playwright.sync_api import sync_playwright

from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("ENGINES" not in os.environ, reason="three engines take minutes: make browsers"),
]
POLICY = "script-src 'self'; object-src 'none'"
STORED = "(id) => JSON.parse(localStorage.getItem(`recurrent-course/quiz/1/${id}`) ?? 'null')"
# As each page has it in its head (book/_ext/policy.py).
POLICY_OF_PAGES = (
    "script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'"
)
STATUS = "(id) => document.querySelector(`#${id} .quiz-status`)?.textContent"
FOCUS = "(selector) => { const e = document.querySelector(selector); e.focus(); return document.activeElement === e; }"


class _Careful(http.server.SimpleHTTPRequestHandler):
    missing = None  # the page for what is not there
    policy = POLICY

    def log_message(self, *_):
        pass

    def end_headers(self):
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def send_error(self, code, message=None, explain=None):
        if code != 404 or not self.missing:
            super().send_error(code, message, explain)
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.missing.read_bytes())


@contextlib.contextmanager
def served(folder, missing=None, policy=POLICY):
    """Serve a folder; give its address, and a function that ends it."""
    handler = type("Careful", (_Careful,), {"missing": missing, "policy": policy})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ended = []

    def end():
        if not ended:
            ended.append(True)
            server.shutdown()
            server.server_close()

    yield f"http://127.0.0.1:{server.server_port}", end
    end()


@contextlib.contextmanager
def chromium():
    with sync_playwright() as playwright:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        path = chromium_path(playwright.chromium.executable_path, windows=True)
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *["--no-sandbox"] * root])
        yield engines.Chromium(browser.new_page())
        browser.close()


STARTS = {"chromium": chromium, "firefox": engines.firefox, "webkit": engines.webkit}
ASKED = (os.environ.get("ENGINES") or "chromium firefox webkit").split()


@pytest.fixture(scope="module", params=[name for name in STARTS if name in ASKED])
def engine(request):
    if lack := engines.missing(request.param):
        pytest.skip(lack)
    with STARTS[request.param]() as started:
        started.resize(1200, 900)
        yield started


@pytest.fixture(scope="module")
def book(book_folder):
    with served(book_folder) as (address, _):
        yield address


@pytest.fixture(scope="module")
def kinds(kinds_folder):
    with served(kinds_folder) as (address, _):
        yield address


def opened(engine, address):
    engine.open(address)
    engine.whole()
    return engine


def fresh(engine, address):
    engine.open(address)
    engine.run("() => localStorage.clear()")
    return opened(engine, address)


def focus(engine, selector):
    assert engine.run(FOCUS, selector), selector


RIGHT = """(at, right) => {
    const values = [...document.querySelector(at)].map((option) => option.value);
    return values.find((value) => right.includes(value.toLowerCase()));
}"""


def answer(engine, item):
    """Answer a question rightly with the keyboard; native lists of choices belong to the desktop and are set."""
    key = engine.run("(id) => JSON.parse(document.querySelector(`#${id} .quiz-data`).textContent)", item)
    kind, at = key["kind"], f"#{item}"
    engine.until("(at) => document.querySelector(`${at} .quiz-actions`).checkVisibility()", at)  # its script is there
    if kind in ("choice", "choices"):
        for option in key["options"]:
            if option["right"]:
                focus(engine, f'{at} input[value="{option["id"]}"]')
                engine.press("Space")
    elif kind == "number":
        focus(engine, f"{at} .quiz-entry input")
        engine.type(f"{key['answer']:g}")
    elif kind == "shape":
        focus(engine, f"{at} .quiz-entry input")
        engine.type("(" + ", ".join(map(str, key["axes"])) + ",)")
    elif kind in ("text", "tracing"):
        focus(engine, f"{at} .quiz-entry :is(input, textarea)")
        lines = [key["accept"][0]] if kind == "text" else key["lines"]
        for place, line in enumerate(lines):
            if place:
                engine.press("Enter")
            engine.type(line)
    elif kind == "order":
        for place, step in enumerate(key["steps"]):
            here = "(id) => [...document.querySelectorAll(`#${id} .quiz-step`)].map((step) => step.dataset.part)"
            for _ in range(engine.run(here, item).index(step["id"]) - place):
                focus(engine, f'{at} [data-part="{step["id"]}"] [data-by="-1"]')
                engine.press("Enter")
    elif kind == "match":
        for left in key["left"]:
            choose(engine, f'{at} select[name$="--{left["id"]}"]', left["match"])
    elif kind == "cloze":
        for blank in key["blanks"]:
            field = f'{at} [name$="--{blank["id"]}"]'
            if engine.run("(selector) => document.querySelector(selector).tagName", field) == "SELECT":
                choose(engine, field, engine.run(RIGHT, field, blank["accept"]))
            else:
                focus(engine, field)
                engine.type(blank["accept"][0])
    focus(engine, f"{at} .quiz-check")
    engine.press("Enter")


def choose(engine, selector, value):
    change = """(selector, value) => {
        const field = document.querySelector(selector);
        field.value = value;
        field.dispatchEvent(new Event('input', {bubbles: true}));
    }"""
    engine.run(change, selector, value)


ITEMS = ["choice", "choices", "number", "shape", "order", "match", "cloze", "text", "tracing"]


def test_every_kind_is_answered_by_keyboard_and_kept(engine, kinds):
    fresh(engine, f"{kinds}/kinds.html")
    for kind in ITEMS:
        answer(engine, f"kinds-{kind}")
        engine.until("(id) => document.querySelector(`#${id}`).dataset.outcome === 'right'", f"kinds-{kind}")
    opened(engine, f"{kinds}/kinds.html")
    for kind in ITEMS:
        assert engine.until(STATUS, f"kinds-{kind}") == "Right."
        assert engine.run(STORED, f"kinds-{kind}")["attempts"] == 1
    assert "9 of 9 answered, 9 right" in engine.run("() => document.querySelector('.quiz-tally').textContent")


def test_review_and_progress_follow(engine, kinds):
    fresh(engine, f"{kinds}/kinds.html")
    answer(engine, "kinds-number")
    engine.until("(id) => document.querySelector(`#${id}`).dataset.outcome === 'right'", "kinds-number")
    engine.run(
        """() => {
            const name = 'recurrent-course/quiz/1/kinds-number';
            const entry = JSON.parse(localStorage[name]);
            for (const field of ['first', 'last', 'due']) entry[field] -= 5 * 86400000;
            entry.log = entry.log.map(([time, grade]) => [time - 5 * 86400000, grade]);
            localStorage[name] = JSON.stringify(entry);
        }"""
    )
    engine.open(f"{kinds}/review.html")
    engine.until("() => document.querySelector('.quiz-review-start .quiz-next')")
    text = engine.run("() => document.querySelector('.quiz-review').textContent")
    assert "1 question of 1 that you have met is due" in text
    assert ("seven days" in text) == (engine.name == "webkit")
    focus(engine, ".quiz-review-start .quiz-next")
    engine.press("Enter")
    engine.until("() => document.activeElement?.matches('section.quiz fieldset')")
    answer(engine, "kinds-number")
    engine.until("(id) => document.querySelector(`#${id}`).dataset.outcome === 'right'", "kinds-number")
    engine.until(f"(id) => ({STORED})(id).due > Date.now()", "kinds-number")
    engine.open(f"{kinds}/progress.html")
    engine.until("() => document.querySelector('.quiz-table')")
    rows = engine.run("() => [...document.querySelectorAll('.quiz-table tr')].map((row) => row.innerText)")
    assert any("Kinds" in row and "1 of 9" in row for row in rows), rows


PLACES = """async () => {
    const found = [];
    for (const link of document.querySelectorAll('article a[href*="#"]')) {
        const url = new URL(link.href);
        const other = url.origin === location.origin && url.pathname !== location.pathname;
        if (other && !link.closest('.quiz')) found.push(url.href);
    }
    return [...new Set(found)];
}"""
OFF = """() => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const top = place.getBoundingClientRect().top - parseFloat(getComputedStyle(place).scrollMarginTop || 0)
        - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop || 0);
    const end = Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight - 2;
    return end ? 0 : Math.round(top);
}"""


def test_links_to_a_place_on_another_page_land_there(engine, book):
    engine.open(f"{book}/glossary.html")
    links = []
    for page in ("gates/memory", "gates/parameters", "states/memory", "flashcards", "practice/data"):
        engine.open(f"{book}/{page}.html")
        links += engine.run(PLACES)
    some = sorted(set(links))
    step = max(1, len(some) // int(os.environ.get("PLACES", 12)))
    off = {}
    for address in some[::step]:
        opened(engine, address)
        engine.until("() => document.readyState === 'complete'")
        engine.run("() => new Promise((done) => setTimeout(done, 700))")
        if abs(found := engine.run(OFF)) > 40:
            off[address] = found
    assert len(some) > 50
    assert off == {}


READ = """() => {
    const links = [...document.querySelectorAll("#pst-page-toc-nav a")];
    const marked = links.filter((link) => link.matches(".active"));
    const top = ({hash}) => document.querySelector(`${hash} :is(h2, h3, h4)`).getBoundingClientRect().top;
    const above = links.filter((link) => top(link) < 0.3 * innerHeight);
    const seen = marked[0]?.getBoundingClientRect();
    const shown = !seen || (seen.top >= 0 && seen.bottom <= innerHeight);
    return {marked: marked.map(({hash}) => hash), read: above.at(-1)?.hash ?? "", shown};
}"""


def test_contents_beside_a_page_follow_the_reader_wherever_they_jump(engine, book):
    opened(engine, f"{book}/sequences/gradients.html")
    engine.until("() => 'whole' in document.documentElement.dataset")
    for share in (0.15, 0.8, 0.5, 0.3, 0):
        engine.run("(share) => scrollTo(0, share * document.documentElement.scrollHeight)", share)
        engine.until(f"() => {{ const now = ({READ})(); return (now.marked[0] ?? '') === now.read && now.shown; }}")
        assert len(engine.run(READ)["marked"]) == (share > 0)


@pytest.mark.parametrize("page", ["gates", "states", "sequences", "seq2seq", "practice", "states/memory"])
def test_figures_answer_to_the_keyboard(engine, book, page):
    fresh(engine, f"{book}/{page}.html")
    count = engine.run("() => document.querySelectorAll('.live').length")
    if not count:
        pytest.skip(f"{page} has no figure")
    moved = """(place) => {
        const figure = document.querySelectorAll('.live')[place];
        figure.scrollIntoView();
        const fields = 'input[type=range], .live-button:not([aria-disabled="true"]), input[type=radio]';
        const field = figure.querySelector(fields);
        field?.focus();
        return field === document.activeElement ? figure.textContent + figure.innerHTML.length : '';
    }"""
    says = (
        "(place) => { const f = document.querySelectorAll('.live')[place]; return f.textContent + f.innerHTML.length; }"
    )
    for place in range(count):
        before = engine.until(moved, place)
        kind = engine.run("() => document.activeElement.type")
        engine.press("Enter" if kind == "button" else "ArrowRight")
        engine.until(f"(place, before) => ({says})(place) !== before", place, before)


def test_names_of_options_are_whole_in_the_accessibility_tree(engine, book):
    opened(engine, f"{book}/states/step.html")
    options = "[...document.querySelectorAll('.quiz-option input[aria-label]')]"
    wanted = engine.run(f"() => {options}.slice(0, 8).map((option) => [option.id, option.ariaLabel])")
    assert len(wanted) > 4
    assert any("sub t" in name for _, name in wanted)
    names = engine.names([identity for identity, _ in wanted], [name for _, name in wanted])
    assert names == dict(wanted)


def test_search_finds_what_was_spelt_wrongly_and_shows_no_frame(engine, book):
    engine.open(f"{book}/search.html?q=forgt+gate")
    engine.until("() => document.querySelectorAll('#search-results li').length > 2")
    engine.until("() => document.querySelector('#search-results .context')")
    text = engine.run("() => document.getElementById('search-results').innerText")
    assert "No page has \u201cforgt\u201d" in text
    first = engine.run("() => document.querySelector('#search-results li a').getAttribute('href')")
    assert first.startswith("gates/equations.html"), first
    assert ".pdf" not in text


def test_dark_theme_print_and_embedding(engine, book):
    fresh(engine, f"{book}/gates/practice.html")
    engine.run("() => { localStorage.mode = 'dark'; localStorage.theme = 'dark'; }")
    opened(engine, f"{book}/gates/practice.html")
    assert engine.run("() => document.documentElement.dataset.theme") == "dark"
    ground = engine.run("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(ground[:3]) < 60
    engine.run("() => dispatchEvent(new Event('beforeprint'))")
    assert engine.run("() => document.querySelectorAll('.quiz-sheet .quiz').length") > 10
    engine.run("() => dispatchEvent(new Event('afterprint'))")
    engine.run("() => localStorage.clear()")
    opened(engine, f"{book}/gates.html?embed")
    assert engine.run("() => getComputedStyle(document.querySelector('.bd-sidebar-primary')).display") == "none"


def test_page_that_was_read_is_there_when_the_network_is_gone(engine, kinds_folder, book_folder):
    with served(book_folder) as (address, end):
        opened(engine, f"{address}/notation.html")
        kept = """async () => {
            await navigator.serviceWorker.ready;
            const kept = await caches.open('recurrent-course-1');
            return Boolean(await kept.match(location.href)) && (await kept.keys()).length > 8;
        }"""
        engine.until(kept)
        opened(engine, f"{address}/notation.html")
        engine.until("() => navigator.serviceWorker.controller !== null")
        end()
        opened(engine, f"{address}/notation.html")
        assert "Notation" in engine.run("() => document.querySelector('h1').textContent")
        assert engine.run("() => getComputedStyle(document.querySelector('article')).fontFamily") != "serif"


@pytest.mark.parametrize("lost", ["quiz.js", "question.js"])
def test_text_and_answers_are_there_where_a_script_did_not_arrive(engine, book_folder, lost, tmp_path):
    copy = tmp_path / "html"
    shutil.copytree(book_folder, copy, ignore=shutil.ignore_patterns("_sources", "reports", lost))
    with served(copy) as (address, _):
        opened(engine, f"{address}/debugging/tests.html")
        engine.until("() => document.body.textContent.includes('A script could not be loaded')")
        assert engine.run("() => document.querySelector('.quiz .quiz-prompt').checkVisibility()")
        engine.run("() => { document.querySelector('.quiz .quiz-answers').open = true; }")
        assert engine.run("() => document.querySelector('.quiz .quiz-explain').checkVisibility()")


def test_page_opened_as_a_file_can_be_read_and_says_what_does_not_work(engine, book_folder):
    engine.open((book_folder / "debugging" / "tests.html").resolve().as_uri())
    engine.until("() => document.body.textContent.includes('This page was opened as a file')")
    assert engine.run("() => document.querySelector('.quiz .quiz-prompt').checkVisibility()")


def test_address_without_a_page_leads_on_from_any_depth(engine, book_folder):
    with served(book_folder, missing=book_folder / "404.html") as (address, _):
        engine.open(f"{address}/old/chapter/one.html")
        assert engine.run("() => document.querySelector('h1').textContent").startswith("There is no page here")
        assert engine.run("() => getComputedStyle(document.body).fontFamily") != "serif"
        contents = engine.run("() => document.querySelector('article a').href")
        assert contents == f"{address}/index.html"


PYTHON_S = 480  # Python starts in seconds, on a busy machine in minutes
PRESS = "(name) => document.querySelector(`button[aria-label='${name}']`).click()"
# What the reader reads below a cell or a task.
SAYS = """(selector, how) => [...document.querySelectorAll(selector)].map((each) => each.textContent)
    .find((text) => text.includes(how)) ?? ''"""


@pytest.fixture(scope="module")
def running(book_folder):
    """Serve the book with the policy that its pages name themselves, which code in the page needs."""
    with served(book_folder, policy=POLICY_OF_PAGES) as (address, _):
        yield address


def until_said(engine, selector, how):
    return engine.until(SAYS, selector, how, seconds=PYTHON_S)


def write_into(engine, place, code):
    """Put code into the editor of a place: by keyboard, all at once where the engine pastes."""
    engine.until("(place) => document.querySelector(`${place} .cm-content`)", place, seconds=PYTHON_S)
    engine.run("(place) => document.querySelector(`${place} .cm-content`).focus()", place)
    engine.press("Control+a")
    engine.run("(code) => document.execCommand('insertText', false, code)", code)


def spent(engine):
    """Return what WebKit takes of the processor in three seconds: it ended no worker in the middle of WebAssembly."""
    if engine.name != "webkit":
        return 0
    before = engine.spent()
    time.sleep(3)
    return engine.spent() - before


def test_code_is_run_changed_stopped_and_reset_in_the_page(engine, running):
    fresh(engine, f"{running}/gates/memory.html")
    engine.run("() => document.querySelector('div.cell').setAttribute('data-here', '')")
    cell = "div.cell[data-here]"
    printed = "(cell, part) => document.querySelector(`${cell} ${part}`).innerText.trim().split(/\\s+/).join(' ')"
    shown = engine.run(printed, cell, ".cell_output")  # a table of what the build printed
    assert len(shown) > 60
    engine.run(PRESS, "Run cell 1")
    until_said(engine, f"{cell} .py-status", "Done")
    assert engine.run(printed, cell, ".py-output") == shown
    engine.run(PRESS, "Change, cell 1")
    write_into(engine, cell, "print(6 * 7)\n1 / 0")
    engine.press("Shift+Enter")
    until_said(engine, f"{cell} .py-error", "ZeroDivisionError: division by zero")
    assert engine.run(printed, cell, ".py-printed").strip() == "42"
    write_into(engine, cell, "while True: pass")
    engine.press("Shift+Enter")
    until_said(engine, f"{cell} .py-status", "Running")
    looping = spent(engine)
    engine.run(PRESS, "Stop, cell 1")
    until_said(engine, f"{cell} .py-status", "Stopped")
    assert spent(engine) <= looping / 3, "the loop goes on"
    engine.open(f"{running}/gates/memory.html")
    engine.until("() => document.querySelector('div.cell .cm-content')?.textContent.includes('while True')")
    engine.run(PRESS, "Reset code, cell 1")
    engine.until("() => !document.querySelector('div.cell .cm-content')")


def test_a_task_is_told_its_known_mistake_and_its_points_in_the_page(engine, running):
    task = load_tasks("gates")["gates-lstm-step"]
    mistake = next(mutant for mutant in task.mutants if mutant.id == "no-tanh")
    fresh(engine, f"{running}/write-gates.html")
    box = '.py-task[data-task="gates-lstm-step"]'
    engine.until("() => document.querySelector(`button[aria-label='Write: gates-lstm-step']`)")
    engine.run(PRESS, "Write: gates-lstm-step")
    for code, said in (
        (mutant_source(task, mistake), "Your numbers are those of a cell without the tanh on c"),
        (next(iter(task.solutions.values())), "Right: 4 of 4 points."),
    ):
        write_into(engine, box, code)
        engine.run(PRESS, "Check: gates-lstm-step")
        until_said(engine, f"{box} .py-verdict", said)
    assert "Points so far: 4 of 18" in engine.run("() => document.querySelector('.py-total').textContent")
    engine.resize(390, 844)
    assert engine.run("() => document.documentElement.scrollWidth <= innerWidth")
    engine.resize(1200, 900)


def quizzes(*words, folder):
    """Run a command of the tool in a folder."""
    command = [sys.executable, "-m", "quizzes.cli", *map(str, words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("width", [1280, 390])
def test_a_notebook_from_the_page_gets_its_points_when_it_is_graded(engine, running, tmp_path, width):
    if engine.name == "webkit":
        pytest.skip("WebKitGTK's driver saves no file")
    engine.resize(width, 900)
    tasks = load_tasks("gates")
    mistaken = {"gates-lstm-step": "no-tanh"}
    fresh(engine, f"{running}/write-gates.html")
    shown = {}
    for name, task in tasks.items():
        box = f'.py-task[data-task="{name}"]'
        mistake = next((each for each in task.mutants if each.id == mistaken.get(name)), None)
        engine.until(f"() => document.querySelector(`button[aria-label='Write: {name}']`)")
        engine.run(PRESS, f"Write: {name}")
        write_into(engine, box, mutant_source(task, mistake) if mistake else next(iter(task.solutions.values())))
        engine.run(PRESS, f"Check: {name}")
        said = until_said(engine, f"{box} .py-verdict-head", " points.")
        shown[name] = float(re.search(r": ([0-9.]+) of ", said)[1])
    assert shown[next(iter(mistaken))] < tasks[next(iter(mistaken))].points
    press = (
        "() => [...document.querySelectorAll('button')].find((it) => it.textContent.startsWith('Download the')).click()"
    )
    notebook = engine.downloaded(lambda: engine.run(press), "gates.ipynb")
    assert engine.run("() => document.documentElement.scrollWidth <= innerWidth")
    engine.resize(1200, 900)
    (tmp_path / "roster.csv").write_text("id,first_name,last_name,email\nada,Ada,L,ada@example.org\n")
    quizzes("new-course", "course", "--roster", "roster.csv", folder=tmp_path)
    quizzes("release", "gates", folder=tmp_path)
    place = tmp_path / "course" / "submitted" / "ada" / "gates" / "gates.ipynb"
    place.parent.mkdir(parents=True)
    place.write_bytes(notebook)
    lines = [json.loads(line) for line in quizzes("grade", "gates", "--json", folder=tmp_path).splitlines()]
    told = {task["id"]: task["score"] for task in lines[0]["tasks"]}
    assert {name: told[name] for name in shown} == pytest.approx(shown, abs=0.01)
