"""SCORM packages in a public runtime (scorm-again), in a browser: what an LMS is told."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import served
from visits import AXE

from quizzes.load import load_bank
from quizzes.project import find_project, read_project
from quizzes.targets.questions import questions
from quizzes.targets.scorm import export_scorm, package_name

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "quizzes" / "fixtures"
RUNTIME = ROOT / "node_modules" / "scorm-again" / "dist" / "scorm12.js"
HOST = """<!doctype html><html lang="en"><title>LMS</title><link rel="icon" href="data:,"><h1>LMS</h1>
<script src="scorm12.js"></script>
<script>
window.errors = [];
window.API = new Scorm12API({ autocommit: false, logLevel: 4 });
const kept = sessionStorage.getItem("cmi");
if (kept) window.API.loadFromJSON(JSON.parse(kept));
window.API.on("LMSFinish", () => { window.finished = true; });
window.status_ = () => ({
  raw: API.cmi.core.score.raw, status: API.cmi.core.lesson_status, state: API.cmi.suspend_data,
  interactions: API.cmi.interactions.childArray.map((one) => one.toJSON()).map((one) => [one.id, one.type, one.result]),
  error: API.lastErrorCode,
});
</script>
<iframe title="quiz" src="package/index.html" width="1000" height="700"></iframe></html>
"""


@pytest.fixture(scope="module")
def sample_bank():
    import quizzes.proofs

    path = str(SAMPLE / "quizzes" / "proofs")
    if path not in list(quizzes.proofs.__path__):
        quizzes.proofs.__path__.append(path)
    return load_bank(read_project(SAMPLE))


@pytest.fixture(scope="module")
def asked(sample_bank):
    return questions(sample_bank)


@pytest.fixture(scope="module")
def lms(sample_bank, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lms")
    (made,) = export_scorm(sample_bank)
    with zipfile.ZipFile(io.BytesIO(made.files[package_name(find_project(), "kinds")])) as package:
        package.extractall(folder / "package")
    shutil.copy(RUNTIME, folder)
    (folder / "host.html").write_text(HOST)
    with served(folder) as address:
        yield address


@pytest.fixture
def host(start, lms):
    visit = start(lms)
    visit.page.goto(f"{lms}/host.html", wait_until="load")
    visit.quiz_frame = visit.page.frame_locator("iframe")
    visit.quiz_frame.locator("#progress:not(:empty)").wait_for()
    return visit


def section(host, place):
    return host.quiz_frame.locator(f"#question-{place}")


def answer(host, question, place, *, right):
    """Answer a question as a learner does, rightly or wrongly, and check it."""
    here, item = section(host, place), question.item
    kind = item.kind.value
    if kind in ("choice", "choices"):
        for option in item.options:
            if option.right == right:
                here.locator(f'input[value="{option.id}"]').check()
                if kind == "choice":
                    break
    elif kind == "order":
        steps = item.body.steps if right else item.body.steps[::-1]
        for n, step in enumerate(steps, 1):
            here.locator(f'select[name="{step.id}"]').select_option(str(n))
    elif kind == "match":
        for entry in item.body.left:
            other = next(r.id for r in item.body.right if r.id != entry.match)
            here.locator(f'select[name="{entry.id}"]').select_option(entry.match if right else other)
    elif kind == "cloze":
        for blank in item.body.blanks:
            field = here.locator(f'[name="{blank.id}"]')
            text = blank.accept[0] if right else next((o for o in blank.options if o not in blank.accept), "nothing")
            field.select_option(text) if blank.options else field.fill(text)
    else:
        if item.quantity is not None:
            text = str(item.quantity.value)
        elif kind == "text":
            text = item.body.accept[0]
        elif kind == "shape":
            text = "(" + ", ".join("None" if a is None else str(a) for a in item.body.axes) + ",)"
        else:
            text = item.body.answer
        here.locator("input, textarea").first.fill(text if right else "12345")
    here.get_by_role("button", name="Check").click()


def told(host):
    return host.page.evaluate("status_()")


def test_right_answers_report_the_whole_score_and_completion(host, asked):
    assert told(host)["status"] in ("not attempted", "incomplete", "unknown")
    for place, question in enumerate(asked, 1):
        answer(host, question, place, right=True)
        assert section(host, place).locator(".verdict").text_content() == "Right."
    found = told(host)
    assert (float(found["raw"]), found["status"]) == (100, "completed")
    assert [row[0] for row in found["interactions"]] == [question.item.id.replace("-", "_") for question in asked]
    assert {row[2] for row in found["interactions"]} == {"correct"}
    assert host.foreign == []
    assert host.complaints == []


def test_the_first_answer_counts_and_a_part_earns_its_points(host, asked):
    points = sum(question.points for question in asked)
    answer(host, asked[0], 1, right=False)
    assert section(host, 1).locator(".verdict").text_content() == "Not right."
    assert section(host, 1).locator("[data-why]:not([hidden])").count() == 1
    answer(host, asked[0], 1, right=True)
    assert section(host, 1).locator(".verdict").text_content() == "Right."
    assert (float(told(host)["raw"]), told(host)["status"]) == (0, "incomplete")
    answer(host, asked[1], 2, right=True)
    assert float(told(host)["raw"]) == pytest.approx(100 * asked[1].points / points, abs=0.01)


def test_an_empty_or_unreadable_answer_is_no_attempt(host, asked):
    place = next(n for n, question in enumerate(asked, 1) if question.item.quantity)
    section(host, place).get_by_role("button", name="Check").click()
    assert section(host, place).locator(".verdict").text_content() == "Write a number first."
    assert told(host)["interactions"] == []
    assert section(host, place).locator(".explanation").is_hidden()


def test_a_later_visit_goes_on_where_the_first_one_ended(host, asked):
    answer(host, asked[0], 1, right=True)
    state = told(host)["state"]
    assert state.split(";")[0] == "1"
    host.page.evaluate("state => sessionStorage.setItem('cmi', JSON.stringify({suspend_data: state}))", state)
    host.page.reload(wait_until="load")
    host.quiz_frame.locator("#progress:not(:empty)").wait_for()
    assert host.quiz_frame.locator("#progress").text_content().startswith(f"1 of {len(asked)} answered")
    answer(host, asked[1], 2, right=True)
    assert told(host)["state"].split(";")[:2] == ["1", "1"]


def test_leaving_the_page_ends_the_attempt_with_its_time(host, asked):
    answer(host, asked[0], 1, right=True)
    host.page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    host.page.wait_for_function("window.finished === true")
    assert told(host)["raw"] not in ("", None)


def test_without_an_lms_the_page_works_and_says_so(start, lms, asked):
    page = start(lms).page
    page.goto(f"{lms}/package/index.html")
    page.locator("#progress:not(:empty)").wait_for()
    assert "No LMS was found" in page.locator("#progress").text_content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_page(start, lms, scheme):
    visit = start(lms, color_scheme=scheme, viewport={"width": 390, "height": 800})
    visit.page.goto(f"{lms}/package/index.html")
    visit.page.locator("#progress:not(:empty)").wait_for()
    visit.page.add_script_tag(path=str(AXE))
    violations = visit.page.evaluate("async () => (await axe.run()).violations.map((v) => [v.id, v.nodes[0].html])")
    assert violations == [], json.dumps(violations, indent=1)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
