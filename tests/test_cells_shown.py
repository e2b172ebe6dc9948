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
from result_tables import html_with_numbers, mark_numbers, number_columns, replace, rows_of  # noqa: E402

COLUMNS = 44  # of a phone
TAG = re.compile(r"<[^>]+>")
FOLDED = re.compile(r"<details(?![^>]*asserts).*?</details>", re.DOTALL)
OPEN_PAGES = re.compile(r"^(?:search|404|genindex)$")


def test_columns_become_a_table_and_other_lines_stay():
    text = "mean of eight seeds\nsteps  LSTM\n    5  0.1 (0 to 1)\n   20  -\nno limit: 3\n"
    block = nodes.literal_block(text, text)
    parent = nodes.container("", block)
    assert replace(block, True)
    above, table, below = parent.children
    assert above.astext() == "mean of eight seeds"
    assert below.astext() == "no limit: 3"
    assert [[entry.astext() for entry in row.findall(nodes.entry)] for row in table.findall(nodes.row)] == [
        ["steps", "LSTM"], ["5", "0.1 (0 to 1)"], ["20", "–"],
    ]  # fmt: skip
    assert len(list(table.findall(nodes.thead))) == 1


def made_table(text, **attributes):
    block = nodes.literal_block(text, text, **attributes)
    parent = nodes.container("", block)
    assert replace(block, True)
    (table,) = parent.findall(nodes.table)
    return table, [[entry.astext() for entry in row.findall(nodes.entry)] for row in table.findall(nodes.row)]


def test_dates_and_shapes_in_tables_stay_whole():
    table, _ = made_table("until  error\n2014-10-20  (5, 7, 1)\n(16,)  of (5, 7)\n")
    whole = [entry.astext() for entry in table.findall(nodes.entry) if "whole" in entry["classes"]]
    assert whole == ["2014-10-20", "(5, 7, 1)", "(16,)"]


def test_range_in_brackets_and_a_word_with_its_number_stay_whole():
    table, rows = made_table("layer  error (range)\nforget bias 3  0.12 (0.10% to -0.2%), (1 to 2)\nGRU  7 (of 8)\n")
    ranges = [part.astext() for part in table.findall(nodes.inline) if part["classes"] == ["range"]]
    assert ranges == ["(0.10% to -0.2%)", "(1 to 2)"]
    assert rows[1:] == [["forget bias\N{NO-BREAK SPACE}3", "0.12 (0.10% to -0.2%), (1 to 2)"], ["GRU", "7 (of 8)"]]


def test_tables_have_minus_signs_and_dashes():
    printed = "at  unit  range  writes\n-1  -0.11  -  -\nlength - 1  -8%  0.1 (0 to 1)  2\n-x  7.9e-31  -  -\n"
    _, rows = made_table(printed)
    assert rows == [
        ["at", "unit", "range", "writes"],
        ["−1", "−0.11", "–", "-"],  # what a network writes may be a hyphen
        ["length - 1", "−8%", "0.1 (0 to 1)", "2"],
        ["-x", "7.9e-31", "–", "-"],
    ]
    assert ">−8%<" in html_with_numbers("<table><tr><th>a</th></tr><tr><td>-8%</td></tr></table>")


def test_a_table_has_no_frame_of_printed_lines():
    table, _ = made_table("a  b\n1  2\n", classes=["output", "stream"])
    assert table["classes"] == ["result"]


def numbers_of(table):
    rows = [list(row.findall(nodes.entry)) for row in table.findall(nodes.row)]
    return [["num" in entry["classes"] for entry in row] for row in rows]


def test_columns_of_numbers_stand_at_their_right_edge_with_their_heads():
    text = "steps  error  seeds (range)  name\n5  0.0036  1.2 (1 to 2)  x\n20  -  1.3 (1 to 3)  7\n"
    block = nodes.literal_block(text, text)
    parent = nodes.container("", block)
    replace(block, True)
    (table,) = parent.children
    mark_numbers(table)
    assert numbers_of(table) == [[True, True, False, False]] * 3


def test_a_digit_in_code_is_a_symbol_and_no_number():
    table, _ = made_table("step  reads\n1  2\n2  0\n")
    for row in list(table.findall(nodes.row))[1:]:
        row[1].children = [nodes.paragraph("", "", nodes.literal("", row[1].astext()))]
    mark_numbers(table)
    assert numbers_of(table) == [[True, False]] * 3


def test_a_range_in_a_table_that_a_cell_makes_stays_whole():
    html = "<table><tr><th>a</th></tr><tr><td>0.63 (0.51 to 0.70)</td></tr></table>"
    assert '0.63 <span class="range">(0.51 to 0.70)</span></td>' in html_with_numbers(html)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1", "-2.5", "−0.3", "+4"], True),
        (["1.38e+04", "7.89e-31", "never"], True),
        (["59,319", "61.7%", "12 ms", "1.39 °C"], True),
        (["-", "-", ""], False),
        (["1 of 2", "3"], False),
        (["(2, 4)"], False),
        (["2014-10-20"], False),
    ],
)
def test_what_counts_as_a_number(texts, expected):
    assert number_columns([[text] for text in texts]) == ([0] if expected else [])


def test_a_table_that_a_cell_makes_has_its_numbers_marked_too():
    head = '<tr><th scope="col">seed</th><th scope="col">read</th></tr>'
    row = '<tr><th scope="row">{}</th><td>{}</td></tr>'
    html = f'<table class="table">{head}{row.format("a", "9%")}{row.format("b", "10%")}</table>'
    marked = html_with_numbers(html)
    assert re.findall(r'<(t[dh])[^>]*class="num">([^<]*)', marked) == [("th", "read"), ("td", "9%"), ("td", "10%")]
    assert marked.replace(' class="num"', "") == html
    bare = html.replace("<th scope=\"col\">read</th>", "<th scope=\"col\"></th>")
    assert '<th scope="col"></th>' in html_with_numbers(bare), "mend_theme.py makes it a cell"


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
    own = cell('x = 1\n\n<span class="k">assert</span> x')
    page = '<div class="tag_table cell docutils container">' + own
    folded = with_folded_asserts(page)
    assert folded.count(FOLD.format(1)) == 1
    assert TAG.sub("", folded.replace(FOLD.format(1), "")) == TAG.sub("", page), "who copies the cell has all of it"
    assert '<span class="asserted">\n<span class="k">assert</span> x\n</span>' in folded
    assert with_folded_asserts(folded) == folded
    hidden = "<details><summary>Solution</summary>" + own
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


def test_no_page_shows_a_figure_as_words(shown):
    """A kernel that draws nothing prints what a figure is called."""
    assert "fig-unrolled-rnn" in shown["sequences/recurrence"]
    for name, page in shown.items():
        assert "<Figure size" not in plain(page), f"{name}: a cell's figure is shown as the words of its name"
