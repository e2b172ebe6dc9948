"""How pages show cells: tables in the place of columns, asserts folded, figures with number and caption, letters."""

import re
import sys
from html import unescape
from pathlib import Path

import pytest
from docutils import nodes

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from folded_asserts import FOLD, asserted_lines, with_folded_asserts  # noqa: E402
from page_symbols import NOTATION, symbols, symbols_of  # noqa: E402
from result_tables import replace, rows_of  # noqa: E402

COLUMNS = 44  # of a phone
TAG = re.compile(r"<[^>]+>")
FOLDED = re.compile(r"<details(?![^>]*asserts).*?</details>", re.DOTALL)
OPEN_PAGES = re.compile(r"^(?:index|search|404|genindex)$")


def test_columns_become_a_table_and_other_lines_stay():
    text = "mean of eight seeds\nsteps  LSTM\n    5  0.1 (0 to 1)\n   20  -\nno limit: 3\n"
    block = nodes.literal_block(text, text)
    parent = nodes.container("", block)
    assert replace(block, True)
    above, table, below = parent.children
    assert above.astext() == "mean of eight seeds"
    assert below.astext() == "no limit: 3"
    assert [[entry.astext() for entry in row.findall(nodes.entry)] for row in table.findall(nodes.row)] == [
        ["steps", "LSTM"], ["5", "0.1 (0 to 1)"], ["20", "-"],
    ]  # fmt: skip
    assert len(list(table.findall(nodes.thead))) == 1


def test_dates_in_tables_stay_whole():
    text = "until  error\n2014-10-20  0.79\n"
    block = nodes.literal_block(text, text)
    parent = nodes.container("", block)
    assert replace(block, True)
    assert [entry.astext() for entry in parent.findall(nodes.entry) if "whole" in entry["classes"]] == ["2014-10-20"]


@pytest.mark.parametrize(
    ("lines", "start", "rows"),
    [
        (["  a  b", "x  1  2", "y  3  4"], 0, [["", "a", "b"], ["x", "1", "2"], ["y", "3", "4"]]),
        (["  1  2", " 10  3"], 0, [["1", "2"], ["10", "3"]]),
        (["one line", "another"], 0, []),
    ],
)
def test_head_without_a_first_column_is_filled(lines, start, rows):
    assert rows_of(lines) == (start, rows)


def test_only_what_asserts_alone_is_folded():
    loops = "for k in x:\n    assert k\nfor k in x:\n    y = k\n    assert (k,\n            y)\n"
    code = f"x = 1\nassert x\n{loops}def f():\n    assert x\n"
    assert asserted_lines(code) == [(1, 1), (2, 3), (6, 7)]
    assert asserted_lines("if x:\n    assert x\nelse:\n    y = 1\n") == [], "a block keeps a line"
    assert asserted_lines("%time x\nassert x") == []


def cell(code):
    start = '<div class="cell_input docutils container">\n<div class="highlight-ipython3 notranslate">'
    return f'{start}<div class="highlight"><pre><span></span>{code}\n</pre></div>\n</div>\n</div>'


def test_folded_lines_stay_in_the_code():
    page = cell('x = 1\n\n<span class="k">assert</span> x')
    folded = with_folded_asserts(page)
    assert folded.count(FOLD) == 1
    assert TAG.sub("", folded.replace(FOLD, "")) == TAG.sub("", page), "who copies the cell has all of it"
    assert '<span class="asserted">\n<span class="k">assert</span> x\n</span>' in folded
    assert with_folded_asserts(folded) == folded
    hidden = "<details><summary>Solution</summary>" + page
    assert with_folded_asserts(hidden) == hidden, "what is opened on purpose is shown whole"


def test_letters_mean_what_the_page_uses_them_for():
    known = symbols(NOTATION, 0.0)
    found = {each.tex: each.meaning for each in symbols_of(r"h_t = z_t h_{t-1}, N T_x \sigma(b_y)", known)}
    assert set(found) == {"h_t", "z_t", "N"}
    assert "update gate" in found["z_t"]
    assert "pre-activation" in {each.tex: each.meaning for each in symbols_of("z_t = x_t W_x", known)}["z_t"]


def pages_of(folder):
    """Yield the name of each page and its article without what is folded."""
    for page in sorted(folder.rglob("*.html")):
        name = page.relative_to(folder).with_suffix("").as_posix()
        if "_static" not in page.parts and not OPEN_PAGES.search(name):
            text = page.read_text(encoding="utf-8")
            yield name, FOLDED.sub("", text[text.find("<article") : text.find("</article>")])


def plain(html):
    return unescape(TAG.sub("", html))


@pytest.fixture(scope="module")
def shown(book_folder):
    return dict(pages_of(book_folder))


def test_no_open_cell_shows_what_it_asserts(shown):
    cells = {
        name: re.findall(r'<div class="cell_input.*?<pre[^>]*>(.*?)</pre>', page, re.DOTALL)
        for name, page in shown.items()
    }
    assert sum(map(len, cells.values())) > 100
    for name, codes in cells.items():
        for code in codes:
            seen = re.sub(r'<span class="asserted">.*?\n</span>', "", code, flags=re.DOTALL)
            lines = asserted_lines(plain(seen))
            assert not lines, f"{name}: {plain(seen)}"


def test_results_in_columns_are_tables(shown):
    """Of lines that a phone would break, no three stand in columns."""
    found = {
        name: re.findall(r'<div class="output (?:stream|text)[^>]*>.*?<pre[^>]*>(.*?)</pre>', page, re.DOTALL)
        for name, page in shown.items()
    }
    assert sum(map(len, found.values())) > 60
    for name, outputs in found.items():
        for output in outputs:
            lines = plain(output).rstrip("\n").split("\n")
            if max(map(len, lines)) > COLUMNS:
                _, rows = rows_of(lines)
                assert len(rows) < 4, (
                    f"{name}: print columns two spaces apart and tag the cell `table`:\n{plain(output)}"
                )


def test_each_figure_has_a_number_and_a_caption(shown):
    """All pages number their figures in one row, those that answer among them."""
    numbers = []
    for name, page in shown.items():
        assert not re.search(r'<div class="cell_output[^>]*>\s*<img', page), (
            f"{name}: a picture of a cell has no caption"
        )
        for figure in re.findall(r"<figure\b.*?</figure>", page, re.DOTALL):
            caption = re.search(r"<figcaption>(.*?)</figcaption>", figure, re.DOTALL)
            assert caption, f"{name}: {figure[:80]}"
            said = re.match(r"\s*(?:<p>)?<span class=\"caption-number\">Figure (\d+) </span>", caption[1])
            assert said, f"{name}: expected a number in {plain(caption[1])[:80]!r}"
            assert len(plain(caption[1]).split()) > 5
            numbers.append(int(said[1]))
    assert len(numbers) > 40
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
