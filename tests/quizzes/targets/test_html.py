"""Markdown of the bank as HTML and as plain text."""

import xml.etree.ElementTree as ET

import pytest

from quizzes.targets.html import code_html, html, inline_html, plain, readable
from quizzes.wording import texts


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**one** `a < b`", "<p><strong>one</strong> <code>a &lt; b</code></p>"),
        ("$c_t * f_t * 2$", r"<p>\(c_t * f_t * 2\)</p>"),
        ("$a < b$ & c", r"<p>\(a &lt; b\) &amp; c</p>"),
        ("$$\nh_t\n$$", r"<p>\[h_t\]</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<img src=x onerror=y>", "<p>&lt;img src=x onerror=y&gt;</p>"),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
        ("[a](https://a.org)", '<p><a href="https://a.org">a</a></p>'),
        ("one\n\n---\n", "<p>one</p>\n<hr />"),
    ],
)
def test_html_of_markdown_keeps_formulas_and_lets_no_tag_through(markdown, expected):
    assert html(markdown) == expected


def test_one_paragraph_stands_without_its_tag_and_two_keep_theirs():
    assert inline_html("a *b*") == "a <em>b</em>"
    assert inline_html("a\n\nb") == "<p>a</p>\n<p>b</p>"


def test_code_is_escaped():
    assert code_html("a < b\n") == '<pre><code class="language-python">a &lt; b</code></pre>'


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (r"it is $\tanh(0.8) \approx 0.66$, *not* `h`", "it is tanh(0.8) ≈ 0.66, not h"),
        ("one\ntwo\n\nthree", "one two three"),
        ("- one\n- two", "one two"),
    ],
)
def test_plain_text_has_no_markup(markdown, expected):
    assert plain(markdown) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"c_{t-1}", "c_(t-1)"),
        (r"\frac{1}{2} \cdot \sigma(z)", "(1)/(2) · σ(z)"),
        (r"\{0, 1\}", "{0, 1}"),
        (r"f_t \odot c_{t-1} + i_t \odot g_t", "f_t ⊙ c_(t-1) + i_t ⊙ g_t"),
        (r"\begin{pmatrix} 0.5 & 0 \\ 0 & 1 \end{pmatrix} x", "[0.5, 0; 0, 1] x"),
        (r"\mathrm{softmax}(x)^\top", "softmax(x)^ᵀ"),
    ],
)
def test_formula_is_readable_without_tex(formula, expected):
    assert readable(formula) == expected


def test_every_text_of_the_bank_is_well_formed_and_has_a_plain_form(exported_bank):
    for item in exported_bank.items.values():
        for path, text in texts(item):
            ET.fromstring(f"<div>{html(text)}</div>")
            assert plain(text), (item.id, path)
            assert "\\" not in plain(text).replace("\\n", ""), (item.id, path, plain(text))
