"""What keeps a page's lines and folds in order: ends of formulas, units, dropdowns, empty lines."""

import re
import sys
from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.addnodes import desc_signature

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from folds import DropdownsAsFolds  # noqa: E402
from formula_ends import with_kept_ends  # noqa: E402
from light_code import with_light_code  # noqa: E402
from light_formulas import style_sheet, with_light_formulas  # noqa: E402
from whole_units import UnitsWithNumbers  # noqa: E402
from whole_words import with_whole_words  # noqa: E402

INNER = '<span class="katex"><span class="katex-html"><span class="base">x</span></span></span>'
SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("behind", "inside"),
    [(", and", ","), ("). Then", ")."), ("-dimensional", "-dimensional"), ("th step", "th"), ("&quot;: no", "&quot;:"),
     (" and", ""), ("</p>", ""), ("<em>s</em>", ""), ("&lt;b", "")],
)  # fmt: skip
@pytest.mark.parametrize("classes", ["math", "math notranslate nohighlight"])
def test_what_follows_a_formula_is_in_its_element(behind, inside, classes):
    page = f'<p>(<span class="{classes}">{INNER}</span>{behind} <span class="mathnormal">y</span>, z</p>'
    kept = with_kept_ends(page)
    wanted = page.replace(f"{INNER}</span>{inside}", f"{INNER}{inside}</span>", 1)
    assert kept == wanted.replace(f'(<span class="{classes}">', f'<span class="{classes}">(', 1)
    assert with_kept_ends(kept) == kept
    assert re.sub("<[^>]*>", "", kept) == re.sub("<[^>]*>", "", page), "who reads or searches has the same words"


def test_bracket_before_a_formula_is_in_its_element_too():
    page = f'<p>with (“<span class="math">{INNER}</span>”) and (<em>a</em> <span class="math">{INNER}</span>)</p>'
    kept = with_kept_ends(page)
    assert kept == (
        f'<p>with <span class="math">(“{INNER}”)</span> and (<em>a</em> <span class="math">{INNER})</span></p>'
    )
    assert with_kept_ends(kept) == kept


def test_formula_breaks_between_its_parts_and_not_before_what_follows():
    rules = {*style_sheet().splitlines()}
    assert "span.math{display:inline;white-space:nowrap}" in rules
    assert ".katex .yw,.katex-display>.katex{white-space:normal}" in rules
    base = '<span class="base">x + y</span><span class="base">+z</span>'.replace("x", "x" * 7)
    first, last = re.findall("<span.*?</span>", base)
    page = f'<p><span class="math"><span class="katex">{first}{last}</span></span>, y</p>'
    gap = '<span class="yw"> </span>'
    kept = with_kept_ends(page)
    assert kept == f'<p><span class="math"><span class="katex">{first}{gap}{last}</span>,</span> y</p>'
    drawing = f'<span class="katex-html" aria-hidden="true">{first}{gap}{last}</span>'
    assert with_light_formulas(drawing, ".base{}") == drawing
    assert with_kept_ends(kept) == kept
    assert with_kept_ends(f'<div class="math">{base}</div>') == f'<div class="math">{base}</div>'


@pytest.mark.parametrize(("signs", "breaks"), [("= 0.12&lt;9", False), ("= 0.123&lt;9", True)])
def test_short_formula_stays_whole_also_in_a_page_of_an_earlier_build(signs, breaks):
    unseen = '<span class="katex-mathml"><math>as a long text</math></span>'
    gap = '<span class="yw"> </span>'
    first, last = '<span class="base">z_t</span>', f'<span class="base">{signs}</span>'
    kept = with_kept_ends(f'<span class="math">{unseen}<span class="katex-html">{first}{gap}{last}</span></span>')
    assert (gap in kept) is breaks
    assert with_kept_ends(kept) == kept


@pytest.mark.parametrize(("factor", "breaks"), [("(−0.5)", False), ("0.9=", False), ("(0.12345+6.7)", True)])
def test_short_factor_stays_behind_its_dot(factor, breaks):
    boxes = f'<span class="base">0.9 + 0.1 <span class="mbin">⋅</span></span><span class="base">{factor}</span>'
    kept = with_kept_ends(f'<span class="math">{boxes}</span>')
    assert ('<span class="yw"> </span>' in kept) is breaks


def test_formula_without_end_is_told():
    with pytest.raises(ValueError, match="expected the end of a formula, found none after"):
        with_kept_ends('<span class="math"><span>')
    with pytest.raises(ValueError, match="expected the end of a formula, found none after"):
        with_light_formulas('<span class="katex-html" aria-hidden="true"><span>', ".base{}")


def transformed(transform, *children):
    document = new_document("page")
    document += children
    made = transform(document)
    made.run()
    return document


def test_number_and_unit_stay_together_in_prose_alone():
    line = nodes.paragraph("", "", nodes.Text("of 88 % and 3 °C, 5 % 2"), nodes.literal("", "7 % 3"))
    line += [nodes.inline("", "92"), nodes.Text(" % more"), nodes.strong("", "all"), nodes.Text(" % off")]
    document = transformed(UnitsWithNumbers, line)
    assert document.astext() == f"of 88{SPACE}% and 3{SPACE}°C, 5{SPACE}% 27 % 392{SPACE}% moreall % off"


def test_number_below_zero_has_a_minus_where_it_is_read_and_not_where_it_is_run():
    line = nodes.paragraph("", "", nodes.Text("in (-1, 1), -.5 or -2; 1-2, a -b, [-3]"), nodes.literal("", " -7"))
    signature = desc_signature("", "", nodes.inline("", "-1"))
    document = transformed(UnitsWithNumbers, line, signature)
    assert line.astext() == "in (−1, 1), −.5 or −2; 1-2, a -b, [−3] -7"
    assert document.astext().endswith("\n\n-1")


def test_points_of_a_task_stay_with_their_number():
    heading = nodes.title("", "Task 4 (3 points), task 5 (1 point), 2 points of view")
    transformed(UnitsWithNumbers, heading)
    assert heading.astext() == f"Task 4 (3{SPACE}points), task 5 (1{SPACE}point), 2 points of view"


def test_thread_stays_with_its_project_unless_the_name_is_long():
    line = nodes.paragraph("", "Of keras #160, pytorch/examples #88, VariationalRecurrentNetwork #1 and the # 3")
    transformed(UnitsWithNumbers, line)
    assert line.astext() == (
        f"Of keras{SPACE}#160, pytorch/examples{SPACE}#88, VariationalRecurrentNetwork #1 and the # 3"
    )


def dropdown(**options):
    title = nodes.rubric("", "Solution", ids=["there"])
    values = {"design_component": "dropdown", "has_title": True, "opened": False, "is_div": True} | options
    return nodes.container("", title, nodes.paragraph("", "It is 3."), **values)


def test_dropdown_is_a_fold_as_a_cell_has_it():
    (fold,) = transformed(DropdownsAsFolds, dropdown()).children
    (hidden,) = fold.children
    assert fold["classes"] == ["cell", "fold"] and fold["ids"] == ["there"]
    assert (hidden["prompt_show"], hidden["prompt_hide"]) == ("Solution", "Solution")
    assert hidden["classes"] == ["above-input"]
    assert hidden.astext() == "It is 3."


def test_dropdown_that_is_open_stays():
    (open_one,) = transformed(DropdownsAsFolds, dropdown(opened=True)).children
    assert open_one["design_component"] == "dropdown"


def test_block_of_code_ends_with_its_last_line():
    page = '<div class="highlight"><pre><span></span><span class="n">x</span>\n\n\n</pre></div>'
    assert with_light_code(page, frozenset({"n"})).endswith("x\n</pre></div>")


def test_option_is_not_torn_from_its_dashes_but_what_is_long_may_break():
    line = "".join(f'<span class="pre">{word}</span>' for word in ("--students", "--a-name-that-is-long", "-k"))
    assert with_whole_words(line) == line.replace('"pre">--students', '"pre whole">--students')
    shown = '<pre title="a --b">$ quizzes x --course c\n<span class="nt">--to</span> --- x--y</pre> --course'
    whole = shown.replace("--course c", '<span class="whole">--course</span> c')
    assert with_whole_words(shown) == whole.replace("--to<", '<span class="whole">--to</span><')


def code(*words, classes=""):
    spans = " ".join(f'<span class="pre">{word}</span>' for word in words)
    return f'<code class="{classes}docutils literal">{spans}</code>'


def test_short_code_of_a_sentence_stays_whole():
    assert with_whole_words(code("(2,", "5,", "1)")) == code("(2,", "5,", "1)", classes="whole ")
    assert with_whole_words("<code>a &lt; b</code>") == '<code class="whole">a &lt; b</code>'
    for kept in (code("(2,5)"), code("y", "=", "x" * 35), code("a", "b", classes="whole ")):
        assert with_whole_words(kept) == kept


def test_in_code_a_sign_stays_with_its_name_and_a_date_whole():
    minus = '<span class="o">-</span>'
    star = '<span class="o">*</span>'
    names = f'"2013-11-01" 1e-5 a-{"1" * 20} one-hot, 8.1 s, 3 sets, x2 s'
    shown = f"<pre>x[:, {minus}size :] {minus} y * ({star}(a, b)) {names}</pre>"
    kept = with_whole_words(shown)
    assert re.findall(r'<span class="whole">(.*?)</span>(?=[ ,"])', kept) == [
        f"{minus}size", f"{star}(a", "2013-11-01", "1e-5", "8.1 s",
    ]  # fmt: skip
    assert re.sub("<[^>]*>", "", kept) == re.sub("<[^>]*>", "", shown)
    assert with_whole_words("<p>2013-11-01</p>") == "<p>2013-11-01</p>"


def test_letter_and_its_number_and_a_shape_stay_together():
    line = nodes.paragraph("", "", nodes.Text("with H = 32, w = −2 and x == 3, (N, T, 4H) or (A, b c)"))
    text = transformed(UnitsWithNumbers, line).astext()
    joined = f"H{SPACE}={SPACE}32, w{SPACE}={SPACE}−2 and x == 3, (N,{SPACE}T,{SPACE}4H) or (A, b c)"
    assert text == f"with {joined}"


def test_hyphen_tears_no_short_name():
    line = nodes.paragraph("", "", nodes.Text("3-D input and c_(t-1), not 13-D or 2-Dx"), nodes.literal("", "2-D"))
    document = transformed(UnitsWithNumbers, line)
    assert document.astext() == "3-D input and c_(t-1), not 13-D or 2-Dx2-D"
    assert [part.astext() for part in document.findall(nodes.inline)] == ["3-D", "c_(t-1)"]


def test_short_code_is_whole_and_long_code_may_break():
    for words in (("(n,", "T,", "u)"), ("2026-11-20",)):
        assert with_whole_words(code(*words)) == code(*words, classes="whole ")
    for words in (("return_sequences",), ("make", "experiments", "ARGS=character_names__"), ("x",)):
        assert with_whole_words(code(*words)) == code(*words)


def test_command_of_usual_length_is_marked_for_wide_pages():
    command = with_whole_words(code("make", "experiments", "ARGS=character_names"))
    assert command == code("make", "experiments", "ARGS=character_names", classes="command ")
    assert with_whole_words(command) == command


def test_range_in_brackets_stays_whole_in_a_table_that_a_cell_made():
    row = "<td>3% (−1.5 to 1,000)</td><td>(up to 3)</td>"
    kept = with_whole_words(row)
    assert kept == row.replace("(−1.5 to 1,000)", '<span class="range">(−1.5 to 1,000)</span>')
    assert with_whole_words(kept) == kept
    assert with_whole_words("<p>(1 to 2)</p>") == "<p>(1 to 2)</p>"


def test_long_word_of_code_breaks_at_its_joints_in_a_table_before_it_does_in_a_line():
    words = code("mycourse/packages", "source/NAME/", "MultiheadAttention")
    joined = words.replace("mycourse/", "mycourse/<wbr>").replace("Multihead", "Multihead<wbr>")
    assert with_whole_words(f"<td><p>{words}</p></td>{words}") == f"<td><p>{joined}</p></td>{words}"
    path = "tests/quizzes/grading/test_evidence.py"
    assert with_whole_words(code(path)).count("<wbr>") == 4  # none before py


def test_formula_breaks_before_no_number():
    def page(last):
        return f'<p><span class="math"><span class="base">a+b+c+d+e=</span><span class="base">{last}</span></span></p>'

    assert with_kept_ends(page("−1.5")) == page("−1.5")
    assert with_kept_ends(page("<i>b</i>")) != page("<i>b</i>")


@pytest.mark.parametrize(
    ("boxes", "gaps"),
    [(["a_tbbbbbbb+", "(1−", "z)g"], [True, False]), (["aaaaaaaa[", "(b+", "c)d", "e]"], [False, False, False]),
     (["aaaaaaaa(b+", "cccccccc+", "dddddddd)"], [True, True]), (["aaaaaaaa)", "b(", "c"], [True, True])],
)  # fmt: skip
def test_formula_does_not_break_between_brackets_that_are_near(boxes, gaps):
    gap = '<span class="yw"> </span>'
    shown = "".join(f'<span class="base"><i>{box}</i></span>' for box in boxes)
    kept = with_kept_ends(f'<span class="math"><span class="katex-html">{shown}</span></span>')
    assert [part.endswith(gap) for part in kept.split('<span class="base">')[1:-1]] == gaps
    assert with_kept_ends(kept) == kept
