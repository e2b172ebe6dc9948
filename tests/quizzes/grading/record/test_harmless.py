"""What learners wrote is text wherever it is shown: nothing of it runs, or asks a host."""

import copy
import time

import pytest
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, markdown2html_mistune

from quizzes.grading.record.harmless import LEFT_OUT, harmless_html, harmless_markdown, make_harmless
from quizzes.grading.record.nbgrader_formgrader import escaped, policy

PNG = "iVBORw0KGgo="


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<script>x()</script>a", "a"),
        ("<style>p{}</style>a", "a"),
        ("<p onclick='x()'>a</p>", "<p>a</p>"),
        ("<svg onload=x()><script>y()</script></svg>a", "a"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=x()>", ""),
        ("<a href='http://127.0.0.1:8888/logout'>a</a>", '<a rel="noopener noreferrer nofollow">a</a>'),
        ("<a href='http://a:b@localhost/'>a</a>", '<a rel="noopener noreferrer nofollow">a</a>'),
        ("<iframe srcdoc='<p>'></iframe>a", "a"),
        ("<form action=x><input><button>a</button></form>", "a"),
        ("<a href='java\nscript:x()'>a</a>", '<a rel="noopener noreferrer nofollow">a</a>'),
        ("<a href='/logout'>a</a>", '<a rel="noopener noreferrer nofollow">a</a>'),
        ("<a href='//host/x'>a</a>", '<a rel="noopener noreferrer nofollow">a</a>'),
        ("<a href='data:text/html,x'>a</a>", '<a rel="noopener noreferrer nofollow">a</a>'),
        ("<a href='https://x.org/a'>a</a>", '<a href="https://x.org/a" rel="noopener noreferrer nofollow">a</a>'),
        ("<img src='http://x.org/p.png'>", "<img>"),
        ("<img src='//x.org/p.png'>", "<img>"),
        ("<img src='/logout'>", "<img>"),
        ("<img src='../../logout.png'>", "<img>"),
        ("<img src='data:text/html;base64,AAAA'>", "<img>"),
        (f"<img src='data:image/png;base64,{PNG}' width='20'>", f'<img src="data:image/png;base64,{PNG}" width="20">'),
        ("<img src='figures/a.png' style='position:fixed'>", '<img src="figures/a.png">'),
        ("<div class='modal full-credit'>a</div>", "<div>a</div>"),
        ("<table border='1' class='dataframe'><tr><td>1</td></tr></table>",
         '<table border="1" class="dataframe"><tbody><tr><td>1</td></tr></tbody></table>'),
        ("<meta http-equiv=refresh content='0;url=x'><base href=x><link rel=stylesheet href=x>a", "a"),
        ("<!-- <script> -->a", "a"),
    ],
)  # fmt: skip
def test_html_keeps_what_is_allowed_and_nothing_else(html, left):
    assert harmless_html(html) == left
    assert harmless_html(left) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("**a** $c<t$ `x < y` <b>b</b><br/>", "**a** $c< t$ `x < y` <b>b</b><br/>"),
        ("<b onclick=x()>", "< b onclick=x()>"),
        ("<ScRiPt>", "< ScRiPt>"),
        ("</p><!--", "< /p>< !--"),
        ("<javascript:x()>", "< javascript:x()>"),
        ("[a](javascript:x())", "[a] (javascript:x())"),
        ("[a](java&#115;cript:x())", "[a] (java&#115;cript:x())"),
        ("[a]( \njavascript:x())", "[a] ( \njavascript:x())"),
        ("[a](<javascript:x()>)", "[a] (< javascript:x()>)"),
        ("[a](/logout)", "[a] (/logout)"),
        ("[a](https://x.org) [b](#part)", "[a](https://x.org) [b](#part)"),
        ("[a][r]\n\n[r]: javascript:x()", "[a][r]\n\n[r] : javascript:x()"),
        ("[r]:\njavascript:x()", "[r] :\njavascript:x()"),
        ("[a](http://localhost:8888/formgrader/?path=x)", "[a] (http://localhost:8888/formgrader/?path=x)"),
        ("![a](http://x.org/p.png)", "! [a](http://x.org/p.png)"),
        ("![a [b](c)](https://x.org/p.png)", "! [a [b] (c)](https://x.org/p.png)"),
        ("![a][r]\n\n[r]: https://x.org/p.png", "! [a][r]\n\n[r]: https://x.org/p.png"),
        ("![a](attachment:a.png)", "! [a](attachment:a.png)"),  # which is not there
        (f"![a](data:image/png;base64,{PNG})", f"![a](data:image/png;base64,{PNG})"),
        ("![a](data:image/svg+xml;base64,AAAA)", "! [a] (data:image/svg+xml;base64,AAAA)"),
    ],
)
def test_markdown_is_parted_where_it_could_run_or_ask(text, left):
    assert harmless_markdown(text) == left
    assert harmless_markdown(left) == left


def notebook(*outputs, source="a = 1  # <script>", **cell):
    code = {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": source, "outputs": list(outputs)}
    return {"metadata": {}, "cells": [code | cell]}


@pytest.mark.parametrize(
    ("data", "left"),
    [
        ({"text/html": "<b>a</b>", "text/plain": "a"}, {"text/html": "<b>a</b>", "text/plain": "a"}),
        ({"application/javascript": "x()"}, {"text/plain": LEFT_OUT}),
        ({"text/vnd.mermaid": "</pre><script>"}, {"text/plain": LEFT_OUT}),
        ({"application/vnd.jupyter.widget-view+json": {}}, {"text/plain": LEFT_OUT}),
        ({"image/png": 'AAAA" onerror="x()'}, {"text/plain": LEFT_OUT}),
        ({"image/png": PNG, "text/plain": ["<Fig", "ure>"]}, {"image/png": PNG, "text/plain": "<Figure>"}),
        ({"image/svg+xml": "<svg onload='x()'/>"},
         {"text/html": '<img alt="figure" src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9J3goKScvPg==">'}),
        ({"text/markdown": "[a](javascript:x())"}, {"text/markdown": "[a] (javascript:x())"}),
        ({"text/latex": "$c$", 7: "x", "text/plain": {}}, {"text/latex": "$c$"}),
        ("no mapping", {"text/plain": LEFT_OUT}),
    ],
)  # fmt: skip
def test_of_an_output_text_and_figures_are_kept(data, left):
    made = notebook({"output_type": "display_data", "data": data, "metadata": {}})
    make_harmless(made)
    assert made["cells"][0]["outputs"][0]["data"] == left
    assert made["cells"][0]["source"] == "a = 1  # <script>"


def test_notes_of_an_output_are_sizes_alone():
    notes = {"image/png": {"width": "1 onerror=x()", "height": 12.4, "unconfined": True}, "filenames": {"a": "/x"}}
    made = notebook({"data": {"image/png": PNG}, "metadata": notes, "execution_count": "<b>"})
    make_harmless(made)
    assert made["cells"][0]["outputs"][0]["metadata"] == {"image/png": {"height": 12}}
    assert made["cells"][0]["outputs"][0]["execution_count"] is None


def test_html_of_very_many_tags_is_left_out_and_its_text_stays():
    many = {"text/html": "<h1><a>" * 3000, "text/plain": "a table"}
    made = notebook(*({"output_type": "display_data", "data": dict(many), "metadata": {}} for _ in range(3)))
    make_harmless(made)
    first, *rest = (output["data"] for output in made["cells"][0]["outputs"])
    assert "text/html" in first
    assert rest == [{"text/plain": "a table"}] * 2
    assert harmless_html("<b>" * 20_000) == f"<p>{LEFT_OUT}</p>"


def test_half_a_letter_is_no_end_of_the_run():
    made = notebook({"output_type": "display_data", "data": {"text/html": "<b>\ud83d</b>", "image/svg+xml": "\ud83d"}})
    make_harmless(made)
    assert made["cells"][0]["outputs"][0]["data"] == {"text/html": "<b>\ufffd</b>"}
    assert harmless_html("a & b && c &amp; <b>&#60;</b> &c") == "a &amp; b &amp;&amp; c &amp; <b>&lt;</b> &amp;c"


def test_streams_and_errors_stay_as_they_are():
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "<b>1 < 2</b>"},
        {"output_type": "error", "ename": "E", "evalue": "<b>", "traceback": ["<b>"]},
    ]
    made = notebook(*copy.deepcopy(outputs))
    make_harmless(made)
    assert made["cells"][0]["outputs"] == outputs


def test_the_instructors_text_stays_and_the_learners_is_parted():
    text = '<div class="note">[x](notes.html)</div>'
    cells = [
        {"cell_type": "markdown", "metadata": {"nbgrader": {"solution": own}}, "source": text,
         "attachments": {"a.png": {"image/png": PNG, 'image/png" onerror="x()': PNG}, "b": {"text/html": "<script>"}}}
        for own in (False, True)
    ]  # fmt: skip
    made = {"metadata": {"widgets": {"x": "</script>"}}, "cells": cells}
    make_harmless(made)
    assert made["metadata"] == {}
    assert made["cells"][0]["source"] == text
    assert made["cells"][1]["source"] == '< div class="note">[x] (notes.html)< /div>'
    assert made["cells"][1]["attachments"] == {"a.png": {"image/png": PNG}}


def test_values_in_templates_are_escaped_where_they_stand():
    plain = '<script>var a = "{{ resources.a }}";</script><i>{{ a }} {{ a.b + 1 }} {{ call(a) }}</i>{{ css }}'
    assert escaped(plain) == (
        '<script>var a = {{ (resources.a ~ "") | tojson }};</script>'
        "<i>{{ (a) | e }} {{ (a.b + 1) | e }} {{ call(a) }}</i>{{ css }}"
    )


def test_policy_lets_only_formgraders_own_scripts_run():
    parts = dict(part.split(" ", 1) for part in policy("http://h:1", "/base/formgrader", "N").split("; "))
    assert parts["script-src"].startswith("'nonce-N' 'unsafe-hashes' 'sha256-")
    assert "'self'" not in parts["script-src"] and "'unsafe-inline'" not in parts["script-src"]
    assert parts["connect-src"] == "http://h:1/base/formgrader/api/"
    assert parts["default-src"] == parts["frame-src"] == parts["form-action"] == parts["base-uri"] == "'none'"


def test_attachment_that_is_not_there_is_text_and_no_page_ends_at_it():
    """A cell that was copied without its pictures, a name that a reader writes otherwise, attachments of an output."""
    names = ("a.png", "b.svg", "ü.png", "a%20b.png", "gone.png")
    text = " ".join(f"![x](attachment:{name})" for name in names)
    attached = {name: {"image/png": PNG} for name in names if name not in ("gone.png", "b.svg")}
    answer = {"cell_type": "markdown", "metadata": {"nbgrader": {"solution": True, "grade": True}}, "source": text}
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": text}}
    code = {"cell_type": "code", "metadata": {}, "source": "", "execution_count": 1, "outputs": [output]}
    notebook = {
        "cells": [{**answer, "attachments": attached | {"b.svg": {"image/svg+xml": PNG}}}, code], "metadata": {},
    }  # fmt: skip
    make_harmless(notebook)
    answer, code = notebook["cells"]
    renderer = IPythonRenderer(escape=False, attachments=answer["attachments"])
    shown = MarkdownWithMath(renderer=renderer).render(answer["source"])
    assert shown.count("<img") == 1 and f"data:image/png;base64,{PNG}" in shown
    assert "<img" not in markdown2html_mistune(code["outputs"][0]["data"]["text/markdown"])


@pytest.mark.parametrize(
    "text", ["\\begin{a}" * 10_000, "\\\\[" * 25_000, "\\\\(x" * 20_000, "\\begin{a}\n$$\n" * 6_000]
)
def test_formulas_without_end_take_little_time(text):
    start = time.process_time()
    markdown2html_mistune(harmless_markdown(text))
    assert time.process_time() - start < 4  # as they came, the first takes 10 s
    few = r"\begin{pmatrix} a \\ b \end{pmatrix} \\[ x \\]" * 20
    assert harmless_markdown(few) == few


@pytest.mark.parametrize(
    ("tag", "kept", "gone"),
    [
        ('<img {}>', 'width="20"', 'width="20%"'),
        ('<img {}>', 'height="9999"', 'height="10000"'),
        ('<img {}>', 'alt="a figure"', 'onload="x()"'),
        ('<img {}>', 'src="data:image/svg+xml;base64,AA=="', 'src="data:image/webp;base64,AA=="'),
        ('<img {}>', 'src="a b/c.JPEG"', 'src="a.png?x"'),
        ('<ol {}></ol>', 'start="3"', 'start="x"'),
        ('<table {}></table>', 'border="1"', 'border="thick"'),
        ('<pre {}></pre>', 'class="k9"', 'class="modal"'),
        ('<div {}></div>', 'class="highlight"', 'class="highlight x"'),
    ],
)  # fmt: skip
def test_attributes_hold_what_they_are_for(tag, kept, gone):
    assert harmless_html(tag.format(kept)) == tag.format(kept)
    assert harmless_html(tag.format(gone)) == tag.format("").replace(" ", "")


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("<td align='left' colspan='2'>", '<td align="left" colspan="2">'),
        ("<td align='top' rowspan='2;'>", "<td>"),
    ],
)
def test_cells_of_tables_keep_their_place_and_size(cell, left):
    assert f"{left}a</td>" in harmless_html(f"<table><tr>{cell}a</td></tr></table>")


@pytest.mark.parametrize(
    ("target", "kept"),
    [("mailto:a@x.org", True), ("#part-1.2", True), ("http://x.org:80/a", True), ("https://10.0.0.1/a", False),
     ("tel:1", False), ("#a b", False)],
)  # fmt: skip
def test_links_that_a_person_may_follow(target, kept):
    assert (f'href="{target}"' in harmless_html(f'<a href="{target}" title="t">a</a>')) == kept
    assert 'title="t"' in harmless_html(f'<a href="{target}" title="t">a</a>')


def test_html_is_shown_up_to_so_many_tags_and_letters():
    assert harmless_html("<br>" * 10_000) == "<br>" * 10_000
    assert harmless_html("<br>" * 10_001) == f"<p>{LEFT_OUT}</p>"
    assert harmless_html("a" * 2**22) == "a" * 2**22
    assert harmless_html("a" * (2**22 + 1)) == f"<p>{LEFT_OUT}</p>"


def test_tags_of_a_notebook_are_counted_together_and_what_is_left_out_counts_for_nothing():
    made = notebook(*({"data": {"text/html": "<br>" * count, "text/plain": "a"}} for count in (6000, 4001, 4000, 1)))
    made["cells"][0]["outputs"].insert(1, {"output_type": "stream", "name": "stdout", "text": "<br>"})
    make_harmless(made)
    shown = ["text/html" in output["data"] for output in made["cells"][0]["outputs"] if "data" in output]
    assert shown == [True, False, True, False]


def test_drawing_is_shown_up_to_so_many_letters():
    for letters, shown in ((3 * 2**20 - 3, True), (3 * 2**20, False), (3 * 2**20 + 3, False)):  # four letters for three
        made = notebook({"data": {"image/svg+xml": "a" * letters}})
        make_harmless(made)
        assert ("text/html" in made["cells"][0]["outputs"][0]["data"]) == shown
    both = notebook({"data": {"text/html": "<i>a</i>", "image/svg+xml": "<svg/>"}})
    make_harmless(both)
    assert both["cells"][0]["outputs"][0]["data"] == {"text/html": "<i>a</i>"}


@pytest.mark.parametrize(
    ("notes", "left"),
    [
        ({"width": 1, "height": 9999}, {"width": 1, "height": 9999}),
        ({"width": 0, "height": 10_000}, None),
        ({"width": 0.6, "height": True}, {"width": 1}),
        ({"width": -1, "height": None}, None),
        ({"width": 10_001, "height": 1e9}, None),
        ("wide", None),
    ],
)
def test_sizes_of_a_figure_are_numbers_that_a_page_can_have(notes, left):
    made = notebook({"data": {"image/png": PNG}, "metadata": {"image/png": notes}})
    make_harmless(made)
    assert made["cells"][0]["outputs"][0]["metadata"] == ({"image/png": left} if left else {})
    odd = notebook({"data": {"image/png": PNG}, "metadata": [notes]})
    make_harmless(odd)
    assert odd["cells"][0]["outputs"][0]["metadata"] == {}


def test_counts_are_whole_numbers():
    made = {"cells": [notebook(execution_count=count)["cells"][0] for count in (7, True, 1.5, "<b>", None)]}
    make_harmless(made)
    assert [cell["execution_count"] for cell in made["cells"]] == [7, None, None, None, None]


def test_figures_are_base64_and_nothing_else():
    kinds = {"image/png": "AAA", "image/jpeg": "AA==\n", "image/gif": ["AA", 7, "=="], "image/webp": "AA=="}
    made = notebook({"data": kinds})
    make_harmless(made)
    assert made["cells"][0]["outputs"][0]["data"] == {"image/jpeg": "AA==\n", "image/gif": "AA=="}


def text_cell(source="<i>x</i> <p>y</p>", **other):
    return {"cell_type": "markdown", "metadata": {}, "source": source} | other


def test_all_text_is_parted_where_no_cell_is_the_instructors():
    made = {"cells": [text_cell(), text_cell(cell_type="raw"), text_cell(["<p>", "y"])]}
    make_harmless(made, answers_only=False)
    assert [cell["source"] for cell in made["cells"]] == ["<i>x</i> < p>y< /p>"] * 2 + ["< p>y"]


def test_cell_that_a_learner_added_is_parted_and_loses_attachments_of_no_shape():
    own = {"quizzes": {"learner": True}}
    made = {"cells": [text_cell(metadata=own, attachments={"a.png": "x"}), text_cell(metadata=own, attachments=["x"])]}
    make_harmless(made)
    assert [cell["source"] for cell in made["cells"]] == ["<i>x</i> < p>y< /p>"] * 2
    assert made["cells"][0]["attachments"] == {}


def test_attached_picture_needs_a_plain_name_and_to_be_there():
    text = "![a](attachment:{})"
    assert harmless_markdown(text.format("a.png"), ["a.png"]) == text.format("a.png")
    for name, there in (("a.png", "b.png"), ("a%20b.png", "a%20b.png")):
        assert harmless_markdown(text.format(name), [there]) == f"! [a](attachment:{name})"


@pytest.mark.parametrize("sign", [r"\begin{", r"\\[", r"\\("])
def test_formulas_are_parted_beyond_so_many(sign):
    assert harmless_markdown(sign * 300) == sign * 300
    parted = sign.replace("begin", " begin") if "begin" in sign else f"{sign[:2]} {sign[2]}"
    assert harmless_markdown(sign * 301) == parted * 301
