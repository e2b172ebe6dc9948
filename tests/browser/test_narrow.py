"""On a phone nothing lies over its neighbour, and what belongs together stands on one line."""

import pytest

pytestmark = pytest.mark.browser

OVERLAPS = """
([one, other]) => {
    const box = (element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return element.matches('button') ? element.getBoundingClientRect() : range.getBoundingClientRect();
    };
    const boxes = (within, selector) => [...within.querySelectorAll(selector)].map(box).filter((b) => b.width);
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const rows = [...document.querySelectorAll('.cell_input, .cell-walk')];
    const pairs = rows.flatMap((row) => boxes(row, one).flatMap((a) => boxes(row, other).map((b) => [a, b])));
    return [pairs.length, pairs.filter(([a, b]) => meet(a, b)).length];
}
"""
CELLS = "[...document.querySelectorAll('.states-gates td')]"
CUT = f"{CELLS}.filter((cell) => cell.scrollWidth > cell.clientWidth).length"
ROWS = """
[...document.querySelectorAll('.quiz-actions')]
    .map((row) => [...row.querySelectorAll('button:not([hidden])')].map((button) => button.offsetTop))
    .filter((tops) => tops.length === 3).map((tops) => new Set(tops).size)
"""
BROKEN = """
[...document.querySelectorAll('article :is(code, pre .whole):is(.whole)')]
    .filter((code) => !code.closest('td, th, details:not([open])') && code.getClientRects().length)
    .map((code) => new Set([...code.getClientRects()].map((box) => Math.round(box.bottom))).size)
"""


def opened(visit, path, width):
    here = visit(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page = here.open(path)
    page.locator("html[data-whole]").wait_for()
    return page


@pytest.mark.parametrize(
    ("path", "one", "other"),
    [("sequences/through-time.html", ".asserts > summary", ".py-bar button"),
     ("gates/step.html", ".cell-count", ".live-button")],
)  # fmt: skip
def test_nothing_lies_over_its_neighbour_on_the_narrowest_phone(visit, path, one, other):
    page = opened(visit, path, 320)
    page.locator(f"{other}:visible").first.wait_for()
    pairs, meeting = page.evaluate(OVERLAPS, [one, other])
    assert pairs >= 2
    assert not meeting


def test_numbers_of_gates_keep_to_their_cells(visit):
    page = opened(visit, "states/memory.html", 320)
    page.locator(".states-gates td").first.wait_for()
    assert page.evaluate(CUT) == 0


@pytest.mark.parametrize("width", [320, 390])
def test_buttons_of_a_question_and_short_code_keep_to_one_line(visit, width):
    page = opened(visit, "states/stacking.html", width)
    page.locator("section.quiz .quiz-another:visible").first.wait_for()
    rows, lines = page.evaluate(ROWS), page.evaluate(BROKEN)
    assert rows and set(rows) == {1}
    assert len(lines) > 3 and set(lines) == {1}
