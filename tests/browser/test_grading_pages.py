"""The learner's feedback and the instructor's report in Chromium: accessible, no wider than the screen, alone."""

import json
from pathlib import Path

import pytest

from quizzes.grading.report.answers import Answers, TaskAnswer
from quizzes.grading.report.feedback_page import Feedback, TaskFeedback, feedback_page
from quizzes.grading.report.page import Report, report_page
from quizzes.grading.report.similar import likeness

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = "</pre><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
STEP = {
    "id": "gates-lstm-step", "outcome": "partly", "message": f"Your numbers are those of another cell. {HOSTILE}",
    "misconception": "TANH_MISSING", "see": "output-gate",
    "properties": [
        {"id": "shape", "points": 1.0, "max_points": 1.0, "message": "h and c have the right shape."},
        {"id": "values", "points": 0.0, "max_points": 5.0, "message": "h differs " + "x" * 300},
    ],
}  # fmt: skip


def feedback(bank):
    tasks = [TaskFeedback(STEP, 1.0, 6.0, code=HOSTILE * 9), TaskFeedback({"id": "gates-inputs"}, 1.0, 1.0, waits=True)]
    notes = {"rebuilt": [HOSTILE], "message": HOSTILE}
    return feedback_page(Feedback("gates", HOSTILE, notes, tasks, 7.0, book="https://example.edu/b/"), bank)


def report(bank):
    students = tuple(f"s{k:02}" for k in range(12))
    wrong = TaskAnswer(0.0, 6.0, "failed", HOSTILE, "TANH_MISSING", "no-tanh", "output-gate")
    item = bank.items["gates-forget-one"]
    by_task = {
        "gates-lstm-step": {s: wrong if k < 5 else TaskAnswer(6.0, 6.0, "passed") for k, s in enumerate(students)},
        item.id: {s: TaskAnswer(k % 2, 1.0, "", answer=item.options[k % 4].id) for k, s in enumerate(students)},
    }
    totals = {s: by_task["gates-lstm-step"][s].score + by_task[item.id][s].score for s in students}
    made = Answers("gates", tuple(by_task), students, by_task, totals, 7.0, {"lost": HOSTILE})
    own = "def f(x):\n" + "".join(f"    y{k} = x[{k}] * {k} + y[{k}]\n" for k in range(9)) + f"    return {HOSTILE!r}\n"
    code = {"s00": own, "s01": own.replace("y", "z"), "s02": own + "\n# more\nprint(1)"}
    return report_page(Report(made, bank, likeness(code, ""), "https://example.edu/b/"))


@pytest.mark.ways
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("make", [feedback, report], ids=["feedback", "report"])
def test_page_is_accessible_fits_and_asks_nobody(browser, bank, tmp_path, make, width, scheme):
    path = tmp_path / "page.html"
    path.write_bytes(make(bank))
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    try:
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        assert asked == [path.as_uri()]
        assert "taken" not in page.title().replace(HOSTILE, "")
        for summary in page.locator("summary").all():
            summary.click()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])")
        assert found == [], json.dumps(found, indent=1)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    finally:
        context.close()


@pytest.mark.parametrize("make", [feedback, report], ids=["feedback", "report"])
def test_pages_own_policy_stops_what_gets_in_all_the_same(browser, bank, tmp_path, make):
    path = tmp_path / "page.html"
    path.write_bytes(make(bank).replace(b"<main>", b"<main><script>document.title='taken'</script>", 1))
    page = browser.new_page()
    try:
        page.goto(path.as_uri())
        assert page.title() != "taken"
    finally:
        page.close()
