"""Pages from templates: whatever stands in a value is shown as text, and no template lets anything else through."""

import ast
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError
from markupsafe import Markup

import quizzes
from quizzes.grading.report.html_page import FOLDER, Table
from quizzes.templates import templates, text

PACKAGE = Path(quizzes.__file__).parent
TEMPLATES = sorted(PACKAGE.rglob("*.j2"))
HOSTILE = "</title></td></code><script>alert(1)</script>\" onload='x' {{ 7 * 7 }} &lt;b&gt; \x1b[2J\u202e"
# Who makes Markup of a text that is put together, and of what it is made.
BUILT = {
    "quizzes/grading/report/plots.py": "SVG: numbers, and a label that is escaped",
    "quizzes/grading/report/feedback_page.py": "an escaped message, in which tags are put around code",
    "quizzes/grading/viva/page.py": "a style: letters and digits of a title, all others by their numbers",
    "quizzes/paper/formulas.py": "the bank's Markdown, and formulas by KaTeX",
    "quizzes/targets/scorm_page.py": "the bank's Markdown, formulas as MathML, and the keys as JSON",
}


def rendered(source, **values):
    return templates(FOLDER).from_string(source).render(values)


def test_a_hostile_text_is_text_wherever_it_stands():
    made = Table(HOSTILE, (HOSTILE,), [(HOSTILE, HOSTILE)], [1])
    source = (
        '{% from "macros.html.j2" import code, table %}{{ table(made) }}{{ code([(it, true)], it) }}'
        '<p id="{{ it }}">{{ it }}</p>'
    )
    html = rendered(source, made=made, it=HOSTILE)
    page = BeautifulSoup(html, "html.parser")
    shown = HOSTILE.replace("\x1b", "\N{REPLACEMENT CHARACTER}").replace("\u202e", "\N{REPLACEMENT CHARACTER}")
    assert not page.select("script") and "\x1b" not in html and "\u202e" not in html
    assert [cell.get_text() for cell in page.select("caption, th, td, mark, p")] == [shown] * 6
    assert page.p["id"] == page.div["aria-label"] == page.pre["aria-label"] == shown
    assert all(set(tag.attrs) <= {"id", "class", "scope", "tabindex", "role", "aria-label"} for tag in page.select("*"))


def test_html_is_what_says_so_by_its_type():
    assert rendered("{{ it }}", it=Markup("<b>{}</b>").format("<i>")) == "<b>&lt;i&gt;</b>"
    assert text(Markup("<b>")) == "<b>" and text(7) == "7"


def test_a_forgotten_value_is_a_fault_and_no_empty_place():
    with pytest.raises(UndefinedError, match="'nobody' is undefined"):
        rendered("{{ nobody }}")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_switches_escaping_off(path):
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", path.read_text(encoding="utf-8"))


def test_only_known_places_make_html_of_a_text_that_was_put_together():
    built = set()
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        calls = ast.walk(ast.parse(source)) if "Markup" in source else ()
        made = [node for node in calls if isinstance(node, ast.Call) and ast.unparse(node.func) == "Markup"]
        if any(not isinstance(part, ast.Constant) for call in made for part in call.args):
            built.add(path.relative_to(PACKAGE.parent).as_posix())
    assert built == set(BUILT)
