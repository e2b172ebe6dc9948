"""Formulas and code with fewer elements: what stays, what goes, and that a second time changes nothing."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "book" / "_ext"), str(ROOT / "tools")]

import pydata_sphinx_theme  # noqa: E402
from bound.paper import DOCUMENT  # noqa: E402
from lean_site import _light  # noqa: E402
from light_code import plain_classes, with_light_code  # noqa: E402
from light_formulas import NAMED, STYLE, style_sheet, with_light_formulas  # noqa: E402

CSS = ".katex .mathnormal{a:b}.katex .vlist-t{a:b}.katex .vlist>span>span{a:b}.katex .mspace{a:b}.katex .strut{a:b}"


def drawn(inner):
    return f'<span class="katex-html" aria-hidden="true"><span class="base">{inner}</span></span>'


def index(style="top:-2.55em;margin-left:0em;margin-right:0.05em;", letter="t"):
    inner = f'<span class="mord mathnormal mtight">{letter}</span>'
    inner = f'<span class="sizing reset-size6 size3 mtight">{inner}</span>'
    held = f'<span style="{style}"><span class="pstrut" style="height:2.7em;"></span>{inner}</span>'
    return (
        f'<span class="msupsub"><span class="vlist-t vlist-t2"><span class="vlist-r"><span class="vlist">{held}</span>'
        '<span class="vlist-s">\u200b</span></span>'
        '<span class="vlist-r"><span class="vlist"><span></span></span></span></span></span>'
    )


def test_an_index_is_one_element_that_is_moved():
    letter = '<span class="mord mathnormal">c</span>'
    page = f"<p>{drawn(f'<span>{letter}{index()}</span>')}</p>"
    light = with_light_formulas(page, CSS)
    assert light == (
        '<p><span class="katex-html" aria-hidden="true"><span class="mathnormal">c</span>'
        '<span class="yx mathnormal yd">t</span></span></p>'
    )
    assert with_light_formulas(light, CSS) == light
    assert ".katex .yx{position:relative;font-size:.7em}" in style_sheet()
    assert ".katex .yd{top:0.2143em;margin-right:0.0714em}" in style_sheet(), "0.15 of the letter's size, by 0.7"


def test_a_power_goes_up_and_an_index_is_drawn_under_an_overhang():
    power = with_light_formulas(drawn(index("top:-3.063em;margin-right:0.05em;")), CSS)
    assert 'style="top:-0.5186em;margin-right:0.0714em;"' in power or "yu" in power
    own = with_light_formulas(drawn(index("top:-2.55em;margin-left:-0.0278em;margin-right:0.05em;")), CSS)
    assert 'style="top:0.2143em;margin-left:-0.0397em;margin-right:0.0714em;"' in own


def test_index_and_power_at_once_keep_their_table():
    first = '<span class="vlist"><span style'
    two = index().replace(first, f'{first}="top:1em;"></span><span style')
    light = with_light_formulas(drawn(two), CSS)
    assert "yx" not in light and light.count("vlist-t") == 1


def test_what_has_a_rule_by_its_place_stays():
    cell = '<span class="mord"><span class="mord">0</span></span>'
    row = f'<span class="vlist"><span style="top:-3em;">{cell}</span></span>'
    light = with_light_formulas(drawn(row), CSS.replace(".mspace", ".vlist,.mspace"))
    assert '<span class="vlist"><span style="top:-3em;"><span>0</span></span></span>' in light


def test_names_in_the_place_of_styles_are_nobody_elses():
    """Bootstrap has an h6, Pygments a kd: a formula would get their margins."""
    theme = Path(pydata_sphinx_theme.__file__).parent.rglob("styles/*.css")
    sheets = [*theme, *(ROOT / "book").rglob("*.css"), *(ROOT / "quizzes").rglob("*.css")]
    taken = {name for sheet in sheets for name in re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text(encoding="utf-8"))}
    assert "h6" in taken
    assert not taken & {*NAMED.values(), "yw", "yx", "yy"}
    assert len(set(NAMED.values())) == len(NAMED)


def test_book_on_paper_has_the_style_of_light_formulas():
    assert f'href="katex/{STYLE}"' in DOCUMENT


PYGMENTS = """html[data-theme="light"] .highlight { background: #fff; color: #080808 }
html[data-theme="light"] .highlight .n { color: #080808 } /* Name */
html[data-theme="light"] .highlight .p { color: #080808 }
html[data-theme="light"] .highlight .k { color: #6730C5 }
html[data-theme="light"] .highlight .gs { color: #080808; font-weight: bold }
html[data-theme="dark"] .highlight { background: #000; color: #f8f8f2 }
html[data-theme="dark"] .highlight .n { color: #f8f8f2 }
html[data-theme="dark"] .highlight .p { color: #ffffff }
html[data-theme="dark"] .highlight .k { color: #DCC6E0 }
html[data-theme="dark"] .highlight .gs { color: #f8f8f2; font-weight: bold }
"""


def test_a_class_is_plain_if_it_shows_in_no_theme():
    assert plain_classes(PYGMENTS) == {"n"}
    assert plain_classes("") == frozenset()


def test_plain_words_are_unwrapped_in_code_alone_and_neighbours_joined():
    words = (("k", "for"), ("n", "x"), ("k", "a"), ("k", "b"))
    code = "<span></span>" + "".join(f'<span class="{name}">{word}</span>' for name, word in words)
    page = f'<span class="n">x</span><div class="highlight"><pre>{code}</pre></div>'
    light = with_light_code(page, frozenset({"n"}))
    expected = '<span></span><span class="k">for</span>x<span class="k">ab</span>'
    assert light == f'<span class="n">x</span><div class="highlight"><pre class="plain">{expected}</pre></div>'
    assert with_light_code(light, frozenset({"n"})) == light


def test_page_that_an_earlier_build_made_light_stays_as_it_is(tmp_path):
    page = '<html><head><link rel="stylesheet" type="text/css" href="{}" /></head><body><p>text</p></body></html>'
    fresh = page.format("../_static/styles/theme.css")
    once = _light(fresh, tmp_path / "page.html", "", frozenset())
    assert "site.css" in once and "theme.css" not in once
    later = page.format("../_static/site-0123abcd.css") + "<annotation encoding=\"application/x-tex\">x</annotation>"
    assert _light(later, tmp_path / "page.html", "", frozenset()) == later
