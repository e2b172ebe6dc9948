"""Every page of the built book: whom it asks, whether it fits a phone, and whether everybody can use it."""

from dataclasses import dataclass, field

import pytest
from visits import COLOURS, Visit

pytestmark = pytest.mark.browser
THEMES = ("light", "dark")
SMALL = "practice.html"  # a chapter with few formulas, where any will do
RULES = {"light": None, "dark": COLOURS}  # all, and those for which the theme makes a difference

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


# A chapter has 25,000 parts of formulas, and axe-core takes ten seconds for them in each state. What it can say of them
# is the contrast of the drawings, which assistive technology does not see, and what attributes do in the MathML, which
# it alone sees. Where no part has a colour or such an attribute of its own, one word stands for all of a formula, in
# the size of the smallest part.
LOOK_AT_FORMULAS = """() => {
    const found = [];
    for (const drawing of document.querySelectorAll('.katex-html')) {
        const {color, fontSize} = getComputedStyle(drawing);
        let smallest = parseFloat(fontSize);
        if (drawing.getAttribute('aria-hidden') !== 'true') found.push('not hidden: ' + drawing.textContent);
        for (const part of drawing.querySelectorAll('*')) {
            const style = getComputedStyle(part);
            const plain = style.color === color && style.backgroundImage === 'none' && style.opacity === '1'
                && style.backgroundColor === 'rgba(0, 0, 0, 0)';
            if (!plain) found.push('with a colour of its own: ' + part.outerHTML.slice(0, 200));
            if (part.textContent.trim()) smallest = Math.min(smallest, parseFloat(style.fontSize));
        }
        drawing.dataset.smallest = `${smallest}px`;
    }
    const speaks = /^(id|role|tabindex|href|title|alt|lang|on.+|aria-.+|xlink:.+)$/;
    for (const part of document.querySelectorAll('.katex-mathml math *')) {
        const names = part.getAttributeNames().filter((name) => speaks.test(name));
        if (names.length) found.push(`with ${names}: ${part.outerHTML.slice(0, 200)}`);
    }
    return found;
}"""
SHORTEN_FORMULAS = """() => {
    for (const drawing of document.querySelectorAll('.katex-html')) {
        drawing.style.fontSize = drawing.dataset.smallest;
        drawing.replaceChildren('formula'); // of a single letter axe-core says nothing
    }
    for (const math of document.querySelectorAll('.katex-mathml math')) {
        const letter = document.createElementNS('http://www.w3.org/1998/Math/MathML', 'mi');
        letter.textContent = 'x';
        math.replaceChildren(letter);
    }
}"""

# Half of a chapter's elements are the words of its programs. Of those that look alike in both themes and stand on the
# same ground, the first stays an element; the others become the text that they are.
LOOK_AT_WORDS = """() => {
    for (const word of document.querySelectorAll('article .highlight pre span')) {
        const {color, backgroundColor, fontSize, fontWeight, opacity, textDecoration} = getComputedStyle(word);
        const below = [word.closest('pre'), word.closest('.highlight')];
        const grounds = below.map((element) => getComputedStyle(element).backgroundColor);
        const look = [color, backgroundColor, fontSize, fontWeight, opacity, textDecoration, ...grounds].join('|');
        word.dataset.look = `${word.dataset.look ?? ''}/${look}`;
    }
}"""
SHORTEN_PROGRAMS = """() => {
    const seen = new Set();
    for (const word of document.querySelectorAll('article .highlight pre span[data-look]')) {
        const {look} = word.dataset;
        word.removeAttribute('data-look');
        const plain = !word.children.length && word.getAttributeNames().every((name) => name === 'class');
        if (plain && seen.has(look)) word.replaceWith(word.textContent);
        else if (plain) seen.add(look);
    }
}"""

# The theme makes what scrolls a stop of the Tab key: when the page is whole, and a moment after something is unfolded.
READY = """() => {
    const {dataset} = document.documentElement;
    if (document.querySelector('script[src*="whole.js"]') && !('whole' in dataset)) return false;
    const scrolls = (e) => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight;
    const shown = [...document.querySelectorAll('article pre')].filter((e) => !e.closest('details:not([open])'));
    return shown.every((e) => e.tabIndex === 0 || !scrolls(e));
}"""


@dataclass
class Tour:
    """What was found on every page, opened once at a width."""

    width: int
    here: Visit
    widths: dict = field(default_factory=dict)  # of the content, by page
    formulas: dict = field(default_factory=dict)  # what is strange of them, by page and theme
    violations: dict = field(default_factory=dict)  # by page, theme, and whether questions were answered
    asked: dict = field(default_factory=dict)  # questions by page
    judged: dict = field(default_factory=dict)

    def show(self, theme):
        self.here.page.emulate_media(color_scheme=theme)
        self.here.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)

    def look(self, path):
        page = self.here.open(path)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        page.wait_for_function(READY, timeout=60_000)
        self.widths[path] = page.evaluate("document.documentElement.scrollWidth")
        for theme in THEMES:
            self.show(theme)
            self.formulas[path, theme] = page.evaluate(LOOK_AT_FORMULAS)
            page.evaluate(LOOK_AT_WORDS)
        page.evaluate(SHORTEN_FORMULAS)
        page.evaluate(SHORTEN_PROGRAMS)
        self.asked[path] = page.locator('section.quiz:not([data-kind="code"])').count()
        for theme in THEMES:
            if not self.asked[path] or (self.width, theme) == (390, "light"):
                self.show(theme)
                self.violations[path, theme, "as it is opened"] = self.here.violations(RULES[theme])
        if self.asked[path]:
            self.judged[path] = page.evaluate(ANSWER_WRONGLY)
            page.wait_for_function(READY, timeout=60_000)
            for theme in THEMES:
                self.show(theme)
                self.violations[path, theme, "answered wrongly"] = self.here.violations(RULES[theme])


@pytest.fixture(scope="module", params=[390, 1280])
def tour(request, browser, site, pages):
    """Every page, looked at in each state; a page is opened once."""
    size = {"width": request.param, "height": 844}
    here = Visit(browser, site, viewport=size, reduced_motion="reduce")
    made = Tour(request.param, here)
    for path in pages:
        made.look(path)
    yield made
    here.context.close()


def test_no_page_asks_another_host_or_misses_a_file(tour, pages):
    assert tour.here.foreign == []
    assert tour.here.complaints == []
    assert len(tour.here.requests) > len(pages)


def test_no_page_is_wider_than_the_screen(tour, pages):
    assert set(tour.widths) == set(pages)
    assert {path: width for path, width in tour.widths.items() if width > tour.width} == {}


def test_axe_finds_nothing_serious_in_what_we_render(tour, pages):
    expected = {(path, theme, "answered wrongly" if tour.asked[path] else "as it is opened")
                for path in pages for theme in THEMES}  # fmt: skip
    if tour.width == 390:
        expected |= {(path, "light", "as it is opened") for path in pages}
    assert set(tour.violations) == expected
    assert {state: found for state, found in tour.violations.items() if found} == {}
    assert tour.judged == {path: count for path, count in tour.asked.items() if count}


def test_formulas_have_the_colour_of_their_text_and_are_drawn_for_the_eye_alone(tour):
    assert {state: found for state, found in tour.formulas.items() if found} == {}


@pytest.mark.parametrize(
    "spoil", ["drawing.setAttribute('aria-hidden', 'false')", "drawing.firstChild.style.color = 'red'",
              "drawing.firstChild.style.background = 'red'", "drawing.firstChild.style.opacity = '0.5'",
              "document.querySelector('math mi').setAttribute('role', 'button')"],
)  # fmt: skip
def test_formula_with_a_colour_of_its_own_would_be_found(visit, spoil):
    page = visit().open(SMALL)
    assert page.evaluate(LOOK_AT_FORMULAS) == []
    page.evaluate(f"() => {{ const drawing = document.querySelector('.katex-html'); {spoil}; }}")
    assert page.evaluate(LOOK_AT_FORMULAS) != []


def test_pale_formula_would_be_found_in_its_short_form(visit):
    here = visit()
    page = here.open(SMALL)
    page.evaluate(LOOK_AT_FORMULAS)
    page.evaluate(SHORTEN_FORMULAS)
    page.locator("article p .katex:visible").first.evaluate("formula => { formula.style.color = '#ccc'; }")
    found = here.violations()
    assert found and all(line.startswith("serious color-contrast") and "katex" in line for line in found)


@pytest.mark.parametrize("word", ["span.k", "span.n:last-of-type"])
def test_pale_word_of_a_program_would_be_found_in_its_short_form(visit, word):
    here = visit()
    page = here.open(SMALL)
    page.locator(f"article .highlight pre {word}:visible").last.evaluate("word => { word.style.color = '#ccc'; }")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        page.evaluate(LOOK_AT_WORDS)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    before = page.locator("article .highlight pre span").count()
    page.evaluate(SHORTEN_PROGRAMS)
    assert page.locator("article .highlight pre span").count() < before / 4
    found = here.violations(COLOURS)
    assert found and all("serious color-contrast" in line and "#cccccc" in line for line in found)


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
