"""Every page of the built book: whom it asks, whether it fits a phone, and whether everybody can use it."""

import pytest

pytestmark = pytest.mark.browser

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


def answer_everything(here, *, right):
    """Answer all questions of the page and unfold what is folded."""
    for quiz in here.page.locator("section.quiz").all():
        here.answer(quiz, right=right)
        quiz.locator("details").evaluate_all("all => all.forEach((details) => { details.open = true; })")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_what_we_render(visit, pages, theme, width):
    here = visit(viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce")
    for path in pages:
        page = here.open(path)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert here.violations() == [], path
        if page.locator("section.quiz").count():
            for right in (False, True):
                answer_everything(here, right=right)
                assert here.violations() == [], f"{path}, answered"


def test_axe_would_find_a_missing_label_and_a_pale_text(visit):
    here = visit()
    page = here.open()
    page.evaluate(
        """() => {
            const quiz = document.querySelector('.quiz');
            quiz.querySelector('label').remove();
            quiz.querySelector('.quiz-prompt').style.color = '#ddd';
        }"""
    )
    found = "\n".join(here.violations())
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
