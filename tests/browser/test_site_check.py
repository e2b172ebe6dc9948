"""The site check finds what it is made to find: names that say nothing, and pages in the states that readers meet."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
from site_check.browser import look_at  # noqa: E402
from site_check.focus import unseen  # noqa: E402
from site_check.lighthouse import Run, together  # noqa: E402
from site_check.names import spoken, tree, unnamed  # noqa: E402
from site_check.runs import Kept, faults, run_pages, table  # noqa: E402

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


def lighthouse(performance, seo=100, *failed, loaded=("a.html",), speed=2000):
    scores = {"performance": performance, "accessibility": 100, "best-practices": 100, "seo": seo}
    return Run(scores, failed, speed, loaded)


def test_of_three_runs_of_lighthouse_the_middle_one_counts_and_the_worst_of_what_does_not_vary():
    said = together([lighthouse(95), lighthouse(70), lighthouse(88, 92, "seo: meta-description")])
    assert (said.scores["performance"], said.runs) == (88, (95, 70, 88))
    assert said.missed == ["performance", "seo"]
    assert said.failed == ("seo: meta-description",)


@pytest.mark.parametrize(("runs", "doubtful"), [([95], False), ([94], True), ([80], True), ([94, 95, 80], False)])
def test_one_run_is_enough_unless_it_leaves_a_doubt(runs, doubtful):
    assert together([lighthouse(each) for each in runs]).doubtful == doubtful
    assert together([lighthouse(99, 91)]).doubtful


def test_pages_are_run_once_before_any_is_run_again_and_what_was_run_is_kept_while_its_files_are_the_same(tmp_path):
    site, file = tmp_path / "site", tmp_path / "lighthouse.json"
    site.mkdir()
    for name in ("a.html", "b.html", "a.js"):
        (site / name).write_text("old")
    asked, given = [], {"a.html": iter([94, 100, 93, 96, 97]), "b.html": iter([91, 99, 92, 89])}

    def run(page, setting):
        asked.append((page, setting))
        return lighthouse(next(given[page]), loaded=(page, "a.js") if page == "a.html" else (page,))

    pages = ["a.html", "b.html"]
    kept = Kept(site, file)
    assert run_pages(kept, pages, run, minutes=-1) == "The time is up"
    assert asked == []
    assert run_pages(kept, pages, run, minutes=None) == ""
    once = [(page, setting) for page in pages for setting in ("mobile", "desktop")]
    assert asked == [*once, *[("b.html", "mobile")] * 2, *[("a.html", "mobile")] * 2]
    assert kept.said("b.html", "mobile").runs == (91, 92, 89)
    assert faults(kept, pages) == 0
    again = Kept.read(site, file)
    assert again.runs == kept.runs
    (site / "a.js").write_text("new")
    changed = Kept.read(site, file)
    assert set(changed.runs) == {("b.html", "mobile"), ("b.html", "desktop")}
    assert changed.next(pages) == ("a.html", "mobile")
    assert [line.split()[:3] for line in table(changed, pages)][1] == ["a.html", "mobile", "not"]


def test_what_a_busy_machine_missed_is_not_counted_and_three_in_vain_end_the_check(tmp_path):
    (tmp_path / "a.html").write_text("page")
    kept = Kept(tmp_path, tmp_path / "lighthouse.json")
    given = iter([lighthouse(70, speed=900), lighthouse(92, speed=900), *[lighthouse(70, speed=900)] * 3])
    stopped = run_pages(kept, ["a.html"], lambda *_: next(given), minutes=None)
    assert stopped.startswith("The machine is too busy (Lighthouse measures its speed as 900, 1500")
    assert kept.said("a.html", "mobile").runs == (92,)
    assert kept.said("a.html", "desktop") is None


def test_focus_that_cannot_be_seen_is_found(browser):
    page = browser.new_page()
    page.set_content("<style>.a:focus { outline: none }</style><button class=a>One</button><button>Two</button>")
    assert unseen(page) == ["focus that is not seen: button a: One"]
    page.close()


@pytest.mark.parametrize(("page", "width"), [("gates.html", 390), ("write-gates.html", 1280)])
def test_focus_can_be_seen_on_all_that_takes_it(visit, page, width):
    tab = visit(viewport={"width": width, "height": 844}, reduced_motion="reduce").open(page)
    assert unseen(tab) == []
