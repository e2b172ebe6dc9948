"""A reader sets the live figures `cell` and `shapes` by keyboard, from a sentence, and reads them without script."""

import functools
import os
import re
from pathlib import Path

import pytest
from conftest import build_sample, served
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "figures" / "sample"


@pytest.fixture(scope="module")
def figures_site(tmp_path_factory):
    """Build the small book with the two figures, and serve it."""
    folder = tmp_path_factory.mktemp("figures") / "html"
    build_sample(SAMPLE, folder, {**os.environ, "PYTHONPATH": str(ROOT / "book" / "_ext")})
    with served(folder) as address:
        yield address


@pytest.fixture
def visit_figures(start, figures_site):
    return functools.partial(start, figures_site)


def opened(visit, page, **options):
    """Open a page and wait until its figure runs; return the visit, the page and the figure."""
    here = visit(**options)
    page = here.open(page)
    figure = page.locator("figure[data-live]")
    expect(figure).to_have_attribute("data-started", "")
    return here, page, figure


def shown(figure, key):
    """Return a number of the drawing that is in sight."""
    return figure.locator(f'svg [data-n="{key}"]:visible').text_content()


def strip(figure, row):
    """Return a row of the sequence, the start first."""
    return figure.locator(".cell-strip tbody tr", has=figure.page.locator(f"th:text-is('{row}')")).locator("td")


def test_cell_is_walked_through_by_keyboard(visit_figures):
    here, page, figure = opened(visit_figures, "index.html")
    here.enter(figure)
    on = figure.get_by_role("button", name="Step on")
    here.reach(on)
    seen = [shown(figure, "c")]
    for step in range(2, 7):
        page.keyboard.press("Enter")
        expect(figure.locator(".cell-count")).to_have_text(f"Step {step} of 6")
        seen.append(shown(figure, "c"))
    assert seen == ["1.67", "1.60", "1.53", "2.36", "0.11", "0.11"]
    assert strip(figure, "c").all_text_contents() == ["0.80", *seen]
    expect(on).to_be_disabled()
    expect(figure.locator(".cell-strip [aria-current=step]")).to_have_text("6")
    third = figure.get_by_role("button", name="Show step 3")
    here.enter(figure)
    here.reach(third)
    page.keyboard.press("Enter")
    assert shown(figure, "c0") == "1.60"
    assert here.complaints == [] and here.foreign == []


def test_x_h_and_c_are_set_by_arrow_keys_and_every_later_step_follows(visit_figures):
    here, page, figure = opened(visit_figures, "index.html")
    here.enter(figure)
    for name, keys, key, value in (
        ("input x", ["Home"], "x", "−2.00"), ("h before", ["End"], "h0", "1.00"), ("c before", ["End"], "c0", "3.00"),
    ):  # fmt: skip
        slider = figure.get_by_role("slider", name=name)
        here.reach(slider)
        for each in keys:
            page.keyboard.press(each)
        assert shown(figure, key) == value
        assert slider.get_attribute("aria-valuetext") == value
    # z_f = 6 (−2) + 3 = −9: the memory is gone, and all that follows starts from nothing
    assert (shown(figure, "f"), shown(figure, "keep"), shown(figure, "c")) == ("0.00", "0.00", "0.00")
    assert strip(figure, "c").nth(1).text_content() == "0.00"
    assert strip(figure, "c").nth(2).text_content() != "1.60"
    said = figure.locator("svg.live-drawing:visible").get_attribute("aria-label")
    assert "Input −2.00, hidden state before 1.00, cell state before 3.00." in said
    reset = figure.get_by_role("button", name="Reset")
    here.enter(figure)
    here.reach(reset)
    page.keyboard.press("Enter")
    assert shown(figure, "c") == "1.67"
    expect(reset).to_be_disabled()


def test_gate_is_held_by_keyboard_at_one_step_and_at_every_step(visit_figures):
    here, page, figure = opened(visit_figures, "index.html")
    here.enter(figure)
    here.choose(figure.get_by_label("forget gate f"), "0")
    assert (shown(figure, "f"), shown(figure, "keep"), shown(figure, "short_f")) == ("0.00", "0.00", "held")
    assert strip(figure, "f").all_text_contents()[1:3] == ["0.00", "0.95"]
    every = figure.get_by_label("at every step")
    here.reach(every)
    page.keyboard.press("Space")
    assert set(strip(figure, "f").all_text_contents()[1:]) == {"0.00"}
    assert figure.locator('.cell-lines [data-n="text_z_f"]').text_content() == "f is held at 0"
    page.keyboard.press("Space")
    assert strip(figure, "f").all_text_contents()[1:3] == ["0.00", "0.95"]


def test_lines_of_code_mark_their_part_of_the_drawing_and_a_click_there_marks_the_line(visit_figures):
    here, page, figure = opened(visit_figures, "index.html")
    here.enter(figure)
    lines = figure.locator(".cell-lines input")
    here.reach(lines.first)
    parts = []
    page.keyboard.press("Space")
    for _ in range(lines.count()):
        (chosen,) = figure.locator(".cell-lines input:checked").evaluate_all("all => all.map((each) => each.value)")
        marked = set(figure.locator(".cell-on").evaluate_all("all => all.map((each) => each.dataset.part)"))
        assert marked == {chosen}
        row = figure.locator(".cell-lines .live-radio", has=page.locator("input:checked"))
        assert row.locator("code").text_content() and re.search(r"\d", row.locator(".cell-told").text_content())
        parts.append(chosen)
        page.keyboard.press("ArrowDown")
    assert parts == ["z", "i", "f", "g", "o", "keep", "write", "c", "tanh_c", "h"]
    figure.locator('svg:visible .cell-part[data-part="o"] .cell-large').click()
    expect(figure.locator('.cell-lines input[value="o"]')).to_be_checked()
    assert figure.locator(".live-radio:has(:checked) code").text_content() == "o = sigmoid(z_o)"


def test_names_and_kerass_flags_change_what_is_written_and_what_is_marked(visit_figures):
    here, page, figure = opened(visit_figures, "index.html")

    def out(row):
        return strip(figure, row).evaluate_all("all => all.map((each) => each.classList.contains('cell-out'))")[1:]

    assert out("h") == out("c") == [True] * 6
    expect(figure.get_by_label("return_sequences")).to_be_hidden()
    here.enter(figure)
    here.reach(figure.get_by_label("this book"))
    page.keyboard.press("ArrowRight")
    expect(figure.get_by_label("Keras")).to_be_checked()
    expect(figure.locator("svg:visible text", has_text="c_tm1").first).to_be_visible()
    assert (out("h"), out("c")) == ([False] * 5 + [True], [False] * 6)
    for flag in ("return_sequences", "return_state"):
        here.reach(figure.get_by_label(flag))
        page.keyboard.press("Space")
    assert (out("h"), out("c")) == ([True] * 6, [False] * 5 + [True])
    expect(figure.locator(".cell-call")).to_have_text(
        "output, state_h, state_c = keras.layers.LSTM(1, return_sequences=True, return_state=True)"
        "(inputs, initial_state=[h_0, c_0])"
    )
    figure.get_by_label("PyTorch").check()
    expect(figure.locator(".cell-lines code").nth(7)).to_have_text("c_1 = f * c_0 + i * g")
    expect(figure.get_by_label("return_state")).to_be_hidden()


def test_link_in_a_sentence_sets_the_state_moves_the_focus_and_is_read_out(visit_figures):
    here, page, figure = opened(visit_figures, "index.html")
    link = page.get_by_role("link", name="close the forget gate")
    here.reach(link, most=200)
    page.keyboard.press("Enter")
    expect(figure).to_be_focused()
    expect(figure.get_by_role("status").first).to_have_text("Step 1, f is held at 0: c becomes 0.87, h becomes 0.67.")
    assert (shown(figure, "f"), shown(figure, "c")) == ("0.00", "0.87")
    here.reach(figure.get_by_role("link", name="Back to the text"))
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    page.get_by_role("link", name="look at the fourth step").click()
    expect(figure.locator(".cell-count")).to_have_text("Step 4 of 6")
    expect(figure.get_by_label("Keras")).to_be_checked()
    assert shown(figure, "c") == "2.36"


def test_link_from_another_page_sets_the_state_there(visit_figures):
    here = visit_figures()
    page = here.open("other.html")
    page.get_by_role("link", name="hide the memory").click()
    figure = page.locator("figure[data-live]")
    expect(figure.locator(".cell-count")).to_have_text("Step 2 of 6")
    assert (shown(figure, "o"), shown(figure, "h"), shown(figure, "c")) == ("0.00", "0.00", "1.60")
    expect(figure.get_by_role("status").first).to_contain_text("o is held at 0")
    assert here.complaints == []


def test_address_with_values_that_are_none_leaves_a_figure_that_works(visit_figures):
    here = visit_figures()
    page = here.open("index.html?t=99&f=maybe&cell=none&x=abc#cell-live")
    figure = page.locator("figure[data-live]")
    expect(figure.locator(".cell-count")).to_have_text("Step 6 of 6")
    figure.get_by_role("button", name="Step back").click()
    expect(figure.locator(".cell-count")).to_have_text("Step 5 of 6")
    assert "NaN" not in figure.text_content()
    assert here.complaints == []


def test_shapes_tell_kerass_own_message_when_the_lower_layer_returns_its_last_step(visit_figures):
    here, page, figure = opened(visit_figures, "shapes.html")
    fault = figure.locator(".shapes-fault")
    expect(fault).to_be_hidden()
    assert figure.locator('[data-tensor="y1"] text').text_content() == "y1 (32, 10, 8)"
    here.enter(figure)
    here.reach(figure.get_by_label("return_sequences").first)
    page.keyboard.press("Space")
    expect(fault).to_contain_text(
        "ValueError: Input 0 with name 'None' of layer 'lstm_1' is incompatible with the layer: expected ndim=3, "
        "found ndim=2. Full shape received: (32, 8)"
    )
    expect(fault).to_contain_text("Give it return_sequences=True")
    expect(figure.locator(".shapes-failed .shapes-told").first).to_have_text("lstm_1: ValueError")
    assert "cannot take what comes" in figure.locator("svg.live-drawing").get_attribute("aria-label")
    page.keyboard.press("Space")
    expect(fault).to_be_hidden()
    assert here.complaints == [] and here.foreign == []


def test_shapes_follow_layers_units_flags_and_batch_by_keyboard(visit_figures):
    here, page, figure = opened(visit_figures, "shapes.html")
    here.enter(figure)
    here.reach(figure.get_by_role("slider", name="samples N"))
    page.keyboard.press("Home")
    here.reach(figure.get_by_label("batch size known"))
    page.keyboard.press("Space")
    here.choose(figure.get_by_label("Layers", exact=True), "3")
    here.choose(figure.get_by_label("Layer 2 is"), "Bidirectional")
    second = figure.get_by_role("group", name="Layer 2")
    here.reach(second.get_by_role("slider", name="units"))
    page.keyboard.press("End")
    here.reach(second.get_by_label("return_sequences"))
    page.keyboard.press("Space")
    texts = figure.locator(".shapes-layer:visible .shapes-label:visible").all_text_contents()
    assert texts == ["y1 (None, 10, 8)", "y2 (None, 10, 16)", "fh2", "fc2", "bh2", "bc2", "y3 (None, 10, 1)"]
    program = figure.locator(".shapes-program").text_content().splitlines()
    assert program == [
        "x = keras.Input((10, 3))",
        "y1 = layers.LSTM(8, return_sequences=True)(x)",
        "y2, fh2, fc2, bh2, bc2 = layers.Bidirectional(layers.LSTM(8, return_sequences=True, return_state=True))(y1)",
        "y3 = layers.Dense(1)(y2)",
    ]
    rows = figure.locator(".live-table tbody tr").all_inner_texts()
    assert "bidirectional\tbackward kernel (W_x in lstm_lib)\t(8, 32)" in rows
    assert rows[-1] == "dense\toutput y3\t(None, 10, 1)"


def test_sentence_sets_the_shapes(visit_figures):
    _, page, figure = opened(visit_figures, "shapes.html")
    page.get_by_role("link", name="the lower layer returns its last step only").click()
    expect(figure.locator(".shapes-fault")).to_be_visible()
    expect(figure).to_be_focused()


@pytest.mark.ways
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["index.html", "shapes.html"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(visit_figures, path, theme, width):
    viewport = {"width": width, "height": 844}
    here, page, figure = opened(visit_figures, path, viewport=viewport, color_scheme=theme, reduced_motion="reduce")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    figure.locator("summary").evaluate("each => { each.parentElement.open = true; }")
    page.locator("a.live-set").last.click()
    assert here.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = figure.evaluate(
        """figure => [...figure.querySelectorAll('*')].filter((each) => {
            const {right, width} = each.getBoundingClientRect();
            return width && !each.closest('.live-scroll, pre') && right > figure.getBoundingClientRect().right + 0.5;
        }).map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    small = figure.locator("button, select, input, summary").evaluate_all(
        """all => all.map((each) => (each.closest('.live-radio, .live-checkbox') ?? each).getBoundingClientRect())
            .filter(({width, height}) => width && (width < 24 || height < 24)).length"""
    )
    assert small == 0


@pytest.mark.parametrize(("path", "words"), [("index.html", "0.80 + 0.87 = 1.67"), ("shapes.html", "recurrent_kernel")])
def test_figure_is_a_drawing_with_its_numbers_where_there_is_no_script(visit_figures, path, words):
    here = visit_figures(java_script_enabled=False)
    page = here.open(path)
    figure = page.locator("figure[data-live]")
    assert figure.get_by_role("img").count() == 1
    assert figure.locator("button, input, select").count() == 0
    figure.locator("summary").click()
    expect(figure.locator(".live-numbers")).to_contain_text(words)


def test_printed_figure_shows_its_drawing_and_no_controls(visit_figures):
    _, page, figure = opened(visit_figures, "index.html")
    page.emulate_media(media="print")
    expect(figure.get_by_role("img")).to_be_visible()
    for each in (".cell-walk", ".cell-set .live-controls", "input", "select", ".cell-walk button"):
        assert figure.locator(f"{each}:visible").count() == 0, each
