"""The site check finds what it is made to find: names that say nothing, and pages in the states that readers meet."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
from site_check.browser import look_at  # noqa: E402
from site_check.focus import unseen  # noqa: E402
from site_check.lighthouse import Scores, together  # noqa: E402
from site_check.names import spoken, tree, unnamed  # noqa: E402

pytestmark = pytest.mark.browser
PAGE = """<html lang="en"><title>t</title><main><h1>One</h1><p>Some <a href="#x">place</a>.</p>
<button></button><input type="radio" aria-label="A"><input type="checkbox" aria-label="the cell" checked>
<input aria-label="\\frac"><details><summary>More</summary><p>Hidden</p></details></main></html>"""


@pytest.fixture
def nodes(browser):
    page = browser.new_page()
    page.set_content(PAGE)
    yield tree(page)
    page.close()


def test_what_has_no_name_or_one_that_says_nothing_is_found(nodes):
    count, lines = unnamed(nodes)
    assert count == 7
    assert sorted(line.split(" (")[0] for line in lines) == [
        "name: a button has none",
        "name: a radio is called 'A', which says nothing",
        "name: a textbox has a formula's source in its name: '\\\\frac'",
    ]


def test_what_is_read_aloud_is_a_line_each(nodes):
    lines = [line.strip() for line in spoken(nodes)]
    assert lines[1:] == [
        "main", "heading, One, level 1", "paragraph", "Some", "link, place", ".", "button", "radio, A",
        "checkbox, the cell, checked", "textbox, \\frac", "group", "DisclosureTriangle, More, collapsed",
    ]  # fmt: skip


def test_a_page_is_looked_at_in_each_of_its_states(browser, kinds_site):
    (look,) = look_at(browser, kinds_site, ["kinds.html"])
    assert list(look.violations) == ["loaded", "phone", "320 px", "dark", "forced", "answered", "open", "due"]
    assert look.named > 50
    assert 0 < look.weight.sent < look.weight.sent + look.weight.fonts


def test_of_three_runs_of_lighthouse_the_middle_one_counts_and_the_worst_of_what_does_not_vary():
    def run(performance, seo, *failed):
        scores = {"performance": performance, "accessibility": 100, "best-practices": 100, "seo": seo}
        return Scores("a.html", "mobile", scores, failed, (performance,))

    said = together([run(95, 100), run(70, 100), run(88, 92, "seo: meta-description")])
    assert (said.scores["performance"], said.runs) == (88, (95, 70, 88))
    assert said.missed == ["performance", "seo"]
    assert said.failed == ("seo: meta-description",)


def test_focus_that_cannot_be_seen_is_found(browser):
    page = browser.new_page()
    page.set_content("<style>.a:focus { outline: none }</style><button class=a>One</button><button>Two</button>")
    assert unseen(page) == ["focus that is not seen: button a: One"]
    page.close()


@pytest.mark.parametrize(("page", "width"), [("gates.html", 390), ("write-gates.html", 1280)])
def test_focus_can_be_seen_on_all_that_takes_it(visit, page, width):
    tab = visit(viewport={"width": width, "height": 844}, reduced_motion="reduce").open(page)
    assert unseen(tab) == []
