"""A reader steps through the drawings that step, forwards and backwards, by keyboard alone."""

import functools
import sys
from pathlib import Path

import pytest
from conftest import build_sample, served
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "figures" / "stepping"


@pytest.fixture(scope="module")
def stepping_site(tmp_path_factory):
    """Build the page with the figures that step, and serve it."""
    folder = tmp_path_factory.mktemp("stepping") / "html"
    build_sample(SAMPLE, folder)
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
    expect(told).to_contain_text("At tick 0 of the clock")
    todo = figure.locator(".live-wide .scan-todo")
    assert todo.count() == 8 + 3 + 24  # the loop's boxes, the wires of three rounds, their cells
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("At tick 2 of the clock the loop has 2 of 8 states, and the rounds have the first 4.")
    assert clock.get_attribute("aria-valuetext") == told.text_content()
    assert todo.count() == 6 + 1 + 8
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text("At tick 1 of the clock")
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


def handover(figure_of, **options):
    here, page, figure = figure_of("handover", **options)
    return here, page, figure, figure.locator(".over-told")


def chips(figure, lane):
    return figure.locator(f'[data-lane="{lane}"] .over-chip')


def test_handover_reads_hands_over_and_writes_by_keys(figure_of):
    here, page, figure, told = handover(figure_of)
    here.enter(figure)
    clock = figure.get_by_role("slider", name="Step")
    here.reach(clock)
    page.keyboard.press("Home")
    expect(told).to_have_text("Nothing has been read yet.")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("“end”, 12 of 12. What is left is handed over.")
    expect(figure.locator('[data-lane="handed"] .over-strip')).to_have_count(2)
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("Step 1: the decoder reads the start looks most at")
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("which it wrote")
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text("Step 1:")
    assert chips(figure, "writes").first.text_content() == "2"


def test_handover_writes_in_the_page_what_python_writes(figure_of):
    _, page, figure, told = handover(figure_of)
    figures_on_path()
    from figures import handover as own

    for variant, words in own.VARIANTS.items():
        figure.get_by_label(words, exact=True).check()
        for text, _ in own.EXAMPLES[:4]:
            figure.get_by_label("Type a date").fill(text)
            expect(figure.locator('[data-lane="reads"] .over-chip')).to_have_count(len(text) + 1)
            wanted = [*own.written(variant, text.lower()), "end"]
            expect(chips(figure, "writes")).to_have_text(wanted)
    assert told.text_content()


def test_handover_shows_a_mistake_and_teacher_forcing_goes_on_from_the_right_symbol(figure_of):
    _, page, figure, told = handover(figure_of)
    figure.get_by_label("the state alone", exact=True).check()
    expect(figure.locator('[data-lane="context"]')).to_contain_text("it has the state alone")
    figure.get_by_label("What should be written").fill("2026-11-21")
    expect(figure.locator(".over-wrong")).to_have_count(1)
    figure.get_by_label("the right symbols (teacher forcing)").check()
    expect(told).to_contain_text("“1”, which is right")
    expect(figure.locator(".live-table [data-n='step11-0']")).to_have_text("1")
    figure.get_by_label("What should be written").fill("soon")
    expect(told).to_contain_text("needs the right date")
    figure.get_by_label("Type a date").fill("20 ♥ 2026")
    expect(told).to_contain_text("never seen “♥”")


def test_handover_is_set_by_a_link(figure_of):
    _, page, figure, told = handover(figure_of)
    page.get_by_role("link", name="The state alone").click()
    expect(told).to_contain_text("Step 1: the decoder reads the start writes “1”")
    expect(figure.get_by_label("What should be written")).to_have_value("1987-03-03")


def figures_on_path():
    sys.path.append(str(ROOT / "book" / "_ext"))


def test_unrolled_goes_back_through_time_and_agrees_with_python(figure_of):
    here, page, figure = figure_of("unrolled")
    figures_on_path()
    from figures import unrolled

    told = figure.locator(".un-told")
    here.enter(figure)
    clock = figure.get_by_role("slider", name="Step")
    here.reach(clock)
    page.keyboard.press("Home")
    assert figure.locator(".live-wide .un-todo").count() == 4 + 1 + 4 + 1
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("Back, step 4:")
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text("The loss:")
    page.get_by_role("link", name="Cut it").click()
    for key, value in unrolled.texts(1.5, 2).items():
        if not key.startswith(("x", "dz")):
            assert shown(figure, key) == value, key
    expect(told).to_contain_text("2 were cut off")
    figure.get_by_label("The gradient goes back").select_option("4")
    expect(told).to_contain_text("the sum of the four parts")


def test_path_is_merged_and_its_blanks_left_out(figure_of):
    here, page, figure = figure_of("collapse")
    expect(figure.locator(".ctc-word")).to_have_text("cat")
    here.enter(figure)
    field = figure.get_by_label("A path; - is the blank")
    here.reach(field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("aab-b")
    expect(figure.locator(".ctc-word")).to_have_text("abb")
    clock = figure.get_by_role("slider", name="Stage")
    here.reach(clock)
    page.keyboard.press("ArrowLeft")
    expect(figure.locator(".ctc-word")).to_have_text("ab-b")
    page.keyboard.press("ArrowLeft")
    expect(figure.locator(".ctc-word")).to_have_text("aab-b")


def test_threshold_counts_as_python_does(figure_of):
    here, page, figure = figure_of("threshold")
    figures_on_path()
    from figures import threshold

    p, ends = threshold.kept()
    here.enter(figure)
    control = figure.get_by_role("slider", name="Threshold")
    here.reach(control)
    page.keyboard.press("Home")
    for level in (0.02, 0.03, 0.04):
        right, false = threshold.heard(p, ends, level)
        expect(figure.locator(".thr-told")).to_have_text(threshold.says(len(right), len(false), len(ends), level))
        assert figure.locator(".live-wide .thr-right").count() == len(right)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    right, false = threshold.heard(p, ends, 0.98)
    expect(figure.locator(".thr-told")).to_have_text(threshold.says(len(right), len(false), len(ends), 0.98))


def test_temperature_moves_probabilities_and_draws_as_in_python(figure_of):
    here, page, figure = figure_of("temperature")
    figures_on_path()
    from figures import temperature

    here.enter(figure)
    control = figure.get_by_role("slider", name="Temperature")
    here.reach(control)
    page.keyboard.press("Home")
    for value in (0.1, 0.2):
        wanted = temperature.texts(value)
        expect(figure.locator(".temp-drawn span")).to_have_text(wanted["drawn"])
        assert [each.text_content() for each in figure.locator(".temp-p").all()] == [wanted[f"p{k}"] for k in range(6)]
        page.keyboard.press("ArrowRight")


def test_no_figure_that_steps_is_wider_than_a_phone(figure_of):
    _, page, figure = figure_of("unrolled", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("unrolled", "threshold"):
        texts = page.locator(f'figure[data-live="{name}"] .live-narrow text')
        sizes = texts.evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)")
        assert min(sizes) >= 11, name
