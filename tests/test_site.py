"""The site's own modules: addresses from the environment, light pages, and a link check that finds what is broken."""

import base64
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from fontTools.ttLib import TTFont
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT / "book" / "_ext"), str(ROOT / "tools")]

from icon_font import icons, with_own_icons  # noqa: E402
from later_blocks import mark_later  # noqa: E402
from lean_site import _IMAGE, _lean, _moved, _sized  # noqa: E402
from mend_theme import mend_pages  # noqa: E402
from site_address import hub_options, take_address, web_address  # noqa: E402
from site_check.links import broken_links, external_links, read_pages  # noqa: E402


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://example.org/course", "https://example.org/course/"),
        (" https://example.org/course/ ", "https://example.org/course/"),
        ("", "http://127.0.0.1:8000/"),
    ],
)
def test_address_of_the_site_ends_in_a_slash(given, address):
    assert web_address("SITE_URL", {"SITE_URL": given}, "http://127.0.0.1:8000/") == address


@pytest.mark.parametrize(("address", "drawn"), [("https://example.org/course", True), ("", False)])
def test_social_cards_are_drawn_for_a_site_that_others_can_reach(monkeypatch, address, drawn):
    monkeypatch.setenv("SITE_URL", address)
    config = SimpleNamespace(html_theme_options={}, ogp_social_cards={"line_color": "#0072B2"})
    take_address(None, config)
    assert config.ogp_social_cards == {"line_color": "#0072B2", "enable": drawn}


@pytest.mark.parametrize(
    "given", ["example.org", "ftp://example.org", "https://", "https://example.org/?a", "javascript:1"]
)
def test_what_is_no_address_stops_the_build(given):
    with pytest.raises(
        ExtensionError, match=r"SITE_URL: expected an address such as https://example\.org/course/, got '"
    ):
        web_address("SITE_URL", {"SITE_URL": given})


def test_launch_button_points_to_the_hub_that_the_environment_names():
    assert hub_options({}) == {}
    options = hub_options({"HUB_URL": "https://hub.example.org/", "REPOSITORY_URL": "https://example.org/us/course"})
    assert options["launch_buttons"]["jupyterhub_url"] == "https://hub.example.org"
    assert options["repository_url"] == "https://example.org/us/course"
    assert options["repository_branch"] == "main"
    with pytest.raises(ExtensionError, match="REPOSITORY_URL: expected"):
        hub_options({"HUB_URL": "https://hub.example.org/"})


HEAD = """<link href="_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="_static/pygments.css?v=2" />
<link rel="stylesheet" type="text/css" href="_static/quizzes-1/quiz.css?v=3" />
<script src="_static/early.js"></script>
<script src="_static/doctools.js?v=1"></script>
<script src="_static/copybutton.js?v=1"></script>
<script type="module" src="_static/page.js"></script>
  <!-- So that users can add custom icons -->
  <script defer src="_static/scripts/fontawesome.js?digest=1"></script>"""


def test_page_gets_one_style_sheet_for_those_of_the_theme_and_keeps_its_own():
    lean = _lean(HEAD, Path("page.html"))
    assert lean.count("site.css") == 1 and "pygments" not in lean and "theme.css" not in lean
    assert "quizzes-1/quiz.css?v=3" in lean
    assert "fontawesome" not in lean
    assert '<script defer src="_static/doctools.js?v=1">' in lean, "no script in a page speaks to it at once"
    assert '<script src="_static/early.js">' in lean, "the theme is known before anything is shown"
    assert '<script defer src="_static/copybutton.js?v=1">' in lean
    assert '<script fetchpriority="low" type="module" src="_static/page.js">' in lean
    assert _lean(lean, Path("page.html")) == lean, "a page that was not written again stays as it is"


SCRIPTS = """<link rel="preload" as="script" href="_static/scripts/bootstrap.js?digest=1" />
<script type="module" src="_static/whole.js?v=1"></script>
<script type="module" src="_static/page.js"></script>
<script src="_static/searchtools.js"></script>
<script src="searchindex.js"></script>
<script src="_static/scripts/bootstrap.js?digest=1"></script>
<script src="_static/scripts/pydata-sphinx-theme.js?digest=1"></script>
</body>"""


def test_search_is_loaded_where_it_is_used_and_what_lays_out_the_page_comes_last():
    lean = _lean(SCRIPTS, Path("page.html"))
    assert "searchtools" not in lean and "searchindex" not in lean and "preload" not in lean
    assert '<script defer src="_static/scripts/pydata-sphinx-theme.js?digest=1"></script>' in lean
    assert "bootstrap" not in lean, "tips.js fetches it when it is needed"
    assert lean.count("whole.js") == 1
    assert lean.index("pydata-sphinx-theme.js") < lean.index("whole.js")
    assert _lean(lean, Path("page.html")) == lean
    assert "searchtools" in _lean(SCRIPTS, Path("search.html"))


def test_page_with_formulas_asks_for_their_fonts_with_the_style():
    link = '<link rel="stylesheet" href="../_static/pygments.css" />'
    lean = _lean(f'{link}<span class="katex">', Path("page.html"))
    assert lean.count('as="font"') == 2
    assert 'href="../_static/katex/fonts/KaTeX_Math-Italic.woff2" crossorigin' in lean
    assert "as=" not in _lean(link, Path("page.html"))


def article(*blocks):
    return f'<article class="bd-article"><section id="a">{"".join(blocks)}</section></article><p>below</p>'


FILLER = f"<p>{'word ' * 1200}</p>"  # higher than a screen


def test_blocks_below_the_first_view_may_wait():
    page = article(
        "<h1>A</h1><p>first</p>", FILLER, "<h2>B</h2><p>here\u2028<br>and <em>there</em></p>",
        '<div class="cell"><p>in</p></div>', '<section id="b"><h2>C</h2><ul>\n<li><p>x</p></li></ul>',
        '<section class="quiz"><form><p>q</p></form></section></section>',
    )  # fmt: skip
    marked = mark_later(page)
    assert marked == (
        page.replace("<p>here", '<p class="later">here').replace('"cell"', '"later cell"')
        .replace("<ul>", '<ul class="later">').replace('"quiz"', '"later quiz"')
    )  # fmt: skip
    assert mark_later(marked) == marked, "a page that was not written again stays as it is"


def test_a_short_page_waits_for_nothing():
    for page in (article("<p>short</p>", '<section class="quiz"></section>'), f"<section>{FILLER}{FILLER}</section>"):
        assert mark_later(page) == page


@pytest.mark.parametrize("quote", ['"', ""])
def test_style_sheet_holds_the_icons_that_it_names(quote):
    font = f'src:url({quote}vendor/fontawesome/webfonts/fa-solid-900.woff2{quote}) format("woff2")'
    css = with_own_icons(f'@font-face{{{font}}}.a:before{{content:"\\f0c9"}}:root{{--b:"\uf058"}}')
    data, kept = css.split("base64,", 1)[1].split('"', 1)
    assert "vendor" not in css and kept.endswith(':root{--b:"\uf058"}')
    with TTFont(io.BytesIO(base64.b64decode(data))) as held:
        assert set(held.getBestCmap()) == {0xF0C9, 0xF058}
    assert '.a:before{content:"\\f0c9";content:"\\f0c9" / ""}' in kept, "no voice reads an icon"
    assert icons({0xF0C9}) == icons({0xF0C9}), "the same icons, the same name of the style sheet"
    assert with_own_icons("a{b:c}") == "a{b:c}"


def test_formula_is_sent_without_its_source():
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi>x</mi>'
    math += '<annotation encoding="application/x-tex">x &lt; 1</annotation></semantics></math>'
    assert _lean(math, Path("page.html")) == "<math><semantics><mi>x</mi></semantics></math>"


def test_image_tells_its_size_once(tmp_path):
    (tmp_path / "_images").mkdir()
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (271).to_bytes(4, "big")
    (tmp_path / "_images" / "a.png").write_bytes(png)
    page = tmp_path / "page.html"
    html = _IMAGE.sub(
        lambda found: _sized(found, page), '<img alt="x" src="_images/a.png"/><img src="_images/none.png"/>'
    )
    assert html.startswith('<img width="640" height="271" loading="lazy" decoding="async" alt="x"')
    assert html.endswith('<img src="_images/none.png"/>')
    assert _IMAGE.search(html).group().count("width") == 0, "only the one without a file is left"


def test_addresses_in_a_style_sheet_follow_it_to_another_folder():
    css = 'a{b:url("../vendor/a.woff2") format("woff2"),url(../a.ttf) format("truetype");c:url(data:x);d:url(#e)}'
    moved = _moved(css, "styles")
    assert moved == 'a{b:url("vendor/a.woff2") format("woff2");c:url(data:x);d:url(#e)}'


def test_link_check_names_what_is_broken_and_nothing_else(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "x.css").write_text("")
    (tmp_path / "a.html").write_text(
        '<link href="_static/x.css"><h1 id="top">A</h1><i id="top"></i><a href="#top">1</a><a href="b.html#here">2</a>'
        '<a href="b.html#gone">3</a><a href="c.html">4</a><img src="no.png"><a href="https://example.org/x">5</a>'
    )
    (tmp_path / "b.html").write_text('<p id="here"></p><a href="a.html">back</a><a href="mailto:a@example.org">m</a>')
    pages = read_pages(tmp_path)
    assert list(broken_links(tmp_path, pages)) == [
        "a.html: id 'top' stands there more than once",
        "a.html: 'b.html#gone' leads to an anchor that b.html does not have",
        "a.html: 'c.html' leads to c.html, which is not there",
        "a.html: 'no.png' leads to no.png, which is not there",
    ]
    assert external_links(pages) == {"https://example.org/x": ["a.html"]}


FRAME = """<header id="pst-header" class="bd-header"> </header>
<a href="gates.html">Gates</a><details open="open"><summary><span class="toctree-toggle"></span></summary></details>
<a href="now.html">Now</a><details><summary><span class="toctree-toggle"></span></summary></details>
<table><tr><th class="head stub"></th></tr></table>
<details><summary>Answer</summary></details><footer class="bd-footer"> </footer>"""


def test_frame_has_no_empty_landmark_and_each_triangle_says_what_it_opens(tmp_path):
    app = SimpleNamespace(outdir=str(tmp_path), builder=SimpleNamespace(format="html"))
    page = tmp_path / "page.html"
    page.write_text(FRAME, encoding="utf-8")
    for _ in range(2):  # a build over an earlier one
        mend_pages(app, None)
        mended = page.read_text(encoding="utf-8")
        assert '<header id="pst-header" role="none"' in mended
        assert '<footer class="bd-footer" role="none">' in mended
        assert mended.count('<summary aria-label="Sections of Gates">') == 1
        assert mended.count('<summary aria-label="Sections of Now">') == 1
        assert "<summary>Answer</summary>" in mended
        assert "<tr><td></td></tr>" in mended, "a corner that heads nothing is no header"
