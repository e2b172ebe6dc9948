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
