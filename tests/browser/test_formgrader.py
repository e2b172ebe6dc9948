"""JupyterLab with nbgrader's extensions in a real browser: grades by hand, and validate on the release."""

import csv
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from forked import run_command  # noqa: E402
from lab_servers import TOKEN, running_lab  # noqa: E402
from playwright.sync_api import expect

from benchmarks.corpus.entries import as_bytes, ordinary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COMMENT = 'Clear, and short: "one keeps".\nWhat of f = 0?'


def quizzes(*arguments):
    done = run_command(*arguments, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def filled(course, name):
    """Return the release with the cells of a made submission in it."""
    return as_bytes(ordinary(json.loads((course / "release" / "gates" / "gates.ipynb").read_bytes()), name))


@dataclass(frozen=True)
class Served:
    course: Path
    address: str  # of JupyterLab
    formgrader: str
    token: str  # of formgrader


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with a roster, a release and three graded submissions."""
    base = tmp_path_factory.mktemp("formgrader")
    roster = base / "roster.csv"
    roster.write_text(
        'id,first_name,last_name,email\nada,Ada,"Lovelace, Countess",ada@example.edu\nbob,=Bob,Brien,b@x.y\n'
        "eve,Eve,Late,e@x.y\n",
        encoding="utf-8",
    )
    folder = base / "course"
    quizzes("new-course", folder, "--roster", roster, "--assignment", "gates")
    quizzes("release", "gates", "--course", folder)
    for student, name in (("ada", "right.py"), ("bob", "partly.py"), ("eve", "raises.py")):
        place = folder / "submitted" / student / "gates"
        place.mkdir(parents=True)
        (place / "gates.ipynb").write_bytes(filled(folder, name))
        if student == "eve":
            (place / "timestamp.txt").write_text("2026-10-02 00:00:00 UTC")
    (folder / "course.toml").write_text("[late]\nper_day = 0.1\n[assignments.gates]\ndue = 2026-10-01T12:00:00\n")
    quizzes("grade", "gates", "--course", folder)
    (folder / "solved.ipynb").write_bytes(filled(folder, "partly.py"))
    yield folder
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def served(course, tmp_path_factory):
    """JupyterLab and formgrader as `quizzes lab` starts them."""
    with running_lab(course, tmp_path_factory.mktemp("lab")) as servers:
        yield Served(course, servers.lab, servers.formgrader, servers.token)


@dataclass
class Seen:
    """A page, and what went on in it."""

    page: object
    asked: set
    errors: list


@pytest.fixture
def look(browser, served):
    """Return a function that opens an address of the lab; afterwards nothing may have asked another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(90_000)
    seen = Seen(context.new_page(), set(), [])
    seen.page.on("request", lambda request: seen.asked.add(re.sub(r"^(\w+://[^/]*).*", r"\1", request.url, flags=re.S)))
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    seen.page.on("console", lambda said: "Content Security Policy" in said.text and seen.errors.append(said.text))

    def look(path):
        mark = "&" if "?" in path else "?"
        there = path.startswith("/formgrader")
        address, token = (served.formgrader, served.token) if there else (served.address, TOKEN)
        seen.page.goto(f"{address}{path}{mark}token={token}")
        return seen.page

    yield look
    context.close()
    hosts = {host for host in seen.asked if not host.startswith(("data:", "blob:"))}
    assert hosts <= {served.address, served.formgrader}
    assert seen.errors == []


def open_submission(page, address):
    """Open a submission in formgrader; return when it has its grades and comments: what is typed earlier is lost."""
    page.goto(address)
    expect(page.locator("input.extra-credit").last).to_have_attribute("placeholder", "0", timeout=90_000)
    expect(page.locator("textarea.comment").last).to_have_attribute("placeholder", re.compile("."), timeout=90_000)


def test_grade_and_comment_given_in_formgrader_reach_table_and_feedback(look, served):
    course = served.course
    page = look("/lab")
    page.wait_for_selector(".lm-MenuBar-itemLabel >> text=Nbgrader")
    page = look("/formgrader/gradebook/gates/gates")
    page.wait_for_selector("tbody a[href*='/formgrader/submissions/']")
    links = page.locator("tbody a[href*='/formgrader/submissions/']").evaluate_all(
        "links => [...new Set(links.map(link => link.getAttribute('href')))]"
    )
    assert len(links) == 3
    for href in links:
        open_submission(page, served.formgrader + href)
        if "Lovelace" in page.content():
            break
    else:
        pytest.fail("no submission of Lovelace in formgrader")
    page.locator(".katex").nth(5).wait_for(state="attached")  # the page's policy lets no test evaluate strings
    expect(page.locator("input.score#gates-lstm-step")).to_have_attribute("placeholder", "4")
    assert "$" not in page.locator(".katex").first.inner_text()

    score = page.locator("input.score#gates-in-words")
    assert score.input_value() == ""
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT") as saved:
        score.fill("1.5")
        score.blur()
    assert saved.value.ok and saved.value.json()["manual_score"] == 1.5
    box = page.locator("textarea.comment").last
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.request.method == "PUT") as saved:
        box.fill(COMMENT)
        box.blur()
    assert saved.value.ok and saved.value.json()["manual_comment"] == COMMENT

    before = {line["student"]: line for line in read(course / "grades.csv")}
    quizzes("export-grades", "--course", course)
    after = {line["student"]: line for line in read(course / "grades.csv")}
    assert float(after["ada"]["score"]) == float(before["ada"]["score"]) + 1.5
    assert after["bob"] == before["bob"]
    assert after["ada"]["last_name"] == "Lovelace, Countess"
    assert after["bob"]["first_name"] == "'=Bob"

    done = quizzes("export-grades", "gates", "--lms", "moodle", "--course", course)
    assert "wait for a grade by hand" not in done.stderr  # bob and eve wrote nothing that a person could read
    line = next(line for line in read(course / "gates-moodle.csv") if line["Username"] == "ada")
    assert line["Feedback: gates"] == COMMENT
    assert float(line["gates"]) == float(after["ada"]["score"])

    quizzes("feedback", "gates", "--course", course)
    html = (course / "feedback" / "ada" / "gates" / "gates.html").read_text(encoding="utf-8")
    assert "What of f = 0?" in html and "The points were given by a person." in html
    quizzes("grade", "gates", "--course", course, "--student", "ada")
    quizzes("export-grades", "--course", course)
    assert {line["student"]: line for line in read(course / "grades.csv")}["ada"]["score"] == after["ada"]["score"]


def test_late_penalty_stands_beside_the_points_and_follows_them(look, served):
    page = look("/formgrader/gradebook/gates/gates")
    page.wait_for_selector("tbody a[href*='/formgrader/submissions/']")
    found = page.evaluate("async () => (await fetch('/formgrader/api/submitted_notebooks/gates/gates')).json()")
    places = {line["student"]: line["id"] for line in found}
    open_submission(page, f"{served.formgrader}/formgrader/submissions/{places['bob']}/")
    assert page.locator("#lateness").inner_text() == ""
    open_submission(page, f"{served.formgrader}/formgrader/submissions/{places['eve']}/")
    expect(page.locator("#lateness")).to_have_text("late: 0.2 of 2 points are taken off, 1.8 count")
    score = page.locator("input.score#gates-in-words")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        score.fill("1")
        score.blur()
    expect(page.locator("#lateness")).to_have_text("late: 0.3 of 3 points are taken off, 2.7 count")


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def validate(look, path):
    page = look(f"/lab/tree/{path}?reset")  # without the notebooks of an earlier visit
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.get_by_role("button", name="Validate").click()
    page.wait_for_selector(".jp-Dialog #validation-message")
    return page.locator(".jp-Dialog").inner_text()


def test_validate_button_tells_of_the_tasks_that_are_open_on_the_release(look, served):
    told = validate(look, "release/gates/gates.ipynb")
    assert "Validation Results" in told
    assert "The following cell failed:" in told
    assert "lstm_step returned None: write its code" in told
    assert "judge_here" not in told and "BEGIN HIDDEN" not in told


def test_validate_button_tells_which_visible_test_fails(look, served):
    told = validate(look, "solved.ipynb")
    assert "h is wrong: at (0, 0) it is 0.55908; expected 0.47433." in told
    assert "all_h" not in told  # that task is right
