"""A page in the states in which readers meet it; each is what is done to the page as it was left by the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

PHONE, DESK = 390, 1280
# What WCAG 2.2 asks of a page: 1280 pixels at 400 % (1.4.10), and the spacing that a reader may set (1.4.12).
REFLOW = 320
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
# Give every question an answer of its form, and ask for the verdict; a number of answers given.
ANSWER = """() => [...document.querySelectorAll("section.quiz form")].filter((form) => {
    const check = form.querySelector("[type=submit]");
    if (!check || !form.checkVisibility()) return false;
    form.querySelector("input[type=radio], input[type=checkbox]")?.click();
    for (const select of form.querySelectorAll("select")) select.selectedIndex = select.options.length - 1;
    for (const field of form.querySelectorAll("input:not([type=radio], [type=checkbox]), textarea")) field.value = "1";
    form.requestSubmit();
    return true;
}).length"""
OPEN = """() => {
    const folded = [...document.querySelectorAll("article details:not([open])")];
    for (const each of folded) each.open = true;
    return folded.length;
}"""
# What was answered ten days ago, three questions a chapter, is due.
DUE = """async () => {
    const store = document.querySelector("[data-quiz-store]")?.getAttribute("data-quiz-store");
    if (!store) return 0;
    const root = new URL(document.documentElement.dataset.content_root ?? "./", document.baseURI);
    const {pages} = await (await fetch(new URL("_static/quiz-index.json", root))).json();
    const then = Date.now() - 10 * 86400000;
    const items = pages.flatMap(({items}) => items.filter(({kind}) => kind !== "code").slice(0, 3));
    for (const {id, hashes} of items) {
        const entry = {hash: hashes[0], answer: null, outcome: "wrong", score: 0, hints: 0, attempts: 1, first: then,
            last: then, met: [], log: [[then, 1]], due: then + 86400000, cleared: true};
        localStorage.setItem(`${store}/quiz/1/${id}`, JSON.stringify(entry));
    }
    return items.length;
}"""
START = "() => document.querySelector('.quiz-review-start .quiz-next')?.click()"
# What lies below the first view is laid out after the page has been loaded (book/_ext/site/whole.js).
WHOLE = "() => !document.querySelector('.later') || !document.documentElement.classList.contains('arriving')"
SETTLED_MS = 600  # colours fade over, and the theme looks a moment later at what scrolls
COLOURS = ["color-contrast", "link-in-text-block"]  # what colours alone can break


@dataclass(frozen=True)
class State:
    """What a page is like, and what may be wrong in it."""

    name: str
    width: int
    rules: list[str] | None = None  # of axe-core; None for all, an empty list for none
    note: str = ""  # what stands behind "wider than ... pixels"


def states(tab: Page, address: str, page: str) -> Iterator[State]:
    """Put the page, which has just been loaded, into one state after the other."""
    yield State("loaded", DESK)
    _resize(tab, PHONE)
    yield State("phone", PHONE)
    _resize(tab, REFLOW)
    yield State("320 px", REFLOW)
    _resize(tab, PHONE)
    style = tab.add_style_tag(content=SPACING)
    yield State("spaced", PHONE, [], " with its text spaced out")
    style.evaluate("(style) => style.remove()")
    yield from _coloured(tab, PHONE)
    _resize(tab, DESK)
    yield from _coloured(tab, DESK)
    if tab.evaluate(ANSWER):
        tab.wait_for_timeout(500)
        yield State("answered", DESK)
    if tab.evaluate(OPEN):
        tab.wait_for_timeout(SETTLED_MS)
        yield State("open", DESK)
    if tab.evaluate(DUE):
        tab.reload(wait_until="networkidle")
        tab.wait_for_function(WHOLE)
        tab.evaluate(START)
        tab.wait_for_timeout(500)
        yield State("due", DESK)
    if page == "search.html":
        tab.goto(f"{address}/{page}?q=forgt+gate", wait_until="networkidle")
        tab.wait_for_function("() => document.querySelectorAll('#search-results .context').length > 2")
        yield State("search", DESK)


def _coloured(tab: Page, width: int) -> Iterator[State]:
    tab.emulate_media(color_scheme="dark", forced_colors="none")
    tab.wait_for_timeout(SETTLED_MS)
    yield State("dark", width, COLOURS)
    tab.emulate_media(color_scheme="light", forced_colors="active")
    tab.wait_for_timeout(SETTLED_MS)
    yield State("forced", width, COLOURS)
    tab.emulate_media(color_scheme="light", forced_colors="none")


def _resize(tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 844})
    tab.wait_for_function("(width) => innerWidth === width", arg=width)
    tab.wait_for_timeout(SETTLED_MS)
