"""Every page of the built book: whom it asks, whether it fits a phone, and whether everybody can use it.

A third of them is opened on a phone; what takes longer is asked of a third of these: others for each commit (drawn.py).
"""

import os
from dataclasses import dataclass, field

import pytest
from drawn import drawn  # noqa: E402
from visits import COLOURS, Visit

pytestmark = pytest.mark.browser
THEMES = ("light", "dark")
PHONE, DESK = 390, 1280
NARROW = 620  # narrower than many a line of code
SMALL = "states/step.html"  # a section with code, formulas and a choice, where any will do
REFLOW = ["scrollable-region-focusable", "target-size"]  # of axe-core: what the width makes a difference for
OPENED, ANSWERED = "as it is opened", "answered wrongly"
# What axe-core asks in a state. All rules once, of a page with all on it that our script puts there; the others only
# where width or theme can change what they say. AXE=all (`make site-check`) asks all of them everywhere.
ALL = os.environ.get("AXE") == "all"
STATES = {
    (PHONE, "light", OPENED): REFLOW, (PHONE, "light", ANSWERED): REFLOW,
    (DESK, "light", ANSWERED): None, (DESK, "dark", ANSWERED): COLOURS,
} if not ALL else {(width, theme, state): None
    for state in (OPENED, ANSWERED) for width in (PHONE, DESK) for theme in THEMES}  # fmt: skip
PARTS = ["all"] if "PAGE" in os.environ else ["odd", "even"]  # pages that one process looks at
EVERY = ALL or "PAGE" in os.environ
OPEN = 1.0 if EVERY else 1 / 3  # the share of the pages that are opened
SHARE = 1.0 if EVERY else 1 / 3  # of these, that are looked at in each state

# By script, because a page of practice may have twenty questions; test_kinds.py shows that the keyboard can do it.
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
        drawing.whole = [...drawing.childNodes];
        drawing.style.fontSize = drawing.dataset.smallest;
        drawing.replaceChildren('formula'); // of a single letter axe-core says nothing
    }
    for (const math of document.querySelectorAll('.katex-mathml math')) {
        const letter = document.createElementNS('http://www.w3.org/1998/Math/MathML', 'mi');
        letter.textContent = 'x';
        math.whole = [...math.childNodes];
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
    for (const program of document.querySelectorAll('article .highlight pre')) {
        program.whole = [...program.childNodes];
        program.replaceChildren(...program.whole.map((node) => node.cloneNode(true)));
    }
    const seen = new Set();
    for (const word of document.querySelectorAll('article .highlight pre span[data-look]')) {
        const {look} = word.dataset;
        word.removeAttribute('data-look');
        const plain = !word.children.length && word.getAttributeNames().every((name) => name === 'class');
        if (plain && seen.has(look)) word.replaceWith(word.textContent);
        else if (plain) seen.add(look);
    }
}"""
# Widths are those of the page as it is.
MAKE_WHOLE = """() => {
    for (const short of document.querySelectorAll('.katex-html, .katex-mathml math, article .highlight pre')) {
        if (short.matches('.katex-html')) short.style.fontSize = '';
        short.replaceChildren(...short.whole);
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


# A comma or a full stop at the beginning of a line, behind a formula that ends the line before.
ALONE = """() => [...document.querySelectorAll('article span.math')].flatMap((formula) => {
    const last = [...formula.querySelectorAll('.katex-html > .base')].at(-1)?.getBoundingClientRect();
    const behind = formula.querySelector('.katex')?.nextSibling ?? formula.nextSibling;
    if (!last?.width || behind?.nodeType !== Node.TEXT_NODE || !/^[^\\s]/.test(behind.data)) return [];
    const range = document.createRange();
    range.setStart(behind, 0);
    range.setEnd(behind, 1);
    return range.getBoundingClientRect().left < last.left + 1 ? [formula.textContent + behind.data.slice(0, 9)] : [];
})"""


@dataclass
class Tour:
    """What was found on the pages, each opened once, on a phone, and then made as wide as a desk's screen."""

    here: Visit
    pages: list
    whole: list  # those that are looked at in each state
    widths: dict = field(default_factory=dict)  # of the content, by page and width
    alone: dict = field(default_factory=dict)  # what begins a line on a phone and belongs to a formula, by page
    formulas: dict = field(default_factory=dict)  # what is strange of them, by page and theme
    violations: dict = field(default_factory=dict)  # by page and state
    asked: dict = field(default_factory=dict)  # questions by page
    judged: dict = field(default_factory=dict)
    theme: str | None = None  # that the page shows

    def show(self, width, theme):
        page = self.here.page
        if page.viewport_size["width"] != width:
            page.set_viewport_size({"width": width, "height": 844})
            page.wait_for_function("width => innerWidth === width", arg=width)
            page.wait_for_timeout(400)  # a moment later the theme looks again at what scrolls
        if self.theme != theme:
            page.emulate_media(color_scheme=theme)
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            self.theme = theme

    def look(self, path):
        """Look at a page: a change of width lays it out anew, so there are two, to a desk's and back."""
        page = self.here.page
        self.theme = None
        page.goto("about:blank")  # which costs nothing to make narrow
        page.set_viewport_size({"width": PHONE, "height": 844})
        self.here.open(path)
        self.show(PHONE, "light")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        page.wait_for_function(READY, timeout=60_000)
        self.measure(path)
        self.alone[path] = page.evaluate(ALONE)
        if path in self.whole:
            self.look_in_each_state(path)

    def look_in_each_state(self, path):
        """Look at the page that is open, as it is and answered, on a phone and on a desk, light and dark."""
        page = self.here.page
        for theme in THEMES:
            self.show(PHONE, theme)
            self.formulas[path, theme] = page.evaluate(LOOK_AT_FORMULAS)
            page.evaluate(LOOK_AT_WORDS)
        self.shorten()
        self.asked[path] = page.locator('section.quiz:not([data-kind="code"])').count()
        self.judge(path, OPENED, PHONE)
        page.evaluate(MAKE_WHOLE)
        self.show(DESK, "light")
        self.measure(path)
        self.shorten()
        self.judge(path, OPENED, DESK)
        self.judged[path] = page.evaluate(ANSWER_WRONGLY)
        page.wait_for_function(READY, timeout=60_000)
        self.judge(path, ANSWERED, DESK)
        self.judge(path, ANSWERED, PHONE)

    def measure(self, path):
        width = self.here.page.viewport_size["width"]
        self.widths[path, width] = self.here.page.evaluate("document.documentElement.scrollWidth")

    def shorten(self):
        self.here.page.evaluate(SHORTEN_FORMULAS)
        self.here.page.evaluate(SHORTEN_PROGRAMS)

    def judge(self, path, state, at):
        for (width, theme, of), rules in STATES.items():
            if (of, width) != (state, at):
                continue
            known = self.violations.get((path, width, theme, OPENED))
            if not self.asked[path] and known is not None:  # nothing was answered: it is the page as it was opened
                self.violations[path, width, theme, state] = known
                continue
            self.show(width, theme)
            self.here.page.wait_for_function(READY, timeout=60_000)  # on a phone lines break, on a desk they scroll
            self.violations[path, width, theme, state] = self.here.violations(rules)


@pytest.fixture(scope="module", params=PARTS)
def tour(request, browser, site, pages):
    """The pages of a part, looked at in each state."""
    size = {"width": PHONE, "height": 844}
    here = Visit(browser, site, viewport=size, reduced_motion="reduce")
    mine = drawn(pages[PARTS.index(request.param) :: len(PARTS)], OPEN, f"pages opened, {request.param}")
    made = Tour(here, mine, drawn(mine, SHARE, f"pages, {request.param}"))
    for path in made.pages:
        made.look(path)
    yield made
    here.context.close()


def test_parts_hold_every_page(pages):
    parts = [pages[number :: len(PARTS)] for number in range(len(PARTS))]
    assert sorted(sum(parts, [])) == pages


def test_no_page_asks_another_host_or_misses_a_file(tour):
    assert tour.here.foreign == []
    assert tour.here.complaints == []
    assert len(tour.here.requests) > len(tour.pages) > 0


def test_no_page_is_wider_than_the_screen(tour):
    assert set(tour.widths) == {(path, PHONE) for path in tour.pages} | {(path, DESK) for path in tour.whole}
    assert {(path, width): found for (path, width), found in tour.widths.items() if found > width} == {}


def test_no_comma_is_parted_from_its_formula(tour):
    assert {path: found for path, found in tour.alone.items() if found} == {}


def test_axe_finds_nothing_serious_in_what_we_render(tour):
    assert set(tour.violations) == {(path, *state) for path in tour.whole for state in STATES}
    assert {state: found for state, found in tour.violations.items() if found} == {}
    assert tour.judged == tour.asked
    assert all(
        tour.asked[path] > 5 for path in {"gates/practice.html", "states/practice.html"}.intersection(tour.whole)
    )


def test_formulas_have_the_colour_of_their_text_and_are_drawn_for_the_eye_alone(tour):
    assert set(tour.formulas) == {(path, theme) for path in tour.whole for theme in THEMES}
    assert {state: found for state, found in tour.formulas.items() if found} == {}


def test_region_that_no_key_scrolls_would_be_found(visit):
    here = visit(viewport={"width": NARROW, "height": 844})
    page = here.open(SMALL)
    page.wait_for_function(READY, timeout=60_000)
    assert here.violations(REFLOW) == []
    assert page.evaluate(
        """() => {
            const all = [...document.querySelectorAll('article pre')];
            for (const pre of all) pre.style.whiteSpace = 'pre'; // no line breaks now, as all do in our style
            const wide = all.filter((e) => e.scrollWidth > e.clientWidth);
            for (const pre of wide) pre.removeAttribute('tabindex');
            return wide.length;
        }"""
    )
    found = here.violations(REFLOW)
    assert found and all(line.startswith("serious scrollable-region-focusable") for line in found)


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


@pytest.mark.parametrize("word", ["span.k", "span.kn"])
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


def test_axe_would_find_a_missing_label_and_a_pale_text(visit_kinds):
    here = visit_kinds()
    page = here.open("kinds.html")
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
    page = visit(viewport={"width": PHONE, "height": 844}).open(SMALL)
    page.evaluate("document.documentElement.dir = 'rtl'")
    quiz = page.locator("section.quiz:has(input[type=radio])").first
    box, label = quiz.locator("input").first.bounding_box(), quiz.locator("label").first.bounding_box()
    assert box["x"] > label["x"], "the radio button stands on the reading side of its label"
    inside = quiz.bounding_box()
    assert inside["x"] <= label["x"] and box["x"] + box["width"] <= inside["x"] + inside["width"]
