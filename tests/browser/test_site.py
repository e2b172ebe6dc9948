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


# By script, because a chapter may have fifty questions; test_kinds.py shows that the keyboard can do it.
ANSWER_WRONGLY = """() => {
    const nothing = {value: 1e9, axes: [7, 7, 7, 7], accept: ['nothing'], lines: ['nothing']};
    for (const section of document.querySelectorAll('section.quiz:not([data-kind="code"])')) {
        const key = JSON.parse(section.querySelector('.quiz-data').textContent);
        const form = section.querySelector('form');
        const field = form.querySelector('.quiz-entry :is(input, textarea)');
        const mistake = key.mistakes?.[0] ?? nothing;
        for (const option of key.options ?? []) form.querySelector(`[value="${option.id}"]`).checked = !option.right;
        if (key.kind === 'number') field.value = String(mistake.value);
        if (key.kind === 'shape') field.value = `(${mistake.axes.map((axis) => axis ?? 'None')},)`;
        if (key.kind === 'text') field.value = mistake.accept[0];
        if (key.kind === 'tracing') field.value = mistake.lines.join('\\n');
        for (const {id, match} of key.left ?? []) {
            form.elements[`${key.id}--${id}`].value = key.right.find((other) => other !== match);
        }
        for (const {id, accept, mistakes} of key.blanks ?? []) {
            const blank = form.elements[`${key.id}--${id}`];
            const options = [...(blank.options ?? [])].map((option) => option.value).filter(Boolean);
            const wrong = options.find((text) => !accept.includes(text.toLowerCase()));
            blank.value = wrong ?? mistakes[0]?.accept[0] ?? 'nothing';
        }
        for (const {id} of key.steps ?? []) {
            const up = form.querySelector(`[data-part="${id}"] [data-by="-1"]`);
            for (const _ of key.steps) up.click();
        }
        form.requestSubmit();
        section.querySelector('.quiz-answers').open = true;
    }
    const judged = ['wrong', 'partly', 'right'].map((outcome) => `section.quiz[data-outcome="${outcome}"]`);
    return document.querySelectorAll(judged.join()).length;
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_what_we_render(visit, pages, theme, width):
    here = visit(viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce")
    for path in pages:
        page = here.open(path)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        count = page.locator('section.quiz:not([data-kind="code"])').count()
        if not count or (width, theme) == (390, "light"):
            assert here.violations() == [], path
        if count:
            assert page.evaluate(ANSWER_WRONGLY) == count
            assert here.violations() == [], f"{path}, answered wrongly"


def test_axe_would_find_a_missing_label_and_a_pale_text(visit):
    here = visit()
    page = here.open()
    page.evaluate(
        """() => {
            const quiz = document.querySelector('.quiz:has([type=radio])');
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
    quiz = page.locator("section.quiz:has(input[type=radio])").first
    box, label = quiz.locator("input").first.bounding_box(), quiz.locator("label").first.bounding_box()
    assert box["x"] > label["x"], "the radio button stands on the reading side of its label"
    inside = quiz.bounding_box()
    assert inside["x"] <= label["x"] and box["x"] + box["width"] <= inside["x"] + inside["width"]
