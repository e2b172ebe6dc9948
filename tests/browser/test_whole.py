"""Long pages are laid out piece by piece: in the end all is there, and nothing moves that a reader looks at."""

import pytest
from visits import Visit

pytestmark = pytest.mark.browser

LONG = "gates/practice.html"  # the page with the most that waits
CHAPTERS = [LONG, "states/practice.html", "gates/memory.html", "sequences/recurrence.html", "debugging/layers.html"]
# Pages that begin with a figure, whose controls come by a script: narrow, where they need most room, and two wide.
FIGURES = ["debugging", "drawings", "gates", "now/index", "practice", "seq2seq", "sequences", "states"]
FIRST = [(f"{page}.html", 390) for page in FIGURES] + [("gates.html", 1280), ("drawings.html", 1280)]
WAITING = "document.querySelectorAll('.later').length"
# A browser that never finds the time: what waits, waits.
BUSY = "window.requestIdleCallback = () => 0;"
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
            shifts.push([value, sources.map(({ node }) => node?.nodeName + ' ' + node?.textContent.slice(0, 40))]);
        }
    }).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.fixture
def busy(visit):
    """Return a chapter that was loaded by a browser without idle time."""
    here = visit()
    here.page.add_init_script(BUSY)
    here.page.goto(f"{here.site}/{LONG}", wait_until="load")
    assert here.page.evaluate(WAITING) > 20
    return here.page


@pytest.fixture(scope="module")
def opened(request, browser, site, pages):
    """A chapter that was opened at a width, and is only looked at."""
    chapter, width = request.param
    if chapter not in pages:
        pytest.skip(f"{chapter} is not in this build")
    here = Visit(browser, site, viewport={"width": width, "height": 844})
    here.page.add_init_script(SHIFTS)
    here.open(chapter)
    yield here
    here.context.close()


@pytest.mark.parametrize("opened", [(chapter, 1280) for chapter in CHAPTERS], indirect=True)
def test_in_the_end_the_page_is_an_ordinary_one(opened):
    here, page = opened, opened.page
    assert here.context.request.get(page.url).text().count('class="later') > 15, "of these none is left:"
    page.locator("html[data-whole]").wait_for()  # in idle time, of which a busy machine has little
    assert page.evaluate(WAITING) == 0
    kept = "element => getComputedStyle(element).contentVisibility !== 'visible'"
    assert page.evaluate(f"[...document.querySelectorAll('article *')].filter({kept}).length") == 0
    assert page.locator('section.quiz:not([data-kind="code"]) .quiz-actions[hidden]').count() == 0
    assert page.locator("figure[data-live]:not([data-started])").count() == 0
    wide = "e => !e.closest('details:not([open])') && e.scrollWidth > e.clientWidth && e.tabIndex < 0"
    assert page.evaluate(f"[...document.querySelectorAll('pre')].filter({wide}).length") == 0, "no key scrolls these"
    assert here.complaints == []


def test_without_its_script_blocks_stay_as_they_are(visit):
    here = visit()
    here.page.route("**/whole.js*", lambda route: route.abort())
    here.page.goto(f"{here.site}/{LONG}", wait_until="load")
    here.page.wait_for_timeout(500)
    assert here.page.evaluate(WAITING) > 20, "nothing but whole.js takes the class away"


@pytest.mark.parametrize("opened", [(chapter, width) for chapter in CHAPTERS for width in (1280, 390)], indirect=True)
def test_nothing_moves_in_the_first_view(opened):
    shifts = opened.page.evaluate("shifts")
    assert sum(value for value, _ in shifts) < 0.05, shifts


@pytest.mark.parametrize("opened", FIRST, indirect=True)
def test_nothing_moves_when_the_first_figure_gets_its_controls(opened):
    opened.page.locator("figure.live[data-started] .live-controls").first.wait_for()
    opened.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    shifts = opened.page.evaluate("shifts")
    assert sum(value for value, _ in shifts) < 0.05, shifts


def test_room_for_the_buttons_of_a_task_is_there_before_they_are(visit):
    heights = []
    for lost in (True, False):
        here = visit(viewport={"width": 390, "height": 844})
        if lost:
            here.page.route("**/python-start.js*", lambda route: route.abort())
        page = here.open("states/practice.html")
        if not lost:
            page.locator(".py-task button").first.wait_for()
        heights.append(page.locator(".py-task").evaluate("task => task.offsetHeight"))
    assert heights[0] == heights[1]


def test_an_address_with_an_anchor_leads_exactly_there(visit):
    here = visit()
    here.page.add_init_script(BUSY)
    here.page.goto(f"{here.site}/{LONG}#exercises", wait_until="load")
    assert here.page.evaluate(WAITING) == 0, "nothing waits"
    assert 0 <= here.page.evaluate("document.getElementById('exercises').getBoundingClientRect().top") < 120


def test_a_link_leads_exactly_there_before_all_is_laid_out(busy):
    link = busy.locator("#pst-page-toc-nav a[href='#check-yourself']")
    link.evaluate("link => link.click()")
    top = busy.evaluate("document.getElementById('check-yourself').getBoundingClientRect().top")
    assert 0 <= top < 120
    assert busy.evaluate(WAITING) > 0, "what lies below goes on waiting"
    above = "block => block.compareDocumentPosition(document.getElementById('check-yourself')) & 4"
    assert busy.evaluate(f"[...document.querySelectorAll('.later')].filter({above}).length") == 0
    busy.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert busy.evaluate(WAITING) == 0
    assert abs(busy.evaluate("document.getElementById('check-yourself').getBoundingClientRect().top") - top) < 1


def test_what_comes_near_does_not_wait_for_its_turn(busy):
    quiz = busy.locator("section.quiz.later:not([data-kind='code'])").last
    name = quiz.get_attribute("id")
    assert not quiz.locator("form").is_visible()
    quiz.scroll_into_view_if_needed()
    quiz = busy.locator(f"section.quiz[id='{name}']")
    quiz.get_by_role("button", name="Check").wait_for()
    assert busy.evaluate(WAITING) > 10


def test_on_paper_nothing_waits(busy):
    busy.emulate_media(media="print")
    hidden = "form => getComputedStyle(form).display === 'none'"
    assert busy.evaluate(f"[...document.querySelectorAll('section.quiz form')].filter({hidden}).length") == 0
    kept = "element => getComputedStyle(element).contentVisibility !== 'visible'"
    assert busy.evaluate(f"[...document.querySelectorAll('article .later')].filter({kept}).length") == 0
