"""A reader operates the figures states, gradients and dates: by keyboard, by mouse, on a phone, and without script."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import build_sample, served
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "figures" / "series"
sys.path.append(str(ROOT / "book" / "_ext"))

from figures import dates, gradients, states  # noqa: E402

pytestmark = pytest.mark.browser
NAMES = ("states", "gradients", "dates")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Build a page with the three figures, once."""
    out = tmp_path_factory.mktemp("series") / "html"
    build_sample(SAMPLE, out)
    return out


@pytest.fixture
def open_page(start, folder):
    """Return a function that opens the page in a browser of its own, and checks at the end that nothing went wrong."""
    with served(folder) as address:
        visits = []

        def open_page(*, clean=True, **options):
            visit = start(address, **options)
            visits.append((visit, clean))
            visit.open("index.html")
            if options.get("java_script_enabled", True):
                expect(visit.page.locator("figure.live[data-started]")).to_have_count(3)
            return visit

        yield open_page
        for visit, clean in visits:
            assert not visit.foreign
            assert not clean or not visit.complaints, visit.complaints


def slider(figure, name):
    return figure.get_by_role("slider", name=name, exact=True)


def table(figure):
    """The numbers of the folded tables, as text."""
    return figure.locator(".live-numbers").evaluate(
        "each => [...each.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
    )


def paths(figure, selector):
    """The drawn paths, as they stand in the wide drawing."""
    return figure.locator(f".live-wide {selector}").evaluate_all("all => all.map((each) => each.getAttribute('d'))")


def numbers(path):
    return [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", path)]


def close(ours, theirs):
    """Whether two lists of paths draw the same, to the rounding of their numbers."""
    return len(ours) == len(theirs) and all(
        len(numbers(one)) == len(numbers(other)) and np.allclose(numbers(one), numbers(other), atol=0.11)
        for one, other in zip(ours, theirs, strict=True)
    )


def test_script_draws_and_writes_what_python_did(open_page):
    without, with_script = open_page(clean=False, java_script_enabled=False).page, open_page().page
    for name, selector in (("states", ".states-map path, .states-warm, .states-frost, .states-answer, .states-truth"),
                           ("gradients", ".gradients-line:not([data-curve=f])")):  # fmt: skip
        before, after = without.locator(f"#{name}-live"), with_script.locator(f"#{name}-live")
        assert table(before) == table(after), name
        drawn = paths(before, selector)
        assert len(drawn) > 3 and close(drawn, paths(after, selector)), name


def test_without_script_and_on_paper_the_drawings_and_numbers_are_there(open_page):
    page = open_page(clean=False, java_script_enabled=False).page
    page.emulate_media(media="print")
    for name in NAMES:
        figure = page.locator(f"#{name}-live")
        expect(figure.locator(".live-wide > svg")).to_be_visible()
        assert len(figure.locator(".live-wide > svg").get_attribute("aria-label")) > 80
        assert figure.locator(".live-numbers tbody tr").count() >= 5


def test_states_by_keyboard(open_page):
    here = open_page()
    figure = here.page.locator("#states-live")
    caption, day = figure.locator(".states-gates caption"), slider(figure, "Day")
    expect(caption).to_have_text("The gates that made 4 December (step 20 of 60)")
    here.reach(day)
    here.page.keyboard.press("ArrowRight")
    expect(caption).to_have_text("The gates that made 5 December (step 21 of 60)")
    winter = states.run(*states.network())
    row = figure.locator(".states-gates tbody tr").nth(2).locator("td")
    assert row.nth(1).text_content() == f"{winter.gates['f'][20, 2]:.2f}"
    assert day.get_attribute("aria-valuetext").startswith("5 December, −4.9 °C, unit 3: forget gate 0.13")
    x = [float(each.get_attribute("x")) for each in figure.locator(".live-wide .states-column").all()]
    assert len(x) == 4 and len(set(x)) == 1

    here.reach(figure.locator(".states-gates input:checked"))
    here.page.keyboard.press("ArrowDown")
    expect(figure.locator(".states-unit")).to_have_text("Unit 4")

    back = figure.get_by_role("button", name="As measured")
    expect(back).to_be_hidden()
    before = paths(figure, ".states-map path")
    here.reach(slider(figure, "Its temperature"), "Shift+Tab")
    here.page.keyboard.press("End")
    assert paths(figure, ".states-map path") != before
    here.reach(back)
    here.page.keyboard.press("Enter")
    assert paths(figure, ".states-map path") == before
    expect(slider(figure, "Its temperature")).to_be_focused()


def test_states_by_mouse_and_by_finger(open_page):
    page = open_page().page
    figure = page.locator("#states-live")
    map_of_h = figure.locator(".live-wide .states-map[data-map=h]").first
    map_of_h.scroll_into_view_if_needed()
    box = map_of_h.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 9.5 / 60, box["y"] + box["height"] * 5.5 / 6)
    expect(figure.locator(".states-gates caption")).to_contain_text("step 10 of 60")
    expect(figure.locator(".states-unit")).to_have_text("Unit 6")
    page.mouse.click(box["x"] + box["width"] * 40.5 / 60, box["y"] + box["height"] * 1.5 / 6)
    page.keyboard.press("ArrowRight")  # the keys go on from where the reader clicked
    expect(figure.locator(".states-gates caption")).to_contain_text("step 42 of 60")
    expect(figure.locator(".states-unit")).to_have_text("Unit 2")

    page = open_page(**PHONE).page
    figure = page.locator("#states-live")
    map_of_c = figure.locator(".live-narrow .states-map[data-map=c]").first
    map_of_c.scroll_into_view_if_needed()
    box = map_of_c.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 29.5 / 60, box["y"] + box["height"] * 0.5 / 6)
    expect(figure.locator(".states-gates caption")).to_contain_text("step 30 of 60")
    expect(figure.locator(".states-unit")).to_have_text("Unit 1")


def test_sentence_sets_a_day_and_its_temperature(open_page):
    page = open_page().page
    page.get_by_role("link", name="Let 1 December freeze").click()
    figure = page.locator("#states-live")
    expect(figure.locator(".live-status")).to_contain_text("1 December, −5.0 °C, unit 3: forget gate 0.20")
    expect(figure.get_by_role("button", name="As measured")).to_be_visible()


def test_gradients_are_guessed_first_and_then_seen_by_keyboard(open_page):
    here = open_page()
    figure = here.page.locator("#gradients-live")
    truth = figure.locator(".live-wide .gradients-plot .gradients-line[data-curve=rnn]")
    expect(truth).to_be_hidden()
    here.reach(slider(figure, "RNN h"), most=90)
    for _ in range(7):
        here.page.keyboard.press("ArrowLeft")
    expect(figure.locator(".gradients-row output").first).to_have_text("3·10⁻⁴")
    here.reach(figure.get_by_role("button", name="Show what happens"))
    here.page.keyboard.press("Enter")
    expect(truth).to_be_visible()
    expect(figure.locator(".gradients-told").nth(0)).to_have_text("3.4·10⁻⁴ (you guessed 3·10⁻⁴: spot on)")
    expect(figure.locator(".gradients-told").nth(3)).to_have_text(
        "6.7·10⁻⁵ (you guessed 1: too much by 4 powers of ten)"
    )
    expect(figure.locator(".gradients-result")).to_contain_text("LSTM c 6.7·10⁻⁵")
    expect(figure.get_by_role("button", name="Guess again")).to_be_focused()

    here.reach(slider(figure, "Forget bias"), "Shift+Tab")
    for _ in range(4):
        here.page.keyboard.press("ArrowRight")
    norms = gradients.measure(gradients.readings(), {k: gradients.weights(k) for k in gradients.KINDS}, 3.0, 50, 1.0)
    told = [figure.locator(".gradients-told").nth(k).text_content() for k in range(4)]
    assert told == [gradients.power(norms[name][-1]) for name in ("rnn", "gru", "h", "c")]
    assert table(figure)[3][1:] == [gradients.power(norms["c"][d]) if d <= 50 else "–" for d in gradients.DISTANCES]

    here.reach(figure.get_by_role("button", name="Guess again"))
    here.page.keyboard.press("Enter")
    expect(truth).to_be_hidden()


def test_gradients_are_guessed_by_dragging(open_page):
    page = open_page().page
    figure = page.locator("#gradients-live")
    knob = figure.locator(".live-wide .gradients-handle[data-curve=rnn] .gradients-knob")
    knob.scroll_into_view_if_needed()
    box = knob.bounding_box()
    drawing = figure.locator(".live-wide > svg").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    powers = gradients.HIGH - gradients.LOW
    page.mouse.move(x, y + drawing["width"] / gradients.WIDE.width * gradients.WIDE.down * 6 / powers, steps=5)
    page.mouse.up()
    expect(figure.locator(".gradients-row output").first).to_have_text("10⁻⁶")


def test_printed_page_shows_the_truth_and_the_guess_comes_back(open_page):
    page = open_page().page
    figure = page.locator("#gradients-live")
    truth = figure.locator(".live-wide .gradients-line[data-curve=rnn]")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(truth).to_be_visible()
    assert "RNN h 3.4·10⁻⁴" in figure.locator(".live-wide > svg").get_attribute("aria-label")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(truth).to_be_hidden()
    expect(figure.get_by_role("button", name="Show what happens")).to_be_visible()


def test_sentence_shows_the_gradients_of_a_setting(open_page):
    page = open_page().page
    page.get_by_role("link", name="Raise the bias").click()
    figure = page.locator("#gradients-live")
    expect(figure.locator(".live-status")).to_contain_text("RNN h 2.1·10⁻¹⁰")
    expect(figure.locator(".live-wide .gradients-line[data-curve=f]")).to_be_visible()
    expect(slider(figure, "Forget bias")).to_have_value("3")
    assert "guessed" not in figure.locator(".gradients-told").first.text_content()


def test_dates_are_typed_read_and_written_by_keyboard(open_page):
    here = open_page(reduced_motion="reduce")
    page, figure = here.page, here.page.locator("#dates-live")
    field, output, told = (
        figure.get_by_label("Type a date"),
        figure.locator(".dates-output"),
        figure.locator(".dates-told"),
    )
    expect(output).to_have_text("2026-11-20")
    assert not [url for url in here.requests if url.endswith(".bin")]
    here.write(field, "31. Dezember 1999")
    ours = dates.write("31. dezember 1999")
    expect(output).to_have_text(ours.text)
    assert len([url for url in here.requests if url.endswith(".bin")]) == 1
    heard = figure.locator(".dates-panel [role=status]")
    expect(heard).to_contain_text("The whole has the probability")
    rows = [row[1:] for row in table(figure)]
    assert rows == [[cell.text for cell in row[1:]] for row in dates.table(ours).rows]

    step = slider(figure, "Step")
    here.reach(step)
    page.keyboard.press("Home")
    expect(told).to_have_text("Nothing has been read yet.")
    expect(heard).to_contain_text("The whole has the probability")  # the slider tells its own steps
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("The encoder reads “3”, 1 of 18.")
    expect(output).to_have_text(" ")
    for _ in range(18):
        page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("Step 1: the decoder reads the start, looks at")
    expect(output).to_have_text("1")
    here.reach(figure.get_by_role("button", name="Watch it write"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(output).to_have_text("1999-12-31")

    here.write(field, "20/11/2026")
    expect(told).to_contain_text("The model has never seen “/”.")
    expect(output).to_be_empty()
    here.write(field, "20.11.2026")
    expect(output).to_have_text("2026-11-20")


def test_dates_are_written_step_by_step_and_can_be_stopped(open_page):
    page = open_page().page
    figure = page.locator("#dates-live")
    figure.get_by_label("or choose one").select_option("20 november")
    expect(figure.locator(".dates-output")).to_have_class(re.compile("dates-open"))
    stop = figure.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    expect(figure.locator(".dates-output")).to_have_text(re.compile("^2006?-?$"))
    stop.click()
    expect(figure.get_by_role("button", name="Watch it write")).to_be_visible()
    expect(figure.locator(".dates-told")).to_contain_text("Step")


def test_sentence_sets_a_text_and_how_far_it_is_written(open_page):
    page = open_page().page
    page.get_by_role("link", name="A year that it has never seen").click()
    figure = page.locator("#dates-live")
    expect(figure.get_by_label("Type a date")).to_have_value("20 nov 1850")
    expect(figure.locator(".dates-output")).to_have_text("2005")


def test_dates_say_when_the_model_cannot_be_loaded_and_try_again(open_page):
    here = open_page(clean=False, reduced_motion="reduce")
    figure = here.page.locator("#dates-live")
    expect(figure.locator(".dates-best > li")).to_have_count(dates.SHOWN)  # before anything is loaded
    here.page.route("**/dates.bin", lambda route: route.abort())
    here.write(figure.get_by_label("Type a date"), "1 may 2001")
    expect(figure.locator(".dates-told")).to_contain_text("The model could not be loaded")
    here.page.unroute("**/dates.bin")
    here.write(figure.get_by_label("Type a date"), "2 may 2001")
    expect(figure.locator(".dates-output")).to_have_text("2001-05-02")


@pytest.mark.ways
@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_fit_and_have_no_violation(open_page, options, scheme):
    here = open_page(color_scheme=scheme, reduced_motion="reduce", **options)
    page = here.page
    page.locator("#gradients-live").get_by_role("button", name="Show what happens").click()
    page.locator("#dates-live").get_by_label("Type a date").fill("quinta-feira, 20 de novembro de 2026")
    expect(page.locator("#dates-live .dates-output")).to_have_text("2026-11-20")
    for summary in page.locator("figure.live .live-numbers > summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in NAMES:
        box = page.locator(f"#{name}-live").bounding_box()
        for control in page.locator(
            f"#{name}-live :is(button, select, input:not([type=radio], [type=checkbox]), summary)"
        ).all():
            inner = control.bounding_box()
            if inner:
                assert inner["height"] >= 24 and inner["x"] + inner["width"] <= box["x"] + box["width"] + 1, name
    assert here.violations() == []
