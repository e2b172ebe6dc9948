"""A reader steps through the drawings that step, forwards and backwards, by keyboard alone."""

import functools
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import served
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "figures" / "stepping"


@pytest.fixture(scope="module")
def stepping_site(tmp_path_factory):
    """Build the page with the figures that step, and serve it."""
    folder = tmp_path_factory.mktemp("stepping") / "html"
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", SAMPLE, folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with served(folder) as address:
        yield address


@pytest.fixture
def figure_of(start, stepping_site):
    """Return a function that opens the page and gives the visit, the page and a figure; nothing may go wrong there."""
    visits = []

    def opened(name, **options):
        here = functools.partial(start, stepping_site)(**options)
        page = here.open("index.html")
        figure = page.locator(f'figure[data-live="{name}"]')
        expect(figure).to_have_attribute("data-started", "")
        visits.append(here)
        return here, page, figure

    yield opened
    for here in visits:
        assert here.complaints == [] and here.foreign == []


def shown(figure, key):
    """Return a number of the drawing that is in sight."""
    return figure.locator(f'svg [data-n="{key}"]:visible').text_content()


def test_scan_goes_back_and_on_by_keys(figure_of):
    here, page, figure = figure_of("scan")
    here.enter(figure)
    clock = figure.get_by_role("slider", name="Clock")
    here.reach(clock)
    page.keyboard.press("Home")
    told = figure.locator(".scan-told")
    expect(told).to_contain_text("After 0 steps")
    todo = figure.locator(".live-wide .scan-todo")
    assert todo.count() == 8 + 3 + 24  # the loop's boxes, the wires of three rounds, their cells
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("After 2 steps of the clock the loop has 2 of 8 states, and the rounds have 4.")
    assert clock.get_attribute("aria-valuetext") == told.text_content()
    assert todo.count() == 6 + 1 + 8
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text("After 1 steps")
    assert todo.count() == 7 + 2 + 16
    on = figure.get_by_role("button", name="Step on")
    here.enter(figure)
    here.reach(on)
    for _ in range(9):
        page.keyboard.press("Enter")
    expect(told).to_contain_text("8 of 8")
    expect(on).to_be_disabled()
    assert todo.count() == 0


def test_scan_is_set_by_a_link_and_both_ways_agree(figure_of):
    _, page, figure = figure_of("scan")
    page.get_by_role("link", name="a gate that closes").click()
    assert [shown(figure, f"h{t}") for t in range(8)] == [shown(figure, f"b3-{t}") for t in range(8)]
    assert shown(figure, "h4") == "0.00"
    expect(figure.get_by_role("status").first).to_contain_text("all 8, after 3")


def test_scan_fits_a_phone(figure_of):
    _, page, figure = figure_of("scan", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    size = figure.locator(".live-narrow text").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a"
    )
    assert size >= 11
