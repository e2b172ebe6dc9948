"""What is done to the pages once they are written: scripts taken out, formulas in words, their sources kept."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from formula_sources import key, sources_of  # noqa: E402
from offline import _asked  # noqa: E402
from own_scripts import without_scripts  # noqa: E402
from site_address import describe  # noqa: E402
from table_names import with_row_headers, with_table_names  # noqa: E402
from written_pages import written_pages  # noqa: E402

from quizzes.page.names import with_names  # noqa: E402
from quizzes.page.spoken import text_of, words  # noqa: E402

GT = "<math><msub><mi>g</mi><mi>t</mi></msub></math>"
DRAWN = '<span class="katex-html" aria-hidden="true"><span class="mord">g</span><svg><path d="M0"/></svg>t</span>'


@pytest.mark.parametrize(
    ("math", "said"),
    [
        ("<msub><mi>c</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub>", "c sub t minus 1"),
        ("<mi>tanh</mi><mo>\u2061</mo><mo>(</mo><mn>0.8</mn><mo>)</mo><mo>≈</mo><mn>0.66</mn>", "tanh ( 0.8 ) is about 0.66"),  # noqa: E501
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x squared"),
        ("<msup><mi>W</mi><mi>⊤</mi></msup>", "W transposed"),
        ("<msubsup><mi>W</mi><mi>x</mi><mi>i</mi></msubsup>", "W sub x to the power of i"),
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1 over 2"),
        (
            "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>",
            "the fraction a plus b over 2, end of fraction",
        ),
        ("<msqrt><mi>d</mi></msqrt>", "the square root of d"),
        ("<mover><mi>y</mi><mo>^</mo></mover>", "y hat"),
        ("<munderover><mo>∑</mo><mi>k</mi><mi>T</mi></munderover><msub><mi>h</mi><mi>k</mi></msub>", "the sum from k to T of h sub k"),  # noqa: E501
        ("<mi>σ</mi><mo>⊙</mo><mi>c</mi>", "sigma times, element by element, c"),
    ],
)  # fmt: skip
def test_formula_is_said_in_words(math, said):
    annotation = '<annotation encoding="application/x-tex">\\unsaid</annotation>'
    assert words(f"<math><semantics><mrow>{math}</mrow>{annotation}</semantics></math>") == said


def test_text_of_a_label_says_formulas_and_leaves_their_drawings_out():
    html = f'<span class="quiz-letter">D</span> <span>0.8 + {GT}{DRAWN}</span>, so it &amp; more ({GT}{DRAWN})'
    assert text_of(html) == "D 0.8 + g sub t, so it & more (g sub t)"


def test_option_step_pair_and_prompt_with_formulas_get_whole_names_once():
    option = f'<input type="radio" name="q" id="q--a"><label for="q--a">A {GT}{DRAWN}</label>'
    plain = '<input type="radio" name="q" id="q--b"><label for="q--b">B nothing</label>'
    step = f'<div class="quiz-step-text" id="q--s">take {GT}{DRAWN}</div>'
    pair = f'<label for="q--p">Match of {GT}{DRAWN}</label>\n<select name="q--p">'
    prompt = f'<div class="quiz-prompt" id="q--prompt">\n<p>What is {GT}{DRAWN}?</p>\n</div>\n<p>'
    page = "\n".join((option, plain, step, pair, prompt))
    named = with_names(page)
    assert '<input type="radio" name="q" id="q--a" aria-label="A g sub t"><label' in named
    assert plain in named
    assert '<div class="quiz-step-text"><span hidden id="q--s">take g sub t</span>' in named
    assert '<select aria-label="Match of g sub t" name="q--p">' in named
    assert '<div class="quiz-prompt">\n<span hidden id="q--prompt">What is g sub t?</span>' in named
    assert with_names(named) == named


def test_sources_are_found_by_what_the_mathml_says(tmp_path):
    annotation = '<annotation encoding="application/x-tex">g_t &lt; 1</annotation>'
    page = f"<p><math><semantics><msub><mi>g</mi><mi>t</mi></msub>{annotation}</semantics></math></p>"
    says = "math:semantics:msub:mi:gmi:t"
    assert sources_of(page) == {key(says): "g_t < 1"}
    # The page's script reckons the same key.
    script = (ROOT / "book" / "_ext" / "site" / "tex.js").read_text(encoding="utf-8")
    body = script[script.index("function key(") : script.index("export {}")]
    run = f"{body}\nconsole.log(key({says!r}), key('σ'))"
    done = subprocess.run(["node", "-e", run], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [key(says), key("σ")]


def test_known_scripts_go_others_become_files_and_data_stays(tmp_path):
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>x</title>\n'
        '<script data-cfasync="false">document.documentElement.dataset.mode = localStorage.getItem("mode") || "auto";\n'
        '    document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";\n</script>\n'
        "<script>let toggleHintShow = 'Click to show';</script>\n"
        "<script>DOCUMENTATION_OPTIONS.pagename = 'x';</script>\n"
        '</head><body><script type="application/json" class="quiz-data">{"a": 1}</script>\n'
        '<button onclick="window.print()">Print</button><script>strange();</script></body></html>'
    )
    moved = without_scripts(page, "gates", tmp_path)
    assert '<html data-page="gates" lang="en">' in moved
    assert moved.index('src="_static/early.js"') < moved.index("<title>")
    assert '<script type="application/json" class="quiz-data">{"a": 1}</script>' in moved
    assert '<button data-press="print">' in moved
    assert "toggleHintShow" not in moved and "localStorage" not in moved and "pagename" not in moved
    (file,) = tmp_path.glob("inline-*.js")
    assert file.read_text() == "strange();"
    assert f'<script src="_static/{file.name}"></script>' in moved
    assert without_scripts(moved, "gates", tmp_path) == moved
    below = without_scripts(page, "now/index", tmp_path)
    assert '<html data-page="now/index" lang="en">' in below, "tex.js finds the sources of its formulas by that name"
    assert '<script src="../_static/early.js">' in below and f'src="../_static/{file.name}"' in below


def test_pages_in_folders_are_pages_and_what_the_builders_keep_is_none(tmp_path):
    for name in ("index.html", "now/index.html", "_static/quiz-variants/a.html", "_sources/b.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = {"index": tmp_path / "index.html", "now/index": tmp_path / "now" / "index.html"}
    assert written_pages(tmp_path) == found


def test_what_a_page_needs_offline_is_read_from_pages_styles_and_scripts(tmp_path):
    (tmp_path / "_static").mkdir()
    for name in ("a.css", "f.woff2", "q.js", "r.js", "s.js", "i.png", "v.html"):
        (tmp_path / "_static" / name).write_text("")
    (tmp_path / "x.html").write_text(
        '<link rel="stylesheet" href="_static/a.css?v=1"><script type="module" src="_static/q.js"></script>'
        '<img alt="" src="_static/i.png"><img src="data:x"><section data-variants-at="_static/v.html">'
        '<a href="y.html">y</a><script src="https://other.org/z.js"></script>'
    )
    (tmp_path / "_static" / "a.css").write_text("@font-face{src:url(f.woff2)} a{background:url(data:x)}")
    (tmp_path / "_static" / "q.js").write_text('import { a } from "./r.js";\nawait import("./s.js");')
    wanted = ["_static/a.css?v=1", "_static/q.js", "_static/i.png", "_static/v.html"]
    assert list(_asked("x.html", tmp_path)) == wanted
    assert list(_asked("_static/a.css?v=1", tmp_path)) == ["_static/f.woff2"]
    assert list(_asked("_static/q.js", tmp_path)) == ["_static/r.js", "_static/s.js"]


GATE = f'<span class="katex"><span class="katex-mathml">{GT}</span>{DRAWN}</span>'


def test_tables_without_a_caption_are_named_by_their_heading():
    page = (
        '<table><tr></tr></table><article><h2>Sizes &amp; <em>more</em><a class="headerlink" href="#a">#</a></h2>'
        '<table class="t"><tr></tr></table><table><caption>own</caption></table><h3></h3><table class="u"></table>'
        f'<table aria-label="named"></table><h2>States {GATE} here</h2><table class="v"></table></article>'
    )
    named = with_table_names(page)
    assert '<table class="t" aria-label="Sizes &amp; more">' in named
    assert '<table class="u" aria-label="Sizes &amp; more, table 2">' in named
    assert '<table class="v" aria-label="States g sub t here">' in named
    assert named.count("aria-label=") == 4
    assert named.startswith("<table><tr>"), "what stands outside of the text is the theme's"
    assert with_table_names(named) == named


def table_of(head, *rows):
    lines = "".join(f'<tr class="row-even"><td><p>{first}</p></td>\n<td>{second}</td></tr>\n' for first, second in rows)
    cells = "".join(f'<th class="head"><p>{each}</p></th>' for each in head)
    return f'<article><table class="table"><thead><tr>{cells}</tr></thead>\n<tbody>{lines}</tbody></table></article>'


def test_first_cells_that_tell_rows_apart_are_their_headers():
    page = with_row_headers(table_of(("Gate", "Share"), ("i", "0.9"), (GT, "0.1")))
    assert page.count('<th scope="row"><p>') == 2
    assert page.count("<td>") == page.count("</td>") == 2
    assert '<th scope="row"><p>i</p></th>\n<td>0.9</td>' in page
    assert with_row_headers(page) == page


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (("Gate", "Share"), (("i", "0.9"), ("i", "0.1"))),
        (("Gate", "Share"), (("i", "0.9"), ("", "0.1"))),
        (("Gate", ""), (("i", "0.9"), ("f", "0.1"))),
        (("Gate",), (("i", "0.9"), ("f", "0.1"))),
    ],
)
def test_cells_that_tell_no_rows_apart_stay_cells(head, rows):
    assert with_row_headers(table_of(head, *rows)) == table_of(head, *rows)


def test_search_and_index_have_a_description_beside_what_stands_in_their_heads():
    for name in ("search", "genindex"):
        context = {"metatags": "<meta name='theme-color'>"}
        describe(None, name, "", context, None)
        assert re.fullmatch(
            r"<meta name='theme-color'>\n<meta content=\"[^\"]{40,160}\" name=\"description\" />", context["metatags"]
        )
    context = {}
    describe(None, "gates", "", context, None)
    assert context == {}
