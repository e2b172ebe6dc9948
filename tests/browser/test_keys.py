"""The course by keyboard alone, and as a screen reader tells it: where the focus is, and what is named and said."""

import re

import pytest
from playwright.sync_api import expect
from python_page import python_page

pytestmark = pytest.mark.browser
SECTION = "states/step.html"  # questions of three kinds, cells with asserts and output
PHONE = {"viewport": {"width": 390, "height": 844}}
BOTH = pytest.mark.parametrize("view", [{}, PHONE], ids=["wide", "phone"])
FORBID = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
    configurable: true, get() { throw new DOMException("no", "SecurityError"); },
});
caches.open = () => Promise.reject(new DOMException("no", "SecurityError"));"""
SLOW = 120_000  # Python starts in seconds, on a busy machine in a minute


def opened(here, path=SECTION):
    page = here.open(path)
    page.wait_for_function("() => 'whole' in document.documentElement.dataset")
    return page


def focus(page, selector):
    """Give the first element of a kind that can be seen the focus; return it."""
    element = page.locator(selector).locator("visible=true").first
    element.focus()
    return element


def in_view(element):
    return element.evaluate(
        "e => { const {top, bottom} = e.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }"
    )


def lower(element):
    """Scroll so that an element is the last that is seen."""
    element.evaluate("e => scrollBy({top: e.getBoundingClientRect().bottom - innerHeight + 2, behavior: 'instant'})")


@pytest.mark.ways
@BOTH
def test_skip_link_is_first_and_seen_and_leads_into_the_text(visit, view):
    page = opened(visit(**view))
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_skip_link_that_is_pressed_before_its_script_has_come_leads_into_the_text(visit):
    here = visit()
    here.page.route("**/keys.js", lambda route: (here.page.wait_for_timeout(1000), route.continue_()))
    page = opened(here)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.ways
@BOTH
def test_colour_mode_says_which_it_is_and_keeps_the_focus(visit, view):
    page = opened(visit(color_scheme="light", **view))
    button = focus(page, ".theme-switch-button")
    for mode in ("system", "dark", "light", "system"):
        expect(button).to_have_accessible_name(f"Color mode: {mode}")
        expect(button).to_be_focused()
        page.keyboard.press("Enter")


def test_tip_of_a_button_comes_with_the_focus_and_goes_with_escape_and_when_it_is_pressed(visit):
    page = opened(visit())
    page.get_by_role("button", name="Fullscreen mode").focus()
    for key in ("Escape", "Enter"):
        page.keyboard.press("Tab")
        expect(page.locator(".theme-switch-button").locator("visible=true")).to_be_focused()
        tip = page.get_by_role("tooltip", name="Color mode")
        expect(tip).to_be_visible()
        page.wait_for_timeout(500)  # it stays for as long as the button has the focus
        expect(tip).to_be_visible()
        page.keyboard.press(key)
        expect(tip).to_have_count(0)
        expect(page.locator("[aria-describedby^=tooltip]")).to_have_count(0)
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(tip).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(tip).to_have_count(0)


def test_tip_of_a_button_that_was_clicked_goes_with_the_pointer(visit):
    page = opened(visit())
    button = page.locator(".theme-switch-button").locator("visible=true")
    tip = page.get_by_role("tooltip", name="Color mode")
    for _ in range(2):
        button.hover()
        expect(tip).to_be_visible()
        button.click()
        expect(tip).to_have_count(0)
        page.mouse.move(640, 500)
        button.hover()
        expect(tip).to_be_visible()
        page.mouse.move(640, 500)
        expect(tip).to_have_count(0)


@pytest.mark.parametrize(("view", "way"), [({}, "Control+k"), (PHONE, "Enter")], ids=["wide", "phone"])
def test_search_is_a_dialog_with_a_name_and_gives_the_focus_back(visit, view, way):
    page = opened(visit(**view))
    button = focus(page, ".search-button__button")
    page.keyboard.press(way)
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def test_contents_of_the_book_are_a_drawer_with_a_name_that_gives_the_focus_back(visit):
    page = opened(visit(**PHONE))
    button = focus(page, ".primary-toggle")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Contents of the book")
    fold = dialog.locator("summary", has_not=page.locator(":scope:is([open] > summary)")).first
    fold.focus()
    page.keyboard.press("Enter")
    expect(fold.locator("xpath=..")).to_have_attribute("open", "")
    expect(fold).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    button.evaluate("e => e.click()")  # as a screen reader does, and a pointer in browsers where it gives no focus
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


@pytest.mark.parametrize(("side", "of"), [("primary", "the book"), ("secondary", "this page")])
def test_a_drawer_has_a_button_that_closes_it_where_there_is_no_escape_key(visit, side, of):
    page = opened(visit(**PHONE), "states/memory.html")
    button = page.locator(f".{side}-toggle").locator("visible=true")
    dialog = page.get_by_role("dialog", name=f"Contents of {of}")
    for _ in range(2):  # what the theme moves out of a drawer has to come back
        button.click()
        close = dialog.get_by_role("button", name="Close", exact=True)
        expect(close).to_have_count(1)
        expect(close).to_be_in_viewport()
        assert close.bounding_box()["height"] >= 44
        close.click()
        expect(dialog).to_have_count(0)
        expect(button).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("button", name="Close", exact=True)).to_have_count(0)


def test_what_is_followed_in_the_drawer_of_a_page_closes_it_and_takes_the_focus_along(visit):
    page = opened(visit(**PHONE), "states/memory.html")
    button = focus(page, ".secondary-toggle")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Contents of this page")
    link = dialog.get_by_role("link").last
    name = link.text_content()
    link.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    heading = page.get_by_role("heading", name=name)
    expect(heading).to_be_focused()
    assert in_view(heading)
    focus(page, ".secondary-toggle").press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_button_that_folds_the_contents_away_says_whether_they_are_there(visit):
    page = opened(visit())
    button = focus(page, ".primary-toggle")
    for shown in ("true", "false"):
        expect(button).to_have_attribute("aria-expanded", shown)
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(button).to_have_attribute("aria-expanded", "false")


def test_what_is_copied_is_said_and_the_focus_stays(visit):
    page = opened(visit(permissions=["clipboard-read", "clipboard-write"]), "states/memory.html")
    button = page.get_by_role("button", name="Copy to clipboard: code of cell 1")
    button.focus()
    said = page.locator("body > [role=status]", has_text="Cop")
    for _ in range(2):  # what is said twice has to go in between
        page.keyboard.press("Enter")
        expect(said).to_have_text("Copied: code of cell 1")
        expect(button).to_be_focused()
        expect(said).to_have_count(0)
    code = page.locator("div.cell").first.locator("pre").first
    assert page.evaluate("navigator.clipboard.readText()").split() == code.text_content().split()


def test_in_the_bar_of_a_cell_run_comes_first_and_folds_say_of_which_cell(visit):
    page = opened(visit(), "states/memory.html")
    cell = page.locator("div.cell", has=page.locator(".asserts")).first
    cell.get_by_role("button", name="Run cell 1").focus()
    page.keyboard.press("Tab")
    expect(cell.get_by_role("button", name="Change cell 1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell.locator(".asserts > summary")).to_be_focused()
    folded = page.locator("div.cell details:not(.asserts) > summary")
    expect(folded.first).to_contain_text(re.compile(r"Show code cell source.*: cell 2$", re.DOTALL))


def test_focus_stays_while_python_is_fetched_and_the_fetch_is_told(site, browser):
    with python_page(browser, site, "states/memory.html") as page:
        page.wait_for_function("() => 'whole' in document.documentElement.dataset")
        page.evaluate(
            """() => {
                window.heard = [];
                new MutationObserver(() => {
                    const [region] = document.querySelectorAll('body > .quiz-unseen[role=status]');
                    if (region?.textContent) window.heard.push(region.textContent);
                }).observe(document.body, {childList: true, characterData: true, subtree: true});
                window.lost = [];
                addEventListener('blur', () => setTimeout(() => {
                    if (document.activeElement === document.body) window.lost.push('lost');
                }), true);
            }"""
        )
        page.context.route("**/python-*/cells.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
        page.get_by_role("button", name="Run cell 1", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Stop, cell 1")).to_be_focused()
        expect(page.locator(".py-status").first).to_have_text(re.compile("^Done"), timeout=SLOW)
        expect(page.get_by_role("button", name="Run, cell 1")).to_be_focused()
        heard = page.evaluate("[...new Set(window.heard)]")
        assert re.fullmatch(r"Fetching Python from this site, once: about \d+ MB\.", heard[0])
        assert heard[1:] == ["Python is here."]
        assert page.evaluate("window.lost") == []


def test_code_that_cannot_be_loaded_says_so_on_the_button_that_has_the_focus(visit):
    here = visit()
    page = opened(here, "states/memory.html")
    here.context.route("**/python-*/cells.js", lambda route: route.abort())
    page.get_by_role("button", name="Run cell 1", exact=True).focus()
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Could not be loaded: try again: Run cell 1")
    expect(again).to_be_focused()


@pytest.mark.ways
@BOTH
def test_verdict_below_the_view_is_scrolled_into_it_and_the_focus_stays(visit, view):
    here = visit(reduced_motion="reduce", **view)
    page = opened(here)
    quiz, key = here.quiz("choice")
    wrong = next(option["id"] for option in key["options"] if not option["right"])
    quiz.locator(f'input[value="{wrong}"]').check()
    check = quiz.get_by_role("button", name="Check")
    check.focus()
    lower(check)
    page.keyboard.press("Enter")
    status = quiz.locator(".quiz-status")
    expect(status).to_contain_text("Not right.")
    page.wait_for_function("e => e.getBoundingClientRect().bottom <= innerHeight + 1", arg=status.element_handle())
    assert in_view(check)
    expect(check).to_be_focused()


def test_folded_answers_say_of_which_question_they_are(visit):
    page = opened(visit())
    names = page.locator(".quiz-answers > summary").evaluate_all("all => all.map((each) => each.ariaLabel)")
    assert names == [f"Answer and explanation: Question {place + 1}" for place in range(len(names))]
    assert len(names) > 1


@pytest.mark.parametrize("path", [SECTION, "review.html", "progress.html", "write-gates.html", "search.html?q=gate"])
def test_forbidden_storage_breaks_nothing_and_is_said_once(visit, path):
    here = visit()
    here.page.add_init_script(FORBID)
    page = opened(here, path)
    if path == SECTION:
        for kind in ("choice", "number"):
            here.answer(here.quiz(kind)[0], right=True)
    if path == "write-gates.html":
        for letter in "so":
            page.locator(".py-words textarea").press(letter)
    told = page.get_by_text(re.compile("This browser (keeps nothing for this site|does not keep)"))
    if "search" in path:
        expect(page.locator("#search-results li").first).to_be_visible()
    else:
        expect(told).to_have_count(1)
    assert here.complaints == []


def test_review_takes_the_focus_to_each_question_and_says_which_it_is(visit):
    here = visit(**PHONE)
    opened(here)
    for kind in ("choice", "choices", "number"):
        here.answer(here.quiz(kind)[0], right=False)
    page = here.open("review.html")
    focus(page, ".quiz-next").press("Enter")
    status = page.locator(".quiz-deck-status")
    total = None
    for place in range(1, 5):
        expect(status).to_have_text(re.compile(f"^Question {place} of"))
        total = int(status.text_content().split()[-1])
        group = page.locator("article section.quiz fieldset")
        expect(group).to_be_focused()
        expect(group).to_have_accessible_description(f"Question {place} of {total}")
        here.answer(page.locator("article section.quiz"), right=True)
        button = page.locator("article .quiz-next").last
        expect(button).to_have_text("Next question" if place < total else "Finish")
        here.reach(button)
        page.keyboard.press("Enter")
        if place == total:
            break
    assert total >= 3
    expect(status).to_have_text(re.compile(f"^Done: {total} of {total} questions right"))
    expect(status).to_be_focused()


def test_questions_put_into_review_leave_the_focus_on_what_comes_next(visit):
    here = visit()
    page = opened(here)
    page.keyboard.press("End")
    page.wait_for_function(
        """JSON.parse(localStorage.getItem('recurrent-course/read/1/states/step'))?.end"""
    )
    here.open("review.html")
    page.get_by_role("button", name="Put them into review").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start the review")).to_be_focused()


def test_search_tells_how_many_it_found_and_its_marks_go_by_keyboard(visit):
    here = visit(bypass_csp=False)
    page = here.open("search.html?q=gate")
    expect(page.locator("#search-results [role=status]")).to_have_text(re.compile(r"found \d+ page"))
    page.locator("#search-results li a").first.focus()
    page.keyboard.press("Enter")
    marked = page.locator("article .highlighted")
    expect(marked).not_to_have_count(0)
    here.reach(page.get_by_role("link", name="Hide Search Matches"))
    page.keyboard.press("Enter")
    expect(marked).to_have_count(0)
    expect(page.get_by_role("main")).to_be_focused()
    assert here.complaints == []


def test_all_tasks_are_checked_only_where_there_are_some(visit):
    page = opened(visit(), "write-gates.html")
    button = page.get_by_role("button", name="Check all tasks")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".py-note[role=status]")).to_have_text("No task is written yet, so nothing was checked.")
    expect(button).to_be_focused()


def test_task_is_checked_with_the_focus_on_its_button_and_errors_and_verdict_are_told(site, browser):
    with python_page(browser, site, "gates/practice.html", viewport=PHONE["viewport"]) as page:
        page.wait_for_function("() => 'whole' in document.documentElement.dataset")
        task = page.locator(".py-task").first
        check = task.get_by_role("button", name=re.compile("^Check"))
        page.context.route("**/*.wasm.packed", lambda route: route.fulfill(body=b"<html>log in first</html>"))
        check.focus()
        page.keyboard.press("Enter")
        heard = page.locator("body > .quiz-unseen[role=status]")
        expect(heard).to_contain_text("Python could not be fetched", timeout=SLOW)
        expect(check).to_be_focused()
        page.context.unroute_all()
        lower(check)
        page.keyboard.press("Enter")
        expect(task.get_by_role("button", name=re.compile("^Stop"))).to_be_focused()
        verdict = task.locator(".py-verdict-head")
        expect(verdict).to_be_visible(timeout=SLOW)
        expect(task.get_by_role("status")).to_have_text(re.compile(r"^[\d.]+ of [\d.]+ points\."))
        expect(check).to_be_focused()
        expect(verdict).to_be_in_viewport(ratio=1)
