"""Addresses of the time when a chapter was one long page still lead to what stood there."""

import sys
from pathlib import Path
from types import SimpleNamespace

from docutils import nodes

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))

from moved import add_table, anchors  # noqa: E402


def environment():
    """Two sections below a page: a label on both, a heading without a label, a formula, a question of another page."""
    toc = nodes.bullet_list()
    for name in ("", "#how-to-keep"):
        toc += nodes.reference(refuri="gates/equations", anchorname=name)
    domains = {
        "std": SimpleNamespace(
            anonlabels={
                "forget-gate": ("gates/equations", "forget-gate"),
                "gates_more": ("gates/practice", "gates-more"),
                "again": ("gates/practice", "forget-gate"),
                "gates": ("gates", "gates"),
                "elsewhere": ("states", "elsewhere"),
            }
        ),
        "math": SimpleNamespace(equations={"gates-eq": ("gates/equations", 1), "other": ("states", 1)}),
    }
    titles = {"gates/equations": "Three gates & more", "gates/practice": "Practice"}
    return SimpleNamespace(
        get_domain=domains.__getitem__,
        titles={name: nodes.title(text, text) for name, text in titles.items()},
        tocs={"gates/equations": toc, "gates/practice": nodes.bullet_list()},
        collect_relations=lambda: dict.fromkeys(["index", "gates", *titles, "states"]),
    )


def test_each_anchor_has_one_page_labels_headings_and_formulas():
    assert anchors(environment(), ["gates/equations", "gates/practice"]) == {
        "gates/equations": ["forget-gate", "three-gates-more", "how-to-keep", "equation-gates-eq"],
        "gates/practice": ["gates-more", "practice"],
    }


def test_only_a_page_with_pages_below_it_has_the_table():
    added = []
    builder = SimpleNamespace(get_relative_uri=lambda here, there: f"{there}.html")
    app = SimpleNamespace(env=environment(), builder=builder, add_js_file=lambda name, **_: added.append(name))
    for name, expected in (("states", ""), ("gates/practice", ""), ("gates", '"gates/practice.html":["gates-more"')):
        context = {"body": ""}
        add_table(app, name, "page.html", context, nodes.document(None, None))
        assert (expected in context["body"]) if expected else not context["body"]
    assert added == ["moved.js"]
    missing = {"body": ""}
    add_table(app, "gates", "page.html", missing, None)  # a page that the builder makes, as genindex
    assert missing == {"body": ""}
