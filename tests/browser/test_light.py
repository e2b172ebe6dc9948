"""What the build leaves out is not missed: light formulas stand where KaTeX put them, tips and menus still come."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "book" / "_ext"))

from light_formulas import style_sheet, with_light_formulas  # noqa: E402

from quizzes.node import node  # noqa: E402

pytestmark = pytest.mark.browser
FORMULAS = [
    r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
    r"h_t = o_t \odot \tanh(c_t)",
    r"\frac{\partial L}{\partial W_h} = \sum_{t=1}^{T} \delta_t h_{t-1}^\top",
    r"\sigma(x) = \frac{1}{1 + e^{-x}}, \quad x_{t_0}^2 + W_{h}^{(2)} + \hat{y}_t",
    r"\begin{pmatrix} 0.5 & a_1 \\ 0 & b^2 \end{pmatrix} \sqrt{d_k}",
    r"\begin{aligned} z &= x W_x + h_{t-1} W_h + b \\ p_i &= \mathrm{softmax}(z)_i \end{aligned}",
    r"\left( \prod_{k} f_k \right) \big( \alpha_{t-1}(s) + \text{place } s \big), \lvert x \rvert_\infty",
]
PLACES = """async () => {
    await document.fonts.ready;
    return [...document.querySelectorAll('.katex-html')].map((formula) => {
        const {left, top, width, height} = formula.getBoundingClientRect();
        const found = [['', width, height, 0]];
        const walker = document.createTreeWalker(formula, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode())
            for (let at = 0; at < node.data.length; at++) {
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                const place = range.getBoundingClientRect();
                if (/[^\\s\\u200b]/.test(node.data[at]))
                    found.push([node.data[at], place.left - left, place.top - top, place.width]);
            }
        return found;
    });
}"""


def drawn():
    """Return the formulas as KaTeX draws them."""
    program = "const k = require('katex'); console.log(JSON.stringify(JSON.parse(process.argv[1]).map("
    program += "(each, at) => k.renderToString(each, {displayMode: at % 2 === 0}))))"
    done = subprocess.run([node(), "-e", program, json.dumps(FORMULAS)], cwd=ROOT, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_light_formula_is_drawn_where_katex_drew_it(visit):
    page = visit().open("states/step.html")
    style = (ROOT / "node_modules/katex/dist/katex.min.css").read_text(encoding="utf-8")
    formulas = drawn()
    light = [with_light_formulas(each, style) for each in formulas]
    assert sum(each.count("<span") for each in light) < 0.7 * sum(each.count("<span") for each in formulas)
    places = []
    for shown in (formulas, light, formulas):  # the first time the fonts are fetched
        text = "".join(f"<p>{each}</p>" for each in shown)
        page.evaluate("(text) => { document.querySelector('article').innerHTML = text; }", text)
        page.add_style_tag(content=style_sheet())
        page.evaluate(PLACES)
        page.wait_for_function("document.fonts.status === 'loaded'")
        places.append(page.evaluate(PLACES))
    _, now, before = places
    for one, other in zip(now, before, strict=True):
        assert [each[0] for each in one] == [each[0] for each in other]
        pairs = zip(one, other, strict=True)
        far = max(abs(a - b) for here, there in pairs for a, b in zip(here[1:], there[1:], strict=True))
        says = "".join(each[0] for each in one)
        assert far < 0.2, f"expected the letters of {says} where KaTeX puts them, got {far} px off"


def test_tips_and_menus_come_when_they_are_asked_for(visit):
    page = visit().open("states/step.html")
    assert not page.evaluate("'bootstrap' in globalThis"), "80 kB that few readers need"
    page.get_by_role("button", name="Download this page").press("Enter")
    page.wait_for_selector(".dropdown-menu.show")
    page.keyboard.press("Escape")
    page.wait_for_selector(".dropdown-menu.show", state="hidden")
    page.locator('.theme-switch-button[data-bs-toggle="tooltip"]').first.hover()
    page.wait_for_selector(".tooltip.show")
