"""Every page of the built book: whom it asks, whether it fits a phone, and whether everybody can use it."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
OURS = ["article", ".quiz", ".quiz-tally"]  # what we render; the theme's frame is not ours


def test_no_page_asks_another_host_or_misses_a_file(visit, pages):
    here = visit()
    assert "gates.html" in pages
    for path in pages:
        page = here.open(path)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
    assert here.foreign == []
    assert here.complaints == []
    assert len(here.requests) > len(pages)


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(visit, pages, width):
    here = visit(viewport={"width": width, "height": 844})
    for path in pages:
        page = here.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def violations(page):
    """Return what axe-core finds serious or critical in what we render, one line a finding."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async (include) => {
            const present = include.filter((selector) => document.querySelector(selector)).map((each) => [each]);
            const {violations, passes} = await axe.run({include: present}, {resultTypes: ['violations']});
            return {passes: passes.length, violations};
        }""",
        OURS,
    )
    assert found["passes"] > 0, "axe-core looked at nothing"
    return [
        f"{each['impact']} {each['id']}: {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def answer_everything(page, *, last):
    """Answer all questions of the page, with the first or the last option, and unfold what is folded."""
    for quiz in page.locator("section.quiz").all():
        inputs = quiz.locator("input")
        if quiz.get_attribute("data-kind") == "number":
            inputs.first.fill(str(quiz.locator(".quiz-data").evaluate("e => JSON.parse(e.textContent).answer")))
        else:
            (inputs.last if last else inputs.first).check()
        quiz.get_by_role("button", name="Check").click()
        quiz.locator("details").evaluate("details => { details.open = true; }")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_what_we_render(visit, pages, theme, width):
    here = visit(viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce")
    for path in pages:
        page = here.open(path)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert violations(page) == [], path
        if page.locator("section.quiz").count():
            for last in (False, True):
                answer_everything(page, last=last)
                assert violations(page) == [], f"{path}, answered"


def test_axe_would_find_a_missing_label_and_a_pale_text(visit):
    page = visit().open()
    page.evaluate(
        """() => {
            const quiz = document.querySelector('.quiz');
            quiz.querySelector('label').remove();
            quiz.querySelector('.quiz-prompt').style.color = '#ddd';
        }"""
    )
    found = "\n".join(violations(page))
    assert "critical label" in found
    assert "serious color-contrast" in found


def test_page_reads_from_right_to_left_without_overflow(visit):
    page = visit(viewport={"width": 390, "height": 844}).open()
    page.evaluate("document.documentElement.dir = 'rtl'")
    quiz = page.locator("section.quiz").first
    box, label = quiz.locator("input").first.bounding_box(), quiz.locator("label").first.bounding_box()
    assert box["x"] > label["x"], "the radio button stands on the reading side of its label"
    inside = quiz.bounding_box()
    assert inside["x"] <= label["x"] and box["x"] + box["width"] <= inside["x"] + inside["width"]
